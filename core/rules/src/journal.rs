//! What happens in a wallet: typed events, numbered without a gap.
//!
//! An event holds all that the ledger needs: [`Event::transfers`] is the double entry that it books,
//! and [`WalletFacts::apply`](crate::WalletFacts::apply) folds it. Events name ids, never people.

use crate::adjustment::{AdjustmentReason, Corrected};
use crate::expiry::Sliding;
use crate::ids::{
    AdjustmentId, Bytes32, InviteCode, ItemId, OrderId, PayoutId, ReceiptId, ReferralId, RuleId,
    Seq, ShopId, TopUpId, WalletId,
};
use crate::ledger::{Account, Cause, HouseAccount, Issuer, LotUse, Transfer, WalletAccount};
use crate::order::{EndReason, Order};
use crate::programme::Prize;
use crate::receipt::{self, Earning, Receipt, Tender, VatTotal};
use crate::reward::{Claim, IssuedReward, RewardEnd, RewardTerms};
use crate::surprise::Odds;
use crate::units::{Cents, Dough, Millis};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An event with its number and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Its number in the wallet's journal.
    pub seq: Seq,
    /// The server's time.
    pub at: Millis,
    /// What happened.
    pub event: Event,
}

/// Dough given, and under which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Award {
    /// How much.
    pub dough: Dough,
    /// Who stands for it.
    pub issuer: Issuer,
    /// Why.
    pub cause: Cause,
    /// The version of the catalogue that gave it.
    pub catalogue: u32,
    /// The accrual rule, and the day that it counts for; nothing where no rule counts.
    pub counted: Option<CountedFor>,
    /// When the lot runs out; nothing where lots bear no date. Set anew when it is posted.
    pub expires_at: Option<Millis>,
    /// What of it settles dough that was owed; the rest can be spent.
    #[serde(default, skip_serializing_if = "Dough::is_zero")]
    pub settles: Dough,
}

impl Award {
    /// What of it can be spent.
    pub fn free(&self) -> Dough {
        self.dough - self.settles
    }
}

/// The rule and the day that an award counts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountedFor {
    /// The rule.
    pub rule: RuleId,
    /// The shop's own date.
    pub day: Date,
    /// Whether it counts for good, since the rule bounds how often it gives one customer.
    #[serde(default, skip_serializing_if = "receipt::is_no")]
    pub lasting: bool,
}

/// What pending dough waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// A moment.
    At(Millis),
    /// The pickup of an order.
    Pickup(OrderId),
    /// Word from the friend's wallet.
    Friend(ReferralId),
}

/// Why an invitation gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvitationRefusal {
    /// The two invited each other.
    Mutual,
    /// The inviter's month is full.
    MonthFull,
    /// The order that earned it was refunded.
    Refunded,
    /// The other customer's wallet was erased.
    Erased,
}

/// A voucher given back by a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RestoredVoucher {
    /// Its number in the wallet.
    pub number: Seq,
    /// What it is for.
    pub item: ItemId,
    /// When it runs out: as before, but at least 7 days from the refund.
    pub expires_at: Millis,
    /// What the programme pays the shop that takes it.
    #[serde(default, skip_serializing_if = "Cents::is_zero")]
    pub worth: Cents,
}

/// Pieces of a receipt's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnedPieces {
    /// The line's place in the receipt, from 0.
    pub line: u32,
    /// How many.
    pub quantity: u32,
}

/// A refund of a receipt, or of a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// The receipt.
    pub receipt: ReceiptId,
    /// Its shop.
    pub shop: ShopId,
    /// What was brought back; nothing where an amount was given back alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<ReturnedPieces>,
    /// Whether nothing is left of the receipt.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub complete: bool,
    /// What goes back, to where it came from.
    pub tenders: Vec<Tender>,
    /// Dough taken back.
    pub taken_back: Vec<LotUse>,
    /// Dough to take back that was spent already: the customer owes it.
    #[serde(default, skip_serializing_if = "Dough::is_zero")]
    pub owed: Dough,
    /// Counts that no longer stand.
    pub uncounted: Vec<CountedFor>,
    /// Vouchers given back.
    pub vouchers: Vec<RestoredVoucher>,
    /// Rewards given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rewards: Vec<IssuedReward>,
    /// The VAT in the money that goes back, by rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vat: Vec<VatTotal>,
}

