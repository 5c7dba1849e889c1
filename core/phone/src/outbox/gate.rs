//! Whether attempts may begin, and whether one is under way.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Closed while the engine stops: an attempt that is under way may end, none begins. One that would
/// be cut off can't be told from one that has reached the server.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    under_way: bool,
}

/// An attempt, until it is dropped.
#[derive(Debug)]
pub(crate) struct Attempt<'a>(&'a Gate);

impl Gate {
    /// An attempt begins; nothing where the gate is closed.
    pub(crate) fn enter(&self) -> Option<Attempt<'_>> {
        let mut state = self.state();
        if state.is_closed {
            return None;
        }
        state.under_way = true;
        Some(Attempt(self))
    }

    /// Attempts may begin.
    pub(crate) fn open(&self) {
        self.state().is_closed = false;
    }

    /// No attempt begins any more; waits a little for the one that is under way.
    pub(crate) fn close(&self, patience: Duration) {
        let mut state = self.state();
        state.is_closed = true;
        // Whether it ended or not: it is cut off now.
        let _ = self.ended.wait_timeout_while(state, patience, |state| state.under_way);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.0.state().under_way = false;
        self.0.ended.notify_all();
    }
}
