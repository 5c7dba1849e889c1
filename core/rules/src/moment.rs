//! What a command gets once, when it enters the queue, and keeps through every retry: its time and
//! its random bytes. With them a decision is a function.

use crate::ids::Bytes32;
use crate::units::Millis;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// 32 random bytes from which every id and secret of one command is derived.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entropy([u8; 32]);

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy(..)")
    }
}

impl Entropy {
    /// Randomness of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// 32 bytes for one purpose, unrelated to those of any other.
    pub fn bytes(&self, purpose: &str, number: u64) -> Bytes32 {
        Bytes32(hmac_sha256(&self.0, &[purpose.as_bytes(), &number.to_be_bytes()]))
    }
}

/// HMAC-SHA-256 over the parts, one after the other.
pub(crate) fn hmac_sha256(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a key that is shorter than its block with zeros.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// When a command is decided, and with what randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The server's time.
    pub now: Millis,
    /// The command's randomness.
    pub entropy: Entropy,
}

impl Moment {
    /// A time-ordered id (UUID version 7) for one purpose.
    pub fn uuid(&self, purpose: &str) -> Uuid {
        uuid_v7(self.now, &self.entropy.bytes(purpose, 0).0)
    }
}

/// A UUID version 7 of this time and these random bytes.
pub fn uuid_v7(now: Millis, random: &[u8; 32]) -> Uuid {
    let mut tail = [0; 10];
    tail.copy_from_slice(&random[..10]);
    let millis = u64::try_from(now.get()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}
