//! `dough import` and `dough check`: beside a server that may be running.

use crate::config::{Config, Database, Flags};
use crate::shop;
use anyhow::{Context, Result, bail};
use dough_rules::Catalogue;
use dough_rules::slots::day_begins;
use dough_rules::units::Millis;
use dough_server::files::{diff, read_catalogue};
use dough_server::store::CheckReport;
use dough_server::{Clock, SystemClock};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;

/// `dough import DIR --from DATE`
#[derive(clap::Args)]
pub(crate) struct ImportArgs {
    /// The shop's folder, with the edited files
    dir: PathBuf,
    /// From when they hold: a date (2026-12-01, from midnight in the business's zone), a moment
    /// (2026-12-01T06:00:00Z), or "now"
    #[arg(long)]
    from: String,
    /// Only show what would change
    #[arg(long)]
    dry_run: bool,
    /// The database, where it isn't the one of dough.toml: a file, or postgres://...
    #[arg(long, env = "DOUGH_DATABASE", value_name = "WHERE", hide_env_values = true)]
    database: Option<Database>,
}

pub(crate) fn import(args: &ImportArgs) -> Result<ExitCode> {
    let flags = Flags { database: args.database.clone(), ..Flags::default() };
    let config = Config::read(&args.dir, flags)?;
    let files = read_catalogue(&args.dir)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = shop::visit(&config.database).await?;
        let newest = store.catalogues(0).await?.pop();
        let newest = newest.context("the database has no catalogue; start `dough serve` once")?;
        files.check_against(&newest)?;
        let images = files.images().to_vec();
        let draft = files.into_catalogue(newest.version + 1, Millis::new(0));
        let from = moment(&args.from, &draft, SystemClock::new().now())?;
        if from < newest.valid_from {
            bail!(
                "version {} holds from {} on; name a later moment",
                newest.version,
                newest.valid_from.to_utc()
            );
        }
        let catalogue = Catalogue { valid_from: from, ..draft };
        let changes = diff(&newest, &catalogue);
        if changes.is_empty() {
            println!("Nothing changes.");
            return Ok(ExitCode::SUCCESS);
        }
        for line in &changes {
            println!("{line}");
        }
        let version = catalogue.version;
        if args.dry_run {
            println!("It would be version {version}, from {}.", from.to_utc());
        } else {
            store.add_catalogue(catalogue, images).await?;
            println!("Version {version} holds from {}.", from.to_utc());
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Reads when a version begins to hold. The past can't be changed.
fn moment(text: &str, catalogue: &Catalogue, now: Millis) -> Result<Millis> {
    if text == "now" {
        return Ok(now);
    }
    let zone = &catalogue.business.time_zone;
    let moment = match (Date::strptime("%Y-%m-%d", text), text.parse::<Timestamp>()) {
        (Ok(day), _) => day_begins(zone, day).context("that date has no beginning")?,
        (_, Ok(moment)) => Millis::from(moment),
        _ => bail!(
            "--from takes a date like 2026-12-01, a moment like \
                    2026-12-01T06:00:00Z, or now; not {text}"
        ),
    };
    if moment < now {
        bail!("{text} is past; receipts of then are booked already. Use --from now");
    }
    Ok(moment)
}

/// `dough check DIR`
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    /// The shop's folder
    dir: PathBuf,
    /// The database, where it isn't the one of dough.toml: a file, or postgres://...
    #[arg(long, env = "DOUGH_DATABASE", value_name = "WHERE", hide_env_values = true)]
    database: Option<Database>,
}

pub(crate) fn check(args: &CheckArgs) -> Result<ExitCode> {
    let flags = Flags { database: args.database.clone(), ..Flags::default() };
    let config = Config::read(&args.dir, flags)?;
    let report = tokio::runtime::Runtime::new()?
        .block_on(async { anyhow::Ok(shop::visit(&config.database).await?.check().await?) })?;
    print(&report);
    if report.findings.is_empty() {
        println!("Every invariant holds.");
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::from(1))
    }
}

/// What was looked at, and what is wrong.
pub(crate) fn print(report: &CheckReport) {
    for (what, count) in &report.counted {
        println!("{count:>10}  {what}");
    }
    for finding in &report.findings {
        println!("WRONG: {finding}");
    }
}
