//! Surprises: commit, draw, reveal, check.
//!
//! When a surprise becomes ready, the server commits to a secret: the journal shows
//! `SHA-256(secret, wallet id, surprise number, odds version)` with the odds. Opening brings a nonce
//! of the phone; the draw is `HMAC-SHA-256(secret, nonce, surprise number)`. The journal then
//! reveals both, and the phone checks that secret and commitment, and draw and prize, agree.

use crate::ids::{Bytes32, Seq, WalletId};
use crate::moment::hmac_sha256;
use crate::programme::{Prize, WeightedPrize};
use crate::units::Millis;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a surprise may hold, as it stood when the surprise became ready. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Odds {
    /// The version of the odds.
    pub version: u32,
    /// Prizes with their weights.
    pub prizes: Vec<WeightedPrize>,
}

/// A surprise that waits to be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadySurprise {
    /// The journal entry that made it ready.
    pub number: Seq,
    /// When that was.
    pub ready_at: Millis,
    /// What the server committed to.
    pub commitment: Bytes32,
    /// What it may hold.
    pub odds: Odds,
}

/// What the server commits to.
pub fn commitment(secret: &Bytes32, wallet: WalletId, number: Seq, odds_version: u32) -> Bytes32 {
    let mut hash = Sha256::new();
    hash.update(secret.0);
    hash.update(wallet.uuid().as_bytes());
    hash.update(number.get().to_be_bytes());
    hash.update(odds_version.to_be_bytes());
    Bytes32(hash.finalize().into())
}

/// Draws a prize. Nothing where the odds hold no weight.
///
/// The first 8 bytes of the HMAC, big-endian, times the sum of the weights, divided by 2^64, is a
/// place on the line of all weights laid end to end.
pub fn draw<'a>(
    odds: &'a Odds,
    secret: &Bytes32,
    nonce: &Bytes32,
    number: Seq,
) -> Option<&'a Prize> {
    let mac = hmac_sha256(&secret.0, &[&nonce.0, &number.get().to_be_bytes()]);
    let mut first = [0; 8];
    first.copy_from_slice(&mac[..8]);
    let sum: u128 = odds.prizes.iter().map(|prize| u128::from(prize.weight)).sum();
    let mut place = (u128::from(u64::from_be_bytes(first)) * sum) >> 64;
    for prize in &odds.prizes {
        let weight = u128::from(prize.weight);
        if place < weight {
            return Some(&prize.prize);
        }
        place -= weight;
    }
    None
}

/// Whether a reveal is honest: the secret is the one committed to, and the prize is the one drawn.
pub fn is_honest(
    surprise: &ReadySurprise,
    wallet: WalletId,
    secret: &Bytes32,
    nonce: &Bytes32,
    prize: &Prize,
) -> bool {
    let number = surprise.number;
    commitment(secret, wallet, number, surprise.odds.version) == surprise.commitment
        && draw(&surprise.odds, secret, nonce, number) == Some(prize)
}
