//! Loading what a batch of commands names: each kind at once, all kinds under way together.

use super::columns::{self, signed};
use super::queries::load as queries;
use crate::store::people::{AgreedCode, EmailCode};
use crate::store::{
    CodeClaim, KeyRecord, Loaded, Needs, RequestKey, SaleClaim, SaleKey, ShopRow, StoreError,
    StoredReply, WalletRow, rows,
};
use deadpool_postgres::Client;
use dough_paycode::PublicKey;
use dough_rules::Event;
use dough_rules::decide::{BookedReceipt, Hold};
use dough_rules::ids::{Bytes32, OrderId, ReceiptId, RegisterId, Seq, ShopId, WalletId};
use dough_rules::shop::{Reserved, ShopFacts};
use dough_rules::units::MakeSeconds;
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Asks for rows, by a statement that the connection prepares once.
pub(super) async fn ask(
    client: &Client,
    query: &str,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, StoreError> {
    let statement = client.prepare_cached(query).await?;
    Ok(client.query(&statement, params).await?)
}

/// Asks by sets of keys; nothing is asked where there are none.
async fn ask_for(
    client: &Client,
    query: &str,
    how_many: usize,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, StoreError> {
    if how_many == 0 { Ok(Vec::new()) } else { ask(client, query, params).await }
}

pub(super) async fn load(client: &Client, needs: &Needs) -> Result<Loaded, StoreError> {
    // In the heap: all their states together are larger than a stack frame should be.
    // What was given back of a receipt is guarded by its wallet's version, so it is read after it.
    let wallets_and_receipts = async {
        let wallets = wallets(client, needs).await?;
        Ok((wallets, receipts(client, &needs.receipts).await?))
    };
    let ((wallets, receipts), shops, requests, sales, codes, keys, invites, people, orders) = tokio::try_join!(
        Box::pin(wallets_and_receipts),
        Box::pin(shops(client, needs)),
        requests(client, &needs.requests),
        sales(client, needs),
        codes(client, needs),
        keys(client, needs),
        invite_codes(client, needs),
        Box::pin(people(client, needs)),
        taken_orders(client, &needs.new_orders),
    )?;
    let mut loaded = Loaded { wallets, shops, receipts, requests, ..Loaded::default() };
    (loaded.sales, loaded.codes, loaded.keys) = (sales, codes, keys);
    (loaded.invite_codes, loaded.taken_orders) = (invites, orders);
    (loaded.emails, loaded.email_codes, loaded.device_codes) = people;
    // The reply that booked a sale is given again under whatever id the sale is asked with.
    let booked = loaded
        .sales
        .iter()
        .map(|(sale, claim)| RequestKey { caller: sale.register.uuid(), request: claim.request });
    let booked = booked.filter(|key| !loaded.requests.contains_key(key)).collect();
    loaded.requests.extend(self::requests(client, &booked).await?);
    Ok(loaded)
}

type Map<K, V> = std::collections::HashMap<K, V>;

async fn wallets(client: &Client, needs: &Needs) -> Result<Map<WalletId, WalletRow>, StoreError> {
    let ids: Vec<Uuid> = needs.wallets.iter().map(|id| id.uuid()).collect();
    let mut wallets = Map::new();
    for row in &ask_for(client, queries::WALLETS, ids.len(), &[&ids]).await? {
        let (version, facts) = (columns::number(row, 1)?, columns::json(row, 2, "wallets")?);
        let row = WalletRow { version, facts, secrets: BTreeMap::new() };
        wallets.insert(row.facts.wallet, row);
    }
    // After the row whose version guards them.
    let ready = wallets.values().filter(|row| !row.facts.surprises.is_empty());
    let ready: Vec<Uuid> = ready.map(|row| row.facts.wallet.uuid()).collect();
    let secrets = ask_for(client, queries::SECRETS, ready.len(), &[&ready]).await?;
    for row in &secrets {
        if let Some(wallet) = wallets.get_mut(&columns::wallet(row, 0)?) {
            let secret = Bytes32(columns::bytes(row, 2)?);
            wallet.secrets.insert(Seq::new(columns::number(row, 1)?), secret);
        }
    }
    Ok(wallets)
}

/// Shops that are asked for; version 0 and an empty state where nothing is kept of one yet.
async fn shops(client: &Client, needs: &Needs) -> Result<Map<ShopId, ShopRow>, StoreError> {
    let ids: Vec<&str> = needs.shops.iter().map(ShopId::as_str).collect();
    // First the rows whose versions guard the rest: what is newer than them is a race that is lost.
    let rows = ask_for(client, queries::SHOPS, ids.len(), &[&ids]).await?;
    let (windows, holds) = tokio::try_join!(
        async { ask_for(client, queries::WINDOWS, ids.len(), &[&ids]).await },
        async { ask_for(client, queries::HOLDS, ids.len(), &[&ids]).await },
    )?;
    let empty = |shop: &ShopId| {
        let facts = ShopFacts::new(shop.clone());
        (shop.clone(), ShopRow { version: 0, facts, holds: Vec::new() })
    };
    let mut shops: Map<_, _> = needs.shops.iter().map(empty).collect();
    for row in &rows {
        if let Some(shop) = shops.get_mut(&columns::shop(row, 0)?) {
            shop.version = columns::number(row, 1)?;
            shop.facts = columns::json(row, 2, "shops")?;
        }
    }
    for row in &windows {
        if let Some(shop) = shops.get_mut(&columns::shop(row, 0)?) {
            let make_seconds = MakeSeconds::new(columns::small(row, 2)?);
            let window = Reserved { make_seconds, orders: columns::small(row, 3)? };
            shop.facts.reserved.insert(columns::millis(row, 1)?, window);
        }
    }
    for row in &holds {
        if let Some(shop) = shops.get_mut(&columns::shop(row, 0)?) {
            shop.holds.push(Hold {
                order: OrderId::new(row.try_get(1)?),
                until: columns::millis(row, 2)?,
                allocation: columns::json(row, 3, "allocations")?,
            });
        }
    }
    Ok(shops)
}

pub(super) async fn shop(client: &Client, shop: ShopId) -> Result<ShopFacts, StoreError> {
    let needs = Needs { shops: [shop.clone()].into(), ..Needs::default() };
    let found = shops(client, &needs).await?.remove(&shop);
    Ok(found.map_or_else(|| ShopFacts::new(shop), |row| row.facts))
}

/// Receipts stand in the journal; where, is asked first.
async fn receipts(
    client: &Client,
    ids: &BTreeSet<ReceiptId>,
) -> Result<Map<ReceiptId, BookedReceipt>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let places = ask_for(client, queries::RECEIPTS, ids.len(), &[&ids]).await?;
    let (mut wallets, mut numbers) = (Vec::<Uuid>::new(), Vec::<i64>::new());
    for row in &places {
        wallets.push(row.try_get(1)?);
        numbers.push(row.try_get(2)?);
    }
    let entries = ask_for(client, queries::ENTRIES, wallets.len(), &[&wallets, &numbers]).await?;
    let mut events = entries
        .iter()
        .map(|row| Ok((row.try_get::<_, i64>(1)?, columns::json(row, 2, "journal")?)))
        .collect::<Result<Vec<(i64, Event)>, StoreError>>()?;
    // A receipt before its refunds, and these in their order.
    events.sort_by_key(|(seq, _)| *seq);
    let mut booked: Map<ReceiptId, BookedReceipt> = Map::new();
    for (_, event) in events {
        match event {
            Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
                booked.insert(receipt.id, BookedReceipt { receipt, refunds: vec![] });
            }
            Event::Refunded { refund } => {
                if let Some(booked) = booked.get_mut(&refund.receipt) {
                    booked.refunds.push(refund);
                }
            }
            other => {
                let why = format!("a receipt points at {}", other.kind());
                return Err(StoreError::Damaged { table: "receipts", why });
            }
        }
    }
    Ok(booked)
}

