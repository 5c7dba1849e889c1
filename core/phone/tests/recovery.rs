//! The table in `outbox`'s documentation, row by row: what is on disk when a process ends between
//! two steps, what the server knows then, and what the next start makes of it.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{NOWHERE, Phone, Shop, problem};
use dough_core::Engine;
use dough_core::rules::Event;
use dough_core::rules::ids::TopUpId;
use dough_core::rules::units::Cents;
use dough_core::views::{Advice, IntentId, IntentState};
use dough_core::wire::{Problem, paths};
use rusqlite::Connection;

const TWENTY: Cents = Cents::new(2_000);

/// A phone with a wallet and a top-up that was stored and not sent.
async fn stored(shop: &Shop, phone: &Phone) -> IntentId {
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    drop(engine);
    let engine = phone.start(NOWHERE);
    engine.top_up(TWENTY, true).unwrap()
}

/// Leaves the intent on disk as a process that ended there would.
fn left_as(phone: &Phone, id: IntentId, state: &str, sent: u32) {
    let db = Connection::open(phone.file()).unwrap();
    let changed = db
        .execute(
            "UPDATE intents SET state = ?2, sent = ?3, attempts = ?3 WHERE id = ?1",
            (id.to_string(), state, sent),
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// The server has done it, and the phone never heard.
fn has_done(shop: &Shop, id: IntentId) {
    shop.add(&Event::ToppedUp {
        top_up: TopUpId::new(id.uuid()),
        amount: TWENTY,
        provider: "test".to_owned(),
    });
}

async fn is_done_once(engine: &Engine, id: IntentId) {
    let view = engine.settled(id).await.unwrap();
    assert_eq!((view.state, view.advice), (IntentState::Done, Advice::Nothing));
    let home = engine.home().unwrap();
    assert_eq!((home.eur_available, home.outbox), (TWENTY, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_ends_in_one_effect() {
    let rows = [
        ("stored, or signed", "queued", 0, false),
        ("in an attempt that never arrived", "sending", 1, false),
        ("in an attempt that arrived, or after its reply", "sending", 1, true),
        ("after an attempt that failed after it arrived", "queued", 1, true),
    ];
    for (ended, state, sent, server_has) in rows {
        let (shop, phone) = (Shop::open().await, Phone::new());
        let id = stored(&shop, &phone).await;
        left_as(&phone, id, state, sent);
        if server_has {
            has_done(&shop, id);
        }
        let engine = phone.start(&shop.url());
        is_done_once(&engine, id).await;
        assert_eq!(shop.calls(paths::TOP_UPS).await.len(), 1, "{ended}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_stays_done_and_its_journal_is_read() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let id = stored(&shop, &phone).await;
    let engine = phone.start(&shop.url());
    is_done_once(&engine, id).await;
    drop(engine);
    // Ended after `done`, before the journal was read.
    let db = Connection::open(phone.file()).unwrap();
    db.execute_batch("DELETE FROM journal; DELETE FROM facts").unwrap();
    drop(db);
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    is_done_once(&engine, id).await;
    assert_eq!(shop.calls(paths::TOP_UPS).await.len(), 1, "not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_stays_refused() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let id = stored(&shop, &phone).await;
    shop.once("POST", paths::TOP_UPS, problem(&Problem::new("payment_refused", "no"))).await;
    for _ in 0..2 {
        let engine = phone.start(&shop.url());
        assert_eq!(engine.settled(id).await.unwrap().code.as_deref(), Some("payment_refused"));
    }
    assert_eq!(shop.calls(paths::TOP_UPS).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cut_off_cannot_be_taken_back() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let id = stored(&shop, &phone).await;
    left_as(&phone, id, "sending", 1);
    let engine = phone.start(NOWHERE);
    let error = engine.take_back(id).await.unwrap_err();
    assert_eq!(error.code, "already_sent", "the server may have done it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_store_that_fails_at_first_delays_and_loses_nothing() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let id = stored(&shop, &phone).await;
    let engine = phone.start_with_failing_keys(&shop.url(), 2);
    is_done_once(&engine, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_a_newer_server_counts_also_where_it_cannot_be_read() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let id = stored(&shop, &phone).await;
    has_done(&shop, id);
    let epoch = shop.state.lock().unwrap().epoch;
    let unread = serde_json::json!({ "epoch": epoch, "at": 1, "head": 2, "outcome": "baked",
        "loaves": 3 });
    shop.once("POST", paths::TOP_UPS, wiremock::ResponseTemplate::new(200).set_body_json(unread))
        .await;
    let engine = phone.start(&shop.url());
    let view = engine.settled(id).await.unwrap();
    assert_eq!((view.state, view.answer), (IntentState::Done, None));
    engine.sync().await.unwrap();
    assert_eq!(engine.home().unwrap().eur_available, TWENTY);
}
