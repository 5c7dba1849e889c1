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

use rusqlite::Connection;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use support::load::{sale, till_and_customer};
use support::{Shop, printed, repository};

const TILLS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_stop_is_there_after_it() {
    let mut shop = Shop::start(Some(&repository().join("tests/scenarios/shop")));
    let acknowledged = Arc::new(AtomicU64::new(0));
    let mut tills = Vec::new();
    for n in 0..TILLS {
        let (till, pay) = till_and_customer(&shop).await;
        let acknowledged = Arc::clone(&acknowledged);
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