async fn requests(
    client: &Client,
    keys: &BTreeSet<RequestKey>,
) -> Result<Map<RequestKey, StoredReply>, StoreError> {
    let callers: Vec<Uuid> = keys.iter().map(|key| key.caller).collect();
    let ids: Vec<Uuid> = keys.iter().map(|key| key.request).collect();
    let rows = ask_for(client, queries::REQUESTS, ids.len(), &[&callers, &ids]).await?;
    let reply = |row: &Row| {
        let key = RequestKey { caller: row.try_get(0)?, request: row.try_get(1)? };
        let status = u16::try_from(columns::small(row, 3)?).unwrap_or(500);
        let meaning = columns::bytes(row, 2)?;
        Ok((key, StoredReply { meaning, status, body: row.try_get(4)? }))
    };
    rows.iter().map(reply).collect()
}

async fn sales(client: &Client, needs: &Needs) -> Result<Map<SaleKey, SaleClaim>, StoreError> {
    let shops: Vec<&str> = needs.sales.iter().map(|key| key.shop.as_str()).collect();
    let registers: Vec<Uuid> = needs.sales.iter().map(|key| key.register.uuid()).collect();
    let numbers: Vec<&str> = needs.sales.iter().map(|key| key.transaction.as_str()).collect();
    let params: [&(dyn ToSql + Sync); 3] = [&shops, &registers, &numbers];
    let rows = ask_for(client, queries::SALES, shops.len(), &params).await?;
    let claim = |row: &Row| {
        let register = RegisterId::new(row.try_get(1)?);
        let key = SaleKey { shop: columns::shop(row, 0)?, register, transaction: row.try_get(2)? };
        let code = (columns::kid(row, 4)?, columns::number(row, 5)?);
        Ok((key, SaleClaim { meaning: columns::bytes(row, 3)?, code, request: row.try_get(6)? }))
    };
    rows.iter().map(claim).collect()
}

