//! What a wallet's journal adds up to. The server decides by it, the phone shows it.

use crate::adjustment::Corrected;
use crate::expiry::{Announced, Sliding};
use crate::ids::{InviteCode, ItemId, OrderId, ReceiptId, ReferralId, RuleId, Seq, WalletId};
use crate::journal::{Award, CountedFor, Due, Entry, Event, InvitationRefusal, Refund};
use crate::ledger::{Balances, Cause, LedgerError, Lot};
use crate::order::{EndReason, Order, OrderState};
use crate::receipt::Tender;
use crate::reward::IssuedReward;
use crate::surprise::ReadySurprise;
use crate::units::{Cents, Dough, Millis};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long the counts of a day are kept: its week, and that of an order a week ahead.
const COUNTS_KEPT: i64 = 16;

/// Dough that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingDough {
    /// The entry that gave it.
    pub number: Seq,
    /// What was given.
    pub award: Award,
    /// For what it waits.
    pub due: Due,
}

/// A voucher that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Voucher {
    /// The entry that issued it.
    pub number: Seq,
    /// For what.
    pub item: ItemId,
    /// Until when.
    pub expires_at: Millis,
    /// What the programme pays the shop that takes it.
    #[serde(default, skip_serializing_if = "Cents::is_zero")]
    pub worth: Cents,
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// Accepted; the friend's first order is awaited.
    Joined,
    /// The friend ordered; the inviter's word is awaited (shown on the friend's side only).
    Qualified,
    /// Both rewards wait.
    Pending,
    /// Both were rewarded.
    Rewarded,
    /// It gives nothing.
    Refused,
}

/// An invitation, on either side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Its id.
    pub referral: ReferralId,
    /// The other wallet.
    pub other: WalletId,
    /// How it stands.
    pub state: InvitationState,
    /// Since when.
    pub since: Millis,
    /// Why it gives nothing.
    pub refused: Option<InvitationRefusal>,
    /// The order that fulfilled it, on the friend's side.
    pub order: Option<OrderId>,
    /// When it is rewarded, on the friend's side.
    pub due: Option<Millis>,
}

/// A phone that may use the wallet. Its keys are named by their kids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    /// The key that pays.
    pub pay_key: String,
    /// The key that signs calls.
    pub api_key: String,
    /// When it was enrolled.
    pub since: Millis,
    /// From when on it may spend euros; nothing where it may from the start.
    pub spends_from: Option<Millis>,
}

impl Device {
    /// Whether a key of this kid is one of its two.
    pub fn has_key(&self, kid: &str) -> bool {
        self.pay_key == kid || self.api_key == kid
    }
}

/// What the customer allowed, and when: the proof of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consents {
    /// News and offers may be sent.
    pub news: bool,
    /// Purchases may be looked at for research.
    pub research: bool,
    /// When this was chosen.
    pub at: Millis,
}

/// How often a rule gave on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Count {
    rule: RuleId,
    day: Date,
    times: u32,
}

/// How often a rule gave at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Total {
    rule: RuleId,
    times: u32,
}

/// An entry that doesn't follow from the facts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// Not the next number.
    #[error("entry {found} where {expected} is next")]
    Gap {
        /// The number that is next.
        expected: Seq,
        /// The number that came.
        found: Seq,
    },
    /// It would break a balance.
    #[error("entry {seq}: {error}")]
    Ledger {
        /// The entry.
        seq: Seq,
        /// What is wrong.
        error: LedgerError,
    },
    /// It names a lot, an order or an award that isn't there.
    #[error("entry {seq} names what isn't there")]
    Dangling {
        /// The entry.
        seq: Seq,
    },
}

