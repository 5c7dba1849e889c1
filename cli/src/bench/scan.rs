//! `dough bench scan`: sales by a customer's code, through HTTP, beside the bare database.

use super::customers::{Customer, SALES_EACH, Shop, deal, in_parallel};
use super::load::{Outcome, send};
use super::process::{Server, own_cpu};
use super::{BUILD, per_second, quantile, raw, rounded};
use crate::client::{Staff, yes};
use crate::config::Database;
use crate::shop;
use anyhow::{Context, Result, ensure};
use dough_paycode::{Signer as _, SoftwareKey, normalise_signature};
use dough_register::Till;
use dough_rules::ids::ShopId;
use dough_server::{Clock as _, SystemClock};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the tills stand.
const OUTLET: &str = "brussels";
/// Codes and signatures last for a minute, so a long run is made and measured in parts.
const ROUND: Duration = Duration::from_secs(10);
/// How long making them may take, in times of the round: the last is sent well within its minute.
const PREPARING: u32 = 2;
/// How many scans a second are prepared for at most, and for each connection.
const MOST_A_SECOND: usize = 15_000;
const MOST_A_CONNECTION: usize = 5_000;
/// How many signatures are verified to know what that takes.
const SIGNATURES: usize = 4_000;
/// How many connections open the wallets.
const OPENING: usize = 32;
/// How long opening all wallets may take.
const OPENING_TIME: Duration = Duration::from_mins(5);

/// `dough bench scan`
#[derive(clap::Args, Clone)]
pub(crate) struct Args {
    /// How many tills scan at the same time, each over a connection of its own
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) connections: u16,
    /// How long to measure
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(super) seconds: u16,
    /// How many customers come
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub(super) wallets: u32,
    /// The disk to measure: a folder on it. A folder in memory has no disk below it
    #[arg(long, value_name = "FOLDER", default_value_os_t = std::env::temp_dir())]
    pub(super) folder: PathBuf,
    /// Print one line of JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What was measured.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) connections: u16,
    seconds: f64,
    wallets: u32,
    pub(super) scans_per_second: f64,
    /// The bare database, as many rows in a transaction as the server takes at most.
    pub(super) raw_batched_per_second: f64,
    /// The bare database, as many sales in a transaction as there are connections.
    pub(super) raw_at_connections_per_second: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) accepted: u64,
    pub(super) refused: u64,
    refusals: BTreeMap<String, u64>,
    receipts: u64,
    /// Of the processor's time that server and load took together, the load's.
    pub(super) client_cpu_share: Option<f64>,
    /// The processor's time that the server took for a scan.
    pub(super) server_cpu_us: Option<f64>,
    /// What the processors could verify if they did nothing else: a scan has two signatures.
    pub(super) signatures_limit_per_second: f64,
    /// What a small write takes until it is on the disk, in the same run.
    pub(super) sync_us: f64,
    check: &'static str,
    build: &'static str,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let report = measure(args)?;
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        report.print();
    }
    Ok(ExitCode::SUCCESS)
}

impl Report {
    fn print(&self) {
        println!("{} scans/s over {} connections", self.scans_per_second, self.connections);
        println!("  p50 {} ms, p99 {} ms", self.p50_ms, self.p99_ms);
        println!("  accepted {}, refused {}", self.accepted, self.refused);
        println!("  the bare database: {}/s in batches of 256", self.raw_batched_per_second);
        println!(
            "  and {}/s in batches of {}",
            self.raw_at_connections_per_second, self.connections
        );
        println!("  signatures alone allow {}/s", self.signatures_limit_per_second);
        println!("  a synced write takes {} us", self.sync_us);
        println!("  receipts = accepted scans, and every invariant holds");
    }
}

