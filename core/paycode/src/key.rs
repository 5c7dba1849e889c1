//! P-256 public keys and the short name a code calls its key by.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Why bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not 65 bytes beginning with 04, or (as text) not their base64url.
    #[error("a public key is 65 bytes: 04, X and Y")]
    Encoding,
    /// The point is not on the curve P-256.
    #[error("the point is not on the curve P-256")]
    NotOnCurve,
    /// A private key must be between 1 and the group's order.
    #[error("the private key is out of range")]
    PrivateKey,
    /// A kid is 16 lower-case hexadecimal digits.
    #[error("a kid is 16 lower-case hexadecimal digits")]
    Kid,
}

/// A key's short name: the first 8 bytes of its COSE key thumbprint (RFC 9679, SHA-256).
///
/// It is written as 16 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kid([u8; 8]);

impl Kid {
    /// The kid that these bytes are, as a code or a database carries them.
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// The bytes, as a code or a database carries them.
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

impl FromStr for Kid {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let lower_hex = |c: u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 16 || !text.bytes().all(lower_hex) {
            return Err(KeyError::Kid);
        }
        let value = u64::from_str_radix(text, 16).map_err(|_| KeyError::Kid)?;
        Ok(Self(value.to_be_bytes()))
    }
}

impl TryFrom<String> for Kid {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<Kid> for String {
    fn from(kid: Kid) -> Self {
        kid.to_string()
    }
}

/// A point on P-256 that signatures are verified with.
///
/// It is serialised as the base64url, without padding, of its 65 SEC1 bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 65]);

impl PublicKey {
    /// From `04 || X || Y`, as `SecKey` and most libraries export a key.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: [u8; 65] = bytes.try_into().map_err(|_| KeyError::Encoding)?;
        if bytes[0] != 4 {
            return Err(KeyError::Encoding);
        }
        p256::PublicKey::from_sec1_bytes(&bytes).map_err(|_| KeyError::NotOnCurve)?;
        Ok(Self(bytes))
    }

    /// From the two coordinates, big-endian, as a JWK or a `COSE_Key` has them.
    pub fn from_xy(x: &[u8; 32], y: &[u8; 32]) -> Result<Self, KeyError> {
        let mut bytes = [4; 65];
        bytes[1..33].copy_from_slice(x);
        bytes[33..].copy_from_slice(y);
        Self::from_sec1(&bytes)
    }

    /// The first coordinate, big-endian.
    pub fn x(&self) -> [u8; 32] {
        std::array::from_fn(|i| self.0[1 + i])
    }

    /// The second coordinate, big-endian.
    pub fn y(&self) -> [u8; 32] {
        std::array::from_fn(|i| self.0[33 + i])
    }

    /// `04 || X || Y`.
    pub fn to_sec1(&self) -> [u8; 65] {
        self.0
    }

    /// The name codes call this key by.
    pub fn kid(&self) -> Kid {
        let thumbprint = thumbprint(self);
        Kid(std::array::from_fn(|i| thumbprint[i]))
    }

    /// Whether `signature` (r || s) is this key's ECDSA signature, with SHA-256, of `message`.
    ///
    /// A high S passes here, as it does in ECDSA; `parse` refuses it.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.0).verify(message, signature).is_ok()
    }
}

/// RFC 9679: SHA-256 of `{1: 2, -1: 1, -2: x, -3: y}` in deterministic CBOR.
fn thumbprint(key: &PublicKey) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([0xa4, 0x01, 0x02, 0x20, 0x01, 0x21, 0x58, 0x20]);
    hash.update(key.x());
    hash.update([0x22, 0x58, 0x20]);
    hash.update(key.y());
    hash.finalize().into()
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.kid())
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyError::Encoding)?;
        Self::from_sec1(&bytes)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        URL_SAFE_NO_PAD.encode(key.0)
    }
}
