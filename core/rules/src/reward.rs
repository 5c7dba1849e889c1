//! Rewards: dough for an item, an amount, or a share of what is bought.
//!
//! ```text
//! ISSUED, its dough locked --used in a sale--> REDEEMED --refund--> ISSUED
//!    |-- the customer gives it back --> DELETED, the dough is free again
//!    '-- nobody used it in time ------> EXPIRED, the dough is free again or lost, as its terms say
//! ```
//! A reward or a voucher that is attached to an order waits with it: it is used when the order is
//! fetched, and can be used elsewhere when the order ends otherwise.

use crate::catalogue::Catalogue;
use crate::facts::{Voucher, WalletFacts};
use crate::ids::{ItemId, OrderId, RewardId, Seq};
use crate::ledger::{Issuer, Lot, LotUse};
use crate::order::{EndReason, Order};
use crate::pricing::{Priced, spread};
use crate::receipt::{PricedLine, Tender};
use crate::refusal::Refusal;
use crate::units::{Cents, Dough, Millis, Span};
use serde::{Deserialize, Serialize};

/// Dough or a voucher that comes back can be used for at least so long.
pub const RESTORED_LIFE: Span = Span::days(7);

/// What a reward gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Benefit {
    /// One piece of an item, with its changes.
    Item {
        /// Which.
        item: ItemId,
    },
    /// An amount off.
    Amount {
        /// How much.
        amount: Cents,
    },
    /// A share off.
    Percent {
        /// Hundredths of what is bought, 1 to 100.
        percent: u32,
        /// At most so much; nothing for no bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<Cents>,
    },
}

/// A reward as the programme offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RewardTerms {
    /// Its short name.
    pub id: RewardId,
    /// Its name, as customers know it.
    pub name: String,
    /// What it costs.
    pub cost: Dough,
    /// What it gives.
    pub benefit: Benefit,
    /// What must be bought with it, before it is taken off.
    #[serde(default)]
    pub minimum: Cents,
    /// How long it can be used.
    pub days: u32,
    /// Whether its dough is lost where it isn't used in time.
    #[serde(default)]
    pub forfeits: bool,
}

impl RewardTerms {
    /// How long it can be used.
    pub const fn life(&self) -> Span {
        Span::days(self.days as i64)
    }
}

/// A reward that a customer took and may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssuedReward {
    /// The entry that issued it.
    pub number: Seq,
    /// What was agreed when it was issued.
    pub terms: RewardTerms,
    /// The dough behind it.
    pub lots: Vec<LotUse>,
    /// Until when it can be used.
    pub expires_at: Millis,
}

/// How a reward ended without being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RewardEnd {
    /// The customer gave it back; the dough is free again.
    Deleted,
    /// It wasn't used in time; the dough is free again.
    Expired,
    /// It wasn't used in time; the dough is lost.
    Forfeited,
}

/// What one outlet owes another for dough that was spent there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// Who gave the dough, and pays.
    pub from: Issuer,
    /// How much.
    pub amount: Cents,
}

/// What those who gave dough owe `to`, where it is spent, at the catalogue's values.
pub fn claims(catalogue: &Catalogue, spent: &[LotUse], to: &Issuer) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for part in spent.iter().filter(|part| part.issuer != *to) {
        let value = catalogue.dough_value(&part.issuer).get();
        let amount = Cents::new(value.saturating_mul(part.dough.get()));
        match claims.iter_mut().find(|claim| claim.from == part.issuer) {
            Some(claim) => claim.amount = claim.amount + amount,
            None => claims.push(Claim { from: part.issuer.clone(), amount }),
        }
    }
    claims.retain(|claim| claim.amount.is_positive());
    claims
}

/// What a benefit takes off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// In all.
    pub amount: Cents,
    /// The line of which one piece is free, by its place.
    pub free: Option<usize>,
    /// Of each line.
    pub by_line: Vec<Cents>,
}

impl Discount {
    /// Nothing.
    pub fn none(lines: &[PricedLine]) -> Self {
        Self { amount: Cents::ZERO, free: None, by_line: vec![Cents::ZERO; lines.len()] }
    }

    /// What a benefit takes off lines; nothing where its item isn't among them. Of lines with the
    /// item, the dearest has the free piece; an amount is spread by what lines cost.
    pub fn of(benefit: &Benefit, lines: &[PricedLine]) -> Option<Self> {
        let total: Cents = lines.iter().map(|line| line.amount).sum();
        match benefit {
            Benefit::Item { item } => Self::free_piece(item, lines),
            Benefit::Amount { amount } => Some(Self::spread(*amount.min(&total), lines)),
            Benefit::Percent { percent, at_most } => {
                let share = i128::from(total.get()) * i128::from(*percent) / 100;
                let share = Cents::new(i64::try_from(share).unwrap_or(i64::MAX)).min(total);
                Some(Self::spread(at_most.map_or(share, |most| share.min(most)), lines))
            }
        }
    }

