//! A second opinion: what a world must look like, counted in the plainest way from its journals.

use super::{World, at, tally};
use dough_rules::WalletFacts;
use dough_rules::adjustment::Corrected;
use dough_rules::decide::BookedReceipt;
use dough_rules::earning::{Goods, Purchase, earn};
use dough_rules::facts::InvitationState;
use dough_rules::journal::{Award, CountedFor, Due, Entry, Event, Refund};
use dough_rules::ledger::{Account, Balances, Unit};
use dough_rules::order::{Allocation, Order};
use dough_rules::programme::Channel;
use dough_rules::receipt::{Receipt, Tender, money};
use dough_rules::reward::RewardEnd;
use dough_rules::surprise::is_honest;
use dough_rules::units::{Cents, Dough, Millis};
use jiff::ToSpan;
use std::collections::BTreeMap;

/// Balances by what the events mean, without a look at their transfers.
#[derive(Debug, Default, PartialEq, Eq)]
struct Naive {
    dough: i64,
    pending: i64,
    locked: i64,
    owed: i64,
    euros: i64,
    held: i64,
}

/// The dough behind the reward among tenders.
fn behind(tenders: &[Tender]) -> i64 {
    let reward = tenders.iter().find_map(|tender| match tender {
        Tender::Reward { reward, .. } => Some(reward),
        _ => None,
    });
    reward.map_or(0, |reward| reward.terms.cost.get())
}

fn from_balance(tenders: &[Tender]) -> i64 {
    let paid = |tender: &Tender| match tender {
        Tender::Balance { amount } => amount.get(),
        _ => 0,
    };
    tenders.iter().map(paid).sum()
}

impl Naive {
    /// What is owed is settled first.
    fn arrive(&mut self, award: &Award) {
        let settles = award.dough.get().min(-self.owed);
        assert_eq!(award.settles.get(), settles);
        self.owed += settles;
        self.dough += award.dough.get() - settles;
    }
}

fn naive(journal: &[Entry]) -> Naive {
    let mut sum = Naive::default();
    for Entry { event, .. } in journal {
        match event {
            Event::DoughEarned { award } => sum.arrive(award),
            Event::DoughPending { award, .. } => sum.pending += award.dough.get(),
            Event::DoughPosted { award, .. } => {
                sum.pending -= award.dough.get();
                sum.arrive(award);
            }
            Event::DoughVoided { award, .. } => sum.pending -= award.dough.get(),
            Event::ToppedUp { amount, .. } => sum.euros += amount.get(),
            Event::SaleBooked { receipt } => {
                sum.euros -= from_balance(&receipt.tenders);
                sum.locked -= behind(&receipt.tenders);
            }
            Event::RewardIssued { terms, .. } => {
                sum.dough -= terms.cost.get();
                sum.locked += terms.cost.get();
            }
            Event::RewardEnded { end, lots, .. } => {
                let dough = lots.iter().map(|it| it.dough.get()).sum::<i64>();
                sum.locked -= dough;
                sum.dough += if *end == RewardEnd::Forfeited { 0 } else { dough };
            }
            Event::OrderPaid { amount, .. } => {
                sum.euros -= amount.get();
                sum.held += amount.get();
            }
            Event::OrderEdited { paid, released, .. } => {
                sum.euros += released.get() - paid.get();
                sum.held += paid.get() - released.get();
            }
            Event::OrderCompleted { receipt } => {
                sum.held -= from_balance(&receipt.tenders);
                sum.locked -= behind(&receipt.tenders);
            }
            Event::OrderEnded { released, .. } => {
                sum.held -= released.get();
                sum.euros += released.get();
            }
            Event::Refunded { refund } => {
                sum.euros += from_balance(&refund.tenders);
                sum.locked += behind(&refund.tenders);
                sum.dough -= refund.taken_back.iter().map(|it| it.dough.get()).sum::<i64>();
                sum.owed -= refund.owed.get();
            }
            Event::OwedWrittenOff { dough } => sum.owed += dough.get(),
            Event::PaidOut { amount, .. } | Event::BalanceGivenUp { amount } => {
                sum.euros -= amount.get();
            }
            Event::DoughExpired { lots } => {
                sum.dough -= lots.iter().map(|it| it.dough.get()).sum::<i64>();
            }
            Event::Adjusted { corrected, .. } => match corrected {
                Corrected::DoughGiven { award } => sum.arrive(award),
                Corrected::DoughTaken { lots } => {
                    sum.dough -= lots.iter().map(|it| it.dough.get()).sum::<i64>();
                }
                Corrected::MoneyGiven { amount } => sum.euros += amount.get(),
                Corrected::MoneyTaken { amount } => sum.euros -= amount.get(),
            },
            Event::SurpriseOpened { spent, .. } => {
                sum.dough -= spent.iter().map(|it| it.dough.get()).sum::<i64>();
            }
            _ => {}
        }
    }
    sum
}

