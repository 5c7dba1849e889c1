//! What is passed in and out: records, enums and plain numbers.

mod config;
mod history;
mod home;
mod intents;
mod menu;
mod orders;
mod pay;
mod wallet;

pub use config::{Config, Language};
pub use history::HistoryEntry;
pub use home::{Home, OrderSummary};
pub use intents::{Intent, IntentState};
pub(crate) use menu::read_lines;
pub use menu::{BasketLine, Catalogue, Item, Modifier, PricedLine, Quote, Shop, Slot, Slots};
pub use orders::{Order, OrderStatus, PlaceOrder};
pub use pay::{PayCode, PayRequest};
pub use wallet::{
    Invitation, Invite, Invites, Prize, Receipt, Reveal, Surprise, Voucher, WeightedPrize,
};
