//! The server through its public door, on PostgreSQL: the same tests, and those of several servers.

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
mod lanes;
mod life;
mod moves;
mod outages;
mod overload;
mod pictures;
mod profile;
mod races;
mod recorded;
mod reports;
mod rewards;
mod servers;
mod support;
mod watched;
mod webhooks;

/// Which store is tested here; `main.rs` tests the other one.
const ON_POSTGRES: bool = true;
