use crate::support::{World, at, basket, catalogue, date};
use dough_rules::command::{Command, DeviceProof, Outcome, Permission, SaleTender};
use dough_rules::units::{Cents, Span};
use dough_rules::{Event, Refusal};

/// A wallet with EUR 100, whose first phone has the keys "pay" and "api".
fn world() -> World {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 9, 0), 1);
    world.top_up(0, 10_000).unwrap();
    world
}

fn enrol(
    world: &mut World,
    name: &str,
    proof: DeviceProof,
    revoke_others: bool,
) -> Result<Outcome, Refusal> {
    let (pay_key, api_key) = (format!("{name} pay"), name.to_owned());
    world.run(0, &Command::EnrolDevice { pay_key, api_key, proof, revoke_others })
}

fn revoke(world: &mut World, name: &str, give_up: bool) -> Result<Outcome, Refusal> {
    world.run(0, &Command::RevokeDevice { api_key: name.to_owned(), give_up })
}

fn names(world: &World) -> Vec<&str> {
    world.wallets[0].devices.iter().map(|device| device.api_key.as_str()).collect()
}

#[test]
fn a_phone_that_came_by_mail_is_held_for_a_day_and_passes_its_hold_on() {
    let mut world = world();
    enrol(&mut world, "second", DeviceProof::Email, false).unwrap();
    let until = world.now + Span::hours(24);
    let agreed = DeviceProof::Device("second".to_owned());
    enrol(&mut world, "third", agreed, false).unwrap();
    enrol(&mut world, "fourth", DeviceProof::Device("api".to_owned()), false).unwrap();
    for name in ["second", "second pay", "third", "third pay"] {
        world.device = Some(name.to_owned());
        let pickup = world.now + Span::hours(2);
        let placed = world.place(0, "day", basket(&[("croissant", 1)]), pickup, true);
        assert_eq!(placed, Err(Refusal::BalanceHeld { until }), "{name}");
    }
    world.device = Some("fourth".to_owned());
    let pickup = world.now + Span::hours(2);
    world.place(0, "day", basket(&[("croissant", 1)]), pickup, true).unwrap();
    world.pass(Span::millis(Span::hours(24).get() - 1));
    world.device = Some("second pay".to_owned());
    let pays = Permission { pay: Some(Cents::new(5000)), earn: true, redeem: None };
    let rest = vec![SaleTender::Balance { amount: None }];
    let held = world.scan(0, basket(&[("quiche", 1)]), rest.clone(), pays);
    assert_eq!(held, Err(Refusal::BalanceHeld { until }));
    let total = Cents::new(820);
    world
        .scan(0, basket(&[("quiche", 1)]), vec![SaleTender::Cash { amount: total }], pays)
        .unwrap();
    world.pass(Span::millis(1));
    world.scan(0, basket(&[("quiche", 1)]), rest, pays).unwrap();
    world.check_from_scratch();
}

#[test]
fn a_phone_that_was_removed_is_refused_by_the_decision_itself() {
    let mut world = world();
    enrol(&mut world, "second", DeviceProof::Device("api".to_owned()), false).unwrap();
    revoke(&mut world, "second", false).unwrap();
    world.device = Some("second".to_owned());
    let consents = Command::GiveConsents { news: true, research: true };
    assert_eq!(world.run(0, &consents), Err(Refusal::DeviceRevoked));
    assert_eq!(revoke(&mut world, "api", false), Err(Refusal::DeviceRevoked));
    world.top_up(0, 500).expect("money that was taken is booked");
    world.device = None;
    assert_eq!(revoke(&mut world, "second", false), Err(Refusal::UnknownDevice));
    let gone = DeviceProof::Device("second".to_owned());
    assert_eq!(enrol(&mut world, "third", gone, false), Err(Refusal::DeviceRevoked));
}

#[test]
fn the_last_phone_stays_unless_something_leads_back() {
    let mut world = world();
    assert_eq!(revoke(&mut world, "api", false), Err(Refusal::LastDevice));
    world.run(0, &Command::ConfirmEmail).unwrap();
    revoke(&mut world, "api", false).unwrap();
    enrol(&mut world, "second", DeviceProof::Email, false).unwrap();
    assert_eq!(names(&world), ["second"]);
}

#[test]
fn ten_phones_are_the_most_and_others_can_be_removed_on_the_way_in() {
    let mut world = world();
    let agreed = || DeviceProof::Device("api".to_owned());
    for n in 2..=10 {
        enrol(&mut world, &format!("phone {n}"), agreed(), false).unwrap();
    }
    let full = enrol(&mut world, "one more", agreed(), false);
    assert_eq!(full, Err(Refusal::TooManyDevices { most: 10 }));
    enrol(&mut world, "one more", agreed(), true).unwrap();
    assert_eq!(names(&world), ["one more"]);
    let before = world.journals[0].len();
    enrol(&mut world, "one more", DeviceProof::Email, false).unwrap();
    assert_eq!(world.journals[0].len(), before, "it is in already");
    let revoked = |entry: &&dough_rules::Entry| matches!(entry.event, Event::DeviceRevoked { .. });
    assert_eq!(world.journals[0].iter().filter(revoked).count(), 10);
    world.check_from_scratch();
}
