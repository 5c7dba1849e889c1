use crate::support::{World, at, basket, catalogue, date, spend, visit};
use dough_rules::command::{Permission, SaleTender};
use dough_rules::ids::ReceiptId;
use dough_rules::journal::{Refund, ReturnedPieces};
use dough_rules::ledger::Cause;
use dough_rules::receipt::Tender;
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Dough, Span};
use dough_rules::{Command, Refusal};

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
fn dough_that_was_spent_is_owed_and_the_next_settles_it() {
    let mut catalogue = catalogue();
    // Only vouchers, so that the surprise brings no dough back.
    catalogue.programme.surprise.prizes.truncate(2);
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    let last = world.buy(0, basket(&[("tartine", 1)]));
    world.open_surprise(0).unwrap();
    let refund = world.refund(0, last.id).unwrap();
    assert_eq!((refund.owed, refund.taken_back.len()), (Dough::new(1), 0));
    assert_eq!(world.wallets[0].balances.dough_owed, Dough::new(-1));
    assert_eq!(world.wallets[0].vouchers.len(), 1, "an opened surprise is not undone");
    world.pass(Span::days(1));
    world.buy(0, basket(&[("tartine", 1)]));
    let balances = world.wallets[0].balances;
    assert_eq!((balances.dough_owed, balances.dough_available), (Dough::ZERO, Dough::ZERO));
    world.buy(0, basket(&[("tartine", 1)]));
    assert_eq!(world.wallets[0].balances.dough_available, Dough::new(1));
    world.check();
    world.check_from_scratch();
}

#[test]
fn pieces_go_back_one_by_one_and_their_dough_with_the_last_that_earned_it() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    let receipt = world.buy(0, basket(&[("croissant", 4)]));
    assert_eq!((receipt.total.get(), receipt.earning.dough.get()), (840, 1));
    let piece =
        |quantity| RefundScope::Pieces { pieces: vec![ReturnedPieces { line: 0, quantity }] };
    let first = world.refund_part(0, receipt.id, piece(1)).unwrap();
    assert_eq!((first.money().get(), first.dough().get(), first.complete), (210, 0, false));
    let second = world.refund_part(0, receipt.id, piece(1)).unwrap();
    assert_eq!((second.money().get(), second.dough().get()), (210, 1), "EUR 4.20 earn nothing");
    let many = world.refund_part(0, receipt.id, piece(3));
    assert_eq!(many, Err(Refusal::PiecesTooMany { line: 0, left: 2 }));
    let last = world.refund_part(0, receipt.id, piece(2)).unwrap();
    assert_eq!((last.money().get(), last.dough().get(), last.complete), (420, 0, true));
    let again = world.refund_part(0, receipt.id, RefundScope::All);
    assert_eq!(again, Err(Refusal::AlreadyRefunded));
    world.check();
}

#[test]
fn an_amount_goes_back_to_the_wallet_first_and_never_more_than_was_paid() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    world.top_up(0, 300).unwrap();
    let tenders =
        vec![SaleTender::Card { amount: Cents::new(540) }, SaleTender::Balance { amount: None }];
    let receipt = world.scan(0, basket(&[("croissant", 4)]), tenders, pays_and_earns()).unwrap();
    let amount = |cents| RefundScope::Amount { amount: Cents::new(cents) };
    let refund = world.refund_part(0, receipt.id, amount(400)).unwrap();
    let (wallet, card) = (Cents::new(300), Cents::new(100));
    let tenders = [Tender::Balance { amount: wallet }, Tender::Card { amount: card }];
    assert_eq!((&refund.tenders[..], refund.dough()), (&tenders[..], Dough::new(1)));
    assert_eq!(world.wallets[0].balances.eur_available, wallet);
    let left = Cents::new(440);
    for too_much in [0, -1, 441, i64::MAX, i64::MIN] {
        let refused = world.refund_part(0, receipt.id, amount(too_much));
        assert_eq!(refused, Err(Refusal::RefundTooMuch { left }));
    }
    let line = RefundScope::Pieces { pieces: vec![ReturnedPieces { line: 0, quantity: 4 }] };
    let refused = world.refund_part(0, receipt.id, line);
    assert_eq!(refused, Err(Refusal::RefundTooMuch { left }));
    let rest = world.refund(0, receipt.id).unwrap();
    assert_eq!((rest.money(), rest.dough(), rest.complete), (left, Dough::ZERO, true));
    world.check();
}