/// Runs the server, the load, the checks and the bare database, in this order.
pub(super) fn measure(args: &Args) -> Result<Report> {
    let folder = tempfile::tempdir_in(&args.folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = Server::start(folder.path())?;
    let tills = runtime.block_on(enrol(&server, args.connections))?;
    let local = tokio::task::LocalSet::new();
    let mut customers = local.block_on(&runtime, arrive(&server, args.wallets))?;
    let before = folder.path().join("before.db");
    raw::copy(&server.database(), &before)?;
    let sync_us = raw::sync_time(folder.path())?;
    let timed = local.block_on(&runtime, scan_in_rounds(&server, args, &mut customers, &tills))?;
    let database = server.stop()?;
    let receipts = checked(&runtime, &database, timed.outcome.accepted)?;
    let work = raw::Work::read(&database)?;
    let time = Duration::from_secs(args.seconds.into());
    let raw_rate = |batch| work.write(&before, folder.path(), batch, time);
    let mut took = timed.outcome.took;
    took.sort_unstable();
    let refused = timed.outcome.refused.values().sum();
    let ms = |per_thousand| rounded(f64::from(quantile(&took, per_thousand)) / 1000.0, 3);
    Ok(Report {
        connections: args.connections,
        seconds: rounded(timed.outcome.elapsed.as_secs_f64(), 2),
        wallets: args.wallets,
        scans_per_second: per_second(timed.outcome.accepted, timed.outcome.elapsed).round(),
        raw_batched_per_second: raw_rate(raw::BATCH)?.round(),
        raw_at_connections_per_second: raw_rate(usize::from(args.connections))?.round(),
        p50_ms: ms(500),
        p99_ms: ms(990),
        accepted: timed.outcome.accepted,
        refused,
        refusals: timed.outcome.refused,
        receipts,
        client_cpu_share: timed.cpu.map(|(client, server)| {
            rounded(client.as_secs_f64() / (client + server).as_secs_f64(), 3)
        }),
        server_cpu_us: timed
            .cpu
            .map(|(_, server)| rounded(1e6 / per_second(timed.outcome.accepted, server), 1)),
        signatures_limit_per_second: signatures_limit()?.round(),
        sync_us: rounded(sync_us, 1),
        check: "every invariant holds",
        build: BUILD,
    })
}

/// So many tills, each with a key of its own.
pub(super) async fn enrol(server: &Server, count: u16) -> Result<Vec<SoftwareKey>> {
    let url = server.url();
    let owner = Staff::sign_in(&url, "owner", server.password()).await?;
    let outlet: ShopId = OUTLET.parse()?;
    let mut keys = Vec::new();
    for n in 1..=count {
        let secret: [u8; 32] = rand::random();
        let code = owner.register_code(&outlet).await?;
        let now = Arc::new(|| SystemClock::new().now());
        let till = Till::new(&url, SoftwareKey::from_bytes(&secret)?, now)?;
        yes(till.enrol(&code.code, &format!("till {n}")).await?)?;
        keys.push(SoftwareKey::from_bytes(&secret)?);
    }
    Ok(keys)
}

/// Customers, each with a wallet and a balance.
async fn arrive(server: &Server, count: u32) -> Result<Vec<Customer>> {
    let shop = Shop::at(server.address());
    let made = in_parallel(shares(count as usize), |share| {
        (0..share)
            .map(|_| {
                let customer = Customer::new()?;
                let calls = customer.arrive(&shop)?;
                Ok((customer, calls))
            })
            .collect::<Result<Vec<_>>>()
    })?;
    let (customers, calls): (Vec<_>, Vec<_>) = made.into_iter().flatten().unzip();
    let (opening, paying_in) = calls.into_iter().map(|[open, pay]| (open, pay)).unzip();
    for calls in [opening, paying_in] {
        let sent = send(server.address(), deal(calls, OPENING), OPENING_TIME).await?;
        ensure!(sent.all_accepted()?.accepted == u64::from(count), "opening took too long");
    }
    Ok(customers)
}

/// Splits a number among the machine's processors.
fn shares(count: usize) -> Vec<usize> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    (0..threads).map(|n| count * (n + 1) / threads - count * n / threads).collect()
}

