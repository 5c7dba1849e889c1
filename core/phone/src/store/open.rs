//! Opening the file: its lock, pragmas, migrations, and what happens to a file that is no database.

use super::{Result, StoreError, salvage};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Each brings the file from the version of its place to the next.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/001.sql"),
    include_str!("migrations/002.sql"),
    include_str!("migrations/003.sql"),
];

/// How long a connection waits for another's lock.
const BUSY: Duration = Duration::from_secs(2);

/// How long an opening waits for an engine that is just ending, and how often it looks.
const ENDING: Duration = Duration::from_millis(250);
const LOOK: Duration = Duration::from_millis(5);

/// A corrupt file that was moved away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SetAside {
    /// Where it is now.
    pub(crate) path: PathBuf,
    /// How many intents that were not sent could be read in it, and are in the new file.
    pub(crate) saved: usize,
}

/// The file's name with something appended.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Keeps a second engine away from the file, for as long as the lock lives. Another file than the
/// database, which SQLite locks in its own way. An engine that is just ending, or a process that was
/// started a moment ago and still has this one's files, is waited for.
pub(super) fn lock(path: &Path) -> Result<File> {
    let name = beside(path, ".lock");
    let file = File::options().create(true).truncate(false).write(true).open(name)?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if began.elapsed() < ENDING => std::thread::sleep(LOOK),
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => return Err(StoreError::File(error)),
        }
    }
}

/// The writing connection, with the file migrated. A corrupt file is moved aside, never deleted:
/// it may hold intents that were not sent. What can be read of them goes into the new file.
pub(super) fn open_writer(path: &Path) -> Result<(Connection, Option<SetAside>)> {
    let damaged = beside(path, ".damaged");
    let opened = if damaged.exists() { Err(StoreError::Damaged) } else { try_open(path) };
    match opened {
        Ok(connection) => Ok((connection, None)),
        Err(error) if is_corrupt(&error) => {
            let aside = set_aside(path)?;
            let mut connection = try_open(path)?;
            let saved = salvage::salvage(&aside, &mut connection)?;
            // Only now: an end in between tries again with the file that is aside.
            if damaged.exists() {
                std::fs::remove_file(damaged)?;
            }
            Ok((connection, Some(SetAside { path: aside, saved })))
        }
        Err(error) => Err(error),
    }
}

/// Remembers that the file is damaged, as was found while it was used: the next opening sets it
/// aside.
pub(super) fn mark_damaged(path: &Path) {
    // Where this fails the file stays as it is, and fails again.
    let _ = File::create(beside(path, ".damaged"));
}

/// The reading connection; the file has been migrated.
pub(super) fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn try_open(path: &Path) -> Result<Connection> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    // FULL: an intent and a payment session must be on disk before anyone hears of them. Temporary
    // tables in memory, since Android has no folder for them that always works.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;",
    )?;
    migrate(&mut connection)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<()> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let version =
        |db: &Connection| db.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    // Mostly there is nothing to do, and then nothing is written.
    if version(connection)? == known {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

/// Whether the file is no database, or not a whole one.
pub(super) fn is_corrupt(error: &StoreError) -> bool {
    match error {
        StoreError::Damaged => true,
        StoreError::Sqlite(error) => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
        ),
        _ => false,
    }
}

/// Renames the file to the first free name `<file>.corrupt-<n>`, with its log.
fn set_aside(path: &Path) -> Result<PathBuf> {
    let mut number = 1;
    let aside = loop {
        let candidate = beside(path, &format!(".corrupt-{number}"));
        if !candidate.exists() {
            break candidate;
        }
        number += 1;
    };
    if !path.exists() {
        // An earlier start was ended between moving the file and reading it: it is read now.
        return Ok(beside(path, &format!(".corrupt-{}", number - 1)));
    }
    std::fs::rename(path, &aside)?;
    for part in ["-wal", "-shm"] {
        let from = beside(path, part);
        if from.exists() {
            std::fs::rename(from, beside(&aside, part))?;
        }
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_file_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dough.db");
        let (connection, _) = open_writer(&path).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        assert!(matches!(open_writer(&path), Err(StoreError::Newer { found: 99, known: 3 })));
        assert!(path.exists());
    }

    #[test]
    fn a_corrupt_file_is_set_aside_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dough.db");
        for number in 1..=2 {
            std::fs::write(&path, vec![7; 8192]).unwrap();
            let (connection, aside) = open_writer(&path).unwrap();
            let aside = aside.unwrap();
            assert!(aside.path.ends_with(format!("dough.db.corrupt-{number}")));
            assert_eq!(aside.saved, 0);
            assert_eq!(std::fs::read(aside.path).unwrap(), vec![7; 8192]);
            drop(connection);
        }
    }

    #[test]
    fn opening_twice_migrates_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dough.db");
        drop(open_writer(&path).unwrap());
        let (connection, aside) = open_writer(&path).unwrap();
        assert_eq!(aside, None);
        let mode: String =
            connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
    }
}
