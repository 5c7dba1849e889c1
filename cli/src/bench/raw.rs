//! The limit: what the timed part wrote, written again without a server. The same rows into the
//! same tables and indexes, on the same disk, one thread, in batches with one sync each.

use anyhow::{Context, Result};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params, params_from_iter};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many commands the server takes into one transaction at most.
pub(super) const BATCH: usize = 256;
/// How often a write is synced to know what that takes.
const SYNCS: u32 = 200;

const RECEIPTS: &str = "SELECT r.wallet, r.seq, r.receipt,
      (SELECT min(n.seq) FROM receipts n WHERE n.wallet = r.wallet AND n.seq > r.seq)
    FROM receipts r JOIN journal j ON j.wallet = r.wallet AND j.seq = r.seq ORDER BY j.at";
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
pub(super) struct Work(Vec<Vec<(&'static str, Row)>>);

impl Work {
    /// Reads what a server wrote. Looking rows up by receipt needs indexes, so a copy gets them.
    pub(super) fn read(database: &Path) -> Result<Self> {
        let connection = Connection::open_in_memory()?;
        copy_into(database, connection).and_then(|copy| {
            copy.execute_batch(
                "CREATE INDEX by_receipt ON codes (receipt);
                 CREATE INDEX by_code ON sales (kid, counter);
                 CREATE INDEX by_place ON receipts (wallet, seq);",
            )?;
            let mut receipts = copy.prepare(RECEIPTS)?;
            let found = receipts.query_map([], |row| {
                let next: Option<i64> = row.get(3)?;
                Ok((
                    [row.get(0)?, row.get(1)?, Value::Integer(next.unwrap_or(i64::MAX))],
                    row.get(2)?,
                ))
            })?;
            let places: Vec<([Value; 3], Value)> = found.collect::<Result<_, _>>()?;
            let sales = places.iter().map(|(place, receipt)| sale(&copy, place, receipt));
            Ok(Self(sales.collect::<Result<_>>()?))
        })
    }

    /// Writes it all into a copy of the database as it was before, and says how many sales a
    /// second that made. Ends when all is written or the time is over.
    pub(super) fn write(
        &self,
        before: &Path,
        folder: &Path,
        batch: usize,
        time: Duration,
    ) -> Result<f64> {
        let path = folder.join(format!("raw-{batch}.db"));
        std::fs::copy(before, &path)?;
        let mut connection = Connection::open(&path)?;
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
        Ok(super::per_second(written, began.elapsed()))
    }
}

/// The statements of one sale.
fn sale(
    copy: &Connection,
    place: &[Value; 3],
    receipt: &Value,
) -> Result<Vec<(&'static str, Row)>> {
    let mut statements = Vec::new();
    let wallet = rows(copy, WALLET, params![place[0]])?.pop().context("no wallet")?;
    statements.push((UPDATE_WALLET, wallet));
    for table in &BY_ENTRY {
        let found = rows(copy, table.select, params_from_iter(place))?;
        statements.extend(found.into_iter().map(|row| (table.insert, row)));
    }
    for table in &BY_RECEIPT {
        let found = rows(copy, table.select, [receipt])?;
        statements.extend(found.into_iter().map(|row| (table.insert, row)));
    }
    Ok(statements)
}

fn rows(copy: &Connection, select: &str, of: impl rusqlite::Params) -> Result<Vec<Row>> {
    let mut statement = copy.prepare_cached(select)?;
    let columns = statement.column_count();
    let found = statement.query_map(of, |row| (0..columns).map(|n| row.get(n)).collect())?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// A copy of a database that may be in use.
pub(super) fn copy(database: &Path, to: &Path) -> Result<()> {
    copy_into(database, Connection::open(to)?)?;
    Ok(())
}

fn copy_into(database: &Path, mut copy: Connection) -> Result<Connection> {
    let original = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    rusqlite::backup::Backup::new(&original, &mut copy)?.run_to_completion(
        10_000,
        Duration::ZERO,
        None,
    )?;
    Ok(copy)
}

/// How many receipts stand in a database.
pub(super) fn receipts(database: &Path) -> Result<u64> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let count: i64 = connection.query_row("SELECT count(*) FROM receipts", [], |row| row.get(0))?;
    Ok(u64::try_from(count)?)
}

/// What a small write takes until it is on the disk: the median, in microseconds.
pub(super) fn sync_time(folder: &Path) -> Result<f64> {
    let mut file = std::fs::File::create(folder.join("sync"))?;
    let mut took = Vec::new();
    for _ in 0..SYNCS {
        let began = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(super::quantile(&took, 500).as_secs_f64() * 1e6)
}
