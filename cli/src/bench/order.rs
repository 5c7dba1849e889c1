//! `dough bench order`: everybody wants the same pickup time.

use super::crowd::{self, Crowd};
use super::customers::{Customer, Shop, deal, in_parallel, interleaved, shares};
use super::kept::Where;
use super::load::{Outcome, send};
use super::premises::Premises;
use super::process::Server;
use super::scan::{OUTLET, signatures_limit};
use super::{BUILD, per_second, quantile, rounded};
use crate::shop;
use anyhow::{Context, Result, ensure};
use dough_rules::ids::ShopId;
use dough_rules::shop::ShopFacts;
use dough_rules::slots::offer;
use dough_rules::units::{MakeSeconds, Millis, Span};
use dough_server::{Clock as _, SystemClock};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Duration;

/// How many orders the pickup time takes: those who come later are told that it is full.
const ROOM: u32 = 1_000;
/// Signatures last for a minute.
pub(super) const LONGEST: u16 = 20;
/// How many orders a second are prepared for at most.
const MOST_A_SECOND: usize = 10_000;
/// What a refusal may say.
const FULL: [&str; 1] = ["slot_full"];

/// `dough bench order`
#[derive(clap::Args, Clone)]
pub(super) struct Args {
    /// How many phones order at the same time, each over a connection of its own
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) connections: u16,
    /// How long to measure
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=i64::from(LONGEST)))]
    pub(super) seconds: u16,
    /// How many customers come
    #[arg(long, default_value_t = 4_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub(super) wallets: u32,
    #[command(flatten)]
    pub(super) place: Where,
    /// Print one line of JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What was measured.
#[derive(Serialize)]
pub(super) struct Report {
    connections: u16,
    /// Accepted and refused.
    pub(super) decided_per_second: f64,
    pub(super) accepted: u64,
    /// All told that the time is full.
    pub(super) refused: u64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    /// What the processors could verify if they did nothing else: an order has one signature.
    pub(super) signatures_limit_per_second: f64,
    pub(super) store: &'static str,
    check: &'static str,
    build: &'static str,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let report = measure(args)?;
    if args.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!(
            "{} orders/s decided for one pickup time, over {} connections on {}",
            report.decided_per_second, report.connections, report.store
        );
        println!("  accepted {}, too late {}", report.accepted, report.refused);
        println!("  p50 {} ms, p99 {} ms", report.p50_ms, report.p99_ms);
        println!("  no more than fit, and every invariant holds");
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs the server and the rush, and looks at what it left.
pub(super) fn measure(args: &Args) -> Result<Report> {
    let folder = tempfile::tempdir_in(&args.place.folder)?;
    let premises = Premises::make(folder.path(), &args.place, Some(ROOM))?;
    let outlet: ShopId = OUTLET.parse()?;
    let at = SystemClock::new().now() - Span::days(1);
    let crowd = Crowd { wallets: args.wallets, sales: 0, at };
    let customers = crowd::arrive(&premises, &outlet, &crowd)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let pickup_at = runtime.block_on(pickup(&premises, &outlet))?;
    let server = Server::start(&premises)?;
    let count = MOST_A_SECOND * usize::from(args.seconds);
    let calls = prepare(server.address(), count, &customers, (&outlet, pickup_at))?;
    let time = Duration::from_secs(args.seconds.into());
    let rush = send(server.address(), deal(calls, args.connections.into()), time);
    let outcome = tokio::task::LocalSet::new().block_on(&runtime, rush)?;
    server.stop()?;
    runtime.block_on(looked_at(&premises, &outlet, pickup_at, &outcome))?;
    let mut took = outcome.took;
    took.sort_unstable();
    let ms = |per_thousand| rounded(f64::from(quantile(&took, per_thousand)) / 1000.0, 3);
    let refused = outcome.refused.values().sum::<u64>();
    Ok(Report {
        connections: args.connections,
        decided_per_second: per_second(outcome.accepted + refused, outcome.elapsed).round(),
        accepted: outcome.accepted,
        refused,
        signatures_limit_per_second: (2.0 * signatures_limit()?).round(),
        p50_ms: ms(500),
        p99_ms: ms(990),
        store: args.place.store(),
        check: "every invariant holds",
        build: BUILD,
    })
}

/// The first pickup time of the next day on which the shop is open.
async fn pickup(premises: &Premises, outlet: &ShopId) -> Result<Millis> {
    let store = shop::visit(&premises.kept().database(premises.folder())).await?;
    let catalogue = store.catalogues(0).await?.pop().context("no menu")?;
    let shop = catalogue.shop(outlet).context("no such shop")?;
    let (now, empty) = (SystemClock::new().now(), ShopFacts::new(outlet.clone()));
    let mut day = now.to_utc().to_zoned(jiff::tz::TimeZone::UTC).date();
    for _ in 0..7 {
        day = day.tomorrow()?;
        let slots = offer(shop, &empty, MakeSeconds::new(60), day, now);
        if let Some(slot) = slots.first() {
            return Ok(slot.pickup_at);
        }
    }
    anyhow::bail!("the shop is never open")
}

/// Orders to send, signed now, the customers taking turns.
fn prepare(
    authority: &str,
    count: usize,
    customers: &[Customer],
    (outlet, pickup_at): (&ShopId, Millis),
) -> Result<Vec<Vec<u8>>> {
    let shop = Shop::at(authority);
    let parts = shares(count);
    let group = customers.len().div_ceil(parts.len());
    let groups: Vec<_> = customers.chunks(group).zip(parts).collect();
    let made = in_parallel(groups, |(customers, share)| {
        (0..share)
            .map(|n| customers[n % customers.len()].order(&shop, outlet, pickup_at))
            .collect::<Result<Vec<_>>>()
    })?;
    Ok(interleaved(made))
}

/// Every invariant holds, nobody was refused for another reason, and no more orders stand than fit.
async fn looked_at(
    premises: &Premises,
    outlet: &ShopId,
    pickup_at: Millis,
    outcome: &Outcome,
) -> Result<()> {
    let unexpected = outcome.refused.keys().find(|code| !FULL.contains(&code.as_str()));
    ensure!(unexpected.is_none(), "refused: {:?}", outcome.refused);
    let store = shop::visit(&premises.kept().database(premises.folder())).await?;
    let report = store.check().await?;
    ensure!(report.findings.is_empty(), "wrong: {}", report.findings.join("; "));
    let facts = store.shop(outlet.clone()).await?;
    let orders: u32 = facts.reserved.get(&pickup_at).map_or(0, |window| window.orders);
    ensure!(orders <= ROOM, "{orders} orders stand where {ROOM} fit");
    ensure!(u64::from(orders) == outcome.accepted, "{orders} stand, accepted {}", outcome.accepted);
    Ok(())
}
