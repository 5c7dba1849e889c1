//! One call: limits, time-outs, and whether the reply is ours.
//!
//! A hotel's portal answers anything with a page of its own. So an answer counts only if it has the
//! contract's form: a JSON of the expected type, or a problem with a code. Everything else says
//! nothing about the intent, and it is kept.

use super::transport::{Body, Reply as RawReply, Transport, Unreachable};
use crate::store::StoreError;
use dough_paycode::SignError;
use dough_wire::{Problem, headers};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, Request, StatusCode};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// The longest reply that is read.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// How long a call may take.
const CALL: Duration = Duration::from_secs(15);
/// How long a stream may be silent: two of its heartbeats, and a little.
const SILENCE: Duration = Duration::from_mins(1);

/// Why a call brought nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// No connection, or no answer in time.
    #[error("no answer: {0}")]
    Offline(#[from] Unreachable),
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
    /// The store didn't answer, as while the engine is paused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CallError {
    /// The code of the server's no.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Problem { problem, .. } => Some(&problem.code),
            _ => None,
        }
    }

    /// Whether the server may have done what was asked.
    pub(crate) const fn may_have_arrived(&self) -> bool {
        match self {
            Self::Offline(unreachable) => unreachable.may_have_arrived,
            Self::NotOurs { .. } | Self::Problem { .. } => true,
            Self::Keys(_) | Self::Store(_) => false,
        }
    }

    fn too_slow() -> Self {
        Self::Offline(Unreachable::after_sending(&"it took too long"))
    }
}

/// The reply's body, with what a caller needs of the head.
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

/// The line, and which timeline of the server's database was heard on it last.
pub(crate) struct Line {
    transport: Arc<dyn Transport>,
    epoch: Mutex<Option<Uuid>>,
}

impl Line {
    pub(crate) fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport, epoch: Mutex::new(None) }
    }

    /// Does what takes time before the first call.
    pub(crate) fn prepare(&self) -> Result<(), CallError> {
        Ok(self.transport.prepare()?)
    }

    /// The timeline that the last reply named, also one that was a no.
    pub(crate) fn epoch_heard(&self) -> Option<Uuid> {
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a call and reads its reply, which is a success or a not-modified; a problem is an
    /// error.
    pub(crate) async fn call(&self, request: Request<Vec<u8>>) -> Result<Reply, CallError> {
        self.call_within(request, CALL).await
    }

    /// The same, with another time limit.
    pub(crate) async fn call_within(
        &self,
        request: Request<Vec<u8>>,
        limit: Duration,
    ) -> Result<Reply, CallError> {
        let whole = async {
            let (head, mut body) = self.send(request).await?.into_parts();
            let body = bounded_body(head.status, &mut *body).await?;
            Ok(Reply { status: head.status, headers: head.headers, body })
        };
        timeout(limit, whole).await.unwrap_or_else(|_| Err(CallError::too_slow()))
    }

    /// Opens a stream.
    pub(crate) async fn stream(&self, request: Request<Vec<u8>>) -> Result<Stream, CallError> {
        let head = timeout(CALL, self.send(request)).await;
        Ok(Stream(head.unwrap_or_else(|_| Err(CallError::too_slow()))?.into_body()))
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<RawReply, CallError> {
        let reply = self.transport.send(request).await?;
        let named = reply.headers().get(headers::EPOCH).and_then(|value| value.to_str().ok());
        if let Some(epoch) = named.and_then(|text| text.parse().ok()) {
            *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = Some(epoch);
        }
        accept(reply).await
    }
}

/// A reply without end, read as it comes.
pub(crate) struct Stream(Box<dyn Body>);

impl Stream {
    /// The next bytes; nothing at its end, where it broke, and where it is silent for too long.
    pub(crate) async fn chunk(&mut self) -> Option<Vec<u8>> {
        timeout(SILENCE, self.0.chunk()).await.ok()?.ok()?
    }
}

/// Lets a success pass, and turns everything else into an error.
async fn accept(reply: RawReply) -> Result<RawReply, CallError> {
    let status = reply.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(reply);
    }
    let not_ours = CallError::NotOurs { status: status.as_u16() };
    let (head, mut body) = reply.into_parts();
    let header = |name| head.headers.get(name)?.to_str().ok();
    let is_problem =
        header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/problem+json"));
    if !is_problem {
        return Err(not_ours);
    }
    let header_wait = header(RETRY_AFTER).and_then(|text| text.parse().ok());
    let body = bounded_body(status, &mut *body).await?;
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

async fn bounded_body(status: StatusCode, body: &mut dyn Body) -> Result<Vec<u8>, CallError> {
    let mut read = Vec::new();
    while let Some(chunk) = body.chunk().await? {
        if read.len() + chunk.len() > MAX_BODY {
            return Err(CallError::NotOurs { status: status.as_u16() });
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read)
}
