//! `dough migrate`: a shop's database, moved from its file to PostgreSQL.

use crate::config::Database;
use crate::{office, shop};
use anyhow::{Context, Result, bail, ensure};
use dough_server::store::postgres::PostgresStore;
use dough_server::store::{CheckReport, Store};
use std::path::PathBuf;
use std::process::ExitCode;

/// `dough migrate FROM TO`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The database file of a shop whose server is stopped
    from: PathBuf,
    /// An empty database: `postgres://user:password@host/database`. The variable keeps the password
    /// out of the list of processes.
    #[arg(env = "DOUGH_DATABASE", value_name = "TO", hide_env_values = true)]
    to: Database,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let report = tokio::runtime::Runtime::new()?.block_on(migrate(args))?;
    office::print(&report);
    println!("Every invariant holds. {} was moved to {}.", args.from.display(), args.to);
    println!("Serve it from there, and put the file away: it must not be served again.");
    Ok(ExitCode::SUCCESS)
}

async fn migrate(args: &Args) -> Result<CheckReport> {
    let Args { from, to } = args;
    let Database::Server { address, .. } = to else {
        bail!("{to} is a file; a shop moves to postgres://...");
    };
    ensure!(from.exists(), "{} is not there", from.display());
    // As its server, so that no other one runs, and held until all is over.
    let source = shop::open(&Database::File(from.clone())).await?;
    let before = sound(source.as_ref(), "nothing was moved").await?;
    let erasures = from.with_file_name("erasures.log");
    let moved = PostgresStore::adopt(address, from, erasures).await;
    let moved = moved.with_context(|| format!("{} can't be moved to {to}", from.display()))?;
    let after = sound(&moved, "do not serve it from there").await?;
    ensure!(before == after, "what was moved is not what there was; do not serve it from there");
    Ok(after)
}

async fn sound(store: &dyn Store, otherwise: &str) -> Result<CheckReport> {
    let report = store.check().await?;
    ensure!(report.findings.is_empty(), "{otherwise}: {}", report.findings.join("; "));
    Ok(report)
}
