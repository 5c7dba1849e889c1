//! A real server whose disk fails: at its n-th write, at its n-th sync, once or from then on, and
//! with the current cut. What was acknowledged is there, what wasn't is there once or not at all, and
//! the server goes on by itself when the disk is well again.
//!
//! `support/disk.c` stands before the server's C library and does to the shop's files what is written
//! here into a file that both map. `DOUGH_SOAK` (as `make soak` sets it) tries every number, every
//! way; each run tries each of the first numbers in one of the ways.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use dough_register::{Said, Till, fresh_id};
use dough_rules::Outcome;
use dough_rules::ids::{ReceiptId, WalletId};
use dough_rules::units::Cents;
use dough_server::store::Store as _;
use dough_server::store::sqlite::SqliteStore;
use dough_wire::paths;
use dough_wire::replies::CommandReply;
use dough_wire::requests::TopUp;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use support::load::{NewWallet, intent, sale, till_and_customer};
use support::{Shop, repository};
use uuid::Uuid;

/// What fails. The numbers here and below are those of `disk.c`.
#[derive(Clone, Copy, Debug)]
enum What {
    Writes = 1,
    Syncs = 2,
}

#[derive(Clone, Copy, Debug)]
enum How {
    /// `EIO`.
    Broken = 0,
    /// `ENOSPC`.
    Full = 1,
    /// Half is written, then `ENOSPC`.
    Short = 2,
    /// The current is cut: only what was synced is there.
    Cut = 3,
}

#[derive(Clone, Copy, Debug)]
struct Fault {
    what: What,
    nth: u64,
    how: How,
    lasting: bool,
}

/// What the server's disk is told.
struct Disk {
    orders: File,
}

impl Disk {
    /// Compiles the library, and puts it before a shop's server.
    fn under(shop: &mut Shop) -> Self {
        let source = repository().join("cli/tests/support/disk.c");
        let library = shop.path("disk.so");
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let mut compile = Command::new(compiler);
        compile.args(["-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o"]);
        assert!(compile.arg(&library).arg(source).status().unwrap().success());
        let path = shop.path("orders");
        let orders = File::options().create_new(true).read(true).write(true).open(&path).unwrap();
        orders.set_len(4096).unwrap();
        shop.surround("LD_PRELOAD", library);
        shop.surround("DOUGH_DISK_ORDERS", path);
        shop.surround("DOUGH_DISK_FOLDER", shop.dir().canonicalize().unwrap());
        Self { orders }
    }

    fn tell(&self, numbers: [u64; 5]) {
        self.orders.write_all_at(&numbers.map(u64::to_ne_bytes).concat(), 0).unwrap();
    }

    fn fails(&self, fault: Fault) {
        let Fault { what, nth, how, lasting } = fault;
        self.tell([what as u64, nth, how as u64, lasting.into(), 0]);
    }

    fn is_well_again(&self) {
        self.tell([0; 5]);
    }

    fn has_failed(&self) -> bool {
        let mut failed = [0; 8];
        self.orders.read_exact_at(&mut failed, 32).unwrap();
        u64::from_ne_bytes(failed) > 0
    }
}

/// A call under its id, and what was answered.
struct Asked {
    caller: Arc<Till>,
    path: &'static str,
    id: Uuid,
    body: Value,
    reply: Option<CommandReply>,
}

impl Asked {
    fn new(caller: &Arc<Till>, path: &'static str, body: &impl Serialize) -> Self {
        let body = serde_json::to_value(body).unwrap();
        Self { caller: Arc::clone(caller), path, id: fresh_id(), body, reply: None }
    }

    /// What stands in the database when it was done: its id, or for an opening the wallet's, since
    /// the phone's key says which one it is.
    fn trace(&self) -> Uuid {
        match self.reply.as_ref().map(|reply| &reply.outcome) {
            Some(Outcome::Opened { wallet }) => wallet.uuid(),
            _ => self.id,
        }
    }

    /// Whether it is answered. An answer that was given is given again.
    async fn again(&mut self) -> bool {
        let said: Result<Said<CommandReply>, _> =
            self.caller.post(self.path, self.id, &self.body).await;
        match said.map(Said::yes) {
            Ok(Ok(reply)) => {
                let first = self.reply.get_or_insert_with(|| reply.clone());
                // An opening is asked for again by its key, and tells of the wallet as it is by now.
                let is_same = *first == reply || self.path == paths::WALLETS;
                assert!(is_same && first.outcome == reply.outcome, "{first:?}, then {reply:?}");
                true
            }
            Ok(Err(problem)) => {
                let code = (problem.status, problem.code.as_str());
                assert_eq!(code, (503, "storage_failed"), "{}: {problem:?}", self.path);
                false
            }
            // The server has gone.
            Err(_) => false,
        }
    }
}

