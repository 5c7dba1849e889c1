//! One transaction for all effects of a batch.

use super::columns::{signed, to_json};
use super::people;
use super::queries::{commit as queries, people as people_queries};
use super::webhooks;
use crate::store::rows::{account, changed_order, key_owner};
use crate::store::{AuditLine, Batch, KeyRecord, StoreError, erasures};
use dough_rules::decide::RoomChange;
use dough_rules::ids::{OrderId, ShopId, WalletId};
use dough_rules::shop::ShopFacts;
use dough_rules::units::Millis;
use dough_rules::{Entry, Event, WalletFacts};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

/// All of it, or nothing. How long the commit itself took.
pub(super) fn commit(
    connection: &mut Connection,
    batch: &Batch,
    log: &Path,
) -> Result<Duration, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (version, facts) in &batch.wallets {
        write_wallet(&change, *version, facts)?;
    }
    for (wallet, entry) in &batch.entries {
        write_entry(&change, *wallet, entry)?;
    }
    for (wallet, surprise, secret) in &batch.secrets {
        change.prepare_cached(queries::SECRET)?.execute(params![
            wallet.uuid(),
            signed(surprise.get()),
            &secret.0[..]
        ])?;
    }
    end_secrets(&change, batch)?;
    write_orders(&change, batch)?;
    write_room(&change, batch)?;
    write_messages(&change, batch)?;
    write_claims(&change, batch)?;
    for line in &batch.audit {
        write_audit(&change, line)?;
    }
    people::write(&change, &batch.people)?;
    webhooks::write(&change, &batch.happened)?;
    erasures::log(log, &batch.people)?;
    let begun = Instant::now();
    change.commit()?;
    Ok(begun.elapsed())
}

/// One row must have changed, or another writer was faster.
pub(super) fn exactly_one(rows: usize) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Lost) }
}

fn write_wallet(
    change: &Transaction<'_>,
    version: u64,
    facts: &WalletFacts,
) -> Result<(), StoreError> {
    let statement = if version == 0 { queries::INSERT_WALLET } else { queries::UPDATE_WALLET };
    let balances = &facts.balances;
    exactly_one(change.prepare_cached(statement)?.execute(params![
        facts.wallet.uuid(),
        signed(version),
        signed(facts.head.get()),
        balances.dough_available.get(),
        balances.dough_pending.get(),
        balances.dough_locked.get(),
        balances.dough_owed.get(),
        balances.eur_available.get(),
        balances.eur_held.get(),
        balances.eur_escrow.get(),
        facts.invited_by.as_ref().map(|invitation| invitation.other.uuid()),
        facts.next_due().map(Millis::get),
        to_json("wallets", facts)?,
    ])?)
}

fn write_entry(
    change: &Transaction<'_>,
    wallet: WalletId,
    entry: &Entry,
) -> Result<(), StoreError> {
    let seq = signed(entry.seq.get());
    let event = to_json("journal", &entry.event)?;
    change.prepare_cached(queries::ENTRY)?.execute(params![
        wallet.uuid(),
        seq,
        entry.at.get(),
        event
    ])?;
    let number = change.last_insert_rowid();
    for (n, transfer) in entry.event.transfers().iter().enumerate() {
        let (from, from_shop) = account(&transfer.from);
        let (to, to_shop) = account(&transfer.to);
        let n = signed(n as u64);
        change.prepare_cached(queries::TRANSFER)?.execute(params![
            number,
            n,
            from,
            from_shop,
            to,
            to_shop,
            transfer.amount
        ])?;
    }
    match &entry.event {
        Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
            let (id, shop) = (receipt.id.uuid(), receipt.shop.as_str());
            change.prepare_cached(queries::RECEIPT)?.execute(params![
                id,
                wallet.uuid(),
                seq,
                shop
            ])?;
        }
        Event::Refunded { refund } => {
            change.prepare_cached(queries::REFUND)?.execute(params![refund.receipt.uuid(), seq])?;
        }
        Event::PaidOut { payout, amount } => {
            let row = params![payout.uuid(), wallet.uuid(), amount.get(), entry.at.get()];
            change.prepare_cached(people_queries::ADD_PAYOUT)?.execute(row)?;
        }
        _ => {}
    }
    Ok(())
}

/// A surprise that was opened or withdrawn has no secret any more.
fn end_secrets(change: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
    for (wallet, entry) in &batch.entries {
        if let Event::SurpriseOpened { surprise, .. } | Event::SurpriseWithdrawn { surprise } =
            &entry.event
        {
            change
                .prepare_cached(queries::END_SECRET)?
                .execute(params![wallet.uuid(), signed(surprise.get())])?;
        }
    }
    Ok(())
}

/// Brings the board's copies of orders up to date.
fn write_orders(change: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
    let changed: BTreeSet<(WalletId, OrderId)> = batch
        .entries
        .iter()
        .filter_map(|(wallet, entry)| Some((*wallet, changed_order(&entry.event)?)))
        .collect();
    for (wallet, id) in changed {
        let facts = batch.wallets.iter().find(|(_, facts)| facts.wallet == wallet);
        match facts.and_then(|(_, facts)| facts.order(id)) {
            Some(order) => change.prepare_cached(queries::LIVE_ORDER)?.execute(params![
                id.uuid(),
                order.shop.as_str(),
                wallet.uuid(),
                order.pickup_at.get(),
                to_json("live_orders", order)?,
            ])?,
            None => change.prepare_cached(queries::END_ORDER)?.execute([id.uuid()])?,
        };
    }
    Ok(())
}

