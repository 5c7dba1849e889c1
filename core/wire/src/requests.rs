//! What clients send.

use dough_rules::adjustment::{AdjustmentReason, Correction};
use dough_rules::catalogue::Mode;
use dough_rules::command::{LastBalance, SaleTender};
use dough_rules::ids::{Bytes32, InviteCode, ReceiptId, RewardId, Seq, ShopId, WalletId};
use dough_rules::pricing::BasketLine;
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Millis, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long an intent may stay good.
pub const LONGEST_INTENT: Span = Span::days(7);

/// Something that a client wants done, and until when it still wants it.
///
/// The `Idempotency-Key` of the call is the intent's id, made by the client before the first
/// attempt and the same in each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Intent<T> {
    /// Afterwards the server refuses it: `intent_expired`. At most 7 days ahead.
    pub not_after: Millis,
    /// What is wanted.
    #[serde(flatten)]
    pub body: T,
}

/// Opens a wallet for a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenWallet {
    /// The key that signs pay codes and asks for the user's presence: P-256, 65 bytes SEC1
    /// uncompressed, base64url without padding.
    pub pay_key: String,
    /// The key that signs calls, in the same form. It signs this one.
    pub api_key: String,
}

/// Pays money in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopUp {
    /// How much.
    pub amount: Cents,
}

/// Places an order; the intent's id becomes the order's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceOrder {
    /// Where it is fetched.
    pub shop: ShopId,
    /// What: 1 to 50 lines.
    pub lines: Vec<BasketLine>,
    /// When: a slot's moment.
    pub pickup_at: Millis,
    /// The sum that the phone showed. Another sum at the server is `price_changed`.
    pub total: Cents,
    /// Whether to pay from the balance at once; otherwise the slot is held for 5 minutes.
    pub pay: bool,
    /// The voucher or the reward that pays a part of it, by its number in the wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem: Option<Seq>,
}

/// Pays a held order from the balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayOrder {}

/// Calls an order off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelOrder {
    /// The version that the customer saw.
    pub version: u32,
}

/// Changes an order until the kitchen starts: all its lines, and its pickup time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditOrder {
    /// The version that the customer saw.
    pub version: u32,
    /// What, instead of all lines of before: 1 to 50.
    pub lines: Vec<BasketLine>,
    /// When: a slot's moment, or the order's own.
    pub pickup_at: Millis,
    /// The sum that the phone showed. Another sum at the server is `price_changed`.
    pub total: Cents,
}

/// Takes a reward of the catalogue; its dough is locked until it is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssueReward {
    /// Which.
    pub reward: RewardId,
}

/// Gives a reward back for its dough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteReward {}

/// Opens a surprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSurprise {
    /// 32 random bytes, hexadecimal; stored by the phone before the first attempt.
    pub nonce: Bytes32,
    /// Whether the customer confirms the programme's minimum age now.
    #[serde(default)]
    pub of_age: bool,
}

/// Accepts a friend's invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptInvitation {
    /// The friend's code.
    pub code: InviteCode,
}

/// Asks what a basket costs, earns, and when it can be had. Changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteRequest {
    /// Where.
    pub shop: ShopId,
    /// What: 1 to 50 lines.
    pub lines: Vec<BasketLine>,
    /// The shop's date of the pickup.
    pub day: Date,
    /// The pickup, where it was chosen; it may decide what is earned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pickup_at: Option<Millis>,
    /// The voucher or the reward to use, by its number in the wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeem: Option<Seq>,
}

/// Whose wallet is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Customer {
    /// The wallet itself.
    Wallet(WalletId),
    /// The one that a receipt belongs to.
    Receipt(ReceiptId),
}

/// Puts something right by hand. Beyond the shop's bounds it waits for a second manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewAdjustment {
    /// Whose wallet.
    pub customer: Customer,
    /// What is to be moved.
    pub correction: Correction,
    /// Why.
    pub reason: AdjustmentReason,
}

/// Enrols a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRegister {
    /// The one-time code that a manager was given.
    pub code: String,
    /// What the staff calls the till: 1 to 40 characters.
    pub name: String,
    /// The register's key, in the same form as a phone's. It signs this call.
    pub key: String,
}

