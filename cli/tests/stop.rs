//! A server that is told to stop while tills sell: it finishes what it has begun, and nothing that
//! was acknowledged is missing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_paycode::{MintRequest, Ops, Signer as _, SoftwareKey, mint};
use dough_register::{Said, Till, fresh_id};
use dough_rules::catalogue::Mode;
use dough_rules::command::SaleTender;
use dough_rules::pricing::BasketLine;
use dough_rules::units::{Cents, Span};
use dough_wire::replies::{CommandReply, RegisterCode, SignedIn};
use dough_wire::requests::{Intent, OpenWallet, ScanRequest, SignIn};
use dough_wire::{headers, paths};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use support::{Shop, printed, repository};

const TILLS: usize = 8;

fn key() -> SoftwareKey {
    SoftwareKey::from_bytes(&rand::random()).unwrap()
}

fn caller(shop: &Shop, key: SoftwareKey) -> Till {
    Till::new(&shop.url, key, Arc::new(support::now)).unwrap()
}

/// A wallet's key that pays.
async fn wallet(shop: &Shop) -> SoftwareKey {
    let text = |key: &SoftwareKey| URL_SAFE_NO_PAD.encode(key.public_key().to_sec1());
    let (api, pay) = (key(), key());
    let body = OpenWallet { pay_key: text(&pay), api_key: text(&api) };
    let intent = Intent { not_after: support::now() + Span::days(1), body };
    let said: Said<CommandReply> =
        caller(shop, api).post(paths::WALLETS, fresh_id(), &intent).await.unwrap();
    said.yes().unwrap();
    pay
}

fn sale(pay: &SoftwareKey, counter: u64, transaction: &str) -> ScanRequest {
    let now = support::now().seconds();
    let ops = Ops::EARN;
    let minted =
        mint(&MintRequest { counter, ops, max_cents: None, reward: None, store: None, now }, pay);
    let item = "brownie".parse().unwrap();
    ScanRequest {
        code: minted.unwrap().text,
        transaction: transaction.to_owned(),
        lines: vec![BasketLine { item, quantity: 1, modifiers: vec![] }],
        mode: Mode::Takeaway,
        total: Cents::new(180),
        tenders: vec![SaleTender::Cash { amount: Cents::new(180) }],
    }
}

/// A code that enrols a till, of the owner's.
async fn register_code(shop: &Shop) -> String {
    let client = dough_register::http().unwrap();
    let body = SignIn { name: "owner".to_owned(), password: shop.password.clone() };
    let url = format!("{}{}", shop.url, paths::STAFF_SIGN_IN);
    let reply = client.post(url).json(&body).send().await.unwrap();
    let cookie = reply.headers()["set-cookie"].to_str().unwrap().to_owned();
    let csrf = reply.json::<SignedIn>().await.unwrap().csrf;
    let path = paths::register_codes(&"centre".parse().unwrap());
    let call = client.post(format!("{}{path}", shop.url)).json(&());
    let reply = call.header("cookie", cookie).header(headers::CSRF, csrf).send().await.unwrap();
    reply.json::<RegisterCode>().await.unwrap().code
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_stop_is_there_after_it() {
    let mut shop = Shop::start(Some(&repository().join("tests/scenarios/shop")));
    let acknowledged = Arc::new(AtomicU64::new(0));
    let mut tills = Vec::new();
    for n in 0..TILLS {
        let till = caller(&shop, key());
        let code = register_code(&shop).await;
        till.enrol(&code, "till").await.unwrap().yes().unwrap();
        let (pay, acknowledged) = (wallet(&shop).await, Arc::clone(&acknowledged));
        tills.push(tokio::spawn(async move {
            let mut booked = BTreeSet::new();
            for counter in 1.. {
                let transaction = format!("{n}-{counter}");
                let Ok(said) = till.scan(&sale(&pay, counter, &transaction)).await else { break };
                match said.yes() {
                    Ok(_) => booked.insert(transaction),
                    // A server that is about to stop may say so.
                    Err(problem) if problem.status == 503 => break,
                    // More than a till may ask for: a rush that has a bound.
                    Err(problem) if problem.status == 429 => {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                    Err(problem) => panic!("{problem:?}"),
                };
                acknowledged.fetch_add(1, Ordering::SeqCst);
            }
            booked
        }));
    }
    while acknowledged.load(Ordering::SeqCst) < 200 {
        tokio::task::yield_now().await;
    }
    let told = Instant::now();
    shop.tell_to_stop();
    let shop = tokio::task::spawn_blocking(move || {
        assert!(shop.ended().success());
        shop
    });
    let shop = shop.await.unwrap();
    assert!(told.elapsed() < Duration::from_secs(30), "its end is bounded");
    let database = Connection::open(shop.dir().join("dough.db")).unwrap();
    let mut statement = database.prepare("SELECT sale FROM sales").unwrap();
    let kept: BTreeSet<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut booked = BTreeSet::new();
    for till in tills {
        booked.extend(till.await.unwrap());
    }
    let lost: Vec<_> = booked.difference(&kept).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    printed(&shop.command().arg("check").arg(shop.dir()).output().unwrap());
}
