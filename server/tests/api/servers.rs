//! Several servers on one database: races, and word of each other's commits.

use crate::database::Database;
use crate::races::{insisting, rounds, rush_a_slot, show_one_code, spend_one_wallet};
use crate::recorded::fail_commits;
use crate::support::{Shop, Wallet, code_of, copy, enrolment, fresh_key, key_text, post, sale};
use crate::webhooks::{Receiver, give};
use dough_paycode::Signer as _;
use dough_register::{fresh_id, http};
use dough_rules::command::Outcome;
use dough_rules::units::{Cents, Span};
use dough_server::store::StoreError;
use dough_server::store::postgres::PostgresStore;
use dough_server::{Clock as _, SystemRandom};
use dough_test_postgres::{Cluster, query};
use dough_wire::paths;
use dough_wire::replies::Board;
use dough_wire::requests::{Others, TopUp};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

impl Shop {
    /// Another server on the same database, which shares nothing else but the time.
    async fn beside(&self) -> Self {
        let (folder, clock) = (Arc::clone(&self.folder), Arc::clone(&self.clock));
        Self::start(folder, self.database.clone(), clock, Arc::new(SystemRandom)).await
    }
}

/// Reads a stream until it says this.
async fn hear(stream: &mut reqwest::Response, words: &str) {
    let mut said = String::new();
    while !said.contains(words) {
        let chunk = tokio::time::timeout(Duration::from_secs(10), stream.chunk()).await;
        said += std::str::from_utf8(&chunk.unwrap().unwrap().unwrap()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_clients_spend_one_wallet_at_two_servers() {
    for _ in 0..rounds() {
        let shop = Shop::open().await;
        let other = shop.beside().await;
        spend_one_wallet(&[&shop, &other]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_clients_spend_one_wallet_where_commits_fail() {
    let shop = Shop::open().await;
    fail_commits(&shop.database);
    let other = shop.beside().await;
    spend_one_wallet(&[&shop, &other]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_code_at_twenty_registers_of_two_servers_makes_one_sale() {
    for _ in 0..rounds() {
        let shop = Shop::open().await;
        let other = shop.beside().await;
        show_one_code(&[&shop, &other]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_rush_at_two_servers_is_never_oversold() {
    for _ in 0..rounds() {
        let shop = Shop::open().await;
        let other = shop.beside().await;
        rush_a_slot(&[&shop, &other]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_of_one_server_tell_what_another_commits() {
    let shop = Shop::open().await;
    let other = shop.beside().await;
    let wallet = shop.rich_wallet(5000).await;
    let url = format!("{}{}", other.url, paths::STREAM);
    let token = wallet.token().await;
    let mut stream = http().unwrap().get(url).bearer_auth(&token).send().await.unwrap();
    let brussels = "brussels".parse().unwrap();
    let staff = other.staff("staff").await;
    let mut board = staff.get(&format!("{}/stream", paths::board(&brussels))).await;
    let order = post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    hear(&mut stream, &format!("\"head\":{}", order.head.unwrap())).await;
    hear(&mut board, "\"changes\":1").await;
    let shown: Board = staff.get(&paths::board(&brussels)).await.json().await.unwrap();
    assert_eq!(shown.orders.len(), 1);
    for server in [other, shop] {
        tokio::time::timeout(Duration::from_secs(5), server.close()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_is_removed_at_one_server_is_out_at_the_other() {
    let shop = Shop::open().await;
    let other = shop.beside().await;
    let wallet = shop.rich_wallet(5000).await;
    let (api, pay) = (fresh_key(), fresh_key());
    let body = enrolment(&shop, (&api, &pay), wallet.agree().await, Others::Keep);
    post(&shop.caller(copy(&api)), paths::DEVICES, &body).await.unwrap();
    let thief = other.wallet_of(wallet.id, api, pay);
    // The other server has read its key, and keeps it in memory.
    let token = thief.token().await;
    let url = format!("{}{}", other.url, paths::STREAM);
    let mut stream = http().unwrap().get(url).bearer_auth(&token).send().await.unwrap();
    stream.chunk().await.unwrap().unwrap();
    post(&wallet.caller, &paths::revoke_device(&thief.kid()), &shop.intent(json!({})))
        .await
        .unwrap();

    let changes = format!("{}{}?after=0", other.url, paths::CHANGES);
    let read = http().unwrap().get(changes).bearer_auth(token).send().await.unwrap();
    assert_eq!(code_of(read).await, "unauthorized");
    let session: dough_register::Said<serde_json::Value> =
        thief.caller.post(paths::SESSION, fresh_id(), &json!({})).await.unwrap();
    assert_eq!(session.yes().unwrap_err().code, "device_revoked");
    let top_up = other.intent(TopUp { amount: Cents::new(500) });
    let problem = post(&thief.caller, paths::TOP_UPS, &top_up).await.unwrap_err();
    assert_eq!(problem.code, "device_revoked");
    let till = other.till("brussels").await;
    let scan = till.scan(&sale(&thief.code(&other), "1", &["quiche"])).await.unwrap();
    assert_eq!(scan.yes().unwrap_err().code, "code_unknown_key");
    let ended = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(10), ended).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_opens_one_wallet_at_whichever_server() {
    let shop = Shop::open().await;
    let other = shop.beside().await;
    let (api, pay) = (fresh_key(), fresh_key());
    let opening = json!({ "pay_key": key_text(&pay), "api_key": key_text(&api) });
    let body = shop.intent(opening);
    let tasks: Vec<_> = (0..10)
        .map(|n| {
            let caller = if n % 2 == 0 { &shop } else { &other }.caller(copy(&api));
            let body = body.clone();
            tokio::spawn(async move { insisting(&caller, paths::WALLETS, &body).await })
        })
        .collect();
    let mut opened = std::collections::BTreeSet::new();
    for task in tasks {
        let Outcome::Opened { wallet } = task.await.unwrap().unwrap().outcome else { panic!() };
        opened.insert(wallet);
    }
    assert_eq!(opened.len(), 1);
    assert_eq!(shop.database.number("SELECT count(*) FROM wallets"), 1);
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_at_once_make_the_tables_once() {
    let address = Cluster::shared().database();
    let visited = PostgresStore::visit(&address, PathBuf::new()).await;
    assert!(matches!(visited, Err(StoreError::Older { found: 0, known: 2 })));
    let starts: Vec<_> = (0..8)
        .map(|n| {
            let address = address.clone();
            tokio::spawn(
                async move { PostgresStore::open(&address, [n; 32], PathBuf::new()).await },
            )
        })
        .collect();
    for start in starts {
        start.await.unwrap().unwrap();
    }
    assert_eq!(query(&address, "SELECT count(*) FROM meta"), "2");
    query(&address, "UPDATE schema_version SET version = 99");
    let opened = PostgresStore::open(&address, [0; 32], PathBuf::new()).await;
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, known: 2 })));
    let visited = PostgresStore::visit(&address, PathBuf::new()).await;
    assert!(matches!(visited, Err(StoreError::Newer { found: 99, known: 2 })));
}

#[tokio::test]
async fn a_call_for_a_token_counts_at_one_server_once() {
    let shop = Shop::open().await;
    let (here, there) =
        (shop.database.visit().await.unwrap(), shop.database.visit().await.unwrap());
    let (kid, now) = (fresh_key().public_key().kid(), shop.clock.now());
    let long_ago = now - Span::minutes(3);
    assert!(here.is_new_nonce(kid, "a", now, long_ago).await.unwrap());
    assert!(!there.is_new_nonce(kid, "a", now, long_ago).await.unwrap());
    assert!(there.is_new_nonce(kid, "b", now, long_ago).await.unwrap());
    assert!(here.is_new_nonce(kid, "a", now, now).await.unwrap(), "forgotten");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_told_by_one_server_only() {
    let shop = Shop::open().await;
    let others = [shop.beside().await, shop.beside().await];
    let (receiver, url) = Receiver::open(Some(200)).await;
    give(&shop, &url).await;
    for _ in 0..30 {
        shop.wallet().await;
    }
    receiver.when(30).await;
    for _ in 0..200 {
        if shop.database.number("SELECT count(*) FROM deliveries WHERE next_at IS NOT NULL") == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    shop.clock.advance(Span::hours(1));
    shop.wallet().await;
    receiver.when(31).await;
    assert_eq!(receiver.all().len(), 31, "each once");
    for server in others {
        server.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_is_paid_out_by_one_server_only() {
    let shop = Shop::open().await;
    let other = shop.beside().await;
    let mut wallets: Vec<Wallet> = Vec::new();
    for _ in 0..10 {
        wallets.push(shop.rich_wallet(500).await);
    }
    for wallet in &wallets {
        let body = shop.intent(json!({ "balance": "pay_out" }));
        post(&wallet.caller, paths::ERASE, &body).await.unwrap();
    }
    let Database::Server { address, .. } = &shop.database else { panic!() };
    for _ in 0..200 {
        if query(address, "SELECT count(*) FROM payouts WHERE paid_at IS NULL") == "0" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let paid = |shop: &Shop| shop.payment.paid_out.lock().unwrap().len();
    assert_eq!(paid(&shop) + paid(&other), 10);
    shop.assert_sound().await;
}
