//! What servers answer.

use crate::requests::{Language, Role};
use dough_rules::WalletFacts;
use dough_rules::adjustment::{AdjustmentReason, Correction};
use dough_rules::command::Outcome;
use dough_rules::facts::Consents;
use dough_rules::ids::{AdjustmentId, RegisterId, Seq, ShopId, WalletId};
use dough_rules::journal::{Entry, Event};
use dough_rules::order::Order;
use dough_rules::pricing::Priced;
use dough_rules::quote::Preview;
use dough_rules::slots::Slot;
use dough_rules::units::Millis;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// The answer to a call that changed something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommandReply {
    /// The timeline of the server's database.
    pub epoch: Uuid,
    /// When it was decided.
    pub at: Millis,
    /// The wallet's last journal number after it; absent where the caller doesn't own the wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Seq>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// A token for reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The timeline of the server's database.
    pub epoch: Uuid,
    /// The wallet that it reads.
    pub wallet: WalletId,
    /// For the `Authorization` header, after `Bearer `.
    pub token: String,
    /// Until when it is good.
    pub expires_at: Millis,
    /// The server's time.
    pub now: Millis,
}

/// An entry as it travels: a kind that the reader doesn't know is kept raw.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WireEntry {
    /// Its number.
    pub seq: Seq,
    /// The server's time.
    pub at: Millis,
    /// What happened.
    #[cfg_attr(feature = "openapi", schema(value_type = Event))]
    pub event: Box<RawValue>,
}

impl WireEntry {
    /// The entry, where its kind is known to this version.
    pub fn read(&self) -> Option<Entry> {
        let event: Event = serde_json::from_str(self.event.get()).ok()?;
        Some(Entry { seq: self.seq, at: self.at, event })
    }
}

/// A page of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangesPage {
    /// The timeline of the server's database. Another than last time: read again from 0.
    pub epoch: Uuid,
    /// The wallet's last number.
    pub head: Seq,
    /// The server's time.
    pub now: Millis,
    /// The entries after the cursor, in order, without gap.
    pub entries: Vec<WireEntry>,
    /// Whether there are more after these.
    pub more: bool,
}

/// What a stream says, and what the answer that waits says once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StreamEvent {
    /// The timeline of the server's database.
    pub epoch: Uuid,
    /// The wallet's last number.
    pub head: Seq,
}

/// What a basket costs and earns, and when it can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteReply {
    /// The timeline of the server's database.
    pub epoch: Uuid,
    /// When it was asked.
    pub at: Millis,
    /// The version of the catalogue that it rests on.
    pub catalogue: u32,
    /// Prices.
    pub priced: Priced,
    /// What it would cost and earn, and which rewards fit.
    #[serde(flatten)]
    pub preview: Preview,
    /// Pickup times on that day.
    pub slots: Vec<Slot>,
}

/// An adjustment that waits for a second manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingAdjustment {
    /// Its id.
    pub adjustment: AdjustmentId,
    /// Whose wallet.
    pub wallet: WalletId,
    /// What is to be moved.
    pub correction: Correction,
    /// Why.
    pub reason: AdjustmentReason,
    /// Who proposed it.
    pub proposer: String,
    /// Until when it waits.
    pub expires_at: Millis,
}

/// An enrolled register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterEnrolled {
    /// Its id.
    pub register: RegisterId,
    /// Its shop.
    pub shop: ShopId,
}

/// A one-time code that enrols a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterCode {
    /// The code.
    pub code: String,
    /// Until when it is good.
    pub expires_at: Millis,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// The account's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// In which shops; empty for an owner: every shop.
    pub shops: Vec<ShopId>,
    /// For the `Dough-CSRF` header of changing calls.
    pub csrf: String,
    /// Until when.
    pub expires_at: Millis,
}

/// An account that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountMade {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// The live orders of a shop, by pickup time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    /// The shop.
    pub shop: ShopId,
    /// The server's time.
    pub now: Millis,
    /// At most 200.
    pub orders: Vec<Order>,
}

/// Whether the server works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// "ok".
    pub status: String,
    /// The program's version.
    pub version: String,
    /// The timeline of the database.
    pub epoch: Uuid,
    /// The server's time.
    pub now: Millis,
    /// The version of the catalogue in force.
    pub catalogue: u32,
}

/// Whether the server can serve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ready {
    /// "ready".
    pub status: String,
}

/// A phone of the wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceView {
    /// The kid of its key that pays.
    pub pay_key: String,
    /// The kid of its key that signs calls: its name.
    pub api_key: String,
    /// When it was enrolled.
    pub since: Millis,
    /// From when on it may spend euros; nothing where it may from the start.
    pub spends_from: Option<Millis>,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// The wallet's phones, in the order in which they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DevicesReply {
    /// At most 10.
    pub devices: Vec<DeviceView>,
}

/// A one-time code by which a phone agrees to another one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceCode {
    /// Eight letters and digits.
    pub code: String,
    /// Until when it is good.
    pub expires_at: Millis,
}

/// What is known of the customer.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    /// What the customer wants to be called.
    pub name: Option<String>,
    /// In which language mail is written.
    pub language: Option<Language>,
    /// The confirmed e-mail address.
    pub email: Option<String>,
    /// When it was confirmed.
    pub email_confirmed_at: Option<Millis>,
    /// What the customer allows; nothing where nothing was chosen yet.
    pub consents: Option<Consents>,
}

/// All that is kept of the customer beside the journal, which `/v1/changes` tells.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Export {
    /// Name, language, address.
    pub profile: Profile,
    /// What the customer allows.
    pub consents: Option<Consents>,
    /// The wallet's phones.
    pub devices: Vec<DeviceView>,
    /// What the journal adds up to.
    pub wallet: WalletFacts,
    /// When this was read.
    pub exported_at: Millis,
}