impl Refund {
    /// The money that goes back.
    pub fn money(&self) -> Cents {
        receipt::money(&self.tenders)
    }

    /// The dough that was taken back, or is owed.
    pub fn dough(&self) -> Dough {
        self.taken_back.iter().map(|part| part.dough).sum::<Dough>() + self.owed
    }
}

/// Refunds were of whole receipts once.
const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_yes(value: &bool) -> bool {
    *value
}

/// What happened.
#[derive(
    Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A wallet was opened.
    WalletOpened {
        /// The customer's own invitation code.
        invite_code: InviteCode,
    },
    /// A phone's keys were enrolled (their kids).
    DeviceEnrolled {
        /// The key that pays.
        pay_key: String,
        /// The key that signs calls.
        api_key: String,
        /// From when on it may spend euros; absent where it may from the start.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spends_from: Option<Millis>,
    },
    /// Dough was given, to spend at once.
    DoughEarned {
        /// What and why.
        award: Award,
    },
    /// Dough was given, and waits.
    DoughPending {
        /// What and why.
        award: Award,
        /// For what it waits.
        due: Due,
    },
    /// Waiting dough can be spent.
    DoughPosted {
        /// The entry that gave it.
        pending: Seq,
        /// What was given.
        award: Award,
    },
    /// Waiting dough was taken back.
    DoughVoided {
        /// The entry that gave it.
        pending: Seq,
        /// What was given.
        award: Award,
    },
    /// Money was paid in.
    ToppedUp {
        /// The intent that asked for it.
        top_up: TopUpId,
        /// How much.
        amount: Cents,
        /// Through which payment provider.
        provider: String,
    },
    /// Something was bought at a till.
    SaleBooked {
        /// What, how paid, and what it earned.
        receipt: Receipt,
    },
    /// A receipt was refunded.
    Refunded {
        /// What went back.
        refund: Refund,
    },
    /// An order was placed and holds its slot.
    OrderPlaced {
        /// The order.
        order: Order,
    },
    /// An order was paid from the balance, and so accepted.
    OrderPaid {
        /// Which.
        order: OrderId,
        /// How much is held.
        amount: Cents,
        /// What it will earn, decided anew: it replaces what the placed order showed.
        earning: Earning,
    },
    /// An order got other lines or another pickup time.
    OrderEdited {
        /// The order as it stands afterwards.
        order: Order,
        /// What is held in addition; nothing for an unpaid order.
        paid: Cents,
        /// What is held no longer.
        released: Cents,
    },
    /// An order is ready.
    OrderReady {
        /// Which.
        order: OrderId,
    },
    /// An order was fetched.
    OrderCompleted {
        /// Its receipt, with the order's id.
        receipt: Receipt,
    },
    /// An order ended without being fetched; what was held is free again.
    OrderEnded {
        /// Which.
        order: OrderId,
        /// Why.
        reason: EndReason,
        /// What was held.
        released: Cents,
    },
    /// A surprise is ready to be opened.
    SurpriseReady {
        /// What the server committed to.
        commitment: Bytes32,
        /// What it may hold.
        odds: Odds,
    },
    /// A surprise went, since its dough was taken back or spent.
    SurpriseWithdrawn {
        /// Which.
        surprise: Seq,
    },
    /// A surprise was opened.
    SurpriseOpened {
        /// Which.
        surprise: Seq,
        /// The phone's nonce.
        nonce: Bytes32,
        /// The secret that the server had committed to.
        secret: Bytes32,
        /// What it held.
        prize: Prize,
        /// The dough that it cost.
        spent: Vec<LotUse>,
        /// What outlets owe the programme for that dough.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        clearing: Vec<Claim>,
    },
    /// The customer confirmed an age.
    AgeConfirmed {
        /// Of at least so many years.
        years: u32,
    },
    /// A voucher for an item was given.
    VoucherIssued {
        /// For what.
        item: ItemId,
        /// Until when.
        expires_at: Millis,
        /// The surprise that held it.
        surprise: Seq,
        /// What the programme pays the shop that takes it.
        #[serde(default, skip_serializing_if = "Cents::is_zero")]
        worth: Cents,
    },
    /// A reward was taken for dough, which is locked.
    RewardIssued {
        /// What was agreed.
        terms: RewardTerms,
        /// The dough behind it.
        lots: Vec<LotUse>,
        /// Until when it can be used.
        expires_at: Millis,
    },
    /// A reward ended without being used.
    RewardEnded {
        /// Which.
        reward: Seq,
        /// Its name, as customers know it.
        name: String,
        /// How.
        end: RewardEnd,
        /// The dough behind it.
        lots: Vec<LotUse>,
    },
    /// The customer accepted a friend's invitation.
    InvitationAccepted {
        /// The invitation.
        referral: ReferralId,
        /// Who invited.
        inviter: WalletId,
    },
    /// The customer's first order fulfilled the invitation's terms.
    InvitationQualified {
        /// The invitation.
        referral: ReferralId,
        /// The order.
        order: OrderId,
        /// When both are rewarded.
        due: Millis,
    },
    /// A friend accepted the customer's invitation.
    FriendJoined {
        /// The invitation.
        referral: ReferralId,
        /// The friend.
        friend: WalletId,
    },
    /// An invitation gives nothing, to either side.
    InvitationRefused {
        /// The invitation.
        referral: ReferralId,
        /// Why.
        reason: InvitationRefusal,
    },
    /// A phone was removed from the wallet; its keys count no more.
    DeviceRevoked {
        /// The kid of its key that signs calls.
        api_key: String,
    },
    /// Name or language were changed. They stand outside the journal: read the profile again.
    ProfileChanged {},
    /// The customer chose what may be done with what the shop knows.
    ConsentsGiven {
        /// News and offers may be sent.
        news: bool,
        /// Purchases may be looked at for research.
        research: bool,
    },
    /// The customer proved to read an e-mail address. It stands outside the journal.
    EmailConfirmed {},
    /// The balance was paid out.
    PaidOut {
        /// Under which name the provider pays it.
        payout: PayoutId,
        /// How much.
        amount: Cents,
    },
    /// The customer gave the balance up.
    BalanceGivenUp {
        /// How much.
        amount: Cents,
    },
    /// From now on all dough of the wallet runs out together, or lots bear dates of their own.
    ExpirySet {
        /// The rule; nothing where each lot has its date.
        sliding: Option<Sliding>,
    },
    /// The customer is told that dough will run out.
    ExpiryAnnounced {
        /// When it does.
        expires_at: Millis,
        /// How much, as things stood.
        dough: Dough,
    },
    /// Dough ran out.
    DoughExpired {
        /// Of which lots.
        lots: Vec<LotUse>,
    },
    /// What the customer owed is let go.
    OwedWrittenOff {
        /// How much.
        dough: Dough,
    },
    /// A manager put something right.
    Adjusted {
        /// Under which id.
        adjustment: AdjustmentId,
        /// Whose manager.
        shop: ShopId,
        /// Why.
        reason: AdjustmentReason,
        /// What was moved.
        corrected: Corrected,
    },
    /// The wallet was erased. Nothing follows.
    WalletErased {},
}

