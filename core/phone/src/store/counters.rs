//! Payment sessions: numbers that a key never uses twice.

use super::{Result, from_sql, to_sql};
use rusqlite::Transaction;
use std::ops::Range;

/// How many numbers are taken at a time: most sessions then begin without waiting for the disk.
const BLOCK: u64 = 16;

/// Takes numbers for the next sessions: above every number that this store gave, to any key. A new
/// store begins at `first`. The caller commits before it uses one; those that it doesn't use are
/// lost, which harms nobody.
pub(crate) fn take(transaction: &Transaction<'_>, kid: &str, first: u64) -> Result<Range<u64>> {
    let last: i64 =
        transaction
            .query_row("SELECT coalesce(max(counter), 0) FROM counters", [], |row| row.get(0))?;
    let next = match from_sql(last) {
        0 => first.max(1),
        last => last + 1,
    };
    let end = next + BLOCK;
    transaction.execute(
        "INSERT INTO counters (kid, counter) VALUES (?1, ?2) \
         ON CONFLICT (kid) DO UPDATE SET counter = excluded.counter",
        (kid, to_sql(end - 1)),
    )?;
    Ok(next..end)
}
