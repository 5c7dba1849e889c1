//! Every invariant of the ledger, looked at in one consistent read.

use super::columns;
use super::queries::{check as queries, read};
use crate::store::check::{
    Belongings, Counts, KeptWallet, TransferRow, Wallets, WindowRow, check_counts, check_image,
    check_room,
};
use crate::store::{CheckReport, StoreError};
use dough_paycode::Kid;
use dough_rules::Entry;
use dough_rules::ids::{Bytes32, Seq, WalletId};
use dough_rules::order::Allocation;
use dough_rules::units::Millis;
use rusqlite::{Connection, Row, params};

pub(super) fn check(connection: &Connection) -> Result<CheckReport, StoreError> {
    // A transaction of reads only: one state of the database, while the server writes on.
    let snapshot = connection.unchecked_transaction()?;
    let mut report = CheckReport::default();
    check_wallets(&snapshot, &mut report)?;
    let allocations = rows(&snapshot, queries::ALLOCATIONS, |row| {
        Ok((columns::shop(row, 0)?, columns::json::<Allocation>(row, 1)?))
    })?;
    check_room(allocations, rows(&snapshot, queries::WINDOWS, window)?, &mut report);
    check_counts(&counts(&snapshot)?, &mut report);
    let mut images = snapshot.prepare(queries::IMAGES)?;
    for image in images.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (hash, body) = image?;
        check_image(hash, body, &mut report);
    }
    drop(images);
    snapshot.finish()?;
    Ok(report)
}

fn rows<T>(
    connection: &Connection,
    query: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare(query)?;
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}

fn check_wallets(connection: &Connection, report: &mut CheckReport) -> Result<(), StoreError> {
    let keys = rows(connection, queries::DEVICE_KEYS, |row| {
        Ok((Kid::from_bytes(row.get(0)?), columns::wallet(row, 1)?, row.get(2)?))
    })?;
    let mut wallets = Wallets::with_keys(keys);
    let mut statement = connection.prepare(queries::WALLETS)?;
    for wallet in statement.query_map([], kept_wallet)? {
        let wallet = wallet?;
        wallets.look_at(&wallet, belongings(connection, wallet.id)?, report);
    }
    let sums = rows(connection, queries::HOUSE_SUMS, |row| Ok((row.get(0)?, row.get(1)?)))?;
    wallets.finish(sums, report);
    Ok(())
}

fn kept_wallet(row: &Row<'_>) -> rusqlite::Result<KeptWallet> {
    let mut balances = [0; 7];
    for (place, balance) in balances.iter_mut().enumerate() {
        *balance = row.get(place + 2)?;
    }
    Ok(KeptWallet {
        id: columns::wallet(row, 0)?,
        head: Seq::new(columns::number(row, 1)?),
        balances,
        due_at: row.get(9)?,
        facts: columns::json(row, 10)?,
    })
}

fn belongings(connection: &Connection, id: WalletId) -> Result<Belongings, StoreError> {
    let mut statement = connection.prepare_cached(read::JOURNAL)?;
    let entries = statement.query_map(params![id.uuid(), 0, i64::MAX], |row| {
        Ok(Entry {
            seq: Seq::new(columns::number(row, 0)?),
            at: Millis::new(row.get(1)?),
            event: columns::json(row, 2)?,
        })
    })?;
    let entries = entries.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(queries::TRANSFERS)?;
    let transfers = statement.query_map([id.uuid()], transfer)?.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(queries::SECRETS)?;
    let secrets = statement.query_map([id.uuid()], |row| {
        Ok((Seq::new(columns::number(row, 0)?), Bytes32(row.get(1)?)))
    })?;
    Ok(Belongings { entries, transfers, secrets: secrets.collect::<Result<_, _>>()? })
}

fn transfer(row: &Row<'_>) -> rusqlite::Result<TransferRow> {
    Ok((
        columns::number(row, 0)?,
        columns::number(row, 1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
    ))
}

fn window(row: &Row<'_>) -> rusqlite::Result<WindowRow> {
    let place = (row.get(0)?, Millis::new(row.get(1)?));
    Ok((place, (columns::small(row, 2)?, columns::small(row, 3)?)))
}

fn counts(connection: &Connection) -> Result<Counts, StoreError> {
    let one = |query: &str| connection.query_row(query, [], |row| columns::number(row, 0));
    let pair = |query: &str| {
        connection
            .query_row(query, [], |row| Ok((columns::number(row, 0)?, columns::number(row, 1)?)))
    };
    let (sales, codes) = pair(queries::SALES_AND_CODES)?;
    let (refunds, refunded_receipts) = pair(queries::REFUNDS)?;
    Ok(Counts {
        entries_without_wallet: one(queries::STRAY_ENTRIES)?,
        transfers_without_entry: one(queries::STRAY_TRANSFERS)?,
        room_without_order: one(queries::ROOM_WITHOUT_ORDER)?,
        sales_without_code: one(queries::SALES_WITHOUT_CODE)?,
        codes_without_receipt: one(queries::CODES_WITHOUT_RECEIPT)?,
        sales,
        codes,
        receipts: one(queries::RECEIPTS)?,
        refunds,
        refunded_receipts,
        receipt_entries: pair(queries::RECEIPT_ENTRIES)?,
        refund_entries: pair(queries::REFUND_ENTRIES)?,
        missing_images: one(queries::MISSING_IMAGES)?,
        stray_people: one(queries::PEOPLE_WITHOUT_WALLET)?,
        payouts: connection
            .query_row(queries::PAYOUTS, [], |row| Ok((row.get(0)?, row.get(1)?)))?,
    })
}
