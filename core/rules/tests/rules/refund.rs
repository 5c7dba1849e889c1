use crate::support::{World, at, basket, catalogue, date, spend, visit};
use dough_rules::Refusal;
use dough_rules::command::{Permission, SaleTender};
use dough_rules::ledger::Cause;
use dough_rules::units::{Cents, Dough};

fn pays_and_earns() -> Permission {
    Permission { pay: Some(Cents::new(1500)), earn: true, redeem: None }
}

#[test]
fn a_full_refund_returns_the_balances_to_what_they_were() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    world.top_up(0, 1000).unwrap();
    let before = world.wallets[0].clone();
    let tenders =
        vec![SaleTender::Cash { amount: Cents::new(200) }, SaleTender::Balance { amount: None }];
    let goods = basket(&[("tartine", 1)]);
    let receipt = world.scan(0, goods, tenders, pays_and_earns()).unwrap();
    assert_ne!(world.wallets[0].balances, before.balances);
    world.refund(0, receipt.id).unwrap();
    assert_eq!(world.wallets[0].balances, before.balances);
    assert_eq!(world.wallets[0].lots, before.lots);
    let again = world.refund(0, receipt.id);
    assert_eq!(again, Err(Refusal::AlreadyRefunded));
    world.check();
    world.check_from_scratch();
}

#[test]
fn a_refund_frees_the_place_in_the_days_count() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    let first = world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world.refund(0, first.id).unwrap();
    let third = world.buy(0, basket(&[("tartine", 1)]));
    assert_eq!(third.earning.dough, Dough::new(1));
    world.check();
}

#[test]
fn a_refund_withdraws_a_surprise_that_is_no_longer_paid_for() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    let last = world.buy(0, basket(&[("tartine", 1)]));
    assert_eq!(world.wallets[0].surprises.len(), 1);
    world.refund(0, last.id).unwrap();
    assert!(world.wallets[0].surprises.is_empty());
    world.check();
}

#[test]
fn a_refund_of_dough_that_was_spent_is_refused_with_what_is_missing() {
    let mut catalogue = catalogue();
    // Only vouchers, so that the surprise brings no dough back.
    catalogue.programme.surprise.prizes.truncate(2);
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    let last = world.buy(0, basket(&[("tartine", 1)]));
    world.open_surprise(0).unwrap();
    let missing = Dough::new(1);
    let before = world.wallets[0].clone();
    assert_eq!(world.refund(0, last.id), Err(Refusal::RefundNeedsOwed { missing }));
    assert_eq!(world.wallets[0], before);
}

#[test]
fn a_voucher_that_paid_comes_back_with_the_refund() {
    let mut catalogue = catalogue();
    catalogue.programme.surprise.prizes.truncate(1);
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world.open_surprise(0).unwrap();
    let vouchers = world.wallets[0].vouchers.clone();
    let permission = Permission { redeem: Some(vouchers[0].number), ..pays_and_earns() };
    let croissant = || basket(&[("croissant", 1)]);
    let receipt = world.scan(0, croissant(), vec![], permission).unwrap();
    assert!(world.wallets[0].vouchers.is_empty());
    let again = world.scan(0, croissant(), vec![], permission);
    assert_eq!(again, Err(Refusal::UnknownVoucher));
    world.refund(0, receipt.id).unwrap();
    assert_eq!(world.wallets[0].vouchers, vouchers);
}

#[test]
fn a_refund_takes_all_lots_that_the_purchase_brought_before_others() {
    let mut catalogue = catalogue();
    catalogue.programme.stack = true;
    catalogue.programme.surprise.cost = Dough::new(100);
    catalogue.programme.accrual_rules = vec![visit(1, None), spend(1, 400)];
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    let kept = world.buy(0, basket(&[("tartine", 1)]));
    let returned = world.buy(0, basket(&[("tartine", 1)]));
    world.refund(0, returned.id).unwrap();
    let of = |receipt| {
        let lots = world.wallets[0].lots.iter();
        let lots = lots.filter(|lot| lot.cause == Cause::Receipt(receipt));
        lots.map(|lot| lot.available).sum::<Dough>()
    };
    assert_eq!((of(kept.id), of(returned.id)), (Dough::new(3), Dough::ZERO));
}