/// What the shop's customers have asked for so far.
struct Story {
    shop: Shop,
    disk: Disk,
    till: Arc<Till>,
    customer: Arc<Till>,
    pay: dough_paycode::SoftwareKey,
    /// A sale that can be given back, a wallet that can end.
    sold: Option<ReceiptId>,
    idle: Option<(Arc<Till>, WalletId)>,
    counter: u64,
    top_ups: i64,
    refunds: i64,
    wallets: i64,
    erased: BTreeSet<WalletId>,
}

impl Story {
    async fn begin() -> Self {
        let mut shop = Shop::made(Some(&repository().join("tests/scenarios/shop")), None);
        let config = shop.dir().join("dough.toml");
        let text = std::fs::read_to_string(&config).unwrap();
        std::fs::write(&config, format!("{text}\n[limits]\ncalls_per_key = 0\n")).unwrap();
        let disk = Disk::under(&mut shop);
        shop.resume_with(&["--payment", "test"]);
        let (till, _) = till_and_customer(&shop).await;
        let NewWallet { phone, pay, opening } = NewWallet::of(&shop);
        let (till, customer) = (Arc::new(till), Arc::new(phone));
        assert!(Asked::new(&customer, paths::WALLETS, &opening).again().await);
        let (sold, idle, erased) = (None, None, BTreeSet::new());
        let (counter, top_ups, refunds, wallets) = (0, 0, 0, 2);
        Self {
            shop,
            disk,
            till,
            customer,
            pay,
            sold,
            idle,
            counter,
            top_ups,
            refunds,
            wallets,
            erased,
        }
    }

    /// One of everything that moves money, opens a wallet or ends one.
    fn round(&mut self) -> Vec<Asked> {
        self.counter += 1;
        let new = NewWallet::of(&self.shop);
        let top_up = intent(TopUp { amount: Cents::new(1000) });
        let sale = sale(&self.pay, self.counter, &self.counter.to_string());
        let mut round = vec![
            Asked::new(&Arc::new(new.phone), paths::WALLETS, &new.opening),
            Asked::new(&self.customer, paths::TOP_UPS, &top_up),
            Asked::new(&self.till, paths::SCANS, &sale),
        ];
        self.wallets += 1;
        self.top_ups += 1;
        if let Some(receipt) = self.sold.take() {
            let body = json!({ "receipt": receipt, "shop": null });
            round.push(Asked::new(&self.till, paths::REFUNDS, &body));
            self.refunds += 1;
        }
        if let Some((phone, wallet)) = self.idle.take() {
            let body = intent(json!({ "balance": "none_left" }));
            round.push(Asked::new(&phone, paths::ERASE, &body));
            self.erased.insert(wallet);
        }
        round
    }

    /// Asks for round after round until the disk has failed.
    async fn until_it_fails(&mut self, fault: Fault) -> Vec<Asked> {
        self.disk.fails(fault);
        let mut all = Vec::new();
        loop {
            let failed = self.disk.has_failed();
            for mut asked in self.round() {
                asked.again().await;
                self.remember(&asked);
                all.push(asked);
            }
            // Once more where it lasts, so that each kind of call has met it.
            if failed || (self.disk.has_failed() && !fault.lasting) {
                return all;
            }
        }
    }

    /// What later rounds can give back or end.
    fn remember(&mut self, asked: &Asked) {
        match asked.reply.as_ref().map(|reply| &reply.outcome) {
            Some(Outcome::Receipt { receipt, refund: None }) => self.sold = Some(receipt.id),
            Some(Outcome::Opened { wallet }) => {
                self.idle = Some((Arc::clone(&asked.caller), *wallet));
            }
            _ => {}
        }
    }

    /// The disk is well: each call is answered at once, as it was before if it was; and all of it is
    /// there once.
    async fn goes_on(&mut self, mut asked: Vec<Asked>) {
        self.disk.is_well_again();
        let kept = self.kept();
        let lost =
            asked.iter().filter(|call| call.reply.is_some() && !kept.contains(&call.trace()));
        let lost: Vec<_> = lost.map(|call| call.path).collect();
        assert!(lost.is_empty(), "answered, and lost: {lost:?}");
        for call in &mut asked {
            if !self.has_ended(call) {
                assert!(call.again().await, "{}: the server needs a restart", call.path);
                self.remember(call);
            }
        }
        self.is_as_asked().await;
    }

    /// Whether it was answered to a phone that isn't known any more, since its wallet has ended.
    fn has_ended(&self, call: &Asked) -> bool {
        match call.reply.as_ref().map(|reply| &reply.outcome) {
            Some(Outcome::Opened { wallet }) => self.erased.contains(wallet),
            Some(_) => call.path == paths::ERASE,
            None => false,
        }
    }

