//! A phone's process is ended with SIGKILL, 200 times, at random moments of its day. What a call
//! had acknowledged is never lost, nothing is doubled, and the file stays whole.
//!
//! `DOUGH_SEED` plays another seed, `DOUGH_SOAK` (as `make soak` sets it) kills a hundredth as
//! often as it says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a proof that fails panics")]

use dough_rules::Event;
use dough_rules::WalletFacts;
use dough_rules::ids::{Seq, WalletId};
use dough_rules::units::{Millis, Span};
use dough_server::apps::Apps;
use dough_server::files::read_catalogue;
use dough_server::mail::NoMail;
use dough_server::payment::TestPaymentProvider;
use dough_server::store::Store;
use dough_server::store::sqlite::SqliteStore;
use dough_server::{App, Clock, Parts, Settings, SystemClock, SystemRandom};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use uuid::Uuid;

/// How often a phone is killed, all files together.
const KILLS: u64 = 200;
/// How many files there are, each with its wallet.
const FILES: u8 = 5;
/// A Tuesday, 08:00 in Brussels: the shop is open all day.
const MORNING: i64 = 1_790_056_800_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The machine's clock, on another day.
struct Ahead(SystemClock, Span);

impl Clock for Ahead {
    fn now(&self) -> Millis {
        self.0.now() + self.1
    }

    fn jumps(&self) -> watch::Receiver<()> {
        self.0.jumps()
    }
}

/// A server on a socket.
struct Shop {
    url: String,
    ahead: Span,
    store: Arc<dyn Store>,
    runtime: Runtime,
}

impl Shop {
    fn open(folder: &Path) -> Self {
        let runtime = Runtime::new().unwrap();
        let ahead = Millis::new(MORNING) - SystemClock::new().now();
        let store = SqliteStore::open(&folder.join("shop.db"), [7; 32]).unwrap();
        let store: Arc<dyn Store> = Arc::new(store);
        let url = runtime.block_on(serve(Arc::clone(&store), ahead));
        Self { url, ahead, store, runtime }
    }
}

async fn serve(store: Arc<dyn Store>, ahead: Span) -> String {
    let bakery = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/bakery");
    let files = read_catalogue(&bakery).unwrap();
    let images = files.images().to_vec();
    let mut first = files.into_catalogue(1, Millis::new(0));
    for shop in &mut first.shops {
        // Room for hundreds of orders: what is proved isn't the slots.
        shop.capacity.orders *= 50;
        shop.capacity.make_minutes *= 50;
    }
    store.add_catalogue(first, images).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    let url = format!("http://{authority}");
    let settings = Settings {
        authority,
        secure: false,
        minimum_client: None,
        apps: Apps::default(),
        limits: dough_server::http::Limits::default(),
        alone: dough_server::http::AloneLimits::default(),
        outbound: dough_server::Outbound::default(),
        sign_in_links: vec![],
    };
    let (app, _engine) = App::start(Parts {
        store,
        clock: Arc::new(Ahead(SystemClock::new(), ahead)),
        random: Arc::new(SystemRandom),
        payment: Arc::new(TestPaymentProvider),
        mail: Arc::new(NoMail),
        settings,
    })
    .await
    .unwrap();
    tokio::spawn(dough_server::serve(app, listener, std::future::pending()));
    url
}

/// A phone's file with what was heard of it.
struct Phone {
    number: u8,
    file: PathBuf,
    chance: StdRng,
    /// Ids that a call had returned, with their kind.
    told: Vec<(Uuid, String)>,
    sessions: Vec<u64>,
    starts: u64,
}

impl Phone {
    fn new(number: u8, seed: u64, folder: &Path) -> Self {
        let own = folder.join(format!("phone-{number}"));
        std::fs::create_dir(&own).unwrap();
        let chance = StdRng::seed_from_u64(seed * 1000 + u64::from(number));
        let file = own.join("dough.db");
        Self { number, file, chance, told: vec![], sessions: vec![], starts: 0 }
    }

