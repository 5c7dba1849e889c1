//! Copies of the database's file: made beside a running server, and put in its place again.
//!
//! A copy is made by `VACUUM INTO`: one state of the database, without what was deleted, while the
//! server writes on. It bears a mark, and is never served as it is: that would be a second past.
//!
//! ```text
//! restore: lock the live file    no server runs, none starts
//!       -> FROM -> dough.db.restoring        of a new epoch; while it is there `dough serve` refuses
//!       -> erasures, checks                  by the caller, on that file
//!       -> finish: old file aside, new one in its place, both by a rename
//! ```
//! A restore that is cut off is begun again, from the same copy.

use super::queries::meta;
use super::{Opening, Seed, SqliteStore, check, configure, lock};
use crate::store::erasures::sync_folder;
use crate::store::{CheckReport, StoreError};
use dough_rules::units::Millis;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What a file is called while a restore works on it.
const RESTORING: &str = "restoring";
/// How long the last thread that works on a file may take to let go of it.
const LET_GO: Duration = Duration::from_secs(30);

/// A file beside another one: its name with an ending more.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    name.into()
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError + '_ {
    move |error| StoreError::File { path: path.display().to_string(), error }
}

/// Whether a restore of this database was begun and not finished.
pub(super) fn is_being_restored(path: &Path) -> bool {
    beside(path, RESTORING).exists()
}

fn remove(path: &Path) -> Result<(), StoreError> {
    for file in [path.to_owned(), sidecar(path, "-wal"), sidecar(path, "-shm")] {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(&file)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// One of the files that SQLite keeps beside a database.
fn sidecar(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(failed(path))?;
    sync_folder(path.parent().unwrap_or(Path::new("."))).map_err(failed(path))
}

fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    if !from.exists() {
        let error = std::io::Error::new(std::io::ErrorKind::NotFound, "no such database");
        return Err(failed(from)(error));
    }
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(super::BUSY)?;
    source.execute(meta::COPY_TO, [to.to_string_lossy()])?;
    Ok(())
}

/// Looks at a file's every page, then at every invariant of what it keeps.
fn verify(file: &Connection) -> Result<CheckReport, StoreError> {
    let damage: String = file.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let mut report = check::check(file)?;
    report.expect(damage == "ok", || format!("the file is damaged: {damage}"));
    Ok(report)
}

/// Makes a copy of a database beside a server that may be running on it, and looks at all of it.
/// Nothing is there under the copy's name before it is whole and on the disk.
pub(super) fn back_up(from: &Path, to: &Path, now: Millis) -> Result<CheckReport, StoreError> {
    if to.exists() {
        let error = std::io::Error::new(std::io::ErrorKind::AlreadyExists, "it is there already");
        return Err(failed(to)(error));
    }
    let part = beside(to, "part");
    remove(&part)?;
    copy(from, &part)?;
    let made = Connection::open(&part)?;
    let version: i64 = made.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != super::VERSION {
        remove(&part)?;
        return Err(StoreError::Older { found: version, known: super::VERSION });
    }
    made.pragma_update(None, "journal_mode", "DELETE")?;
    made.execute(meta::SET, ["copied_at", &now.get().to_string()])?;
    let report = verify(&made)?;
    drop(made);
    sync(&part)?;
    if report.findings.is_empty() {
        fs::rename(&part, to).map_err(failed(to))?;
        sync(to)?;
    }
    Ok(report)
}

/// A copy on its way into a database's place.
pub struct Restoration {
    live: PathBuf,
    working: PathBuf,
    /// Keeps servers away from the live file.
    _lock: File,
}

impl SqliteStore {
    /// Copies a database, verified, to a new file. Its server may be running.
    pub async fn back_up(
        from: PathBuf,
        to: PathBuf,
        now: Millis,
    ) -> Result<CheckReport, StoreError> {
        let made = tokio::task::spawn_blocking(move || back_up(&from, &to, now));
        made.await.map_err(|_| StoreError::Closed)?
    }

    /// Begins to put a copy in place of a database, whose server is stopped: opens it on a new
    /// timeline. What was there stays until [`Restoration::finish`].
    pub fn restore(
        live: &Path,
        from: &Path,
        seed: Seed,
    ) -> Result<(Self, Restoration), StoreError> {
        let lock = lock(live)?;
        let working = beside(live, RESTORING);
        remove(&working)?;
        copy(from, &working)?;
        let store = Self::start(&working, seed, Opening::Restore, super::erasures_of(live))?;
        Ok((store, Restoration { live: live.to_owned(), working, _lock: lock }))
    }
}

/// Folds a file's log into it, once other threads have let go of both.
fn fold_log(file: &Connection) -> Result<(), StoreError> {
    let patience = Instant::now() + LET_GO;
    loop {
        match file.pragma_update(None, "journal_mode", "DELETE") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < patience =>
            {
                std::thread::sleep(Duration::from_millis(20));
            }
            done => return Ok(done?),
        }
    }
}

impl Restoration {
    /// Puts the copy in place, once all that was done on it is closed. Where the database of before
    /// stands now, if there was one.
    pub async fn finish(self, now: Millis) -> Result<Option<PathBuf>, StoreError> {
        let done = tokio::task::spawn_blocking(move || self.put_in_place(now));
        done.await.map_err(|_| StoreError::Closed)?
    }

    fn put_in_place(self, now: Millis) -> Result<Option<PathBuf>, StoreError> {
        let working = Connection::open(&self.working)?;
        configure(&working)?;
        fold_log(&working)?;
        drop(working);
        sync(&self.working)?;
        let aside = self.put_aside(now)?;
        fs::rename(&self.working, &self.live).map_err(failed(&self.live))?;
        sync(&self.live)?;
        Ok(aside)
    }

    /// The file of before gets another name, and so does its log: read with another file, it would
    /// damage it.
    fn put_aside(&self, now: Millis) -> Result<Option<PathBuf>, StoreError> {
        if !self.live.exists() {
            return Ok(None);
        }
        let aside = beside(&self.live, &format!("replaced-{}", now.get()));
        for end in ["-wal", "-shm", ""] {
            let (from, to) = (sidecar(&self.live, end), sidecar(&aside, end));
            match fs::rename(&from, &to) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(failed(&from)(error));
                }
                _ => {}
            }
        }
        Ok(Some(aside))
    }
}
