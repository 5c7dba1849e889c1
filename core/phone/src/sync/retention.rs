//! Old lines of the journal become totals: a phone keeps 13 months, so that last year's month can
//! still be compared with this one. Receipts and orders stay, and the server keeps everything.

use crate::store::journal::JournalRow;
use crate::store::months::{self, Month};
use crate::store::{Store, StoreError, journal};
use crate::views;
use dough_rules::Event;
use dough_rules::receipt::money;
use dough_rules::units::Millis;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use rusqlite::Connection;

/// How many months of lines are kept.
const KEPT: i64 = 13;
/// How many lines one transaction folds, so that nobody waits for it.
const STEP: u32 = 500;

/// Folds the lines that are too old. Months are those of the business's time zone.
pub(crate) fn fold_old(store: &Store, now: Millis, zone: &TimeZone) -> Result<(), StoreError> {
    let Ok(before) = now.in_zone(&TimeZone::UTC).checked_sub(KEPT.months()) else {
        return Ok(());
    };
    let before = Millis::from(before.timestamp());
    // Mostly there is nothing to do, and nothing is written.
    while store.read(journal::oldest)?.is_some_and(|oldest| oldest < before) {
        store.write(|db| fold_step(db, before, zone))?;
    }
    Ok(())
}

fn fold_step(db: &Connection, before: Millis, zone: &TimeZone) -> Result<(), StoreError> {
    let rows = journal::until(db, before, STEP)?;
    for row in &rows {
        months::add(db, &total(row, zone))?;
    }
    match rows.last() {
        Some(last) => journal::forget_until(db, last.seq),
        None => Ok(()),
    }
}

/// What one line adds to its month.
fn total(row: &JournalRow, zone: &TimeZone) -> Month {
    let month = row.at.in_zone(zone).strftime("%Y-%m").to_string();
    let mut total = Month { month, last: row.seq, ..Month::default() };
    let Ok(event) = serde_json::from_str::<Event>(&row.event) else {
        return total;
    };
    match &event {
        Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
            total.visits = 1;
            total.spent = money(&receipt.tenders).get();
        }
        Event::Refunded { refund } => {
            total.spent = -refund.money().get();
        }
        _ => {}
    }
    if views::is_shown(&event) {
        let (dough, _) = views::effect(&event);
        total.gained = dough.max(0);
        total.used = (-dough).max(0);
    }
    total
}