impl Event {
    /// The event's stable kind.
    pub fn kind(&self) -> &'static str {
        self.into()
    }

    /// Every kind there is.
    pub const fn kinds() -> &'static [&'static str] {
        <Self as strum::VariantNames>::VARIANTS
    }

    /// The double entry that the event books.
    pub fn transfers(&self) -> Vec<Transfer> {
        use WalletAccount::{
            DoughAvailable, DoughLocked, DoughOwed, DoughPending, EurAvailable, EurHeld,
        };
        let issued = |award: &Award| HouseAccount::DoughIssued(award.issuer.clone());
        match self {
            Self::DoughEarned { award } => arrival(&issued(award).into(), award),
            Self::DoughPending { award, .. } => {
                vec![dough(issued(award), DoughPending, award.dough)]
            }
            Self::DoughPosted { award, .. } => arrival(&DoughPending.into(), award),
            Self::DoughVoided { award, .. } => {
                vec![dough(DoughPending, issued(award), award.dough)]
            }
            Self::ToppedUp { amount, .. } => {
                vec![eur(HouseAccount::EurTopUps, EurAvailable, *amount)]
            }
            Self::SaleBooked { receipt } => sale(&receipt.tenders, &receipt.shop, EurAvailable),
            Self::OrderCompleted { receipt } => sale(&receipt.tenders, &receipt.shop, EurHeld),
            Self::Refunded { refund } => {
                let money = sale(&refund.tenders, &refund.shop, EurAvailable).into_iter().map(back);
                let points = refund.taken_back.iter().map(|part| {
                    let issued = HouseAccount::DoughIssued(part.issuer.clone());
                    dough(DoughAvailable, issued, part.dough)
                });
                let owed = refund.owed.is_positive().then(|| {
                    let issued = HouseAccount::DoughIssued(Issuer::Shop(refund.shop.clone()));
                    dough(DoughOwed, issued, refund.owed)
                });
                money.chain(points).chain(owed).collect()
            }
            Self::OrderPaid { amount, .. } if amount.is_positive() => {
                vec![eur(EurAvailable, EurHeld, *amount)]
            }
            Self::OrderEdited { paid, .. } if paid.is_positive() => {
                vec![eur(EurAvailable, EurHeld, *paid)]
            }
            Self::OrderEdited { released, .. } | Self::OrderEnded { released, .. }
                if released.is_positive() =>
            {
                vec![eur(EurHeld, EurAvailable, *released)]
            }
            Self::SurpriseOpened { spent, clearing, .. } => {
                let spent = by_issuer(spent, DoughAvailable, HouseAccount::DoughRedeemed);
                spent.into_iter().chain(cleared(clearing, &Issuer::Programme)).collect()
            }
            Self::RewardIssued { lots, .. } => {
                lots.iter().map(|part| dough(DoughAvailable, DoughLocked, part.dough)).collect()
            }
            Self::RewardEnded { lots, end: RewardEnd::Forfeited, .. } => {
                by_issuer(lots, DoughLocked, HouseAccount::DoughExpired)
            }
            Self::RewardEnded { lots, .. } => {
                lots.iter().map(|part| dough(DoughLocked, DoughAvailable, part.dough)).collect()
            }
            Self::PaidOut { amount, .. } => {
                vec![eur(EurAvailable, HouseAccount::EurPayouts, *amount)]
            }
            Self::BalanceGivenUp { amount } => {
                vec![eur(EurAvailable, HouseAccount::EurForfeited, *amount)]
            }
            Self::DoughExpired { lots } => {
                by_issuer(lots, DoughAvailable, HouseAccount::DoughExpired)
            }
            Self::Adjusted { shop, corrected, .. } => adjusted(shop, corrected),
            Self::OwedWrittenOff { dough: owed } => {
                vec![dough(HouseAccount::DoughIssued(Issuer::Programme), DoughOwed, *owed)]
            }
            Self::WalletOpened { .. }
            | Self::DeviceEnrolled { .. }
            | Self::OrderPlaced { .. }
            | Self::OrderPaid { .. }
            | Self::OrderEdited { .. }
            | Self::OrderReady { .. }
            | Self::OrderEnded { .. }
            | Self::SurpriseReady { .. }
            | Self::SurpriseWithdrawn { .. }
            | Self::AgeConfirmed { .. }
            | Self::VoucherIssued { .. }
            | Self::InvitationAccepted { .. }
            | Self::InvitationQualified { .. }
            | Self::FriendJoined { .. }
            | Self::InvitationRefused { .. }
            | Self::DeviceRevoked { .. }
            | Self::ProfileChanged {}
            | Self::ConsentsGiven { .. }
            | Self::EmailConfirmed {}
            | Self::ExpirySet { .. }
            | Self::ExpiryAnnounced { .. }
            | Self::WalletErased {} => vec![],
        }
    }
}

