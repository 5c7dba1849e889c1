//! `dough bench scan`: sales by a customer's code, through HTTP, beside the bare database.

use super::crowd::{self, Crowd};
use super::customers::{Customer, SALES_EACH, Shop, deal, in_parallel, interleaved, shares};
use super::kept::{Kept, Where};
use super::load::{Outcome, send};
use super::premises::Premises;
use super::process::{Server, own_cpu};
use super::raw::{self, Work};
use super::{BUILD, as_float, per_second, quantile, rounded};
use crate::client::{Staff, yes};
use crate::shop;
use anyhow::{Context, Result, ensure};
use dough_paycode::{Signer as _, SoftwareKey, normalise_signature};
use dough_register::Till;
use dough_rules::ids::ShopId;
use dough_rules::units::Span;
use dough_server::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the tills stand.
pub(super) const OUTLET: &str = "brussels";
/// Codes and signatures last for a minute, so a long run is made and measured in parts.
const ROUND: Duration = Duration::from_secs(10);
/// How long making them may take, in times of the round: the last is sent well within its minute.
const PREPARING: u32 = 2;
/// How many scans a second are prepared for at most, and for each connection.
const MOST_A_SECOND: usize = 15_000;
const MOST_A_CONNECTION: usize = 5_000;
/// How many signatures are verified to know what that takes.
const SIGNATURES: usize = 4_000;
/// Since when the customers have had their wallets.
const BEFORE: Span = Span::days(1);
/// The same where all their dough ends now: it lasts for a year.
const LONG_BEFORE: Span = Span::days(400);

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
    /// How often each has bought before
    #[arg(long, default_value_t = 0)]
    pub(super) sales: u32,
    /// Have the dough of all sales of before end when the shop opens: jobs work while tills scan
    #[arg(long, requires = "sales")]
    pub(super) due: bool,
    #[command(flatten)]
    pub(super) place: Where,
    /// Print one line of JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What was measured.
#[derive(Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) connections: u16,
    seconds: f64,
    pub(super) wallets: u32,
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
    /// How long the server took to listen.
    pub(super) started_ms: f64,
    /// The most memory that the server had.
    pub(super) memory_mb: Option<f64>,
    /// How much the database grew by a sale.
    pub(super) bytes_per_receipt: f64,
    /// What stood in the database before.
    pub(super) transfers: u64,
    pub(super) store: String,
    check: String,
    build: String,
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
        println!(
            "{} scans/s over {} connections on {}",
            self.scans_per_second, self.connections, self.store
        );
        println!("  p50 {} ms, p99 {} ms", self.p50_ms, self.p99_ms);
        println!("  accepted {}, refused {}", self.accepted, self.refused);
        println!("  the bare database: {}/s in batches of 256", self.raw_batched_per_second);
        println!(
            "  and {}/s in batches of {}",
            self.raw_at_connections_per_second, self.connections
        );
        println!("  signatures alone allow {}/s", self.signatures_limit_per_second);
        println!("  a synced write takes {} us", self.sync_us);
        println!(
            "  {} wallets and {} transfers before; listening after {} ms",
            self.wallets, self.transfers, self.started_ms
        );
        println!("  {} bytes a receipt; {:?} MB of memory", self.bytes_per_receipt, self.memory_mb);
        println!("  receipts = accepted scans, and every invariant holds");
    }
}

/// Runs the server, the load, the checks and the bare database, in this order.
pub(super) fn measure(args: &Args) -> Result<Report> {
    let folder = tempfile::tempdir_in(&args.place.folder)?;
    let folder = folder.path();
    let premises = Premises::make(folder, &args.place, None)?;
    let now = SystemClock::new().now();
    let at = now - if args.due { LONG_BEFORE } else { BEFORE };
    let crowd = Crowd { wallets: args.wallets, sales: args.sales, at };
    let mut customers = crowd::arrive(&premises, &OUTLET.parse()?, &crowd)?;
    let (kept, before) = (premises.kept(), premises.kept().copy(folder)?);
    let sync_us = raw::sync_time(folder)?;
    let server = Server::start(&premises)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tills = runtime.block_on(enrol(&premises, &server, args.connections))?;
    let local = tokio::task::LocalSet::new();
    let timed = local.block_on(&runtime, scan_in_rounds(&server, args, &mut customers, &tills))?;
    let (started, memory) = (server.started(), server.most_memory());
    server.stop()?;
    let receipts = checked(&premises, &before, timed.outcome.accepted)?;
    let grown = kept.bytes()?.saturating_sub(before.bytes()?);
    let work = Work::read(kept, now.get())?;
    let time = Duration::from_secs(args.seconds.into());
    let raw_rate = |batch| work.rate(&before, folder, batch, time);
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
        started_ms: rounded(started.as_secs_f64() * 1000.0, 1),
        memory_mb: memory.map(|bytes| rounded(as_float(bytes) / 1e6, 1)),
        bytes_per_receipt: (as_float(grown) / as_float(receipts.max(1))).round(),
        transfers: before.transfers()?,
        store: args.place.store().to_owned(),
        check: "every invariant holds".to_owned(),
        build: BUILD.to_owned(),
    })
}

/// So many tills, each with a key of its own.
pub(super) async fn enrol(
    premises: &Premises,
    server: &Server,
    count: u16,
) -> Result<Vec<SoftwareKey>> {
    let url = server.url();
    let owner = Staff::sign_in(&url, "owner", premises.password()).await?;
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

/// How many scans a second all processors could verify the signatures of, and do nothing else.
pub(super) fn signatures_limit() -> Result<f64> {
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
fn checked(premises: &Premises, before: &Kept, accepted: u64) -> Result<u64> {
    let database = premises.kept().database(premises.folder());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report =
        runtime.block_on(async { anyhow::Ok(shop::visit(&database).await?.check().await?) })?;
    ensure!(report.findings.is_empty(), "wrong: {}", report.findings.join("; "));
    let receipts = premises.kept().receipts()? - before.receipts()?;
    ensure!(receipts == accepted, "{accepted} scans were accepted, and {receipts} receipts stand");
    Ok(receipts)
}
