//! What is remembered by name.

use super::Result;
use rusqlite::{Connection, OptionalExtension};
use std::str::FromStr;

/// The wallet's id, once it is open.
pub(crate) const WALLET: &str = "wallet";
/// The timeline of the server's database.
pub(crate) const EPOCH: &str = "epoch";
/// The server's time minus the phone's, in milliseconds.
pub(crate) const CLOCK_OFFSET: &str = "clock_offset";
/// The kids that the store was made for.
pub(crate) const KIDS: &str = "kids";
/// The version of the app that folded the journal.
pub(crate) const FOLDED_BY: &str = "folded_by";
/// Set when the journal must be read again from 0.
pub(crate) const REREAD: &str = "reread";

/// The ids of announcements that the customer has looked at, as JSON.
pub(crate) const NEWS_SEEN: &str = "news_seen";
/// Why the phone is out of its wallet: `revoked` or `erased`.
pub(crate) const LEFT: &str = "left";
/// What is known of the customer, as the server says it.
pub(crate) const PROFILE: &str = "profile";
/// Set when the profile must be read again.
pub(crate) const PROFILE_CHANGED: &str = "profile_changed";

/// The value, where it is there and can be read.
pub(crate) fn get<T: FromStr>(connection: &Connection, name: &str) -> Result<Option<T>> {
    let text: Option<String> = connection
        .prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Sets a value.
pub(crate) fn set(connection: &Connection, name: &str, value: &str) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute([name, value])?;
    Ok(())
}

/// Forgets a value.
pub(crate) fn clear(connection: &Connection, name: &str) -> Result<()> {
    connection.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([name])?;
    Ok(())
}
