//! The demonstration's clock: it runs like the machine's, and can be moved ahead.

use dough_rules::units::{Millis, Span};
use dough_server::{Clock, SystemClock};
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::watch;

/// One clock for server, jobs, phones and tills.
pub(super) struct MovableClock {
    machine: SystemClock,
    ahead: AtomicI64,
    jumps: watch::Sender<()>,
}

impl MovableClock {
    /// A clock that shows `start` now.
    pub(super) fn starting_at(start: Millis) -> Self {
        let machine = SystemClock::new();
        let ahead = (start - machine.now()).get();
        Self { machine, ahead: AtomicI64::new(ahead), jumps: watch::Sender::new(()) }
    }

    /// Moves the clock ahead; whoever waits for a time wakes.
    pub(super) fn advance(&self, span: Span) {
        self.ahead.fetch_add(span.get(), Ordering::SeqCst);
        self.jumps.send_replace(());
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Millis {
        self.machine.now() + Span::millis(self.ahead.load(Ordering::SeqCst))
    }

    fn jumps(&self) -> watch::Receiver<()> {
        self.jumps.subscribe()
    }
}

impl dough_core::Clock for MovableClock {
    fn now(&self) -> Millis {
        Clock::now(self)
    }
}