fn dough(from: impl Into<Account>, to: impl Into<Account>, amount: Dough) -> Transfer {
    Transfer::dough(from.into(), to.into(), amount)
}

fn eur(from: impl Into<Account>, to: impl Into<Account>, amount: Cents) -> Transfer {
    Transfer::eur(from.into(), to.into(), amount)
}

/// Dough that arrives: what is owed is settled first.
fn arrival(from: &Account, award: &Award) -> Vec<Transfer> {
    let parts =
        [(WalletAccount::DoughOwed, award.settles), (WalletAccount::DoughAvailable, award.free())];
    let moved = parts.into_iter().filter(|(_, amount)| amount.is_positive());
    moved.map(|(account, amount)| dough(from.clone(), account, amount)).collect()
}

fn back(transfer: Transfer) -> Transfer {
    Transfer { from: transfer.to, to: transfer.from, amount: transfer.amount }
}

/// What a manager moved. Dough that is taken goes back to who gave it.
fn adjusted(shop: &ShopId, corrected: &Corrected) -> Vec<Transfer> {
    let books = || HouseAccount::EurAdjustments(shop.clone());
    match corrected {
        Corrected::DoughGiven { award } => {
            arrival(&HouseAccount::DoughIssued(award.issuer.clone()).into(), award)
        }
        Corrected::DoughTaken { lots } => {
            by_issuer(lots, WalletAccount::DoughAvailable, HouseAccount::DoughIssued)
        }
        Corrected::MoneyGiven { amount } => {
            vec![eur(books(), WalletAccount::EurAvailable, *amount)]
        }
        Corrected::MoneyTaken { amount } => {
            vec![eur(WalletAccount::EurAvailable, books(), *amount)]
        }
    }
}

