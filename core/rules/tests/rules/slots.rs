use crate::support::{World, at, basket, brussels, catalogue, date, shop, shop_id, tally, time};
use dough_rules::Refusal;
use dough_rules::catalogue::Shop;
use dough_rules::command::ShopControl;
use dough_rules::order::{Allocation, WindowShare};
use dough_rules::shop::ShopFacts;
use dough_rules::slots::{NoSlot, Slot, allocate, offer, window_of};
use dough_rules::units::{MakeSeconds, Millis, Span};

const WORK: MakeSeconds = MakeSeconds::new(60);

fn day_shop() -> (Shop, ShopFacts) {
    let shop = shop("day", 1, brussels(), time(7, 0), time(19, 0));
    let state = ShopFacts::new(shop_id("day"));
    (shop, state)
}

fn labels(slots: &[Slot]) -> Vec<&str> {
    slots.iter().map(|it| it.local_label.as_str()).collect()
}

#[test]
fn the_hour_that_spring_skips_is_never_offered() {
    let night = shop("night", 1, brussels(), time(0, 0), time(6, 0));
    let state = ShopFacts::new(shop_id("night"));
    let (day, now) = (date(2027, 3, 28), at(date(2027, 3, 27), 12, 0));
    let offered = offer(&night, &state, WORK, day, now);
    assert!(offered.iter().all(|it| !it.local_label.starts_with("02:")));
    let around = labels(&offered);
    let gap = around.iter().position(|it| *it == "01:55").unwrap();
    assert_eq!(around[gap + 1], "03:00");
    // Five hours are left, less the quarter before closing, both ends included.
    assert_eq!(offered.len(), 5 * 12 - 3 + 1);
}

#[test]
fn the_hour_that_autumn_repeats_is_offered_twice_by_different_names() {
    let night = shop("night", 1, brussels(), time(0, 0), time(6, 0));
    let state = ShopFacts::new(shop_id("night"));
    let (day, now) = (date(2026, 10, 25), at(date(2026, 10, 24), 12, 0));
    let offered = offer(&night, &state, WORK, day, now);
    assert_eq!(offered.len(), 7 * 12 - 3 + 1);
    assert!(tally(labels(&offered)).values().all(|times| *times == 1));
    let moment = |label: &str| {
        let slot = offered.iter().find(|it| it.local_label == label);
        slot.unwrap().pickup_at
    };
    assert_eq!(moment("02:30 CET") - moment("02:30 CEST"), Span::hours(1));
    assert_eq!(labels(&offered)[0], "00:00");
}

#[test]
fn a_shop_that_opens_in_the_skipped_hour_opens_after_it() {
    let night = shop("night", 1, brussels(), time(2, 30), time(6, 0));
    let state = ShopFacts::new(shop_id("night"));
    let (day, now) = (date(2027, 3, 28), at(date(2027, 3, 27), 12, 0));
    assert_eq!(labels(&offer(&night, &state, WORK, day, now))[0], "03:00");
}

#[test]
fn an_order_spills_into_at_most_three_earlier_windows() {
    let (shop, state) = day_shop();
    let (day, now) = (date(2027, 1, 15), at(date(2027, 1, 14), 12, 0));
    let pickup = at(day, 10, 5);
    let four_windows = MakeSeconds::new(4 * 30 * 60);
    let taken = allocate(&shop, &state, four_windows, pickup, now).unwrap();
    let share = |minutes| WindowShare {
        start: at(day, 10, 0) - Span::minutes(minutes),
        make_seconds: MakeSeconds::new(1800),
    };
    let shares = [0, 15, 30, 45].map(share).to_vec();
    let window = at(day, 10, 0);
    assert_eq!(taken, Allocation { window, shares });
    let more = MakeSeconds::new(4 * 30 * 60 + 1);
    assert_eq!(allocate(&shop, &state, more, pickup, now), Err(NoSlot::Full));
}

#[test]
fn spill_uses_no_window_that_is_past_and_only_the_rest_of_this_one() {
    let (shop, state) = day_shop();
    let now = at(date(2027, 1, 15), 10, 10);
    let pickup = at(date(2027, 1, 15), 10, 20);
    // Of 10:00 to 10:15 a third remains: 10 of 30 minutes; 10:15 has 30 more.
    let fits = MakeSeconds::new(40 * 60);
    let taken = allocate(&shop, &state, fits, pickup, now).unwrap();
    assert_eq!(taken.shares.len(), 2);
    assert_eq!(taken.shares[1].make_seconds, MakeSeconds::new(600));
    let more = MakeSeconds::new(40 * 60 + 1);
    assert_eq!(allocate(&shop, &state, more, pickup, now), Err(NoSlot::Full));
}

