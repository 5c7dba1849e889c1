//! Observers: the current value first, then each change; they stop when the handle is dropped.

use crate::engine::Inner;
use crate::error::DoughError;
use crate::views::{Home, IntentView, OrderView, PaySession};
use dough_rules::ids::OrderId;
use std::sync::Arc;
use tokio::task::AbortHandle;

/// What can be observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The first screen.
    Home,
    /// The orders, newest first.
    Orders,
    /// One order.
    Order(OrderId),
    /// What became of a code that is shown.
    PaySession(u64),
    /// What waits to be sent, and what needs the customer.
    Outbox,
    /// Whatever may be shown, for what has no topic of its own: profile, phones, menu, shops, news.
    Anything,
}

/// A topic's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// Of [`Topic::Home`].
    Home(Box<Home>),
    /// Of [`Topic::Orders`].
    Orders(Vec<OrderView>),
    /// Of [`Topic::Order`]; nothing where there is no such order.
    Order(Option<Box<OrderView>>),
    /// Of [`Topic::PaySession`].
    PaySession(Box<PaySession>),
    /// Of [`Topic::Outbox`].
    Outbox(Vec<IntentView>),
    /// Of [`Topic::Anything`]: another number whenever something may read otherwise.
    Anything(u64),
}

/// Keeps an observer alive. After it was dropped no new call begins; one that runs may still end.
#[derive(Debug)]
#[must_use = "the observer stops when this is dropped"]
pub struct Subscription(AbortHandle);

impl Drop for Subscription {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Inner {
    /// A topic's value now.
    fn update(&self, topic: Topic) -> Result<Update, DoughError> {
        Ok(match topic {
            Topic::Home => Update::Home(Box::new(self.home()?)),
            Topic::Orders => Update::Orders(self.orders()?),
            Topic::Order(id) => Update::Order(self.order(id)?.map(Box::new)),
            Topic::PaySession(session) => Update::PaySession(Box::new(self.pay_session(session)?)),
            Topic::Outbox => Update::Outbox(self.outbox()?),
            Topic::Anything => Update::Anything(*self.changed.borrow()),
        })
    }
}

/// Tells `observer` a topic's value, now and after each change. Calls come one at a time, on a
/// thread of the engine, and values in between may be left out.
pub(crate) fn observe(
    inner: &Arc<Inner>,
    topic: Topic,
    observer: impl Fn(Update) + Send + Sync + 'static,
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
            let value = inner.update(topic).ok();
            drop(inner);
            if value.is_some() && value != last {
                last.clone_from(&value);
                let observer = Arc::clone(&observer);
                let told = tokio::task::spawn_blocking(move || value.map(|value| observer(value)));
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
