//! Making a code, on the phone.

use crate::base45;
use crate::claims::Claims;
use crate::envelope::{Envelope, to_be_signed};
use crate::ops::Ops;
use crate::picture::{Matrix, draw};
use crate::signer::{SignError, Signer, normalise_signature};
use crate::{LIFETIME_SECONDS, PREFIX};

/// What a code is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MintRequest {
    /// The payment session's number, from 1, never used before with this key; the phone has
    /// stored it. A fresh picture of the same session keeps it.
    pub counter: u64,
    /// What the code permits.
    pub ops: Ops,
    /// The most that may be taken, at least 1; exactly when `ops` has pay.
    pub max_cents: Option<u64>,
    /// The reward to use; only when `ops` has redeem. Without it the register offers a choice.
    pub reward: Option<u32>,
    /// The only store that may use the code; anywhere if `None`.
    pub store: Option<u16>,
    /// The time as the server has it, in Unix seconds.
    pub now: i64,
}

/// A code to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayCode {
    /// What the register reads.
    pub text: String,
    /// The text as a QR picture.
    pub matrix: Matrix,
    /// When to replace it, in Unix seconds.
    pub expires_at: i64,
}

/// Why no code was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// Counters begin at 1.
    #[error("a counter is at least 1")]
    ZeroCounter,
    /// Paying needs a maximum of at least one cent.
    #[error("a code that pays needs a maximum amount")]
    PayWithoutMax,
    /// Nothing is taken, so a maximum would mislead.
    #[error("a code that does not pay has no maximum amount")]
    MaxWithoutPay,
    /// A reward is named but may not be used.
    #[error("a code that does not redeem names no reward")]
    RewardWithoutRedeem,
    /// The time has no four-byte form, as between 1970-01-02 and 2106.
    #[error("the clock is wrong")]
    Clock,
    /// The key store gave no signature.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The key store's answer is not the signature of the key it claims to hold.
    #[error("the signature does not belong to the key")]
    BadSignature,
    /// The bytes do not fit the picture. Every code that is allowed fits.
    #[error("the code does not fit its picture")]
    Picture,
}

/// Makes the code for `request`, valid from `now` for [`LIFETIME_SECONDS`], signed by `signer`.
pub fn mint(request: &MintRequest, signer: &dyn Signer) -> Result<PayCode, MintError> {
    let (text, expires_at) = mint_text(request, signer)?;
    let matrix = draw(&text).ok_or(MintError::Picture)?;
    Ok(PayCode { text, matrix, expires_at })
}

/// The same without the picture, for what shows none: the text, and when to replace it.
pub fn mint_text(request: &MintRequest, signer: &dyn Signer) -> Result<(String, i64), MintError> {
    let exp = request.now.saturating_add(LIFETIME_SECONDS);
    let claims = Claims {
        exp: u32::try_from(exp).map_err(|_| MintError::Clock)?,
        counter: request.counter,
        ops: request.ops,
        reward: request.reward,
        max_cents: request.max_cents,
        store: request.store,
    };
    claims.check()?;

    let key = signer.public_key();
    let kid = key.kid();
    let message = to_be_signed(kid, &claims).ok_or(MintError::Picture)?;
    let signature = normalise_signature(&signer.sign(&message)?).ok_or(MintError::BadSignature)?;
    // A restored backup can leave a key store with another key than the app remembers: better
    // to learn it here than at the counter.
    if !key.verify(&message, &signature) {
        return Err(MintError::BadSignature);
    }

    let envelope = Envelope { kid, claims, signature };
    let bytes = envelope.encode().ok_or(MintError::Picture)?;
    Ok((format!("{PREFIX}{}", base45::encode(&bytes)), exp))
}
