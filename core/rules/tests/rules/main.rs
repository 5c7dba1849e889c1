//! The rules through their public door: random walks against a naive model, and named stories.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "tests")]

mod adjust;
mod devices;
mod earning;
mod edits;
mod erase;
mod expiry;
mod later;
mod ledger;
mod orders;
mod pricing;
mod random_walk;
mod referral;
mod refund;
mod reward;
mod slots;
mod support;
mod surprise;
