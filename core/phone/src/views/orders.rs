//! Orders: those of the journal, and those that are still on their way to the server.

use crate::engine::Seen;
use crate::store::intents::{self, IntentRow, IntentState};
use crate::store::{StoreError, journal};
use crate::views::{IntentView, Lens};
use dough_rules::ids::{ItemId, OrderId, Seq, ShopId};
use dough_rules::order::{Order, OrderState};
use dough_rules::pricing::{BasketLine, Priced};
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
    /// What is paid with money, as far as known: a voucher or a reward pays the rest.
    pub due: Cents,
    /// The number of the voucher or the reward that is attached.
    pub redeem: Option<Seq>,
    /// When it was placed.
    pub placed_at: Millis,
    /// The order as the server knows it: pickup code, priced lines, version.
    pub order: Option<Order>,
    /// What the shop is called.
    pub shop_name: String,
    /// The shop's own clock at the pickup: "08:10".
    pub local_label: String,
    /// The pickup by the phone's own clock, which may be off: what a countdown runs to.
    pub due_at: Millis,
    /// Until when an unpaid order keeps its slot, by the phone's own clock.
    pub hold_ends_at: Option<Millis>,
    /// Whether the customer can still edit it or call it off: until the kitchen starts.
    pub can_change: bool,
    /// Why it was refused, and what the customer can do.
    pub trouble: Option<OrderTrouble>,
}

/// Why an order was refused, with what a screen offers instead.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderTrouble {
    /// The prices have changed: this is what it costs now.
    PriceChanged(Box<Priced>),
    /// The time is full, too soon, or the shop is closed then: these are the nearest others.
    OtherTime {
        /// `slot_full`, `slot_too_soon` or `shop_closed`.
        code: String,
        /// Times to choose from; maybe none.
        alternatives: Vec<Slot>,
    },
    /// An item is sold out.
    SoldOut(ItemId),
    /// The shop takes no orders until then, by the phone's own clock.
    ShopPaused(Millis),
    /// The balance is short by so much.
    BalanceShort(Cents),
    /// Anything else: a stable code.
    Other(String),
}

impl OrderTrouble {
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::PriceChanged(_) => "price_changed",
            Self::OtherTime { code, .. } | Self::Other(code) => code,
            Self::SoldOut(_) => "sold_out",
            Self::ShopPaused(_) => "shop_paused",
            Self::BalanceShort(_) => "balance_short",
        }
    }

    fn read(problem: &Problem, lens: &Lens<'_>) -> Self {
        let code = problem.code.clone();
        match problem.refusal() {
            Some(Refusal::PriceChanged { quote }) => Self::PriceChanged(Box::new(quote)),
            Some(
                Refusal::SlotFull { alternatives }
                | Refusal::SlotTooSoon { alternatives }
                | Refusal::ShopClosed { alternatives },
            ) => Self::OtherTime { code, alternatives },
            Some(Refusal::SoldOut { item }) => Self::SoldOut(item),
            Some(Refusal::ShopPaused { until }) => Self::ShopPaused(lens.on_phone(until)),
            Some(Refusal::BalanceShort { remaining, .. }) => Self::BalanceShort(remaining),
            _ => Self::Other(code),
        }
    }
}

/// The orders, newest first: at most 200 of the journal, and all that wait or were refused.
pub(crate) fn order_views(db: &Connection, lens: &Lens<'_>) -> Result<Vec<OrderView>, StoreError> {
    let kept = journal::orders(db, LISTED)?.into_iter();
    let mut views: Vec<_> = kept.map(|order| of_order(order, lens)).collect();
    for row in intents::of_kind(db, "place_order")? {
        if views.iter().all(|view| view.id.uuid() != row.id)
            && journal::order(db, OrderId::new(row.id))?.is_none()
        {
            views.extend(of_intent(&row, lens)?);
        }
    }
    views.sort_by_key(|view| std::cmp::Reverse((view.placed_at, view.id)));
    Ok(views)
}

/// One order.
pub(crate) fn order_view(
    db: &Connection,
    id: OrderId,
    lens: &Lens<'_>,
) -> Result<Option<OrderView>, StoreError> {
    if let Some(order) = journal::order(db, id)? {
        return Ok(Some(of_order(order, lens)));
    }
    match intents::get(db, id.uuid())? {
        Some(row) if row.kind == "place_order" => of_intent(&row, lens),
        _ => Ok(None),
    }
}

fn of_order(order: Order, lens: &Lens<'_>) -> OrderView {
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
        due: order.due(),
        redeem: order.redeemed(),
        placed_at: order.placed_at,
        shop_name: lens.names.shop(&order.shop),
        local_label: lens.names.clock(&order.shop, order.pickup_at),
        due_at: lens.on_phone(order.pickup_at),
        hold_ends_at: order.hold_until.map(|until| lens.on_phone(until)),
        can_change: matches!(order.state, OrderState::Proposed | OrderState::Reserved)
            && lens.now < order.fires_at(),
        order: Some(order),
        trouble: None,
    }
}

fn of_intent(row: &IntentRow, lens: &Lens<'_>) -> Result<Option<OrderView>, StoreError> {
    let view = IntentView::read(row, Seen::Answering)?;
    // Done, and the journal not read yet: the answer holds the order.
    if let Some(reply) = &view.answer
        && let Outcome::Order { order } = &reply.outcome
    {
        return Ok(Some(of_order((**order).clone(), lens)));
    }
    let Ok(wanted) = serde_json::from_str::<Intent<PlaceOrder>>(&row.body) else {
        return Ok(None);
    };
    let wanted = wanted.body;
    Ok(Some(OrderView {
        id: OrderId::new(row.id),
        status: match row.state {
            IntentState::Refused | IntentState::Wedged => OrderStatus::Refused,
            IntentState::Cancelled => OrderStatus::Canceled,
            IntentState::Queued | IntentState::Sending | IntentState::Done => OrderStatus::Placing,
        },
        shop_name: lens.names.shop(&wanted.shop),
        local_label: lens.names.clock(&wanted.shop, wanted.pickup_at),
        due_at: lens.on_phone(wanted.pickup_at),
        hold_ends_at: None,
        can_change: false,
        shop: wanted.shop,
        pickup_at: wanted.pickup_at,
        lines: wanted.lines,
        total: wanted.total,
        due: wanted.total,
        redeem: wanted.redeem,
        placed_at: row.created_at,
        order: None,
        trouble: match (&view.problem, view.code) {
            (Some(problem), _) => Some(OrderTrouble::read(problem, lens)),
            (None, code) => code.map(OrderTrouble::Other),
        },
    }))
}
