//! Answers as HTTP responses.

use super::trace::Trace;
use crate::engine::Answer;
use crate::store::StoreError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dough_rules::Refusal;
use dough_wire::Problem;
use serde::de::DeserializeOwned;

/// A problem as a response.
#[derive(Debug)]
pub(super) struct Failure(pub(super) Problem);

impl Failure {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self(Problem::new(code, detail))
    }

    pub(super) fn overloaded() -> Self {
        let problem = Problem::new("overloaded", "Too much at once; try again in a second.");
        Self(problem.with("retry_after", 1))
    }
}

/// Reads an engine's yes; its no is a failure.
pub(super) fn yes<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
    let unreadable = |error: serde_json::Error| Failure::new("internal", error.to_string());
    if answer.is_success() {
        serde_json::from_str(&answer.body).map_err(unreadable)
    } else {
        Err(Failure(serde_json::from_str(&answer.body).map_err(unreadable)?))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self(Problem::new("storage_failed", "Try again soon.").with("retry_after", 1))
    }
}

/// The code of an answer that is a problem, beside its response.
#[derive(Clone)]
pub(super) struct ProblemCode(pub(super) String);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(mut problem) = self;
        if let Some(trace) = Trace::current() {
            problem = problem.with("trace", trace.to_string());
        }
        let retry_after = problem.facts.get("retry_after").and_then(serde_json::Value::as_u64);
        let mut response = Answer::problem(&problem).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let code = (!self.is_success()).then(|| serde_json::from_str::<Problem>(&self.body));
        let kind = if self.is_success() { "application/json" } else { "application/problem+json" };
        let mut response = (status, [(header::CONTENT_TYPE, kind)], self.body).into_response();
        if let Some(Ok(problem)) = code {
            response.extensions_mut().insert(ProblemCode(problem.code));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
