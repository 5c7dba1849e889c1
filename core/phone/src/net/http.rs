//! One call: limits, time-outs, and whether the reply is ours.
//!
//! A hotel's portal answers anything with a page of its own. So an answer counts only if it has the
//! contract's form: a JSON of the expected type, or a problem with a code. Everything else says
//! nothing about the intent, and it is kept.

use crate::store::StoreError;
use dough_paycode::SignError;
use dough_wire::Problem;
use once_cell::sync::OnceCell;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;

/// The longest reply that is read.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a call may take.
const CALL: Duration = Duration::from_secs(15);
/// How long a stream may be silent: two of its heartbeats, and a little.
const SILENCE: Duration = Duration::from_mins(1);

/// Why a call brought nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// No connection, or no answer in time.
    #[error("no answer: {0}")]
    Offline(String),
    /// An answer that isn't of the contract.
    #[error("something else answered with status {status}")]
    NotOurs { status: u16 },
    /// The server's no.
    #[error("{}: {}", .problem.code, .problem.detail)]
    Problem {
        problem: Box<Problem>,
        /// When the server wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// The key store didn't sign.
    #[error(transparent)]
    Keys(#[from] SignError),
    /// The client's TLS can't be set up.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// The store didn't answer, as while the engine is paused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        // Without the address: it says nothing new, and ends up in logs.
        Self::Offline(error.without_url().to_string())
    }
}

/// The replies' bodies, with what a caller needs of the headers.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// Reads the body as what the contract says.
    pub(crate) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, CallError> {
        serde_json::from_slice(&self.body)
            .map_err(|_| CallError::NotOurs { status: self.status.as_u16() })
    }
}

/// A client for calls, and one for streams, which have no end to wait for.
///
/// They are made at the first call: TLS and its roots take longer than all else that opening the
/// app does, and what is on the screen first needs no network.
pub(crate) struct Http {
    app_version: String,
    made: OnceCell<Clients>,
}

struct Clients {
    calls: Client,
    streams: Client,
}

impl Http {
    pub(crate) fn new(app_version: &str) -> Self {
        Self { app_version: app_version.to_owned(), made: OnceCell::new() }
    }

    pub(crate) fn calls(&self) -> Result<&Client, CallError> {
        Ok(&self.made()?.calls)
    }

    pub(crate) fn streams(&self) -> Result<&Client, CallError> {
        Ok(&self.made()?.streams)
    }

    fn made(&self) -> Result<&Clients, CallError> {
        self.made.get_or_try_init(|| Clients::make(&self.app_version))
    }
}

impl Clients {
    fn make(app_version: &str) -> Result<Self, CallError> {
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let builder = || {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(format!("dough/{app_version}"))
                .redirect(Policy::none())
                .connect_timeout(CONNECT)
        };
        Ok(Self {
            calls: builder().timeout(CALL).build()?,
            streams: builder().read_timeout(SILENCE).build()?,
        })
    }
}

/// Sends a call and reads its reply, which is a success or a not-modified; a problem is an error.
pub(crate) async fn send(call: RequestBuilder) -> Result<Reply, CallError> {
    let response = accept(call.send().await?).await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = bounded_body(response).await?;
    Ok(Reply { status, headers, body })
}

/// Lets a success pass, and turns everything else into an error.
pub(crate) async fn accept(response: Response) -> Result<Response, CallError> {
    let status = response.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(response);
    }
    let not_ours = CallError::NotOurs { status: status.as_u16() };
    let header = |name| response.headers().get(name)?.to_str().ok();
    let is_problem =
        header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/problem+json"));
    if !is_problem {
        return Err(not_ours);
    }
    let header_wait = header(RETRY_AFTER).and_then(|text| text.parse().ok());
    let body = bounded_body(response).await?;
    let Ok(problem) = serde_json::from_slice::<Problem>(&body) else {
        return Err(not_ours);
    };
    let stated = problem.facts.get("retry_after");
    let wait = header_wait.or_else(|| stated.and_then(serde_json::Value::as_u64));
    Err(CallError::Problem {
        problem: Box::new(problem),
        retry_after: wait.map(Duration::from_secs),
    })
}

async fn bounded_body(mut response: Response) -> Result<Vec<u8>, CallError> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(CallError::NotOurs { status });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
