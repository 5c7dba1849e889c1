//! A queue that is full answers at once, with 503 and when to come back.

use crate::database::Database;
use crate::support::Shop;
use dough_rules::command::Command;
use dough_rules::{Entropy, Moment};
use dough_server::engine::{Catalogues, Engine, Job, Nudges};
use dough_server::{Clock as _, SystemClock};
use dough_wire::Problem;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_refuses_at_once_and_loses_nothing_that_it_took() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let database = shop.database.clone();
    shop.close_keeping_files().await;
    let store = database.open([0; 32]).await.unwrap();
    let catalogues = Arc::new(Catalogues::default());
    catalogues.refresh(store.as_ref()).await.unwrap();
    let (engine, task) =
        Engine::start(store, catalogues, Arc::new(Nudges::default()), Arc::default());

    // Another program holds the database, so that nothing can be committed for a while.
    let hold = database.hold();
    let now = SystemClock::new().now();
    let top_up = |n: u16| {
        let mut seed = [0; 32];
        seed[..2].copy_from_slice(&n.to_be_bytes());
        let moment = Moment { now, entropy: Entropy::new(seed) };
        let command = Command::TopUp {
            top_up: dough_rules::ids::TopUpId::new(moment.uuid("top up")),
            amount: dough_rules::units::Cents::new(100),
            provider: "test".to_owned(),
        };
        Job::internal(Some(wallet.id), command, moment)
    };
    let asked: Vec<_> = (0..1500)
        .map(|n| {
            let (engine, job) = (engine.clone(), top_up(n));
            tokio::spawn(async move { engine.submit(job).await })
        })
        .collect();
    // Whoever finds the queue full is answered while the database is still held.
    let (mut refused, mut taken) = (0, Vec::new());
    for answer in asked {
        if answer.is_finished() {
            let problem: Problem = serde_json::from_str(&answer.await.unwrap().body).unwrap();
            assert_eq!((problem.status, problem.code.as_str()), (503, "overloaded"));
            assert_eq!(problem.facts["retry_after"], 1);
            refused += 1;
        } else {
            taken.push(answer);
        }
    }
    drop(hold);
    let mut booked = 0;
    for answer in taken {
        let answer = answer.await.unwrap();
        if answer.is_success() {
            booked += 1;
        } else {
            assert_eq!(answer.status, 503);
            refused += 1;
        }
    }
    assert!(refused > 0, "the queue took everything");
    drop(engine);
    task.await.unwrap();
    let top_ups = format!("SELECT count(*) FROM journal WHERE {} = 'topped_up'", Database::KIND);
    let balance = database.number("SELECT eur_available FROM wallets");
    let told = (database.number(&top_ups), balance);
    assert_eq!(told, (booked, booked * 100), "what was answered is what is booked");
}
