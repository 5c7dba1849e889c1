//! The engine of the customer's app.
//!
//! A phone is a replica of its own wallet's journal, and an outbox. Reads are local and instant,
//! with or without a network. What the customer wants is stored before it is sent, under an id
//! that stays the same through every attempt; so neither a lost reply nor a restart can lose or
//! double it.
//!
//! ```text
//! shell -> Engine::home(), history(), slots(), quote()        reads: the store, and the rules
//! shell -> Engine::place_order() -> intent in the store -> outbox -> server
//! server -> stream "head is now N" -> sync -> entries and cursor in one transaction
//! store changed -> observers: the current value first, then each change
//! shell -> Engine::pay_code() -> counter in the store -> signature -> picture      no network
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | [`engine`] | the one handle: opening, reads, writes, pay codes, pause and shutdown |
//! | `store` | the SQLite file: connections, migrations, queries by area |
//! | `outbox` | intents: what is sent, when again, and what ends them |
//! | `sync` | the journal's pages, applied; the stream that says when to read |
//! | `net` | calls: HTTP, signatures, which replies are ours |
//! | [`views`] | what a shell is shown |
//! | `text` | history in the customer's language |
//! | [`keys`], [`ports`], [`time`] | what is injected: keys, clock, randomness, log |
//!
//! Nothing here decides about money, points or slots: that is `dough-rules`, the same code as the
//! server's.

mod config;
pub mod engine;
mod error;
mod ids;
pub mod keys;
mod net;
mod observe;
mod outbox;
pub mod ports;
mod store;
mod sync;
mod text;
pub mod time;
pub mod views;

pub use config::Config;
pub use dough_paycode::{Matrix, SignError};
pub use dough_rules as rules;
pub use dough_wire as wire;
pub use dough_wire::requests::Language;
pub use engine::Engine;
pub use error::{DoughError, ErrorKind};
pub use keys::{DeviceKeys, KeyFailure, SoftwareKeys};
pub use net::transport;
pub use observe::{Subscription, Topic, Update};
pub use ports::{LogLevel, LogSink, Ports, Random, RandomFailure};
pub use time::Clock;
