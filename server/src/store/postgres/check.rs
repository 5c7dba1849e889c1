//! Every invariant of the ledger, looked at in one consistent read, a page of wallets at a time.

use super::columns;
use super::load::ask;
use super::office::images_of;
use super::queries::{check as queries, meta};
use crate::store::check::{
    Belongings, Counts, KeptWallet, TransferRow, Wallets, WindowRow, check_counts, check_image,
    check_room,
};
use crate::store::{CheckReport, StoreError};
use deadpool_postgres::Client;
use dough_rules::ids::{Bytes32, Seq, WalletId};
use dough_rules::{Catalogue, Entry};
use std::collections::{BTreeSet, HashMap};
use tokio_postgres::Row;
use uuid::Uuid;

/// How many wallets are looked at together.
const PAGE: i64 = 500;

pub(super) async fn check(client: &Client) -> Result<CheckReport, StoreError> {
    let mut report = CheckReport::default();
    check_wallets(client, &mut report).await?;
    let allocations = ask(client, queries::ALLOCATIONS, &[]).await?;
    let allocation = |row: &Row| {
        Ok::<_, StoreError>((columns::shop(row, 0)?, columns::json(row, 1, "allocations")?))
    };
    let allocations = allocations.iter().map(allocation).collect::<Result<Vec<_>, _>>()?;
    let windows = ask(client, queries::WINDOWS, &[]).await?;
    let windows = windows.iter().map(window).collect::<Result<Vec<_>, _>>()?;
    check_room(allocations, windows, &mut report);
    check_counts(&counts(client).await?, &mut report);
    check_images(client, &mut report).await?;
    Ok(report)
}

fn window(row: &Row) -> Result<WindowRow, StoreError> {
    let place = (row.try_get(0)?, columns::millis(row, 1)?);
    Ok((place, (columns::small(row, 2)?, columns::small(row, 3)?)))
}

async fn check_wallets(client: &Client, report: &mut CheckReport) -> Result<(), StoreError> {
    let keys = ask(client, queries::DEVICE_KEYS, &[]).await?;
    let key = |row: &Row| {
        Ok::<_, StoreError>((columns::kid(row, 0)?, columns::wallet(row, 1)?, row.try_get(2)?))
    };
    let mut wallets = Wallets::with_keys(keys.iter().map(key).collect::<Result<Vec<_>, _>>()?);
    let mut last = Uuid::nil();
    loop {
        let rows = ask(client, queries::WALLETS, &[&last, &PAGE]).await?;
        let kept = rows.iter().map(kept_wallet).collect::<Result<Vec<_>, _>>()?;
        let Some(end) = kept.last() else { break };
        last = end.id.uuid();
        let mut belongings = belongings(client, &kept).await?;
        for wallet in &kept {
            let own = belongings.remove(&wallet.id).unwrap_or_default();
            wallets.look_at(wallet, own, report);
        }
    }
    let sums = ask(client, queries::HOUSE_SUMS, &[]).await?;
    let sum = |row: &Row| Ok::<_, StoreError>((row.try_get(0)?, row.try_get(1)?));
    wallets.finish(sums.iter().map(sum).collect::<Result<Vec<_>, _>>()?, report);
    Ok(())
}

fn kept_wallet(row: &Row) -> Result<KeptWallet, StoreError> {
    let mut balances = [0; 7];
    for (place, balance) in balances.iter_mut().enumerate() {
        *balance = row.try_get(place + 2)?;
    }
    Ok(KeptWallet {
        id: columns::wallet(row, 0)?,
        head: Seq::new(columns::number(row, 1)?),
        balances,
        due_at: row.try_get(9)?,
        facts: columns::json(row, 10, "wallets")?,
    })
}

