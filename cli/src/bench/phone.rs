//! `dough bench phone`: what a customer waits for when the app is opened, on a long journal.

use super::customers::{Customer, Shop, deal};
use super::kept::Where;
use super::load::send;
use super::premises::Premises;
use super::process::Server;
use super::scan::enrol;
use super::{BUILD, idle, quantile, rounded};
use anyhow::{Context, Result, ensure};
use dough_core::engine::PayRequest;
use dough_core::{DeviceKeys, Engine, Ports};
use dough_rules::ids::ShopId;
use dough_rules::pricing::BasketLine;
use dough_rules::units::Cents;
use rusqlite::Connection;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::LocalSet;

/// How often each thing is done.
const TIMES: usize = 200;
/// How many lines the basket of a quote has.
const LINES: usize = 20;
/// How long filling a journal may take.
const FILLING: Duration = Duration::from_mins(5);
/// Over how many connections a journal is filled.
const CONNECTIONS: usize = 8;

/// `dough bench phone`
#[derive(clap::Args, Clone)]
pub(crate) struct Args {
    /// How long the wallet's journal is, at least
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub(super) entries: u32,
    /// The disk to measure: a folder on it
    #[arg(long, value_name = "FOLDER", default_value_os_t = std::env::temp_dir())]
    pub(super) folder: PathBuf,
    /// Print one line of JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What something took: the median, and what 99 of 100 stay below.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Took {
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
}

/// What was measured.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) entries: u64,
    /// The whole journal, from the server into an empty store.
    pub(super) sync_ms: f64,
    /// What one of those entries took.
    pub(super) entry_us: f64,
    /// Opening the engine and reading the first screen, the file in the system's cache.
    pub(super) open_home: Took,
    /// The first screen, of an engine that is open.
    pub(super) home: Took,
    /// A code with its picture, its counter stored.
    pub(super) pay_code: Took,
    /// A basket of 20 lines, by the phone's own rules.
    pub(super) quote: Took,
    /// SQLite alone: two connections to the same file, and a row read.
    pub(super) raw_open: Took,
    /// SQLite alone: a row written and on the disk.
    pub(super) raw_commit: Took,
    /// What the engine keeps in memory when it does nothing, in KiB; nothing where it can't be told.
    pub(super) idle_kib: Option<i64>,
    build: &'static str,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let report = measure(args)?;
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!(
            "A journal of {} entries, read from the server in {} ms",
            report.entries, report.sync_ms
        );
        for (what, took) in report.rows() {
            println!("  {what}: {} ms, 99 of 100 below {} ms", took.p50_ms, took.p99_ms);
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Report {
    /// What was measured many times, by name.
    pub(super) const fn rows(&self) -> [(&'static str, Took); 6] {
        [
            ("open and home", self.open_home),
            ("home", self.home),
            ("pay code with picture", self.pay_code),
            ("quote of 20 lines", self.quote),
            ("SQLite alone: open, read a row", self.raw_open),
            ("SQLite alone: write a row", self.raw_commit),
        ]
    }
}

/// Fills a wallet's journal by real sales, reads it into a phone, and takes the times there.
pub(super) fn measure(args: &Args) -> Result<Report> {
    let folder = tempfile::tempdir_in(&args.folder)?;
    let place = Where { folder: args.folder.clone(), postgres: None };
    let premises = Premises::make(folder.path(), &place, None)?;
    let server = Server::start(&premises)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let filling = fill(&premises, &server, args.entries);
    let customer = LocalSet::new().block_on(&runtime, filling)?;
    let secrets = customer.secrets();
    let keys: Arc<dyn DeviceKeys> = Arc::new(customer.into_keys());
    let config = idle::config(&folder.path().join("bench.phone"), server.url());
    let open = || Engine::open(config.clone(), Arc::clone(&keys), Ports::system());
    let engine = open()?;
    let began = Instant::now();
    runtime.block_on(async {
        while engine.home()?.head.get() < u64::from(args.entries) {
            engine.sync().await?;
        }
        anyhow::Ok(())
    })?;
    let sync_ms = rounded(began.elapsed().as_secs_f64() * 1000.0, 1);
    let entries = engine.home()?.head.get();
    let pay = PayRequest { pay_max: Some(Cents::new(1_000)), earn: true, ..PayRequest::default() };
    let pay_code = times(|| Ok(engine.pay_code(pay)?))?;
    let (shop, lines) = basket(&engine)?;
    let quote = times(|| Ok(engine.quote(&shop, lines.clone(), None, None)?))?;
    let home = times(|| Ok(engine.home()?))?;
    drop(engine);
    let idle_kib = idle::measure(&config.store, &config.server, &secrets)?;
    let open_home = times(|| {
        let engine = open()?;
        ensure!(engine.home()?.head.get() == entries, "the store lost entries");
        Ok(engine)
    })?;
    let raw_open = times(|| raw_open(&config.store))?;
    let raw_commit = raw_commits(&folder.path().join("raw.db"))?;
    server.stop()?;
    let entry_us = rounded(sync_ms * 1000.0 / quantity(entries), 1);
    Ok(Report {
        entries,
        sync_ms,
        entry_us,
        open_home,
        home,
        pay_code,
        quote,
        raw_open,
        raw_commit,
        idle_kib,
        build: BUILD,
    })
}

/// What opening takes without an engine: its two kinds of connections, and a row read.
fn raw_open(store: &Path) -> Result<(Connection, Connection)> {
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(store)?;
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
        Ok(connection)
    };
    let (writer, reader) = (open()?, open()?);
    let _: i64 = reader.query_row("SELECT head FROM facts", [], |row| row.get(0))?;
    Ok((writer, reader))
}

/// What it takes to have a row on the disk.
fn raw_commits(file: &Path) -> Result<Took> {
    let connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (n INTEGER)",
    )?;
    times(|| Ok(connection.execute("INSERT INTO rows VALUES (1)", [])?))
}

