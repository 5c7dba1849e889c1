//! One seeded world: phones with real engines, and a real server, in one process and in virtual
//! time. [`run`] plays a seed and panics where something doesn't hold.
//!
//! ```text
//! world: a step at random, a pause            then calm: everything must come to rest
//!   phones  -> line (loses, doubles, delays, cuts, lies) -> shop: the server's own router
//!   tills   -> line                                      ->   AtOnce store -> SQLite in a folder
//!   kitchen -> line
//! audit: what was wanted, what was acknowledged, what the server's journals hold
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | `world` | the play: steps, calm, the days after |
//! | `phone` | a phone and its owner, who remembers what was wanted |
//! | `counter` | tills that scan and refund, the kitchen |
//! | `line` | the network between one of them and the shop |
//! | `shop` | the server, which is stopped and started again |
//! | `store` | the server's store, answering at once |
//! | `audit` | what must hold in the end |
//! | `chance`, `time` | randomness from the seed, and the clocks |
//!
//! # Virtual time
//!
//! All of it runs on one thread of tokio with a paused clock, which jumps to the next timer when
//! nothing is left to do. It must not jump while work is under way on other threads, or a call
//! would take 15 seconds because a disk took a millisecond. There are two such threads:
//!
//! - Signing, on the engine's side, goes through `spawn_blocking`. Tokio's clock stands while such
//!   work runs. There is one thread for it, so that it ends in the order in which it began.
//! - The server's store answers from a writer's thread, of which tokio knows nothing, and from
//!   readers. `store::AtOnce` stands before it and blocks the one thread until the answer is there:
//!   no time passes, nothing else moves, and one call's rows never mix with another's. The server's
//!   own jobs and streams are covered as well as its calls.
//!
//! So the seed fixes what everyone wants and when, and what becomes of each one's n-th call. Only
//! the moment at which a signature is ready, within one virtual instant, is the machine's.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a proof that fails panics"
)]

mod audit;
mod chance;
mod counter;
mod line;
mod phone;
mod shop;
mod store;
mod time;
mod world;

pub use world::{Happened, run};
