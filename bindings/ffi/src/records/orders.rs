//! Orders.

use crate::error::{DoughError, unreadable};
use crate::records::menu::{BasketLine, PricedLine, Slot, read_lines};
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
    /// What it will earn, or earned.
    pub dough: i64,
    /// When it was placed.
    pub placed_at: i64,
    /// Until when an unpaid order keeps its slot.
    pub hold_until: Option<i64>,
    /// Why it was refused: a stable code.
    pub code: Option<String>,
    /// Pickup times to choose from instead, where it was refused for its time.
    pub alternatives: Vec<Slot>,
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
        })
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
            dough: known.map_or(0, |order| order.earning.dough.get()),
            placed_at: view.placed_at.get(),
            hold_until: known.and_then(|order| order.hold_until).map(Millis::get),
            code: view.code,
            alternatives: view.alternatives.into_iter().map(Into::into).collect(),
        }
    }
}
