//! Observers: the current value first, then each change; they stop when the handle is dropped.

use crate::engine::Inner;
use crate::views::Home;
use std::sync::Arc;
use tokio::task::AbortHandle;

/// Keeps an observer alive. After it was dropped no new call begins; one that runs may still end.
#[derive(Debug)]
#[must_use = "the observer stops when this is dropped"]
pub struct Subscription(AbortHandle);

impl Drop for Subscription {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Tells `observer` the customer's home, now and after each change. Calls come one at a time, on a
/// thread of the engine, and values in between may be left out.
pub(crate) fn observe_home(
    inner: &Arc<Inner>,
    observer: impl Fn(Home) + Send + Sync + 'static,
) -> Subscription {
    let mut changed = inner.changed.subscribe();
    let observer = Arc::new(observer);
    let watched = Arc::downgrade(inner);
    let task = inner.runtime.spawn(async move {
        let mut last = None;
        loop {
            changed.mark_unchanged();
            // Weak, so that an observer doesn't keep a dropped engine alive.
            let Some(inner) = watched.upgrade() else {
                return;
            };
            // While the engine is paused there is nothing to read, and nothing to tell.
            let home = inner.home().ok();
            drop(inner);
            if home.is_some() && home != last {
                last.clone_from(&home);
                let observer = Arc::clone(&observer);
                let told = tokio::task::spawn_blocking(move || home.map(|home| observer(home)));
                // An observer that panics misses a value, no more.
                let _ = told.await;
            }
            if changed.changed().await.is_err() {
                return;
            }
        }
    });
    Subscription(task.abort_handle())
}
