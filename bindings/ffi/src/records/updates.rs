//! What can be observed, and what an observer is told.

use crate::error::{DoughError, unreadable};
use crate::records::{Home, Intent, Order, PaySession};

/// What can be observed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Topic {
    /// The first screen.
    Home,
    /// The orders, newest first.
    Orders,
    /// One order.
    Order {
        /// Its id.
        id: String,
    },
    /// What became of a code that is shown.
    PaySession {
        /// The code's `session`.
        session: u64,
    },
    /// What waits to be sent, and what needs the customer.
    Outbox,
    /// Whatever may be shown, for what has no topic of its own: profile, phones, menu, shops, news.
    Anything,
}

/// A topic's value.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Update {
    /// Of `Home`.
    Home {
        /// The first screen.
        home: Home,
    },
    /// Of `Orders`.
    Orders {
        /// The orders, newest first.
        orders: Vec<Order>,
    },
    /// Of `Order`.
    Order {
        /// The order; nothing where there is no such order.
        order: Option<Order>,
    },
    /// Of `PaySession`.
    PaySession {
        /// The session.
        pay_session: PaySession,
    },
    /// Of `Outbox`.
    Outbox {
        /// What waits, and what needs the customer, oldest first.
        intents: Vec<Intent>,
    },
    /// Of `Anything`.
    Anything {
        /// Another number whenever something may read otherwise.
        changes: u64,
    },
}

impl TryFrom<Topic> for dough_core::Topic {
    type Error = DoughError;

    fn try_from(topic: Topic) -> Result<Self, DoughError> {
        Ok(match topic {
            Topic::Home => Self::Home,
            Topic::Orders => Self::Orders,
            Topic::Order { id } => {
                Self::Order(id.parse().map_err(|_| unreadable("the order's id"))?)
            }
            Topic::PaySession { session } => Self::PaySession(session),
            Topic::Outbox => Self::Outbox,
            Topic::Anything => Self::Anything,
        })
    }
}

impl From<dough_core::Update> for Update {
    fn from(update: dough_core::Update) -> Self {
        match update {
            dough_core::Update::Home(home) => Self::Home { home: (*home).into() },
            dough_core::Update::Orders(orders) => {
                Self::Orders { orders: orders.into_iter().map(Into::into).collect() }
            }
            dough_core::Update::Order(order) => {
                Self::Order { order: order.map(|order| (*order).into()) }
            }
            dough_core::Update::PaySession(session) => {
                Self::PaySession { pay_session: (*session).into() }
            }
            dough_core::Update::Outbox(intents) => {
                Self::Outbox { intents: intents.into_iter().map(Into::into).collect() }
            }
            dough_core::Update::Anything(changes) => Self::Anything { changes },
        }
    }
}
