//! The clocks: the shop's, which is tokio's virtual time, and each phone's, which is off.

use dough_rules::units::{Millis, Span};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::watch;
use tokio::time::Instant;

/// When a world begins: a Tuesday, 08:00 in Brussels.
const MORNING: i64 = 1_790_056_800_000;

/// The shop's clock.
pub(crate) struct ShopClock {
    began: Instant,
    skipped: AtomicI64,
    jumps: watch::Sender<()>,
}

impl ShopClock {
    /// A clock that begins now.
    pub(crate) fn new() -> Self {
        Self { began: Instant::now(), skipped: AtomicI64::new(0), jumps: watch::Sender::new(()) }
    }

    /// Days go by, for everyone.
    pub(crate) fn skip(&self, span: Span) {
        self.skipped.fetch_add(span.get(), Ordering::SeqCst);
        self.jumps.send_replace(());
    }
}

impl dough_server::Clock for ShopClock {
    fn now(&self) -> Millis {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        Millis::new(MORNING + passed + self.skipped.load(Ordering::SeqCst))
    }

    fn jumps(&self) -> watch::Receiver<()> {
        self.jumps.subscribe()
    }
}

/// A phone's clock: the shop's, but hours off.
pub(crate) struct PhoneClock {
    shop: Arc<ShopClock>,
    off: AtomicI64,
}

impl PhoneClock {
    pub(crate) fn new(shop: Arc<ShopClock>, off: Span) -> Self {
        Self { shop, off: AtomicI64::new(off.get()) }
    }

    /// Someone sets it.
    pub(crate) fn set_off_by(&self, off: Span) {
        self.off.store(off.get(), Ordering::SeqCst);
    }
}

impl dough_core::Clock for PhoneClock {
    fn now(&self) -> Millis {
        dough_server::Clock::now(&*self.shop) + Span::millis(self.off.load(Ordering::SeqCst))
    }
}

/// A runtime of one thread whose clock jumps, with one thread for what blocks.
pub(crate) fn virtual_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .max_blocking_threads(1)
        .build()
        .expect("a runtime")
}