fn write_room(change: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
    let mut touched: BTreeSet<(&ShopId, Millis)> = BTreeSet::new();
    for (shop, room) in &batch.room {
        match room {
            RoomChange::Take { order, wallet, allocation, hold_until } => {
                change.prepare_cached(queries::TAKE)?.execute(params![
                    shop.as_str(),
                    order.uuid(),
                    wallet.uuid(),
                    hold_until.map(Millis::get),
                    to_json("allocations", allocation)?,
                ])?;
            }
            RoomChange::Keep { order } => {
                exactly_one(
                    change
                        .prepare_cached(queries::KEEP)?
                        .execute(params![shop.as_str(), order.uuid()])?,
                )?;
            }
            RoomChange::Free { order, .. } => {
                exactly_one(
                    change
                        .prepare_cached(queries::FREE)?
                        .execute(params![shop.as_str(), order.uuid()])?,
                )?;
            }
        }
        if let RoomChange::Take { allocation, .. } | RoomChange::Free { allocation, .. } = room {
            touched.insert((shop, allocation.window));
            touched.extend(allocation.shares.iter().map(|share| (shop, share.start)));
        }
    }
    for (version, facts) in &batch.shops {
        write_shop(change, *version, facts)?;
        for (_, start) in touched.iter().filter(|(shop, _)| **shop == facts.shop) {
            write_window(change, facts, *start)?;
        }
    }
    Ok(())
}

/// The shop's row without its windows, which have rows of their own.
fn write_shop(change: &Transaction<'_>, version: u64, facts: &ShopFacts) -> Result<(), StoreError> {
    let statement = if version == 0 { queries::INSERT_SHOP } else { queries::UPDATE_SHOP };
    let state = ShopFacts { reserved: std::collections::BTreeMap::new(), ..facts.clone() };
    let state = to_json("shops", &state)?;
    let shop = facts.shop.as_str();
    exactly_one(change.prepare_cached(statement)?.execute(params![shop, signed(version), state])?)
}

fn write_window(
    change: &Transaction<'_>,
    facts: &ShopFacts,
    start: Millis,
) -> Result<(), StoreError> {
    let shop = facts.shop.as_str();
    match facts.reserved.get(&start) {
        Some(window) => change.prepare_cached(queries::SET_WINDOW)?.execute(params![
            shop,
            start.get(),
            window.make_seconds.get(),
            window.orders
        ])?,
        None => change.prepare_cached(queries::END_WINDOW)?.execute(params![shop, start.get()])?,
    };
    Ok(())
}

fn write_messages(change: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
    for (key, message) in &batch.messages {
        change.prepare_cached(queries::MESSAGE)?.execute(params![
            key.to.uuid(),
            key.from.uuid(),
            signed(key.number.get()),
            key.n,
            to_json("messages", message)?,
        ])?;
    }
    for key in &batch.delivered {
        exactly_one(change.prepare_cached(queries::DELIVERED)?.execute(params![
            key.to.uuid(),
            key.from.uuid(),
            signed(key.number.get()),
            key.n
        ])?)?;
    }
    Ok(())
}

fn write_claims(change: &Transaction<'_>, batch: &Batch) -> Result<(), StoreError> {
    for key in &batch.keys {
        write_key(change, key)?;
    }
    for (code, wallet) in &batch.invite_codes {
        change
            .prepare_cached(queries::INVITE_CODE)?
            .execute(params![code.as_str(), wallet.uuid()])?;
    }
    for (key, reply, at) in &batch.requests {
        change.prepare_cached(queries::REQUEST)?.execute(params![
            key.caller,
            key.request,
            &reply.meaning[..],
            at.get(),
            reply.status,
            reply.body
        ])?;
    }
    for (key, claim) in &batch.sales {
        change.prepare_cached(queries::SALE)?.execute(params![
            key.shop.as_str(),
            key.register.uuid(),
            key.transaction,
            &claim.meaning[..],
            &claim.code.0.as_bytes()[..],
            signed(claim.code.1),
            claim.request
        ])?;
    }
    for ((kid, counter), claim) in &batch.codes {
        change.prepare_cached(queries::CODE)?.execute(params![
            &kid.as_bytes()[..],
            signed(*counter),
            claim.shop.as_str(),
            claim.receipt.uuid()
        ])?;
    }
    Ok(())
}

pub(super) fn write_key(connection: &Connection, key: &KeyRecord) -> Result<(), StoreError> {
    let (kind, owner, purpose) = key_owner(key.owner);
    connection.prepare_cached(queries::KEY)?.execute(params![
        &key.kid.as_bytes()[..],
        kind,
        owner,
        purpose,
        &key.public_key.to_sec1()[..]
    ])?;
    Ok(())
}

pub(super) fn write_audit(connection: &Connection, line: &AuditLine) -> Result<(), StoreError> {
    connection.prepare_cached(queries::AUDIT)?.execute(params![
        line.at.get(),
        line.who,
        line.action,
        line.shop.as_ref().map(ShopId::as_str),
        line.detail
    ])?;
    Ok(())
}
