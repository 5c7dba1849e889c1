//! `dough restore`: a copy in place of a shop's database, ready to be served.
//!
//! A new timeline begins, so that phones read their journals again and send what the copy lacks. The
//! erasures that it lacks are applied again, and every invariant is looked at, before any server may
//! start.

use crate::config::{Config, Database, Flags};
use crate::office;
use anyhow::{Context, Result, bail, ensure};
use dough_server::restore::erase_again;
use dough_server::store::postgres::PostgresStore;
use dough_server::store::sqlite::SqliteStore;
use dough_server::store::{CheckReport, Erasures, Store};
use dough_server::{Clock, SystemClock};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// `dough restore DIR [FROM]`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's folder
    dir: PathBuf,
    /// The copy, as `dough backup` made it. None for PostgreSQL: fill the database first
    from: Option<PathBuf>,
    /// Another list of erasures beside the folder's own, such as another server's
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    /// The database, where it isn't the one of dough.toml: a file, or postgres://...
    #[arg(long, env = "DOUGH_DATABASE", value_name = "WHERE", hide_env_values = true)]
    database: Option<Database>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    let flags = Flags { database: args.database, ..Flags::default() };
    let database = Config::read(&args.dir, flags)?.database;
    let own = match &database {
        Database::File(file) => file.with_file_name("erasures.log"),
        Database::Server { erasures, .. } => erasures.clone(),
    };
    let erasures = read_erasures(&own, &args.erasures)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        match (&database, args.from) {
            (Database::File(file), Some(from)) => put_in_place(file, &from, &erasures).await,
            (Database::Server { address, .. }, None) => {
                let restored = PostgresStore::restore(address, rand::random(), own).await;
                let store = restored.with_context(|| format!("{database} can't be restored"))?;
                make_ready(Arc::new(store), &erasures).await
            }
            (Database::File(_), None) => bail!("say which copy: dough restore DIR FROM"),
            (Database::Server { .. }, Some(_)) => {
                bail!("fill {database} by pg_restore, then run this without a file")
            }
        }
    })?;
    println!("Every invariant holds, on a new timeline: phones send what the copy lacks.");
    println!("Start it: dough serve {}", args.dir.display());
    Ok(ExitCode::SUCCESS)
}

fn read_erasures(own: &Path, others: &[PathBuf]) -> Result<Erasures> {
    let mut files: Vec<&Path> = others.iter().map(PathBuf::as_path).collect();
    if own.exists() {
        files.push(own);
    } else {
        println!("There is no {}: nobody is erased again by it.", own.display());
    }
    let erasures = Erasures::read(&files)?;
    if erasures.torn > 0 {
        println!(
            "{} lines were cut off when they were written, and count for none.",
            erasures.torn
        );
    }
    Ok(erasures)
}

async fn put_in_place(file: &Path, from: &Path, erasures: &Erasures) -> Result<()> {
    let context = || format!("{} can't be put in place of {}", from.display(), file.display());
    let (store, copy) = SqliteStore::restore(file, from, rand::random()).with_context(context)?;
    let store = Arc::new(store);
    let report = erase_and_check(store, erasures).await?;
    ensure!(report.findings.is_empty(), "nothing was put in place: the copy is not sound");
    if let Some(aside) = copy.finish(SystemClock::new().now()).await.with_context(context)? {
        println!("The database of before is {} now.", aside.display());
    }
    Ok(())
}

async fn make_ready(store: Arc<PostgresStore>, erasures: &Erasures) -> Result<()> {
    let report = erase_and_check(Arc::<PostgresStore>::clone(&store), erasures).await?;
    ensure!(report.findings.is_empty(), "it must not be served: the copy is not sound");
    Ok(store.finish_restore().await?)
}

async fn erase_and_check(store: Arc<dyn Store>, erasures: &Erasures) -> Result<CheckReport> {
    let erased = erase_again(Arc::clone(&store), &erasures.all).await?;
    println!("{erased} of {} erased wallets were erased again.", erasures.all.len());
    let report = store.check().await?;
    office::print(&report);
    Ok(report)
}