impl World {
    /// Checks all that must hold after every step.
    pub(crate) fn check(&self) {
        for (facts, journal) in self.wallets.iter().zip(&self.journals) {
            check_balances(facts, journal);
            self.check_caps(facts, journal);
            self.check_surprises(facts);
            check_waiting(facts);
            check_end(facts);
        }
        self.check_receipts();
        self.check_room();
    }

    /// No split of refunds gives more back than the sale brought, in money or in dough.
    fn check_receipts(&self) {
        for (_, BookedReceipt { receipt, refunds, .. }) in &self.receipts {
            let paid = money(&receipt.tenders);
            let back = refunds.iter().map(Refund::money).sum::<Cents>();
            let dough = refunds.iter().map(Refund::dough).sum::<Dough>();
            assert!(back <= paid && dough <= receipt.earning.dough);
            for (place, line) in receipt.lines.iter().enumerate() {
                let pieces = refunds.iter().flat_map(|it| &it.pieces);
                let pieces = pieces.filter(|it| it.line as usize == place);
                assert!(pieces.map(|it| it.quantity).sum::<u32>() <= line.quantity);
            }
            let is_complete = refunds.last().is_some_and(|it| it.complete);
            check_vat(receipt, refunds, is_complete);
            if is_complete {
                assert_eq!((back, dough), (paid, receipt.earning.dough));
            } else {
                let kept = receipt.earning.dough - dough;
                let fresh = WalletFacts::new(self.wallets[0].wallet);
                let goods = Goods::whole(&receipt.lines, None, paid - back);
                let shop = self.catalogue.shop(&receipt.shop).unwrap();
                let noon = at(receipt.day, 12, 0);
                let purchase = Purchase::at(shop, Channel::Register, noon, goods);
                let most = earn(&self.catalogue, &fresh, &purchase).dough;
                assert!(kept <= most, "{kept} are kept, {most} would be earned at most");
            }
        }
    }

    /// Checks what is too slow for every step.
    pub(crate) fn check_from_scratch(&self) {
        for (facts, journal) in self.wallets.iter().zip(&self.journals) {
            let text = serde_json::to_string(journal).unwrap();
            let read: Vec<Entry> = serde_json::from_str(&text).unwrap();
            let mut folded = WalletFacts::new(facts.wallet);
            for (place, entry) in read.iter().enumerate() {
                assert_eq!(entry.seq.get(), place as u64 + 1, "no gap");
                folded.apply(entry).unwrap();
            }
            assert_eq!(folded, *facts);
            check_house(journal);
            check_reveals(facts, journal);
            self.check_invitations_in_a_month(journal);
        }
    }

    fn check_surprises(&self, facts: &WalletFacts) {
        let cost = self.catalogue.programme.surprise.cost.get();
        let ready = facts.balances.dough_available.get() / cost;
        assert_eq!(i64::try_from(facts.surprises.len()).unwrap(), ready);
    }

