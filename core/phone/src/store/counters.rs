//! Payment sessions: numbers that a key never uses twice.

use super::{Result, from_sql, to_sql};
use rusqlite::Transaction;

/// The next session's number: one above every number that this store gave, to any key. A new store
/// begins at `first`. The caller commits before it shows a code.
pub(crate) fn next(transaction: &Transaction<'_>, kid: &str, first: u64) -> Result<u64> {
    let last: i64 =
        transaction
            .query_row("SELECT coalesce(max(counter), 0) FROM counters", [], |row| row.get(0))?;
    let next = match from_sql(last) {
        0 => first.max(1),
        last => last + 1,
    };
    transaction.execute(
        "INSERT INTO counters (kid, counter) VALUES (?1, ?2) \
         ON CONFLICT (kid) DO UPDATE SET counter = excluded.counter",
        (kid, to_sql(next)),
    )?;
    Ok(next)
}
