//! Random commands of three customers at two shops, checked after every step.

use crate::support::{World, at, basket, catalogue, cost, date, shop_id, visit};
use dough_rules::Refusal;
use dough_rules::adjustment::Correction;
use dough_rules::catalogue::DayName;
use dough_rules::command::{
    EditOrder, KitchenStep, LastBalance, Permission, SaleTender, ShopControl,
};
use dough_rules::expiry::ExpiryPolicy;
use dough_rules::ids::Seq;
use dough_rules::journal::ReturnedPieces;
use dough_rules::ledger::Balances;
use dough_rules::order::Order;
use dough_rules::pricing::Basket;
use dough_rules::programme::{Accrual, Campaign, Conditions};
use dough_rules::receipt::Tender;
use dough_rules::refund::{RefundScope, Remainder};
use dough_rules::reward::{Benefit, RewardTerms};
use dough_rules::slots::{offer, offer_edited};
use dough_rules::units::{Cents, Dough, MakeSeconds, Span};
use dough_rules::{Catalogue, Command, Entropy};
use proptest::prelude::*;
use proptest::test_runner::{
    FailurePersistence, FileFailurePersistence, RngAlgorithm, TestRng, TestRunner,
};
use std::hash::{BuildHasher as _, RandomState};
use std::str::FromStr;

const WALLETS: usize = 3;
/// Walks go in so many rows beside each other. Not as many as there are cores: a seed is the same
/// walks everywhere.
const PARTS: u32 = 4;

/// A step, with numbers that choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    TopUp { cents: i64 },
    Scan { goods: u8, tender: u8, redeem: u8 },
    Place { goods: u8, slot: u8, pay: bool, tomorrow: bool, redeem: u8 },
    Issue { reward: u8 },
    Delete { reward: u8 },
    Pay { order: u8 },
    Cancel { order: u8, stale: bool },
    Edit { order: u8, goods: u8, slot: u8, stale: bool },
    Kitchen { order: u8, step: u8 },
    Refund { receipt: u8, part: u8 },
    OpenSurprise,
    Adjust { kind: u8, amount: i64 },
    Settle,
    Deliver,
    DeliverAgain { message: u8 },
    Accept { inviter: u8, blind: bool },
    Control { control: u8 },
    Pass { minutes: i64 },
    Erase { chance: u8, balance: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let minutes =
        prop_oneof![Just(1_i64), Just(6), 1..300_i64, Just(600), Just(3000), Just(12_000)];
    prop_oneof![
        2 => (50..30_000_i64).prop_map(|cents| Step::TopUp { cents }),
        6 => (any::<u8>(), any::<u8>(), any::<u8>())
            .prop_map(|(goods, tender, redeem)| Step::Scan { goods, tender, redeem }),
        8 => (any::<u8>(), any::<u8>(), any::<bool>(), any::<bool>(), any::<u8>()).prop_map(
            |(goods, slot, pay, tomorrow, redeem)| {
                Step::Place { goods, slot, pay, tomorrow, redeem }
            }
        ),
        3 => any::<u8>().prop_map(|reward| Step::Issue { reward }),
        1 => any::<u8>().prop_map(|reward| Step::Delete { reward }),
        4 => any::<u8>().prop_map(|order| Step::Pay { order }),
        2 => (any::<u8>(), any::<bool>())
            .prop_map(|(order, stale)| Step::Cancel { order, stale }),
        5 => (any::<u8>(), any::<u8>(), any::<u8>(), prop::bool::weighted(0.1))
            .prop_map(|(order, goods, slot, stale)| Step::Edit { order, goods, slot, stale }),
        8 => (any::<u8>(), any::<u8>())
            .prop_map(|(order, step)| Step::Kitchen { order, step }),
        4 => (any::<u8>(), any::<u8>()).prop_map(|(receipt, part)| Step::Refund { receipt, part }),
        2 => Just(Step::OpenSurprise),
        1 => (any::<u8>(), -1..12_i64).prop_map(|(kind, amount)| Step::Adjust { kind, amount }),
        3 => Just(Step::Settle),
        4 => Just(Step::Deliver),
        2 => any::<u8>().prop_map(|message| Step::DeliverAgain { message }),
        1 => (any::<u8>(), any::<bool>())
            .prop_map(|(inviter, blind)| Step::Accept { inviter, blind }),
        1 => any::<u8>().prop_map(|control| Step::Control { control }),
        5 => minutes.prop_map(|minutes| Step::Pass { minutes }),
        1 => (any::<u8>(), any::<u8>())
            .prop_map(|(chance, balance)| Step::Erase { chance, balance }),
    ]
}