    /// Awards of a rule on a day, less those that were voided or refunded.
    fn check_caps(&self, facts: &WalletFacts, journal: &[Entry]) {
        let mut given: BTreeMap<_, i64> = BTreeMap::new();
        let mut add = |counted: &CountedFor, n: i64| {
            *given.entry((counted.rule.clone(), counted.day)).or_default() += n;
        };
        for entry in journal {
            match &entry.event {
                Event::DoughEarned { award } | Event::DoughPending { award, .. } => {
                    award.counted.iter().for_each(|counted| add(counted, 1));
                }
                Event::DoughVoided { award, .. } => {
                    award.counted.iter().for_each(|counted| add(counted, -1));
                }
                Event::Refunded { refund } => {
                    refund.uncounted.iter().for_each(|counted| add(counted, -1));
                }
                _ => {}
            }
        }
        let today = self.catalogue.shops[0].day(self.now);
        for rule in &self.catalogue.programme.accrual_rules {
            let all = given.iter().filter(|((id, _), _)| *id == rule.id);
            let all: i64 = all.map(|(_, times)| times).sum();
            if let Some(most) = rule.max_per_customer {
                assert!(all <= i64::from(most));
                assert_eq!(i64::from(facts.counted_ever(&rule.id)), all);
            }
            for ((_, day), times) in given.iter().filter(|((id, _), _)| *id == rule.id) {
                let monday =
                    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
                let week = given.iter().filter(|((id, other), _)| {
                    *id == rule.id && *other >= monday && *other < monday.saturating_add(7.days())
                });
                let in_week: i64 = week.map(|(_, times)| times).sum();
                assert!(in_week <= rule.max_per_week.map_or(i64::MAX, i64::from));
                let most = rule.max_per_day.map_or(i64::MAX, i64::from);
                assert!((0..=most).contains(times), "{times} on {day}");
                if *day >= today {
                    assert_eq!(i64::from(facts.counted_between(&rule.id, *day, *day)), *times);
                }
            }
        }
    }

    fn check_room(&self) {
        for (id, state) in &self.shops {
            let mut naive: BTreeMap<Millis, (u32, u32)> = BTreeMap::new();
            for Allocation { window, shares } in self.allocations(id) {
                naive.entry(window).or_default().1 += 1;
                for share in shares {
                    naive.entry(share.start).or_default().0 += share.make_seconds.get();
                }
            }
            let reserved = state.reserved.iter();
            let reserved = reserved.map(|(at, it)| (*at, (it.make_seconds.get(), it.orders)));
            assert_eq!(naive, reserved.collect::<BTreeMap<_, _>>());
        }
    }

    /// Granted and not voided, by the month of the grant in the business's zone.
    fn check_invitations_in_a_month(&self, journal: &[Entry]) {
        let zone = &self.catalogue.business.time_zone;
        let voided: Vec<_> = journal
            .iter()
            .filter_map(|entry| match &entry.event {
                Event::DoughVoided { pending, .. } => Some(*pending),
                _ => None,
            })
            .collect();
        let granted = journal.iter().filter_map(|entry| match &entry.event {
            Event::DoughPending { due: Due::Friend(_), .. } if !voided.contains(&entry.seq) => {
                let local = entry.at.in_zone(zone);
                Some(local.strftime("%Y-%m").to_string())
            }
            _ => None,
        });
        let most = self.catalogue.programme.referral.max_per_month;
        assert!(tally(granted).values().all(|times| *times <= most));
    }