async fn codes(
    client: &Client,
    needs: &Needs,
) -> Result<Map<(dough_paycode::Kid, u64), CodeClaim>, StoreError> {
    let kids: Vec<&[u8]> = needs.codes.iter().map(|(kid, _)| &kid.as_bytes()[..]).collect();
    let counters: Vec<i64> = needs.codes.iter().map(|(_, counter)| signed(*counter)).collect();
    let rows = ask_for(client, queries::CODES, kids.len(), &[&kids, &counters]).await?;
    let claim = |row: &Row| {
        let receipt = ReceiptId::new(row.try_get(3)?);
        let code = (columns::kid(row, 0)?, columns::number(row, 1)?);
        Ok((code, CodeClaim { shop: columns::shop(row, 2)?, receipt }))
    };
    rows.iter().map(claim).collect()
}

async fn keys(
    client: &Client,
    needs: &Needs,
) -> Result<Map<dough_paycode::Kid, KeyRecord>, StoreError> {
    let kids: Vec<&[u8]> = needs.keys.iter().map(|kid| &kid.as_bytes()[..]).collect();
    let rows = ask_for(client, queries::KEYS, kids.len(), &[&kids]).await?;
    rows.iter().map(|row| key(row).map(|record| (record.kid, record))).collect()
}

pub(super) fn key(row: &Row) -> Result<KeyRecord, StoreError> {
    let public_key = PublicKey::from_sec1(row.try_get(3)?)
        .map_err(|error| StoreError::Damaged { table: "keys", why: error.to_string() })?;
    let owner = rows::read_key_owner(row.try_get(1)?, row.try_get(2)?);
    Ok(KeyRecord { kid: columns::kid(row, 0)?, owner, public_key, revoked: row.try_get(4)? })
}

async fn invite_codes(client: &Client, needs: &Needs) -> Result<Map<String, WalletId>, StoreError> {
    let codes: Vec<&String> = needs.invite_codes.iter().collect();
    let rows = ask_for(client, queries::INVITE_CODES, codes.len(), &[&codes]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, columns::wallet(row, 1)?))).collect()
}

type People = (
    Map<String, WalletId>,
    Map<([u8; 32], dough_paycode::Kid), EmailCode>,
    Map<[u8; 32], AgreedCode>,
);

/// Addresses, codes by e-mail, codes by another phone.
async fn people(client: &Client, needs: &Needs) -> Result<People, StoreError> {
    let addresses: Vec<&String> = needs.emails.iter().collect();
    let asked: (Vec<&[u8]>, Vec<&[u8]>) = needs
        .email_codes
        .iter()
        .map(|(address, device)| (&address[..], &device.as_bytes()[..]))
        .unzip();
    let agreed: Vec<&[u8]> = needs.device_codes.iter().map(|code| &code[..]).collect();
    let (emails, email_codes, device_codes) = tokio::try_join!(
        async { ask_for(client, queries::EMAILS, addresses.len(), &[&addresses]).await },
        async { ask_for(client, queries::EMAIL_CODES, asked.0.len(), &[&asked.0, &asked.1]).await },
        async { ask_for(client, queries::DEVICE_CODES, agreed.len(), &[&agreed]).await },
    )?;
    let owner = |row: &Row| Ok::<_, StoreError>((row.try_get(0)?, columns::wallet(row, 1)?));
    let emails = emails.iter().map(owner).collect::<Result<_, _>>()?;
    let email_code = |row: &Row| {
        let code = EmailCode {
            id: row.try_get(2)?,
            code: columns::bytes(row, 3)?,
            made_at: columns::millis(row, 4)?,
            tries: columns::small(row, 5)?,
        };
        Ok::<_, StoreError>(((columns::bytes(row, 0)?, columns::kid(row, 1)?), code))
    };
    let email_codes = email_codes.iter().map(email_code).collect::<Result<_, _>>()?;
    let device_codes = device_codes.iter().map(device_code).collect::<Result<_, _>>()?;
    Ok((emails, email_codes, device_codes))
}

pub(super) fn device_code(row: &Row) -> Result<([u8; 32], AgreedCode), StoreError> {
    let (wallet, device) = (columns::wallet(row, 1)?, columns::kid(row, 2)?);
    let agreed = AgreedCode { wallet, device, expires_at: columns::millis(row, 3)? };
    Ok((columns::bytes(row, 0)?, agreed))
}

async fn taken_orders(
    client: &Client,
    orders: &BTreeSet<OrderId>,
) -> Result<BTreeSet<OrderId>, StoreError> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.uuid()).collect();
    let (live, over) = tokio::try_join!(
        async { ask_for(client, queries::LIVE_ORDERS, ids.len(), &[&ids]).await },
        async { ask_for(client, queries::ORDERS_OVER, ids.len(), &[&ids]).await },
    )?;
    live.iter().chain(&over).map(|row| Ok(OrderId::new(row.try_get(0)?))).collect()
}
