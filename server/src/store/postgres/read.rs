//! Reads beside the engine.

use super::columns;
use super::load::ask;
use super::queries::{load, read as queries};
use crate::image::Image;
use crate::store::rows::read_image_kind;
use crate::store::{JournalPage, MessageKey, Standing, StoreError, Watched};
use deadpool_postgres::Client;
use dough_rules::command::Message;
use dough_rules::ids::{Bytes32, InviteCode, Seq, ShopId, WalletId};
use dough_wire::replies::WireEntry;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

pub(super) async fn journal(
    client: &Client,
    wallet: WalletId,
    after: Seq,
    limit: u32,
) -> Result<JournalPage, StoreError> {
    // The head first: entries that come in between are for the next page.
    let id = wallet.uuid();
    let head = ask(client, queries::HEAD, &[&id]).await?;
    let head = head.first().map_or(Ok(0), |row| columns::number(row, 0))?;
    let bounds: [&(dyn ToSql + Sync); 3] = [&id, &columns::signed(after.get()), &i64::from(limit)];
    let rows = ask(client, queries::JOURNAL, &bounds).await?;
    let entries = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    let last = entries.last().map_or(Seq::START, |entry| entry.seq);
    Ok(JournalPage { head: Seq::new(head).max(last), entries })
}

fn entry(row: &Row) -> Result<WireEntry, StoreError> {
    Ok(WireEntry {
        seq: Seq::new(columns::number(row, 0)?),
        at: columns::millis(row, 1)?,
        event: columns::json::<Box<RawValue>>(row, 2, "journal")?,
    })
}

pub(super) async fn lineage(
    client: &Client,
    code: &InviteCode,
    steps: u32,
) -> Result<Vec<WalletId>, StoreError> {
    let rows = ask(client, load::INVITE_CODES, &[&vec![code.as_str()]]).await?;
    let mut next = rows.first().map(|row| columns::wallet(row, 1)).transpose()?;
    let mut line = Vec::new();
    while let Some(wallet) = next {
        line.push(wallet);
        if line.len() > steps as usize {
            break;
        }
        let rows = ask(client, queries::INVITED_BY, &[&wallet.uuid()]).await?;
        let above = rows.first().map(|row| row.try_get::<_, Option<Uuid>>(0)).transpose()?;
        next = above.flatten().map(WalletId::new);
    }
    Ok(line)
}

pub(super) fn message(row: &Row) -> Result<(MessageKey, Message), StoreError> {
    let key = MessageKey {
        to: columns::wallet(row, 0)?,
        from: columns::wallet(row, 1)?,
        number: Seq::new(columns::number(row, 2)?),
        n: columns::small(row, 3)?,
    };
    Ok((key, columns::json(row, 4, "messages")?))
}

pub(super) fn image(row: &Row, hash: Bytes32) -> Result<Image, StoreError> {
    Ok(Image { hash, kind: read_image_kind(row.try_get(0)?), body: row.try_get(1)? })
}

pub(super) async fn standing(client: &Client, watched: &Watched) -> Result<Standing, StoreError> {
    let wallets: Vec<Uuid> = watched.wallets.iter().map(|wallet| wallet.uuid()).collect();
    let shops: Vec<&str> = watched.shops.iter().map(ShopId::as_str).collect();
    let keys: Vec<&[u8]> = watched.keys.iter().map(|kid| &kid.as_bytes()[..]).collect();
    let mut standing = Standing::default();
    if !wallets.is_empty() {
        for row in &ask(client, queries::HEADS, &[&wallets]).await? {
            let head = Seq::new(columns::number(row, 1)?);
            standing.heads.push((columns::wallet(row, 0)?, head));
        }
    }
    if !shops.is_empty() {
        // How it stands: the shop's version, its live orders, and the sum of their last changes.
        let mut boards: BTreeMap<ShopId, [i64; 3]> = BTreeMap::new();
        for row in &ask(client, queries::SHOP_VERSIONS, &[&shops]).await? {
            boards.entry(columns::shop(row, 0)?).or_default()[0] = row.try_get(1)?;
        }
        for row in &ask(client, queries::BOARDS, &[&shops]).await? {
            let board = boards.entry(columns::shop(row, 0)?).or_default();
            (board[1], board[2]) = (row.try_get(1)?, row.try_get(2)?);
        }
        standing.boards = boards.into_iter().collect();
    }
    if !keys.is_empty() {
        for row in &ask(client, load::KEYS, &[&keys]).await? {
            standing.keys.push(super::load::key(row)?);
        }
    }
    Ok(standing)
}