    /// Checks that both sides of each invitation agree, once every message has arrived.
    pub(crate) fn check_invitations_agree(&self) {
        assert!(self.outbox.is_empty());
        for friend in &self.wallets {
            let Some(mine) = &friend.invited_by else {
                continue;
            };
            let mut others = self.wallets.iter().filter(|it| it.wallet == mine.other);
            let inviter = others.next().unwrap();
            let mut theirs = inviter.invitations.iter();
            let theirs = theirs.find(|it| it.referral == mine.referral);
            if friend.erased_at.or(inviter.erased_at).is_some() {
                let open = [InvitationState::Joined, InvitationState::Qualified];
                assert!(!open.contains(&mine.state), "nobody waits for a wallet that is gone");
                let state = theirs.map(|it| it.state);
                let is_over =
                    |it| it == InvitationState::Refused || it == InvitationState::Rewarded;
                assert!(state.is_none_or(is_over));
                continue;
            }
            let theirs = theirs.unwrap();
            assert_eq!((mine.state, theirs.other), (theirs.state, friend.wallet));
            assert_ne!(mine.state, InvitationState::Qualified);
        }
    }

    /// Checks that no window that an order just took from holds more than the kitchen can do. A
    /// window that it took nothing from may: what was taken before throttling stays.
    pub(crate) fn check_not_oversold(&self, shop: &str, allocation: &Allocation) {
        let id = super::shop_id(shop);
        let outlet = self.catalogue.shop(&id).unwrap();
        let state = &self.shops[&id];
        let room = |window: Millis| {
            let clock = window.in_zone(&outlet.time_zone);
            let clock = clock.strftime("%H:%M").to_string();
            let peak = ("12:00".."13:30").contains(&clock.as_str());
            let peak = outlet.capacity.peak.as_ref().filter(|_| peak);
            let usual = (outlet.capacity.make_minutes, outlet.capacity.orders);
            let (minutes, orders) = peak.map_or(usual, |it| (it.make_minutes, it.orders));
            let half = if state.throttled { 2 } else { 1 };
            (minutes * 60 / half, orders / half)
        };
        for share in &allocation.shares {
            let taken = state.reserved(share.start).make_seconds.get();
            assert!(taken <= room(share.start).0);
        }
        let orders = state.reserved(allocation.window).orders;
        assert!(orders <= room(allocation.window).1);
    }
}

/// VAT goes back with its money: never more of a rate than was sold at it, and all of it with all.
fn check_vat(receipt: &Receipt, refunds: &[Refund], is_complete: bool) {
    for refund in refunds {
        assert_eq!(refund.vat.iter().map(|it| it.gross).sum::<Cents>(), refund.money());
    }
    for sold in &receipt.vat {
        let back = refunds.iter().flat_map(|it| &it.vat).filter(|it| it.rate == sold.rate);
        let gross = back.clone().map(|it| it.gross).sum::<Cents>();
        let vat = back.map(|it| it.vat).sum::<Cents>();
        assert!(gross <= sold.gross && vat <= sold.vat, "{gross}, {vat} of {sold:?}");
        assert!(!is_complete || (gross, vat) == (sold.gross, sold.vat), "{gross}, {vat}: {sold:?}");
    }
}

fn check_balances(facts: &WalletFacts, journal: &[Entry]) {
    let balances = &facts.balances;
    let stands = Naive {
        dough: balances.dough_available.get(),
        pending: balances.dough_pending.get(),
        locked: balances.dough_locked.get(),
        owed: balances.dough_owed.get(),
        euros: balances.eur_available.get(),
        held: balances.eur_held.get(),
    };
    assert_eq!(naive(journal), stands);
    assert!(stands.dough >= 0 && stands.pending >= 0 && stands.euros >= 0 && stands.held >= 0);
    assert!(stands.owed <= 0 && stands.locked >= 0);
    let issued: Dough = facts.rewards.iter().map(|reward| reward.terms.cost).sum();
    assert_eq!(issued, balances.dough_locked);
    assert_eq!(balances.eur_escrow, Cents::ZERO);
    let available: Dough = facts.lots.iter().map(|lot| lot.available).sum();
    let locked: Dough = facts.lots.iter().map(|lot| lot.locked).sum();
    assert_eq!(available, balances.dough_available);
    assert_eq!(locked, balances.dough_locked);
    let pending: Dough = facts.pending.iter().map(|it| it.award.dough).sum();
    assert_eq!(pending, balances.dough_pending);
    let held = facts.orders.iter().filter(|it| it.accepted_at.is_some());
    assert_eq!(held.map(Order::due).sum::<Cents>(), balances.eur_held);
}

