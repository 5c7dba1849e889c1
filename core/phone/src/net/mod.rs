//! Calls to the server.
//!
//! | module | what lives there |
//! |---|---|
//! | `http` | one call: limits, time-outs, and whether the reply is ours |
//! | `api` | the contract's calls that a phone makes |
//! | `sse` | reading server-sent events |
//! | [`transport`] | the line itself, which can be another one |

mod api;
mod http;
mod sse;
pub mod transport;

pub(crate) use api::{Api, CatalogueReply, Done};
pub(crate) use http::CallError;
pub(crate) use sse::SseReader;
