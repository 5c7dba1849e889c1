//! Loading what a batch of commands names.

use super::columns;
use super::people;
use super::queries::load as queries;
use super::read;
use crate::store::{
    CodeClaim, KeyRecord, Loaded, Needs, RequestKey, SaleClaim, SaleKey, ShopRow, StoreError,
    StoredReply, WalletRow, rows,
};
use dough_paycode::{Kid, PublicKey};
use dough_rules::decide::{BookedReceipt, Hold};
use dough_rules::ids::{Bytes32, OrderId, ReceiptId, Seq, ShopId, WalletId};
use dough_rules::journal::Refund;
use dough_rules::order::Allocation;
use dough_rules::shop::{Reserved, ShopFacts};
use dough_rules::units::{MakeSeconds, Millis};
use dough_rules::{Event, WalletFacts};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

pub(super) fn load(connection: &Connection, needs: &Needs) -> Result<Loaded, StoreError> {
    let mut loaded = Loaded::default();
    for id in &needs.wallets {
        if let Some((version, facts)) = wallet_facts(connection, *id)? {
            let secrets = if facts.surprises.is_empty() {
                BTreeMap::new()
            } else {
                secrets(connection, *id)?
            };
            loaded.wallets.insert(*id, WalletRow { version, facts, secrets });
        }
    }
    for shop in &needs.shops {
        let (version, facts) = shop_facts(connection, shop)?;
        let holds = holds(connection, shop)?;
        loaded.shops.insert(shop.clone(), ShopRow { version, facts, holds });
    }
    for id in &needs.receipts {
        if let Some(receipt) = receipt(connection, *id)? {
            loaded.receipts.insert(*id, receipt);
        }
    }
    for key in &needs.requests {
        loaded.requests.extend(request(connection, *key)?.map(|reply| (*key, reply)));
    }
    for key in &needs.sales {
        if let Some(claim) = sale(connection, key)? {
            // The reply that booked it is given again under whatever id the sale is asked with.
            let booked = RequestKey { caller: key.register.uuid(), request: claim.request };
            loaded.requests.extend(request(connection, booked)?.map(|reply| (booked, reply)));
            loaded.sales.insert(key.clone(), claim);
        }
    }
    for (kid, counter) in &needs.codes {
        let found = connection
            .prepare_cached(queries::CODE)?
            .query_row(params![&kid.as_bytes()[..], columns::signed(*counter)], |row| {
                let receipt = ReceiptId::new(columns::uuid(row, 1)?);
                Ok(CodeClaim { shop: columns::shop(row, 0)?, receipt })
            })
            .optional()?;
        loaded.codes.extend(found.map(|claim| ((*kid, *counter), claim)));
    }
    for kid in &needs.keys {
        loaded.keys.extend(key(connection, *kid)?.map(|record| (*kid, record)));
    }
    for code in &needs.invite_codes {
        let found = connection
            .prepare_cached(queries::INVITE_CODE)?
            .query_row([code], |row| columns::wallet(row, 0))
            .optional()?;
        loaded.invite_codes.extend(found.map(|wallet| (code.clone(), wallet)));
    }
    for address in &needs.emails {
        let owner = people::email_owner(connection, address)?;
        loaded.emails.extend(owner.map(|wallet| (address.clone(), wallet)));
    }
    for (address, device) in &needs.email_codes {
        let code = people::email_code(connection, address, *device)?;
        loaded.email_codes.extend(code.map(|code| ((*address, *device), code)));
    }
    for code in &needs.device_codes {
        let agreed = people::device_code(connection, code)?;
        loaded.device_codes.extend(agreed.map(|agreed| (*code, agreed)));
    }
    for order in &needs.new_orders {
        let live = read::place(connection, super::queries::read::ORDER_PLACE, order.uuid())?;
        let over = read::place(connection, super::queries::read::RECEIPT_PLACE, order.uuid())?;
        if live.or(over).is_some() {
            loaded.taken_orders.insert(*order);
        }
    }
    Ok(loaded)
}

pub(super) fn wallet_facts(
    connection: &Connection,
    wallet: WalletId,
) -> Result<Option<(u64, WalletFacts)>, StoreError> {
    Ok(connection
        .prepare_cached(queries::WALLET)?
        .query_row([wallet.uuid()], |row| Ok((columns::number(row, 0)?, columns::json(row, 1)?)))
        .optional()?)
}

