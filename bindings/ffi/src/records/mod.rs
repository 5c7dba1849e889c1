//! What is passed in and out: records, enums and plain numbers.

mod config;
mod history;
mod home;
mod intents;
mod menu;
mod news;
mod orders;
mod pay;
mod people;
mod updates;
mod wallet;

pub use config::{Config, Language};
pub use history::{HistoryEntry, Month};
pub use home::{Access, Home, OrderSummary};
pub use intents::{Advice, Background, Intent, IntentState};
pub(crate) use menu::read_lines;
pub use menu::{
    BasketLine, Catalogue, Fit, Item, Modifier, PricedLine, Quote, Shop, ShopToday, Slot, Slots,
};
pub use news::{Announcement, AnnouncementKind};
pub use orders::{Order, OrderStatus, OrderTrouble, PlaceOrder};
pub use pay::{PayCode, PayRequest, PaySession};
pub use people::{BalanceEnd, Device, DeviceCode, Export, Profile, Proof};
pub use updates::{Topic, Update};
pub use wallet::{
    Benefit, Invitation, Invite, Invites, Prize, Receipt, Reveal, RewardOffer, Surprise, Voucher,
    WeightedPrize,
};
