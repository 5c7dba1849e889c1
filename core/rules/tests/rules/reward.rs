use crate::support::{World, at, basket, catalogue, date, shop_id};
use dough_rules::command::{KitchenStep, Permission, SaleTender};
use dough_rules::ids::Seq;
use dough_rules::ledger::{HouseAccount, Issuer};
use dough_rules::programme::Channel;
use dough_rules::quote::{Fit, Plan, preview};
use dough_rules::receipt::Tender;
use dough_rules::refund::RefundScope;
use dough_rules::reward::{Benefit, RewardTerms};
use dough_rules::units::{Cents, Dough, Span};
use dough_rules::{Catalogue, Command, Event, Refusal};

fn terms(id: &str, cost: i64, benefit: Benefit) -> RewardTerms {
    RewardTerms {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        cost: Dough::new(cost),
        benefit,
        minimum: Cents::ZERO,
        days: 10,
        forfeits: false,
    }
}

/// A coffee for 2, 5 euros off 15 for 2, a third off for 1.
fn offering() -> Catalogue {
    let mut catalogue = catalogue();
    let coffee = Benefit::Item { item: "cappuccino".parse().unwrap() };
    let amount = Cents::new(500);
    let five = terms("five", 2, Benefit::Amount { amount });
    let third = Benefit::Percent { percent: 33, at_most: Some(Cents::new(400)) };
    catalogue.programme.rewards = vec![
        terms("coffee", 2, coffee),
        RewardTerms { minimum: Cents::new(1500), ..five },
        terms("third", 1, third),
    ];
    catalogue.programme.dough_value = Cents::new(25);
    catalogue
}