/// A number of entries, as one divides by.
fn quantity(entries: u64) -> f64 {
    f64::from(u32::try_from(entries).unwrap_or(u32::MAX))
}

/// A wallet with a journal of at least so many entries: it pays in and buys, again and again.
async fn fill(premises: &Premises, server: &Server, entries: u32) -> Result<Customer> {
    let mut customer = Customer::new()?;
    let tills = enrol(premises, server, 1).await?;
    let till = tills.first().context("no till")?;
    let shop = Shop::at(server.address());
    for call in customer.arrive(&shop)? {
        send(server.address(), vec![vec![call]], FILLING).await?.all_accepted()?;
    }
    // Each pair makes at least two entries.
    for _ in 0..entries.div_ceil(2 * 500) {
        let shop = Shop::at(server.address());
        let paying_in = (0..500).map(|_| customer.pay_for_one(&shop)).collect::<Result<_>>()?;
        let buying = (0..500).map(|_| customer.buy(&shop, till)).collect::<Result<_>>()?;
        for calls in [paying_in, buying] {
            send(server.address(), deal(calls, CONNECTIONS), FILLING).await?.all_accepted()?;
        }
    }
    Ok(customer)
}

/// A basket of many lines, from the menu that the phone has.
fn basket(engine: &Engine) -> Result<(ShopId, Vec<BasketLine>)> {
    let menu = engine.catalogue().context("the phone has no menu")?;
    let shop = menu.catalogue.shops.first().context("no shop")?.id.clone();
    let lines = menu.catalogue.items.iter().cycle().take(LINES).map(|item| BasketLine {
        item: item.id.clone(),
        quantity: 1,
        modifiers: vec![],
    });
    Ok((shop, lines.collect()))
}

/// Does something many times, after once for nothing. Ending what it made isn't counted.
fn times<T>(mut what: impl FnMut() -> Result<T>) -> Result<Took> {
    what()?;
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        let made = what()?;
        took.push(began.elapsed());
        drop(made);
    }
    took.sort_unstable();
    let ms = |per_thousand| rounded(quantile(&took, per_thousand).as_secs_f64() * 1000.0, 3);
    Ok(Took { p50_ms: ms(500), p99_ms: ms(990) })
}
