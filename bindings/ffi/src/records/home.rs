//! The first screen.

use crate::records::OrderStatus;
use dough_core::rules::units::{Dough, Millis};
use dough_core::views;

/// Whether this phone may use its wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Access {
    /// The server hasn't opened the wallet yet.
    Opening,
    /// It may.
    Open,
    /// It was taken out of the wallet. What is shown is as it was then.
    Revoked,
    /// The wallet was erased.
    Erased,
}

/// The first screen.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Home {
    /// Whether this phone may use its wallet.
    pub access: Access,
    /// Whether an e-mail address leads back to the wallet; otherwise it is lost with the phone.
    pub has_email: bool,
    /// From when on this phone may spend euros, by its own clock; nothing where it may now.
    pub spends_from: Option<i64>,
    /// The wallet's id; nothing until the server has opened it.
    pub wallet: Option<String>,
    /// Dough to spend.
    pub dough_available: i64,
    /// Dough that waits for a date or a pickup.
    pub dough_pending: i64,
    /// Dough that was spent and then taken back: the next that comes settles it. Zero or above.
    pub dough_owed: i64,
    /// Dots of the row that fills up to the next surprise.
    pub dots: i64,
    /// What a surprise costs; nothing until the menu was read.
    pub surprise_cost: Option<i64>,
    /// Surprises that can be opened.
    pub surprises_ready: u32,
    /// Cents to spend.
    pub eur_available: i64,
    /// Cents of orders that wait for their pickup.
    pub eur_held: i64,
    /// The order that is fetched next.
    pub next_pickup: Option<OrderSummary>,
    /// The customer's own invitation code.
    pub invite_code: Option<String>,
    /// Vouchers that can be used.
    pub vouchers: u32,
    /// Announcements that the customer hasn't looked at.
    pub unread: u32,
    /// What is still on its way to the server.
    pub outbox: u32,
    /// Since when nothing was heard from the server; nothing while it answers.
    pub offline_since: Option<i64>,
    /// The number of the last journal entry that was read.
    pub head: u64,
}

/// An order in a line.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OrderSummary {
    /// Its id.
    pub id: String,
    /// Where it is fetched.
    pub shop: String,
    /// What the shop is called.
    pub shop_name: String,
    /// What the customer says at the counter.
    pub code: String,
    /// When it is fetched.
    pub pickup_at: i64,
    /// The same by the phone's own clock, which may be off: what a countdown runs to.
    pub due_at: i64,
    /// The shop's own clock then: "08:10".
    pub local_label: String,
    /// Where it stands.
    pub status: OrderStatus,
}

impl From<views::Home> for Home {
    fn from(home: views::Home) -> Self {
        Self {
            access: match home.access {
                views::Access::Opening => Access::Opening,
                views::Access::Open => Access::Open,
                views::Access::Revoked => Access::Revoked,
                views::Access::Erased => Access::Erased,
            },
            has_email: home.has_email,
            spends_from: home.spends_from.map(Millis::get),
            wallet: home.wallet.map(|id| id.to_string()),
            dough_available: home.dough_available.get(),
            dough_pending: home.dough_pending.get(),
            dough_owed: home.dough_owed.get(),
            dots: home.dots.get(),
            surprise_cost: home.surprise_cost.map(Dough::get),
            surprises_ready: home.surprises_ready,
            eur_available: home.eur_available.get(),
            eur_held: home.eur_held.get(),
            next_pickup: home.next_pickup.map(Into::into),
            invite_code: home.invite_code.map(|code| code.to_string()),
            vouchers: home.vouchers,
            unread: home.unread,
            outbox: home.outbox,
            offline_since: home.offline_since.map(Millis::get),
            head: home.head.get(),
        }
    }
}

impl From<views::OrderSummary> for OrderSummary {
    fn from(order: views::OrderSummary) -> Self {
        Self {
            id: order.id.to_string(),
            shop: order.shop.to_string(),
            shop_name: order.shop_name,
            due_at: order.due_at.get(),
            code: order.code,
            pickup_at: order.pickup_at.get(),
            local_label: order.local_label,
            status: views::OrderStatus::from(order.state).into(),
        }
    }
}
