//! What a manager gives or takes by hand.

use crate::support::{World, at, catalogue, date};
use dough_rules::adjustment::{Correction, MAX_ADJUSTED};
use dough_rules::command::Outcome;
use dough_rules::units::{Cents, Dough, MAX_CENTS};
use dough_rules::{Event, Refusal};

fn world() -> World {
    let mut catalogue = catalogue();
    catalogue.programme.install_award = Dough::ZERO;
    catalogue.programme.surprise.cost = MAX_ADJUSTED + MAX_ADJUSTED;
    World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1)
}

fn give(dough: i64) -> Correction {
    Correction::GiveDough { dough: Dough::new(dough) }
}

fn take(dough: i64) -> Correction {
    Correction::TakeDough { dough: Dough::new(dough) }
}

fn give_money(cents: i64) -> Correction {
    Correction::GiveMoney { amount: Cents::new(cents) }
}

fn take_money(cents: i64) -> Correction {
    Correction::TakeMoney { amount: Cents::new(cents) }
}

#[test]
fn dough_is_given_and_taken_as_stated_down_to_nothing() {
    let mut world = world();
    assert_eq!(world.adjust(0, give(5)), Ok(Outcome::Done));
    let balances = world.wallets[0].balances;
    assert_eq!(balances.dough_available, Dough::new(5));
    let short = Refusal::DoughShort { available: Dough::new(5), cost: Dough::new(6) };
    assert_eq!(world.adjust(0, take(6)), Err(short));
    world.adjust(0, take(2)).unwrap();
    world.adjust(0, take(3)).unwrap();
    assert_eq!(world.wallets[0].balances.dough_available, Dough::ZERO);
    assert!(world.wallets[0].lots.is_empty());
    world.check();
    world.check_from_scratch();
}

#[test]
fn money_is_given_and_taken_as_stated_down_to_nothing() {
    let mut world = world();
    world.adjust(0, give_money(500)).unwrap();
    let available = Cents::new(500);
    assert_eq!(world.wallets[0].balances.eur_available, available);
    let short = Refusal::BalanceShort { available, remaining: Cents::new(1) };
    assert_eq!(world.adjust(0, take_money(501)), Err(short));
    world.adjust(0, take_money(200)).unwrap();
    world.adjust(0, take_money(300)).unwrap();
    assert_eq!(world.wallets[0].balances.eur_available, Cents::ZERO);
    world.check();
    world.check_from_scratch();
}

#[test]
fn nothing_less_than_nothing_and_too_much_are_no_adjustments() {
    let mut world = world();
    let (least, most) = (Dough::new(1), MAX_ADJUSTED);
    for dough in [i64::MIN, -1, 0, MAX_ADJUSTED.get() + 1, i64::MAX] {
        for correction in [give(dough), take(dough)] {
            let refused = world.adjust(0, correction);
            assert_eq!(refused, Err(Refusal::DoughInvalid { least, most }));
        }
    }
    let (least, most) = (Cents::new(1), Cents::new(MAX_CENTS));
    for cents in [i64::MIN, -1, 0, MAX_CENTS + 1, i64::MAX] {
        for correction in [give_money(cents), take_money(cents)] {
            let refused = world.adjust(0, correction);
            assert_eq!(refused, Err(Refusal::AmountInvalid { least, most }));
        }
    }
    world.adjust(0, give(MAX_ADJUSTED.get())).unwrap();
    world.adjust(0, give_money(MAX_CENTS)).unwrap();
    world.adjust(0, take(1)).unwrap();
    world.adjust(0, take_money(1)).unwrap();
    let events = world.journals[0].iter();
    let adjusted = events.filter(|entry| matches!(entry.event, Event::Adjusted { .. }));
    assert_eq!(adjusted.count(), 4);
    world.check();
}
