//! The SQLite file.
//!
//! | module | what lives there |
//! |---|---|
//! | `open` | the lock, opening, migrating, setting a corrupt file aside |
//! | `salvage` | what is read out of a corrupt file |
//! | `meta` | what is remembered by name |
//! | `journal` | entries, facts, and the orders and receipts that follow from them |
//! | `months` | what the journal's old lines came to |
//! | `intents` | the outbox's rows |
//! | `counters` | payment sessions |
//! | `menu` | catalogue and shop states |
//! | `images` | pictures of the menu, in a folder beside the file |
//!
//! One connection writes, others read; WAL lets them work at once. All are closed while the engine
//! is paused: iOS ends an app that holds a lock on a file while it is suspended.
//!
//! | what befalls the file | what the engine does |
//! |---|---|
//! | another engine has it | `Storage`, `store_in_use` |
//! | it is of a newer app | `UpdateRequired`, `store_newer`; left alone |
//! | it is no database, or a damaged one | set aside, a new one made, unsent intents copied |
//! | damage is found while it is used | `Storage`, `store_damaged`; set aside at the next opening |
//! | the disk is full | `Storage`, `disk_full`; what was asked for is not stored, all else stays |
//! | it can't be written | `Storage`, `store_read_only` |
//! | another process holds SQLite's lock for 2 s | `Storage`, `store_busy` |

pub(crate) mod counters;
pub(crate) mod images;
pub(crate) mod intents;
pub(crate) mod journal;
pub(crate) mod menu;
pub(crate) mod meta;
pub(crate) mod months;
mod open;
mod salvage;

pub(crate) use open::SetAside;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many reads run at a time.
const READERS: usize = 2;

/// Why the store doesn't answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the engine is paused")]
    Paused,
    #[error("the engine was shut down")]
    ShutDown,
    #[error("another engine has the store open")]
    InUse,
    #[error("the store is of version {found}; this app knows {known}")]
    Newer { found: i64, known: i64 },
    #[error("the store belongs to other keys")]
    OtherKeys,
    #[error("the store was found damaged")]
    Damaged,
    #[error("the store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the store holds what can't be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the store's file can't be used: {0}")]
    File(#[from] std::io::Error),
}

impl StoreError {
    /// The stable code that a shell sees.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::ShutDown => "shut_down",
            Self::InUse => "store_in_use",
            Self::Newer { .. } => "store_newer",
            Self::OtherKeys => "keys_changed",
            Self::Damaged => "store_damaged",
            Self::Sqlite(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => "disk_full",
                Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                    "store_read_only"
                }
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "store_busy",
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "store_damaged",
                _ => "storage_failed",
            },
            Self::File(error) => match error.kind() {
                std::io::ErrorKind::StorageFull => "disk_full",
                std::io::ErrorKind::PermissionDenied
                | std::io::ErrorKind::ReadOnlyFilesystem
                | std::io::ErrorKind::NotFound => "store_read_only",
                _ => "storage_failed",
            },
            Self::Json(_) => "storage_failed",
        }
    }
}

type Result<T> = std::result::Result<T, StoreError>;

/// What can't be.
enum Never {}

/// A connection, or why there is none.
enum Slot {
    Open(Connection),
    /// A reader that nobody has needed yet.
    Unused,
    Paused,
    ShutDown,
}

impl Slot {
    fn connection(&mut self, path: &std::path::Path) -> Result<&mut Connection> {
        if matches!(self, Self::Unused) {
            *self = Self::Open(open::open_reader(path)?);
        }
        match self {
            Self::Open(connection) => Ok(connection),
            Self::Unused | Self::Paused => Err(StoreError::Paused),
            Self::ShutDown => Err(StoreError::ShutDown),
        }
    }
}

/// The store, open or paused.
pub(crate) struct Store {
    path: PathBuf,
    writer: Mutex<Slot>,
    readers: [Mutex<Slot>; READERS],
    /// Held while the file is open.
    lock: Mutex<Option<File>>,
}

impl Store {
    /// Opens the file, or makes it. The second value says where a corrupt file was moved to.
    pub(crate) fn open(path: PathBuf) -> Result<(Self, Option<SetAside>)> {
        let lock = open::lock(&path)?;
        let (writer, aside) = open::open_writer(&path)?;
        let store = Self {
            readers: [const { Mutex::new(Slot::Unused) }; READERS],
            path,
            writer: Mutex::new(Slot::Open(writer)),
            lock: Mutex::new(Some(lock)),
        };
        Ok((store, aside))
    }

    /// Reads, without waiting for a writer.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        let mut reader = free.unwrap_or_else(|| lock(&self.readers[0]));
        self.judged(work(reader.connection(&self.path)?))
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
        self.judged(in_transaction(slot.connection(&self.path)?, work))
    }

    /// Remembers damage that shows itself while the file is used.
    fn judged<T>(&self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result
            && open::is_corrupt(error)
        {
            open::mark_damaged(&self.path);
        }
        result
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
        let mut writer = lock(&self.writer);
        if matches!(*writer, Slot::ShutDown) {
            return;
        }
        for reader in &self.readers {
            *lock(reader) = reason();
        }
        if let Slot::Open(connection) = &*writer {
            // Without it the next opening reads the log again; nothing is lost.
            let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        *writer = reason();
        *lock(&self.lock) = None;
    }

    /// Opens the file again after a pause.
    pub(crate) fn resume(&self) -> Result<()> {
        let mut writer = lock(&self.writer);
        match *writer {
            Slot::Open(_) => return Ok(()),
            Slot::ShutDown => return Err(StoreError::ShutDown),
            Slot::Paused | Slot::Unused => {}
        }
        let held = open::lock(&self.path)?;
        let connection = open::open_writer(&self.path)?.0;
        for reader in &self.readers {
            *lock(reader) = Slot::Unused;
        }
        *writer = Slot::Open(connection);
        *lock(&self.lock) = Some(held);
        Ok(())
    }

    /// Closes the file for good and deletes it with all that stands beside it, also files that were
    /// set aside.
    pub(crate) fn delete(&self) -> Result<()> {
        self.shut_down();
        let folder = self.path.parent().unwrap_or(std::path::Path::new("."));
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let file = entry.file_name().to_string_lossy().into_owned();
            let is_own = file == name
                || file.strip_prefix(&name).is_some_and(|rest| rest.starts_with(['-', '.']));
            if is_own && entry.file_type()?.is_file() {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// Writes a file beside the database: whole, or not at all.
pub(crate) fn write_whole(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    let draft = path.with_extension("part");
    std::fs::write(&draft, bytes)?;
    Ok(std::fs::rename(draft, path)?)
}

fn in_transaction<T, E>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<std::result::Result<T, E>>,
) -> Result<std::result::Result<T, E>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    if value.is_ok() {
        transaction.commit()?;
    } else {
        transaction.rollback()?;
    }
    Ok(value)
}

/// A lock whose holder panicked is still good: a transaction that wasn't committed is rolled back.
fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
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