/// A wallet with 3 dough: one for the app, two for visits at the shop `day`.
fn world() -> World {
    let mut world = World::new(offering(), at(date(2027, 1, 15), 9, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world
}

fn uses(number: Seq) -> Permission {
    Permission { pay: Some(Cents::new(5000)), earn: true, redeem: Some(number) }
}

fn in_cash(cents: i64) -> Vec<SaleTender> {
    vec![SaleTender::Cash { amount: Cents::new(cents) }]
}

fn dough(world: &World) -> (i64, i64) {
    let balances = &world.wallets[0].balances;
    (balances.dough_available.get(), balances.dough_locked.get())
}

#[test]
fn a_reward_locks_its_dough_and_a_sale_uses_it_up() {
    let mut world = world();
    let reward = world.issue(0, "coffee").unwrap();
    assert_eq!(dough(&world), (1, 2));
    world.check();
    let goods = basket(&[("quiche", 1), ("cappuccino", 2)]);
    let receipt = world.scan(0, goods, in_cash(820 + 360), uses(reward.number)).unwrap();
    let off = receipt.tenders.iter().find(|tender| !tender.is_money()).unwrap();
    assert_eq!(off.amount(), Cents::new(360));
    assert_eq!(dough(&world), (1, 0));
    assert!(world.wallets[0].rewards.is_empty());
    let again = world.scan(0, basket(&[("cappuccino", 1)]), vec![], uses(reward.number));
    assert_eq!(again, Err(Refusal::UnknownVoucher));
    world.check();
    world.check_from_scratch();
}

#[test]
fn a_sale_that_fails_leaves_the_reward_to_be_used() {
    let mut world = world();
    let reward = world.issue(0, "coffee").unwrap();
    let before = world.wallets[0].clone();
    let short = world.scan(0, basket(&[("cappuccino", 2)]), in_cash(1), uses(reward.number));
    assert!(matches!(short, Err(Refusal::TendersMismatch { .. })));
    let missing = world.scan(0, basket(&[("quiche", 1)]), in_cash(820), uses(reward.number));
    assert!(matches!(missing, Err(Refusal::VoucherItemMissing { .. })));
    assert_eq!(world.wallets[0], before);
}

#[test]
fn too_little_dough_and_an_unknown_reward_are_refused() {
    let mut world = world();
    world.issue(0, "coffee").unwrap();
    let (available, cost) = (Dough::new(1), Dough::new(2));
    assert_eq!(world.issue(0, "five").unwrap_err(), Refusal::DoughShort { available, cost });
    assert!(matches!(world.issue(0, "champagne"), Err(Refusal::UnknownReward { .. })));
}

#[test]
fn a_reward_given_back_frees_its_dough_for_at_least_a_week() {
    let mut world = world();
    let reward = world.issue(0, "coffee").unwrap().number;
    world.run(0, &Command::DeleteReward { reward }).unwrap();
    assert_eq!(dough(&world), (3, 0));
    let again = world.run(0, &Command::DeleteReward { reward });
    assert_eq!(again, Err(Refusal::UnknownVoucher));
    let kept = world.wallets[0].lots.iter().filter(|lot| lot.kept_until.is_some());
    assert!(kept.clone().count() > 0);
    assert!(kept.map(|lot| lot.kept_until).all(|at| at == Some(world.now + Span::days(7))));
    world.check();
}

#[test]
fn a_reward_that_nobody_used_ends_by_itself() {
    let mut catalogue = offering();
    catalogue.programme.rewards[2].forfeits = true;
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 9, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world.issue(0, "coffee").unwrap();
    world.issue(0, "third").unwrap();
    assert_eq!(dough(&world), (0, 3));
    let due = world.wallets[0].next_due();
    assert!(due.is_some_and(|due| due <= world.now + Span::days(10)));
    world.pass(Span::days(10));
    world.settle(0);
    // What the coffee cost is free again; what the third cost is lost.
    assert_eq!(dough(&world), (2, 0));
    let expired = HouseAccount::DoughExpired(Issuer::Shop(shop_id("day"))).into();
    let lost = world.journals[0].iter().flat_map(|entry| entry.event.transfers());
    assert_eq!(lost.filter(|transfer| transfer.to == expired).count(), 1);
    world.check();
    world.check_from_scratch();
}

#[test]
fn a_reward_waits_with_its_order_and_comes_back_with_it() {
    let mut world = world();
    world.top_up(0, 5000).unwrap();
    let reward = world.issue(0, "coffee").unwrap().number;
    let pickup = at(date(2027, 1, 15), 14, 0);
    let goods = basket(&[("cappuccino", 1), ("tartine", 1)]);
    let how = (true, Some(reward));
    let order = world.place_with(0, "day", goods.clone(), pickup, how).unwrap();
    assert_eq!((order.total, order.due()), (Cents::new(1250), Cents::new(890)));
    assert_eq!(world.wallets[0].balances.eur_held, Cents::new(890));
    // Nothing else can have it meanwhile.
    let (id, attached) = (order.id, Refusal::RewardAttached { order: order.id });
    let elsewhere = world.scan(0, goods.clone(), in_cash(890), uses(reward));
    assert_eq!(elsewhere.unwrap_err(), attached);
    assert_eq!(world.run(0, &Command::DeleteReward { reward }), Err(attached.clone()));
    assert_eq!(world.place_with(0, "day", goods.clone(), pickup, how).unwrap_err(), attached);
    world.check();
    world.run(0, &Command::CancelOrder { order: id, version: order.version }).unwrap();
    assert_eq!(world.wallets[0].balances.eur_held, Cents::ZERO);
    world.check();
    // Once more, to the end.
    let order = world.place_with(0, "day", goods, pickup, how).unwrap();
    world.kitchen(0, order.id, KitchenStep::PickedUp).unwrap();
    assert!(world.wallets[0].rewards.is_empty());
    assert_eq!(world.wallets[0].balances.eur_available, Cents::new(5000 - 890));
    world.check();
    world.check_from_scratch();
}

#[test]
fn an_order_that_a_reward_pays_whole_is_paid_and_fetched() {
    let mut world = world();
    let reward = world.issue(0, "coffee").unwrap().number;
    let pickup = at(date(2027, 1, 15), 14, 0);
    let goods = basket(&[("cappuccino", 1)]);
    let order = world.place_with(0, "day", goods, pickup, (true, Some(reward))).unwrap();
    assert_eq!((order.due(), order.accepted_at), (Cents::ZERO, Some(world.now)));
    assert_eq!(order.earning.dough, Dough::ZERO);
    world.kitchen(0, order.id, KitchenStep::PickedUp).unwrap();
    world.check();
    world.check_from_scratch();
}

#[test]
fn an_edit_keeps_the_reward_or_is_refused() {
    let mut world = world();
    world.top_up(0, 5000).unwrap();
    let reward = world.issue(0, "coffee").unwrap().number;
    let pickup = at(date(2027, 1, 15), 14, 0);
    let goods = basket(&[("cappuccino", 1), ("tartine", 1)]);
    let order = world.place_with(0, "day", goods, pickup, (true, Some(reward))).unwrap();
    let without = world.edit(0, order.id, basket(&[("tartine", 1)]), pickup);
    assert!(matches!(without, Err(Refusal::VoucherItemMissing { .. })));
    let more = basket(&[("cappuccino", 2), ("tartine", 1)]);
    let after = world.edit(0, order.id, more, pickup).unwrap();
    assert_eq!(after.due(), Cents::new(890 + 360));
    assert_eq!(world.wallets[0].balances.eur_held, after.due());
    world.check();
}

#[test]
fn an_edits_preview_uses_what_is_attached_to_its_order_alone() {
    let mut world = world();
    world.top_up(0, 5000).unwrap();
    let reward = world.issue(0, "coffee").unwrap().number;
    let pickup = at(date(2027, 1, 15), 14, 0);
    let goods = basket(&[("cappuccino", 1), ("tartine", 1)]);
    let placed = world.place_with(0, "day", goods, pickup, (true, Some(reward))).unwrap();
    let changed = basket(&[("cappuccino", 2), ("tartine", 1)]);
    let seen = |order| {
        let (catalogue, facts, now) = (&world.catalogue, &world.wallets[0], world.now);
        let outlet = catalogue.shop(&shop_id("day")).unwrap();
        let mode = dough_rules::catalogue::Mode::Takeaway;
        let priced = dough_rules::pricing::price(catalogue, outlet, &changed, mode, now).unwrap();
        let plan = Plan { channel: Channel::Order, at: pickup, redeem: Some(reward), order };
        preview(catalogue, facts, (outlet, &priced), plan, now)
    };
    assert_eq!(seen(None).unwrap_err(), Refusal::RewardAttached { order: placed.id });
    let (off, due) = seen(Some(placed.id)).map(|seen| (seen.off, seen.due)).unwrap();
    assert_eq!((off, due), (Cents::new(360), Cents::new(890 + 360)));
    assert_eq!(world.edit(0, placed.id, changed.clone(), pickup).unwrap().due(), due);
}

#[test]
fn an_amount_off_is_spread_over_lines_and_their_vat() {
    let mut world = world();
    let reward = world.issue(0, "five").unwrap().number;
    let small = world.scan(0, basket(&[("tartine", 1)]), in_cash(390), uses(reward));
    let (minimum, total) = (Cents::new(1500), Cents::new(890));
    assert_eq!(small.unwrap_err(), Refusal::RewardMinimum { minimum, total });
    let goods = basket(&[("tartine", 1), ("cappuccino", 2)]);
    let receipt = world.scan(0, goods, in_cash(1610 - 500), uses(reward)).unwrap();
    let gross: Vec<_> = receipt.vat.iter().map(|it| it.gross.get()).collect();
    assert_eq!(gross.iter().sum::<i64>(), 1110);
    // 890 of 1610 had 276 of the 500, and the rest 224.
    assert!(gross.contains(&(890 - 276)) && gross.contains(&(720 - 224)));
}

#[test]
fn a_refund_of_all_gives_the_reward_back_and_one_of_pieces_their_share() {
    let mut world = world();
    let reward = world.issue(0, "five").unwrap().number;
    let goods = basket(&[("tartine", 2)]);
    let receipt = world.scan(0, goods, in_cash(1780 - 500), uses(reward)).unwrap();
    let pieces = vec![dough_rules::journal::ReturnedPieces { line: 0, quantity: 1 }];
    let first = world.refund_part(0, receipt.id, RefundScope::Pieces { pieces }).unwrap();
    assert_eq!((first.money(), first.complete), (Cents::new(890 - 250), false));
    assert!(first.rewards.is_empty());
    let rest = world.refund(0, receipt.id).unwrap();
    assert_eq!((rest.money(), rest.rewards.len()), (Cents::new(890 - 250), 1));
    let back = world.wallets[0].reward(reward).unwrap();
    assert_eq!(back.terms.id.as_str(), "five");
    assert_eq!(dough(&world).1, 2);
    world.check();
    world.run(0, &Command::DeleteReward { reward }).unwrap();
    world.check();
    world.check_from_scratch();
}

#[test]
fn outlets_owe_each_other_for_dough_that_is_spent_elsewhere() {
    let mut catalogue = offering();
    catalogue.shops[1].dough_value = Some(Cents::new(40));
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 1, 0), 1);
    world.top_up(0, 5000).unwrap();
    // A dough of the shop `night`, which others value at 40 cents, beside the programme's own.
    let pickup = at(date(2027, 1, 15), 5, 0);
    let order = world.place(0, "night", basket(&[("tartine", 1)]), pickup, true).unwrap();
    world.kitchen(0, order.id, KitchenStep::PickedUp).unwrap();
    let reward = world.issue(0, "coffee").unwrap().number;
    world.scan(0, basket(&[("cappuccino", 1)]), vec![], uses(reward)).unwrap();
    let transfers = world.journals[0].iter().flat_map(|entry| entry.event.transfers());
    let clearing = |issuer| HouseAccount::EurClearing(issuer).into();
    let owed: Vec<_> = transfers
        .filter(|it| it.to == clearing(Issuer::Shop(shop_id("day"))))
        .map(|it| (it.from, it.amount))
        .collect();
    let night = Issuer::Shop(shop_id("night"));
    let expected = [(clearing(Issuer::Programme), 25), (clearing(night), 40)];
    assert_eq!(owed, expected);
    world.check_from_scratch();
}

