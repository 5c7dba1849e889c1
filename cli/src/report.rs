//! `dough report`: beside a server that may be running.

use crate::config::{Config, Database, Flags};
use crate::shop;
use anyhow::{Context, Result};
use dough_server::reports::{self, Cell, Report, Table};
use dough_server::{Clock, SystemClock};
use jiff::civil::Date;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Which
    report: Name,
    /// The shop's folder
    dir: PathBuf,
    /// The first day, in the business's zone; not for liability
    #[arg(long)]
    from: Option<Date>,
    /// The last day
    #[arg(long)]
    until: Option<Date>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The database, where it isn't the one of dough.toml: a file, or postgres://...
    #[arg(long, env = "DOUGH_DATABASE", value_name = "WHERE", hide_env_values = true)]
    database: Option<Database>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Name {
    /// What outlets owe each other for dough that was spent elsewhere, and who pays whom
    Clearing,
    /// What is owed to customers now
    Liability,
    /// What was sold and given back
    Sales,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let flags = Flags { database: args.database.clone(), ..Flags::default() };
    let config = Config::read(&args.dir, flags)?;
    let name = match args.report {
        Name::Clearing => "clearing",
        Name::Liability => "liability",
        Name::Sales => "sales",
    };
    let now = SystemClock::new().now();
    let report = tokio::runtime::Runtime::new()?.block_on(async {
        let store = shop::visit(&config.database).await?;
        let catalogues = store.catalogues(0).await?;
        let catalogue = catalogues.iter().rev().find(|catalogue| catalogue.valid_from <= now);
        let catalogue = catalogue.context("no catalogue is in force; start `dough serve` once")?;
        let days = args.from.zip(args.until);
        anyhow::Ok(reports::make(&*store, catalogue, name, days, now).await??)
    })?;
    match args.format {
        Format::Table => print(&report),
        Format::Csv => print!("{}", report.csv()),
        Format::Json => println!("{}", serde_json::to_string_pretty(&report)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn print(report: &Report) {
    for table in &report.tables {
        println!("{}", table.name);
        print_table(table);
        println!();
    }
}

/// Columns as wide as their widest cell, numbers to the right.
fn print_table(table: &Table) {
    let text = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
    };
    let widths: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let cells = table.rows.iter().filter_map(|row| row.get(place));
            let widest = cells.map(|cell| text(cell).chars().count()).max().unwrap_or(0);
            widest.max(column.chars().count())
        })
        .collect();
    let heads =
        table.columns.iter().zip(&widths).map(|(column, width)| format!("{column:<width$}"));
    println!("  {}", heads.collect::<Vec<_>>().join("  ").trim_end());
    for row in &table.rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| match cell {
            Cell::Text(text) => format!("{text:<width$}"),
            Cell::Number(number) => format!("{number:>width$}"),
        });
        println!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
}
