//! `dough bench table`: scans on both stores, a rush for one pickup time, shops with many wallets,
//! and the phone, as a page.

use super::kept::Where;
use super::{order, phone, scan};
use anyhow::{Context, Result, ensure};
use dough_server::{Clock as _, SystemClock};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// At how many connections scans are measured.
const CONNECTIONS: [u16; 4] = [1, 8, 32, 128];
/// How many tills scan where it is not the connections that vary.
const TILLS: u16 = 32;
/// How many wallets a shop has where it is they that vary; each up to what was asked for.
const WALLETS: [u32; 3] = [10_000, 100_000, 1_000_000];
/// How often each of them has bought.
const SALES_BEFORE: u32 = 2;
/// How long a sync takes on a slow disk, in microseconds.
const SLOW_SYNC: &str = "1000";
/// What a phone is to stay below, in milliseconds; nothing for what only says what the disk gives.
const PHONE_BUDGETS: [Option<f64>; 6] = [Some(2.0), Some(1.0), Some(2.0), Some(0.1), None, None];
/// What an entry may take to be read and kept, in microseconds.
const ENTRY_BUDGET_US: f64 = 6.0;
/// What an engine that does nothing may keep in memory, in MB.
const IDLE_BUDGET_MB: f64 = 12.0;
/// What the library may weigh, in MB.
const LIBRARY_BUDGET_MB: f64 = 5.0;

/// `dough bench table`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How long to measure each number of connections
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=600))]
    seconds: u16,
    /// How many customers come
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    wallets: u32,
    /// How many wallets the largest shop has; a million takes a quarter of an hour
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(10_000..=1_000_000))]
    most_wallets: u32,
    #[command(flatten)]
    place: Where,
    /// A library that is loaded before the system's own and lets each sync take as many
    /// microseconds as `SYNC_US` says, to measure a slow disk, in memory
    #[arg(long, value_name = "FILE")]
    slow_sync: Option<PathBuf>,
    /// The stripped library that a phone carries, to say its size
    #[arg(long, value_name = "FILE")]
    library: Option<PathBuf>,
    /// End with exit code 1 where a phone's budget is missed
    #[arg(long)]
    gate: bool,
    /// Write the page to this file too
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Something measured beside what it may be.
struct Budget {
    what: &'static str,
    found: f64,
    most: f64,
    unit: &'static str,
}

