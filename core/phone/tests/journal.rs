//! The replica follows the journal, also when the server misbehaves or was restored.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{MORNING, NOWHERE, Phone, Shop, homes};
use dough_core::Language;
use dough_core::rules::Event;
use dough_core::rules::ids::{Bytes32, ReceiptId, Seq, TopUpId};
use dough_core::rules::journal::Award;
use dough_core::rules::ledger::{Cause, Issuer, LotUse};
use dough_core::rules::programme::{Prize, WeightedPrize};
use dough_core::rules::receipt::{Earning, EarningReason, Receipt, Tender};
use dough_core::rules::surprise::{Odds, commitment, draw};
use dough_core::rules::units::{Cents, Dough};
use dough_core::wire::{Problem, paths};
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;
use wiremock::ResponseTemplate;

fn gift(dough: i64) -> Event {
    Event::DoughEarned {
        award: Award {
            dough: Dough::new(dough),
            issuer: Issuer::Programme,
            cause: Cause::Install,
            catalogue: 1,
            counted: None,
            expires_at: None,
            settles: Dough::ZERO,
        },
    }
}

fn third_visit() -> Event {
    let total = Cents::new(320);
    let day = "2026-06-16".parse().unwrap();
    Event::SaleBooked {
        receipt: Receipt {
            id: ReceiptId::new(Uuid::from_u128(9)),
            shop: "brussels".parse().unwrap(),
            sale: None,
            day,
            lines: vec![],
            tenders: vec![Tender::Cash { amount: total }],
            total,
            vat: vec![],
            earning: Earning {
                dough: Dough::ZERO,
                awards: vec![],
                reasons: vec![EarningReason::DayCapReached {
                    counted: 2,
                    next_day: "2026-06-17".parse().unwrap(),
                }],
                closed: vec![],
                campaigns: vec![],
            },
            catalogue: 1,
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn history_is_told_in_the_customers_language() {
    let phone = Phone::new();
    let shop = Shop::open().await;
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    shop.add(&gift(5));
    shop.add(&third_visit());
    engine.sync().await.unwrap();
    drop(engine);
    for (language, newest, oldest) in [
        (
            Language::En,
            "Visit, Brussels, EUR 3.20. Third visit today: no dough, the next counts tomorrow",
            "Welcome: your wallet is open",
        ),
        (
            Language::Nl,
            "Bezoek, Brussels, € 3,20. Derde bezoek vandaag: geen dough, het volgende telt morgen",
            "Welkom: je portemonnee is open",
        ),
        (
            Language::Fr,
            "Visite, Brussels, 3,20 €. Troisième visite du jour : pas de dough, la prochaine compte demain",
            "Bienvenue : votre portefeuille est ouvert",
        ),
    ] {
        let engine = phone.try_start(NOWHERE, language).unwrap();
        let lines = engine.history(None, 10).unwrap();
        let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!((texts[0], texts[2]), (newest, oldest));
        assert_eq!(lines[1].dough, 5);
        let page = engine.history(Some(lines[1].seq), 1).unwrap();
        assert_eq!(page[0].text, oldest);
    }
}

/// The first event of this kind in the kept journals of the contract.
fn kept(kind: &str) -> Event {
    let journals = [
        include_str!("../../wire/tests/fixtures/journal-2.jsonl"),
        include_str!("../../wire/tests/fixtures/journal-1.jsonl"),
    ];
    let events = journals.iter().flat_map(|journal| journal.lines());
    let mut events = events.map(|line| serde_json::from_str::<Event>(line).unwrap());
    events.find(|event| event.kind() == kind).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_order_is_listed_as_it_stands_and_told_with_what_came_back() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    shop.add(&Event::ToppedUp {
        top_up: TopUpId::new(Uuid::from_u128(3)),
        amount: Cents::new(2000),
        provider: "test".to_owned(),
    });
    for kind in ["order_placed", "order_paid", "order_edited"] {
        shop.add(&kept(kind));
    }
    engine.sync().await.unwrap();
    let orders = engine.orders().unwrap();
    assert_eq!((orders.len(), orders[0].total), (1, Cents::new(360)));
    assert_eq!(engine.home().unwrap().eur_available, Cents::new(1640));
    drop(engine);
    for (language, text) in [
        (
            Language::En,
            "Order A00 changed, Brussels, EUR 3.60, pickup 24/11 09:15, EUR 12.50 is yours again",
        ),
        (
            Language::Nl,
            "Bestelling A00 gewijzigd, Brussels, € 3,60, afhalen 24/11 09:15, € 12,50 is weer van jou",
        ),
        (
            Language::Fr,
            "Commande A00 modifiée, Brussels, 3,60 €, retrait 24/11 09:15, 12,50 € de nouveau disponibles",
        ),
    ] {
        let engine = phone.try_start(NOWHERE, language).unwrap();
        let line = &engine.history(None, 1).unwrap()[0];
        assert_eq!((line.text.as_str(), line.cents), (text, 1250));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_no_longer_kept_is_read_again_from_0() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    shop.add(&gift(5));
    let gone = common::problem(&Problem::new("cursor_gone", "no longer kept"));
    shop.once("GET", paths::CHANGES, gone).await;
    engine.sync().await.unwrap();
    assert_eq!(engine.home().unwrap().dough_available, Dough::new(5));
    let last = shop.calls(paths::CHANGES).await.pop().unwrap();
    assert_eq!(last.url.query(), Some("after=0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_makes_the_phone_read_again_from_0() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    shop.add(&gift(5));
    shop.add(&gift(2));
    let gap = {
        let state = shop.state.lock().unwrap();
        let event: serde_json::Value = serde_json::from_str(&state.events[2]).unwrap();
        json!({ "epoch": state.epoch, "head": 3, "now": state.now, "more": false,
                "entries": [{ "seq": 3, "at": state.now, "event": event }] })
    };
    shop.once("GET", paths::CHANGES, ResponseTemplate::new(200).set_body_json(gap)).await;
    engine.sync().await.unwrap();
    let home = engine.home().unwrap();
    assert_eq!((home.head, home.dough_available), (Seq::new(3), Dough::new(7)));
    let last = shop.calls(paths::CHANGES).await.pop().unwrap();
    assert_eq!(last.url.query(), Some("after=0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restored_server_what_was_done_is_sent_again() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    let id = engine.top_up(Cents::new(500), true).unwrap();
    engine.settled(id).await.unwrap();
    {
        let mut state = shop.state.lock().unwrap();
        state.epoch = Uuid::from_u128(2);
        state.events.truncate(1);
    }
    let (_subscription, homes) = homes(&engine);
    engine.sync().await.unwrap();
    let back = std::iter::from_fn(|| homes.recv_timeout(Duration::from_secs(10)).ok())
        .skip_while(|home| home.head != Seq::new(1))
        .find(|home| home.eur_available == Cents::new(500) && home.outbox == 0);
    assert!(back.is_some());
    let keys: Vec<_> = shop
        .calls(paths::TOP_UPS)
        .await
        .iter()
        .map(|call| common::header(call, "idempotency-key"))
        .collect();
    assert_eq!(keys, vec![id.to_string(); 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_kind_is_passed_over_and_what_follows_is_read() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    shop.state.lock().unwrap().events.push(r#"{"kind":"moon_landing","crew":3}"#.to_owned());
    shop.add(&gift(4));
    engine.sync().await.unwrap();
    let home = engine.home().unwrap();
    assert_eq!((home.head, home.dough_available), (Seq::new(3), Dough::new(4)));
    assert_eq!(engine.history(None, 10).unwrap().len(), 2);
    assert!(engine.diagnostics().contains("passed over"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reveal_is_checked() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    let prize = |dough| WeightedPrize {
        name: format!("{dough} dough"),
        weight: 1,
        prize: Prize::Dough(Dough::new(dough)),
    };
    let odds = Odds { version: 1, prizes: vec![prize(3), prize(30)] };
    let (secret, nonce) = (Bytes32([5; 32]), Bytes32([6; 32]));
    let wallet = shop.state.lock().unwrap().wallet;
    shop.add(&gift(20));
    for (number, honest) in [(3, true), (5, false)] {
        let surprise = Seq::new(number);
        shop.add(&Event::SurpriseReady {
            commitment: commitment(&secret, wallet, surprise, 1),
            odds: odds.clone(),
        });
        let drawn = draw(&odds, &secret, &nonce, surprise).unwrap().clone();
        let other = odds.prizes.iter().find(|other| other.prize != drawn).unwrap();
        shop.add(&Event::SurpriseOpened {
            surprise,
            nonce,
            secret,
            prize: if honest { drawn } else { other.prize.clone() },
            clearing: vec![],
            spent: vec![LotUse {
                lot: Seq::new(2),
                issuer: Issuer::Programme,
                dough: Dough::new(10),
            }],
        });
    }
    engine.sync().await.unwrap();
    let reveals = engine.reveals().unwrap();
    let checks: Vec<_> = reveals.iter().map(|reveal| reveal.verified).collect();
    assert_eq!(checks, [false, true], "newest first");
    let line = &engine.history(None, 1).unwrap()[0];
    assert_eq!(line.verified, Some(false));
    assert_eq!(line.at.get(), MORNING);
}
