//! Reads beside the writer.

use super::columns;
use super::queries::{load, meta, read as queries};
use crate::image::Image;
use crate::store::rows::read_image_kind;
use crate::store::{JournalPage, MessageKey, Place, StoreError};
use dough_rules::Catalogue;
use dough_rules::command::Message;
use dough_rules::ids::{Bytes32, InviteCode, Seq, ShopId, WalletId};
use dough_rules::order::Order;
use dough_rules::units::Millis;
use dough_wire::replies::WireEntry;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::value::RawValue;
use uuid::Uuid;

pub(super) fn journal(
    connection: &Connection,
    wallet: WalletId,
    after: Seq,
    limit: u32,
) -> Result<JournalPage, StoreError> {
    // The head first: entries that come in between are for the next page.
    let head = connection
        .prepare_cached(queries::HEAD)?
        .query_row([wallet.uuid()], |row| columns::number(row, 0))
        .optional()?;
    let mut statement = connection.prepare_cached(queries::JOURNAL)?;
    let bounds = params![wallet.uuid(), columns::signed(after.get()), limit];
    let entries: Vec<WireEntry> = statement.query_map(bounds, entry)?.collect::<Result<_, _>>()?;
    let last = entries.last().map_or(Seq::START, |entry| entry.seq);
    Ok(JournalPage { head: Seq::new(head.unwrap_or(0)).max(last), entries })
}

fn entry(row: &Row<'_>) -> rusqlite::Result<WireEntry> {
    Ok(WireEntry {
        seq: Seq::new(columns::number(row, 0)?),
        at: Millis::new(row.get(1)?),
        event: columns::json::<Box<RawValue>>(row, 2)?,
    })
}

pub(super) fn board(
    connection: &Connection,
    shop: &ShopId,
    limit: u32,
) -> Result<Vec<Order>, StoreError> {
    let mut statement = connection.prepare_cached(queries::BOARD)?;
    let rows = statement.query_map(params![shop.as_str(), limit], |row| columns::json(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn place(
    connection: &Connection,
    query: &str,
    id: Uuid,
) -> Result<Option<Place>, StoreError> {
    Ok(connection.prepare_cached(query)?.query_row([id], columns::place).optional()?)
}

pub(super) fn lineage(
    connection: &Connection,
    code: &InviteCode,
    steps: u32,
) -> Result<Vec<WalletId>, StoreError> {
    let mut next = connection
        .prepare_cached(load::INVITE_CODE)?
        .query_row([code.as_str()], |row| columns::wallet(row, 0))
        .optional()?;
    let mut line = Vec::new();
    let mut statement = connection.prepare_cached(queries::INVITED_BY)?;
    while let Some(wallet) = next {
        line.push(wallet);
        if line.len() > steps as usize {
            break;
        }
        next = statement
            .query_row([wallet.uuid()], |row| row.get::<_, Option<Uuid>>(0))
            .optional()?
            .flatten()
            .map(WalletId::new);
    }
    Ok(line)
}

pub(super) fn due(
    connection: &Connection,
    now: Millis,
    limit: u32,
) -> Result<Vec<WalletId>, StoreError> {
    let mut statement = connection.prepare_cached(queries::DUE)?;
    let rows = statement.query_map(params![now.get(), limit], |row| columns::wallet(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn messages(
    connection: &Connection,
    limit: u32,
) -> Result<Vec<(MessageKey, Message)>, StoreError> {
    let mut statement = connection.prepare_cached(queries::MESSAGES)?;
    let rows = statement.query_map([limit], |row| {
        let key = MessageKey {
            to: columns::wallet(row, 0)?,
            from: columns::wallet(row, 1)?,
            number: Seq::new(columns::number(row, 2)?),
            n: columns::small(row, 3)?,
        };
        Ok((key, columns::json(row, 4)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn catalogues(
    connection: &Connection,
    after: u32,
) -> Result<Vec<Catalogue>, StoreError> {
    let mut statement = connection.prepare_cached(meta::CATALOGUES_AFTER)?;
    let rows = statement.query_map([after], |row| columns::json(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn image(connection: &Connection, hash: Bytes32) -> Result<Option<Image>, StoreError> {
    let image = connection
        .prepare_cached(queries::IMAGE)?
        .query_row([&hash.0[..]], |row| {
            let kind = read_image_kind(row.get_ref(0)?.as_str()?);
            Ok(Image { hash, kind, body: row.get(1)? })
        })
        .optional()?;
    Ok(image)
}
