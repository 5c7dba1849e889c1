//! The till's side of a shop.
//!
//! [`Till`] enrols with a one-time code, books sales with customers' codes, and refunds; each call is
//! signed by the till's own key. [`http`] is the client that it calls with, and [`Said`] what a shop
//! answers: a yes, or a problem with its code.

mod client;
mod till;

pub use client::{CallError, Said, http, read};
pub use till::{Now, Till, fresh_id, signed_headers};