/// A sale at a till, with a customer's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScanRequest {
    /// The text of the QR code.
    pub code: String,
    /// The till's own number of the sale: 1 to 64 printable ASCII characters.
    pub transaction: String,
    /// What is bought: 1 to 50 lines.
    pub lines: Vec<BasketLine>,
    /// Where it is eaten.
    #[serde(default)]
    pub mode: Mode,
    /// The sum that the till shows. Another sum at the server is `price_changed`.
    pub total: Cents,
    /// How it is paid; a voucher in the code is used by itself.
    pub tenders: Vec<SaleTender>,
}

/// Refunds a receipt, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundRequest {
    /// Which.
    pub receipt: ReceiptId,
    /// The shop that gives the money back; a register's own where absent.
    #[serde(default)]
    pub shop: Option<ShopId>,
    /// How much of it; all where absent.
    #[serde(default, skip_serializing_if = "RefundScope::is_all")]
    pub scope: RefundScope,
}

/// Signs a member of staff in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The account's name.
    pub name: String,
    /// Its password.
    pub password: String,
}

/// What a member of staff may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works the board.
    Staff,
    /// Also refunds, enrols registers.
    Manager,
    /// Everything, in every shop.
    Owner,
}

/// Gives an address that is told what happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiveWebhook {
    /// The address: `https://...`.
    pub url: String,
}

/// Has an address told again what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResendWebhook {
    /// Since when.
    pub from: Millis,
}

/// Makes an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAccount {
    /// Its name: 1 to 40 of a-z, 0-9, - and _.
    pub name: String,
    /// Its password: at least 10 characters.
    pub password: String,
    /// What it may do.
    pub role: Role,
    /// In which shops; an owner's is every shop.
    #[serde(default)]
    pub shops: Vec<ShopId>,
}

/// A language that history is told in, and mail is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    Nl,
    /// French.
    Fr,
    /// English.
    #[default]
    En,
}

impl Language {
    /// Its tag, as in HTML and in HTTP's headers.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language of a tag; nothing where it is another one.
    pub fn of_tag(tag: &str) -> Option<Self> {
        [Self::Nl, Self::Fr, Self::En].into_iter().find(|language| language.tag() == tag)
    }
}

/// Changes name and language. What is absent is forgotten.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeProfile {
    /// What the customer wants to be called: at most 80 characters, without control characters.
    #[serde(default)]
    pub name: Option<String>,
    /// In which language mail is written.
    #[serde(default)]
    pub language: Option<Language>,
}

/// Says what the customer allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiveConsents {
    /// News and offers may be sent.
    pub news: bool,
    /// Purchases may be looked at for research.
    pub research: bool,
}

/// Asks for a code at an e-mail address that is to be the wallet's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetEmail {
    /// The address.
    pub email: String,
    /// In which language to write, where the profile names none.
    #[serde(default)]
    pub language: Option<Language>,
}

/// Confirms an e-mail address by the code that was sent to it, at this phone's asking.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmEmail {
    /// The address.
    pub email: String,
    /// The six digits.
    pub code: String,
}

/// Asks for a code at a wallet's e-mail address, for a new phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoverWallet {
    /// The new phone's key that signs calls, as when a wallet is opened. It signs this one.
    pub api_key: String,
    /// The address.
    pub email: String,
    /// In which language to write, where the wallet's profile names none.
    #[serde(default)]
    pub language: Option<Language>,
}

/// Why a new phone may use a wallet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proof {
    /// The code that was sent to the wallet's address, at this phone's asking. The phone may spend
    /// euros 24 hours later.
    Email {
        /// The address.
        email: String,
        /// The six digits.
        code: String,
    },
    /// The code that another phone of the wallet shows.
    Device {
        /// The code.
        code: String,
    },
}

/// What becomes of a wallet's other phones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Others {
    /// They stay.
    Keep,
    /// They are removed.
    Revoke,
}

/// Lets a new phone use a wallet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolDevice {
    /// The key that signs pay codes, as when a wallet is opened.
    pub pay_key: String,
    /// The key that signs calls. It signs this one.
    pub api_key: String,
    /// Why it may.
    pub proof: Proof,
    /// What becomes of the wallet's other phones.
    pub others: Others,
}

/// Removes a phone from the wallet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokeDevice {
    /// Also where it is the last one and no e-mail address leads back to the wallet.
    #[serde(default)]
    pub give_up: bool,
}

/// Ends the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EraseWallet {
    /// What becomes of the euros in it.
    pub balance: LastBalance,
}