/// The timed part.
struct Timed {
    outcome: Outcome,
    /// What the load and the server used of the processors.
    cpu: Option<(Duration, Duration)>,
}

async fn scan_in_rounds(
    server: &Server,
    args: &Args,
    customers: &mut [Customer],
    tills: &[SoftwareKey],
) -> Result<Timed> {
    let mut timed = Timed { outcome: Outcome::default(), cpu: Some(Default::default()) };
    let mut left = Duration::from_secs(args.seconds.into());
    let mut affordable = customers.len() * SALES_EACH;
    let most = MOST_A_SECOND.min(MOST_A_CONNECTION * usize::from(args.connections));
    while left > Duration::ZERO && affordable > 0 {
        let time = left.min(ROUND);
        let wanted = (most * usize::try_from(time.as_secs())?).min(affordable);
        let calls = prepare(server.address(), wanted, PREPARING * time, customers, tills)?;
        affordable -= calls.len();
        let cpu = || Some((own_cpu()?, server.cpu()?));
        let before = cpu();
        let part = send(server.address(), deal(calls, args.connections.into()), time).await?;
        let used = before.zip(cpu()).map(|(before, after)| {
            (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1))
        });
        timed.cpu = timed.cpu.zip(used).map(|(sum, part)| (sum.0 + part.0, sum.1 + part.1));
        timed.outcome.elapsed += part.elapsed;
        timed.outcome.add(part);
        left -= time;
    }
    Ok(timed)
}

/// Scans to send, their codes and signatures made now, the customers taking turns: so many, or as
/// many as can be made in time.
fn prepare(
    authority: &str,
    count: usize,
    time: Duration,
    customers: &mut [Customer],
    tills: &[SoftwareKey],
) -> Result<Vec<Vec<u8>>> {
    let (shop, began) = (Shop::at(authority), Instant::now());
    let parts = shares(count);
    let group = customers.len().div_ceil(parts.len());
    let groups: Vec<_> = customers.chunks_mut(group).zip(parts).collect();
    let made = in_parallel(groups, |(customers, share)| {
        (0..share)
            .take_while(|_| began.elapsed() < time)
            .map(|n| {
                let customer = n % customers.len();
                customers[customer].buy(&shop, &tills[n % tills.len()])
            })
            .collect::<Result<Vec<_>>>()
    })?;
    Ok(interleaved(made))
}

/// One of each in turn.
fn interleaved(lists: Vec<Vec<Vec<u8>>>) -> Vec<Vec<u8>> {
    let mut mixed = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    loop {
        let before = mixed.len();
        mixed.extend(lists.iter_mut().filter_map(Iterator::next));
        if mixed.len() == before {
            return mixed;
        }
    }
}

/// How many scans a second all processors could verify the signatures of, and do nothing else.
fn signatures_limit() -> Result<f64> {
    let key = SoftwareKey::from_bytes(&rand::random())?;
    let public = key.public_key();
    let signature = normalise_signature(&key.sign(b"a scan")?).context("no signature")?;
    let began = Instant::now();
    let verified = in_parallel(shares(SIGNATURES), |share| {
        let good = (0..share).filter(|_| public.verify(b"a scan", &signature)).count();
        Ok(u64::try_from(good)?)
    })?;
    let scans = verified.iter().sum::<u64>() / 2;
    Ok(per_second(scans, began.elapsed()))
}

/// Every invariant of the database holds, and each accepted scan left a receipt.
fn checked(runtime: &tokio::runtime::Runtime, database: &Path, accepted: u64) -> Result<u64> {
    let file = Database::File(database.to_owned());
    let report =
        runtime.block_on(async { anyhow::Ok(shop::visit(&file).await?.check().await?) })?;
    ensure!(report.findings.is_empty(), "wrong: {}", report.findings.join("; "));
    let receipts = raw::receipts(database).context("receipts can't be counted")?;
    ensure!(receipts == accepted, "{accepted} scans were accepted, and {receipts} receipts stand");
    Ok(receipts)
}
