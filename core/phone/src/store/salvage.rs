//! What can still be read in a corrupt file: intents that were not sent, and the numbers of payment
//! sessions. Everything else comes back from the server.

use super::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row, params_from_iter};
use std::path::Path;

/// The columns of an intent that is still wanted; both versions of the file have them.
const COLUMNS: [&str; 9] =
    ["number", "id", "kind", "target", "body", "not_after", "attempts", "depends_on", "created_at"];

/// Copies what can be read into a new file. Returns how many intents were saved; a file that can't
/// be read at all gives none.
pub(super) fn salvage(aside: &Path, fresh: &mut Connection) -> Result<usize> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(old) = Connection::open_with_flags(aside, flags) else {
        return Ok(0);
    };
    let transaction = fresh.transaction()?;
    let columns = COLUMNS.join(", ");
    // From both ends: a damaged page in the middle hides neither what is before nor what is after.
    let mut intents = Vec::new();
    for direction in ["ASC", "DESC"] {
        intents.extend(rows(
            &old,
            &format!(
                "SELECT {columns} FROM intents WHERE state IN ('queued', 'sending') \
                 ORDER BY number {direction}"
            ),
        ));
    }
    intents.sort_by_key(|row| number(row));
    let mut saved = 0;
    for intent in &intents {
        // What it depends on may be done, or lost with the damaged page; then it is sent as it is,
        // and the server judges.
        saved += transaction.execute(
            &format!(
                "INSERT OR IGNORE INTO intents ({columns}, state) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, \
                        (SELECT id FROM intents WHERE id = ?8), ?9, 'queued'"
            ),
            params_from_iter(intent),
        )?;
    }
    for counter in rows(&old, "SELECT kid, counter FROM counters") {
        transaction.execute(
            "INSERT OR IGNORE INTO counters (kid, counter) VALUES (?1, ?2)",
            params_from_iter(counter),
        )?;
    }
    transaction.commit()?;
    Ok(saved)
}

fn number(row: &[Value]) -> i64 {
    match row.first() {
        Some(Value::Integer(number)) => *number,
        _ => 0,
    }
}

/// The rows up to the first that can't be read.
fn rows(old: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let read = |row: &Row<'_>| {
        (0..row.as_ref().column_count())
            .map(|n| row.get(n))
            .collect::<rusqlite::Result<Vec<Value>>>()
    };
    let Ok(mut statement) = old.prepare(sql) else {
        return vec![];
    };
    let Ok(found) = statement.query_map([], read) else {
        return vec![];
    };
    found.map_while(rusqlite::Result::ok).collect()
}
