//! Pictures that `menu.toml` names: files of the folder `images`.

use super::cell::Cell;
use crate::image::{Image, LARGEST_IMAGE};
use dough_rules::ids::Bytes32;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Their folder, beside the four files.
const FOLDER: &str = "images";

/// The pictures that were named so far, each read once.
pub(super) struct Images {
    folder: PathBuf,
    read: BTreeMap<String, Image>,
}

impl Images {
    pub(super) fn of(dir: &Path) -> Self {
        Self { folder: dir.join(FOLDER), read: BTreeMap::new() }
    }

    /// The hash of the picture that a field names; reports why there is none.
    pub(super) fn named(&mut self, cell: &Cell<'_>) -> Option<Bytes32> {
        let name = cell.text()?;
        if let Some(image) = self.read.get(name) {
            return Some(image.hash);
        }
        match self.load(name) {
            Ok(image) => {
                let hash = image.hash;
                self.read.insert(name.to_owned(), image);
                Some(hash)
            }
            Err(message) => {
                cell.report(message);
                None
            }
        }
    }

    /// All of them, each picture once.
    pub(super) fn into_images(self) -> Vec<Image> {
        let by_hash: BTreeMap<[u8; 32], Image> =
            self.read.into_values().map(|image| (image.hash.0, image)).collect();
        by_hash.into_values().collect()
    }

    fn load(&self, name: &str) -> Result<Image, String> {
        let is_plain = !name.is_empty() && !name.starts_with('.');
        if !is_plain || name.contains(['/', '\\', ':', '\0']) {
            return Err("image must be the name of a file in the folder images".to_owned());
        }
        let unreadable = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => format!("there is no file {FOLDER}/{name}"),
            _ => format!("{FOLDER}/{name} can't be read: {error}"),
        };
        let file = File::open(self.folder.join(name)).map_err(unreadable)?;
        let mut body = vec![];
        // One byte more than is allowed tells that there is more.
        file.take(LARGEST_IMAGE + 1).read_to_end(&mut body).map_err(unreadable)?;
        if body.len() as u64 > LARGEST_IMAGE {
            return Err(format!("{FOLDER}/{name} is larger than 512 KiB"));
        }
        Image::read(body).ok_or_else(|| format!("{FOLDER}/{name} is not a JPEG, PNG or WebP"))
    }
}
