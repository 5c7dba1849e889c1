//! Many at once, for the same money, the same code and the same room: on either store at one server,
//! and from `servers.rs` at two servers of one database.

use crate::support::{Shop, Wallet, code_with, copy, fresh_key, one, sale};
use dough_paycode::Ops;
use dough_register::{Till, fresh_id};
use dough_rules::WalletFacts;
use dough_rules::ids::WalletId;
use dough_rules::units::{Cents, Span};
use dough_wire::replies::{CommandReply, RegisterCode};
use dough_wire::{Problem, paths};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

type Answer = Result<CommandReply, Box<Problem>>;

/// Asks until it is answered, under one id, as a till and a phone do.
pub(crate) async fn insisting<B: serde::Serialize>(caller: &Till, path: &str, body: &B) -> Answer {
    let request = fresh_id();
    loop {
        match caller.post(path, request, body).await.unwrap().yes() {
            Err(problem) if problem.status == 503 => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            answered => return answered,
        }
    }
}

/// Some tills, enrolled with one signing in.
async fn tills(shop: &Shop, count: usize) -> Vec<Arc<Till>> {
    let owner = shop.staff("owner").await;
    let path = paths::register_codes(&"brussels".parse().unwrap());
    let mut tills = Vec::new();
    for _ in 0..count {
        let code: RegisterCode = owner.post(&path, &()).await.json().await.unwrap();
        let till = shop.caller(fresh_key());
        till.enrol(&code.code, "till").await.unwrap().yes().unwrap();
        tills.push(Arc::new(till));
    }
    tills
}

