//! The catalogue and the shops' states, as last known.

use super::Result;
use dough_rules::Catalogue;
use dough_rules::ids::ShopId;
use dough_rules::shop::ShopFacts;
use dough_rules::units::Millis;
use rusqlite::{Connection, OptionalExtension};

/// The catalogue and when it was last confirmed.
pub(crate) fn catalogue(connection: &Connection) -> Result<Option<(Catalogue, Millis)>> {
    let row: Option<(String, i64)> = connection
        .prepare_cached("SELECT json, fetched_at FROM catalogue")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(json, at)| Ok((serde_json::from_str(&json)?, Millis::new(at)))).transpose()
}

/// The catalogue's `ETag`.
pub(crate) fn etag(connection: &Connection) -> Result<Option<String>> {
    let tag: Option<Option<String>> = connection
        .prepare_cached("SELECT etag FROM catalogue")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(tag.flatten())
}

/// Keeps a catalogue.
pub(crate) fn set_catalogue(
    connection: &Connection,
    json: &str,
    etag: Option<&str>,
    at: Millis,
) -> Result<()> {
    connection.execute(
        "INSERT INTO catalogue (one, etag, fetched_at, json) VALUES (1, ?1, ?2, ?3) \
         ON CONFLICT (one) DO UPDATE SET etag = excluded.etag, \
         fetched_at = excluded.fetched_at, json = excluded.json",
        (etag, at.get(), json),
    )?;
    Ok(())
}

/// The catalogue is still the one that is kept.
pub(crate) fn confirm_catalogue(connection: &Connection, at: Millis) -> Result<()> {
    connection.execute("UPDATE catalogue SET fetched_at = ?1", [at.get()])?;
    Ok(())
}

/// A shop's state and when it was asked for.
pub(crate) fn shop_state(
    connection: &Connection,
    shop: &ShopId,
) -> Result<Option<(ShopFacts, Millis)>> {
    let row: Option<(String, i64)> = connection
        .prepare_cached("SELECT json, fetched_at FROM shop_states WHERE shop = ?1")?
        .query_row([shop.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(json, at)| Ok((serde_json::from_str(&json)?, Millis::new(at)))).transpose()
}

/// Keeps a shop's state.
pub(crate) fn set_shop_state(connection: &Connection, state: &ShopFacts, at: Millis) -> Result<()> {
    connection.execute(
        "INSERT INTO shop_states (shop, fetched_at, json) VALUES (?1, ?2, ?3) \
         ON CONFLICT (shop) DO UPDATE SET fetched_at = excluded.fetched_at, json = excluded.json",
        (state.shop.as_str(), at.get(), serde_json::to_string(state)?),
    )?;
    Ok(())
}