/// So short that it matters within a walk.
fn expiry() -> impl Strategy<Value = ExpiryPolicy> {
    prop_oneof![
        Just(ExpiryPolicy::None),
        Just(ExpiryPolicy::Rolling { months: 1 }),
        Just(ExpiryPolicy::Sliding { months: 1 }),
        Just(ExpiryPolicy::Calendar { month: 4, day: 2 }),
    ]
}

fn goods(choice: u8) -> Basket {
    match choice % 6 {
        0 => basket(&[("croissant", 1)]),
        1 => basket(&[("cappuccino", 2), ("croissant", 1)]),
        2 => basket(&[("tartine", 1), ("cappuccino", 1)]),
        3 => basket(&[("quiche", 2)]),
        4 => basket(&[("croissant", 4)]),
        _ => basket(&[("buffet", 1)]),
    }
}

fn small_kitchens() -> Catalogue {
    let mut catalogue = catalogue();
    for shop in &mut catalogue.shops {
        shop.capacity.make_minutes = 10;
        shop.capacity.orders = 2;
        let peak = shop.capacity.peak.as_mut().unwrap();
        (peak.make_minutes, peak.orders) = (15, 3);
    }
    let programme = &mut catalogue.programme;
    programme.rewards = rewards();
    programme.dough_value = Cents::new(25);
    catalogue.shops[1].dough_value = Some(Cents::new(40));
    let mut coffees = visit(2, None);
    coffees.id = "coffees".parse().unwrap();
    coffees.accrual =
        Accrual::ItemVariation { dough: Dough::new(1), items: vec!["cappuccino".parse().unwrap()] };
    (coffees.max_per_week, coffees.max_per_customer) = (Some(3), Some(5));
    programme.accrual_rules.push(coffees);
    programme.campaigns.push(Campaign {
        id: "weekend".parse().unwrap(),
        name: "Weekend".to_owned(),
        percent: 200,
        rules: vec![],
        only: Conditions {
            days: vec![DayName::Saturday, DayName::Sunday],
            ..Conditions::default()
        },
    });
    catalogue
}

fn rewards() -> Vec<RewardTerms> {
    let terms = |id: &str, cost, benefit| RewardTerms {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        cost: Dough::new(cost),
        benefit,
        minimum: Cents::ZERO,
        days: 5,
        forfeits: false,
    };
    let (item, amount) = ("cappuccino".parse().unwrap(), Cents::new(500));
    let share = Benefit::Percent { percent: 33, at_most: Some(Cents::new(700)) };
    vec![
        terms("coffee", 2, Benefit::Item { item }),
        RewardTerms { forfeits: true, ..terms("five", 3, Benefit::Amount { amount }) },
        RewardTerms { minimum: Cents::new(900), ..terms("third", 1, share) },
    ]
}

