//! A server that is killed again and again while tills sell: what was acknowledged is there, once,
//! and what wasn't can be asked for again under the same id.
//!
//! `DOUGH_KILLS` says how often it is killed on each store; `DOUGH_SOAK` (as `make soak` sets it)
//! kills a hundredth as often.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use dough_register::{Said, fresh_id};
use dough_test_postgres::Cluster;
use dough_wire::paths;
use dough_wire::replies::CommandReply;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use support::load::{sale, till_and_customer};
use support::{Shop, printed, repository};
use tokio::task::JoinHandle;
use uuid::Uuid;

const TILLS: usize = 8;

fn kills() -> u32 {
    let number = |name| std::env::var(name).ok()?.parse::<u32>().ok();
    let soak = number("DOUGH_SOAK").map(|cases| cases / 100);
    number("DOUGH_KILLS").or(soak).unwrap_or(10)
}

/// What the tills have heard so far.
#[derive(Default)]
struct Heard {
    acknowledged: AtomicU64,
    ends: AtomicBool,
}

/// Sells until told to end. What isn't answered is asked for again, with the same id.
async fn sell(shop: &Shop, n: usize, heard: Arc<Heard>) -> JoinHandle<BTreeMap<String, Uuid>> {
    let (till, pay) = till_and_customer(shop).await;
    tokio::spawn(async move {
        let mut booked = BTreeMap::new();
        for counter in 1.. {
            let transaction = format!("{n}-{counter}");
            let (asked, id) = (sale(&pay, counter, &transaction), fresh_id());
            let receipt = loop {
                let said: Result<Said<CommandReply>, _> = till.post(paths::SCANS, id, &asked).await;
                match said.map(Said::yes) {
                    Ok(Ok(reply)) => break receipt_of(&reply),
                    Ok(Err(problem)) if matches!(problem.status, 429 | 503) => {}
                    Ok(Err(problem)) => panic!("{transaction}: {problem:?}"),
                    // Nobody listens just now, or the line was cut.
                    Err(_) => {}
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            };
            booked.insert(transaction, receipt);
            heard.acknowledged.fetch_add(1, Ordering::SeqCst);
            if heard.ends.load(Ordering::SeqCst) {
                return booked;
            }
        }
        booked
    })
}

fn receipt_of(reply: &CommandReply) -> Uuid {
    match &reply.outcome {
        dough_rules::Outcome::Receipt { receipt, .. } => receipt.id.uuid(),
        other => panic!("{other:?}"),
    }
}

async fn is_killed_and_loses_nothing(mut shop: Shop, sales: impl Fn(&Shop) -> Vec<String>) {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut chance = StdRng::seed_from_u64(seed);
    let heard = Arc::new(Heard::default());
    let mut tills = Vec::new();
    for n in 0..TILLS {
        tills.push(sell(&shop, n, Arc::clone(&heard)).await);
    }
    for _ in 0..kills() {
        let before = heard.acknowledged.load(Ordering::SeqCst);
        let wanted = before + chance.random_range(1..40_u64);
        while heard.acknowledged.load(Ordering::SeqCst) < wanted {
            tokio::task::yield_now().await;
        }
        shop.kill();
        shop.resume();
    }
    heard.ends.store(true, Ordering::SeqCst);
    let mut booked = BTreeMap::new();
    for till in tills {
        booked.extend(till.await.unwrap());
    }
    shop.stop();
    let mut kept = sales(&shop);
    kept.sort();
    // Each was asked for until it was acknowledged, so there is no other.
    assert_eq!(kept, booked.keys().cloned().collect::<Vec<_>>(), "seed {seed}");
    printed(&shop.command().arg("check").arg(shop.dir()).output().unwrap());
}

fn files() -> std::path::PathBuf {
    repository().join("tests/scenarios/shop")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_a_file_that_is_killed_loses_and_doubles_nothing() {
    let shop = Shop::start_on(&files(), None);
    is_killed_and_loses_nothing(shop, |shop| {
        let database = rusqlite::Connection::open(shop.dir().join("dough.db")).unwrap();
        let mut statement = database.prepare("SELECT sale FROM sales").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_postgresql_that_is_killed_loses_and_doubles_nothing() {
    let address = Cluster::shared().database();
    let shop = Shop::start_on(&files(), Some(address.clone()));
    is_killed_and_loses_nothing(shop, move |_| {
        let rows = dough_test_postgres::query(&address, "SELECT sale FROM sales");
        rows.lines().map(str::to_owned).collect()
    })
    .await;
}
