//! Clients of a shop's API: a till that signs, and staff with a session.

mod staff;
mod till;

pub(crate) use staff::Staff;
pub(crate) use till::{Till, fresh_id};

use anyhow::{Context, Result};
use dough_wire::Problem;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// What a shop answered: a yes, or a problem with its code.
#[derive(Debug)]
pub(crate) enum Said<T> {
    Yes(T),
    No(Box<Problem>),
}

impl<T> Said<T> {
    /// The yes, or an error with the problem's sentence.
    pub(crate) fn yes(self) -> Result<T> {
        match self {
            Self::Yes(answer) => Ok(answer),
            Self::No(problem) => anyhow::bail!("{} ({})", problem.detail, problem.code),
        }
    }

    /// The problem, or an error.
    pub(crate) fn no(self) -> Result<Problem> {
        match self {
            Self::Yes(_) => anyhow::bail!("a refusal was expected, but the shop agreed"),
            Self::No(problem) => Ok(*problem),
        }
    }
}

/// An HTTP client with the certificates of the web.
pub(crate) fn http() -> Result<reqwest::Client> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(15))
        .build()?)
}

/// Reads an answer as what was expected, or as a problem.
async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Result<Said<T>> {
    let status = response.status();
    let body = response.bytes().await?;
    if status.is_success() {
        Ok(Said::Yes(serde_json::from_slice(&body).context("the shop's answer can't be read")?))
    } else {
        let problem = serde_json::from_slice(&body)
            .with_context(|| format!("the shop answered {status} without a problem"))?;
        Ok(Said::No(Box::new(problem)))
    }
}