/// A wallet, as its journal tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalletFacts {
    /// Whose.
    pub wallet: WalletId,
    /// The last entry.
    pub head: Seq,
    /// When it was opened.
    pub opened_at: Millis,
    /// The last posted earning or spending, which sliding expiry counts from.
    pub active_at: Millis,
    /// The customer's own invitation code.
    pub invite_code: Option<InviteCode>,
    /// What stands on the accounts.
    pub balances: Balances,
    /// Dough to spend, by origin.
    pub lots: Vec<Lot>,
    /// Dough that waits.
    pub pending: Vec<PendingDough>,
    /// Surprises to open.
    pub surprises: Vec<ReadySurprise>,
    /// Vouchers to use.
    pub vouchers: Vec<Voucher>,
    /// Rewards to use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rewards: Vec<IssuedReward>,
    /// Orders that are not over.
    pub orders: Vec<Order>,
    /// Whether an order was ever fetched.
    pub has_ordered: bool,
    /// The highest age that was confirmed.
    pub confirmed_age: u32,
    /// The invitation that the customer accepted.
    pub invited_by: Option<Invitation>,
    /// The customer's own invitations.
    pub invitations: Vec<Invitation>,
    counts: Vec<Count>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    totals: Vec<Total>,
    /// The phones that may use it.
    #[serde(default)]
    pub devices: Vec<Device>,
    /// Whether an e-mail address was confirmed.
    #[serde(default)]
    pub has_email: bool,
    /// What the customer allowed; nothing where nothing was chosen yet.
    #[serde(default)]
    pub consents: Option<Consents>,
    /// When it was erased.
    #[serde(default)]
    pub erased_at: Option<Millis>,
    /// The rule by which all dough runs out together; nothing where each lot has its date.
    #[serde(default)]
    pub sliding: Option<Sliding>,
    #[serde(default)]
    pub(crate) announced: Vec<Announced>,
}

impl WalletFacts {
    /// A wallet without a journal.
    pub fn new(wallet: WalletId) -> Self {
        Self {
            wallet,
            head: Seq::START,
            opened_at: Millis::default(),
            active_at: Millis::default(),
            invite_code: None,
            balances: Balances::default(),
            lots: vec![],
            pending: vec![],
            surprises: vec![],
            vouchers: vec![],
            rewards: vec![],
            orders: vec![],
            has_ordered: false,
            confirmed_age: 0,
            invited_by: None,
            invitations: vec![],
            counts: vec![],
            totals: vec![],
            devices: vec![],
            has_email: false,
            consents: None,
            erased_at: None,
            sliding: None,
            announced: vec![],
        }
    }

