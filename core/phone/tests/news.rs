//! What is new for the customer, until it is over.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{MORNING, Phone, Shop};
use dough_core::rules::Event;
use dough_core::rules::ids::{Bytes32, Seq};
use dough_core::rules::surprise::Odds;
use dough_core::rules::units::{Cents, Millis};
use dough_core::views::AnnouncementKind;
use dough_core::{Topic, Update};

const DAY: i64 = 24 * 3_600_000;

fn voucher(days: i64) -> Event {
    Event::VoucherIssued {
        item: "croissant".parse().unwrap(),
        expires_at: Millis::new(MORNING + days * DAY),
        surprise: Seq::new(1),
        worth: Cents::ZERO,
    }
}

fn surprise() -> Event {
    Event::SurpriseReady { commitment: Bytes32([1; 32]), odds: Odds { version: 1, prizes: vec![] } }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_is_news_for_its_last_three_days() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    for days in [2, 4] {
        shop.add(&voucher(days));
    }
    engine.sync().await.unwrap();
    let news = engine.announcements().unwrap();
    let AnnouncementKind::VoucherEnds { name, expires_at, .. } = &news[0].kind else {
        panic!("{news:?}")
    };
    assert_eq!((news.len(), name.as_str(), expires_at.get()), (1, "Croissant", MORNING + 2 * DAY));
    assert_eq!(news[0].at.get(), MORNING - DAY);
    engine.announcements_seen().unwrap();
    assert_eq!(engine.home().unwrap().unread, 0);

    phone.clock.add_seconds(26 * 3600);
    assert_eq!(engine.home().unwrap().unread, 1, "the next one is within its three days");
    let seen: Vec<_> = engine.announcements().unwrap().into_iter().map(|it| it.seen).collect();
    assert_eq!(seen, [false, true]);
    phone.clock.add_seconds(24 * 3600);
    assert_eq!(engine.announcements().unwrap().len(), 1, "the first one has run out");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_stays_so_and_what_comes_is_new() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    shop.add(&surprise());
    engine.sync().await.unwrap();
    assert_eq!(engine.home().unwrap().unread, 1);
    engine.announcements_seen().unwrap();
    drop(engine);
    let engine = phone.start(&shop.url());
    assert_eq!(engine.home().unwrap().unread, 0);
    shop.add(&surprise());
    engine.sync().await.unwrap();
    assert_eq!(engine.home().unwrap().unread, 1);
    let news = engine.announcements().unwrap();
    assert_eq!(news.iter().filter(|it| it.seen).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_may_read_otherwise_is_told_to_who_asks_for_anything() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    shop.add(&surprise());
    engine.sync().await.unwrap();
    let (told, mut hears) = tokio::sync::mpsc::unbounded_channel();
    let _subscription = engine.observe(Topic::Anything, move |update| {
        let Update::Anything(changes) = update else { panic!("{update:?}") };
        told.send(changes).unwrap();
    });
    let first = hears.recv().await.unwrap();
    // No money, no dough, no order: what was looked at is all that changes.
    engine.announcements_seen().unwrap();
    assert_ne!(hears.recv().await, Some(first));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_is_as_its_hours_and_its_state_say() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    let id = "brussels".parse().unwrap();
    engine.sync().await.unwrap();
    let today = engine.shop_today(&id).unwrap().unwrap();
    assert_eq!(today.hours.as_deref(), Some("07:00–19:00"));
    assert!(today.open_now, "it is a Tuesday's morning");
    assert_eq!(today.as_of, None, "its state was never asked for");
    phone.clock.add_seconds(24 * 3600);
    let today = engine.shop_today(&id).unwrap().unwrap();
    assert_eq!((today.open_now, today.hours), (false, None), "closed on Wednesdays");
    assert_eq!(engine.shop_today(&"ghent".parse().unwrap()).unwrap(), None);
}