/// Dough that leaves a wallet for good, by who gave it.
fn by_issuer(
    parts: &[LotUse],
    from: WalletAccount,
    to: impl Fn(Issuer) -> HouseAccount,
) -> Vec<Transfer> {
    parts.iter().map(|part| dough(from, to(part.issuer.clone()), part.dough)).collect()
}

/// What outlets owe `to` for dough that they gave.
fn cleared(claims: &[Claim], to: &Issuer) -> Vec<Transfer> {
    let owed = |claim: &Claim| {
        let from = HouseAccount::EurClearing(claim.from.clone());
        eur(from, HouseAccount::EurClearing(to.clone()), claim.amount)
    };
    claims.iter().map(owed).collect()
}

/// What a sale moves; `purse` is the wallet's account that balance tenders come from.
fn sale(tenders: &[Tender], shop: &ShopId, purse: WalletAccount) -> Vec<Transfer> {
    let paid = tenders.iter().filter(|tender| tender.amount().is_positive());
    paid.flat_map(|tender| {
        let from = match tender {
            Tender::Balance { .. } => Account::from(purse),
            Tender::Card { .. } | Tender::Cash { .. } => {
                HouseAccount::EurExternal(shop.clone()).into()
            }
            Tender::Voucher { .. } | Tender::Reward { .. } => {
                HouseAccount::EurVouchers(shop.clone()).into()
            }
        };
        let money = eur(from, HouseAccount::EurSales(shop.clone()), tender.amount());
        [money].into_iter().chain(redeemed(tender, shop))
    })
    .collect()
}

/// What a voucher or a reward moves beside its price.
fn redeemed(tender: &Tender, shop: &ShopId) -> Vec<Transfer> {
    let here = Issuer::Shop(shop.clone());
    match tender {
        Tender::Voucher { worth, .. } if worth.is_positive() => {
            cleared(&[Claim { from: Issuer::Programme, amount: *worth }], &here)
        }
        Tender::Reward { reward, clearing, .. } => {
            let locked = WalletAccount::DoughLocked;
            let spent = by_issuer(&reward.lots, locked, HouseAccount::DoughRedeemed);
            spent.into_iter().chain(cleared(clearing, &here)).collect()
        }
        Tender::Voucher { .. }
        | Tender::Balance { .. }
        | Tender::Card { .. }
        | Tender::Cash { .. } => vec![],
    }
}
