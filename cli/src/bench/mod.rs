//! `dough bench`: how fast a shop and a phone are on this machine, beside what its disk allows.
//!
//! | module | what it does |
//! |---|---|
//! | [`kept`] | where a shop is kept: a file, or a database of a PostgreSQL server |
//! | [`premises`] | the shop that is served |
//! | [`crowd`] | wallets that have been there for a while, as many as one likes |
//! | [`customers`] | customers' keys, and what they and the tills send |
//! | [`load`] | sends prepared calls over a number of connections, and takes the times |
//! | [`process`] | the server as a process of its own, and how much of the machine it used |
//! | [`raw`] | the same rows into the same tables, without a server: the limit |
//! | [`scan`] | `dough bench scan` |
//! | [`order`] | `dough bench order` |
//! | [`phone`] | `dough bench phone` |
//! | [`idle`] | the memory of an engine that does nothing |
//! | [`table`] | `dough bench table`: all of it, as a page |

mod crowd;
mod customers;
mod idle;
mod kept;
mod load;
mod order;
mod phone;
mod premises;
mod process;
mod raw;
mod scan;
mod table;

use anyhow::Result;
use clap::Subcommand;
use std::process::ExitCode;

/// `dough bench`
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Scans that pay and earn, through HTTP, beside the bare database writing the same rows
    Scan(scan::Args),
    /// Orders that all want the same pickup time, through HTTP
    Order(order::Args),
    /// Opening the app's engine, its first screen, and a pay code, on a long journal
    Phone(phone::Args),
    /// What an engine that does nothing keeps in memory; `dough bench phone` runs it
    #[command(hide = true)]
    Idle(idle::Args),
    /// Everything, as a page with a table
    Table(table::Args),
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    match &args.what {
        What::Scan(args) => scan::run(args),
        What::Order(args) => order::run(args),
        What::Phone(args) => phone::run(args),
        What::Idle(args) => idle::run(args),
        What::Table(args) => table::run(args),
    }
}

/// How this program was built: figures count for the release alone.
const BUILD: &str = if cfg!(debug_assertions) { "debug" } else { "release" };

/// The value below which a share of sorted values lies.
fn quantile<T: Copy + Default>(sorted: &[T], per_thousand: usize) -> T {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * per_thousand / 1000).copied().unwrap_or_default()
}

/// How many a second.
fn per_second(count: u64, elapsed: std::time::Duration) -> f64 {
    as_float(count) / elapsed.as_secs_f64().max(f64::EPSILON)
}

/// A count as one divides by.
#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark stay far below 2^52")]
const fn as_float(count: u64) -> f64 {
    count as f64
}

/// Rounded for people and for comparison.
fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}
