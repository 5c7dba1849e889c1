//! Rates, slow callers, and connections that end: the same whatever the store is.

use crate::database::Database;
use crate::support::{PASSWORD, Shop, code_of, post};
use dough_register::{fresh_id, http};
use dough_rules::units::{Cents, Span};
use dough_server::{Limits, SystemRandom};
use dough_wire::paths;
use dough_wire::problem::Problem;
use dough_wire::requests::{SignIn, TopUp};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

async fn limited(limits: Limits) -> Shop {
    let folder = Arc::new(TempDir::new().unwrap());
    let database = Database::new(folder.path());
    Shop::open_limited(folder, database, Arc::new(SystemRandom), limits).await
}

fn proxied() -> Limits {
    Limits {
        calls_per_address: 2,
        proxies: vec!["127.0.0.1".parse().unwrap()],
        ..Limits::default()
    }
}

async fn look(shop: &Shop, from: &str) -> reqwest::Response {
    let url = format!("{}{}", shop.url, paths::CATALOGUE);
    http().unwrap().get(url).header("x-forwarded-for", from).send().await.unwrap()
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_to_come_back() {
    let shop = limited(proxied()).await;
    for _ in 0..20 {
        assert_eq!(look(&shop, "1.2.3.4").await.status(), 200);
    }
    let refused = look(&shop, "6.6.6.6, 1.2.3.4").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(code_of(refused).await, "too_many_requests");
    assert_eq!(look(&shop, "1.2.3.5").await.status(), 200, "another address");
    shop.clock.advance(Span::seconds(1));
    assert_eq!(look(&shop, "1.2.3.4").await.status(), 200);
}

#[tokio::test]
async fn a_key_that_asks_too_often_is_refused_and_no_other() {
    let shop = limited(Limits { calls_per_key: 1, ..Limits::default() }).await;
    let (wallet, other) = (shop.wallet().await, shop.wallet().await);
    let top_up = shop.intent(TopUp { amount: Cents::new(100) });
    for _ in 0..10 {
        post(&wallet.caller, paths::TOP_UPS, &top_up).await.unwrap();
    }
    let request = fresh_id();
    let asked: Result<dough_wire::replies::CommandReply, Box<Problem>> =
        wallet.caller.post(paths::TOP_UPS, request, &top_up).await.unwrap().yes();
    let problem = asked.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (429, "too_many_requests"));
    assert_eq!(problem.facts["retry_after"], 2);
    post(&other.caller, paths::TOP_UPS, &top_up).await.unwrap();
    shop.clock.advance(Span::seconds(2));
    let asked: Result<dough_wire::replies::CommandReply, Box<Problem>> =
        wallet.caller.post(paths::TOP_UPS, request, &top_up).await.unwrap().yes();
    asked.unwrap();
    assert_eq!(shop.database.number("SELECT max(eur_available) FROM wallets"), 1100);
}

async fn sign_in(shop: &Shop, password: &str, from: &str) -> reqwest::Response {
    let body = SignIn { name: "owner".to_owned(), password: password.to_owned() };
    let url = format!("{}{}", shop.url, paths::STAFF_SIGN_IN);
    let call = http().unwrap().post(url).header("x-forwarded-for", from).json(&body);
    call.send().await.unwrap()
}

#[tokio::test]
async fn passwords_can_not_be_tried_for_ever_and_the_owner_is_not_locked_out() {
    let shop = limited(Limits { calls_per_address: 1000, ..proxied() }).await;
    for _ in 0..10 {
        assert_eq!(sign_in(&shop, "wrong", "6.6.6.6").await.status(), 401);
    }
    let refused = sign_in(&shop, PASSWORD, "6.6.6.6").await;
    assert_eq!((refused.status().as_u16(), &*code_of(refused).await), (429, "too_many_requests"));
    assert_eq!(sign_in(&shop, PASSWORD, "1.2.3.4").await.status(), 200, "from elsewhere");
    shop.clock.advance(Span::seconds(30));
    assert_eq!(sign_in(&shop, PASSWORD, "6.6.6.6").await.status(), 200);
}

async fn said(mut line: TcpStream) -> String {
    let mut said = String::new();
    let read = line.read_to_string(&mut said);
    // A server that lets a slow caller wait for ever fails here.
    tokio::time::timeout(Duration::from_secs(50), read).await.unwrap().unwrap();
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_that_dawdle_are_cut_off() {
    let shop = Shop::open().await;
    let line = async |text: &str| {
        let mut line = TcpStream::connect(shop.url.trim_start_matches("http://")).await.unwrap();
        line.write_all(text.as_bytes()).await.unwrap();
        said(line).await
    };
    let head = line("POST /v1/scans HTTP/1.1\r\nhost: shop\r\nx-slow: ");
    let body = line(
        "POST /v1/scans HTTP/1.1\r\nhost: shop\r\nconnection: close\r\ncontent-length: 9\r\n\r\n{",
    );
    let (head, body, silence) = tokio::join!(head, body, line(""));
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(body.starts_with("HTTP/1.1 408") && body.contains("body_too_slow"), "{body}");
    assert!(silence.is_empty() || silence.starts_with("HTTP/1.1 408"), "{silence}");
}

#[tokio::test]
async fn connections_beyond_the_bound_wait_their_turn() {
    let shop = limited(Limits { connections: 2, ..Limits::default() }).await;
    let address = shop.url.trim_start_matches("http://").to_owned();
    let call = b"GET /health HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n";
    let (first, second) = (TcpStream::connect(&address).await, TcpStream::connect(&address).await);
    let (first, mut second) = (first.unwrap(), second.unwrap());
    let mut third = TcpStream::connect(&address).await.unwrap();
    third.write_all(call).await.unwrap();
    let mut byte = [0];
    let early = tokio::time::timeout(Duration::from_millis(500), third.peek(&mut byte)).await;
    assert!(early.is_err(), "there is no place yet");
    second.write_all(call).await.unwrap();
    assert!(said(second).await.starts_with("HTTP/1.1 200"));
    assert!(said(third).await.starts_with("HTTP/1.1 200"));
    drop(first);
}