/// What waits for a pickup is what its order promises, and nothing else waits for one.
fn check_waiting(facts: &WalletFacts) {
    for order in &facts.orders {
        let waits = facts.pending.iter().filter(|it| it.due == Due::Pickup(order.id));
        let waits: Vec<_> =
            waits.map(|it| (it.award.dough, it.award.counted.as_ref().map(|it| it.day))).collect();
        let promised = order.earning.awards.iter().map(|it| (it.dough, Some(order.day)));
        let promised: Vec<_> = promised.filter(|_| order.accepted_at.is_some()).collect();
        assert_eq!(waits, promised);
    }
    let for_pickups = facts.pending.iter().filter_map(|it| match it.due {
        Due::Pickup(order) => Some(order),
        _ => None,
    });
    assert!(for_pickups.into_iter().all(|order| facts.order(order).is_some()));
}

/// A wallet that was erased holds nothing, and waits for nothing.
fn check_end(facts: &WalletFacts) {
    if facts.erased_at.is_some() {
        assert_eq!(facts.balances, Balances::default());
        assert!(facts.lots.is_empty() && facts.pending.is_empty() && facts.orders.is_empty());
        assert!(facts.surprises.is_empty() && facts.vouchers.is_empty());
        assert!(facts.rewards.is_empty());
        assert!(facts.devices.is_empty() && facts.next_due().is_none());
    }
}

/// The shops' side and the wallet's are each other's opposite, in each unit, and so what stands in
/// the wallet is what was issued and paid in, less what went out.
fn check_house(journal: &[Entry]) {
    let mut house: BTreeMap<&str, i64> = BTreeMap::new();
    let mut wallet = BTreeMap::from([(Unit::Dough, 0), (Unit::Eur, 0)]);
    let mut house_units = wallet.clone();
    for transfer in journal.iter().flat_map(|entry| entry.event.transfers()) {
        assert_eq!(transfer.from.unit(), transfer.to.unit());
        for (account, amount) in
            [(&transfer.from, -transfer.amount), (&transfer.to, transfer.amount)]
        {
            let unit = account.unit();
            match account {
                Account::Wallet(_) => *wallet.entry(unit).or_default() += amount,
                Account::House(house_account) => {
                    *house_units.entry(unit).or_default() += amount;
                    *house.entry(house_account.name()).or_default() += amount;
                }
            }
        }
    }
    let sums = naive(journal);
    assert_eq!(wallet[&Unit::Dough], sums.dough + sums.pending + sums.locked + sums.owed);
    assert_eq!(wallet[&Unit::Eur], sums.euros + sums.held);
    assert_eq!(wallet[&Unit::Dough] + house_units[&Unit::Dough], 0);
    assert_eq!(wallet[&Unit::Eur] + house_units[&Unit::Eur], 0);
    assert!(house.get("eur.sales").is_none_or(|sales| *sales >= 0));
    assert!(house.get("eur.clearing").is_none_or(|net| *net == 0), "clearing nets to nothing");
    assert!(house.get("dough.redeemed").is_none_or(|spent| *spent >= 0));
}

fn check_reveals(facts: &WalletFacts, journal: &[Entry]) {
    let mut folded = WalletFacts::new(facts.wallet);
    for entry in journal {
        if let Event::SurpriseOpened { surprise, nonce, secret, prize, .. } = &entry.event {
            let mut ready = folded.surprises.iter();
            let ready = ready.find(|it| it.number == *surprise).unwrap();
            assert!(is_honest(ready, facts.wallet, secret, nonce, prize));
        }
        folded.apply(entry).unwrap();
    }
}
