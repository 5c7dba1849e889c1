//! What a shell is shown: read from the store, without a network.
//!
//! | module | what lives there |
//! |---|---|
//! | `home` | the first screen |
//! | `announcements` | what is new |
//! | `history` | the journal's lines, in words |
//! | `orders` | orders, also those that are still on their way to the server |
//! | `basket` | quotes and pickup times, by the rules |
//! | `shop` | a shop as it is today |
//! | `pay` | what became of a code |
//! | `wallet` | vouchers, reveals, invitations, receipts |
//! | `intents` | what became of something that was wanted |
//! | `names` | what shops and items are called |

mod announcements;
mod basket;
mod history;
mod home;
mod intents;
mod names;
mod orders;
mod pay;
mod shop;
mod wallet;

pub use crate::store::intents::IntentState;
pub use crate::store::months::Month;
pub use announcements::{Announcement, AnnouncementKind};
pub use basket::{CatalogueView, Quote, Slots};
pub use history::HistoryEntry;
pub use home::{Access, Home, OrderSummary};
pub use intents::{Advice, IntentId, IntentView};
pub use orders::{OrderStatus, OrderTrouble, OrderView};
pub use pay::PaySession;
pub use shop::ShopToday;
pub use wallet::{DeviceView, Invite, Invites, ReceiptView, Reveal, RewardOffer, VoucherView};

pub(crate) use announcements::announcements;
pub(crate) use history::{effect, is_shown, tell};
pub(crate) use home::home;
pub(crate) use names::Names;
pub(crate) use orders::{order_view, order_views};
pub(crate) use pay::pay_session;
pub(crate) use shop::shop_today;
pub(crate) use wallet::{offers, receipts, reveals, vouchers};

use dough_rules::units::{Millis, Span};

/// How the phone looks at what the store holds.
#[derive(Clone, Copy)]
pub(crate) struct Lens<'a> {
    /// Names as customers know them.
    pub(crate) names: Names<'a>,
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
}
