//! What a shell is shown: read from the store, without a network.
//!
//! | module | what lives there |
//! |---|---|
//! | `home` | the first screen |
//! | `history` | the journal's lines, in words |
//! | `orders` | orders, also those that are still on their way to the server |
//! | `basket` | quotes and pickup times, by the rules |
//! | `wallet` | vouchers, reveals, invitations, receipts |
//! | `intents` | what became of something that was wanted |

mod basket;
mod history;
mod home;
mod intents;
mod orders;
mod wallet;

pub use crate::store::intents::IntentState;
pub use basket::{CatalogueView, Quote, Slots};
pub use history::HistoryEntry;
pub use home::{Home, OrderSummary};
pub use intents::{IntentId, IntentView};
pub use orders::{OrderStatus, OrderView};
pub use wallet::{Invite, Invites, ReceiptView, Reveal, VoucherView};

pub(crate) use history::{is_shown, tell};
pub(crate) use home::home;
pub(crate) use orders::{order_view, order_views};
pub(crate) use wallet::{receipts, reveals, vouchers};