fn secrets(
    connection: &Connection,
    wallet: WalletId,
) -> Result<BTreeMap<Seq, Bytes32>, StoreError> {
    let mut statement = connection.prepare_cached(queries::SECRETS)?;
    let rows = statement.query_map([wallet.uuid()], |row| {
        Ok((Seq::new(columns::number(row, 0)?), Bytes32(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A shop's version and state; version 0 and an empty state where nothing is kept of it yet.
pub(super) fn shop_facts(
    connection: &Connection,
    shop: &ShopId,
) -> Result<(u64, ShopFacts), StoreError> {
    let row = connection
        .prepare_cached(queries::SHOP)?
        .query_row([shop.as_str()], |row| Ok((columns::number(row, 0)?, columns::json(row, 1)?)))
        .optional()?;
    let (version, mut facts): (u64, ShopFacts) =
        row.unwrap_or_else(|| (0, ShopFacts::new(shop.clone())));
    let mut statement = connection.prepare_cached(queries::WINDOWS)?;
    let windows = statement.query_map([shop.as_str()], |row| {
        let make_seconds = MakeSeconds::new(columns::small(row, 1)?);
        Ok((Millis::new(row.get(0)?), Reserved { make_seconds, orders: columns::small(row, 2)? }))
    })?;
    facts.reserved = windows.collect::<Result<_, _>>()?;
    Ok((version, facts))
}

fn holds(connection: &Connection, shop: &ShopId) -> Result<Vec<Hold>, StoreError> {
    let mut statement = connection.prepare_cached(queries::HOLDS)?;
    let rows = statement.query_map([shop.as_str()], |row| {
        Ok(Hold {
            order: OrderId::new(columns::uuid(row, 0)?),
            until: Millis::new(row.get(1)?),
            allocation: columns::json::<Allocation>(row, 2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn receipt(connection: &Connection, id: ReceiptId) -> Result<Option<BookedReceipt>, StoreError> {
    let found: Option<Event> = connection
        .prepare_cached(queries::RECEIPT)?
        .query_row([id.uuid()], |row| columns::json(row, 0))
        .optional()?;
    match found {
        None => Ok(None),
        Some(Event::SaleBooked { receipt } | Event::OrderCompleted { receipt }) => {
            Ok(Some(BookedReceipt { receipt, refunds: refunds(connection, id)? }))
        }
        Some(other) => Err(points_at("receipts", id, &other)),
    }
}

fn refunds(connection: &Connection, id: ReceiptId) -> Result<Vec<Refund>, StoreError> {
    let mut statement = connection.prepare_cached(queries::REFUNDS)?;
    let events = statement.query_map([id.uuid()], |row| columns::json(row, 0))?;
    let refund = |event| match event {
        Event::Refunded { refund } => Ok(refund),
        other => Err(points_at("refunds", id, &other)),
    };
    events.map(|event| refund(event?)).collect()
}

fn points_at(table: &'static str, id: ReceiptId, event: &Event) -> StoreError {
    StoreError::Damaged { table, why: format!("receipt {id} points at {}", event.kind()) }
}

fn request(connection: &Connection, key: RequestKey) -> Result<Option<StoredReply>, StoreError> {
    Ok(connection
        .prepare_cached(queries::REQUEST)?
        .query_row(params![key.caller, key.request], |row| {
            Ok(StoredReply { meaning: row.get(0)?, status: row.get(1)?, body: row.get(2)? })
        })
        .optional()?)
}

fn sale(connection: &Connection, key: &SaleKey) -> Result<Option<SaleClaim>, StoreError> {
    let SaleKey { shop, register, transaction } = key;
    Ok(connection
        .prepare_cached(queries::SALE)?
        .query_row(params![shop.as_str(), register.uuid(), transaction], |row| {
            Ok(SaleClaim {
                meaning: row.get(0)?,
                code: (Kid::from_bytes(row.get(1)?), columns::number(row, 2)?),
                request: columns::uuid(row, 3)?,
            })
        })
        .optional()?)
}

pub(super) fn key(connection: &Connection, kid: Kid) -> Result<Option<KeyRecord>, StoreError> {
    let found = connection
        .prepare_cached(queries::KEY)?
        .query_row([&kid.as_bytes()[..]], |row| {
            let purpose: String = row.get(2)?;
            let public_key: Vec<u8> = row.get(3)?;
            let revoked = row.get::<_, Option<i64>>(4)?.is_some();
            Ok((columns::uuid(row, 1)?, purpose, public_key, revoked))
        })
        .optional()?;
    let Some((owner, purpose, public_key, revoked)) = found else {
        return Ok(None);
    };
    let owner = rows::read_key_owner(owner, &purpose);
    let public_key = PublicKey::from_sec1(&public_key)
        .map_err(|error| StoreError::Damaged { table: "keys", why: error.to_string() })?;
    Ok(Some(KeyRecord { kid, owner, public_key, revoked }))
}
