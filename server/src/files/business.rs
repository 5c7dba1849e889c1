//! `business.toml`: who the shops belong to.

use super::document::{File, Problems, Section};
use dough_rules::catalogue::Business;

pub(super) fn read(text: &str, problems: &Problems) -> Option<Business> {
    let file = File::new(super::BUSINESS, text, problems);
    let table = file.parse()?;
    let root = Section::root(file, &table);
    let name = root.need("name").and_then(|cell| cell.name());
    let zone = root.need("time_zone").and_then(|cell| cell.time_zone());
    root.close();
    Some(Business { name: name?, time_zone: zone? })
}
