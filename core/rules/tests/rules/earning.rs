use crate::support::{World, at, basket, catalogue, date, spend, time, visit};
use dough_rules::catalogue::{DayName, Hours};
use dough_rules::earning::{Goods, Purchase, earn};
use dough_rules::expiry::ExpiryPolicy;
use dough_rules::ids::WalletId;
use dough_rules::journal::ReturnedPieces;
use dough_rules::programme::{Accrual, AccrualRule, Campaign, Channel, Conditions, Programme};
use dough_rules::receipt::EarningReason;
use dough_rules::refund::RefundScope;
use dough_rules::segment::Segment;
use dough_rules::units::{Cents, Dough, Millis, Span};
use dough_rules::{Catalogue, WalletFacts};
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

fn pieces(dough: i64, items: &[&str]) -> Accrual {
    let items = items.iter().map(|item| item.parse().unwrap()).collect();
    Accrual::ItemVariation { dough: Dough::new(dough), items }
}

/// A rule beside the visit's, which it stacks with.
fn with_rule(rule: AccrualRule) -> Catalogue {
    let mut catalogue = catalogue();
    catalogue.programme.accrual_rules = vec![rule];
    catalogue
}

#[test]
fn items_and_categories_count_by_the_piece() {
    let mut catalogue = with_rule(AccrualRule {
        accrual: pieces(2, &["croissant", "cappuccino"]),
        minimum: Cents::ZERO,
        ..visit(1, None)
    });
    let mut world = World::new(catalogue.clone(), at(date(2027, 1, 15), 12, 0), 1);
    let earning = world.buy(0, basket(&[("croissant", 3), ("tartine", 1)])).earning;
    let pieces = EarningReason::Pieces { dough: Dough::new(6), pieces: 3 };
    assert_eq!((earning.dough.get(), &earning.reasons[..]), (6, &[pieces][..]));
    let none = world.buy(0, basket(&[("tartine", 1)])).earning;
    assert_eq!(none.reasons, [EarningReason::NoSuchPiece {}]);
    catalogue.items[0].category = Some("pastry".parse().unwrap());
    catalogue.programme.accrual_rules[0].accrual =
        Accrual::Category { dough: Dough::new(1), categories: vec!["pastry".parse().unwrap()] };
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    let earned = world.buy(0, basket(&[("croissant", 2), ("cappuccino", 1)])).earning;
    assert_eq!(earned.dough, Dough::new(2));
    world.check();
}

#[test]
fn a_rule_counts_only_where_and_when_it_says() {
    let conditions = Conditions {
        days: vec![DayName::Friday],
        hours: vec![Hours { open: time(14, 0), close: time(16, 0) }],
        channels: vec![Channel::Register],
        from: Some(date(2027, 1, 15)),
        until: Some(date(2027, 1, 15)),
        ..Conditions::default()
    };
    let rule = AccrualRule { only: conditions, ..visit(3, None) };
    let mut world = World::new(with_rule(rule), at(date(2027, 1, 15), 13, 59), 1);
    let buy = |world: &mut World| world.buy(0, basket(&[("tartine", 1)])).earning;
    let early = buy(&mut world);
    assert_eq!(
        (early.dough, &early.reasons[..]),
        (Dough::ZERO, &[EarningReason::Elsewhere {}][..])
    );
    world.pass(Span::minutes(1));
    assert_eq!(buy(&mut world).dough, Dough::new(3));
    world.pass(Span::hours(2));
    assert_eq!(buy(&mut world).dough, Dough::ZERO);
    // A week later it is a Friday at the hour again, but too late.
    world.pass(Span::hours(167));
    assert_eq!(buy(&mut world).dough, Dough::ZERO);
}

fn segment(id: &str) -> Segment {
    Segment {
        id: id.parse().unwrap(),
        joined_at_most: None,
        joined_at_least: None,
        away: None,
        invited: None,
        has_ordered: None,
        has_email: None,
    }
}

