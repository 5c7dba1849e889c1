//! A decision in the making.

use super::{Decision, Hold, RoomChange, Situation};
use crate::catalogue::Shop;
use crate::command::{Message, Outcome};
use crate::facts::WalletFacts;
use crate::ids::{Bytes32, OrderId, PayoutId, Seq, ShopId};
use crate::journal::{Award, CountedFor, Due, Entry, Event};
use crate::ledger::{Cause, Issuer};
use crate::order::Allocation;
use crate::programme::Programme;
use crate::receipt::Earning;
use crate::refusal::Refusal;
use crate::shop::ShopFacts;
use crate::units::{Cents, Dough, Millis};
use jiff::civil::Date;

/// The facts as they are after the events added so far, and those events.
pub(super) struct Draft<'a> {
    pub(super) situation: &'a Situation<'a>,
    pub(super) facts: WalletFacts,
    entries: Vec<Entry>,
    shop: Option<ShopFacts>,
    holds: Vec<Hold>,
    room: Vec<RoomChange>,
    messages: Vec<Message>,
    secrets: Vec<(Seq, Bytes32)>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(situation: &'a Situation<'a>) -> Self {
        Self {
            situation,
            facts: situation.wallet.clone(),
            entries: vec![],
            shop: None,
            holds: situation.holds.to_vec(),
            room: vec![],
            messages: vec![],
            secrets: vec![],
        }
    }

    pub(super) fn now(&self) -> Millis {
        self.situation.moment.now
    }

    pub(super) fn programme(&self) -> &'a Programme {
        &self.situation.catalogue.programme
    }

    /// Refuses a command that needs a wallet where none was opened.
    pub(super) fn require_wallet(&self) -> Result<(), Refusal> {
        if self.facts.head == Seq::START { Err(Refusal::UnknownWallet) } else { Ok(()) }
    }

    /// Refuses a phone that may not spend euros yet.
    pub(super) fn require_spending(&self) -> Result<(), Refusal> {
        let device = self.situation.device.and_then(|kid| self.facts.device(kid));
        let until = device.and_then(|device| device.spends_from);
        match until.filter(|until| self.now() < *until) {
            Some(until) => Err(Refusal::BalanceHeld { until }),
            None => Ok(()),
        }
    }

    /// The outlet as its owner describes it.
    pub(super) fn outlet(&self, shop: &ShopId) -> Result<&'a Shop, Refusal> {
        let unknown = || Refusal::UnknownShop { shop: shop.clone() };
        self.situation.catalogue.shop(shop).ok_or_else(unknown)
    }

    /// Adds an event, and applies it.
    pub(super) fn push(&mut self, event: Event) -> Result<Seq, Refusal> {
        let entry = Entry { seq: self.facts.head.next(), at: self.now(), event };
        self.facts
            .apply(&entry)
            .map_err(|error| Refusal::LedgerRefused { why: error.to_string() })?;
        let seq = entry.seq;
        self.entries.push(entry);
        Ok(seq)
    }

    pub(super) fn send(&mut self, message: Message) {
        self.messages.push(message);
    }

    pub(super) fn keep_secret(&mut self, surprise: Seq, secret: Bytes32) {
        self.secrets.push((surprise, secret));
    }

    /// An award of this programme, with its lot's expiry as of now.
    pub(super) fn award(&self, dough: Dough, issuer: Issuer, cause: Cause) -> Award {
        let catalogue = self.situation.catalogue;
        Award {
            dough,
            issuer,
            cause,
            catalogue: catalogue.version,
            counted: None,
            expires_at: self
                .programme()
                .expiry
                .lot_expiry(self.now(), &catalogue.business.time_zone),
            settles: Dough::ZERO,
        }
    }

    /// Gives dough to spend at once; what is owed is settled first.
    pub(super) fn earn(&mut self, award: Award) -> Result<(), Refusal> {
        let award = self.settling(award);
        self.push(Event::DoughEarned { award })?;
        Ok(())
    }

    /// The same, with what it settles of what is owed.
    pub(super) fn settling(&self, award: Award) -> Award {
        let owed = -self.facts.balances.dough_owed;
        Award { settles: owed.min(award.dough), ..award }
    }

    /// Whether anything was decided so far.
    pub(super) fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    /// Gives what a purchase earned: at once, or to wait for a pickup.
    pub(super) fn give_earning(
        &mut self,
        earning: &Earning,
        shop: &ShopId,
        cause: &Cause,
        day: Date,
        pickup: Option<OrderId>,
    ) -> Result<(), Refusal> {
        for given in &earning.awards {
            let mut award = self.award(given.dough, Issuer::Shop(shop.clone()), cause.clone());
            award.counted =
                Some(CountedFor { rule: given.rule.clone(), day, lasting: given.lasting });
            match pickup {
                Some(order) => {
                    self.push(Event::DoughPending { award, due: Due::Pickup(order) })?;
                }
                None => self.earn(award)?,
            }
        }
        Ok(())
    }

    /// Pays euros out; the provider is told of it afterwards.
    pub(super) fn pay_out(&mut self, amount: Cents) -> Result<(), Refusal> {
        let payout = PayoutId::new(self.situation.moment.uuid("payout"));
        self.push(Event::PaidOut { payout, amount })?;
        Ok(())
    }

    /// Posts waiting dough, with a lot's life from now.
    pub(super) fn post(&mut self, pending: Seq, award: &Award) -> Result<(), Refusal> {
        let fresh = self.award(award.dough, award.issuer.clone(), award.cause.clone());
        let award = self.settling(Award { expires_at: fresh.expires_at, ..award.clone() });
        self.push(Event::DoughPosted { pending, award })?;
        Ok(())
    }

    /// The state of the shop that the command names, after what was decided so far.
    pub(super) fn shop_state(&self, shop: &ShopId) -> Result<&ShopFacts, Refusal> {
        self.shop
            .as_ref()
            .or(self.situation.shop)
            .filter(|facts| facts.shop == *shop)
            .ok_or_else(|| Refusal::UnknownShop { shop: shop.clone() })
    }

    /// The same, to change it.
    pub(super) fn shop_state_mut(&mut self, shop: &ShopId) -> Result<&mut ShopFacts, Refusal> {
        let state = self.shop_state(shop)?.clone();
        Ok(self.shop.insert(state))
    }

    /// Frees the room of holds that have run out. Their own wallets hear of it by themselves.
    pub(super) fn free_expired_holds(&mut self, shop: &ShopId) -> Result<(), Refusal> {
        let now = self.now();
        let (expired, live): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.holds).into_iter().partition(|hold| hold.until <= now);
        self.holds = live;
        for hold in expired {
            self.give_back(shop, hold.order, hold.allocation)?;
        }
        Ok(())
    }

    pub(super) fn take_room(
        &mut self,
        shop: &ShopId,
        order: OrderId,
        allocation: Allocation,
        hold_until: Option<Millis>,
    ) -> Result<(), Refusal> {
        let wallet = self.facts.wallet;
        self.shop_state_mut(shop)?.take(&allocation);
        self.room.push(RoomChange::Take { order, wallet, allocation, hold_until });
        Ok(())
    }

    /// Keeps the room of a held order that was paid; refuses where it has been freed.
    pub(super) fn keep_room(&mut self, order: OrderId) -> Result<(), Refusal> {
        let place = self.holds.iter().position(|hold| hold.order == order);
        self.holds.remove(place.ok_or(Refusal::HoldRanOut)?);
        self.room.push(RoomChange::Keep { order });
        Ok(())
    }

    /// Frees the room of a held order; refuses where it has been freed.
    pub(super) fn free_live_hold(&mut self, shop: &ShopId, order: OrderId) -> Result<(), Refusal> {
        let place = self.holds.iter().position(|hold| hold.order == order);
        let hold = self.holds.remove(place.ok_or(Refusal::HoldRanOut)?);
        self.give_back(shop, order, hold.allocation)
    }

    /// Frees the room of a held order, unless another order's commit has freed it before.
    pub(super) fn free_hold(&mut self, shop: &ShopId, order: OrderId) -> Result<(), Refusal> {
        if self.holds.iter().any(|hold| hold.order == order) {
            self.free_live_hold(shop, order)?;
        }
        Ok(())
    }

    pub(super) fn give_back(
        &mut self,
        shop: &ShopId,
        order: OrderId,
        allocation: Allocation,
    ) -> Result<(), Refusal> {
        self.shop_state_mut(shop)?.give_back(&allocation);
        self.room.push(RoomChange::Free { order, allocation });
        Ok(())
    }

    pub(super) fn finish(self, outcome: Outcome) -> Decision {
        Decision {
            entries: self.entries,
            wallet: self.facts,
            shop: self.shop,
            room: self.room,
            messages: self.messages,
            secrets: self.secrets,
            outcome,
        }
    }
}