#[test]
fn pickups_begin_after_the_lead_and_end_before_closing() {
    let (shop, state) = day_shop();
    let day = date(2027, 1, 15);
    let offered = offer(&shop, &state, WORK, day, at(day, 10, 0));
    assert_eq!(offered[0].local_label, "10:10");
    assert_eq!(offered.last().unwrap().local_label, "18:45");
    let offered = offer(&shop, &state, WORK, day, at(day, 10, 1));
    assert_eq!(offered[0].local_label, "10:15");
    let early = offer(&shop, &state, WORK, day, at(day, 3, 0));
    assert_eq!(early[0].local_label, "07:00");
    assert!(offer(&shop, &state, WORK, day, at(day, 18, 40)).is_empty());
}

#[test]
fn the_queue_ahead_pushes_the_first_pickup_back() {
    let (shop, mut state) = day_shop();
    let day = date(2027, 1, 15);
    let window = at(day, 10, 0);
    state.take(&Allocation {
        window,
        shares: vec![WindowShare { start: window, make_seconds: MakeSeconds::new(1200) }],
    });
    // Two thirds of the window's work is 10 of its 15 minutes.
    let offered = offer(&shop, &state, WORK, day, window);
    assert_eq!(offered[0].local_label, "10:20");
}

#[test]
fn orders_reach_seven_days_ahead() {
    let (shop, state) = day_shop();
    let now = at(date(2027, 1, 15), 10, 0);
    assert!(!offer(&shop, &state, WORK, date(2027, 1, 22), now).is_empty());
    assert!(offer(&shop, &state, WORK, date(2027, 1, 23), now).is_empty());
    assert!(offer(&shop, &state, WORK, date(2027, 1, 14), now).is_empty());
}

#[test]
fn throttling_halves_what_new_orders_may_take() {
    let (shop, mut state) = day_shop();
    let (day, now) = (date(2027, 1, 15), at(date(2027, 1, 15), 7, 0));
    let room = |state: &ShopFacts, hour, minute| {
        let offered = offer(&shop, state, WORK, day, now);
        let slot = offered.iter().find(|it| it.pickup_at == at(day, hour, minute));
        slot.map(|slot| slot.room)
    };
    assert_eq!((room(&state, 10, 0), room(&state, 12, 0)), (Some(6), Some(9)));
    assert_eq!((room(&state, 13, 25), room(&state, 13, 30)), (Some(9), Some(6)));
    state.throttled = true;
    assert_eq!((room(&state, 10, 0), room(&state, 12, 0)), (Some(3), Some(4)));
    let half = MakeSeconds::new(4 * 15 * 60);
    let more = MakeSeconds::new(4 * 15 * 60 + 1);
    assert!(allocate(&shop, &state, half, at(day, 11, 0), now).is_ok());
    assert!(allocate(&shop, &state, more, at(day, 11, 0), now).is_err());
}

#[test]
fn a_paused_shop_takes_nothing_until_its_time_has_come() {
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue(), at(day, 10, 0), 1);
    world.control("day", ShopControl::Pause { minutes: Some(20) });
    let croissant = || basket(&[("croissant", 1)]);
    let until = at(day, 10, 20);
    let refused = world.place(0, "day", croissant(), at(day, 11, 0), false);
    assert_eq!(refused, Err(Refusal::ShopPaused { until }));
    let shop = world.catalogue.shops[0].clone();
    let state = world.shops[&shop_id("day")].clone();
    assert!(offer(&shop, &state, WORK, day, world.now).is_empty());
    world.pass(Span::minutes(20));
    assert!(!offer(&shop, &state, WORK, day, world.now).is_empty());
    assert!(world.place(0, "day", croissant(), at(day, 11, 0), false).is_ok());
}

/// Places orders of a croissant until one is refused.
fn fill(world: &mut World, pickup: Millis) -> (usize, Refusal) {
    for taken in 0..200 {
        let croissant = basket(&[("croissant", 1)]);
        if let Err(refusal) = world.place(taken % 20, "day", croissant, pickup, false) {
            return (taken, refusal);
        }
    }
    panic!("the window is never full");
}

#[test]
fn a_rush_for_six_places_ends_with_six_and_three_other_times() {
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue(), at(day, 9, 0), 20);
    let (taken, refusal) = fill(&mut world, at(day, 10, 5));
    assert_eq!(taken, 6);
    let Refusal::SlotFull { alternatives } = refusal else {
        panic!("{refusal:?}");
    };
    assert_eq!(labels(&alternatives), ["09:50", "09:55", "10:15"]);
    world.check();
}

#[test]
fn holds_that_ran_out_give_their_room_to_the_next() {
    let day = date(2027, 1, 15);
    let mut world = World::new(catalogue(), at(day, 9, 0), 20);
    fill(&mut world, at(day, 10, 0));
    world.top_up(0, 1000).unwrap();
    let late = world.wallets[0].orders[0].id;
    world.pass(Span::minutes(5));
    assert_eq!(fill(&mut world, at(day, 10, 0)).0, 6);
    assert_eq!(world.pay(0, late), Err(Refusal::HoldRanOut));
    // Its own wallet hears of it, and the room that was given on is not given back again.
    world.settle(0);
    world.check();
    let reserved = world.shops[&shop_id("day")].reserved(window_of(at(day, 10, 0)));
    assert_eq!(reserved.orders, 6);
}
