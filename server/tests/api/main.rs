//! The server through its public door: real HTTP, real signatures, a real database.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod access;
mod adjustments;
mod bad_input;
mod database;
mod devices;
mod edits;
mod email;
mod erase;
mod exactly_once;
mod head;
mod invariants;
mod life;
mod overload;
mod pictures;
mod profile;
mod races;
mod rates;
mod reports;
mod rewards;
mod sqlite;
mod support;
mod watched;
mod webhooks;

/// Which store is tested here; `postgres.rs` tests the other one.
const ON_POSTGRES: bool = false;
