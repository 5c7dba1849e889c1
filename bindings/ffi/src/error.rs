//! The one error, and those that an app's own code answers with.

use dough_core::ErrorKind;

/// Why a call failed. The kind says what an app can do about it, `code` is stable and to be
/// translated, `detail` is English, for a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum DoughError {
    /// Try again when there is a network.
    #[error("offline: {code}: {detail}")]
    Offline {
        /// A stable code.
        code: String,
        /// For a log.
        detail: String,
    },
    /// Ask for the user's presence, then call again.
    #[error("needs the user's presence: {code}: {detail}")]
    NeedsUserPresence {
        /// A stable code.
        code: String,
        /// For a log.
        detail: String,
    },
    /// The answer is no; the code says why.
    #[error("refused: {code}: {detail}")]
    Refused {
        /// A stable code.
        code: String,
        /// For a log.
        detail: String,
    },
    /// The app is too old.
    #[error("update required: {code}: {detail}")]
    UpdateRequired {
        /// A stable code.
        code: String,
        /// For a log.
        detail: String,
    },
    /// The engine is paused or shut down.
    #[error("locked: {code}: {detail}")]
    Locked {
        /// A stable code.
        code: String,
        /// For a log.
        detail: String,
    },
    /// The store can't be read or written.
    #[error("storage: {code}: {detail}")]
    Storage {
        /// A stable code.
        code: String,
        /// For a log.
        detail: String,
    },
    /// Something else went wrong.
    #[error("internal: {code}: {detail}")]
    Internal {
        /// A stable code.
        code: String,
        /// For a log.
        detail: String,
    },
}

impl From<dough_core::DoughError> for DoughError {
    fn from(error: dough_core::DoughError) -> Self {
        let (code, detail) = (error.code, error.message);
        match error.kind {
            ErrorKind::Offline => Self::Offline { code, detail },
            ErrorKind::NeedsUserPresence => Self::NeedsUserPresence { code, detail },
            ErrorKind::Refused => Self::Refused { code, detail },
            ErrorKind::UpdateRequired => Self::UpdateRequired { code, detail },
            ErrorKind::Locked => Self::Locked { code, detail },
            ErrorKind::Storage => Self::Storage { code, detail },
            ErrorKind::Internal => Self::Internal { code, detail },
        }
    }
}

/// A text that isn't what it should be: an id, a short name, a date.
pub(crate) fn unreadable(what: &str) -> DoughError {
    DoughError::Refused {
        code: "malformed_request".to_owned(),
        detail: format!("{what} can't be read"),
    }
}

/// Why a key store gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum KeyStoreError {
    /// The key is locked until the user's presence was asked for. Signing never asks by itself.
    #[error("the key asks for the user's presence")]
    NeedsUserPresence,
    /// Anything else.
    #[error("the key store failed: {detail}")]
    Failed {
        /// For a log.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KeyStoreError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

impl From<KeyStoreError> for dough_core::SignError {
    fn from(error: KeyStoreError) -> Self {
        match error {
            KeyStoreError::NeedsUserPresence => Self::NeedsUserPresence,
            KeyStoreError::Failed { detail } => Self::Failed(detail),
        }
    }
}

impl From<KeyStoreError> for dough_core::KeyFailure {
    fn from(error: KeyStoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<dough_core::SignError> for KeyStoreError {
    fn from(error: dough_core::SignError) -> Self {
        match error {
            dough_core::SignError::NeedsUserPresence => Self::NeedsUserPresence,
            dough_core::SignError::Failed(detail) => Self::Failed { detail },
        }
    }
}

impl From<dough_core::KeyFailure> for KeyStoreError {
    fn from(error: dough_core::KeyFailure) -> Self {
        Self::Failed { detail: error.0 }
    }
}

/// An observer, a clock or a log failed. The engine goes on without it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CallbackError {
    /// It threw.
    #[error("a callback failed: {detail}")]
    Failed {
        /// For a log.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for CallbackError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}
