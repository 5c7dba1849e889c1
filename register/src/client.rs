//! HTTP to a shop, and what it says.

use dough_wire::Problem;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// How long a call may take.
const CALL: Duration = Duration::from_secs(15);

/// Why a call brought no answer of a shop.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No connection, or no answer in time.
    #[error("the shop can't be reached: {0}")]
    Http(#[from] reqwest::Error),
    /// An answer that isn't of the contract.
    #[error("something else answered with status {status}")]
    NotOurs {
        /// The HTTP status.
        status: u16,
    },
    /// The address isn't one.
    #[error("an address begins with http:// or https://, not {0}")]
    Address(String),
    /// A body that can't be written.
    #[error("the request can't be written: {0}")]
    Body(#[from] serde_json::Error),
    /// The key didn't sign.
    #[error("the key can't sign: {0}")]
    Key(String),
    /// The client's TLS can't be set up.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
}

/// What a shop answered.
#[derive(Debug)]
pub enum Said<T> {
    /// A yes.
    Yes(T),
    /// A no, with its code.
    No(Box<Problem>),
}

impl<T> Said<T> {
    /// The yes, or the problem as an error.
    pub fn yes(self) -> Result<T, Box<Problem>> {
        match self {
            Self::Yes(answer) => Ok(answer),
            Self::No(problem) => Err(problem),
        }
    }
}

/// An HTTP client with the web's certificates, which follows no redirects.
pub fn http() -> Result<reqwest::Client, CallError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(CALL)
        .build()?)
}

/// Reads an answer as what was expected, or as a problem.
pub async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Result<Said<T>, CallError> {
    let status = response.status();
    let body = response.bytes().await?;
    let not_ours = |_| CallError::NotOurs { status: status.as_u16() };
    if status.is_success() {
        // A yes without words, such as 204, is null.
        let told: &[u8] = if body.is_empty() { b"null" } else { &body };
        Ok(Said::Yes(serde_json::from_slice(told).map_err(not_ours)?))
    } else {
        Ok(Said::No(Box::new(serde_json::from_slice(&body).map_err(not_ours)?)))
    }
}