    fn command(&mut self, shop: &Shop, mode: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_killed_phone"));
        let chance: u64 = self.chance.random();
        command
            .arg(&self.file)
            .args([&shop.url, &(self.number + 1).to_string(), &chance.to_string()])
            .args([&shop.ahead.get().to_string(), mode])
            .stdout(Stdio::piped());
        self.starts += 1;
        command
    }

    /// One run, ended at a random moment.
    fn is_killed(&mut self, shop: &Shop, codes: &Mutex<BTreeSet<String>>) {
        let known: Vec<String> = codes.lock().unwrap().iter().cloned().collect();
        let mut child = self.command(shop, "work").args(known).spawn().unwrap();
        let (first, lines) = listen(&mut child);
        if self.chance.random_bool(0.8) {
            // From there on, so that a slow machine gets as far as a fast one.
            first.recv_timeout(Duration::from_mins(1)).unwrap();
        }
        std::thread::sleep(Duration::from_millis(self.chance.random_range(0..600)));
        assert_eq!(child.try_wait().unwrap(), None, "phone {} ended by itself", self.number);
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.join().unwrap() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["intent", id, kind] => self.told.push((id.parse().unwrap(), kind.to_owned())),
                ["session", number] => self.sees_session(number.parse().unwrap()),
                ["invite", code] => drop(codes.lock().unwrap().insert(code.to_owned())),
                _ => panic!("phone {} said: {line}", self.number),
            }
        }
    }

    fn sees_session(&mut self, number: u64) {
        let last = self.sessions.last().copied().unwrap_or(0);
        assert!(number > last, "phone {}: session {number} came after {last}", self.number);
        self.sessions.push(number);
    }

    /// The last run: nothing disturbs it. What became of each id, and whose wallet it is.
    fn finishes(&mut self, shop: &Shop) -> (BTreeMap<Uuid, String>, WalletId) {
        let ids: BTreeSet<String> = self.told.iter().map(|(id, _)| id.to_string()).collect();
        let mut child = self.command(shop, "finish").args(ids).spawn().unwrap();
        let (_, lines) = listen(&mut child);
        assert!(child.wait().unwrap().success(), "phone {} came to no rest", self.number);
        let (mut states, mut wallet) = (BTreeMap::new(), None);
        for line in lines.join().unwrap() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["state", id, state] => {
                    states.insert(id.parse().unwrap(), state.to_owned());
                }
                ["rest", id] => wallet = id.parse().ok(),
                _ => panic!("phone {} said: {line}", self.number),
            }
        }
        (states, wallet.unwrap())
    }
}

/// Takes what a child writes, and says when it has begun. A line that a kill cut in two was never
/// heard.
fn listen(child: &mut Child) -> (Receiver<()>, JoinHandle<Vec<String>>) {
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let (began, first) = channel();
    let lines = std::thread::spawn(move || {
        let (mut lines, mut line) = (Vec::new(), String::new());
        while said.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
            lines.push(line.trim_end().to_owned());
            line.clear();
            // Nobody may wait for it any more.
            let _ = began.send(());
        }
        lines
    });
    (first, lines)
}

#[test]
fn a_phone_that_is_killed_200_times_loses_and_doubles_nothing() {
    let seed = number("DOUGH_SEED").unwrap_or(1);
    let kills = number("DOUGH_SOAK").map_or(KILLS, |cases| (cases / 100).max(KILLS));
    println!("To play it again: DOUGH_SEED={seed} cargo test -p dough-simulation --test kills");
    // On a disk: a kill that comes while one is being synced falls between two transactions.
    let folder = TempDir::new().unwrap();
    let (shop, codes) = (Shop::open(folder.path()), Mutex::new(BTreeSet::new()));
    let phones: Vec<Mutex<Phone>> =
        (0..FILES).map(|number| Mutex::new(Phone::new(number, seed, folder.path()))).collect();
    std::thread::scope(|scope| {
        for phone in &phones {
            let (shop, codes) = (&shop, &codes);
            scope.spawn(move || {
                let mut phone = phone.lock().unwrap();
                for _ in 0..kills / u64::from(FILES) {
                    phone.is_killed(shop, codes);
                }
            });
        }
    });
    let mut done = BTreeMap::new();
    for phone in phones {
        check(&shop, &mut phone.into_inner().unwrap(), &mut done);
    }
    let report = shop.runtime.block_on(shop.store.check()).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    println!("done: {done:?}");
    for kind in ["top_up", "place", "pay", "edit", "cancel", "accept", "session"] {
        assert!(done.contains_key(kind), "no phone ever got through: {kind}");
    }
}