#[test]
fn the_piece_that_a_voucher_paid_goes_back_last() {
    let mut catalogue = catalogue();
    catalogue.programme.surprise.prizes.truncate(1);
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world.open_surprise(0).unwrap();
    let permission =
        Permission { redeem: Some(world.wallets[0].vouchers[0].number), ..pays_and_earns() };
    let cash = vec![SaleTender::Cash { amount: Cents::new(210) }];
    let receipt = world.scan(0, basket(&[("croissant", 2)]), cash, permission).unwrap();
    let piece = RefundScope::Pieces { pieces: vec![ReturnedPieces { line: 0, quantity: 1 }] };
    let first = world.refund_part(0, receipt.id, piece.clone()).unwrap();
    assert_eq!((first.money().get(), first.vouchers.len()), (210, 0));
    let last = world.refund_part(0, receipt.id, piece).unwrap();
    assert_eq!((last.money().get(), last.vouchers.len(), last.complete), (0, 1, true));
    world.check();
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

/// What a refund's VAT is, by rate: the money that it is in, and the VAT.
fn vat(refund: &Refund) -> Vec<(u32, i64, i64)> {
    refund.vat.iter().map(|it| (it.rate, it.gross.get(), it.vat.get())).collect()
}

#[test]
fn the_vat_of_a_sale_goes_back_by_rate_and_to_the_cent() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    let receipt = world.buy(0, basket(&[("tartine", 1), ("cappuccino", 1)]));
    let sold: Vec<_> =
        receipt.vat.iter().map(|it| (it.rate, it.gross.get(), it.vat.get())).collect();
    assert_eq!(sold, [(1200, 890, 95), (2100, 360, 62)]);
    let amount = |cents| RefundScope::Amount { amount: Cents::new(cents) };
    let first = world.refund_part(0, receipt.id, amount(100)).unwrap();
    assert_eq!(vat(&first), [(1200, 71, 8), (2100, 29, 5)]);
    let second = world.refund_part(0, receipt.id, amount(1)).unwrap();
    assert_eq!(vat(&second), [(2100, 1, 0)], "no rate of which nothing goes back");
    let coffee = RefundScope::Pieces { pieces: vec![ReturnedPieces { line: 1, quantity: 1 }] };
    let third = world.refund_part(0, receipt.id, coffee).unwrap();
    // 30 cents of the coffee went back before, as amounts: these are of the tartine now.
    let (food, drink) = ((1200, 30, 3), (2100, 330, 57));
    assert_eq!((third.money().get(), vat(&third)), (360, vec![food, drink]));
    let rest = world.refund(0, receipt.id).unwrap();
    assert_eq!((rest.money().get(), vat(&rest)), (789, vec![(1200, 789, 84)]));
    world.check();
}

#[test]
fn a_voucher_that_came_back_with_its_piece_does_not_come_back_with_the_rest() {
    let mut catalogue = catalogue();
    catalogue.programme.surprise.prizes.truncate(1);
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world.open_surprise(0).unwrap();
    let permission =
        Permission { redeem: Some(world.wallets[0].vouchers[0].number), ..pays_and_earns() };
    let cash = vec![SaleTender::Cash { amount: Cents::new(890) }];
    let goods = basket(&[("croissant", 1), ("tartine", 1)]);
    let receipt = world.scan(0, goods, cash, permission).unwrap();
    let piece = RefundScope::Pieces { pieces: vec![ReturnedPieces { line: 0, quantity: 1 }] };
    let first = world.refund_part(0, receipt.id, piece).unwrap();
    assert_eq!((first.money().get(), first.vouchers.len(), first.complete), (0, 1, false));
    let rest = world.refund(0, receipt.id).unwrap();
    assert_eq!((rest.money().get(), rest.vouchers.len(), rest.complete), (890, 0, true));
    assert_eq!(world.wallets[0].vouchers.len(), 1);
    world.check();
}

#[test]
fn only_all_of_a_receipt_is_all() {
    assert!(RefundScope::All.is_all());
    assert!(!RefundScope::Amount { amount: Cents::new(1) }.is_all());
    assert!(!RefundScope::Pieces { pieces: vec![] }.is_all());
}

