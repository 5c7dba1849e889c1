//! Reading a code: first its shape, then, with its key, its signature and its time.

use std::fmt;

use crate::claims::Claims;
use crate::envelope::{Envelope, to_be_signed};
use crate::key::{Kid, PublicKey};
use crate::ops::Ops;
use crate::{LIFETIME_SECONDS, PREFIX, SKEW_SECONDS, base45};

/// How many characters may follow the prefix: 100 to 280 bytes, the range of every form of code.
/// The only form so far ends at [`crate::MAX_BYTES`].
const LENGTHS: std::ops::RangeInclusive<usize> = 150..=420;

/// Why a code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Rejected {
    /// Some other text: it does not begin with the prefix.
    #[error("this is not a pay code")]
    NotOurs,
    /// The prefix is ours; the rest is not as the specification says.
    #[error("this pay code can't be read; please show a fresh one")]
    Malformed,
    /// The signature is not the key's for what the code says.
    #[error("this pay code has been altered")]
    Altered,
    /// The code names another key, or one that nobody knows.
    #[error("this pay code belongs to an unknown key")]
    WrongKey,
    /// Its minute is over.
    #[error("this pay code has expired; please show a fresh one")]
    Expired,
    /// It ends later than a minute from now: the phone's clock is wrong.
    #[error("this pay code is from the future; please check the phone's clock")]
    NotYetValid,
}

impl Rejected {
    /// The name in interfaces and logs; it never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotOurs => "code_foreign",
            Self::Malformed => "code_malformed",
            Self::Altered => "code_altered",
            Self::WrongKey => "code_unknown_key",
            Self::Expired => "code_expired",
            Self::NotYetValid => "code_from_future",
        }
    }
}

/// A code of the right shape. Nothing it says is to be believed yet; its kid tells which key to
/// verify it with.
#[derive(Clone, PartialEq, Eq)]
pub struct Unverified(Envelope);

impl Unverified {
    /// The key that the code says it is signed with.
    pub const fn kid(&self) -> Kid {
        self.0.kid
    }
}

impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unverified({})", self.kid())
    }
}

/// A code whose signature is its key's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    kid: Kid,
    claims: Claims,
}

impl Checked {
    /// The key that signed the code; with the counter, what can be spent once.
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// The payment session's number; with the kid, what can be spent once.
    pub const fn counter(&self) -> u64 {
        self.claims.counter
    }

    /// What the code permits.
    pub const fn ops(&self) -> Ops {
        self.claims.ops
    }

    /// The most that may be taken, in cents; present exactly when the code pays.
    pub const fn max_cents(&self) -> Option<u64> {
        self.claims.max_cents
    }

    /// The reward to use, if the customer chose one.
    pub const fn reward(&self) -> Option<u32> {
        self.claims.reward
    }

    /// The only store that may use the code, if it is bound to one.
    pub const fn store(&self) -> Option<u16> {
        self.claims.store
    }

    /// The end of the code's life, in Unix seconds.
    pub fn expires_at(&self) -> i64 {
        i64::from(self.claims.exp)
    }

    /// Accepts `now - SKEW_SECONDS < expires_at <= now + LIFETIME_SECONDS + SKEW_SECONDS`.
    pub fn judge_time(&self, now: i64) -> Result<(), Rejected> {
        let remaining = self.expires_at().saturating_sub(now);
        if remaining <= -SKEW_SECONDS {
            Err(Rejected::Expired)
        } else if remaining > LIFETIME_SECONDS + SKEW_SECONDS {
            Err(Rejected::NotYetValid)
        } else {
            Ok(())
        }
    }
}

/// Reads the shape of a scanned text. Only CR, LF and spaces at its ends, which scanners add, are
/// dropped; nothing else is repaired.
pub fn parse(text: &str) -> Result<Unverified, Rejected> {
    let digits = trim(text).strip_prefix(PREFIX).ok_or(Rejected::NotOurs)?;
    if !LENGTHS.contains(&digits.len()) || !digits.bytes().all(base45::is_digit) {
        return Err(Rejected::Malformed);
    }
    base45::decode(digits)
        .and_then(|bytes| Envelope::decode(&bytes))
        .map(Unverified)
        .ok_or(Rejected::Malformed)
}

pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(['\r', '\n', ' '])
}

/// Accepts a code that `key` signed and whose time is right at `now` (Unix seconds).
///
/// Whether its counter is unspent is for the caller to know.
pub fn verify(code: &Unverified, key: &PublicKey, now: i64) -> Result<Checked, Rejected> {
    let checked = verify_ignoring_time(code, key)?;
    checked.judge_time(now)?;
    Ok(checked)
}

/// Accepts a code that `key` signed, however old: a repeated transaction is answered from what
/// was stored before its code's time is judged.
pub fn verify_ignoring_time(code: &Unverified, key: &PublicKey) -> Result<Checked, Rejected> {
    let Envelope { kid, claims, signature } = &code.0;
    if key.kid() != *kid {
        return Err(Rejected::WrongKey);
    }
    let message = to_be_signed(*kid, claims).ok_or(Rejected::Malformed)?;
    if !key.verify(&message, signature) {
        return Err(Rejected::Altered);
    }
    Ok(Checked { kid: *kid, claims: claims.clone() })
}
