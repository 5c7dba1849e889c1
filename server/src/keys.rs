//! Keys that were read from the store, and who must hear when one of them changes.
//!
//! A key that is revoked, or passes to another wallet, is forgotten as soon as that is committed. One
//! that another process changed is read again after a minute; until then it still verifies what it
//! signed, but what it may do is decided by its wallet's row, or by its own, read anew.

use crate::store::{KeyRecord, Register};
use dough_paycode::Kid;
use dough_rules::units::{Millis, Span};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// How many keys are remembered; they are read again afterwards.
const REMEMBERED: usize = 200_000;
/// How long a key is remembered.
const LIFE: Span = Span::seconds(60);

/// A key with the register that it belongs to.
#[derive(Clone)]
pub(crate) struct KnownKey {
    pub(crate) record: KeyRecord,
    pub(crate) register: Option<Register>,
}

/// A state of the cache. What was read before a change isn't kept after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u64);

#[derive(Default)]
struct Inner {
    known: HashMap<Kid, (KnownKey, Millis)>,
    listeners: HashMap<Kid, watch::Sender<()>>,
    generation: u64,
}

/// What is remembered of keys.
#[derive(Default)]
pub struct KeyCache(Mutex<Inner>);

impl KeyCache {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A key that was read in the last minute.
    pub(crate) fn get(&self, kid: Kid, now: Millis) -> Option<KnownKey> {
        let inner = self.inner();
        let (key, read_at) = inner.known.get(&kid)?;
        let age = (now - *read_at).get();
        (0..LIFE.get()).contains(&age).then(|| key.clone())
    }

    /// The state now: asked for before a key is read.
    pub(crate) fn generation(&self) -> Generation {
        Generation(self.inner().generation)
    }

    /// Remembers a key, unless keys have changed since.
    pub(crate) fn put(&self, key: KnownKey, now: Millis, since: Generation) {
        let mut inner = self.inner();
        if Generation(inner.generation) != since {
            return;
        }
        if inner.known.len() >= REMEMBERED {
            inner.known.clear();
        }
        inner.known.insert(key.record.kid, (key, now));
    }

    /// Ends, with an error, once the key has changed.
    pub(crate) fn change_of(&self, kid: Kid) -> watch::Receiver<()> {
        let mut inner = self.inner();
        inner.listeners.retain(|_, sender| sender.receiver_count() > 0);
        inner.listeners.entry(kid).or_default().subscribe()
    }

    /// The keys that somebody listens to.
    pub(crate) fn watched(&self) -> Vec<Kid> {
        let inner = self.inner();
        let listened = inner.listeners.iter().filter(|(_, sender)| sender.receiver_count() > 0);
        listened.map(|(kid, _)| *kid).collect()
    }

    /// Forgets keys that have changed, and tells who listens.
    pub(crate) fn forget(&self, kids: impl IntoIterator<Item = Kid>) {
        let mut inner = self.inner();
        for kid in kids {
            inner.known.remove(&kid);
            inner.listeners.remove(&kid);
            inner.generation += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::KeyOwner;
    use dough_paycode::{Signer as _, SoftwareKey};
    use dough_rules::ids::WalletId;

    fn key() -> KnownKey {
        let key = SoftwareKey::from_bytes(&[7; 32]).unwrap().public_key();
        let owner = KeyOwner::WalletApi(WalletId::new(uuid::Uuid::nil()));
        KnownKey { record: KeyRecord::new(key, owner), register: None }
    }

    #[test]
    fn a_key_is_remembered_for_a_minute() {
        let (keys, key, now) = (KeyCache::default(), key(), Millis::new(1_000_000));
        keys.put(key.clone(), now, keys.generation());
        let kid = key.record.kid;
        assert!(keys.get(kid, now + Span::millis(59_999)).is_some());
        assert!(keys.get(kid, now + Span::seconds(60)).is_none());
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let (keys, key, now) = (KeyCache::default(), key(), Millis::new(1_000_000));
        let (kid, since) = (key.record.kid, keys.generation());
        let listener = keys.change_of(kid);
        keys.forget([kid]);
        keys.put(key, now, since);
        assert!(keys.get(kid, now).is_none());
        assert!(listener.has_changed().is_err(), "who listens is told");
    }
}
