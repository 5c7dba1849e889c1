use crate::support::{World, at, basket, catalogue, date};
use dough_rules::Refusal;
use dough_rules::command::KitchenStep;
use dough_rules::facts::InvitationState;
use dough_rules::ids::ReceiptId;
use dough_rules::journal::InvitationRefusal;
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Dough, Span};

fn world(wallets: usize) -> World {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 9, 0), wallets);
    for wallet in 0..wallets {
        world.top_up(wallet, 10_000).unwrap();
    }
    world
}

/// An order of these goods, fetched tomorrow.
fn order(world: &mut World, wallet: usize, item: &str) -> ReceiptId {
    world.pass(Span::days(1));
    let now = world.now;
    let goods = basket(&[(item, 1)]);
    let order = world.place(wallet, "day", goods, now + Span::hours(2), true);
    let order = order.unwrap().id;
    world.kitchen(wallet, order, KitchenStep::PickedUp).unwrap();
    order.into()
}

fn state(world: &World, friend: usize, inviter: usize) -> (InvitationState, InvitationState) {
    let mine = world.wallets[friend].invited_by.as_ref().unwrap();
    let mut theirs = world.wallets[inviter].invitations.iter();
    let theirs = theirs.find(|it| it.referral == mine.referral).unwrap();
    (mine.state, theirs.state)
}

#[test]
fn both_are_rewarded_seven_days_after_the_first_order() {
    use InvitationState::{Joined, Pending, Qualified, Rewarded};
    let mut world = world(2);
    world.accept(1, 0).unwrap();
    world.deliver_all();
    assert_eq!(state(&world, 1, 0), (Joined, Joined));
    order(&mut world, 1, "croissant");
    assert_eq!(state(&world, 1, 0), (Joined, Joined), "too small an order");
    order(&mut world, 1, "tartine");
    assert_eq!(state(&world, 1, 0), (Qualified, Joined));
    world.deliver_all();
    assert_eq!(state(&world, 1, 0), (Pending, Pending));
    let before = [0, 1].map(|wallet| world.wallets[wallet].balances.dough_available);
    world.pass(Span::millis(Span::days(7).get() - 1));
    world.settle(1);
    assert_eq!(state(&world, 1, 0), (Pending, Pending));
    world.pass(Span::millis(1));
    world.settle(1);
    world.deliver_all();
    assert_eq!(state(&world, 1, 0), (Rewarded, Rewarded));
    let after = [0, 1].map(|wallet| world.wallets[wallet].balances.dough_available);
    assert_eq!(after, before.map(|dough| dough + Dough::new(1)));
    world.check();
    world.check_invitations_agree();
}

#[test]
fn the_own_code_a_second_code_and_a_late_code_are_refused() {
    let mut world = world(3);
    assert_eq!(world.accept(0, 0), Err(Refusal::InvitationOwnCode));
    world.accept(1, 0).unwrap();
    let second = world.accept(1, 2);
    assert_eq!(second, Err(Refusal::InvitationAlreadyAccepted));
    order(&mut world, 2, "croissant");
    assert_eq!(world.accept(2, 0), Err(Refusal::InvitationTooLate));
}

#[test]
fn a_ring_of_wallets_is_refused() {
    let mut world = world(4);
    for friend in 1..4 {
        world.accept(friend, friend - 1).unwrap();
    }
    assert_eq!(world.accept(0, 3), Err(Refusal::InvitationRing));
    assert_eq!(world.accept(0, 1), Err(Refusal::InvitationRing));
}

#[test]
fn two_who_invite_each_other_at_the_same_time_get_nothing() {
    let mut world = world(2);
    world.accept_with(1, 0, vec![]).unwrap();
    world.accept_with(0, 1, vec![]).unwrap();
    world.deliver_all();
    let refused = (InvitationState::Refused, InvitationState::Refused);
    assert_eq!((state(&world, 1, 0), state(&world, 0, 1)), (refused, refused));
    for wallet in 0..2 {
        order(&mut world, wallet, "tartine");
        let mine = world.wallets[wallet].invited_by.as_ref().unwrap();
        assert_eq!(mine.refused, Some(InvitationRefusal::Mutual));
        assert!(world.wallets[wallet].pending.is_empty());
    }
    assert!(world.outbox.is_empty());
}

