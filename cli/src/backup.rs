//! `dough backup`: a copy of a shop's database, made while its server runs.

use crate::config::{Config, Database, Flags};
use crate::office;
use anyhow::{Context, Result, bail};
use dough_server::store::sqlite::SqliteStore;
use dough_server::{Clock, SystemClock};
use std::path::PathBuf;
use std::process::ExitCode;

/// `dough backup DIR TO`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's folder
    dir: PathBuf,
    /// The copy: a new file, best on another disk
    to: PathBuf,
    /// The database, where it isn't the one of dough.toml
    #[arg(long, env = "DOUGH_DATABASE", value_name = "WHERE", hide_env_values = true)]
    database: Option<Database>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    let flags = Flags { database: args.database, ..Flags::default() };
    let Database::File(from) = Config::read(&args.dir, flags)?.database else {
        bail!("PostgreSQL makes its own copies: pg_dump, or pg_basebackup; see docs/operations.md");
    };
    let now = SystemClock::new().now();
    let copied = SqliteStore::back_up(from.clone(), args.to.clone(), now);
    let report = tokio::runtime::Runtime::new()?
        .block_on(copied)
        .with_context(|| format!("{} can't be copied to {}", from.display(), args.to.display()))?;
    office::print(&report);
    if !report.findings.is_empty() {
        println!("No copy was made: what it would hold is wrong.");
        return Ok(ExitCode::from(1));
    }
    println!("Every invariant holds. {} is a copy of {}.", args.to.display(), from.display());
    println!("Keep erasures.log apart from it, and newer: a restore erases again what it lists.");
    Ok(ExitCode::SUCCESS)
}
