//! `dough bench table`: the scans at several numbers of connections, and the phone, as a page.

use super::{phone, scan};
use anyhow::{Context, Result};
use dough_server::{Clock as _, SystemClock};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// At how many connections scans are measured.
const CONNECTIONS: [u16; 3] = [1, 8, 32];
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
    /// The disk to measure: a folder on it
    #[arg(long, value_name = "FOLDER", default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
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
    let mut scans = Vec::new();
    for connections in CONNECTIONS {
        eprintln!("measuring scans over {connections} connections ...");
        let Args { seconds, wallets, folder, .. } = args;
        scans.push(scan::measure(&scan::Args {
            connections,
            seconds: *seconds,
            wallets: *wallets,
            folder: folder.clone(),
            json: false,
        })?);
    }
    eprintln!("measuring a phone ...");
    let folder = args.folder.clone();
    let phone = phone::measure(&phone::Args { entries: 10_000, folder, json: false })?;
    let budgets = budgets(args, &phone)?;
    let page = page(args, &scans, &phone, &budgets)?;
    print!("{page}");
    if let Some(out) = &args.out {
        std::fs::write(out, &page)
            .with_context(|| format!("{} can't be written", out.display()))?;
    }
    let is_missed = args.gate && budgets.iter().any(Budget::is_missed);
    Ok(if is_missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
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

fn page(
    args: &Args,
    scans: &[scan::Report],
    phone: &phone::Report,
    budgets: &[Budget],
) -> Result<String> {
    let mut page = String::from(include_str!("head.md"));
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let day = SystemClock::new().now().to_utc().strftime("%Y-%m-%d");
    writeln!(
        page,
        "Measured on {day}, with {processors} processors for server and load together,"
    )?;
    writeln!(page, "{} wallets, {} s for each line.\n", args.wallets, args.seconds)?;
    page.push_str(include_str!("scans.md"));
    for scan in scans {
        let share =
            |share: Option<f64>| share.map_or("-".to_owned(), |it| format!("{:.0} %", it * 100.0));
        writeln!(
            page,
            "| {} | {:.0} | {:.0} | {:.0} | {:.2} | {:.0} | {:.2} | {:.2} | {:.0} | {} |",
            scan.connections,
            scan.scans_per_second,
            scan.raw_at_connections_per_second,
            scan.raw_batched_per_second,
            scan.scans_per_second / scan.raw_at_connections_per_second,
            scan.signatures_limit_per_second,
            scan.p50_ms,
            scan.p99_ms,
            scan.sync_us,
            share(scan.client_cpu_share),
        )?;
    }
    page.push_str(include_str!("phone.md"));
    for (what, took) in phone.rows() {
        writeln!(page, "| {what} | {:.3} ms | {:.3} ms |", took.p50_ms, took.p99_ms)?;
    }
    writeln!(
        page,
        "\nReading all {} entries from the server into an empty store took {:.0} ms: {} us an \
         entry, the server's part included. The phone's part alone is to take {ENTRY_BUDGET_US} us.",
        phone.entries, phone.sync_ms, phone.entry_us
    )?;
    page.push_str(include_str!("budgets.md"));
    for budget in budgets {
        let Budget { what, found, most, unit } = budget;
        let kept = if budget.is_missed() { "**missed**" } else { "kept" };
        writeln!(page, "| {what} | {found:.3} {unit} | {most} {unit} | {kept} |")?;
    }
    Ok(page)
}
