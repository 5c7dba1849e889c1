//! What is known about the line to the server.

use crate::net::CallError;
use dough_rules::units::Millis;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether the server answers, and what went wrong last.
#[derive(Debug, Default)]
pub(crate) struct Link {
    state: Mutex<State>,
    returns: AtomicU64,
}

/// The line, as a customer would see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The server answers, or wasn't asked yet.
    Answering,
    /// Nothing is heard.
    Offline,
    /// The server wants a newer app.
    UpdateRequired,
}

#[derive(Debug, Default)]
struct State {
    offline_since: Option<Millis>,
    update_required: bool,
    failures: BTreeMap<&'static str, String>,
}

impl Link {
    /// A call ended: an answer of ours, also a no, means that the server can be reached.
    pub(crate) fn heard<T>(&self, answer: &Result<T, CallError>, now: Millis) {
        let mut state = self.state();
        match answer {
            Ok(_) => {
                state.offline_since = None;
                state.update_required = false;
            }
            Err(CallError::Problem { problem, .. }) => {
                state.offline_since = None;
                state.update_required = problem.code == "update_required";
            }
            Err(error @ (CallError::Offline(_) | CallError::NotOurs { .. })) => {
                state.offline_since.get_or_insert(now);
                state.failures.insert("call", error.to_string());
            }
            Err(CallError::Keys(_) | CallError::Store(_)) => {}
        }
    }

    /// What the customer can be told about the line.
    pub(crate) fn seen(&self) -> Seen {
        let state = self.state();
        if state.update_required {
            Seen::UpdateRequired
        } else if state.offline_since.is_some() {
            Seen::Offline
        } else {
            Seen::Answering
        }
    }

    /// Since when nothing was heard; nothing while the server answers.
    pub(crate) fn offline_since(&self) -> Option<Millis> {
        self.state().offline_since
    }

    /// Whether the server last said that the app is too old.
    pub(crate) fn update_required(&self) -> bool {
        self.state().update_required
    }

    /// Remembers an error for the diagnostics.
    pub(crate) fn failed(&self, what: &'static str, error: &dyn Display) {
        self.state().failures.insert(what, error.to_string());
    }

    /// The last errors, by what they befell.
    pub(crate) fn failures(&self) -> Vec<(&'static str, String)> {
        let state = self.state();
        let failures = state.failures.iter();
        failures.map(|(what, why)| (*what, why.clone())).collect()
    }

    /// The network is back: waits end.
    pub(crate) fn returned(&self) {
        self.returns.fetch_add(1, Ordering::Relaxed);
    }

    /// How often the network came back.
    pub(crate) fn returns(&self) -> u64 {
        self.returns.load(Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
