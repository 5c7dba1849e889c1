//! Who signs a code: the phone's key store behind a trait, or a key held in software.

use std::fmt;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use crate::key::{KeyError, PublicKey};

/// Why a signer gave no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The key is locked until the phone has asked its user; unlock it, then mint again. Signing
    /// itself never shows a prompt.
    #[error("the key asks for its user's presence first")]
    NeedsUserPresence,
    /// The key store failed; the text is its own.
    #[error("the key store did not sign: {0}")]
    Failed(String),
}

/// A P-256 private key that signs with ECDSA and SHA-256, wherever it is kept.
pub trait Signer {
    /// The key that its signatures verify with.
    fn public_key(&self) -> PublicKey;

    /// Signs `message` (not its hash): DER, as key stores answer, or 64 bytes r || s.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// A signature as a code carries it, r || s with the lower of the two possible S; `None` if
/// `bytes` are neither DER nor 64 bytes of a signature.
pub fn normalise_signature(bytes: &[u8]) -> Option<[u8; 64]> {
    let signature =
        if bytes.len() == 64 { Signature::from_slice(bytes) } else { Signature::from_der(bytes) };
    Some(signature.ok()?.normalize_s().to_bytes().into())
}

/// A private key in memory: for tests, demonstrations and tools. A phone uses its key store.
#[derive(Clone)]
pub struct SoftwareKey {
    secret: SigningKey,
    public: PublicKey,
}

impl SoftwareKey {
    /// The key with this scalar, big-endian; it must be neither zero nor beyond the group's order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let secret = SigningKey::from_slice(bytes).map_err(|_| KeyError::PrivateKey)?;
        let public = PublicKey::from_sec1(secret.verifying_key().to_sec1_point(false).as_bytes())?;
        Ok(Self { secret, public })
    }

    /// The scalar, big-endian. It is the secret.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.secret.to_bytes().into()
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({})", self.public.kid())
    }
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    /// Deterministic (RFC 6979): the same key and message give the same bytes.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let signature: Signature =
            self.secret.try_sign(message).map_err(|error| SignError::Failed(error.to_string()))?;
        Ok(signature.to_bytes().to_vec())
    }
}
