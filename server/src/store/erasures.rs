//! The list of erasures beside the database: a restore reads it, and erases again.
//!
//! One line of JSON for each: the wallet, when, and what became of its euros. It stands outside the
//! database, so that a copy of the database that is older than an erasure doesn't undo it.

use super::StoreError;
use super::people::{PeopleChanges, PersonChange};
use dough_rules::command::LastBalance;
use dough_rules::ids::WalletId;
use dough_rules::units::Millis;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// A wallet that was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Which.
    pub wallet: WalletId,
    /// When.
    pub at: Millis,
    /// What became of the euros that were left.
    #[serde(default = "given_up")]
    pub balance: LastBalance,
}

const fn given_up() -> LastBalance {
    LastBalance::GiveUp
}

/// What a list says.
#[derive(Debug, Default)]
pub struct Erasures {
    /// Each wallet once, in the order of time.
    pub all: Vec<Erasure>,
    /// How many lines end in their middle. Such a line was never committed: the machine stopped
    /// while it was written.
    pub torn: usize,
}

impl Erasures {
    /// Reads lists, which may name the same wallets. A line that is whole but can't be read is an
    /// error, with its file and number: somebody may have been forgotten there.
    pub fn read(files: &[&Path]) -> Result<Self, StoreError> {
        let mut found = Self::default();
        for file in files {
            let damaged = |why: String| {
                let error = std::io::Error::new(std::io::ErrorKind::InvalidData, why);
                StoreError::File { path: file.display().to_string(), error }
            };
            let text = std::fs::read_to_string(file)
                .map_err(|error| StoreError::File { path: file.display().to_string(), error })?;
            for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty()) {
                match serde_json::from_str(line) {
                    Ok(erasure) => found.all.push(erasure),
                    Err(_) if !line.ends_with('}') => found.torn += 1,
                    Err(error) => return Err(damaged(format!("line {number}: {error}"))),
                }
            }
        }
        found.all.sort_by_key(|erasure| (erasure.wallet, erasure.at));
        found.all.dedup_by_key(|erasure| erasure.wallet);
        found.all.sort_by_key(|erasure| erasure.at);
        Ok(found)
    }
}

/// Adds erasures to the file that a restore reads, on the disk before it answers. It is written
/// just before the commit: a line for an erasure that then isn't committed is one that the customer
/// had asked for.
pub(super) fn log(file: &Path, people: &PeopleChanges) -> Result<(), StoreError> {
    let failed = |error| StoreError::File { path: file.display().to_string(), error };
    let mut lines = String::new();
    for person in &people.persons {
        if let PersonChange::Erased { wallet, at, balance, .. } = person {
            let erasure = Erasure { wallet: *wallet, at: *at, balance: *balance };
            lines += &serde_json::to_string(&erasure).map_err(|error| failed(error.into()))?;
            lines.push('\n');
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    append(file, &lines).map_err(failed)
}

fn append(file: &Path, lines: &str) -> std::io::Result<()> {
    let is_new = !file.exists();
    let mut log = OpenOptions::new().create(true).read(true).append(true).open(file)?;
    // What a machine that stopped left half written is not glued to what comes now.
    let glue = if ends_a_line(&mut log)? { "" } else { "\n" };
    log.write_all(format!("{glue}{lines}").as_bytes())?;
    log.sync_all()?;
    match file.parent().filter(|_| is_new) {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

fn ends_a_line(log: &mut File) -> std::io::Result<bool> {
    if log.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    let mut last = [0];
    log.seek(SeekFrom::End(-1))?;
    log.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// A new file's name is on the disk once its folder is.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}
