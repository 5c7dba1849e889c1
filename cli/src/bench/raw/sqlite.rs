//! The embedded database: one thread, a statement for each row, as its one writer writes.

use anyhow::{Context, Result};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params, params_from_iter};
use std::path::Path;
use std::time::{Duration, Instant};

const RECEIPTS: &str = "SELECT r.wallet, r.seq, r.receipt,
      (SELECT min(n.seq) FROM receipts n WHERE n.wallet = r.wallet AND n.seq > r.seq)
    FROM receipts r JOIN journal j ON j.wallet = r.wallet AND j.seq = r.seq
    WHERE j.at >= ?1 ORDER BY j.at";
const UPDATE_WALLET: &str = "UPDATE wallets SET version = version + 1, head = ?2,
      dough_available = ?3, dough_pending = ?4, dough_locked = ?5, dough_owed = ?6,
      eur_available = ?7, eur_held = ?8, eur_escrow = ?9, invited_by = ?10, due_at = ?11,
      facts = ?12 WHERE wallet = ?1";
const WALLET: &str = "SELECT wallet, head, dough_available, dough_pending, dough_locked,
      dough_owed, eur_available, eur_held, eur_escrow, invited_by, due_at, facts
    FROM wallets WHERE wallet = ?1";

/// Rows of one table that belong to one sale: how they are found, and how they are written.
struct Table {
    select: &'static str,
    insert: &'static str,
}

/// What is found by wallet and a range of the journal.
const BY_ENTRY: [Table; 3] = [
    Table {
        select: "SELECT * FROM journal WHERE wallet = ?1 AND seq >= ?2 AND seq < ?3",
        insert: "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5)",
    },
    Table {
        select: "SELECT t.* FROM journal j JOIN transfers t ON t.entry = j.entry
                 WHERE j.wallet = ?1 AND j.seq >= ?2 AND j.seq < ?3",
        insert: "INSERT INTO transfers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    },
    Table {
        select: "SELECT * FROM surprise_secrets WHERE wallet = ?1 AND surprise >= ?2
                   AND surprise < ?3",
        insert: "INSERT INTO surprise_secrets VALUES (?1, ?2, ?3)",
    },
];

/// What is found by receipt.
const BY_RECEIPT: [Table; 4] = [
    Table {
        select: "SELECT * FROM receipts WHERE receipt = ?1",
        insert: "INSERT INTO receipts VALUES (?1, ?2, ?3, ?4)",
    },
    Table {
        select: "SELECT * FROM codes WHERE receipt = ?1",
        insert: "INSERT INTO codes VALUES (?1, ?2, ?3, ?4)",
    },
    Table {
        select: "SELECT s.* FROM codes c JOIN sales s ON s.kid = c.kid AND s.counter = c.counter
                 WHERE c.receipt = ?1",
        insert: "INSERT INTO sales VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    },
    Table {
        select: "SELECT q.* FROM codes c JOIN sales s ON s.kid = c.kid AND s.counter = c.counter
                 JOIN requests q ON q.caller = s.register AND q.request = s.request
                 WHERE c.receipt = ?1",
        insert: "INSERT INTO requests VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    },
];

type Row = Vec<Value>;

/// All sales, in the order of their times, each with its statements.
pub(in super::super) struct Work(Vec<Vec<(&'static str, Row)>>);

impl Work {
    /// Reads what a server wrote from a time on. Looking rows up by receipt needs indexes, which the
    /// database gets: nobody serves it any more.
    pub(super) fn read(database: &Path, since: i64) -> Result<Self> {
        let written = Connection::open(database)?;
        written.execute_batch(
            "CREATE INDEX IF NOT EXISTS by_receipt ON codes (receipt);
             CREATE INDEX IF NOT EXISTS by_code ON sales (kid, counter);
             CREATE INDEX IF NOT EXISTS by_place ON receipts (wallet, seq);",
        )?;
        let mut receipts = written.prepare(RECEIPTS)?;
        let found = receipts.query_map([since], |row| {
            let next: Option<i64> = row.get(3)?;
            let place = [row.get(0)?, row.get(1)?, Value::Integer(next.unwrap_or(i64::MAX))];
            Ok((place, row.get(2)?))
        })?;
        let places: Vec<([Value; 3], Value)> = found.collect::<Result<_, _>>()?;
        let sales = places.iter().map(|(place, receipt)| sale(&written, place, receipt));
        Ok(Self(sales.collect::<Result<_>>()?))
    }

    /// Writes it all into the database as it was before, and says how many sales a second that
    /// made. Ends when all is written or the time is over.
    pub(super) fn write(&self, into: &Path, batch: usize, time: Duration) -> Result<f64> {
        let mut connection = Connection::open(into)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.pragma_update(None, "cache_size", -32_000)?;
        connection.set_prepared_statement_cache_capacity(64);
        let began = Instant::now();
        let mut written = 0;
        for sales in self.0.chunks(batch) {
            if began.elapsed() >= time {
                break;
            }
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (statement, row) in sales.iter().flatten() {
                change.prepare_cached(statement)?.execute(params_from_iter(row))?;
            }
            change.commit()?;
            written += u64::try_from(sales.len())?;
        }
        Ok(super::super::per_second(written, began.elapsed()))
    }
}

/// The statements of one sale.
fn sale(
    written: &Connection,
    place: &[Value; 3],
    receipt: &Value,
) -> Result<Vec<(&'static str, Row)>> {
    let mut statements = Vec::new();
    let wallet = rows(written, WALLET, params![place[0]])?.pop().context("no wallet")?;
    statements.push((UPDATE_WALLET, wallet));
    for table in &BY_ENTRY {
        let found = rows(written, table.select, params_from_iter(place))?;
        statements.extend(found.into_iter().map(|row| (table.insert, row)));
    }
    for table in &BY_RECEIPT {
        let found = rows(written, table.select, [receipt])?;
        statements.extend(found.into_iter().map(|row| (table.insert, row)));
    }
    Ok(statements)
}

fn rows(written: &Connection, select: &str, of: impl rusqlite::Params) -> Result<Vec<Row>> {
    let mut statement = written.prepare_cached(select)?;
    let columns = statement.column_count();
    let found = statement.query_map(of, |row| (0..columns).map(|n| row.get(n)).collect())?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// A copy of a database.
pub(in super::super) fn copy(database: &Path, to: &Path) -> Result<()> {
    let original = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut copy = Connection::open(to)?;
    let copying = rusqlite::backup::Backup::new(&original, &mut copy)?;
    Ok(copying.run_to_completion(10_000, Duration::ZERO, None)?)
}

/// A number that a query answers with.
pub(in super::super) fn number(database: &Path, query: &str) -> Result<i64> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(connection.query_row(query, [], |row| row.get(0))?)
}