/// What all of them are told.
async fn answers(tasks: Vec<JoinHandle<Answer>>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

/// How many said yes; all others were refused with this code.
fn accepted(answers: &[Answer], refusal: &str) -> usize {
    let refused: Vec<_> = answers.iter().filter_map(|it| it.as_ref().err()).collect();
    assert!(refused.iter().all(|problem| problem.code == refusal), "{refused:?}");
    answers.len() - refused.len()
}

/// No moment of the wallet's journal has less than nothing.
async fn never_below_zero(wallet: &Wallet, shop: &Shop) -> WalletFacts {
    let mut facts = WalletFacts::new(wallet.id);
    for entry in &wallet.journal(shop).await {
        facts.apply(entry).unwrap();
        let balances = &facts.balances;
        assert!(balances.eur_available >= Cents::ZERO && balances.eur_held >= Cents::ZERO);
    }
    facts
}

/// 48 sales at tills and 16 orders from the phone, of which the money pays for less than half.
pub(crate) async fn spend_one_wallet(servers: &[&Shop]) {
    const MONEY: i64 = 20_000;
    let wallet = servers[0].rich_wallet(MONEY).await;
    let mut lanes = Vec::new();
    for server in servers {
        lanes.push((*server, tills(server, 8 / servers.len()).await));
    }
    let mut tasks = Vec::new();
    for n in 0..64_usize {
        let (server, tills) = &lanes[(n / 4) % lanes.len()];
        if n % 4 == 3 {
            let phone = server.caller(copy(&wallet.api));
            let mut order = server.order(60);
            // Two for each quarter of an hour, so that there is room for all of them.
            order.body.pickup_at =
                order.body.pickup_at + Span::minutes(15 * i64::try_from(n / 8).unwrap());
            order.body.lines = vec![one("croissant")];
            tasks.push(tokio::spawn(async move { insisting(&phone, paths::ORDERS, &order).await }));
        } else {
            let till = Arc::clone(&tills[n % tills.len()]);
            let sale = sale(&wallet.code(server), &n.to_string(), &["quiche"]);
            tasks.push(tokio::spawn(async move { insisting(&till, paths::SCANS, &sale).await }));
        }
    }
    let answers = answers(tasks).await;
    let spent = accepted(&answers, "balance_short");
    let is_order = |n: usize| n % 4 == 3;
    let orders = (0..64).filter(|n| is_order(*n) && answers[*n].is_ok()).count();
    let (sales, orders) = (i64::try_from(spent - orders).unwrap(), i64::try_from(orders).unwrap());
    let facts = never_below_zero(&wallet, servers[servers.len() - 1]).await;
    let balances = &facts.balances;
    assert_eq!(balances.eur_held, Cents::new(210 * orders));
    assert_eq!(balances.eur_available, Cents::new(MONEY - 820 * sales - 210 * orders));
    assert!(balances.eur_available < Cents::new(820), "a sale was refused that could be paid");
    servers[0].assert_sound().await;
}

/// One code, shown at twenty registers, each with a sale of its own.
pub(crate) async fn show_one_code(servers: &[&Shop]) {
    let wallet = servers[0].rich_wallet(20_000).await;
    let code = code_with(servers[0], 7, &wallet.pay, Ops::PAY | Ops::EARN);
    let mut registers = Vec::new();
    for server in servers {
        registers.extend(tills(server, 20 / servers.len()).await);
    }
    let tasks = registers.into_iter().enumerate().map(|(n, till)| {
        let sale = sale(&code, &n.to_string(), &["quiche"]);
        tokio::spawn(async move { insisting(&till, paths::SCANS, &sale).await })
    });
    let answers = answers(tasks.collect()).await;
    assert_eq!((answers.len(), accepted(&answers, "code_spent")), (20, 1));
    let left = never_below_zero(&wallet, servers[0]).await.balances.eur_available;
    assert_eq!(left, Cents::new(20_000 - 820));
    assert_eq!(servers[0].database.number("SELECT count(*) FROM sales"), 1);
    servers[0].assert_sound().await;
}

/// Sixty orders of twenty wallets for one quarter of an hour, which has room for six.
pub(crate) async fn rush_a_slot(servers: &[&Shop]) {
    let mut wallets = Vec::new();
    for _ in 0..20 {
        wallets.push(servers[0].rich_wallet(1000).await);
    }
    let asked: Vec<_> = (0..60_usize)
        .map(|n| {
            let (server, wallet) = (servers[n % servers.len()], &wallets[n % 20]);
            (wallet.id, server.caller(copy(&wallet.api)), server.order(60))
        })
        .collect();
    let owners: Vec<_> = asked.iter().map(|(wallet, ..)| *wallet).collect();
    let tasks = asked.into_iter().map(|(_, phone, order)| {
        tokio::spawn(async move { insisting(&phone, paths::ORDERS, &order).await })
    });
    let answers = answers(tasks.collect()).await;
    assert_eq!(accepted(&answers, "slot_full"), 6, "as many as there is room for");
    for problem in answers.iter().filter_map(|it| it.as_ref().err()) {
        assert_eq!(problem.facts["alternatives"].as_array().unwrap().len(), 3);
    }
    let mut held: BTreeMap<WalletId, i64> = BTreeMap::new();
    for (owner, _) in owners.iter().zip(&answers).filter(|(_, answer)| answer.is_ok()) {
        *held.entry(*owner).or_default() += 210;
    }
    for wallet in &wallets {
        let balances = never_below_zero(wallet, servers[0]).await.balances;
        let held = held.get(&wallet.id).copied().unwrap_or(0);
        assert_eq!(balances.eur_held, Cents::new(held), "who has a place has paid for it");
        assert_eq!(balances.eur_available, Cents::new(1000 - held));
    }
    let database = &servers[0].database;
    assert_eq!(database.number("SELECT max(orders) FROM windows"), 6);
    assert_eq!(database.number("SELECT count(*) FROM allocations"), 6);
    servers[0].assert_sound().await;
}

/// How often each race is run; `DOUGH_SOAK` (as `make soak` sets it) runs a hundredth as many.
pub(crate) fn rounds() -> u32 {
    let soak = std::env::var("DOUGH_SOAK").ok().and_then(|cases| cases.parse::<u32>().ok());
    soak.map_or(1, |cases| (cases / 100).max(1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_clients_spend_one_wallet() {
    for _ in 0..rounds() {
        spend_one_wallet(&[&Shop::open().await]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_code_at_twenty_registers_makes_one_sale() {
    for _ in 0..rounds() {
        show_one_code(&[&Shop::open().await]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_rush_is_never_oversold() {
    for _ in 0..rounds() {
        rush_a_slot(&[&Shop::open().await]).await;
    }
}
