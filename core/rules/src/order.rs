//! An order for an exact pickup time, and its life.
//!
//! ```text
//! PROPOSED --paid--> RESERVED --ready--> PREPARED --picked up--> COMPLETED
//!     |                  |                   |
//!     | hold ran out     | customer, shop    | not collected
//!     v                  v                   v
//!   FAILED            CANCELED             FAILED
//! ```
//! Names as in Square's fulfilments. "Fired" is when the kitchen starts: until then the customer may
//! edit or cancel.

use crate::ids::{OrderId, Seq, ShopId};
use crate::receipt::{Earning, PricedLine, Tender, VatTotal};
use crate::units::{Cents, MakeSeconds, Millis, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long an unpaid order keeps its slot.
pub const HOLD: Span = Span::minutes(5);

/// Added to the make time before the kitchen starts.
pub const FIRE_MARGIN: Span = Span::minutes(5);

/// How long after its pickup time an order that nobody fetched may be given up.
pub const COLLECT_WITHIN: Span = Span::hours(2);

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// It holds its slot while the customer pays.
    Proposed,
    /// It is paid.
    Reserved,
    /// It is ready to be fetched.
    Prepared,
    /// It was fetched.
    Completed,
    /// The customer or the shop called it off.
    Canceled,
    /// The hold ran out, or nobody came.
    Failed,
}

impl OrderState {
    /// Whether the order still takes room and may change.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Proposed | Self::Reserved | Self::Prepared)
    }
}

/// Work taken from one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WindowShare {
    /// When the window begins.
    pub start: Millis,
    /// How much of its work.
    pub make_seconds: MakeSeconds,
}

/// The room that an order takes: given back exactly as it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Allocation {
    /// The window of the pickup; here it counts as an order.
    pub window: Millis,
    /// The work, in this window and earlier ones.
    pub shares: Vec<WindowShare>,
}

impl Allocation {
    /// The same pickup with no more than this much work.
    #[must_use]
    pub fn at_most(&self, work: MakeSeconds) -> Self {
        let mut left = work.get();
        let mut shares = vec![];
        for share in &self.shares {
            let kept = share.make_seconds.get().min(left);
            left -= kept;
            if kept > 0 {
                shares.push(WindowShare { make_seconds: MakeSeconds::new(kept), ..*share });
            }
        }
        Self { window: self.window, shares }
    }
}

/// An order as the customer, the kitchen and the ledger know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Where it is fetched.
    pub shop: ShopId,
    /// What the customer says at the counter: a letter and two digits, unique by shop and day.
    pub code: String,
    /// When it is fetched.
    pub pickup_at: Millis,
    /// The shop's date of the pickup.
    pub day: Date,
    /// What.
    pub lines: Vec<PricedLine>,
    /// The sum, VAT included.
    pub total: Cents,
    /// The voucher or the reward that pays a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem: Option<Tender>,
    /// The VAT in it, by rate.
    pub vat: Vec<VatTotal>,
    /// What it will earn when it is fetched; until it is paid, a preview.
    pub earning: Earning,
    /// The room it takes.
    pub allocation: Allocation,
    /// The version of catalogue and programme that priced and rewarded it.
    pub catalogue: u32,
    /// Where it stands.
    pub state: OrderState,
    /// Goes up by one with each change.
    pub version: u32,
    /// When it was placed.
    pub placed_at: Millis,
    /// Until when an unpaid order keeps its slot.
    pub hold_until: Option<Millis>,
    /// When it was paid, and so accepted.
    pub accepted_at: Option<Millis>,
    /// When it was ready.
    pub ready_at: Option<Millis>,
    /// When it was fetched.
    pub picked_up_at: Option<Millis>,
    /// When it was called off or given up.
    pub ended_at: Option<Millis>,
    /// The pending dough that waits for its pickup.
    pub pending: Option<Seq>,
}

impl Order {
    /// The work of all lines.
    pub fn make_seconds(&self) -> MakeSeconds {
        self.lines.iter().map(|line| line.make_seconds).sum()
    }

    /// The number of the voucher or the reward that is attached.
    pub fn redeemed(&self) -> Option<Seq> {
        self.redeem.as_ref().and_then(Tender::redeems)
    }

    /// What is paid with money.
    pub fn due(&self) -> Cents {
        self.total - self.redeem.as_ref().map_or(Cents::ZERO, Tender::amount)
    }

    /// When the kitchen starts.
    pub fn fires_at(&self) -> Millis {
        self.pickup_at - Span::seconds(i64::from(self.make_seconds().get())) - FIRE_MARGIN
    }
}

/// Why an order ended without being fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The customer called it off.
    ByCustomer,
    /// The shop called it off.
    ByShop,
    /// It wasn't paid in time.
    HoldRanOut,
    /// Nobody came.
    NotCollected,
}