fn take(world: &mut World, wallet: usize, step: &Step) {
    let order = |world: &World, choice: u8| {
        let orders = &world.wallets[wallet].orders;
        let place = usize::from(choice) % orders.len().max(1);
        orders.get(place).cloned()
    };
    let is_common = matches!(
        step,
        Step::Deliver | Step::DeliverAgain { .. } | Step::Pass { .. } | Step::Refund { .. }
    );
    if world.wallets[wallet].erased_at.is_some() && !is_common {
        world.top_up(wallet, 500).unwrap();
        assert_eq!(world.wallets[wallet].balances, Balances::default(), "it goes straight back");
        return;
    }
    match *step {
        Step::TopUp { cents } => {
            let accepted = world.top_up(wallet, cents).is_ok();
            assert_eq!(accepted, (100..=25_000).contains(&cents));
        }
        Step::Scan { goods, tender, redeem } => scan(world, wallet, goods, tender, redeem),
        Step::Place { goods, slot, pay, tomorrow, redeem } => {
            place(world, wallet, goods, slot, (pay, tomorrow, redeem));
        }
        Step::Issue { reward } => issue(world, wallet, reward),
        Step::Delete { reward } => {
            if let Some(number) = redeemable(world, wallet, reward) {
                let _ = world.run(wallet, &Command::DeleteReward { reward: number });
            }
        }
        Step::Pay { order: choice } => {
            if let Some(order) = order(world, choice) {
                let late = order.hold_until.is_some_and(|until| until <= world.now);
                let paid = world.pay(wallet, order.id);
                assert!(!(late && paid.is_ok()), "a late payment is refused");
            }
        }
        Step::Cancel { order: choice, stale } => {
            if let Some(order) = order(world, choice) {
                let version = order.version + u32::from(stale);
                let order = order.id;
                let ended = world.run(wallet, &Command::CancelOrder { order, version });
                assert!(!(stale && ended.is_ok()));
            }
        }
        Step::Edit { order: choice, goods, slot, stale } => {
            if let Some(order) = order(world, choice) {
                edit(world, wallet, &order, goods, (slot, stale));
            }
        }
        Step::Kitchen { order: choice, step } => {
            let steps = [
                KitchenStep::Ready,
                KitchenStep::PickedUp,
                KitchenStep::PickedUp,
                KitchenStep::NotCollected,
                KitchenStep::Cancel,
            ];
            if let Some(order) = order(world, choice) {
                let _ = world.kitchen(wallet, order.id, steps[usize::from(step) % steps.len()]);
            }
        }
        Step::Refund { receipt, part } => refund(world, receipt, part),
        Step::OpenSurprise => {
            let facts = &world.wallets[wallet];
            // Dough that has run out pays for none, also before the job ends it.
            let is_over = !facts.run_out(world.now).is_empty();
            let ready = !facts.surprises.is_empty();
            let opened = world.open_surprise(wallet).is_ok();
            assert!(opened == ready || (is_over && !opened));
        }
        Step::Adjust { kind, amount } => adjust(world, wallet, kind, amount),
        Step::Settle => {
            world.settle(wallet);
            let facts = &world.wallets[wallet];
            assert!(facts.run_out(world.now).is_empty() && facts.to_announce(world.now).is_empty());
        }
        Step::Deliver => {
            world.deliver_next();
        }
        Step::DeliverAgain { message } => deliver_again(world, message),
        Step::Accept { inviter, blind } => {
            let inviter = usize::from(inviter) % WALLETS;
            let lineage = if blind { vec![] } else { world.lineage(inviter) };
            let _ = world.accept_with(wallet, inviter, lineage);
        }
        Step::Control { control } => world.control("day", lever(control)),
        Step::Pass { minutes } => world.pass(Span::minutes(minutes)),
        Step::Erase { chance, balance } => erase(world, wallet, chance, balance),
    }
}

/// What is stated is moved, and what isn't there can't be taken.
fn adjust(world: &mut World, wallet: usize, kind: u8, amount: i64) {
    let (dough, cents) = (Dough::new(amount), Cents::new(amount * 100));
    let facts = &world.wallets[wallet];
    let is_over =
        !facts.run_out(world.now).is_empty() || !facts.ended_rewards(world.now).is_empty();
    let balances = facts.balances;
    let (correction, is_there) = match kind % 4 {
        0 => (Correction::GiveDough { dough }, true),
        1 => (Correction::TakeDough { dough }, dough <= balances.dough_available),
        2 => (Correction::GiveMoney { amount: cents }, true),
        _ => (Correction::TakeMoney { amount: cents }, cents <= balances.eur_available),
    };
    let is_done = world.adjust(wallet, correction).is_ok();
    assert!(is_done == (is_there && amount > 0) || is_over, "{correction:?} of {balances:?}");
}

/// Now and then, so that most walks keep most wallets.
fn erase(world: &mut World, wallet: usize, chance: u8, balance: u8) {
    let balances = [LastBalance::PayOut, LastBalance::GiveUp, LastBalance::NoneLeft];
    let balance = balances[usize::from(balance) % balances.len()];
    if chance >= 40 {
        return;
    }
    let before = world.wallets[wallet].clone();
    match world.erase(wallet, balance) {
        Ok(_) => assert!(world.wallets[wallet].erased_at.is_some()),
        Err(refusal) => {
            let is_expected =
                matches!(refusal, Refusal::OrderFired { .. } | Refusal::BalanceLeft { .. });
            assert!(is_expected, "{refusal:?}");
            assert_eq!(world.wallets[wallet], before, "nothing ends in vain");
        }
    }
}

