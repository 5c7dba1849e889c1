//! A call as it came: method, path, headers, and a body within its bound.

use super::limits::Peer;
use super::reply::Failure;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, Uri, header};
use dough_rules::Refusal;
use dough_rules::ids::ShopId;
use dough_rules::units::Millis;
use dough_wire::requests::{Intent, LONGEST_INTENT};
use dough_wire::{Problem, headers};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// The largest body, in bytes: a basket of 50 lines with all changes is a fifth of it.
const LARGEST_BODY: usize = 64 * 1024;

/// How long a body may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A call as it came.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) peer: Option<Peer>,
}

impl<S: Send + Sync> FromRequest<S> for Call {
    type Rejection = Failure;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let body = timeout(PATIENCE, to_bytes(body, LARGEST_BODY))
            .await
            .map_err(|_| Failure::new("body_too_slow", "A body is sent within 10 seconds."))?
            .map_err(|_| Failure::new("body_too_large", "A body has at most 64 KiB."))?;
        let peer = parts.extensions.get().copied();
        Ok(Self { method: parts.method, uri: parts.uri, headers: parts.headers, body, peer })
    }
}

impl Call {
    /// A header's text; empty where it is absent or not text.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The intent's id.
    pub(super) fn request_id(&self) -> Result<Uuid, Failure> {
        let text = self.header(headers::IDEMPOTENCY_KEY);
        // One form only: what is signed is what is read.
        text.parse::<Uuid>().ok().filter(|id| id.to_string() == text).ok_or_else(|| {
            Failure::new("idempotency_key_missing", "Send an Idempotency-Key: a lower-case UUID.")
        })
    }

    /// The body as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let kind = self.header(header::CONTENT_TYPE.as_str());
        if !kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json") {
            return Err(Failure::new("unsupported_media_type", "Send application/json."));
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Failure::new("malformed_request", error.to_string()))
    }

    /// The body as an intent whose end is not too far ahead.
    pub(super) fn intent<T: DeserializeOwned>(&self, now: Millis) -> Result<Intent<T>, Failure> {
        let intent: Intent<T> = self.json()?;
        // A minute more, for a client's clock that is a little ahead.
        if intent.not_after > now + LONGEST_INTENT + dough_rules::units::Span::minutes(1) {
            let detail = "An intent is good for 7 days at most.";
            // With the time: a phone whose clock is ahead can set the end again.
            return Err(Failure(Problem::new("not_after_too_far", detail).with("now", now.get())));
        }
        Ok(intent)
    }
}

/// A part of the path as an id.
pub(super) fn id<T: std::str::FromStr>(text: &str, unknown: Refusal) -> Result<T, Failure> {
    text.parse().map_err(|_| unknown.into())
}

/// A part of the path as a shop.
pub(super) fn shop(text: &str) -> Result<ShopId, Failure> {
    text.parse().map_err(|error: dough_rules::ids::NotASlug| {
        Failure(Problem::new("unknown_shop", error.to_string()))
    })
}

/// A hash of what is asked: the route's name and the parsed request, not the bytes that came.
pub(super) fn meaning<T: Serialize>(what: &str, request: &T) -> Result<[u8; 32], Failure> {
    let text = serde_json::to_vec(&(what, request))
        .map_err(|error| Failure::new("internal", error.to_string()))?;
    Ok(Sha256::digest(text).into())
}
