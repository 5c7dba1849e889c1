//! Business answers that are a no: each with a stable code and the facts behind it.
//!
//! In JSON a refusal is an object with its `code` beside its facts; the server's problem replies
//! carry it as it is, and a phone reads it back.

use crate::ids::{ItemId, ModifierId, OrderId, RewardId, ShopId};
use crate::order::OrderState;
use crate::pricing::Priced;
use crate::slots::Slot;
use crate::units::{Cents, Dough, Millis};
use serde::{Deserialize, Serialize};

/// Why a command changes nothing.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    thiserror::Error,
    strum::IntoStaticStr,
    strum::VariantNames,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the sentence of each variant says it")]
pub enum Refusal {
    #[error("This basket can't be taken: {why}.")]
    BasketInvalid { why: String },
    #[error("There is no such item on the menu: {item}.")]
    UnknownItem { item: ItemId },
    #[error("{item} can't be had with {modifier}.")]
    UnknownModifier { item: ItemId, modifier: ModifierId },
    #[error("There is no such shop: {shop}.")]
    UnknownShop { shop: ShopId },
    #[error("There is no such wallet.")]
    UnknownWallet,
    #[error("There is no such order.")]
    UnknownOrder,
    #[error("There is no such receipt.")]
    UnknownReceipt,
    #[error("There is no such surprise, or it was opened already.")]
    UnknownSurprise,
    #[error("This voucher was used, has run out, or never was.")]
    UnknownVoucher,
    #[error("There is no such reward: {reward}.")]
    UnknownReward { reward: RewardId },
    #[error("There are {available} to spend; it takes {cost}.")]
    DoughShort { available: Dough, cost: Dough },
    #[error("It is between {} and {}.", .least, .most)]
    DoughInvalid { least: Dough, most: Dough },
    #[error("A customer has at most {most} rewards at a time.")]
    TooManyRewards { most: u32 },
    #[error("It is attached to an order.")]
    RewardAttached { order: OrderId },
    #[error("It takes a basket of {minimum}; this one comes to {total}.")]
    RewardMinimum { minimum: Cents, total: Cents },
    #[error("Nobody has this invitation code.")]
    UnknownInvitation,
    #[error("{item} is sold out.")]
    SoldOut { item: ItemId },
    #[error("The shop is closed then.")]
    ShopClosed { alternatives: Vec<Slot> },
    #[error("The shop takes no orders ahead for now.")]
    ShopPaused { until: Millis },
    #[error("That pickup time is full.")]
    SlotFull { alternatives: Vec<Slot> },
    #[error("That pickup time is too soon.")]
    SlotTooSoon { alternatives: Vec<Slot> },
    #[error("The prices have changed: it is {} now.", .quote.total)]
    PriceChanged { quote: Priced },
    #[error("The balance is short by {remaining}.")]
    BalanceShort { available: Cents, remaining: Cents },
    #[error("The customer allowed at most {max} with this code.")]
    OverCodeMaximum { max: Cents, wanted: Cents },
    #[error("The customer didn't allow paying with this code.")]
    CodeNotForPaying,
    #[error("This code is for another shop.")]
    CodeForOtherShop,
    #[error("The payment doesn't add up: {total} is due, {tendered} was stated.")]
    TendersMismatch { total: Cents, tendered: Cents },
    #[error("An amount is not between {} and {}.", .least, .most)]
    AmountInvalid { least: Cents, most: Cents },
    #[error("The order has changed since: it is at version {version} now.")]
    OrderChanged { version: u32, state: OrderState },
    #[error("The order's state doesn't allow that.")]
    OrderStateForbids { state: OrderState },
    #[error("The kitchen has started; the order can't be changed any more.")]
    OrderFired { fired_at: Millis },
    #[error("The order wasn't paid in time.")]
    HoldRanOut,
    #[error("Nobody can have given the order up yet: pickup is at most two hours ago.")]
    TooEarlyToGiveUp { after: Millis },
    #[error("Opening a surprise asks for an age of {minimum_age}.")]
    AgeUnconfirmed { minimum_age: u32 },
    #[error("The voucher is for {item}, which isn't in this basket.")]
    VoucherItemMissing { item: ItemId },
    #[error("This is the customer's own invitation code.")]
    InvitationOwnCode,
    #[error("An invitation counts only before the first order.")]
    InvitationTooLate,
    #[error("An invitation was accepted already.")]
    InvitationAlreadyAccepted,
    #[error("The invitation leads back to the customer's own wallet.")]
    InvitationRing,
    #[error("The receipt was refunded already.")]
    AlreadyRefunded,
    #[error("That is more than is left of the receipt: {left}.")]
    RefundTooMuch { left: Cents },
    #[error("There are {left} pieces left of line {line}.")]
    PiecesTooMany { line: u32, left: u32 },
    #[error("This belongs to another shop.")]
    OtherShop,
    #[error("The intent is too old: it was good until {}.", .not_after.to_utc())]
    IntentExpired { not_after: Millis },
    #[error("The wallet was opened already.")]
    WalletExists,
    #[error("The ledger refuses: {why}.")]
    LedgerRefused { why: String },
    #[error("The wallet was erased.")]
    WalletErased,
    #[error("This phone was removed from the wallet.")]
    DeviceRevoked,
    #[error("There is no such phone in this wallet.")]
    UnknownDevice,
    #[error("This is the last phone, and no e-mail address leads back to the wallet.")]
    LastDevice,
    #[error("A wallet has at most {most} phones.")]
    TooManyDevices { most: u32 },
    #[error("This phone may spend euros, and change the address, from {} on.", .until.to_utc())]
    BalanceHeld { until: Millis },
    #[error("There are {available} left: have them paid out, or give them up.")]
    BalanceLeft { available: Cents },
    #[error("Orders are still open.")]
    OrdersOpen,
    #[error("The e-mail address belongs to another wallet.")]
    EmailInUse,
}

impl Refusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Every code there is.
    pub const fn codes() -> &'static [&'static str] {
        <Self as strum::VariantNames>::VARIANTS
    }
}
