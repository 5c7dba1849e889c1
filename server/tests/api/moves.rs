//! A shop that moves from its file to a server keeps everything, and its phones notice nothing.

use crate::database::Database;
use crate::support::{Shop, Wallet, copy, post, sale};
use dough_register::fresh_id;
use dough_rules::command::Outcome;
use dough_rules::units::Span;
use dough_server::SystemRandom;
use dough_server::store::StoreError;
use dough_server::store::postgres::PostgresStore;
use dough_test_postgres::{Cluster, query};
use dough_wire::paths;
use dough_wire::replies::CommandReply;
use serde_json::json;
use std::sync::Arc;
use tempfile::TempDir;

/// What is compared: each wallet's journal and facts, as text.
async fn told(wallets: &[Wallet], shop: &Shop) -> Vec<String> {
    let store = shop.database.visit().await.unwrap();
    let mut told = Vec::new();
    for wallet in wallets {
        let page = store.journal(wallet.id, dough_rules::ids::Seq::START, 10_000).await.unwrap();
        told.push(serde_json::to_string(&page.entries).unwrap());
        told.push(format!("{:?}", store.wallet(wallet.id).await.unwrap()));
        let person = store.person(wallet.id).await.unwrap();
        told.push(format!("{:?} {:?}", person.name, person.email));
    }
    let board = store.board("brussels".parse().unwrap(), 100).await.unwrap();
    told.push(format!("{board:?}"));
    told.push(format!("{:?}", store.check().await.unwrap()));
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_moves_keeps_its_phones_sales_and_timeline() {
    let folder = Arc::new(TempDir::new().unwrap());
    let file = folder.path().join("dough.db");
    let random = Arc::new(SystemRandom);
    let shop = Shop::open_with(Arc::clone(&folder), Database::File(file.clone()), random).await;
    let till_key = crate::support::fresh_key();
    let mut wallets = Vec::new();
    for _ in 0..4 {
        wallets.push(shop.rich_wallet(20_000).await);
    }
    let till = shop.till_with("brussels", copy(&till_key)).await;
    let mut last = None;
    for (n, wallet) in wallets.iter().cycle().take(24).enumerate() {
        let sale = sale(&wallet.code(&shop), &n.to_string(), &["quiche"]);
        let request = fresh_id();
        let reply = till.scan_as(request, &sale).await.unwrap().yes().unwrap();
        last = Some((request, sale, reply));
        if n % 8 == 7 {
            shop.clock.advance(Span::days(1));
        }
    }
    let reply = post(&wallets[0].caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let Outcome::Order { order } = reply.outcome else { panic!() };
    let profile = shop.intent(json!({ "name": "Anna", "language": "nl" }));
    post(&wallets[1].caller, paths::PROFILE, &profile).await.unwrap();
    wallets[1].confirm_email(&shop, "anna@example.com").await;
    let before = told(&wallets, &shop).await;
    let (clock, url) = (Arc::clone(&shop.clock), shop.url.clone());
    shop.close().await;

    let address = Cluster::shared().database();
    let erasures = folder.path().join("erasures.log");
    let moved = PostgresStore::adopt(&address, &file, erasures.clone()).await.unwrap();
    drop(moved);
    let again = PostgresStore::adopt(&address, &file, erasures).await;
    assert!(matches!(again, Err(StoreError::NotEmpty)));
    let there = Database::Server { address: address.clone(), folder: folder.path().to_owned() };
    let shop = Shop::start(folder, there, clock, Arc::new(SystemRandom)).await;
    assert_ne!(shop.url, url);
    assert_eq!(told(&wallets, &shop).await, before);
    let lines = query(&address, "SELECT count(*) FROM audit");
    assert!(lines.parse::<u32>().unwrap() > 0);

    // The same sale, after the move: the same answer. And the shop goes on.
    let (request, sold, reply) = last.unwrap();
    let till = shop.caller(till_key);
    let said: CommandReply = till.scan_as(request, &sold).await.unwrap().yes().unwrap();
    assert_eq!(said, reply);
    let wallet = shop.wallet_of(wallets[2].id, copy(&wallets[2].api), copy(&wallets[2].pay));
    wallet.counter.store(1000, std::sync::atomic::Ordering::SeqCst);
    till.scan(&sale(&wallet.code(&shop), "next", &["quiche"])).await.unwrap().yes().unwrap();
    let owner = shop.wallet_of(wallets[0].id, copy(&wallets[0].api), copy(&wallets[0].pay));
    let cancel = shop.intent(json!({ "version": order.version }));
    post(&owner.caller, &paths::cancel_order(order.id), &cancel).await.unwrap();
    shop.assert_sound().await;
}
