//! Opening the file: pragmas, migrations, and what happens to a file that is no database.

use super::{Result, StoreError};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Each brings the file from the version of its place to the next.
const MIGRATIONS: &[&str] = &[include_str!("migrations/001.sql")];

/// How long a connection waits for another's lock.
const BUSY: Duration = Duration::from_secs(2);

/// The writing connection, with the file migrated. A corrupt file is moved aside, never deleted:
/// it may hold intents that were not sent.
pub(super) fn open_writer(path: &Path) -> Result<(Connection, Option<PathBuf>)> {
    match try_open(path) {
        Ok(connection) => Ok((connection, None)),
        Err(StoreError::Sqlite(error)) if is_corrupt(&error) => {
            let aside = set_aside(path)?;
            Ok((try_open(path)?, Some(aside)))
        }
        Err(error) => Err(error),
    }
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
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
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

fn is_corrupt(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Renames the file to the first free name `<file>.corrupt-<n>`, with its log.
fn set_aside(path: &Path) -> Result<PathBuf> {
    let named = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let mut number = 1;
    let aside = loop {
        let candidate = named(&format!(".corrupt-{number}"));
        if !candidate.exists() {
            break candidate;
        }
        number += 1;
    };
    std::fs::rename(path, &aside)?;
    for part in ["-wal", "-shm"] {
        let from = named(part);
        if from.exists() {
            let mut to = aside.as_os_str().to_owned();
            to.push(part);
            std::fs::rename(from, to)?;
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
        assert!(matches!(open_writer(&path), Err(StoreError::Newer { found: 99, known: 1 })));
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
            assert!(aside.ends_with(format!("dough.db.corrupt-{number}")));
            assert_eq!(std::fs::read(aside).unwrap(), vec![7; 8192]);
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