fn lever(choice: u8) -> ShopControl {
    match choice % 5 {
        0 => ShopControl::Pause { minutes: Some(20) },
        1 => ShopControl::Resume,
        2 => ShopControl::Throttle { on: true },
        3 => ShopControl::Throttle { on: false },
        _ => ShopControl::SoldOut { item: "quiche".parse().unwrap(), until_closing: true },
    }
}

/// One of a wallet's vouchers and rewards, or none.
fn redeemable(world: &World, wallet: usize, choice: u8) -> Option<Seq> {
    let facts = &world.wallets[wallet];
    let rewards = facts.rewards.iter().map(|reward| reward.number);
    let all: Vec<_> = facts.vouchers.iter().map(|it| it.number).chain(rewards).collect();
    all.get(usize::from(choice) % (2 * all.len()).max(1)).copied()
}

fn issue(world: &mut World, wallet: usize, choice: u8) {
    let offered = &world.catalogue.programme.rewards;
    let terms = offered[usize::from(choice) % offered.len()].clone();
    let facts = &world.wallets[wallet];
    let is_over =
        !facts.run_out(world.now).is_empty() || !facts.ended_rewards(world.now).is_empty();
    let enough = facts.balances.dough_available >= terms.cost && facts.rewards.len() < 20;
    let issued = world.issue(wallet, terms.id.as_str());
    assert!(issued.is_ok() == enough || is_over, "{issued:?}");
}

fn scan(world: &mut World, wallet: usize, choice: u8, tender: u8, redeem: u8) {
    let basket = goods(choice);
    let total = cost(&basket);
    let redeem = redeemable(world, wallet, redeem);
    let rest = SaleTender::Balance { amount: None };
    let cash = |amount| SaleTender::Cash { amount: Cents::new(amount) };
    let tenders = match tender % 5 {
        0 => vec![SaleTender::Cash { amount: total }],
        1 => vec![SaleTender::Card { amount: total }],
        2 => vec![cash(100), rest],
        3 => vec![cash(77)],
        _ => vec![rest],
    };
    let permission = Permission {
        pay: (!tender.is_multiple_of(7)).then_some(Cents::new(1500)),
        earn: !tender.is_multiple_of(11),
        redeem,
    };
    if let Ok(receipt) = world.scan(wallet, basket, tenders, permission) {
        let paid: Cents = receipt.tenders.iter().map(Tender::amount).sum();
        let vat_base: Cents = receipt.vat.iter().map(|it| it.gross).sum();
        assert_eq!(paid, total);
        assert!(vat_base <= total);
    }
}

fn place(world: &mut World, wallet: usize, choice: u8, slot: u8, how: (bool, bool, u8)) {
    let (pay, tomorrow, redeem) = how;
    let redeem = redeemable(world, wallet, redeem);
    let name = if slot.is_multiple_of(5) { "night" } else { "day" };
    let basket = goods(choice);
    let outlet = world.catalogue.shop(&shop_id(name)).unwrap();
    let today = outlet.day(world.now);
    let day = if tomorrow { today.tomorrow().unwrap() } else { today };
    let state = &world.shops[&shop_id(name)];
    let offered = offer(outlet, state, work(world, &basket), day, world.now);
    // The first slots fill up; a slot that isn't offered is refused.
    let slot = offered.get(usize::from(slot / 5) % 4);
    let pickup_at = slot.map_or(world.now, |slot| slot.pickup_at);
    match world.place_with(wallet, name, basket, pickup_at, (pay, redeem)) {
        Ok(order) => {
            assert!(slot.is_some(), "only what is offered can be had");
            world.check_not_oversold(name, &order.allocation);
        }
        Err(refusal) => assert!(
            slot.is_none()
                || matches!(
                    refusal,
                    Refusal::BalanceShort { .. }
                        | Refusal::SoldOut { .. }
                        | Refusal::BasketInvalid { .. }
                )
                || (redeem.is_some() && is_about_rewards(&refusal)),
            "what is offered can be had, unless {refusal:?}"
        ),
    }
}

fn is_about_rewards(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::UnknownVoucher
            | Refusal::VoucherItemMissing { .. }
            | Refusal::RewardAttached { .. }
            | Refusal::RewardMinimum { .. }
    )
}

