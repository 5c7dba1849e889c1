//! Reads of many rows at once, a page at a time within one snapshot.

use super::columns;
use super::load::ask;
use super::queries::report as queries;
use crate::store::{Moved, Period, StoreError, Visit};
use deadpool_postgres::Client;
use dough_rules::ids::ShopId;
use dough_rules::units::Millis;
use dough_rules::{Event, WalletFacts};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// How many rows are read together.
const PAGE: i64 = 1_000;

pub(super) async fn moved(client: &Client, period: Period) -> Result<Vec<Moved>, StoreError> {
    let (from, until) = (period.from.get(), period.until.get());
    let rows = ask(client, queries::MOVED, &[&from, &until]).await?;
    let moved = |row: &Row| {
        Ok::<_, StoreError>(Moved {
            from: row.try_get(0)?,
            from_shop: maybe_shop(row, 1)?,
            to: row.try_get(2)?,
            to_shop: maybe_shop(row, 3)?,
            amount: row.try_get(4)?,
            times: row.try_get(5)?,
        })
    };
    rows.iter().map(moved).collect()
}

fn maybe_shop(row: &Row, place: usize) -> Result<Option<ShopId>, StoreError> {
    let is_there = row.try_get::<_, Option<&str>>(place)?.is_some();
    is_there.then(|| columns::shop(row, place)).transpose()
}

pub(super) async fn each_wallet(
    client: &Client,
    mut visit: Visit<WalletFacts>,
) -> Result<(), StoreError> {
    let mut last = Uuid::nil();
    loop {
        let rows = ask(client, queries::WALLETS, &[&last, &PAGE]).await?;
        for row in &rows {
            last = row.try_get(0)?;
            visit(columns::json(row, 1, "wallets")?);
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

pub(super) async fn each_booking(
    client: &Client,
    period: Period,
    mut visit: Visit<(Millis, Event)>,
) -> Result<(), StoreError> {
    let (from, until) = (period.from.get(), period.until.get());
    let (mut wallet, mut seq) = (Uuid::nil(), 0_i64);
    loop {
        let bounds: [&(dyn ToSql + Sync); 5] = [&wallet, &seq, &from, &until, &PAGE];
        let rows = ask(client, queries::BOOKINGS, &bounds).await?;
        for row in &rows {
            (wallet, seq) = (row.try_get(0)?, row.try_get(1)?);
            visit((columns::millis(row, 2)?, columns::json(row, 3, "journal")?));
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}
