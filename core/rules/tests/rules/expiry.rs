use crate::support::{World, at, basket, catalogue, date};
use dough_rules::Event;
use dough_rules::expiry::{Deadline, ExpiryPolicy};
use dough_rules::ids::Seq;
use dough_rules::units::{Dough, Millis, Span};

fn world(expiry: ExpiryPolicy) -> World {
    let mut catalogue = catalogue();
    catalogue.programme.install_award = Dough::ZERO;
    catalogue.programme.expiry = expiry;
    World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1)
}

fn buy(world: &mut World) {
    assert_eq!(world.buy(0, basket(&[("tartine", 1)])).earning.dough, Dough::new(1));
}

/// Goes on to a moment, and does what has fallen due by itself.
fn on(world: &mut World, to: Millis) {
    world.pass(to - world.now);
    world.settle(0);
}

fn told(world: &World) -> Vec<(Millis, i64)> {
    let events = world.journals[0].iter().map(|entry| &entry.event);
    let told = events.filter_map(|event| match event {
        Event::ExpiryAnnounced { expires_at, dough } => Some((*expires_at, dough.get())),
        _ => None,
    });
    told.collect()
}

fn expired(world: &World) -> i64 {
    let events = world.journals[0].iter().map(|entry| &entry.event);
    let lots = events.filter_map(|event| match event {
        Event::DoughExpired { lots } => Some(lots),
        _ => None,
    });
    lots.flatten().map(|lot| lot.dough.get()).sum()
}

#[test]
fn a_lot_runs_out_with_the_end_of_its_day_and_is_told_of_30_and_7_days_ahead() {
    let mut world = world(ExpiryPolicy::Rolling { months: 6 });
    buy(&mut world);
    buy(&mut world);
    world.pass(Span::days(1));
    buy(&mut world);
    let (first, second) = (at(date(2027, 7, 16), 0, 0), at(date(2027, 7, 17), 0, 0));
    let dough = |at, dough| Deadline { at, dough: Dough::new(dough) };
    assert_eq!(world.wallets[0].deadlines(), [dough(first, 2), dough(second, 1)]);
    assert_eq!(world.wallets[0].next_due(), Some(first - Span::days(30)));
    on(&mut world, first - Span::days(30) - Span::millis(1));
    assert_eq!(told(&world), []);
    on(&mut world, first - Span::days(30));
    on(&mut world, first - Span::days(7));
    assert_eq!(told(&world), [(first, 2), (first, 2), (second, 1)]);
    on(&mut world, first - Span::millis(1));
    assert_eq!(expired(&world), 0);
    on(&mut world, first);
    assert_eq!((expired(&world), world.wallets[0].balances.dough_available.get()), (2, 1));
    on(&mut world, second);
    assert_eq!((expired(&world), world.wallets[0].next_due()), (3, None));
    world.check();
    world.check_from_scratch();
}

#[test]
fn all_dough_slides_with_each_purchase_and_what_was_told_is_told_anew() {
    let mut world = world(ExpiryPolicy::Sliding { months: 12 });
    buy(&mut world);
    let first = at(date(2028, 1, 16), 0, 0);
    on(&mut world, first - Span::days(30));
    assert_eq!(told(&world), [(first, 1)]);
    buy(&mut world);
    let second = at(date(2028, 12, 18), 0, 0);
    assert_eq!(world.wallets[0].deadlines(), [Deadline { at: second, dough: Dough::new(2) }]);
    on(&mut world, first);
    assert_eq!(expired(&world), 0, "the deadline has moved");
    on(&mut world, second - Span::days(7));
    assert_eq!(told(&world), [(first, 1), (second, 2)]);
    on(&mut world, second);
    assert_eq!(expired(&world), 2);
    world.check();
    world.check_from_scratch();
}

#[test]
fn what_was_earned_late_is_told_of_once_by_the_lead_that_has_begun() {
    let mut world = world(ExpiryPolicy::Calendar { month: 1, day: 20 });
    buy(&mut world);
    let end = at(date(2027, 1, 21), 0, 0);
    assert_eq!(world.wallets[0].next_due(), Some(end - Span::days(30)));
    world.settle(0);
    buy(&mut world);
    world.settle(0);
    assert_eq!(told(&world), [(end, 1)], "six days ahead, both leads have begun");
    assert_eq!(world.wallets[0].next_due(), Some(end));
}

#[test]
fn dough_that_has_run_out_is_not_spent_where_the_job_is_late() {
    let mut catalogue = catalogue();
    catalogue.programme.expiry = ExpiryPolicy::Rolling { months: 1 };
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    assert_eq!(world.wallets[0].surprises.len(), 1);
    world.pass(Span::days(40));
    assert!(world.open_surprise(0).is_err());
    let before = world.wallets[0].head;
    world.buy(0, basket(&[("croissant", 1)]));
    let entry = &world.journals[0][usize::try_from(before.get()).unwrap()];
    assert!(matches!(entry.event, Event::DoughExpired { .. }), "before the sale, not after it");
    assert_eq!(entry.seq, Seq::new(before.get() + 1));
    assert!(world.wallets[0].surprises.is_empty());
    world.check();
}
