//! What is wanted gets through, once, whatever the line does.

mod common;

use common::{MORNING, NOWHERE, Phone, Shop, header, problem};
use dough_core::ErrorKind;
use dough_core::rules::units::Cents;
use dough_core::views::IntentState;
use dough_core::wire::{Problem, paths};
use std::io;
use wiremock::matchers::{method, path};
use wiremock::{Mock, Request, ResponseTemplate};

const TWENTY: Cents = Cents::new(2_000);

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_reply_is_asked_for_again_under_the_same_id() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    Mock::given(method("POST"))
        .and(path(paths::TOP_UPS))
        .respond_with_err(|_: &Request| io::Error::from(io::ErrorKind::ConnectionReset))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&shop.http)
        .await;
    let engine = phone.start(&shop.url());
    let id = engine.top_up(TWENTY, true).unwrap();
    let view = engine.settled(id).await.unwrap();
    assert_eq!(view.state, IntentState::Done);
    assert_eq!(engine.home().unwrap().eur_available, TWENTY);
    let calls = shop.calls(paths::TOP_UPS).await;
    assert_eq!(calls.len(), 2);
    let of = |name: &str| calls.iter().map(|call| header(call, name)).collect::<Vec<_>>();
    assert_eq!(of("idempotency-key"), vec![id.to_string(); 2]);
    assert_eq!(calls[0].body, calls[1].body);
    assert_ne!(of("signature-input")[0], of("signature-input")[1], "each attempt is signed anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overloaded_server_is_asked_again_when_it_wants() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let busy = problem(&Problem::new("overloaded", "full")).insert_header("retry-after", "1");
    shop.once("POST", paths::TOP_UPS, busy).await;
    let engine = phone.start(&shop.url());
    let started = std::time::Instant::now();
    let id = engine.top_up(TWENTY, true).unwrap();
    let view = engine.settled(id).await.unwrap();
    assert_eq!((view.state, view.attempts), (IntentState::Done, 2));
    assert!(started.elapsed().as_millis() >= 1000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_no_ends_an_intent_and_what_depends_on_it() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let no = problem(&Problem::new("payment_refused", "no"));
    shop.once("POST", paths::TOP_UPS, no).await;
    let engine = phone.start(&shop.url());
    let id = engine.top_up(TWENTY, true).unwrap();
    let view = engine.settled(id).await.unwrap();
    assert_eq!(view.state, IntentState::Refused);
    assert_eq!(view.code.as_deref(), Some("payment_refused"));
    assert_eq!(engine.home().unwrap().outbox, 0);

    let other = Phone::new();
    let shop = Shop::open().await;
    let taken = problem(&Problem::new("key_in_use", "no"));
    shop.once("POST", paths::WALLETS, taken).await;
    let engine = other.start(NOWHERE);
    let id = engine.top_up(TWENTY, true).unwrap();
    drop(engine);
    let engine = other.start(&shop.url());
    let view = engine.settled(id).await.unwrap();
    assert_eq!(view.code.as_deref(), Some("key_in_use"));
    assert_eq!(engine.sync().await.unwrap_err().code, "key_in_use");
    assert!(shop.calls(paths::TOP_UPS).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hotels_portal_ends_nothing() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let page = || ResponseTemplate::new(200).set_body_raw("<html>Welcome</html>", "text/html");
    shop.once("POST", paths::TOP_UPS, page()).await;
    shop.once("POST", paths::TOP_UPS, ResponseTemplate::new(302).insert_header("location", "/in"))
        .await;
    shop.once("POST", paths::TOP_UPS, ResponseTemplate::new(404).set_body_raw("no", "text/html"))
        .await;
    let engine = phone.start(&shop.url());
    let id = engine.top_up(TWENTY, true).unwrap();
    let view = engine.settled(id).await.unwrap();
    assert_eq!((view.state, view.attempts), (IntentState::Done, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_set_by_the_servers_answer() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let hour = 3_600_000;
    {
        let mut state = shop.state.lock().unwrap();
        state.now = MORNING + hour;
        state.skew = Some(60);
    }
    let engine = phone.start(&shop.url());
    let id = engine.top_up(TWENTY, true).unwrap();
    let view = engine.settled(id).await.unwrap();
    assert_eq!((view.state, view.attempts), (IntentState::Done, 1));
    assert_eq!(shop.calls(paths::WALLETS).await.len(), 2, "asked again at once");
    assert!(engine.diagnostics().contains("clock offset in ms: 3600000"));
    drop(engine);
    // Known without a network too: a code is good by the server's clock, shown by the phone's.
    let engine = phone.start(NOWHERE);
    let request = dough_core::engine::PayRequest { earn: true, ..Default::default() };
    let code = engine.pay_code(request).unwrap();
    assert_eq!(code.expires_at.get(), MORNING + 60_000);
    assert!(engine.diagnostics().contains("clock offset in ms: 3600000"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_wanted_without_a_network_is_sent_after_a_restart() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(NOWHERE);
    let id = engine.top_up(TWENTY, true).unwrap();
    let error = engine.sync().await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Offline, "wallet_not_open"));
    let home = engine.home().unwrap();
    assert_eq!(home.outbox, 2, "the wallet and the top-up");
    assert!(home.offline_since.is_some());
    engine.shutdown();
    assert_eq!(engine.home().unwrap_err().kind, ErrorKind::Locked);
    drop(engine);

    let engine = phone.start(&shop.url());
    assert_eq!(engine.settled(id).await.unwrap().state, IntentState::Done);
    let before = engine.home().unwrap();
    assert_eq!((before.eur_available, before.outbox), (TWENTY, 0));
    drop(engine);

    let engine = phone.start(NOWHERE);
    let after = engine.home().unwrap();
    assert_eq!(after.eur_available, TWENTY);
    assert_eq!((after.wallet, after.head), (before.wallet, before.head));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_engine_answers_locked_and_goes_on_afterwards() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    let started = std::time::Instant::now();
    engine.pause();
    assert!(started.elapsed().as_millis() < 250);
    assert_eq!(engine.home().unwrap_err().code, "paused");
    assert_eq!(engine.top_up(TWENTY, true).unwrap_err().kind, ErrorKind::Locked);
    let asked = engine.recovery_code("anna@example.com").await;
    assert_eq!(asked.unwrap_err().code, "paused", "nothing is sent either");
    assert!(!phone.folder().join("dough.db-wal").exists(), "every lock is given back");
    engine.resume().unwrap();
    let id = engine.top_up(TWENTY, true).unwrap();
    assert_eq!(engine.settled(id).await.unwrap().state, IntentState::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_phone_with_a_clock_ahead_wanted_gets_another_end_under_the_same_id() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    phone.clock.add_seconds(5 * 3600);
    let no = Problem::new("not_after_too_far", "7 days").with("now", MORNING);
    shop.once("POST", paths::WALLETS, problem(&no)).await;
    let engine = phone.start(&shop.url());
    let id = engine.top_up(TWENTY, true).unwrap();
    assert_eq!(engine.settled(id).await.unwrap().state, IntentState::Done);
    let calls = shop.calls(paths::WALLETS).await;
    let ids: Vec<_> = calls.iter().map(|call| header(call, "idempotency-key")).collect();
    assert_eq!(ids[0], ids[1]);
    let ends: Vec<i64> = calls
        .iter()
        .map(|call| serde_json::from_slice::<serde_json::Value>(&call.body).unwrap())
        .map(|body| body["not_after"].as_i64().unwrap())
        .collect();
    assert_eq!(ends, [MORNING + (7 * 24 + 5) * 3_600_000, MORNING + 7 * 24 * 3_600_000]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_phone_with_a_clock_far_behind_wanted_is_no_older_than_it_is() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    {
        let mut state = shop.state.lock().unwrap();
        state.now = MORNING + 30 * 24 * 3_600_000;
        state.skew = Some(60);
    }
    // The first time, and without a network, so that nothing is known of the server's time.
    let engine = phone.start(NOWHERE);
    let id = engine.top_up(TWENTY, true).unwrap();
    drop(engine);
    let engine = phone.start(&shop.url());
    assert_eq!(engine.settled(id).await.unwrap().state, IntentState::Done);
    let calls = shop.calls(paths::TOP_UPS).await;
    assert_eq!(calls.len(), 1);
    let body: serde_json::Value = serde_json::from_slice(&calls[0].body).unwrap();
    let week = 7 * 24 * 3_600_000;
    assert_eq!(body["not_after"].as_i64(), Some(shop.state.lock().unwrap().now + week));
    assert_eq!(header(&calls[0], "idempotency-key"), id.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_opens_also_on_a_phone_that_was_never_online_for_eight_days() {
    const EIGHT_DAYS: i64 = 8 * 24 * 3600;
    let (shop, phone) = (Shop::open().await, Phone::new());
    drop(phone.start(NOWHERE));
    phone.clock.add_seconds(EIGHT_DAYS);
    shop.state.lock().unwrap().now += EIGHT_DAYS * 1000;
    let engine = phone.start(&shop.url());
    let id = engine.top_up(TWENTY, true).unwrap();
    assert_eq!(engine.settled(id).await.unwrap().state, IntentState::Done);
    let calls = shop.calls(paths::WALLETS).await;
    let ids: Vec<_> = calls.iter().map(|call| header(call, "idempotency-key")).collect();
    assert_eq!(ids.len(), 2, "once refused as too old");
    assert_eq!(ids[0], ids[1]);
}
