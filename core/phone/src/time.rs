//! The phone's clock, and the server's as far as the phone knows it.
//!
//! Signatures, pay codes and estimates need the server's time. Every reply that states it sets the
//! offset; the store keeps it, so that a phone with a wrong clock can pay without a network.

use dough_rules::units::{Millis, Span};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time of the phone.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Millis;
}

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the phone's clock is read")]
    fn now(&self) -> Millis {
        let since_1970 = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |span| span.as_millis());
        Millis::new(i64::try_from(since_1970).unwrap_or(i64::MAX))
    }
}

/// The phone's clock with the offset to the server's.
pub(crate) struct ServerClock {
    clock: Arc<dyn Clock>,
    offset: AtomicI64,
}

impl ServerClock {
    pub(crate) const fn new(clock: Arc<dyn Clock>, offset: Span) -> Self {
        Self { clock, offset: AtomicI64::new(offset.get()) }
    }

    /// The phone's own time.
    pub(crate) fn local(&self) -> Millis {
        self.clock.now()
    }

    /// The server's time, as far as it is known.
    pub(crate) fn now(&self) -> Millis {
        self.local() + self.offset()
    }

    pub(crate) fn offset(&self) -> Span {
        Span::millis(self.offset.load(Ordering::Relaxed))
    }

    /// Learns the server's time from a reply. Returns the offset where it moved by a second or
    /// more, so that it is worth storing.
    pub(crate) fn learn(&self, server_now: Millis) -> Option<Span> {
        let offset = server_now - self.local();
        let moved = offset.get().saturating_sub(self.offset().get());
        if moved.abs() < 1000 {
            return None;
        }
        self.offset.store(offset.get(), Ordering::Relaxed);
        Some(offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(i64);

    impl Clock for At {
        fn now(&self) -> Millis {
            Millis::new(self.0)
        }
    }

    #[test]
    fn the_servers_time_is_kept_as_an_offset_and_small_moves_are_ignored() {
        let clock = ServerClock::new(Arc::new(At(10_000)), Span::default());
        assert_eq!(clock.learn(Millis::new(10_900)), None);
        assert_eq!(clock.now(), Millis::new(10_000));
        assert_eq!(clock.learn(Millis::new(4_000)), Some(Span::millis(-6_000)));
        assert_eq!(clock.now(), Millis::new(4_000));
    }
}
