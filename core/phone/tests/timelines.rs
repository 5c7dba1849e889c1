//! A server that was restored, that has forgotten, and a journal that grows old.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{MORNING, NOWHERE, Phone, Shop, header, problem};
use dough_core::Engine;
use dough_core::rules::Event;
use dough_core::rules::ids::{TopUpId, WalletId};
use dough_core::rules::units::Cents;
use dough_core::views::{Advice, IntentState};
use dough_core::wire::{Problem, paths};
use uuid::Uuid;

const DAY: i64 = 86_400_000;

async fn topped_up(engine: &Engine, cents: i64) -> String {
    let id = engine.top_up(Cents::new(cents), true).unwrap();
    let view = engine.settled(id).await.unwrap();
    assert_eq!(view.state, IntentState::Done);
    id.to_string()
}

/// Waits until nothing is left to be sent, and the journal was read.
async fn settled(engine: &Engine) {
    let limit = std::time::Duration::from_secs(20);
    let left = engine.work_in_background(limit).await.unwrap().left;
    assert_eq!(left, 0);
}

async fn keys(shop: &Shop) -> Vec<String> {
    let calls = shop.calls(paths::TOP_UPS).await;
    calls.iter().map(|call| header(call, "idempotency-key")).collect()
}

/// How often the journal was read from its beginning.
async fn from_0(shop: &Shop) -> usize {
    let calls = shop.calls(paths::CHANGES).await;
    calls.iter().filter(|call| call.url.query() == Some("after=0")).count()
}

fn restore(shop: &Shop, entries: usize) {
    let mut state = shop.state.lock().unwrap();
    state.epoch = Uuid::from_u128(2);
    state.events.truncate(entries);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_server_gets_what_it_has_forgotten_and_nothing_else() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    let first = topped_up(&engine, 500).await;
    let second = topped_up(&engine, 700).await;
    let third = topped_up(&engine, 900).await;
    restore(&shop, 2);
    // Meanwhile something else came under the second's number.
    shop.add(&Event::ToppedUp {
        top_up: TopUpId::new(Uuid::from_u128(77)),
        amount: Cents::new(100),
        provider: "test".to_owned(),
    });
    engine.sync().await.unwrap();
    settled(&engine).await;
    let home = engine.home().unwrap();
    assert_eq!((home.eur_available, home.outbox), (Cents::new(2_200), 0));
    let sent = [&first, &second, &third, &second, &third].map(String::clone);
    assert_eq!(keys(&shop).await, sent, "the first is still there");
    // A second sync finds nothing more to send.
    engine.sync().await.unwrap();
    assert_eq!(keys(&shop).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_restored_server_takes_no_longer_is_told_the_customer() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    topped_up(&engine, 500).await;
    restore(&shop, 1);
    shop.state.lock().unwrap().now = MORNING + 8 * DAY;
    phone.clock.add_seconds(8 * 86_400);
    engine.sync().await.unwrap();
    let outbox = engine.outbox().unwrap();
    assert_eq!(outbox.len(), 1);
    assert_eq!((outbox[0].state, outbox[0].advice), (IntentState::Wedged, Advice::AskShop));
    assert_eq!(outbox[0].code.as_deref(), Some("lost_by_server"));
    assert_eq!(keys(&shop).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_server_that_has_forgotten_the_wallet_opens_it_again() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    let id = topped_up(&engine, 500).await;
    {
        let mut state = shop.state.lock().unwrap();
        state.epoch = Uuid::from_u128(2);
        state.events.clear();
        state.wallet = WalletId::new(Uuid::from_u128(43));
        state.knows_keys = false;
    }
    drop(engine);
    // Started anew, so that its token is asked for again.
    let engine = phone.start(&shop.url());
    let _ = engine.sync().await;
    settled(&engine).await;
    let home = engine.home().unwrap();
    assert_eq!(home.wallet, Some(WalletId::new(Uuid::from_u128(43))));
    assert_eq!(home.eur_available, Cents::new(500));
    assert_eq!(keys(&shop).await, vec![id; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_is_too_old_or_too_new_is_read_from_0() {
    for refused in ["cursor_gone", "cursor_ahead"] {
        let (shop, phone) = (Shop::open().await, Phone::new());
        let engine = phone.start(&shop.url());
        topped_up(&engine, 500).await;
        settled(&engine).await;
        let before = from_0(&shop).await;
        shop.once("GET", paths::CHANGES, problem(&Problem::new(refused, "no"))).await;
        engine.sync().await.unwrap();
        assert!(from_0(&shop).await > before, "{refused}");
        assert_eq!(engine.home().unwrap().eur_available, Cents::new(500));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_older_than_13_months_become_totals_and_nothing_else_changes() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    for cents in [500, 700, 900] {
        topped_up(&engine, cents).await;
    }
    drop(engine);
    std::fs::remove_file(phone.file()).unwrap();
    // The wallet and the first two top-ups are 14 months old, by a day more or less.
    let long_ago = MORNING - 426 * DAY;
    shop.state.lock().unwrap().long_ago = vec![(2, long_ago), (3, MORNING - 380 * DAY)];
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    let kinds = |engine: &Engine| {
        let lines = engine.history(None, 10).unwrap();
        lines.into_iter().map(|line| (line.seq.get(), line.kind)).collect::<Vec<_>>()
    };
    let kept = [(4, "topped_up".to_owned()), (3, "topped_up".to_owned())];
    assert_eq!(kinds(&engine), kept);
    let months = engine.earlier_months().unwrap();
    assert_eq!(months.len(), 1);
    assert_eq!((months[0].month.as_str(), months[0].last.get()), ("2025-04", 2));
    let home = engine.home().unwrap();
    assert_eq!((home.eur_available, home.head.get()), (Cents::new(2_100), 4));
    // Pages from the end go on, doubles included, and a page from 0 folds the same again.
    topped_up(&engine, 300).await;
    assert_eq!(engine.home().unwrap().eur_available, Cents::new(2_400));
    restore(&shop, 5);
    engine.sync().await.unwrap();
    assert_eq!(engine.earlier_months().unwrap(), months);
    assert_eq!(engine.home().unwrap().head.get(), 5);
    drop(engine);
    assert_eq!(phone.start(NOWHERE).home().unwrap().eur_available, Cents::new(2_400));
}
