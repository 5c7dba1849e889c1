//! Menu, quotes, pickup times and orders, also without a network.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{MORNING, NOWHERE, Phone, Shop, problem};
use dough_core::rules::Refusal;
use dough_core::rules::ids::ShopId;
use dough_core::rules::pricing::BasketLine;
use dough_core::rules::shop::ShopFacts;
use dough_core::rules::slots::Slot;
use dough_core::rules::units::{Cents, Dough, Millis};
use dough_core::views::{IntentState, OrderStatus, OrderTrouble};
use dough_core::wire::requests::PlaceOrder;
use dough_core::wire::{Problem, paths};
use dough_core::{Engine, ErrorKind};
use wiremock::ResponseTemplate;

fn brussels() -> ShopId {
    "brussels".parse().unwrap()
}

fn croissants(quantity: u32) -> Vec<BasketLine> {
    vec![BasketLine { item: "croissant".parse().unwrap(), quantity, modifiers: vec![] }]
}

fn order(engine: &Engine) -> PlaceOrder {
    let day = "2026-06-16".parse().unwrap();
    let slots = engine.slots(&brussels(), day, croissants(2)).unwrap();
    PlaceOrder {
        shop: brussels(),
        lines: croissants(2),
        pickup_at: slots.slots[0].pickup_at,
        total: Cents::new(500),
        pay: true,
        redeem: None,
    }
}

/// A phone that has read everything, and has no network now.
async fn away(phone: &Phone, shop: &Shop) -> Engine {
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    drop(engine);
    phone.start(NOWHERE)
}

#[tokio::test(flavor = "multi_thread")]
async fn menu_quotes_and_pickup_times_work_without_a_network() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let state = ResponseTemplate::new(200).set_body_json(ShopFacts::new(brussels()));
    shop.once("GET", &paths::shop_state(&brussels()), state).await;
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    engine.refresh_shop(brussels()).await.unwrap();
    drop(engine);

    let engine = phone.start(NOWHERE);
    let quote = engine.quote(&brussels(), croissants(2), None, None).unwrap();
    assert_eq!(quote.priced.total, Cents::new(500));
    assert_eq!(quote.preview.earning.dough, Dough::new(1));
    let day = "2026-06-16".parse().unwrap();
    let slots = engine.slots(&brussels(), day, croissants(2)).unwrap();
    assert_eq!(slots.slots[0].local_label, "07:10");
    assert_eq!(slots.as_of, Some(Millis::new(MORNING)));
    let nowhere = "ghent".parse().unwrap();
    assert_eq!(engine.quote(&nowhere, croissants(1), None, None).unwrap_err().code, "unknown_shop");
    assert_eq!(engine.quote(&brussels(), vec![], None, None).unwrap_err().code, "basket_invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_shows_at_once_and_a_refusal_with_its_alternatives() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = away(&phone, &shop).await;
    let id = engine.place_order(order(&engine)).unwrap();
    let view = engine.order(id).unwrap().unwrap();
    assert_eq!(view.status, OrderStatus::Placing);
    assert_eq!(engine.orders().unwrap(), [view]);
    drop(engine);

    let slot = Slot {
        pickup_at: Millis::new(MORNING + 3_600_000),
        local_label: "08:00".to_owned(),
        room: 3,
    };
    let full = Problem::from(Refusal::SlotFull { alternatives: vec![slot.clone()] });
    shop.once("POST", paths::ORDERS, problem(&full)).await;
    let engine = phone.start(&shop.url());
    engine.settled(id.into()).await.unwrap();
    let view = engine.order(id).unwrap().unwrap();
    assert_eq!(view.status, OrderStatus::Refused);
    let code = "slot_full".to_owned();
    assert_eq!(view.trouble, Some(OrderTrouble::OtherTime { code, alternatives: vec![slot] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_befalls_an_order_waits_until_it_is_placed() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = away(&phone, &shop).await;
    let id = engine.place_order(order(&engine)).unwrap();
    let paid = engine.pay_order(id).unwrap();
    drop(engine);
    let gone = problem(&Problem::new("shop_paused", "no").with("until", 1));
    shop.once("POST", paths::ORDERS, gone).await;
    let engine = phone.start(&shop.url());
    let view = engine.settled(paid).await.unwrap();
    assert_eq!(view.code.as_deref(), Some("shop_paused"));
    assert_eq!(view.attempts, 0, "it was never sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_was_never_sent_is_taken_back_with_what_waits_for_it() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = away(&phone, &shop).await;
    let top_up = engine.top_up(Cents::new(2_000), true).unwrap();
    let id = engine.place_order_after(order(&engine), top_up).unwrap();
    let paid = engine.pay_order(id).unwrap();
    let cancelled = engine.cancel_order(id).unwrap();
    assert_eq!(cancelled, id.into(), "no call is needed");
    let state = |id| engine.intent(id).unwrap().unwrap().state;
    assert_eq!((state(id.into()), state(paid)), (IntentState::Cancelled, IntentState::Cancelled));
    assert_eq!(engine.order(id).unwrap().unwrap().status, OrderStatus::Canceled);
    assert_eq!(engine.take_back(id.into()).await, Ok(()), "again");
    drop(engine);
    let engine = phone.start(&shop.url());
    let done = engine.settled(top_up).await.unwrap();
    assert_eq!(done.state, IntentState::Done);
    assert!(shop.calls(paths::ORDERS).await.is_empty());
    let error = engine.take_back(top_up).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Refused, "already_sent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_waits_for_its_top_up_and_falls_with_it() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let no = problem(&Problem::new("payment_refused", "no"));
    shop.once("POST", paths::TOP_UPS, no).await;
    let engine = away(&phone, &shop).await;
    let top_up = engine.top_up(Cents::new(2_000), true).unwrap();
    let id = engine.place_order_after(order(&engine), top_up).unwrap();
    drop(engine);
    let engine = phone.start(&shop.url());
    engine.settled(id.into()).await.unwrap();
    let view = engine.order(id).unwrap().unwrap();
    assert_eq!(view.status, OrderStatus::Refused);
    assert_eq!(view.trouble, Some(OrderTrouble::Other("payment_refused".to_owned())));
    assert!(shop.calls(paths::ORDERS).await.is_empty());
    let error = engine.place_order_after(order(&engine), top_up).unwrap_err();
    assert_eq!(error.code, "payment_refused");
}
