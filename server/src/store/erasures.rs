//! The list of erasures beside the database: a restore reads it, and erases again.

use super::StoreError;
use super::people::{PeopleChanges, PersonChange};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// Adds erasures to the file that a restore reads, on the disk before it answers. It is written
/// just before the commit: a line for an erasure that then isn't committed is one that the customer
/// had asked for.
pub(super) fn log(file: &Path, people: &PeopleChanges) -> Result<(), StoreError> {
    let line = |person: &PersonChange| match person {
        PersonChange::Erased { wallet, at, .. } => {
            Some(format!("{{\"wallet\":\"{wallet}\",\"at\":{}}}\n", at.get()))
        }
        _ => None,
    };
    let lines: Vec<String> = people.persons.iter().filter_map(line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let failed = |error| StoreError::File { path: file.display().to_string(), error };
    let is_new = !file.exists();
    let mut log = OpenOptions::new().create(true).append(true).open(file).map_err(failed)?;
    log.write_all(lines.concat().as_bytes()).and_then(|()| log.sync_all()).map_err(failed)?;
    match file.parent().filter(|_| is_new) {
        Some(folder) => sync_folder(folder).map_err(failed),
        None => Ok(()),
    }
}

/// A new file's name is on the disk once its folder is.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::File::open(folder)?.sync_all()
}
