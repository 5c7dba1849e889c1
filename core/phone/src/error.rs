//! The one error that a shell sees: few kinds to act on, and a stable code to translate.

use crate::net::CallError;
use crate::store::StoreError;
use dough_paycode::{MintError, SignError};
use dough_rules::Refusal;
use dough_wire::Problem;

/// What a shell can do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// Try again when there is a network.
    Offline,
    /// Ask for the user's presence (face, finger, code), then call again.
    NeedsUserPresence,
    /// The answer is no; `code` says why.
    Refused,
    /// The app is too old for the server.
    UpdateRequired,
    /// The engine is paused or shut down.
    Locked,
    /// The store can't be read or written.
    Storage,
    /// Something else went wrong.
    Internal,
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct DoughError {
    /// What a shell can do about it.
    pub kind: ErrorKind,
    /// A stable code, to translate: those of the server's table, and a few of the phone's own.
    pub code: String,
    /// For a log; in English, without personal data.
    pub message: String,
}

impl DoughError {
    pub(crate) fn new(kind: ErrorKind, code: &str, message: impl Into<String>) -> Self {
        Self { kind, code: code.to_owned(), message: message.into() }
    }

    pub(crate) fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Refused, code, message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, "internal", message)
    }
}

impl From<StoreError> for DoughError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Paused | StoreError::ShutDown => ErrorKind::Locked,
            StoreError::Newer { .. } => ErrorKind::UpdateRequired,
            StoreError::InUse
            | StoreError::OtherKeys
            | StoreError::Damaged
            | StoreError::Sqlite(_)
            | StoreError::Json(_)
            | StoreError::File(_) => ErrorKind::Storage,
        };
        Self::new(kind, error.code(), error.to_string())
    }
}

impl From<CallError> for DoughError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Offline(error) => Self::new(ErrorKind::Offline, "offline", error.why),
            CallError::NotOurs { status } => Self::new(
                ErrorKind::Offline,
                "not_our_server",
                format!("something else answered with status {status}"),
            ),
            CallError::Problem { problem, .. } => (*problem).into(),
            CallError::Keys(error) => error.into(),
            CallError::Store(error) => error.into(),
        }
    }
}

impl From<Problem> for DoughError {
    fn from(problem: Problem) -> Self {
        let kind = match problem.code.as_str() {
            "update_required" => ErrorKind::UpdateRequired,
            _ if problem.is_final() => ErrorKind::Refused,
            _ => ErrorKind::Offline,
        };
        Self::new(kind, &problem.code, problem.detail)
    }
}

impl From<Refusal> for DoughError {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal.code(), refusal.to_string())
    }
}

impl From<SignError> for DoughError {
    fn from(error: SignError) -> Self {
        let (kind, code) = match &error {
            SignError::NeedsUserPresence => (ErrorKind::NeedsUserPresence, "needs_user_presence"),
            SignError::Failed(_) => (ErrorKind::Internal, "key_store_failed"),
        };
        Self::new(kind, code, error.to_string())
    }
}

impl From<MintError> for DoughError {
    fn from(error: MintError) -> Self {
        match error {
            MintError::Sign(error) => error.into(),
            MintError::Clock => Self::refused("clock_wrong", error.to_string()),
            MintError::BadSignature => {
                Self::new(ErrorKind::Internal, "key_store_failed", error.to_string())
            }
            MintError::ZeroCounter
            | MintError::PayWithoutMax
            | MintError::MaxWithoutPay
            | MintError::RewardWithoutRedeem
            | MintError::Picture => Self::refused("malformed_request", error.to_string()),
        }
    }
}
