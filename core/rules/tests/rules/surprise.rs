use crate::support::{World, at, basket, catalogue, date, tally};
use dough_rules::ids::{Bytes32, Seq};
use dough_rules::journal::Event;
use dough_rules::programme::Prize;
use dough_rules::surprise::{Odds, draw, is_honest};
use dough_rules::units::Dough;
use dough_rules::{Command, Entropy, Refusal};

/// A wallet with a surprise to open.
fn ready() -> World {
    let mut world = World::new(catalogue(), at(date(2027, 1, 15), 12, 0), 1);
    world.buy(0, basket(&[("tartine", 1)]));
    world.buy(0, basket(&[("tartine", 1)]));
    assert_eq!(world.wallets[0].surprises.len(), 1);
    world
}

#[test]
fn a_reveal_is_honest_and_a_tampered_one_is_not() {
    let mut world = ready();
    let surprise = world.wallets[0].surprises[0].clone();
    world.open_surprise(0).unwrap();
    let opened = world.journals[0].iter().find_map(|entry| match &entry.event {
        Event::SurpriseOpened { nonce, secret, prize, .. } => {
            Some((*nonce, *secret, prize.clone()))
        }
        _ => None,
    });
    let (nonce, secret, prize) = opened.unwrap();
    let wallet = world.wallets[0].wallet;
    assert!(is_honest(&surprise, wallet, &secret, &nonce, &prize));
    // Another secret fits no commitment, whatever it draws.
    for bit in 0..256 {
        let mut other = secret;
        other.0[bit / 8] ^= 1 << (bit % 8);
        let drawn = draw(&surprise.odds, &other, &nonce, surprise.number).unwrap();
        assert!(!is_honest(&surprise, wallet, &other, &nonce, drawn));
    }
    // Another prize isn't the one drawn, nor are other odds those committed to.
    for row in &surprise.odds.prizes {
        let honest = row.prize == prize;
        let judged = is_honest(&surprise, wallet, &secret, &nonce, &row.prize);
        assert_eq!(judged, honest);
    }
    let mut other = surprise.clone();
    other.odds.version += 1;
    assert!(!is_honest(&other, wallet, &secret, &nonce, &prize));
    let stranger = World::new(catalogue(), world.now + dough_rules::units::Span::days(1), 2);
    let stranger = stranger.wallets[1].wallet;
    assert!(!is_honest(&surprise, stranger, &secret, &nonce, &prize));
}

#[test]
fn draws_follow_the_weights() {
    let odds = Odds { version: 1, prizes: catalogue().programme.surprise.prizes };
    let entropy = Entropy::new([42; 32]);
    let draws = 20_000;
    let picks = (0..draws).map(|n| {
        let (secret, nonce) = (entropy.bytes("secret", n), entropy.bytes("nonce", n));
        let prize = draw(&odds, &secret, &nonce, Seq::new(n)).unwrap();
        odds.prizes.iter().position(|row| row.prize == *prize)
    });
    for (row, times) in tally(picks) {
        let expected = u64::from(odds.prizes[row.unwrap()].weight) * draws / 100;
        // Four standard deviations of the most even row are less than 300.
        assert!(u64::from(times).abs_diff(expected) < 300, "{row:?} {times}");
    }
}

#[test]
fn a_row_without_weight_is_never_drawn_and_no_weight_draws_nothing() {
    let mut odds = Odds { version: 1, prizes: catalogue().programme.surprise.prizes };
    let (zero, number) = (Bytes32([0; 32]), Seq::new(1));
    odds.prizes[0].weight = 0;
    odds.prizes[2].weight = 0;
    for n in 0..=255 {
        let drawn = draw(&odds, &Bytes32([n; 32]), &zero, number);
        assert_eq!(drawn, Some(&odds.prizes[1].prize));
    }
    odds.prizes[1].weight = 0;
    assert_eq!(draw(&odds, &zero, &zero, number), None);
}

#[test]
fn opening_spends_its_cost_and_gives_its_prize() {
    let mut world = ready();
    world.open_surprise(0).unwrap();
    let facts = &world.wallets[0];
    let prize = world.journals[0].iter().find_map(|it| match &it.event {
        Event::SurpriseOpened { prize, .. } => Some(prize.clone()),
        _ => None,
    });
    match prize.unwrap() {
        Prize::Item(item) => {
            assert_eq!(facts.vouchers[0].item, item);
            assert_eq!(facts.balances.dough_available, Dough::ZERO);
        }
        Prize::Dough(dough) => assert_eq!(facts.balances.dough_available, dough),
    }
    world.check();
    world.check_from_scratch();
}

#[test]
fn the_age_is_asked_once() {
    let mut world = ready();
    let surprise = world.wallets[0].surprises[0].number;
    let open =
        |surprise, of_age| Command::OpenSurprise { surprise, nonce: Bytes32([1; 32]), of_age };
    let minimum_age = 16;
    let refused = world.run(0, &open(surprise, false));
    assert_eq!(refused, Err(Refusal::AgeUnconfirmed { minimum_age }));
    world.run(0, &open(surprise, true)).unwrap();
    let again = world.run(0, &open(surprise, true));
    assert_eq!(again, Err(Refusal::UnknownSurprise));
    world.pass(dough_rules::units::Span::days(1));
    while world.wallets[0].surprises.is_empty() {
        world.buy(0, basket(&[("tartine", 1)]));
        world.pass(dough_rules::units::Span::days(1));
    }
    let surprise = world.wallets[0].surprises[0].number;
    world.run(0, &open(surprise, false)).unwrap();
}