#[test]
fn a_rule_gives_only_to_its_segments() {
    let only = |ids: &[&str]| Conditions {
        segments: ids.iter().map(|id| id.parse().unwrap()).collect(),
        ..Conditions::default()
    };
    let mut catalogue = catalogue();
    catalogue.programme.segments = vec![
        Segment { joined_at_most: Some(7), ..segment("new") },
        Segment { joined_at_least: Some(30), away: Some(10), ..segment("away") },
        Segment { has_email: Some(true), ..segment("reachable") },
    ];
    catalogue.programme.accrual_rules = vec![
        AccrualRule { only: only(&["new", "reachable"]), ..visit(3, None) },
        AccrualRule { id: "back".parse().unwrap(), only: only(&["away"]), ..visit(5, None) },
    ];
    // A Friday, at 23:30 by the shop's clock: the first day has half an hour left.
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 23, 30), 1);
    let buy = |world: &mut World| world.buy(0, basket(&[("tartine", 1)]));
    let first = buy(&mut world);
    assert_eq!(first.earning.dough, Dough::new(3));
    world.pass(Span::minutes(31));
    world.pass(Span::days(6));
    assert_eq!(buy(&mut world).earning.dough, Dough::new(3), "the seventh day after");
    world.pass(Span::days(1));
    let nothing = buy(&mut world).earning;
    assert_eq!(
        (nothing.dough, &nothing.reasons[..]),
        (Dough::ZERO, &[EarningReason::Elsewhere {}][..])
    );
    // What earned nothing was no activity: away since the seventh day.
    world.pass(Span::days(22));
    let back = buy(&mut world);
    assert_eq!(back.earning.dough, Dough::new(5), "joined 30 days ago, away for 23");
    assert_eq!(buy(&mut world).earning.dough, Dough::ZERO, "no longer away");
    // A refund judges by the segments of then.
    world.refund(0, first.id).unwrap();
    world.refund(0, back.id).unwrap();
    world.check();
    world.check_from_scratch();
}

#[test]
fn a_campaign_multiplies_what_it_covers_and_says_so() {
    let mut catalogue = catalogue();
    let campaign = |id: &str, percent, rules: &[&str]| Campaign {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        percent,
        rules: rules.iter().map(|rule| rule.parse().unwrap()).collect(),
        only: Conditions { days: vec![DayName::Friday], ..Conditions::default() },
    };
    catalogue.programme.campaigns =
        vec![campaign("half", 150, &[]), campaign("twice", 200, &["visit"])];
    catalogue.programme.accrual_rules = vec![visit(3, None), spend(1, 100)];
    catalogue.programme.stack = true;
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    let friday = world.buy(0, basket(&[("tartine", 1)]));
    // Twice 3 for the visit; 8 and a half of it for what was spent.
    assert_eq!(friday.earning.dough, Dough::new(6 + 12));
    let more = EarningReason::Campaign { name: "twice".to_owned(), dough: Dough::new(3) };
    assert!(friday.earning.reasons.contains(&more));
    world.pass(Span::days(1));
    assert_eq!(world.buy(0, basket(&[("tartine", 1)])).earning.dough, Dough::new(11));
    // A refund on Saturday judges by Friday's campaigns.
    world.refund(0, friday.id).unwrap();
    world.check();
}

#[test]
fn a_week_ends_on_sunday_and_a_customers_cap_never() {
    let rule = AccrualRule { max_per_week: Some(2), max_per_customer: Some(3), ..visit(1, None) };
    // A Saturday.
    let mut world = World::new(with_rule(rule), at(date(2027, 1, 16), 12, 0), 1);
    let buy = |world: &mut World| world.buy(0, basket(&[("tartine", 1)]));
    let first = buy(&mut world);
    world.pass(Span::days(1));
    assert_eq!(buy(&mut world).earning.dough, Dough::new(1));
    let full = EarningReason::WeekCapReached { counted: 2, next_day: date(2027, 1, 18) };
    assert_eq!(buy(&mut world).earning.reasons, [full]);
    world.pass(Span::days(1));
    assert_eq!(buy(&mut world).earning.dough, Dough::new(1));
    let over = EarningReason::CustomerCapReached { counted: 3 };
    assert_eq!(buy(&mut world).earning.reasons, std::slice::from_ref(&over));
    world.pass(Span::days(60));
    assert_eq!(buy(&mut world).earning.reasons, [over]);
    // What a refund takes back no longer counts.
    world.refund(0, first.id).unwrap();
    assert_eq!(buy(&mut world).earning.dough, Dough::new(1));
    world.check();
    world.check_from_scratch();
}

#[test]
fn a_partial_refund_judges_the_pieces_that_are_left() {
    let rule = AccrualRule { accrual: pieces(2, &["croissant"]), ..visit(1, None) };
    let mut world = World::new(with_rule(rule), at(date(2027, 1, 15), 12, 0), 1);
    let receipt = world.buy(0, basket(&[("croissant", 3), ("tartine", 1)]));
    assert_eq!(receipt.earning.dough, Dough::new(6));
    let pieces = vec![ReturnedPieces { line: 0, quantity: 2 }];
    let refund = world.refund_part(0, receipt.id, RefundScope::Pieces { pieces }).unwrap();
    assert_eq!(refund.dough(), Dough::new(4));
    world.check();
}
