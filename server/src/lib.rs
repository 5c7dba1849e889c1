//! The shop: what phones, registers and staff talk to.
//!
//! ```text
//! http  ->  authenticate, verify signatures, parse        (in parallel, before the queue)
//!       ->  engine: load facts, rules decide, commit      (one batch, one transaction, one sync)
//!       ->  replies; nudges to streams and jobs           (after the commit)
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | [`app`] | a running shop: what handlers and jobs share |
//! | [`apps`] | the business's own apps |
//! | [`http`] | routes, authentication, streams, OpenAPI |
//! | [`engine`] | the queue, batches, exactly once |
//! | [`store`] | what is kept, behind one trait; SQLite, PostgreSQL |
//! | [`jobs`] | what falls due by itself |
//! | `news` | what other servers have committed |
//! | [`files`] | the owner's TOML |
//! | [`image`] | pictures of the menu |
//! | [`restore`] | what is done again after a copy was put in a database's place |
//! | [`staff`] | accounts, passwords, sessions |
//! | [`keys`] | keys that are remembered, and who hears of their end |
//! | [`mail`] | who carries e-mail |
//! | `meters` | what is counted and timed |
//! | [`payment`] | who takes money for top-ups |
//! | `webhooks` | word of what happened, to other programs |
//! | [`clock`] | the one clock |

pub mod app;
pub mod apps;
pub mod clock;
pub mod engine;
pub mod files;
pub mod http;
pub mod image;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod meters;
mod news;
pub mod payment;
pub mod reports;
pub mod restore;
pub mod staff;
pub mod store;
mod webhooks;

pub use app::{App, Parts, Random, Settings, SystemRandom};
pub use clock::{Clock, SystemClock};
pub use http::{Limits, Network, assets, serve, watch};
pub use meters::Meters;
pub use webhooks::Outbound;