#[test]
fn a_surprise_clears_through_the_programme() {
    let mut world = World::new(offering(), at(date(2027, 1, 15), 9, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world.open_surprise(0).unwrap();
    let opened = world.journals[0].iter().find_map(|entry| match &entry.event {
        Event::SurpriseOpened { clearing, .. } => Some(clearing.clone()),
        _ => None,
    });
    // Two of the three were given by the shop; the third was the programme's own.
    assert_eq!(opened.unwrap().iter().map(|claim| claim.amount.get()).sum::<i64>(), 50);
    if let Some(voucher) = world.wallets[0].vouchers.first().cloned() {
        assert_eq!(voucher.worth, Cents::new(75));
        let item = voucher.item.as_str();
        world.scan(0, basket(&[(item, 1)]), vec![], uses(voucher.number)).unwrap();
    }
    world.check_from_scratch();
}

#[test]
fn a_preview_says_what_each_reward_takes_off_and_why_not() {
    let mut world = world();
    let coffee = world.issue(0, "coffee").unwrap().number;
    let third = world.issue(0, "third").unwrap().number;
    let (catalogue, facts, now) = (&world.catalogue, &world.wallets[0], world.now);
    let outlet = catalogue.shop(&shop_id("day")).unwrap();
    let goods = basket(&[("tartine", 1)]);
    let mode = dough_rules::catalogue::Mode::Takeaway;
    let priced = dough_rules::pricing::price(catalogue, outlet, &goods, mode, now).unwrap();
    let plan = |redeem| Plan { channel: Channel::Order, at: now, redeem, order: None };
    let ask = |redeem| preview(catalogue, facts, (outlet, &priced), plan(redeem), now);
    let seen = ask(Some(third)).unwrap();
    assert_eq!((seen.off, seen.due), (Cents::new(293), Cents::new(890 - 293)));
    assert!(seen.fits.contains(&Fit { number: third, off: Cents::new(293), refusal: None }));
    let missing = seen.fits.iter().find(|fit| fit.number == coffee).unwrap();
    assert!(matches!(missing.refusal, Some(Refusal::VoucherItemMissing { .. })));
    assert!(matches!(ask(Some(coffee)), Err(Refusal::VoucherItemMissing { .. })));
    // The visit was counted twice today.
    assert_eq!(seen.earning.dough, Dough::ZERO);
    assert_eq!(Tender::Cash { amount: seen.due }.benefit(), None);
}
