use crate::support::{World, at, basket, catalogue, date};
use dough_rules::command::{Command, KitchenStep, LastBalance};
use dough_rules::ids::OrderId;
use dough_rules::ledger::Balances;
use dough_rules::units::{Cents, Millis, Span};
use dough_rules::{Event, Refusal};

fn world() -> World {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 9, 0), 2);
    world.top_up(0, 10_000).unwrap();
    world
}

fn order(world: &mut World, pickup_at: Millis, pay: bool) -> OrderId {
    world.place(0, "day", basket(&[("croissant", 1)]), pickup_at, pay).unwrap().id
}

#[test]
fn what_is_left_is_paid_out_or_given_up_as_was_said() {
    for (balance, expected) in
        [(LastBalance::PayOut, "paid_out"), (LastBalance::GiveUp, "balance_given_up")]
    {
        let mut world = world();
        let pickup = world.now + Span::hours(2);
        order(&mut world, pickup, true);
        order(&mut world, pickup, false);
        let left = world.erase(0, LastBalance::NoneLeft);
        assert_eq!(left, Err(Refusal::BalanceLeft { available: Cents::new(10_000) }));
        assert_eq!(world.wallets[0].orders.len(), 2);
        world.erase(0, balance).unwrap();
        let journal = &world.journals[0];
        assert!(journal.iter().any(|entry| entry.event.kind() == expected));
        assert_eq!(journal.last().unwrap().event, Event::WalletErased {});
        world.check();
        world.check_from_scratch();
    }
}

#[test]
fn an_order_that_the_kitchen_has_started_keeps_the_wallet() {
    let mut world = world();
    let pickup = world.now + Span::hours(2);
    let id = order(&mut world, pickup, true);
    order(&mut world, pickup, true);
    world.kitchen(0, id, KitchenStep::Ready).unwrap();
    let before = world.wallets[0].clone();
    let refused = world.erase(0, LastBalance::GiveUp);
    assert!(matches!(refused, Err(Refusal::OrderFired { .. })));
    assert_eq!(world.wallets[0], before);
    let open = world.run(0, &Command::Erase { balance: LastBalance::GiveUp });
    assert!(matches!(open, Err(Refusal::OrderFired { .. })));
    world.kitchen(0, id, KitchenStep::PickedUp).unwrap();
    let open = world.run(0, &Command::Erase { balance: LastBalance::GiveUp });
    assert_eq!(open, Err(Refusal::OrdersOpen));
    world.erase(0, LastBalance::GiveUp).unwrap();
    world.check();
}

#[test]
fn nothing_follows_the_end() {
    let mut world = world();
    world.erase(0, LastBalance::GiveUp).unwrap();
    for command in [
        Command::Settle,
        Command::ChangeProfile,
        Command::Acknowledge,
        Command::Erase { balance: LastBalance::NoneLeft },
    ] {
        assert_eq!(world.run(0, &command), Err(Refusal::WalletErased));
    }
}

#[test]
fn money_that_was_taken_while_the_wallet_ended_goes_straight_back() {
    let mut world = world();
    world.erase(0, LastBalance::GiveUp).unwrap();
    world.top_up(0, 500).unwrap();
    let [.., taken, back] = world.journals[0].as_slice() else { panic!("two entries") };
    assert!(matches!(taken.event, Event::ToppedUp { amount, .. } if amount == Cents::new(500)));
    assert!(matches!(back.event, Event::PaidOut { amount, .. } if amount == Cents::new(500)));
    assert_eq!(world.wallets[0].balances, Balances::default());
    world.check();
    world.check_from_scratch();
}

#[test]
fn whoever_waits_for_a_wallet_that_is_gone_is_told() {
    let mut world = world();
    world.accept(1, 0).unwrap();
    world.erase(0, LastBalance::GiveUp).unwrap();
    world.deliver_all();
    world.check();
    world.check_invitations_agree();
}

#[test]
fn an_order_that_nobody_paid_keeps_no_wallet_also_when_its_time_has_come() {
    let mut world = world();
    let pickup = world.now + Span::hours(2);
    order(&mut world, pickup, false);
    world.pass(Span::hours(3));
    world.erase(0, LastBalance::GiveUp).unwrap();
    world.check();
}
