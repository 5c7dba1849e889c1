use crate::support::{World, at, basket, catalogue, cost, date, shop_id};
use dough_rules::command::{EditOrder, KitchenStep, ShopControl};
use dough_rules::journal::Event;
use dough_rules::order::{HOLD, OrderState};
use dough_rules::pricing::Basket;
use dough_rules::receipt::EarningReason;
use dough_rules::slots::{LEAD, offer, offer_edited};
use dough_rules::units::{Cents, Dough, MakeSeconds, Millis, Span};
use dough_rules::{Command, Refusal};
use jiff::civil::Date;

fn day() -> Date {
    date(2027, 1, 15)
}

fn tartine() -> Basket {
    basket(&[("tartine", 1)])
}

/// A customer with money, at nine in the morning.
fn morning(cents: i64) -> World {
    let mut world = World::new(catalogue(), at(day(), 9, 0), 2);
    world.top_up(0, cents).unwrap();
    world
}

fn last_edit(world: &World) -> (Cents, Cents) {
    let moved = world.journals[0].iter().rev().find_map(|entry| match &entry.event {
        Event::OrderEdited { paid, released, .. } => Some((*paid, *released)),
        _ => None,
    });
    moved.unwrap()
}

#[test]
fn an_edit_takes_the_new_room_and_gives_the_old_one_back() {
    let mut world = morning(5000);
    let order = world.place(0, "day", tartine(), at(day(), 11, 0), true).unwrap();
    let quiches = basket(&[("quiche", 2)]);
    let after = world.edit(0, order.id, quiches, at(day(), 15, 0)).unwrap();
    assert_eq!((after.pickup_at, after.version), (at(day(), 15, 0), order.version + 1));
    assert_eq!((after.state, after.code), (OrderState::Reserved, order.code));
    assert_eq!((after.placed_at, after.accepted_at), (order.placed_at, order.accepted_at));
    let state = &world.shops[&shop_id("day")];
    let windows: Vec<_> = state.reserved.keys().copied().collect();
    assert_eq!(windows, [at(day(), 15, 0)]);
    world.check();
    world.check_from_scratch();
}

#[test]
fn an_edit_of_a_paid_order_moves_the_difference_and_no_more() {
    let mut world = morning(2000);
    let pickup = at(day(), 11, 0);
    let order = world.place(0, "day", tartine(), pickup, true).unwrap();
    world.edit(0, order.id, basket(&[("tartine", 2)]), pickup).unwrap();
    assert_eq!(last_edit(&world), (Cents::new(890), Cents::ZERO));
    assert_eq!(world.wallets[0].balances.eur_held, Cents::new(1780));
    let short = world.edit(0, order.id, basket(&[("tartine", 3)]), pickup);
    let (available, remaining) = (Cents::new(220), Cents::new(670));
    assert_eq!(short, Err(Refusal::BalanceShort { available, remaining }));
    world.edit(0, order.id, basket(&[("croissant", 1)]), pickup).unwrap();
    assert_eq!(last_edit(&world), (Cents::ZERO, Cents::new(1570)));
    let receipt = world.kitchen(0, order.id, KitchenStep::PickedUp);
    assert!(receipt.is_ok());
    assert_eq!(world.wallets[0].balances.eur_available, Cents::new(1790));
    assert_eq!(world.wallets[0].balances.eur_held, Cents::ZERO);
    world.check();
}

#[test]
fn an_edit_gives_waiting_dough_anew_only_where_the_earning_changes() {
    let mut world = morning(5000);
    let pickup = at(day(), 11, 0);
    let order = world.place(0, "day", tartine(), pickup, true).unwrap();
    let pending = world.wallets[0].pending.clone();
    let waiting = pending.iter().map(|it| it.award.dough).sum::<Dough>();
    assert_eq!(waiting, Dough::new(1));
    // Still one visit: the same dough waits on.
    world.edit(0, order.id, basket(&[("tartine", 2)]), pickup).unwrap();
    assert_eq!(world.wallets[0].pending, pending);
    // Below the minimum of a visit: it is taken back.
    let small = world.edit(0, order.id, basket(&[("croissant", 1)]), pickup).unwrap();
    assert_eq!((small.earning.dough, small.pending), (Dough::ZERO, None));
    assert!(world.wallets[0].pending.is_empty());
    // And given again.
    let again = world.edit(0, order.id, tartine(), pickup).unwrap();
    assert_eq!(again.pending, world.wallets[0].pending.first().map(|it| it.number));
    assert_eq!(again.earning.dough, Dough::new(1));
    world.check();
}

