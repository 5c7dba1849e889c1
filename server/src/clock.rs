//! The server's one clock. It serves rules, jobs, signatures, tokens and codes.

use dough_rules::units::Millis;
use tokio::sync::watch;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Millis;

    /// Changes each time the clock jumps, so that jobs wake. A clock that only runs never does.
    fn jumps(&self) -> watch::Receiver<()>;
}

/// The machine's own clock.
pub struct SystemClock {
    jumps: watch::Sender<()>,
}

impl SystemClock {
    /// The machine's own clock.
    pub fn new() -> Self {
        Self { jumps: watch::Sender::new(()) }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "here the machine's time comes in")]
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since.map_or(0, |since| since.as_millis());
        Millis::new(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn jumps(&self) -> watch::Receiver<()> {
        self.jumps.subscribe()
    }
}