    /// What the tender of a voucher or a reward takes off lines.
    pub fn by(tender: Option<&Tender>, lines: &[PricedLine]) -> Self {
        let benefit = tender.and_then(Tender::benefit);
        benefit.and_then(|benefit| Self::of(&benefit, lines)).unwrap_or_else(|| Self::none(lines))
    }

    fn free_piece(item: &ItemId, lines: &[PricedLine]) -> Option<Self> {
        let fitting = lines.iter().enumerate().filter(|(_, line)| line.item == *item);
        let (place, line) = fitting.max_by_key(|(_, line)| line.unit_price)?;
        let mut discount = Self::none(lines);
        discount.by_line[place] = line.unit_price;
        Some(Self { amount: line.unit_price, free: Some(place), ..discount })
    }

    fn spread(amount: Cents, lines: &[PricedLine]) -> Self {
        let by_line = spread(amount, lines.iter().map(|line| line.amount));
        Self { amount, free: None, by_line }
    }

    /// What it takes off some pieces of a line, where `before` of its `all` pieces went back before.
    pub fn of_pieces(&self, place: usize, all: u32, before: u32, pieces: u32) -> Cents {
        let off = self.by_line.get(place).copied().unwrap_or(Cents::ZERO);
        if self.free == Some(place) {
            // The free piece is the last of its line.
            return if before + pieces == all { off } else { Cents::ZERO };
        }
        let until = |pieces: u32| off.get() * i64::from(pieces) / i64::from(all.max(1));
        Cents::new(until(before + pieces) - until(before))
    }
}