impl Budget {
    fn is_missed(&self) -> bool {
        self.found > self.most
    }
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let mut page = head(args)?;
    page.push_str(include_str!("pages/scans.md"));
    for place in args.places() {
        for connections in CONNECTIONS {
            page.push_str(&scan_row(&measured(args, &place, connections)?)?);
        }
    }
    if let Some(library) = &args.slow_sync {
        page.push_str(&scan_row(&on_a_slow_disk(args, library)?)?);
    }
    page.push_str(include_str!("pages/orders.md"));
    for place in args.places() {
        page.push_str(&order_row(&rush(args, place)?)?);
    }
    page.push_str(include_str!("pages/wallets.md"));
    for wallets in WALLETS.into_iter().filter(|count| *count <= args.most_wallets) {
        for due in [false, true] {
            page.push_str(&wallets_row(&large(args, wallets, due)?, due)?);
        }
    }
    eprintln!("measuring a phone ...");
    let folder = args.place.folder.clone();
    let phone = phone::measure(&phone::Args { entries: 10_000, folder, json: false })?;
    let budgets = budgets(args, &phone)?;
    phone_part(&mut page, &phone, &budgets)?;
    print!("{page}");
    if let Some(out) = &args.out {
        std::fs::write(out, &page)
            .with_context(|| format!("{} can't be written", out.display()))?;
    }
    let is_missed = args.gate && budgets.iter().any(Budget::is_missed);
    Ok(if is_missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Args {
    /// A file, and a server where there is one.
    fn places(&self) -> Vec<Where> {
        let file = Where { postgres: None, ..self.place.clone() };
        let server = self.place.postgres.is_some().then(|| self.place.clone());
        std::iter::once(file).chain(server).collect()
    }

    fn scan(&self, place: &Where, connections: u16) -> scan::Args {
        scan::Args {
            connections,
            seconds: self.seconds,
            wallets: self.wallets,
            sales: 0,
            due: false,
            place: place.clone(),
            json: false,
        }
    }
}

fn measured(args: &Args, place: &Where, connections: u16) -> Result<scan::Report> {
    eprintln!("measuring scans over {connections} connections on {} ...", place.store());
    scan::measure(&args.scan(place, connections))
}

/// A process of its own measures what a sync of a millisecond leaves of it.
fn on_a_slow_disk(args: &Args, library: &Path) -> Result<scan::Report> {
    eprintln!("measuring scans on a slow disk ...");
    let said = Command::new(std::env::current_exe()?)
        .args(["bench", "scan", "--json", "--folder", "/dev/shm"])
        .args(["--connections", &TILLS.to_string(), "--seconds", &args.seconds.to_string()])
        .args(["--wallets", &args.wallets.to_string()])
        .env("LD_PRELOAD", library)
        .env("SYNC_US", SLOW_SYNC)
        .env_remove("DOUGH_BENCH_POSTGRES")
        .output()?;
    ensure!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    Ok(serde_json::from_slice(&said.stdout)?)
}

fn rush(args: &Args, place: Where) -> Result<order::Report> {
    eprintln!("measuring orders for one pickup time on {} ...", place.store());
    let (connections, seconds) = (TILLS, args.seconds.min(order::LONGEST));
    order::measure(&order::Args { connections, seconds, wallets: args.wallets, place, json: false })
}

fn large(args: &Args, wallets: u32, due: bool) -> Result<scan::Report> {
    eprintln!("measuring a shop of {wallets} wallets ...");
    let place = Where { postgres: None, ..args.place.clone() };
    let scan = args.scan(&place, TILLS);
    scan::measure(&scan::Args { wallets, sales: SALES_BEFORE, due, ..scan })
}

fn head(args: &Args) -> Result<String> {
    let mut page = String::from(include_str!("pages/head.md"));
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let day = SystemClock::new().now().to_utc().strftime("%Y-%m-%d");
    writeln!(
        page,
        "Measured on {day}, with {processors} processors for server and load together,"
    )?;
    writeln!(page, "{} wallets, {} s for each line.\n", args.wallets, args.seconds)?;
    Ok(page)
}

fn scan_row(scan: &scan::Report) -> Result<String> {
    let mut row = String::new();
    let share =
        |share: Option<f64>| share.map_or("-".to_owned(), |it| format!("{:.0} %", it * 100.0));
    writeln!(
        row,
        "| {} | {} | {:.0} | {:.0} | {:.2} | {:.0} | {:.2} | {:.0} | {:.2} | {:.2} | {:.0} | {} |",
        scan.store,
        scan.connections,
        scan.scans_per_second,
        scan.raw_at_connections_per_second,
        scan.scans_per_second / scan.raw_at_connections_per_second,
        scan.raw_batched_per_second,
        scan.scans_per_second / scan.raw_batched_per_second,
        scan.signatures_limit_per_second,
        scan.p50_ms,
        scan.p99_ms,
        scan.sync_us,
        share(scan.client_cpu_share),
    )?;
    Ok(row)
}

fn order_row(rush: &order::Report) -> Result<String> {
    let mut row = String::new();
    writeln!(
        row,
        "| {} | {:.0} | {} | {} | {:.0} | {:.2} | {:.2} |",
        rush.store,
        rush.decided_per_second,
        rush.accepted,
        rush.refused,
        rush.signatures_limit_per_second,
        rush.p50_ms,
        rush.p99_ms
    )?;
    Ok(row)
}

fn wallets_row(scan: &scan::Report, due: bool) -> Result<String> {
    let mut row = String::new();
    let meanwhile = if due { "all their dough ends" } else { "nothing" };
    let memory = scan.memory_mb.map_or("-".to_owned(), |it| format!("{it:.0} MB"));
    writeln!(
        row,
        "| {} | {} | {meanwhile} | {:.0} ms | {:.0} | {:.2} | {:.2} | {:.0} | {memory} |",
        scan.wallets,
        scan.transfers,
        scan.started_ms,
        scan.scans_per_second,
        scan.p50_ms,
        scan.p99_ms,
        scan.bytes_per_receipt,
    )?;
    Ok(row)
}

/// What a phone may take, and takes.
fn budgets(args: &Args, phone: &phone::Report) -> Result<Vec<Budget>> {
    let rows = phone.rows().into_iter().zip(PHONE_BUDGETS);
    let mut budgets: Vec<_> = rows
        .filter_map(|((what, took), most)| {
            Some(Budget { what, found: took.p50_ms, most: most?, unit: "ms" })
        })
        .collect();
    if let Some(idle) = phone.idle_kib {
        let found = f64::from(i32::try_from(idle).unwrap_or(i32::MAX)) / 1024.0;
        budgets.push(Budget { what: "memory, idle", found, most: IDLE_BUDGET_MB, unit: "MB" });
    }
    if let Some(library) = &args.library {
        let bytes = std::fs::metadata(library)
            .with_context(|| format!("{} can't be read", library.display()))?
            .len();
        let found = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6;
        let what = "the library, stripped";
        budgets.push(Budget { what, found, most: LIBRARY_BUDGET_MB, unit: "MB" });
    }
    Ok(budgets)
}

fn phone_part(page: &mut String, phone: &phone::Report, budgets: &[Budget]) -> Result<()> {
    page.push_str(include_str!("pages/phone.md"));
    for (what, took) in phone.rows() {
        writeln!(page, "| {what} | {:.3} ms | {:.3} ms |", took.p50_ms, took.p99_ms)?;
    }
    writeln!(
        page,
        "\nReading all {} entries from the server into an empty store took {:.0} ms: {} us an \
         entry, the server's part included. The phone's part alone is to take {ENTRY_BUDGET_US} us.",
        phone.entries, phone.sync_ms, phone.entry_us
    )?;
    page.push_str(include_str!("pages/budgets.md"));
    for budget in budgets {
        let Budget { what, found, most, unit } = budget;
        let kept = if budget.is_missed() { "**missed**" } else { "kept" };
        writeln!(page, "| {what} | {found:.3} {unit} | {most} {unit} | {kept} |")?;
    }
    Ok(())
}