#[test]
fn a_receipt_is_refunded_in_its_own_shop_only() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    let receipt = world.buy(0, basket(&[("tartine", 1)]));
    let of = |receipt, shop: &str| Command::Refund {
        receipt,
        shop: crate::support::shop_id(shop),
        scope: RefundScope::All,
    };
    let elsewhere = world.run(0, &of(receipt.id, "night"));
    assert_eq!(elsewhere, Err(Refusal::OtherShop));
    let unknown = ReceiptId::new(uuid::Uuid::from_u128(7));
    assert_eq!(world.run(0, &of(unknown, "day")), Err(Refusal::UnknownReceipt));
    world.run(0, &of(receipt.id, "day")).unwrap();
}

#[test]
fn pieces_that_are_none_that_come_twice_or_of_no_line_are_refused() {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    let receipt = world.buy(0, basket(&[("croissant", 4), ("tartine", 1)]));
    let before = world.wallets[0].clone();
    let mut refused = |pieces: &[(u32, u32)], refusal| {
        let pieces = pieces.iter().map(|&(line, quantity)| ReturnedPieces { line, quantity });
        let scope = RefundScope::Pieces { pieces: pieces.collect() };
        assert_eq!(world.refund_part(0, receipt.id, scope), Err(refusal));
        assert_eq!(world.wallets[0], before);
    };
    refused(&[], Refusal::RefundTooMuch { left: receipt.total });
    refused(&[(0, 0)], Refusal::PiecesTooMany { line: 0, left: 4 });
    refused(&[(0, 5)], Refusal::PiecesTooMany { line: 0, left: 4 });
    refused(&[(1, 1), (0, 1), (0, 1)], Refusal::PiecesTooMany { line: 0, left: 4 });
    refused(&[(2, 1)], Refusal::PiecesTooMany { line: 2, left: 0 });
    let scope = RefundScope::Pieces {
        pieces: [0, 1].map(|line| ReturnedPieces { line, quantity: 1 }).into(),
    };
    let refund = world.refund_part(0, receipt.id, scope).unwrap();
    assert_eq!((refund.money().get(), refund.complete), (210 + 890, false));
    world.check();
}

#[test]
fn a_voucher_that_comes_back_late_can_be_used_for_another_week() {
    let mut catalogue = catalogue();
    catalogue.programme.surprise.prizes.truncate(1);
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    world.open_surprise(0).unwrap();
    let voucher = world.wallets[0].vouchers[0].clone();
    let permission = Permission { redeem: Some(voucher.number), ..pays_and_earns() };
    let receipt = world.scan(0, basket(&[("croissant", 1)]), vec![], permission).unwrap();
    let late = voucher.expires_at - Span::days(6);
    world.pass(late - world.now);
    world.refund(0, receipt.id).unwrap();
    assert_eq!(world.wallets[0].vouchers[0].expires_at, world.now + Span::days(7));
}

#[test]
fn what_a_partial_refund_leaves_counts_once_and_is_uncounted_once() {
    let mut catalogue = catalogue();
    // What a purchase brings to the wallet is told apart from what was there.
    catalogue.programme.accrual_rules = vec![visit(2, None)];
    let mut world = World::new(catalogue, at(date(2027, 1, 15), 12, 0), 1);
    let receipt = world.buy(0, basket(&[("tartine", 1)]));
    let rule = receipt.earning.awards[0].rule.clone();
    let counted = |world: &World| world.wallets[0].counted_between(&rule, receipt.day, receipt.day);
    let amount = |cents| RefundScope::Amount { amount: Cents::new(cents) };
    let kept = world.refund_part(0, receipt.id, amount(390)).unwrap();
    assert_eq!((kept.dough(), kept.uncounted.len(), counted(&world)), (Dough::ZERO, 0, 1));
    let below = world.refund_part(0, receipt.id, amount(1)).unwrap();
    assert_eq!((below.dough(), below.uncounted.len(), counted(&world)), (Dough::new(2), 1, 0));
    let rest = world.refund(0, receipt.id).unwrap();
    assert_eq!((rest.dough(), rest.uncounted.len(), counted(&world)), (Dough::ZERO, 0, 0));
    world.check();
}