/// What one phone was told is what the server has, once each.
fn check(shop: &Shop, phone: &mut Phone, done: &mut BTreeMap<String, u32>) {
    let (states, wallet) = phone.finishes(shop);
    let name = phone.number;
    let journal = shop.runtime.block_on(shop.store.journal(wallet, Seq::START, u32::MAX)).unwrap();
    let events: Vec<Event> =
        journal.entries.iter().map(|entry| entry.read().unwrap().event).collect();
    let effects: Vec<Uuid> = events.iter().filter_map(effect).collect();
    let once: BTreeSet<Uuid> = effects.iter().copied().collect();
    assert_eq!(once.len(), effects.len(), "phone {name}: something was done twice");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, kind) in &phone.told {
        let state = states[id].as_str();
        let over = ["done", "refused", "cancelled"].contains(&state);
        assert!(over, "phone {name}: {kind} {id} was acknowledged and is {state}");
        if kind == "top_up" || kind == "place" {
            let has = once.contains(id);
            assert_eq!(has, state == "done", "phone {name}: {kind} {id} is {state}");
        }
        if state == "done" {
            *done.entry(kind.clone()).or_default() += 1;
            *counts.entry(kind).or_default() += 1;
        }
    }
    // What was stored just before a kill has no line, but may be done as well.
    for (kind, found) in [("edit", edits(&events)), ("cancel", cancels(&events))] {
        let told = counts.get(kind).copied().unwrap_or(0);
        let slack = usize::try_from(phone.starts).unwrap();
        assert!((told..=told + slack).contains(&found), "phone {name}: {told} {kind}s, {found}");
    }
    *done.entry("session".to_owned()).or_default() += u32::try_from(phone.sessions.len()).unwrap();
    check_file(shop, phone, wallet);
}

/// The id of the intent that an event is the effect of.
fn effect(event: &Event) -> Option<Uuid> {
    match event {
        Event::ToppedUp { top_up, .. } => Some(top_up.uuid()),
        Event::OrderPlaced { order } => Some(order.id.uuid()),
        _ => None,
    }
}

fn edits(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::OrderEdited { .. })).count()
}

fn cancels(events: &[Event]) -> usize {
    use dough_rules::order::EndReason::ByCustomer;
    let by_customer =
        |event: &&Event| matches!(event, Event::OrderEnded { reason: ByCustomer, .. });
    events.iter().filter(by_customer).count()
}

/// The file is whole, was never set aside, and holds the server's facts.
fn check_file(shop: &Shop, phone: &Phone, wallet: WalletId) {
    let name = phone.number;
    let beside: Vec<String> = std::fs::read_dir(phone.file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|file| file.contains("corrupt") || file.contains("damaged"))
        .collect();
    assert!(beside.is_empty(), "phone {name}: {beside:?}");
    let db = Connection::open(&phone.file).unwrap();
    let said: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok", "phone {name}");
    let facts: String = db.query_row("SELECT json FROM facts", [], |row| row.get(0)).unwrap();
    let facts: WalletFacts = serde_json::from_str(&facts).unwrap();
    let kept = shop.runtime.block_on(shop.store.wallet(wallet)).unwrap().unwrap();
    assert_eq!(facts, kept, "phone {name}: its facts are the server's");
}
