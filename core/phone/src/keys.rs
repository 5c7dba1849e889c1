//! The phone's two keys: one pays and asks for the user's presence, one signs calls silently.
//!
//! Private keys never come here. A shell gives a [`DeviceKeys`] over the Secure Enclave or the
//! Android Keystore; [`SoftwareKeys`] is for tests, demonstrations and scripts.

use crate::error::{DoughError, ErrorKind};
use dough_paycode::{Kid, PublicKey, SignError, Signer, SoftwareKey, normalise_signature};
use std::sync::Arc;

/// The key store has no such key, or can't be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key store failed: {0}")]
pub struct KeyFailure(pub String);

/// The phone's key store. Both keys are P-256; they are made once and stay.
///
/// Signing never shows a prompt by itself: a locked pay key answers
/// [`SignError::NeedsUserPresence`], the shell unlocks it and calls again.
pub trait DeviceKeys: Send + Sync {
    /// The paying key's public half: 65 bytes, SEC1 uncompressed.
    fn pay_public_key(&self) -> Result<Vec<u8>, KeyFailure>;
    /// The silent key's public half, in the same form.
    fn api_public_key(&self) -> Result<Vec<u8>, KeyFailure>;
    /// ECDSA with SHA-256 over `message`: DER, or 64 bytes r || s.
    fn sign_with_pay_key(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
    /// The same with the silent key.
    fn sign_with_api_key(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// Keys in memory.
#[derive(Clone, Debug)]
pub struct SoftwareKeys {
    pay: SoftwareKey,
    api: SoftwareKey,
}

impl SoftwareKeys {
    /// The two keys that follow from 32 bytes of seed; the same each time.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyFailure> {
        let derive = |purpose: &[u8]| {
            let mut input = seed.to_vec();
            input.extend_from_slice(purpose);
            let digest = ring::digest::digest(&ring::digest::SHA256, &input);
            let scalar: [u8; 32] = std::array::from_fn(|i| digest.as_ref()[i]);
            SoftwareKey::from_bytes(&scalar).map_err(|error| KeyFailure(error.to_string()))
        };
        Ok(Self::new(derive(b"pay")?, derive(b"api")?))
    }

    /// These two: the paying one and the silent one.
    pub const fn new(pay: SoftwareKey, api: SoftwareKey) -> Self {
        Self { pay, api }
    }
}

impl DeviceKeys for SoftwareKeys {
    fn pay_public_key(&self) -> Result<Vec<u8>, KeyFailure> {
        Ok(self.pay.public_key().to_sec1().to_vec())
    }

    fn api_public_key(&self) -> Result<Vec<u8>, KeyFailure> {
        Ok(self.api.public_key().to_sec1().to_vec())
    }

    fn sign_with_pay_key(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.pay.sign(message)
    }

    fn sign_with_api_key(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.api.sign(message)
    }
}

/// The key store with its public keys read and checked once.
#[derive(Clone)]
pub(crate) struct Keys {
    store: Arc<dyn DeviceKeys>,
    pay: PublicKey,
    api: PublicKey,
}

impl Keys {
    pub(crate) fn read(store: Arc<dyn DeviceKeys>) -> Result<Self, DoughError> {
        let failed = |why: String| DoughError::new(ErrorKind::Internal, "key_store_failed", why);
        let key = |bytes: Result<Vec<u8>, KeyFailure>| {
            let bytes = bytes.map_err(|error| failed(error.to_string()))?;
            PublicKey::from_sec1(&bytes).map_err(|error| failed(error.to_string()))
        };
        let (pay, api) = (key(store.pay_public_key())?, key(store.api_public_key())?);
        Ok(Self { store, pay, api })
    }

    pub(crate) const fn pay_key(&self) -> &PublicKey {
        &self.pay
    }

    pub(crate) const fn api_key(&self) -> &PublicKey {
        &self.api
    }

    /// The name of the key that signs calls.
    pub(crate) fn api_kid(&self) -> Kid {
        self.api.kid()
    }

    /// Signs a call's text. It may take a key store's time: not for an async worker.
    pub(crate) fn sign_call(&self, text: &[u8]) -> Result<[u8; 64], SignError> {
        let signature = self.store.sign_with_api_key(text)?;
        normalise_signature(&signature)
            .ok_or_else(|| SignError::Failed("it gave no P-256 signature".to_owned()))
    }

    /// The key that signs a pay code: the silent one where the code only earns.
    pub(crate) fn signer(&self, silent: bool) -> CodeSigner<'_> {
        CodeSigner { keys: self, silent }
    }
}

/// One of the two keys, as pay codes are signed with.
pub(crate) struct CodeSigner<'a> {
    keys: &'a Keys,
    silent: bool,
}

impl Signer for CodeSigner<'_> {
    fn public_key(&self) -> PublicKey {
        if self.silent { self.keys.api.clone() } else { self.keys.pay.clone() }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        if self.silent {
            self.keys.store.sign_with_api_key(message)
        } else {
            self.keys.store.sign_with_pay_key(message)
        }
    }
}
