//! The limit: what the timed part wrote, written again without a server. The same rows into the
//! same tables and indexes, on the same disk, in batches with one sync each.

pub(super) mod postgres;
pub(super) mod sqlite;

use super::kept::Kept;
use anyhow::Result;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// How many commands the server takes into one transaction at most.
pub(super) const BATCH: usize = 256;
/// How often a write is synced to know what that takes.
const SYNCS: u32 = 200;

/// All sales that a server wrote, in the order of their times.
pub(super) enum Work {
    Sqlite(sqlite::Work),
    Postgres(postgres::Work),
}

impl Work {
    /// Reads what a server wrote, the receipts from the time it started on.
    pub(super) fn read(kept: &Kept, since: i64) -> Result<Self> {
        Ok(match kept {
            Kept::File(file) => Self::Sqlite(sqlite::Work::read(file, since)?),
            Kept::Server { .. } => Self::Postgres(postgres::Work::read(&kept.address(), since)?),
        })
    }

    /// Writes it again into a copy of the database as it was before, so many in a transaction, and
    /// says how many a second that made. Ends when all is written or the time is over.
    pub(super) fn rate(
        &self,
        before: &Kept,
        folder: &Path,
        batch: usize,
        time: Duration,
    ) -> Result<f64> {
        let copy = before.copy(folder)?;
        match (self, &copy) {
            (Self::Sqlite(work), Kept::File(file)) => work.write(file, batch, time),
            (Self::Postgres(work), _) => work.write(&copy.address(), batch, time),
            (Self::Sqlite(_), Kept::Server { .. }) => anyhow::bail!("two kinds of databases"),
        }
    }
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
