//! Folding the write-ahead log into the database, beside the writer.
//!
//! A commit is durable once the log is synced; copying the log's pages into the database is work for
//! another thread, which doesn't keep the writer waiting. The log begins anew only at a moment when
//! all of it was copied, which under load never comes by itself. So, when the log has grown long,
//! the last few pages are copied on the writer's own thread, between two writes.

use super::{StoreError, Write, configure, spawn};
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use tokio::sync::mpsc;

/// After how many writes the log is copied. The same pages change again and again, so copying seldom
/// is copying less.
const EVERY: u32 = 128;
/// How many pages a log may have before it is begun anew.
const LONG: i64 = 16_384;
/// How many pages the writer copies itself, at most, if some rounds beside it get that far.
const LAST: i64 = 1_024;
/// How many rounds are tried.
const ROUNDS: u32 = 4;

/// A writer whose log is copied by another thread.
pub(super) fn spawn_writer(
    connection: Connection,
    path: &Path,
) -> Result<mpsc::Sender<Write>, StoreError> {
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    let copier = Connection::open(path)?;
    configure(&copier)?;
    let (tell, told) = sync_channel(1);
    let mut since = 0;
    let writer = super::spawn_writer(connection, move || {
        since += 1;
        if since >= EVERY && tell.try_send(()).is_ok() {
            since = 0;
        }
    })?;
    let weak = writer.downgrade();
    spawn("dough-checkpoint", move || run(&copier, &told, &weak))?;
    Ok(writer)
}

/// Copies the log whenever it is told to, until the writer has gone.
fn run(copier: &Connection, told: &Receiver<()>, writer: &mpsc::WeakSender<Write>) {
    while told.recv().is_ok() {
        if let Err(error) = copy(copier, writer) {
            tracing::warn!(%error, "the log could not be copied; it is tried again");
        }
    }
}

fn copy(copier: &Connection, writer: &mpsc::WeakSender<Write>) -> rusqlite::Result<()> {
    let (mut length, mut left) = copy_once(copier)?;
    if length < LONG {
        return Ok(());
    }
    for _ in 1..ROUNDS {
        (length, left) = copy_once(copier)?;
        if left < LAST {
            break;
        }
    }
    tracing::debug!(length, left, "the log begins anew");
    if let Some(writer) = writer.upgrade() {
        let finish: Write = Box::new(|connection| {
            // What fails here is done by the next round.
            let _ = copy_once(connection);
        });
        // The writer has gone, and copies all of it.
        let _ = writer.blocking_send(finish);
    }
    Ok(())
}

/// Copies what can be copied without waiting: how many pages the log has, and how many are left.
fn copy_once(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        let (length, copied): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok((length, length - copied))
    })
}
