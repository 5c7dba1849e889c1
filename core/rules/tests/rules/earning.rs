use crate::support::{World, at, basket, catalogue, date, spend, visit};
use dough_rules::Catalogue;
use dough_rules::WalletFacts;
use dough_rules::earning::{Goods, Purchase, earn};
use dough_rules::expiry::ExpiryPolicy;
use dough_rules::ids::WalletId;
use dough_rules::programme::{Channel, Programme};
use dough_rules::receipt::EarningReason;
use dough_rules::units::{Cents, Dough, Millis, Span};
use jiff::tz::TimeZone;

/// A purchase on a Friday at noon, of goods that no rule asks about.
fn bought(paid: Cents) -> Purchase {
    let goods = Goods { pieces: vec![], paid };
    Purchase::at(&catalogue().shops[0], Channel::Register, at(date(2027, 1, 15), 12, 0), goods)
}

fn earned(programme: &Programme, cents: i64) -> (i64, Vec<String>) {
    let facts = WalletFacts::new(WalletId::new(uuid::Uuid::nil()));
    let catalogue = Catalogue { programme: programme.clone(), ..catalogue() };
    let earning = earn(&catalogue, &facts, &bought(Cents::new(cents)));
    let rules = earning.awards.iter().map(|award| award.rule.to_string());
    (earning.dough.get(), rules.collect())
}

fn programme(stack: bool) -> Programme {
    let mut programme = catalogue().programme;
    programme.accrual_rules = vec![visit(2, None), spend(1, 400)];
    programme.stack = stack;
    programme
}

#[test]
fn the_best_rule_wins_and_the_first_of_equals() {
    let best = |cents| earned(&programme(false), cents);
    assert_eq!(best(499), (1, vec!["spend".to_owned()]));
    assert_eq!(best(1199), (2, vec!["visit".to_owned()]));
    assert_eq!(best(1200), (3, vec!["spend".to_owned()]));
    assert_eq!(best(800), (2, vec!["visit".to_owned()]));
}

#[test]
fn stacked_rules_all_give() {
    let rules = vec!["visit".to_owned(), "spend".to_owned()];
    assert_eq!(earned(&programme(true), 800), (4, rules));
}

#[test]
fn spending_counts_full_amounts_only() {
    let mut programme = programme(false);
    programme.accrual_rules = vec![spend(3, 100)];
    for (cents, dough) in [(0, 0), (99, 0), (100, 3), (199, 3), (1000, 30), (1099, 30)] {
        assert_eq!(earned(&programme, cents).0, dough, "{cents}");
    }
}

#[test]
fn a_visit_below_the_minimum_says_so() {
    let facts = WalletFacts::new(WalletId::new(uuid::Uuid::nil()));
    let (minimum, paid) = (Cents::new(500), Cents::new(499));
    let earning = earn(&catalogue(), &facts, &bought(paid));
    assert_eq!(earning.dough, Dough::ZERO);
    assert_eq!(earning.reasons, [EarningReason::BelowMinimum { minimum, paid }]);
}

#[test]
fn the_day_is_the_shops_own_over_midnight() {
    // 23:30 in Brussels is 22:30 UTC, and half an hour later it is still the same day in UTC.
    let night = at(date(2027, 1, 15), 23, 30);
    let mut world = World::new(catalogue(), night, 1);
    let buy = |world: &mut World| world.buy(0, basket(&[("tartine", 1)])).earning;
    assert_eq!(buy(&mut world).dough, Dough::new(1));
    assert_eq!(buy(&mut world).dough, Dough::new(1));
    let next_day = date(2027, 1, 16);
    let counted = 2;
    assert_eq!(buy(&mut world).reasons, [EarningReason::DayCapReached { counted, next_day }]);
    world.pass(Span::minutes(30));
    assert_eq!(world.now.in_zone(&TimeZone::UTC).date(), date(2027, 1, 15));
    assert_eq!(buy(&mut world).dough, Dough::new(1));
    world.check();
}

#[test]
fn where_the_best_rule_is_full_the_next_one_gives() {
    let mut catalogue = catalogue();
    catalogue.programme.accrual_rules = vec![visit(5, Some(1)), spend(1, 400)];
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    let first = world.buy(0, basket(&[("tartine", 1)])).earning;
    let second = world.buy(0, basket(&[("tartine", 1)])).earning;
    assert_eq!((first.dough.get(), second.dough.get()), (5, 2));
}

#[test]
fn months_beyond_every_calendar_never_come() {
    let at = at(date(2027, 1, 15), 9, 0);
    let never = Some(Millis::new(i64::MAX));
    let rolling = ExpiryPolicy::Rolling { months: u32::MAX };
    assert_eq!(rolling.lot_expiry(at, &TimeZone::UTC), never);
    let sliding = ExpiryPolicy::Sliding { months: u32::MAX }.sliding(&TimeZone::UTC);
    assert_eq!(sliding.map(|rule| rule.deadline(at)), never);
}
