//! The shop that a benchmark serves: its files, its database, its owner.

use super::kept::{Kept, Where};
use crate::{bakery, config};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// In the bakery of a benchmark a visit earns as often as one likes, so that every scan does.
const CAP: &str = "max_per_day = 2 ";
const NO_CAP: &str = "max_per_day = 100 ";

/// A shop that nobody serves yet.
pub(super) struct Premises {
    folder: PathBuf,
    password: String,
    kept: Kept,
}

impl Premises {
    /// Makes a shop in a folder. `room`: what a quarter of an hour takes, where a slot is to be hot.
    pub(super) fn make(folder: &Path, place: &Where, room: Option<u32>) -> Result<Self> {
        let (files, shop) = (folder.join("files"), folder.join("shop"));
        bakery::write_to(&files)?;
        change(&files.join("programme.toml"), CAP, NO_CAP)?;
        if let Some(orders) = room {
            let shops = files.join("shops.toml");
            change(&shops, "make_minutes = 30 ", "make_minutes = 10000 ")?;
            change(&shops, "orders = 6 ", &format!("orders = {orders} "))?;
        }
        std::fs::create_dir_all(&shop)?;
        let kept = Kept::new(place, folder)?;
        let made = Command::new(std::env::current_exe()?)
            .arg("init")
            .arg(&shop)
            .arg("--files")
            .arg(&files)
            .env("DOUGH_DATABASE", kept.address())
            .output()?;
        let said = String::from_utf8_lossy(&made.stdout);
        let password = said
            .lines()
            .find_map(|line| line.strip_prefix("password")?.split_whitespace().next())
            .with_context(|| format!("no shop: {}", String::from_utf8_lossy(&made.stderr)))?
            .to_owned();
        // What is measured is the shop, and few tills stand for many.
        let config = shop.join(config::FILE);
        let text = std::fs::read_to_string(&config)?;
        std::fs::write(&config, format!("{text}\n[limits]\ncalls_per_key = 0\n"))?;
        Ok(Self { folder: shop, password, kept })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The owner's password.
    pub(super) fn password(&self) -> &str {
        &self.password
    }

    /// Its database.
    pub(super) const fn kept(&self) -> &Kept {
        &self.kept
    }
}

/// Changes a line of the owner's files, the first that says it.
fn change(file: &Path, from: &str, to: &str) -> Result<()> {
    let text = std::fs::read_to_string(file)?;
    ensure!(text.contains(from), "{}: {from:?} isn't where it was", file.display());
    Ok(std::fs::write(file, text.replacen(from, to, 1))?)
}
