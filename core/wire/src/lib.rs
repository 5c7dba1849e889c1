//! The contract between phone, register, staff and server.
//!
//! HTTP with JSON under `/v1`. The types stand here once: the server's OpenAPI is generated from
//! them, and both sides use them. `docs/protocol.md` tells the whole story.
//!
//! | module | what lives there |
//! |---|---|
//! | [`paths`] | the routes that a client calls |
//! | [`requests`] | what is sent: intents, quotes, sign-ins |
//! | [`replies`] | what comes back: command replies, pages of the journal, quotes, boards |
//! | [`problem`] | the one table of error codes, and problem replies (RFC 9457) |
//! | [`signature`] | how a call is signed (one frozen profile of RFC 9421) |
//!
//! Readers ignore unknown fields and unknown kinds of journal entries, so that an older phone keeps
//! working with a newer server.

pub mod paths;
pub mod problem;
pub mod replies;
pub mod requests;
pub mod signature;
pub mod webhooks;

pub use problem::Problem;

/// Names of the headers that the contract adds.
pub mod headers {
    /// The id of the intent: a UUID, the same in each attempt.
    pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
    /// SHA-256 of the body (RFC 9530).
    pub const CONTENT_DIGEST: &str = "content-digest";
    /// What is signed, by which key, when (RFC 9421).
    pub const SIGNATURE_INPUT: &str = "signature-input";
    /// The signature (RFC 9421).
    pub const SIGNATURE: &str = "signature";
    /// The version of the client: `1.4.0`.
    pub const CLIENT_VERSION: &str = "dough-client-version";
    /// The timeline of the server's database, on every reply.
    pub const EPOCH: &str = "dough-epoch";
    /// The name of the call, as the server's log has it.
    pub const TRACE: &str = "dough-trace";
    /// The token against forged forms, on changing calls of a signed-in browser.
    pub const CSRF: &str = "dough-csrf";
}
