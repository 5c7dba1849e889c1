//! The SQLite file.
//!
//! | module | what lives there |
//! |---|---|
//! | `open` | opening, migrating, setting a corrupt file aside |
//! | `meta` | what is remembered by name |
//! | `journal` | entries, facts, and the orders and receipts that follow from them |
//! | `intents` | the outbox's rows |
//! | `counters` | payment sessions |
//! | `menu` | catalogue and shop states |
//!
//! One connection writes, one reads; WAL lets them work at once. Both are closed while the engine
//! is paused: iOS ends an app that holds a lock on a file while it is suspended.

pub(crate) mod counters;
pub(crate) mod intents;
pub(crate) mod journal;
pub(crate) mod menu;
pub(crate) mod meta;
mod open;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Why the store doesn't answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the engine is paused")]
    Paused,
    #[error("the engine was shut down")]
    ShutDown,
    #[error("the store is of version {found}; this app knows {known}")]
    Newer { found: i64, known: i64 },
    #[error("the store belongs to other keys")]
    OtherKeys,
    #[error("the store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the store holds what can't be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the store's file can't be moved: {0}")]
    File(#[from] std::io::Error),
}

type Result<T> = std::result::Result<T, StoreError>;

/// What can't be.
enum Never {}

/// A connection, or why there is none.
enum Slot {
    Open(Connection),
    Paused,
    ShutDown,
}

impl Slot {
    fn connection(&mut self) -> Result<&mut Connection> {
        match self {
            Self::Open(connection) => Ok(connection),
            Self::Paused => Err(StoreError::Paused),
            Self::ShutDown => Err(StoreError::ShutDown),
        }
    }
}

/// The store, open or paused.
pub(crate) struct Store {
    path: PathBuf,
    writer: Mutex<Slot>,
    reader: Mutex<Slot>,
}

impl Store {
    /// Opens the file, or makes it. The second value is where a corrupt file was moved to.
    pub(crate) fn open(path: PathBuf) -> Result<(Self, Option<PathBuf>)> {
        let (writer, aside) = open::open_writer(&path)?;
        let reader = open::open_reader(&path)?;
        let store = Self {
            path,
            writer: Mutex::new(Slot::Open(writer)),
            reader: Mutex::new(Slot::Open(reader)),
        };
        Ok((store, aside))
    }

    /// Reads. Not for long: other reads wait.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(lock(&self.reader).connection()?)
    }

    /// Writes in one transaction, which is on disk when this returns.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        match self.write_or_undo(|db| Ok(Ok::<T, Never>(work(db)?)))? {
            Ok(value) => Ok(value),
            Err(never) => match never {},
        }
    }

    /// The same, with a way for the work to change its mind: an inner error undoes all of it.
    pub(crate) fn write_or_undo<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<std::result::Result<T, E>>,
    ) -> Result<std::result::Result<T, E>> {
        let mut slot = lock(&self.writer);
        let transaction =
            slot.connection()?.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        if value.is_ok() {
            transaction.commit()?;
        } else {
            transaction.rollback()?;
        }
        Ok(value)
    }

    /// Waits for the writer, then closes the file and gives every lock back.
    pub(crate) fn pause(&self) {
        self.close(|| Slot::Paused);
    }

    /// Closes the file for good.
    pub(crate) fn shut_down(&self) {
        self.close(|| Slot::ShutDown);
    }

    fn close(&self, reason: impl Fn() -> Slot) {
        let (mut writer, mut reader) = (lock(&self.writer), lock(&self.reader));
        if matches!(*writer, Slot::ShutDown) {
            return;
        }
        *reader = reason();
        if let Slot::Open(connection) = &*writer {
            // Without it the next opening reads the log again; nothing is lost.
            let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        *writer = reason();
    }

    /// Opens the file again after a pause.
    pub(crate) fn resume(&self) -> Result<()> {
        let (mut writer, mut reader) = (lock(&self.writer), lock(&self.reader));
        match *writer {
            Slot::Open(_) => return Ok(()),
            Slot::ShutDown => return Err(StoreError::ShutDown),
            Slot::Paused => {}
        }
        *writer = Slot::Open(open::open_writer(&self.path)?.0);
        *reader = Slot::Open(open::open_reader(&self.path)?);
        Ok(())
    }
}

/// A lock whose holder panicked is still good: a transaction that wasn't committed is rolled back.
fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number as SQLite has it.
pub(crate) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number as it came from SQLite.
pub(crate) fn from_sql(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
