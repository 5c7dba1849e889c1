//! What an app implements: keys, observer, clock, log. All of it is called from threads of the
//! engine, and may throw.

use crate::error::{CallbackError, KeyStoreError};
use crate::records::Update;
use dough_core::rules::units::Millis;
use dough_core::time::SystemClock;
use std::sync::{Arc, Mutex, PoisonError};

/// The phone's key store: two P-256 keys, made once and kept.
#[uniffi::export(rust, foreign)]
pub trait DeviceKeys: Send + Sync {
    /// The paying key's public half: 65 bytes, SEC1 uncompressed.
    fn pay_public_key(&self) -> Result<Vec<u8>, KeyStoreError>;
    /// The silent key's public half, in the same form.
    fn api_public_key(&self) -> Result<Vec<u8>, KeyStoreError>;
    /// ECDSA with SHA-256 over the message: DER, or 64 bytes r || s.
    fn sign_with_pay_key(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyStoreError>;
    /// The same with the silent key.
    fn sign_with_api_key(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyStoreError>;
}

/// Is told what it observes.
#[uniffi::export(foreign)]
pub trait Observer: Send + Sync {
    /// The value now, then each change, one at a time.
    fn changed(&self, update: Update) -> Result<(), CallbackError>;
}

/// Tells the time, where an app wants to tell another than the system's.
#[uniffi::export(foreign)]
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970.
    fn now_millis(&self) -> Result<i64, CallbackError>;
}

/// How much a log line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// For who builds the app.
    Debug,
    /// Worth knowing afterwards.
    Info,
    /// Something didn't go as it should.
    Warning,
}

/// Takes log lines. They hold no secrets and no personal data.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// One line.
    fn log(&self, level: LogLevel, line: String) -> Result<(), CallbackError>;
}

/// Keeps an observer alive. It stops when this is closed or dropped.
#[derive(Debug, uniffi::Object)]
pub struct Subscription(pub(crate) Mutex<Option<dough_core::Subscription>>);

#[uniffi::export]
impl Subscription {
    /// Stops the observer. A call that runs may still end.
    pub fn cancel(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// Keys in memory, for tests, demonstrations and scripts: the two that follow from 32 bytes of
/// seed.
#[uniffi::export]
pub fn software_keys(seed: Vec<u8>) -> Result<Arc<dyn DeviceKeys>, KeyStoreError> {
    let seed: [u8; 32] = seed
        .try_into()
        .map_err(|_| KeyStoreError::Failed { detail: "a seed has 32 bytes".to_owned() })?;
    let keys = dough_core::SoftwareKeys::from_seed(&seed)?;
    Ok(Arc::new(Software(keys)))
}

struct Software(dough_core::SoftwareKeys);

impl DeviceKeys for Software {
    fn pay_public_key(&self) -> Result<Vec<u8>, KeyStoreError> {
        Ok(dough_core::DeviceKeys::pay_public_key(&self.0)?)
    }

    fn api_public_key(&self) -> Result<Vec<u8>, KeyStoreError> {
        Ok(dough_core::DeviceKeys::api_public_key(&self.0)?)
    }

    fn sign_with_pay_key(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyStoreError> {
        Ok(dough_core::DeviceKeys::sign_with_pay_key(&self.0, &message)?)
    }

    fn sign_with_api_key(&self, message: Vec<u8>) -> Result<Vec<u8>, KeyStoreError> {
        Ok(dough_core::DeviceKeys::sign_with_api_key(&self.0, &message)?)
    }
}

/// An app's implementation, as the engine calls it.
pub(crate) struct Foreign<T: ?Sized>(pub(crate) Arc<T>);

impl dough_core::DeviceKeys for Foreign<dyn DeviceKeys> {
    fn pay_public_key(&self) -> Result<Vec<u8>, dough_core::KeyFailure> {
        Ok(self.0.pay_public_key()?)
    }

    fn api_public_key(&self) -> Result<Vec<u8>, dough_core::KeyFailure> {
        Ok(self.0.api_public_key()?)
    }

    fn sign_with_pay_key(&self, message: &[u8]) -> Result<Vec<u8>, dough_core::SignError> {
        Ok(self.0.sign_with_pay_key(message.to_vec())?)
    }

    fn sign_with_api_key(&self, message: &[u8]) -> Result<Vec<u8>, dough_core::SignError> {
        Ok(self.0.sign_with_api_key(message.to_vec())?)
    }
}

impl dough_core::Clock for Foreign<dyn Clock> {
    /// The system's time where the app's clock throws.
    fn now(&self) -> Millis {
        match self.0.now_millis() {
            Ok(now) => Millis::new(now),
            Err(_) => SystemClock.now(),
        }
    }
}

impl dough_core::LogSink for Foreign<dyn LogSink> {
    fn log(&self, level: dough_core::LogLevel, line: &str) {
        let level = match level {
            dough_core::LogLevel::Debug => LogLevel::Debug,
            dough_core::LogLevel::Info => LogLevel::Info,
            dough_core::LogLevel::Warning => LogLevel::Warning,
        };
        // A log that throws has nowhere to say so.
        let _ = self.0.log(level, line.to_owned());
    }
}
