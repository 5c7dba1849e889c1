//! What the engine gets from outside, so that tests and other platforms can give something else.

use crate::net::transport::Transport;
use crate::time::{Clock, SystemClock};
use std::sync::Arc;
use tokio::runtime::Handle;

/// The source of randomness.
pub trait Random: Send + Sync {
    /// Fills `bytes` so that nobody can guess them.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomFailure>;
}

/// The operating system gave no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct RandomFailure;

/// The operating system's generator.
#[derive(Clone, Debug)]
pub struct SystemRandom(ring::rand::SystemRandom);

impl Default for SystemRandom {
    fn default() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomFailure> {
        ring::rand::SecureRandom::fill(&self.0, bytes).map_err(|_| RandomFailure)
    }
}

/// How much a log line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// For who builds the app.
    Debug,
    /// Worth knowing afterwards.
    Info,
    /// Something didn't go as it should.
    Warning,
}

/// Takes log lines. They hold no secrets and no personal data.
pub trait LogSink: Send + Sync {
    /// One line.
    fn log(&self, level: LogLevel, line: &str);
}

/// What is injected.
#[derive(Clone)]
pub struct Ports {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Where log lines go; nowhere if absent.
    pub log: Option<Arc<dyn LogSink>>,
    /// The line to the server; the internet if absent.
    pub transport: Option<Arc<dyn Transport>>,
    /// Where the engine's tasks run; on two threads of its own if absent.
    pub runtime: Option<Handle>,
}

impl Ports {
    /// The operating system's clock and randomness, the internet, threads of its own; no log.
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom::default()),
            log: None,
            transport: None,
            runtime: None,
        }
    }
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ports(..)")
    }
}