#[test]
fn an_orders_own_dough_does_not_fill_the_day_of_its_edit() {
    let mut world = morning(5000);
    world.buy(0, tartine());
    let order = world.place(0, "day", tartine(), at(day(), 11, 0), true).unwrap();
    assert_eq!(order.earning.dough, Dough::new(1));
    // The second of two visits a day stays the second.
    let after = world.edit(0, order.id, tartine(), at(day(), 12, 0)).unwrap();
    assert_eq!(after.earning.dough, Dough::new(1));
    let third = world.place(0, "day", tartine(), at(day(), 13, 0), true).unwrap();
    assert!(matches!(third.earning.reasons[..], [EarningReason::DayCapReached { .. }]));
    // Moved to tomorrow it counts there, and today has a place again.
    let tomorrow = day().tomorrow().unwrap();
    let moved = world.edit(0, order.id, tartine(), at(tomorrow, 11, 0)).unwrap();
    let rule = "visit".parse().unwrap();
    assert_eq!(world.wallets[0].counted_between(&rule, day(), day()), 1);
    assert_eq!(world.wallets[0].counted_between(&rule, tomorrow, tomorrow), 1);
    assert_eq!(moved.day, tomorrow);
    world.check();
}

#[test]
fn an_order_that_moves_to_another_day_gets_a_code_of_that_day() {
    let mut world = morning(5000);
    world.place(0, "day", tartine(), at(day(), 11, 0), true).unwrap();
    let order = world.place(0, "day", tartine(), at(day(), 11, 0), true).unwrap();
    let tomorrow = day().tomorrow().unwrap();
    let moved = world.edit(0, order.id, tartine(), at(tomorrow, 11, 0)).unwrap();
    assert_ne!(moved.code, order.code);
    let first_of_tomorrow = world.place(0, "day", tartine(), at(tomorrow, 11, 0), true).unwrap();
    assert_ne!(first_of_tomorrow.code, moved.code);
}

#[test]
fn an_edit_of_a_held_order_moves_no_money_and_no_hold() {
    let mut world = morning(1000);
    let order = world.place(0, "day", tartine(), at(day(), 11, 0), false).unwrap();
    let balances = world.wallets[0].balances;
    world.pass(Span::minutes(3));
    let after = world.edit(0, order.id, basket(&[("tartine", 2)]), at(day(), 11, 30)).unwrap();
    assert_eq!((after.state, after.hold_until), (OrderState::Proposed, order.hold_until));
    assert_eq!(world.wallets[0].balances, balances);
    assert_eq!(last_edit(&world), (Cents::ZERO, Cents::ZERO));
    assert_eq!(world.holds[&shop_id("day")][0].until, order.placed_at + HOLD);
    world.check();
    world.edit(0, order.id, basket(&[("croissant", 1)]), at(day(), 11, 30)).unwrap();
    world.pay(0, order.id).unwrap();
    assert_eq!(world.wallets[0].balances.eur_held, Cents::new(210));
    world.check();
}

#[test]
fn a_hold_that_ran_out_cannot_be_edited() {
    let mut world = morning(1000);
    let order = world.place(0, "day", tartine(), at(day(), 11, 0), false).unwrap();
    world.pass(HOLD);
    let late = world.edit(0, order.id, tartine(), at(day(), 11, 30));
    assert_eq!(late, Err(Refusal::HoldRanOut));
}

#[test]
fn an_edit_against_an_old_version_is_refused_with_the_new_one() {
    let mut world = morning(5000);
    let pickup = at(day(), 11, 0);
    let order = world.place(0, "day", tartine(), pickup, true).unwrap();
    world.edit(0, order.id, basket(&[("quiche", 1)]), pickup).unwrap();
    let total = cost(&tartine());
    let old = EditOrder {
        order: order.id,
        version: order.version,
        basket: tartine(),
        pickup_at: pickup,
        total,
    };
    let refused = world.run(0, &Command::EditOrder(old.clone()));
    let (version, state) = (order.version + 1, OrderState::Reserved);
    assert_eq!(refused, Err(Refusal::OrderChanged { version, state }));
    let other_wallet = world.run(1, &Command::EditOrder(old.clone()));
    assert_eq!(other_wallet, Err(Refusal::UnknownOrder));
    let other_price = EditOrder { version, total: Cents::new(1), ..old };
    let refused = world.run(0, &Command::EditOrder(other_price));
    assert!(matches!(refused, Err(Refusal::PriceChanged { .. })));
}

