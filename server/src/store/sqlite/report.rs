//! Reads of many rows at once, each in one consistent read.

use super::columns;
use super::queries::report as queries;
use crate::store::{Moved, Period, StoreError, Visit};
use dough_rules::units::Millis;
use dough_rules::{Event, WalletFacts};
use rusqlite::Connection;

pub(super) fn moved(connection: &Connection, period: Period) -> Result<Vec<Moved>, StoreError> {
    let mut statement = connection.prepare(queries::MOVED)?;
    let rows = statement.query_map(bounds(period), |row| {
        Ok(Moved {
            from: row.get(0)?,
            from_shop: columns::maybe_shop(row, 1)?,
            to: row.get(2)?,
            to_shop: columns::maybe_shop(row, 3)?,
            amount: row.get(4)?,
            times: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn each_wallet(
    connection: &Connection,
    mut visit: Visit<WalletFacts>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(queries::WALLETS)?;
    for facts in statement.query_map([], |row| columns::json(row, 0))? {
        visit(facts?);
    }
    Ok(())
}

pub(super) fn each_booking(
    connection: &Connection,
    period: Period,
    mut visit: Visit<(Millis, Event)>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(queries::BOOKINGS)?;
    let rows = statement.query_map(bounds(period), |row| {
        Ok((Millis::new(row.get(0)?), columns::json::<Event>(row, 1)?))
    })?;
    for row in rows {
        visit(row?);
    }
    Ok(())
}

fn bounds(period: Period) -> [i64; 2] {
    [period.from.get(), period.until.get()]
}