    /// The phone that has a key of this kid.
    pub fn device(&self, kid: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.has_key(kid))
    }

    /// A live order.
    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// How often a rule gave from one day of the shop to another, both included; within a week.
    pub fn counted_between(&self, rule: &RuleId, first: Date, last: Date) -> u32 {
        let within = |count: &&Count| count.rule == *rule && (first..=last).contains(&count.day);
        self.counts.iter().filter(within).map(|count| count.times).sum()
    }

    /// How often a rule gave at all; kept for those that bound it.
    pub fn counted_ever(&self, rule: &RuleId) -> u32 {
        self.totals.iter().find(|total| total.rule == *rule).map_or(0, |total| total.times)
    }

    /// When something in this wallet falls due next by itself.
    pub fn next_due(&self) -> Option<Millis> {
        let pending = self.pending.iter().filter_map(|pending| match pending.due {
            Due::At(at) => Some(at),
            Due::Pickup(_) | Due::Friend(_) => None,
        });
        let holds = self.orders.iter().filter_map(|order| order.hold_until);
        pending.chain(holds).chain(self.next_expiry()).chain(self.next_reward_end()).min()
    }

    /// Takes the next entry. On an error the facts are as before.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), FactsError> {
        if entry.seq != self.head.next() {
            return Err(FactsError::Gap { expected: self.head.next(), found: entry.seq });
        }
        let mut balances = self.balances;
        for transfer in entry.event.transfers() {
            balances
                .book(&transfer)
                .map_err(|error| FactsError::Ledger { seq: entry.seq, error })?;
        }
        self.fold(entry).ok_or(FactsError::Dangling { seq: entry.seq })?;
        self.balances = balances;
        self.head = entry.seq;
        Ok(())
    }

    /// Passes over an entry of a kind that this version doesn't know. What it changed is missing
    /// until a newer version folds the journal anew.
    pub fn skip_unknown(&mut self, seq: Seq) -> Result<(), FactsError> {
        if seq != self.head.next() {
            return Err(FactsError::Gap { expected: self.head.next(), found: seq });
        }
        self.head = seq;
        Ok(())
    }

    /// Folds everything but the balances. Nothing is returned, and nothing was changed, where the
    /// entry names what isn't there.
    fn fold(&mut self, entry: &Entry) -> Option<()> {
        let Entry { seq, at, event } = entry;
        match event {
            Event::WalletOpened { invite_code } => {
                self.opened_at = *at;
                self.active_at = *at;
                self.invite_code = Some(invite_code.clone());
            }
            Event::ToppedUp { .. }
            | Event::PaidOut { .. }
            | Event::BalanceGivenUp { .. }
            | Event::OwedWrittenOff { .. } => {}
            Event::DoughEarned { .. }
            | Event::DoughPending { .. }
            | Event::DoughPosted { .. }
            | Event::DoughVoided { .. }
            | Event::DoughExpired { .. }
            | Event::RewardIssued { .. }
            | Event::RewardEnded { .. }
            | Event::Adjusted { .. } => self.fold_dough(entry)?,
            Event::SaleBooked { receipt } => {
                self.use_up(&receipt.tenders)?;
                self.active_at = *at;
            }
            Event::Refunded { refund } => self.fold_refund(refund)?,
            Event::OrderPlaced { order } => self.orders.push(order.clone()),
            Event::OrderPaid { order, earning, .. } => {
                let order = self.order_mut(*order)?;
                order.earning = earning.clone();
                order.state = OrderState::Reserved;
                order.hold_until = None;
                order.accepted_at = Some(*at);
                order.version += 1;
            }
            Event::OrderEdited { order, .. } => *self.order_mut(order.id)? = order.clone(),
            Event::OrderReady { order } => {
                let order = self.order_mut(*order)?;
                order.state = OrderState::Prepared;
                order.ready_at = Some(*at);
                order.version += 1;
            }
            Event::OrderCompleted { receipt } => {
                self.use_up(&receipt.tenders)?;
                self.end_order(receipt.id)?;
                self.active_at = *at;
                self.has_ordered = true;
            }
            Event::OrderEnded { order, reason, .. } => {
                let redeemed = self.order(*order)?.redeemed();
                self.end_order((*order).into())?;
                self.release(redeemed, *reason, *at);
            }
            Event::SurpriseReady { commitment, odds } => self.surprises.push(ReadySurprise {
                number: *seq,
                ready_at: *at,
                commitment: *commitment,
                odds: odds.clone(),
            }),
            Event::SurpriseWithdrawn { surprise } => self.end_surprise(*surprise)?,
            Event::SurpriseOpened { surprise, spent, .. } => {
                self.surprises.iter().find(|ready| ready.number == *surprise)?;
                self.take_from_lots(spent)?;
                self.end_surprise(*surprise)?;
                self.active_at = *at;
            }
            Event::AgeConfirmed { years } => self.confirmed_age = self.confirmed_age.max(*years),
            Event::VoucherIssued { item, expires_at, worth, .. } => self.vouchers.push(Voucher {
                number: *seq,
                item: item.clone(),
                expires_at: *expires_at,
                worth: *worth,
            }),
            Event::InvitationAccepted { .. }
            | Event::FriendJoined { .. }
            | Event::InvitationQualified { .. }
            | Event::InvitationRefused { .. } => self.fold_invitation(*at, event)?,
            Event::ExpirySet { sliding } => self.sliding.clone_from(sliding),
            Event::ExpiryAnnounced { expires_at, .. } => self.note_announced(*expires_at, *at),
            Event::DeviceEnrolled { .. }
            | Event::DeviceRevoked { .. }
            | Event::ProfileChanged {}
            | Event::ConsentsGiven { .. }
            | Event::EmailConfirmed {}
            | Event::WalletErased {} => self.fold_person(*at, event)?,
        }
        Some(())
    }

    /// Folds what concerns dough: lots, what waits, what is locked.
    fn fold_dough(&mut self, entry: &Entry) -> Option<()> {
        let Entry { seq, at, event } = entry;
        match event {
            Event::DoughEarned { award } => {
                self.count(award.counted.as_ref());
                self.add_lot(*seq, *at, award);
            }
            Event::DoughPending { award, due } => {
                if let Due::Pickup(order) = due {
                    self.order_mut(*order)?.pending = Some(*seq);
                }
                self.count(award.counted.as_ref());
                self.mark_invitation(award, *at, InvitationState::Pending);
                let pending = PendingDough { number: *seq, award: award.clone(), due: due.clone() };
                self.pending.push(pending);
            }
            Event::DoughPosted { pending, award } => {
                self.end_pending(*pending)?;
                self.mark_invitation(award, *at, InvitationState::Rewarded);
                self.add_lot(*seq, *at, award);
            }
            Event::DoughVoided { pending, award } => {
                self.end_pending(*pending)?;
                if let Some(counted) = &award.counted {
                    self.uncount(counted);
                }
            }
            Event::RewardIssued { terms, lots, expires_at } => self.lock(IssuedReward {
                number: *seq,
                terms: terms.clone(),
                lots: lots.clone(),
                expires_at: *expires_at,
            })?,
            Event::RewardEnded { reward, end, .. } => self.end_reward(*reward, *end, *at)?,
            Event::Adjusted { corrected, .. } => match corrected {
                Corrected::DoughGiven { award } => self.add_lot(*seq, *at, award),
                Corrected::DoughTaken { lots } => self.take_from_lots(lots)?,
                Corrected::MoneyGiven { .. } | Corrected::MoneyTaken { .. } => {}
            },
            Event::DoughExpired { lots } => self.take_from_lots(lots)?,
            _ => {}
        }
        Some(())
    }

    /// Folds what concerns the customer and the customer's phones.
    fn fold_person(&mut self, at: Millis, event: &Event) -> Option<()> {
        match event {
            Event::DeviceEnrolled { pay_key, api_key, spends_from } => self.devices.push(Device {
                pay_key: pay_key.clone(),
                api_key: api_key.clone(),
                since: at,
                spends_from: *spends_from,
            }),
            Event::DeviceRevoked { api_key } => {
                let place = self.devices.iter().position(|it| it.api_key == *api_key)?;
                self.devices.remove(place);
            }
            Event::ConsentsGiven { news, research } => {
                self.consents = Some(Consents { news: *news, research: *research, at });
            }
            Event::EmailConfirmed {} => self.has_email = true,
            Event::WalletErased {} => {
                self.vouchers.clear();
                self.has_email = false;
                self.consents = None;
                self.erased_at = Some(at);
            }
            _ => {}
        }
        Some(())
    }

    fn fold_invitation(&mut self, at: Millis, event: &Event) -> Option<()> {
        match event {
            Event::InvitationAccepted { referral, inviter } => {
                self.invited_by = Some(joined(*referral, *inviter, at));
            }
            Event::FriendJoined { referral, friend } => {
                self.invitations.push(joined(*referral, *friend, at));
            }
            Event::InvitationQualified { referral, order, due } => {
                let invitation = self.invitation_mut(*referral)?;
                invitation.state = InvitationState::Qualified;
                invitation.since = at;
                invitation.order = Some(*order);
                invitation.due = Some(*due);
            }
            Event::InvitationRefused { referral, reason } => {
                let invitation = self.invitation_mut(*referral)?;
                invitation.state = InvitationState::Refused;
                invitation.since = at;
                invitation.refused = Some(*reason);
            }
            _ => {}
        }
        Some(())
    }

    fn fold_refund(&mut self, refund: &Refund) -> Option<()> {
        self.take_from_lots(&refund.taken_back)?;
        for counted in &refund.uncounted {
            self.uncount(counted);
        }
        self.vouchers.extend(refund.vouchers.iter().map(|voucher| Voucher {
            number: voucher.number,
            item: voucher.item.clone(),
            expires_at: voucher.expires_at,
            worth: voucher.worth,
        }));
        let used = refund.tenders.iter().filter_map(|tender| match tender {
            Tender::Reward { reward, lots, .. } => Some((reward.number, lots)),
            _ => None,
        });
        for ((_, lots), reward) in used.zip(&refund.rewards) {
            self.give_reward_back(reward.clone(), lots);
        }
        Some(())
    }

    fn add_lot(&mut self, number: Seq, at: Millis, award: &Award) {
        self.active_at = at;
        if !award.free().is_positive() {
            return;
        }
        self.lots.push(Lot {
            number,
            issuer: award.issuer.clone(),
            cause: award.cause.clone(),
            earned_at: at,
            expires_at: award.expires_at,
            kept_until: None,
            available: award.free(),
            locked: Dough::ZERO,
        });
    }

    fn end_pending(&mut self, number: Seq) -> Option<()> {
        let place = self.pending.iter().position(|pending| pending.number == number)?;
        self.pending.remove(place);
        Some(())
    }

    fn end_surprise(&mut self, number: Seq) -> Option<()> {
        let place = self.surprises.iter().position(|surprise| surprise.number == number)?;
        self.surprises.remove(place);
        Some(())
    }

    /// Forgets an order that is over; its history is in the journal.
    fn end_order(&mut self, id: ReceiptId) -> Option<()> {
        let place = self.orders.iter().position(|order| ReceiptId::from(order.id) == id)?;
        self.orders.remove(place);
        Some(())
    }

    fn order_mut(&mut self, id: OrderId) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.id == id)
    }

    fn invitation_mut(&mut self, id: ReferralId) -> Option<&mut Invitation> {
        self.invited_by
            .iter_mut()
            .chain(&mut self.invitations)
            .find(|invitation| invitation.referral == id)
    }

    fn mark_invitation(&mut self, award: &Award, at: Millis, state: InvitationState) {
        let Cause::Referral(referral) = award.cause else {
            return;
        };
        if let Some(invitation) = self.invitation_mut(referral) {
            invitation.state = state;
            invitation.since = at;
        }
    }

    fn count(&mut self, counted: Option<&CountedFor>) {
        let Some(CountedFor { rule, day, lasting }) = counted else {
            return;
        };
        self.counts.retain(|count| count.day.saturating_add(COUNTS_KEPT.days()) >= *day);
        match self.counts.iter_mut().find(|count| count.rule == *rule && count.day == *day) {
            Some(count) => count.times += 1,
            None => self.counts.push(Count { rule: rule.clone(), day: *day, times: 1 }),
        }
        if *lasting {
            match self.totals.iter_mut().find(|total| total.rule == *rule) {
                Some(total) => total.times += 1,
                None => self.totals.push(Total { rule: rule.clone(), times: 1 }),
            }
        }
    }

    fn uncount(&mut self, counted: &CountedFor) {
        let CountedFor { rule, day, lasting } = counted;
        let of_day = self.counts.iter_mut().find(|it| it.rule == *rule && it.day == *day);
        if let Some(count) = of_day {
            count.times = count.times.saturating_sub(1);
        }
        let total = self.totals.iter_mut().find(|total| *lasting && total.rule == *rule);
        if let Some(total) = total {
            total.times = total.times.saturating_sub(1);
        }
        self.counts.retain(|count| count.times > 0);
        self.totals.retain(|total| total.times > 0);
    }
}

fn joined(referral: ReferralId, other: WalletId, since: Millis) -> Invitation {
    Invitation {
        referral,
        other,
        state: InvitationState::Joined,
        since,
        refused: None,
        order: None,
        due: None,
    }
}

/// How an ended order is shown.
pub const fn ended_state(reason: EndReason) -> OrderState {
    match reason {
        EndReason::ByCustomer | EndReason::ByShop => OrderState::Canceled,
        EndReason::HoldRanOut | EndReason::NotCollected => OrderState::Failed,
    }
}
