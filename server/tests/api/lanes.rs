//! Several batches under way at once: one that waits for a row holds up no other lane.

use crate::outages::{shop_at, top_up};
use crate::support::Wallet;
use dough_register::fresh_id;
use dough_test_postgres::Cluster;
use std::sync::Arc;
use tokio::task::JoinSet;

/// So many that all of them in one of two lanes would be a chance of 1 in 8 million.
const WALLETS: usize = 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_waits_for_a_row_holds_up_no_other_lane() {
    let address = Cluster::shared().database();
    let shop = Arc::new(shop_at(address.clone()).await);
    let mut wallets: Vec<Wallet> = Vec::new();
    for _ in 0..WALLETS {
        wallets.push(shop.wallet().await);
    }
    let (client, connection) =
        tokio_postgres::connect(&address, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let first = wallets.remove(0);
    client.batch_execute("BEGIN").await.unwrap();
    let lock = "SELECT 1 FROM wallets WHERE wallet = $1 FOR UPDATE";
    client.query_one(lock, &[&first.id.uuid()]).await.unwrap();

    let mut waiting = JoinSet::new();
    let asked = Arc::clone(&shop);
    waiting.spawn(async move {
        let (status, _, text) = top_up(&asked, &first, fresh_id()).await;
        (true, status, text)
    });
    // In the lane of the first one these wait with it.
    for wallet in wallets {
        let asked = Arc::clone(&shop);
        waiting.spawn(async move {
            let (status, _, text) = top_up(&asked, &wallet, fresh_id()).await;
            (false, status, text)
        });
    }
    let (is_first, status, text) = waiting.join_next().await.unwrap().unwrap();
    assert!(!is_first, "its row is taken");
    assert_eq!(status, 200, "{text}");
    client.batch_execute("ROLLBACK").await.unwrap();
    while let Some(answered) = waiting.join_next().await {
        let (_, status, text) = answered.unwrap();
        assert_eq!(status, 200, "{text}");
    }
    shop.assert_sound().await;
}
