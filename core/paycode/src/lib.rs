//! The pay code: what a customer's phone shows and a register scans.
//!
//! A code is signed by a key that never leaves the phone, lives for one minute, and can be spent
//! once. `docs/paycode.md` is its specification; a register can be written from that alone.
//!
//! ```text
//! phone     MintRequest ── mint ──> PayCode { text, picture }       (asks a Signer)
//! register  text ───────── parse ─> Unverified { kid }              (shape only)
//! server    kid -> wallet's key ── verify ─> Checked { counter, .. } (signature, then time)
//! ```
//!
//! | module | subject |
//! |---|---|
//! | `key` | P-256 public keys and their `kid` |
//! | `signer` | who signs: the phone's key store, or software |
//! | `ops` | what a code permits |
//! | `claims` | what a code says, and which combinations make sense |
//! | `envelope` | the claims as signed bytes, and back |
//! | `base45` | bytes as QR alphanumeric text |
//! | `mint` | making a code |
//! | `check` | reading a code |
//! | `picture` | the QR picture |
//!
//! The crate reads no clock, draws no random number and does no I/O.

mod base45;
mod check;
mod claims;
mod envelope;
mod key;
mod mint;
mod ops;
mod picture;
mod signer;

pub use check::{Checked, Rejected, Unverified, parse, verify, verify_ignoring_time};
pub use key::{KeyError, Kid, PublicKey};
pub use mint::{MintError, MintRequest, PayCode, mint, mint_text};
pub use ops::{Ops, OpsError};
pub use picture::{Matrix, QUIET_ZONE, link_picture, picture};
pub use signer::{SignError, Signer, SoftwareKey, normalise_signature};

/// What every code's text begins with; also the signature's associated data, so that a signature
/// made for another purpose can't stand for a code's.
pub const PREFIX: &str = "BK1:";

/// How long a code lives, in seconds.
pub const LIFETIME_SECONDS: i64 = 60;

/// By how much the phone's clock and the server's may differ, in seconds.
pub const SKEW_SECONDS: i64 = 30;

/// The longest code, in bytes before Base45: what fits the fixed QR version 8 at level M.
pub const MAX_BYTES: usize = 144;