async fn belongings(
    client: &Client,
    wallets: &[KeptWallet],
) -> Result<HashMap<WalletId, Belongings>, StoreError> {
    let ids: Vec<Uuid> = wallets.iter().map(|wallet| wallet.id.uuid()).collect();
    let mut all: HashMap<WalletId, Belongings> = HashMap::new();
    for row in &ask(client, queries::ENTRIES, &[&ids]).await? {
        all.entry(columns::wallet(row, 0)?).or_default().entries.push(Entry {
            seq: Seq::new(columns::number(row, 1)?),
            at: columns::millis(row, 2)?,
            event: columns::json(row, 3, "journal")?,
        });
    }
    for row in &ask(client, queries::TRANSFERS, &[&ids]).await? {
        all.entry(columns::wallet(row, 0)?).or_default().transfers.push(transfer(row)?);
    }
    for row in &ask(client, super::queries::load::SECRETS, &[&ids]).await? {
        let secret = Bytes32(columns::bytes(row, 2)?);
        let own = all.entry(columns::wallet(row, 0)?).or_default();
        own.secrets.insert(Seq::new(columns::number(row, 1)?), secret);
    }
    Ok(all)
}

fn transfer(row: &Row) -> Result<TransferRow, StoreError> {
    Ok((
        columns::number(row, 1)?,
        columns::number(row, 2)?,
        row.try_get(3)?,
        row.try_get(4)?,
        row.try_get(5)?,
        row.try_get(6)?,
        row.try_get(7)?,
    ))
}

async fn one(client: &Client, query: &str) -> Result<i64, StoreError> {
    Ok(client.query_one(query, &[]).await?.try_get(0)?)
}

async fn counts(client: &Client) -> Result<Counts, StoreError> {
    let many = async |query| -> Result<u64, StoreError> {
        Ok(u64::try_from(one(client, query).await?).unwrap_or(0))
    };
    let entries = client.query_one(queries::RECEIPT_ENTRIES, &[]).await?;
    let refunds = client.query_one(queries::REFUND_ENTRIES, &[]).await?;
    Ok(Counts {
        entries_without_wallet: many(queries::STRAY_ENTRIES).await?,
        transfers_without_entry: many(queries::STRAY_TRANSFERS).await?,
        room_without_order: many(queries::ROOM_WITHOUT_ORDER).await?,
        sales_without_code: many(queries::SALES_WITHOUT_CODE).await?,
        codes_without_receipt: many(queries::CODES_WITHOUT_RECEIPT).await?,
        sales: many(queries::SALES).await?,
        codes: many(queries::CODES).await?,
        receipts: many(queries::RECEIPTS).await?,
        refunds: many(queries::REFUNDS).await?,
        refunded_receipts: many(queries::REFUNDED_RECEIPTS).await?,
        receipt_entries: (columns::number(&entries, 0)?, columns::number(&entries, 1)?),
        refund_entries: (columns::number(&refunds, 0)?, columns::number(&refunds, 1)?),
        missing_images: missing_images(client).await?,
        stray_people: many(queries::PEOPLE_WITHOUT_WALLET).await?
            + many(queries::ADDRESSES_WITHOUT_PERSON).await?
            + many(queries::PEOPLE_WITHOUT_ADDRESS).await?,
        payouts: (
            one(client, queries::PAYOUTS).await?,
            one(client, queries::PAYOUT_TRANSFERS).await?,
        ),
    })
}

async fn missing_images(client: &Client) -> Result<u64, StoreError> {
    let mut missing = BTreeSet::new();
    for row in &ask(client, meta::CATALOGUES_AFTER, &[&0_i64]).await? {
        let catalogue: Catalogue = columns::json(row, 0, "catalogues")?;
        missing.extend(images_of(&catalogue));
    }
    for row in &ask(client, queries::IMAGE_NAMES, &[]).await? {
        missing.remove(row.try_get::<_, &str>(0)?);
    }
    Ok(missing.len() as u64)
}

/// One picture at a time: they may be large.
async fn check_images(client: &Client, report: &mut CheckReport) -> Result<(), StoreError> {
    let mut last: Vec<u8> = Vec::new();
    while let Some(row) = ask(client, queries::IMAGES, &[&last]).await?.first() {
        last = row.try_get(0)?;
        check_image(columns::bytes(row, 0)?, row.try_get(1)?, report);
    }
    Ok(())
}