#[test]
fn an_order_that_the_kitchen_has_started_cannot_be_edited() {
    let mut world = morning(5000);
    let order = world.place(0, "day", tartine(), at(day(), 11, 0), true).unwrap();
    // 3 minutes of work and 5 of margin.
    let fired_at = at(day(), 10, 52);
    world.now = fired_at;
    let late = world.edit(0, order.id, tartine(), at(day(), 12, 0));
    assert_eq!(late, Err(Refusal::OrderFired { fired_at }));
    world.now = fired_at - Span::millis(1);
    world.edit(0, order.id, tartine(), at(day(), 12, 0)).unwrap();
    world.kitchen(0, order.id, KitchenStep::Ready).unwrap();
    let ready = world.edit(0, order.id, tartine(), at(day(), 12, 0));
    assert!(matches!(ready, Err(Refusal::OrderFired { .. })));
}

/// The times that an order is offered for another basket.
fn offered(world: &World, order: &dough_rules::order::Order, work: u32) -> Vec<Millis> {
    let outlet = world.catalogue.shop(&order.shop).unwrap();
    let state = &world.shops[&order.shop];
    let wanted = (MakeSeconds::new(work), order.day);
    let slots = offer_edited(outlet, state, order, wanted, world.now);
    slots.into_iter().map(|slot| slot.pickup_at).collect()
}

#[test]
fn an_order_may_stay_in_a_window_that_it_fills_itself() {
    let mut catalogue = catalogue();
    catalogue.shops[0].capacity.orders = 1;
    let mut world = World::new(catalogue, at(day(), 9, 0), 2);
    world.top_up(0, 5000).unwrap();
    let pickup = at(day(), 11, 0);
    let order = world.place(0, "day", tartine(), pickup, true).unwrap();
    let outlet = &world.catalogue.shops[0];
    let state = &world.shops[&order.shop];
    let anew = offer(outlet, state, MakeSeconds::new(360), day(), world.now);
    assert!(anew.iter().all(|slot| slot.pickup_at != pickup), "a new order finds no room");
    assert!(offered(&world, &order, 360).contains(&pickup));
    world.edit(0, order.id, basket(&[("tartine", 2)]), pickup).unwrap();
    // Another's window is still another's.
    let other = world.place(0, "day", tartine(), at(day(), 12, 0), true).unwrap();
    assert!(!offered(&world, &other, 180).contains(&pickup));
    let refused = world.edit(0, other.id, tartine(), pickup);
    let Err(Refusal::SlotFull { alternatives }) = refused else { panic!("{refused:?}") };
    assert_eq!(alternatives.len(), 3);
    world.check();
}

#[test]
fn an_order_that_asks_for_no_more_work_keeps_its_time_whatever_happens() {
    let mut world = morning(5000);
    let pickup = at(day(), 11, 0);
    let order = world.place(0, "day", basket(&[("tartine", 2)]), pickup, true).unwrap();
    world.control("day", ShopControl::Throttle { on: true });
    world.now = pickup - LEAD + Span::millis(1) - Span::minutes(2);
    assert!(offered(&world, &order, 180).contains(&pickup));
    let smaller = world.edit(0, order.id, tartine(), pickup).unwrap();
    let work: MakeSeconds = smaller.allocation.shares.iter().map(|it| it.make_seconds).sum();
    assert_eq!(work, MakeSeconds::new(180));
    world.now = pickup - Span::minutes(9);
    assert!(!offered(&world, &smaller, 300).contains(&pickup));
    let larger = world.edit(0, order.id, basket(&[("quiche", 1)]), pickup);
    assert!(matches!(larger, Err(Refusal::SlotTooSoon { .. })));
    world.check();
}

#[test]
fn a_paused_shop_and_a_sold_out_item_refuse_an_edit() {
    let mut world = morning(5000);
    let pickup = at(day(), 11, 0);
    let order = world.place(0, "day", tartine(), pickup, true).unwrap();
    let item = "quiche".parse().unwrap();
    world.control("day", ShopControl::SoldOut { item, until_closing: true });
    let sold_out = world.edit(0, order.id, basket(&[("quiche", 1)]), pickup);
    assert!(matches!(sold_out, Err(Refusal::SoldOut { .. })));
    world.control("day", ShopControl::Pause { minutes: Some(20) });
    assert!(offered(&world, &order, 180).is_empty());
    let paused = world.edit(0, order.id, tartine(), pickup);
    assert!(matches!(paused, Err(Refusal::ShopPaused { .. })));
}
