//! Orders: those of the journal, and those that are still on their way to the server.

use crate::store::intents::{self, IntentRow, IntentState};
use crate::store::{StoreError, journal};
use crate::views::IntentView;
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::order::{Order, OrderState};
use dough_rules::pricing::BasketLine;
use dough_rules::slots::Slot;
use dough_rules::units::{Cents, Millis};
use dough_rules::{Outcome, Refusal};
use dough_wire::Problem;
use dough_wire::requests::{Intent, PlaceOrder};
use rusqlite::Connection;

/// How many orders are listed.
const LISTED: u32 = 200;

/// Where an order stands, as a customer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
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

impl From<OrderState> for OrderStatus {
    fn from(state: OrderState) -> Self {
        match state {
            OrderState::Proposed => Self::Proposed,
            OrderState::Reserved => Self::Reserved,
            OrderState::Prepared => Self::Prepared,
            OrderState::Completed => Self::Completed,
            OrderState::Canceled => Self::Canceled,
            OrderState::Failed => Self::Failed,
        }
    }
}

/// An order, as a customer sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderView {
    /// Its id.
    pub id: OrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where it is fetched.
    pub shop: ShopId,
    /// When it is fetched.
    pub pickup_at: Millis,
    /// What was chosen.
    pub lines: Vec<BasketLine>,
    /// The sum, VAT included.
    pub total: Cents,
    /// When it was placed.
    pub placed_at: Millis,
    /// The order as the server knows it: pickup code, priced lines, version.
    pub order: Option<Order>,
    /// Why it was refused: a stable code.
    pub code: Option<String>,
    /// The refusal, with what a client needs to go on.
    pub problem: Option<Problem>,
    /// Pickup times to choose from instead, where it was refused for its time.
    pub alternatives: Vec<Slot>,
}

/// The orders, newest first: at most 200 of the journal, and all that wait or were refused.
pub(crate) fn order_views(db: &Connection) -> Result<Vec<OrderView>, StoreError> {
    let mut views: Vec<_> = journal::orders(db, LISTED)?.into_iter().map(of_order).collect();
    for row in intents::of_kind(db, "place_order")? {
        if views.iter().all(|view| view.id.uuid() != row.id)
            && journal::order(db, OrderId::new(row.id))?.is_none()
        {
            views.extend(of_intent(&row)?);
        }
    }
    views.sort_by_key(|view| std::cmp::Reverse((view.placed_at, view.id)));
    Ok(views)
}

/// One order.
pub(crate) fn order_view(db: &Connection, id: OrderId) -> Result<Option<OrderView>, StoreError> {
    if let Some(order) = journal::order(db, id)? {
        return Ok(Some(of_order(order)));
    }
    match intents::get(db, id.uuid())? {
        Some(row) if row.kind == "place_order" => of_intent(&row),
        _ => Ok(None),
    }
}

fn of_order(order: Order) -> OrderView {
    let lines = order.lines.iter().map(|line| BasketLine {
        item: line.item.clone(),
        quantity: line.quantity,
        modifiers: line.modifiers.clone(),
    });
    OrderView {
        id: order.id,
        status: order.state.into(),
        shop: order.shop.clone(),
        pickup_at: order.pickup_at,
        lines: lines.collect(),
        total: order.total,
        placed_at: order.placed_at,
        order: Some(order),
        code: None,
        problem: None,
        alternatives: vec![],
    }
}

fn of_intent(row: &IntentRow) -> Result<Option<OrderView>, StoreError> {
    let view = IntentView::read(row)?;
    // Done, and the journal not read yet: the answer holds the order.
    if let Some(reply) = &view.answer
        && let Outcome::Order { order } = &reply.outcome
    {
        return Ok(Some(of_order((**order).clone())));
    }
    let Ok(wanted) = serde_json::from_str::<Intent<PlaceOrder>>(&row.body) else {
        return Ok(None);
    };
    let wanted = wanted.body;
    let alternatives = match view.problem.as_ref().and_then(Problem::refusal) {
        Some(
            Refusal::SlotFull { alternatives }
            | Refusal::SlotTooSoon { alternatives }
            | Refusal::ShopClosed { alternatives },
        ) => alternatives,
        _ => vec![],
    };
    Ok(Some(OrderView {
        id: OrderId::new(row.id),
        status: match row.state {
            IntentState::Refused | IntentState::Wedged => OrderStatus::Refused,
            IntentState::Queued | IntentState::Sending | IntentState::Done => OrderStatus::Placing,
        },
        shop: wanted.shop,
        pickup_at: wanted.pickup_at,
        lines: wanted.lines,
        total: wanted.total,
        placed_at: row.created_at,
        order: None,
        code: view.code,
        problem: view.problem,
        alternatives,
    }))
}