fn work(world: &World, basket: &Basket) -> MakeSeconds {
    let work = basket.lines().iter().map(|line| {
        let item = world.catalogue.item(&line.item).unwrap();
        MakeSeconds::new(item.make_seconds.get() * line.quantity)
    });
    work.sum()
}

/// An edit takes what it is offered, or changes nothing at all.
fn edit(world: &mut World, wallet: usize, before: &Order, choice: u8, how: (u8, bool)) {
    let (slot, stale) = how;
    let basket = goods(choice);
    let outlet = world.catalogue.shop(&before.shop).unwrap();
    let work = work(world, &basket);
    let day = if slot.is_multiple_of(3) { before.day.tomorrow().unwrap() } else { before.day };
    let shop = &world.shops[&before.shop];
    let offered = offer_edited(outlet, shop, before, (work, day), world.now);
    let wanted = match slot % 4 {
        0 => Some(before.pickup_at),
        _ => offered.get(usize::from(slot / 4) % 4).map(|slot| slot.pickup_at),
    };
    let pickup_at = wanted.unwrap_or(world.now);
    let is_offered = offered.iter().any(|slot| slot.pickup_at == pickup_at);
    let keeps = pickup_at == before.pickup_at && work <= before.make_seconds();
    let untouched = (world.wallets[wallet].clone(), world.shops.clone(), world.holds.clone());
    let version = before.version + u32::from(stale);
    let (order, total) = (before.id, cost(&basket));
    let command = Command::EditOrder(EditOrder { order, version, basket, pickup_at, total });
    match world.run(wallet, &command) {
        Ok(_) => {
            assert!(!stale);
            let after = world.wallets[wallet].order(before.id).cloned().unwrap();
            assert_eq!((after.version, after.total), (before.version + 1, total));
            assert_eq!((after.state, after.hold_until), (before.state, before.hold_until));
            assert!(after.code == before.code || after.day != before.day);
            // Other holds may have run out in between, so more can be had than was offered.
            if !keeps {
                world.check_not_oversold(before.shop.as_str(), &after.allocation);
            }
        }
        Err(refusal) => {
            let expected = match refusal {
                Refusal::OrderChanged { .. } => stale,
                Refusal::SlotFull { .. }
                | Refusal::SlotTooSoon { .. }
                | Refusal::ShopClosed { .. }
                | Refusal::ShopPaused { .. } => !is_offered,
                Refusal::BalanceShort { .. }
                | Refusal::SoldOut { .. }
                | Refusal::OrderFired { .. }
                | Refusal::HoldRanOut => true,
                _ => before.redeem.is_some() && is_about_rewards(&refusal),
            };
            assert!(expected, "what is offered can be had, unless {refusal:?}");
            let now = (world.wallets[wallet].clone(), world.shops.clone(), world.holds.clone());
            assert_eq!(now, untouched);
        }
    }
}