    fn database(&self) -> Connection {
        let (path, flags) = (self.shop.dir().join("dough.db"), OpenFlags::SQLITE_OPEN_READ_ONLY);
        let database = Connection::open_with_flags(path, flags).unwrap();
        database.busy_timeout(Duration::from_secs(5)).unwrap();
        database
    }

    fn number(&self, sql: &str) -> i64 {
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The calls whose answers are kept, and the wallets that were opened.
    fn kept(&self) -> BTreeSet<Uuid> {
        let database = self.database();
        let all = "SELECT request FROM requests UNION ALL SELECT wallet FROM wallets";
        let mut statement = database.prepare(all).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Each thing once, each cent, no gap in a journal, and whatever else `dough check` looks at.
    async fn is_as_asked(&self) {
        let sold = i64::try_from(self.counter).unwrap();
        assert_eq!(self.number("SELECT count(*) FROM sales"), sold);
        assert_eq!(self.number("SELECT count(*) FROM refunds"), self.refunds);
        assert_eq!(self.number("SELECT count(*) FROM wallets"), self.wallets);
        assert_eq!(self.number("SELECT sum(eur_available) FROM wallets"), 1000 * self.top_ups);
        let ended =
            "SELECT count(*) FROM journal WHERE json_extract(event, '$.kind') = 'wallet_erased'";
        assert_eq!(self.number(ended), i64::try_from(self.erased.len()).unwrap());
        if !self.erased.is_empty() {
            let list = std::fs::read_to_string(self.shop.dir().join("erasures.log")).unwrap();
            let erased = |wallet: &WalletId| list.contains(&wallet.to_string());
            assert!(self.erased.iter().all(erased), "a restore must know of each");
        }
        let store = SqliteStore::visit(&self.shop.dir().join("dough.db")).unwrap();
        assert_eq!(store.check().await.unwrap().findings, Vec::<String>::new());
    }
}

/// The seed of the ways; printed, and `DOUGH_SEED` plays it again.
fn chance() -> (u64, StdRng) {
    let told = std::env::var("DOUGH_SEED").ok();
    let seed = told.and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
    println!("seed {seed}");
    (seed, StdRng::seed_from_u64(seed))
}

fn is_soak() -> bool {
    std::env::var("DOUGH_SOAK").is_ok()
}

/// The ways in which one write or sync fails: all of them at length, or one.
fn ways(what: What, chance: &mut StdRng) -> Vec<(How, bool)> {
    let all: &[How] = match what {
        What::Writes => &[How::Broken, How::Full, How::Short],
        What::Syncs => &[How::Broken],
    };
    let mut all: Vec<_> =
        all.iter().flat_map(|how| [false, true].map(|lasting| (*how, lasting))).collect();
    if !is_soak() {
        all = vec![all[chance.random_range(0..all.len())]];
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_loses_and_doubles_nothing_and_the_server_goes_on_by_itself() {
    let (seed, mut chance) = chance();
    let mut story = Story::begin().await;
    let mut play = async |what, nth, chance: &mut StdRng| {
        let mut is_over = false;
        for (how, lasting) in ways(what, chance) {
            let fault = Fault { what, nth, how, lasting };
            println!("seed {seed}: {fault:?}");
            let asked = story.until_it_fails(fault).await;
            // The first round has fewer of them, so each of its own has failed by now.
            is_over |= asked.len() > if lasting { 10 } else { 5 };
            story.goes_on(asked).await;
        }
        is_over
    };
    for what in [What::Writes, What::Syncs] {
        let mut nth = 1;
        while !play(what, nth, &mut chance).await {
            nth += 1;
        }
        println!("seed {seed}: each {what:?} of {nth}");
    }
    // Late enough to meet the copying of the log.
    for _ in 0..if is_soak() { 200 } else { 3 } {
        play(What::Writes, chance.random_range(500..3000), &mut chance).await;
    }
    story.shop.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_outlives_a_cut_of_the_current_also_after_a_sync_that_failed() {
    let (seed, mut chance) = chance();
    let mut story = Story::begin().await;
    let cuts = if is_soak() { 500 } else { 12 };
    for n in 0..cuts {
        let mut asked = Vec::new();
        if n % 3 > 0 {
            let nth = chance.random_range(1..30);
            let lasting = n % 3 > 1;
            let fault = Fault { what: What::Syncs, nth, how: How::Broken, lasting };
            println!("seed {seed}: {fault:?}");
            asked = story.until_it_fails(fault).await;
        }
        let (what, most) =
            if chance.random_bool(0.5) { (What::Writes, 300) } else { (What::Syncs, 30) };
        let nth = chance.random_range(1..most);
        let fault = Fault { what, nth, how: How::Cut, lasting: false };
        println!("seed {seed}: {fault:?}");
        asked.extend(story.until_it_fails(fault).await);
        assert!(!story.shop.ended().success());
        story.disk.is_well_again();
        story.shop.resume();
        story.goes_on(asked).await;
    }
    story.shop.stop();
}