#[test]
fn a_month_rewards_as_many_invitations_as_the_programme_says() {
    let mut world = world(4);
    for friend in 1..4 {
        world.accept(friend, 0).unwrap();
        order(&mut world, friend, "tartine");
        world.deliver_all();
    }
    let pending = (InvitationState::Pending, InvitationState::Pending);
    let refused = (InvitationState::Refused, InvitationState::Refused);
    assert_eq!(state(&world, 1, 0), pending);
    assert_eq!(state(&world, 2, 0), pending);
    assert_eq!(state(&world, 3, 0), refused);
    let mine = world.wallets[3].invited_by.as_ref().unwrap();
    assert_eq!(mine.refused, Some(InvitationRefusal::MonthFull));
    world.check_from_scratch();
    world.check_invitations_agree();
}

#[test]
fn a_refund_while_the_rewards_wait_voids_both() {
    let mut world = world(2);
    world.accept(1, 0).unwrap();
    let receipt = order(&mut world, 1, "tartine");
    world.deliver_all();
    assert_eq!(world.wallets[0].balances.dough_pending, Dough::new(1));
    world.refund(1, receipt).unwrap();
    world.deliver_all();
    let refused = (InvitationState::Refused, InvitationState::Refused);
    assert_eq!(state(&world, 1, 0), refused);
    world.pass(Span::days(8));
    for wallet in 0..2 {
        world.settle(wallet);
        assert_eq!(world.wallets[wallet].balances.dough_pending, Dough::ZERO);
        let mut lots = world.wallets[wallet].lots.iter();
        assert!(lots.all(|lot| !matches!(lot.cause, dough_rules::ledger::Cause::Referral(_))));
    }
    world.check();
}

#[test]
fn a_refund_before_the_inviter_has_heard_voids_both() {
    let mut world = world(2);
    world.accept(1, 0).unwrap();
    let receipt = order(&mut world, 1, "tartine");
    world.refund(1, receipt).unwrap();
    world.deliver_all();
    let refused = (InvitationState::Refused, InvitationState::Refused);
    assert_eq!(state(&world, 1, 0), refused);
    assert_eq!(world.wallets[0].balances.dough_pending, Dough::ZERO);
    assert_eq!(world.wallets[1].balances.dough_pending, Dough::ZERO);
    world.check();
}

#[test]
fn a_partial_refund_keeps_the_rewards_as_long_as_the_order_still_earns_them() {
    let mut world = world(2);
    world.accept(1, 0).unwrap();
    let receipt = order(&mut world, 1, "tartine");
    world.deliver_all();
    let amount = |cents| RefundScope::Amount { amount: Cents::new(cents) };
    let pending = (InvitationState::Pending, InvitationState::Pending);
    world.refund_part(1, receipt, amount(390)).unwrap();
    assert_eq!(state(&world, 1, 0), pending, "EUR 5.00 are left, as the programme asks");
    let other = order(&mut world, 1, "tartine");
    world.refund(1, other).unwrap();
    assert_eq!(state(&world, 1, 0), pending, "another order than the first");
    world.refund_part(1, receipt, amount(1)).unwrap();
    world.deliver_all();
    let refused = (InvitationState::Refused, InvitationState::Refused);
    assert_eq!(state(&world, 1, 0), refused);
    world.check();
}

#[test]
fn a_refund_after_the_rewards_were_posted_takes_neither_back() {
    let mut world = world(2);
    world.accept(1, 0).unwrap();
    let receipt = order(&mut world, 1, "tartine");
    world.deliver_all();
    world.pass(Span::days(7));
    world.settle(1);
    world.deliver_all();
    let rewarded = (InvitationState::Rewarded, InvitationState::Rewarded);
    assert_eq!(state(&world, 1, 0), rewarded);
    let inviter = world.wallets[0].balances;
    world.refund(1, receipt).unwrap();
    world.deliver_all();
    assert_eq!((state(&world, 1, 0), world.wallets[0].balances), (rewarded, inviter));
    world.check();
}
