//! Orders.

use crate::error::{DoughError, unreadable};
use crate::records::menu::{BasketLine, PricedLine, Slot, read_lines};
use dough_core::rules::ids::Seq;
use dough_core::rules::units::{Cents, Millis};
use dough_core::views;
use dough_core::wire::requests;

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PlaceOrder {
    /// Where it is fetched.
    pub shop: String,
    /// What: 1 to 50 lines.
    pub lines: Vec<BasketLine>,
    /// When: a slot's moment.
    pub pickup_at: i64,
    /// The sum in cents that the customer saw.
    pub total: i64,
    /// Whether to pay from the balance at once; otherwise the slot is held for 5 minutes.
    pub pay: bool,
    /// The intent that it waits for, as a top-up; sent at once if absent.
    #[uniffi(default = None)]
    pub after: Option<String>,
    /// The voucher or the reward that pays a part of it.
    #[uniffi(default = None)]
    pub redeem: Option<u64>,
}

/// Why an order was refused, with what a screen offers instead.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum OrderTrouble {
    /// The prices have changed.
    PriceChanged {
        /// What it costs now, in cents.
        total: i64,
        /// The lines, with their prices now.
        lines: Vec<PricedLine>,
    },
    /// The time is full, too soon, or the shop is closed then.
    OtherTime {
        /// The nearest other times; maybe none.
        alternatives: Vec<Slot>,
    },
    /// An item is sold out.
    SoldOut {
        /// Which.
        item: String,
    },
    /// The shop takes no orders for now.
    ShopPaused {
        /// Until when, by the phone's own clock.
        until: i64,
    },
    /// The balance is short.
    BalanceShort {
        /// By so many cents.
        cents: i64,
    },
    /// Anything else: the order's `code` says it.
    Other,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum OrderStatus {
    /// It is stored here and on its way to the server.
    Placing,
    /// The server refused it.
    Refused,
    /// It holds its slot and waits for payment.
    Proposed,
    /// It is paid.
    Reserved,
    /// It is ready to be fetched.
    Prepared,
    /// It was fetched.
    Completed,
    /// The customer or the shop called it off.
    Canceled,
    /// It wasn't paid in time, or nobody came.
    Failed,
}

/// An order, as a customer sees it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where it is fetched.
    pub shop: String,
    /// What the customer says at the counter; nothing until the server has placed it.
    pub pickup_code: Option<String>,
    /// When it is fetched.
    pub pickup_at: i64,
    /// What was chosen.
    pub lines: Vec<BasketLine>,
    /// The same with prices; empty until the server has placed it.
    pub priced_lines: Vec<PricedLine>,
    /// The sum in cents, VAT included.
    pub total: i64,
    /// What of it is paid with money, in cents; a voucher or a reward pays the rest.
    pub due: i64,
    /// The voucher or the reward that is attached.
    pub redeem: Option<u64>,
    /// What it will earn, or earned.
    pub dough: i64,
    /// When it was placed.
    pub placed_at: i64,
    /// What the shop is called.
    pub shop_name: String,
    /// The shop's own clock at the pickup: "08:10".
    pub local_label: String,
    /// The pickup by the phone's own clock, which may be off: what a countdown runs to.
    pub due_at: i64,
    /// Until when an unpaid order keeps its slot, by the phone's own clock.
    pub hold_ends_at: Option<i64>,
    /// Whether the customer can still edit it or call it off: until the kitchen starts.
    pub can_change: bool,
    /// Why it was refused: a stable code.
    pub code: Option<String>,
    /// The same, with what a screen offers instead.
    pub trouble: Option<OrderTrouble>,
}

impl TryFrom<PlaceOrder> for requests::PlaceOrder {
    type Error = DoughError;

    fn try_from(order: PlaceOrder) -> Result<Self, DoughError> {
        Ok(Self {
            shop: order.shop.parse().map_err(|_| unreadable("the shop"))?,
            lines: read_lines(order.lines)?,
            pickup_at: Millis::new(order.pickup_at),
            total: Cents::new(order.total),
            pay: order.pay,
            redeem: order.redeem.map(Seq::new),
        })
    }
}

impl From<views::OrderTrouble> for OrderTrouble {
    fn from(trouble: views::OrderTrouble) -> Self {
        match trouble {
            views::OrderTrouble::PriceChanged(quote) => Self::PriceChanged {
                total: quote.total.get(),
                lines: quote.lines.iter().map(Into::into).collect(),
            },
            views::OrderTrouble::OtherTime { alternatives, .. } => {
                Self::OtherTime { alternatives: alternatives.into_iter().map(Into::into).collect() }
            }
            views::OrderTrouble::SoldOut(item) => Self::SoldOut { item: item.to_string() },
            views::OrderTrouble::ShopPaused(until) => Self::ShopPaused { until: until.get() },
            views::OrderTrouble::BalanceShort(cents) => Self::BalanceShort { cents: cents.get() },
            views::OrderTrouble::Other(_) => Self::Other,
        }
    }
}

impl From<views::OrderStatus> for OrderStatus {
    fn from(status: views::OrderStatus) -> Self {
        match status {
            views::OrderStatus::Placing => Self::Placing,
            views::OrderStatus::Refused => Self::Refused,
            views::OrderStatus::Proposed => Self::Proposed,
            views::OrderStatus::Reserved => Self::Reserved,
            views::OrderStatus::Prepared => Self::Prepared,
            views::OrderStatus::Completed => Self::Completed,
            views::OrderStatus::Canceled => Self::Canceled,
            views::OrderStatus::Failed => Self::Failed,
        }
    }
}

impl From<views::OrderView> for Order {
    fn from(view: views::OrderView) -> Self {
        let known = view.order.as_ref();
        let priced = known.map_or(&[][..], |order| &order.lines);
        Self {
            id: view.id.to_string(),
            status: view.status.into(),
            shop: view.shop.to_string(),
            pickup_code: known.map(|order| order.code.clone()),
            pickup_at: view.pickup_at.get(),
            priced_lines: priced.iter().map(Into::into).collect(),
            lines: view.lines.into_iter().map(Into::into).collect(),
            total: view.total.get(),
            due: view.due.get(),
            redeem: view.redeem.map(Seq::get),
            dough: known.map_or(0, |order| order.earning.dough.get()),
            placed_at: view.placed_at.get(),
            shop_name: view.shop_name,
            local_label: view.local_label,
            due_at: view.due_at.get(),
            hold_ends_at: view.hold_ends_at.map(Millis::get),
            can_change: view.can_change,
            code: view.trouble.as_ref().map(|trouble| trouble.code().to_owned()),
            trouble: view.trouble.map(Into::into),
        }
    }
}
