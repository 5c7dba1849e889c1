//! What can be asked of a wallet or a shop, and what the answer holds.

use crate::adjustment::{AdjustmentReason, Correction};
use crate::catalogue::Mode;
use crate::ids::{
    AdjustmentId, Bytes32, InviteCode, ItemId, OrderId, ReceiptId, ReferralId, RewardId, Seq,
    ShopId, TopUpId, WalletId,
};
use crate::journal::{InvitationRefusal, Refund};
use crate::order::Order;
use crate::pricing::Basket;
use crate::programme::Prize;
use crate::receipt::{Receipt, Sale};
use crate::refund::RefundScope;
use crate::reward::IssuedReward;
use crate::units::{Cents, Millis};
use serde::{Deserialize, Serialize};

/// What a pay code allows, after its signature was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Paying from the balance, up to this much.
    pub pay: Option<Cents>,
    /// Earning.
    pub earn: bool,
    /// Using the voucher or the reward of this number.
    pub redeem: Option<Seq>,
}

/// How the register wants to be paid; a voucher in the code is used by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SaleTender {
    /// From the wallet: this much, or all that the other tenders leave.
    Balance {
        /// How much; absent for the rest.
        #[serde(default)]
        amount: Option<Cents>,
    },
    /// A payment card.
    Card {
        /// How much.
        amount: Cents,
    },
    /// Cash.
    Cash {
        /// How much.
        amount: Cents,
    },
}

/// A sale at a till, with the customer's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Where.
    pub shop: ShopId,
    /// The till's name for it.
    pub sale: Sale,
    /// What the code allows.
    pub permission: Permission,
    /// What is bought.
    pub basket: Basket,
    /// Where it is eaten.
    pub mode: Mode,
    /// The sum that the till shows, VAT included.
    pub total: Cents,
    /// How it is paid.
    pub tenders: Vec<SaleTender>,
}

/// A new order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceOrder {
    /// Its id, made by the phone.
    pub order: OrderId,
    /// Where it is fetched.
    pub shop: ShopId,
    /// What.
    pub basket: Basket,
    /// When.
    pub pickup_at: Millis,
    /// The sum that the phone showed, VAT included.
    pub total: Cents,
    /// Whether to pay from the balance at once; otherwise the order holds its slot for 5 minutes.
    pub pay: bool,
    /// The voucher or the reward to attach.
    pub redeem: Option<Seq>,
}

/// Other lines, another pickup time, or both, for an order that the kitchen hasn't started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditOrder {
    /// Which.
    pub order: OrderId,
    /// The version that the customer saw.
    pub version: u32,
    /// What, instead of all lines of before.
    pub basket: Basket,
    /// When.
    pub pickup_at: Millis,
    /// The sum that the phone showed, VAT included.
    pub total: Cents,
}

/// What the staff does with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KitchenStep {
    /// It is ready.
    Ready,
    /// The customer has it.
    PickedUp,
    /// Nobody came.
    NotCollected,
    /// The shop can't make it.
    Cancel,
}

/// What the staff does with the shop.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "control", rename_all = "snake_case", deny_unknown_fields)]
pub enum ShopControl {
    /// No orders ahead for some minutes; absent: until told.
    Pause {
        /// How long.
        #[serde(default)]
        minutes: Option<u32>,
    },
    /// Orders ahead are taken again.
    Resume,
    /// Half the capacity for new orders, or all of it.
    Throttle {
        /// Whether to throttle.
        on: bool,
    },
    /// An item is sold out.
    SoldOut {
        /// Which.
        item: ItemId,
        /// Until the shop closes today; otherwise until told.
        until_closing: bool,
    },
    /// An item is back.
    BackInStock {
        /// Which.
        item: ItemId,
    },
}

/// Word between the two wallets of an invitation. Each is decided on its own; an outbox carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The invitation.
    pub referral: ReferralId,
    /// Who says it.
    pub from: WalletId,
    /// To whom.
    pub to: WalletId,
    /// What.
    pub body: MessageBody,
}

/// What one wallet of an invitation tells the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageBody {
    /// To the inviter: your friend is here.
    Joined,
    /// To the inviter: your friend's first order counts.
    Qualified,
    /// To the friend: the rewards may wait for their day.
    Granted,
    /// To the friend: it gives nothing.
    Refused(InvitationRefusal),
    /// To the inviter: the day has come.
    Post,
    /// To the inviter: the order was refunded.
    Void,
}

/// Why a new phone may use a wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceProof {
    /// A code that was sent to the wallet's e-mail address.
    Email,
    /// The agreement of a phone of the wallet, named by the kid of its key that signs calls.
    Device(String),
}