/// What takes its price off a purchase.
#[derive(Clone, Copy, Debug)]
enum Redeemable<'a> {
    Voucher(&'a Voucher),
    Reward(&'a IssuedReward),
}

impl Tender {
    /// The number of the voucher or the reward that it uses.
    pub const fn redeems(&self) -> Option<Seq> {
        match self {
            Self::Voucher { voucher, .. } => Some(*voucher),
            Self::Reward { reward, .. } => Some(reward.number),
            Self::Balance { .. } | Self::Card { .. } | Self::Cash { .. } => None,
        }
    }

    /// What the voucher or the reward gives.
    pub fn benefit(&self) -> Option<Benefit> {
        match self {
            Self::Voucher { item, .. } => Some(Benefit::Item { item: item.clone() }),
            Self::Reward { reward, .. } => Some(reward.terms.benefit.clone()),
            Self::Balance { .. } | Self::Card { .. } | Self::Cash { .. } => None,
        }
    }
}

impl WalletFacts {
    /// A reward that can be used, or is attached to an order.
    pub fn reward(&self, number: Seq) -> Option<&IssuedReward> {
        self.rewards.iter().find(|reward| reward.number == number)
    }

    /// Whether a voucher or a reward of this number and end can be used, or waits with its order.
    pub fn is_good(&self, number: Seq, expires_at: Millis, now: Millis) -> bool {
        now < expires_at || self.attached_to(number).is_some()
    }

    /// The order that a voucher or a reward is attached to.
    pub fn attached_to(&self, number: Seq) -> Option<&Order> {
        self.orders.iter().find(|order| order.redeemed() == Some(number))
    }

    /// The tender by which a voucher or a reward pays for a basket in a shop, in an order or at a
    /// till. One that is attached to an order is for that order alone.
    pub fn redeem(
        &self,
        catalogue: &Catalogue,
        (number, order): (Seq, Option<OrderId>),
        (priced, shop): (&Priced, &Issuer),
        now: Millis,
    ) -> Result<Tender, Refusal> {
        let attached = self.attached_to(number).map(|order| order.id);
        if let Some(other) = attached.filter(|attached| Some(*attached) != order) {
            return Err(Refusal::RewardAttached { order: other });
        }
        let is_good = |expires_at: Millis| attached.is_some() || now < expires_at;
        let voucher = self.vouchers.iter().find(|it| it.number == number);
        let found = voucher.map(Redeemable::Voucher);
        let found = found.or_else(|| self.reward(number).map(Redeemable::Reward));
        match found {
            Some(Redeemable::Voucher(voucher)) if is_good(voucher.expires_at) => {
                let item = voucher.item.clone();
                Ok(Tender::Voucher {
                    voucher: number,
                    amount: worth(&Benefit::Item { item: item.clone() }, priced)?,
                    item,
                    expires_at: voucher.expires_at,
                    worth: voucher.worth,
                })
            }
            Some(Redeemable::Reward(reward)) if is_good(reward.expires_at) => {
                let minimum = reward.terms.minimum;
                if priced.total < minimum {
                    return Err(Refusal::RewardMinimum { minimum, total: priced.total });
                }
                Ok(Tender::Reward {
                    amount: worth(&reward.terms.benefit, priced)?,
                    lots: self.behind(&reward.lots),
                    clearing: claims(catalogue, &reward.lots, shop),
                    reward: Box::new(reward.clone()),
                })
            }
            _ => Err(Refusal::UnknownVoucher),
        }
    }

    /// The lots behind a reward, with the part that is locked for it.
    fn behind(&self, uses: &[LotUse]) -> Vec<Lot> {
        let part = |part: &LotUse| {
            let lot = self.lots.iter().find(|lot| lot.number == part.lot)?;
            Some(Lot { available: Dough::ZERO, locked: part.dough, ..lot.clone() })
        };
        uses.iter().filter_map(part).collect()
    }

    /// The rewards that have run out by `now`; what is attached to an order waits with it.
    pub fn ended_rewards(&self, now: Millis) -> Vec<IssuedReward> {
        let over = self.unattached().filter(|reward| reward.expires_at <= now);
        over.cloned().collect()
    }

    /// When the next reward runs out.
    pub(crate) fn next_reward_end(&self) -> Option<Millis> {
        self.unattached().map(|reward| reward.expires_at).min()
    }

    fn unattached(&self) -> impl Iterator<Item = &IssuedReward> {
        self.rewards.iter().filter(|reward| self.attached_to(reward.number).is_none())
    }

    /// Locks dough behind a reward.
    pub(crate) fn lock(&mut self, reward: IssuedReward) -> Option<()> {
        self.move_dough(&reward.lots, |lot, dough| {
            lot.available = lot.available - dough;
            lot.locked = lot.locked + dough;
            lot.available >= Dough::ZERO
        })?;
        self.rewards.push(reward);
        Some(())
    }

    /// Ends a reward that wasn't used.
    pub(crate) fn end_reward(&mut self, number: Seq, end: RewardEnd, at: Millis) -> Option<()> {
        let lots = self.reward(number)?.lots.clone();
        self.move_dough(&lots, |lot, dough| {
            lot.locked = lot.locked - dough;
            if end != RewardEnd::Forfeited {
                lot.available = lot.available + dough;
                lot.kept_until = lot.kept_until.max(Some(at + RESTORED_LIFE));
            }
            lot.locked >= Dough::ZERO
        })?;
        self.rewards.retain(|reward| reward.number != number);
        Some(())
    }

    /// Uses up the voucher or the reward among tenders; there is one at most.
    pub(crate) fn use_up(&mut self, tenders: &[Tender]) -> Option<()> {
        let Some(number) = tenders.iter().find_map(Tender::redeems) else {
            return Some(());
        };
        if let Some(place) = self.vouchers.iter().position(|it| it.number == number) {
            self.vouchers.remove(place);
            return Some(());
        }
        let lots = self.reward(number)?.lots.clone();
        self.move_dough(&lots, |lot, dough| {
            lot.locked = lot.locked - dough;
            lot.locked >= Dough::ZERO
        })?;
        self.rewards.retain(|reward| reward.number != number);
        Some(())
    }

    /// Puts a reward back, with the dough that stood behind it.
    pub(crate) fn give_reward_back(&mut self, reward: IssuedReward, lots: &[Lot]) {
        for part in lots {
            match self.lots.iter_mut().find(|lot| lot.number == part.number) {
                Some(lot) => lot.locked = lot.locked + part.locked,
                None => self.lots.push(part.clone()),
            }
        }
        self.rewards.push(reward);
    }

    /// A voucher lives on where it was the shop that called its order off.
    pub(crate) fn release(&mut self, redeemed: Option<Seq>, reason: EndReason, at: Millis) {
        let voucher = self.vouchers.iter_mut().find(|it| Some(it.number) == redeemed);
        if let Some(voucher) = voucher.filter(|_| reason == EndReason::ByShop) {
            voucher.expires_at = voucher.expires_at.max(at + RESTORED_LIFE);
        }
    }

    /// Changes the named lots; nothing where one isn't there or holds too little.
    fn move_dough(
        &mut self,
        parts: &[LotUse],
        change: impl Fn(&mut Lot, Dough) -> bool,
    ) -> Option<()> {
        let mut lots = self.lots.clone();
        for part in parts {
            let lot = lots.iter_mut().find(|lot| lot.number == part.lot)?;
            change(lot, part.dough).then_some(())?;
        }
        lots.retain(|lot| lot.available.is_positive() || lot.locked.is_positive());
        self.lots = lots;
        Some(())
    }

    /// Takes dough out of lots.
    pub(crate) fn take_from_lots(&mut self, uses: &[LotUse]) -> Option<()> {
        self.move_dough(uses, |lot, dough| {
            lot.available = lot.available - dough;
            lot.available >= Dough::ZERO
        })
    }
}

/// What a benefit is worth with a basket.
fn worth(benefit: &Benefit, priced: &Priced) -> Result<Cents, Refusal> {
    let discount = Discount::of(benefit, &priced.lines);
    let amount = discount.map_or(Cents::ZERO, |discount| discount.amount);
    match benefit {
        _ if amount.is_positive() => Ok(amount),
        Benefit::Item { item } => Err(Refusal::VoucherItemMissing { item: item.clone() }),
        Benefit::Amount { .. } | Benefit::Percent { .. } => {
            Err(Refusal::RewardMinimum { minimum: Cents::new(1), total: priced.total })
        }
    }
}
