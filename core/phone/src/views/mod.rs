//! What a shell is shown: read from the store, without a network.
//!
//! | module | what lives there |
//! |---|---|
//! | `home` | the first screen |
//! | `history` | the journal's lines, in words |
//! | `orders` | orders, also those that are still on their way to the server |
//! | `basket` | quotes and pickup times, by the rules |
//! | `pay` | what became of a code |
//! | `wallet` | vouchers, reveals, invitations, receipts |
//! | `intents` | what became of something that was wanted |

mod basket;
mod history;
mod home;
mod intents;
mod orders;
mod pay;
mod wallet;

pub use crate::store::intents::IntentState;
pub use crate::store::months::Month;
pub use basket::{CatalogueView, Quote, Slots};
pub use history::HistoryEntry;
pub use home::{Access, Home, OrderSummary};
pub use intents::{Advice, IntentId, IntentView};
pub use orders::{OrderStatus, OrderTrouble, OrderView};
pub use pay::PaySession;
pub use wallet::{DeviceView, Invite, Invites, ReceiptView, Reveal, VoucherView};

pub(crate) use history::{effect, is_shown, tell};
pub(crate) use home::home;
pub(crate) use orders::{order_view, order_views};
pub(crate) use pay::pay_session;
pub(crate) use wallet::{receipts, reveals, vouchers};

use dough_rules::Catalogue;
use dough_rules::order::Order;
use dough_rules::slots::local_label;
use dough_rules::units::{Millis, Span};

/// How the phone looks at what the store holds.
#[derive(Clone, Copy)]
pub(crate) struct Lens<'a> {
    /// The catalogue, where it was read.
    pub(crate) catalogue: Option<&'a Catalogue>,
    /// The server's time, as far as it is known.
    pub(crate) now: Millis,
    /// The server's time minus the phone's.
    pub(crate) offset: Span,
}

impl Lens<'_> {
    /// A moment of the server by the phone's own clock, which countdowns run on.
    pub(crate) fn on_phone(&self, at: Millis) -> Millis {
        at - self.offset
    }

    /// The shop's own clock at an order's pickup: "08:10".
    pub(crate) fn pickup_label(&self, order: &Order) -> String {
        let shop = self.catalogue.and_then(|catalogue| catalogue.shop(&order.shop));
        shop.map_or_else(
            || order.pickup_at.to_utc().format("%H:%M UTC").to_string(),
            |shop| local_label(shop, order.pickup_at),
        )
    }

    /// What a shop is called.
    pub(crate) fn shop_name(&self, id: &dough_rules::ids::ShopId) -> String {
        let shop = self.catalogue.and_then(|catalogue| catalogue.shop(id));
        shop.map_or_else(|| id.to_string(), |shop| shop.name.clone())
    }
}