/// What becomes of the euros in a wallet that is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LastBalance {
    /// They are paid out.
    PayOut,
    /// They are given up.
    GiveUp,
    /// There are none.
    NoneLeft,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Opens the wallet for a phone's two keys, named by their kids.
    OpenWallet {
        /// The customer's own invitation code; unique, so the caller has claimed it.
        invite_code: InviteCode,
        /// The key that pays.
        pay_key: String,
        /// The key that signs calls.
        api_key: String,
    },
    /// Books money that a payment provider has taken.
    TopUp {
        /// The intent that asked for it.
        top_up: TopUpId,
        /// How much.
        amount: Cents,
        /// Through whom.
        provider: String,
    },
    /// Accepts an invitation.
    AcceptInvitation {
        /// Whose code it was.
        inviter: WalletId,
        /// The inviter, who invited the inviter, and so on, at most 8 steps.
        lineage: Vec<WalletId>,
    },
    /// Places an order, paid from the balance or held.
    PlaceOrder(PlaceOrder),
    /// Pays a held order from the balance.
    PayOrder {
        /// Which.
        order: OrderId,
    },
    /// The customer calls an order off.
    CancelOrder {
        /// Which.
        order: OrderId,
        /// The version that the customer saw.
        version: u32,
    },
    /// The customer changes an order.
    EditOrder(EditOrder),
    /// The staff moves an order on.
    Kitchen {
        /// Which.
        order: OrderId,
        /// How.
        step: KitchenStep,
    },
    /// A sale at a till.
    Scan(Scan),
    /// A refund of a receipt, or of a part of it.
    Refund {
        /// Which.
        receipt: ReceiptId,
        /// The shop that gives the money back: the receipt's own.
        shop: ShopId,
        /// How much of it.
        scope: RefundScope,
    },
    /// A manager puts something right.
    Adjust {
        /// Under which id.
        adjustment: AdjustmentId,
        /// Whose manager.
        shop: ShopId,
        /// What is to be moved.
        correction: Correction,
        /// Why.
        reason: AdjustmentReason,
    },
    /// Takes a reward of the catalogue for dough.
    IssueReward {
        /// Which.
        reward: RewardId,
    },
    /// Gives a reward back for its dough.
    DeleteReward {
        /// Which.
        reward: Seq,
    },
    /// Opens a surprise.
    OpenSurprise {
        /// Which.
        surprise: Seq,
        /// The phone's nonce.
        nonce: Bytes32,
        /// Whether the customer confirms the programme's minimum age now.
        of_age: bool,
    },
    /// Word from the other wallet of an invitation.
    Deliver(Message),
    /// Does what has fallen due by itself.
    Settle,
    /// The staff pauses, throttles, or marks an item.
    ControlShop {
        /// The shop.
        shop: ShopId,
        /// How.
        control: ShopControl,
    },
    /// Lets another phone use the wallet.
    EnrolDevice {
        /// The key that pays.
        pay_key: String,
        /// The key that signs calls.
        api_key: String,
        /// Why it may.
        proof: DeviceProof,
        /// Whether all other phones are removed.
        revoke_others: bool,
    },
    /// Removes a phone from the wallet.
    RevokeDevice {
        /// The kid of its key that signs calls.
        api_key: String,
        /// Also where nothing leads back to the wallet afterwards.
        give_up: bool,
    },
    /// Notes that name or language were changed.
    ChangeProfile,
    /// Keeps what the customer allows.
    GiveConsents {
        /// News and offers may be sent.
        news: bool,
        /// Purchases may be looked at for research.
        research: bool,
    },
    /// Notes that the customer reads the wallet's e-mail address.
    ConfirmEmail,
    /// Calls the live orders at the named shop off, before the wallet is erased.
    CallOff,
    /// Ends the wallet, once no order is open.
    Erase {
        /// What becomes of the euros in it.
        balance: LastBalance,
    },
    /// Whether the wallet could be erased, once its orders were called off. Changes nothing.
    CheckErase {
        /// What would become of the euros in it.
        balance: LastBalance,
    },
    /// Something was done outside the ledger; its answer is kept, and nothing else changes.
    Acknowledge,
}

/// What the one who asked is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is done; the journal tells the rest.
    Done,
    /// The wallet is open.
    Opened {
        /// Its id.
        wallet: WalletId,
    },
    /// An order, as it stands now.
    Order {
        /// The order.
        order: Box<Order>,
    },
    /// A receipt.
    Receipt {
        /// The receipt.
        receipt: Box<Receipt>,
        /// What went back of it, where that was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refund: Option<Box<Refund>>,
    },
    /// A reward, issued.
    Reward {
        /// The reward.
        reward: Box<IssuedReward>,
    },
    /// A surprise, opened.
    Surprise {
        /// What it held.
        prize: Prize,
    },
}
