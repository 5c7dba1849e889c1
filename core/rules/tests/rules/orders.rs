use crate::support::{World, at, basket, catalogue, date, shop_id};
use dough_rules::command::KitchenStep;
use dough_rules::ids::{RuleId, Seq};
use dough_rules::journal::{Entry, Event};
use dough_rules::receipt::Tender;
use dough_rules::units::{Cents, Dough, Millis, Span};
use dough_rules::{Command, Refusal};
use std::collections::BTreeSet;

fn tartine() -> dough_rules::pricing::Basket {
    basket(&[("tartine", 1)])
}

#[test]
fn orders_held_at_the_same_time_earn_no_more_than_the_day_allows() {
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue(), at(day, 9, 0), 1);
    world.top_up(0, 10_000).unwrap();
    let mut orders = vec![];
    for hour in 10..14 {
        let held = world.place(0, "day", tartine(), at(day, hour, 0), false);
        orders.push(held.unwrap().id);
    }
    for order in &orders {
        world.pay(0, *order).unwrap();
    }
    let rule: RuleId = "visit".parse().unwrap();
    assert_eq!(world.wallets[0].counted_between(&rule, day, day), 2);
    assert_eq!(world.wallets[0].balances.dough_pending, Dough::new(2));
    for order in orders {
        world.kitchen(0, order, KitchenStep::PickedUp).unwrap();
    }
    // Each receipt tells what its order gave: a refund takes no more than that.
    let earned = |world: &World| -> Vec<i64> {
        let receipts = world.receipts.iter();
        receipts.map(|(_, it)| it.receipt.earning.dough.get()).collect()
    };
    assert_eq!(earned(&world), [1, 1, 0, 0]);
    world.check();
}

#[test]
fn an_order_that_is_cancelled_gives_room_money_and_dough_back_once() {
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue(), at(day, 9, 0), 1);
    world.top_up(0, 1000).unwrap();
    let before = world.wallets[0].balances;
    let order = world.place(0, "day", tartine(), at(day, 11, 0), true).unwrap();
    assert_eq!(world.wallets[0].balances.eur_held, Cents::new(890));
    let command = Command::CancelOrder { order: order.id, version: order.version };
    world.run(0, &command).unwrap();
    assert_eq!(world.wallets[0].balances, before);
    assert!(world.shops[&shop_id("day")].reserved.is_empty());
    assert_eq!(world.run(0, &command), Err(Refusal::UnknownOrder));
    world.check();
}

#[test]
fn an_order_that_the_kitchen_has_started_cannot_be_cancelled() {
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue(), at(day, 9, 0), 1);
    world.top_up(0, 1000).unwrap();
    let order = world.place(0, "day", tartine(), at(day, 11, 0), true).unwrap();
    let command = Command::CancelOrder { order: order.id, version: order.version };
    // 3 minutes of work and 5 of margin.
    world.now = at(day, 10, 52);
    let fired_at = world.now;
    let refused = world.run(0, &command);
    assert_eq!(refused, Err(Refusal::OrderFired { fired_at }));
    world.now = fired_at - Span::millis(1);
    assert!(world.run(0, &command).is_ok());
}

#[test]
fn an_order_that_nobody_fetches_earns_nothing_and_is_paid_back() {
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue(), at(day, 9, 0), 1);
    world.top_up(0, 1000).unwrap();
    let before = world.wallets[0].balances;
    let order = world.place(0, "day", tartine(), at(day, 11, 0), true).unwrap();
    world.kitchen(0, order.id, KitchenStep::Ready).unwrap();
    world.now = at(day, 12, 59);
    let after = at(day, 13, 0);
    let early = world.kitchen(0, order.id, KitchenStep::NotCollected);
    assert_eq!(early, Err(Refusal::TooEarlyToGiveUp { after }));
    world.now = after;
    world.kitchen(0, order.id, KitchenStep::NotCollected).unwrap();
    assert_eq!(world.wallets[0].balances, before);
    world.check();
}

#[test]
fn pickup_codes_of_a_day_are_all_different_for_2600_orders() {
    let mut catalogue = catalogue();
    catalogue.shops[0].capacity.orders = 10_000;
    catalogue.shops[0].capacity.peak = None;
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue, at(day, 9, 0), 1);
    let mut codes = BTreeSet::new();
    for _ in 0..2600 {
        let croissant = basket(&[("croissant", 1)]);
        let order = world.place(0, "day", croissant, at(day, 11, 0), false).unwrap();
        let (letter, digits) = order.code.split_at(1);
        assert!(letter.bytes().all(|it| it.is_ascii_uppercase()));
        assert!(digits.len() == 2 && digits.bytes().all(|it| it.is_ascii_digit()));
        codes.insert(order.code);
        let (order, version) = (order.id, order.version);
        let cancel = Command::CancelOrder { order, version };
        world.run(0, &cancel).unwrap();
        // A walk's journal is of no use here.
        world.journals[0].clear();
    }
    assert_eq!(codes.len(), 2600);
}

#[test]
fn an_entry_that_does_not_follow_leaves_the_facts_as_they_were() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 9, 0), 1);
    let mut receipt = world.buy(0, tartine());
    receipt.tenders = vec![Tender::Voucher {
        voucher: Seq::new(999),
        item: "tartine".parse().unwrap(),
        expires_at: Millis::new(0),
        amount: Cents::new(890),
        worth: Cents::ZERO,
    }];
    let facts = world.wallets[0].clone();
    let entry = Entry {
        seq: facts.head.next(),
        at: world.now + Span::hours(1),
        event: Event::SaleBooked { receipt },
    };
    let mut tried = facts.clone();
    assert!(tried.apply(&entry).is_err());
    assert_eq!(tried, facts);
}