fn refund(world: &mut World, choice: u8, part: u8) {
    let count = world.receipts.len().max(1);
    let Some((wallet, booked)) = world.receipts.get(usize::from(choice) % count).cloned() else {
        return;
    };
    let left = Remainder::of(&booked.receipt, &booked.refunds);
    let scope = scope(&left, part);
    let before = world.wallets[wallet].clone();
    let refunded = world.refund_part(wallet, booked.receipt.id, scope.clone());
    if before.erased_at.is_some() {
        assert_eq!(refunded, Err(Refusal::WalletErased));
        return;
    }
    if left.is_complete {
        assert_eq!(refunded, Err(Refusal::AlreadyRefunded));
        return;
    }
    let after = &world.wallets[wallet];
    match refunded {
        Ok(refund) => {
            let vouchers = after.vouchers.len() - before.vouchers.len();
            assert_eq!(vouchers, refund.vouchers.len());
            let ended = before.ended_rewards(world.now).len();
            let rewards = after.rewards.len() + ended - before.rewards.len();
            assert_eq!(rewards, refund.rewards.len());
            let all = [booked.refunds, vec![refund]].concat();
            assert_eq!(
                Remainder::of(&booked.receipt, &all).is_complete,
                all.last().unwrap().complete
            );
        }
        Err(Refusal::RefundTooMuch { .. } | Refusal::PiecesTooMany { .. }) => {
            assert_ne!(scope, RefundScope::All);
            assert_eq!(*after, before);
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// All, a piece, too many pieces, an amount that is there, one that isn't.
fn scope(left: &Remainder, part: u8) -> RefundScope {
    let pieces =
        |line, quantity| RefundScope::Pieces { pieces: vec![ReturnedPieces { line, quantity }] };
    let share = left.money().get() * i64::from(part) / 255;
    match part % 6 {
        0 => RefundScope::All,
        1 => pieces(0, 1),
        2 => pieces(1, 1),
        3 => pieces(0, u32::from(part)),
        4 => RefundScope::Amount { amount: Cents::new(share) },
        _ => RefundScope::Amount { amount: left.money() + Cents::new(1) },
    }
}

fn deliver_again(world: &mut World, choice: u8) {
    let count = world.delivered.len().max(1);
    let message = world.delivered.get(usize::from(choice) % count).copied();
    let is_live = |id| world.wallets.iter().any(|it| it.wallet == id && it.erased_at.is_none());
    // A wallet that is gone answers each time; a server delivers once.
    if let Some(message) = message.filter(|message| is_live(message.to)) {
        // What has run out by itself would end with any command.
        let to = world.wallets.iter().position(|it| it.wallet == message.to).unwrap();
        world.settle(to);
        let before = world.wallets.clone();
        let waiting = world.outbox.len();
        world.deliver(message);
        assert_eq!(world.wallets, before, "a second delivery changes nothing");
        assert_eq!(world.outbox.len(), waiting);
    }
}

/// A number that the environment says.
fn number<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

fn cases() -> u32 {
    let soak = number::<u32>("DOUGH_SOAK").map(|cases| cases.saturating_mul(10));
    number("DOUGH_WALKS").or(soak).unwrap_or(10_000)
}

fn config(cases: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    // A failure's file keeps its case for the next runs.
    let file = FileFailurePersistence::Direct("tests/rules/random_walk.seeds");
    let file: Option<Box<dyn FailurePersistence>> = Some(Box::new(file));
    ProptestConfig {
        cases,
        failure_persistence: usual.failure_persistence.as_ref().and(file),
        max_shrink_iters: usual.max_shrink_iters.min(2000),
        ..usual
    }
}

/// `DOUGH_WALKS` says how many walks, `DOUGH_SEED` which; `DOUGH_SOAK` (as `make soak` sets it) walks
/// ten times as many.
#[test]
fn whatever_is_asked_the_naive_model_agrees() {
    let seed: u64 = number("DOUGH_SEED").unwrap_or_else(|| RandomState::new().hash_one(0));
    println!("seed {seed}");
    std::thread::scope(|scope| {
        for part in 0..PARTS {
            scope.spawn(move || {
                let entropy = Entropy::new([7; 32]).bytes("walks", seed).0;
                let entropy = Entropy::new(entropy).bytes("row", part.into()).0;
                let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &entropy);
                let mut runner = TestRunner::new_with_rng(config(cases().div_ceil(PARTS)), rng);
                let steps = prop::collection::vec((0..WALLETS, step()), 80..=120);
                let walked =
                    runner.run(&(steps, any::<bool>(), expiry()), |(steps, stack, expiry)| {
                        walk(&steps, stack, expiry);
                        Ok(())
                    });
                walked.unwrap_or_else(|error| panic!("DOUGH_SEED={seed}: {error}"));
            });
        }
    });
}

fn walk(steps: &[(usize, Step)], stack: bool, expiry: ExpiryPolicy) {
    let mut catalogue = small_kitchens();
    catalogue.programme.stack = stack;
    catalogue.programme.expiry = expiry;
    catalogue.programme.accrual_rules.push(crate::support::spend(1, 900));
    let mut world = World::new(catalogue, at(date(2027, 3, 26), 11, 0), WALLETS);
    for wallet in 0..WALLETS {
        world.top_up(wallet, 5000).unwrap();
    }
    for (wallet, step) in steps {
        take(&mut world, *wallet, step);
        world.check();
    }
    world.deliver_all();
    world.check();
    world.check_from_scratch();
    // Without further orders, what was qualified is posted, and both sides agree.
    world.pass(Span::days(8));
    for wallet in 0..WALLETS {
        if world.wallets[wallet].erased_at.is_none() {
            world.settle(wallet);
        }
    }
    world.deliver_all();
    world.check();
    world.check_invitations_agree();
}
