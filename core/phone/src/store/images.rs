//! Pictures of the menu, on disk beside the store, by the hash of their bytes: what is there never
//! changes. The folder is bounded; what was looked at longest ago goes first.

use super::{Result, write_whole};
use dough_rules::ids::Bytes32;
use dough_rules::units::Millis;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How many bytes of pictures are kept: some hundreds of them.
const KEPT: u64 = 20 * 1024 * 1024;

/// The pictures' folder.
pub(crate) struct Images {
    folder: PathBuf,
}

impl Images {
    /// Beside the store's file.
    pub(crate) fn beside(store: &Path) -> Self {
        Self { folder: super::open::beside(store, ".images") }
    }

    /// A picture that is here. It counts as looked at now.
    pub(crate) fn get(&self, hash: &Bytes32, now: Millis) -> Option<PathBuf> {
        let path = self.path(hash);
        let file = File::options().write(true).open(&path).ok()?;
        // Where that fails it only goes sooner.
        let _ = file.set_modified(moment(now));
        Some(path)
    }

    /// Keeps a picture, and makes room for it.
    pub(crate) fn put(&self, hash: &Bytes32, bytes: &[u8], now: Millis) -> Result<PathBuf> {
        fs::create_dir_all(&self.folder)?;
        let path = self.path(hash);
        // A shell never draws half a picture.
        write_whole(&path, bytes)?;
        File::options().write(true).open(&path)?.set_modified(moment(now))?;
        self.make_room(&path)?;
        Ok(path)
    }

    fn make_room(&self, newest: &Path) -> Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            kept.push((about.modified()?, about.len(), entry.path()));
        }
        kept.sort();
        let mut size: u64 = kept.iter().map(|(_, size, _)| size).sum();
        for (_, own, path) in kept {
            if size <= KEPT {
                break;
            }
            if path != newest {
                fs::remove_file(path)?;
                size -= own;
            }
        }
        Ok(())
    }

    /// Forgets all of them.
    pub(crate) fn delete(&self) -> Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        Ok(())
    }

    fn path(&self, hash: &Bytes32) -> PathBuf {
        self.folder.join(hash.to_string())
    }
}

fn moment(at: Millis) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(at.get()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_bounded_and_what_was_looked_at_longest_ago_goes() {
        let folder = tempfile::tempdir().unwrap();
        let images = Images::beside(&folder.path().join("dough.db"));
        let hash = |n: u8| Bytes32([n; 32]);
        let mebibytes = vec![1; 6 * 1024 * 1024];
        for n in 1..=3_u8 {
            images.put(&hash(n), &mebibytes, Millis::new(i64::from(n))).unwrap();
        }
        assert!(images.get(&hash(1), Millis::new(10)).is_some());
        let path = images.put(&hash(4), &mebibytes, Millis::new(11)).unwrap();
        assert_eq!(fs::read(path).unwrap(), mebibytes);
        let kept = [1, 2, 3, 4].map(|n| images.get(&hash(n), Millis::new(12)).is_some());
        assert_eq!(kept, [true, false, true, true]);
        images.delete().unwrap();
        assert!(images.get(&hash(1), Millis::new(13)).is_none());
    }
}
