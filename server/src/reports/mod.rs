//! What an owner, a bookkeeper or an auditor asks of the ledger.
//!
//! | report | says |
//! |---|---|
//! | [`mod@clearing`] | what outlets owe each other for dough that was spent elsewhere, and who pays whom |
//! | [`mod@liability`] | what is owed to customers now: dough by who gave it and when it runs out, euros |
//! | [`mod@sales`] | what was sold and given back, by day, shop, VAT rate and way of paying |
//!
//! Each is a [`Report`]: tables with columns, which a program reads as JSON and a spreadsheet as CSV.

mod clearing;
mod liability;
mod sales;

pub use clearing::clearing;
pub use liability::liability;
pub use sales::sales;

use crate::store::{Period, Store, StoreError};
use dough_rules::Catalogue;
use dough_rules::ledger::Issuer;
use dough_rules::slots::day_begins;
use dough_rules::units::Millis;
use jiff::civil::Date;
use serde::Serialize;

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Report {
    /// `clearing`, `liability` or `sales`.
    pub name: &'static str,
    /// When it was made.
    pub at: Millis,
    /// The first day, and the last; nothing where it tells how things stand.
    #[schema(value_type = Option<Vec<String>>)]
    pub days: Option<(Date, Date)>,
    /// Its tables.
    pub tables: Vec<Table>,
}

/// A table of a report. Amounts are whole cents or dough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What its columns hold.
    pub columns: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A value in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Cell {
    /// A name, a day.
    Text(String),
    /// Cents, dough, a count.
    Number(i64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Report {
    /// The tables as CSV, one below the other, each with its columns' names before it.
    pub fn csv(&self) -> String {
        let mut text = String::new();
        for (place, table) in self.tables.iter().enumerate() {
            if place > 0 {
                text.push('\n');
            }
            let columns = table.columns.iter().map(|column| (*column).to_owned());
            line(&mut text, std::iter::once("table".to_owned()).chain(columns));
            for row in &table.rows {
                let cells = row.iter().map(|cell| match cell {
                    Cell::Text(value) => value.clone(),
                    Cell::Number(number) => number.to_string(),
                });
                line(&mut text, std::iter::once(table.name.to_owned()).chain(cells));
            }
        }
        text
    }
}

/// A line of CSV (RFC 4180). What a spreadsheet would take for a formula becomes text.
fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    let cells = cells.map(|cell| {
        let is_number = cell.parse::<i64>().is_ok();
        let is_formula = !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let cell = if is_formula { format!("'{cell}") } else { cell };
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    });
    text.push_str(&cells.collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
}

/// Days of the business's zone as a stretch of time, both included; nothing where the second is
/// before the first.
pub fn period(catalogue: &Catalogue, (first, last): (Date, Date)) -> Option<Period> {
    let zone = &catalogue.business.time_zone;
    let (from, until) = (day_begins(zone, first)?, day_begins(zone, last.tomorrow().ok()?)?);
    (first <= last).then_some(Period { from, until })
}

/// Why a report can't be made as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongAsk {
    /// There is none of that name.
    #[error("there is no such report; there are clearing, liability and sales")]
    Unknown,
    /// It tells of days, and none were named, or the second is before the first.
    #[error("name the first day and the last, such as from 2027-01-01 until 2027-01-31")]
    Days,
}

/// Makes a report by its name. Clearing and sales tell of days, both included.
pub async fn make(
    store: &dyn Store,
    catalogue: &Catalogue,
    name: &str,
    days: Option<(Date, Date)>,
    now: Millis,
) -> Result<Result<Report, WrongAsk>, StoreError> {
    if name == "liability" {
        return Ok(Ok(liability(store, catalogue, now).await?));
    }
    if !["clearing", "sales"].contains(&name) {
        return Ok(Err(WrongAsk::Unknown));
    }
    let bounds = days.and_then(|days| Some((period(catalogue, days)?, days)));
    let Some((period, days)) = bounds else {
        return Ok(Err(WrongAsk::Days));
    };
    let moved = store.moved(period).await?;
    Ok(Ok(match name {
        "clearing" => clearing(catalogue, &moved, days, now),
        _ => sales(store, catalogue, (period, days), &moved, now).await?,
    }))
}

/// How an issuer is named in a report.
fn issuer_name(issuer: &Issuer) -> String {
    match issuer {
        Issuer::Shop(shop) => shop.to_string(),
        Issuer::Programme => "(programme)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_what_it_must_and_disarms_formulas() {
        let rows =
            vec![vec!["Bread, \"fresh\"".into(), (-5).into()], vec!["=1+1".into(), 7.into()]];
        let table = Table { name: "t", columns: vec!["name", "cents"], rows };
        let report = Report { name: "sales", at: Millis::new(0), days: None, tables: vec![table] };
        let expected = "table,name,cents\r\nt,\"Bread, \"\"fresh\"\"\",-5\r\nt,'=1+1,7\r\n";
        assert_eq!(report.csv(), expected);
    }
}
