//! Addresses that are told what happens, and what they are to be told.

use super::columns::{self, signed};
use super::commit::write_audit;
use super::queries::webhooks as queries;
use crate::store::{
    AuditLine, Delivery, DeliveryKey, Happened, NewWebhook, StoreError, Webhook, WebhookChange,
};
use dough_rules::ids::Seq;
use dough_rules::units::Millis;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use uuid::Uuid;

/// A row for each address that there is.
pub(super) fn write(change: &Connection, happened: &[Happened]) -> Result<(), StoreError> {
    for it in happened {
        change.prepare_cached(queries::TELL)?.execute(params![
            it.wallet.uuid(),
            signed(it.number.get()),
            it.id,
            it.at.get(),
            it.body
        ])?;
    }
    Ok(())
}

pub(super) fn add(
    connection: &mut Connection,
    new: &NewWebhook,
    audit: &AuditLine,
) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change.execute(queries::ADD, params![new.id, new.url, &new.secret[..], audit.at.get()])?;
    write_audit(&change, audit)?;
    change.commit()?;
    Ok(())
}

pub(super) fn all(connection: &Connection) -> Result<Vec<Webhook>, StoreError> {
    let mut statement = connection.prepare_cached(queries::ALL)?;
    let time =
        |row: &Row<'_>, place| row.get::<_, Option<i64>>(place).map(|time| time.map(Millis::new));
    let rows = statement.query_map([], |row| {
        Ok(Webhook {
            id: row.get(0)?,
            url: row.get(1)?,
            made_at: Millis::new(row.get(2)?),
            disabled_at: time(row, 3)?,
            failing_since: time(row, 4)?,
            last_answer: row.get(5)?,
            waiting: columns::number(row, 6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn change(
    connection: &mut Connection,
    webhook: Uuid,
    what: WebhookChange,
    now: Millis,
    audit: &AuditLine,
) -> Result<bool, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now = now.get();
    let changed = match what {
        WebhookChange::Enable => {
            change.execute(queries::RETRY, params![webhook, now])?;
            change.execute(queries::ENABLE, [webhook])?
        }
        WebhookChange::Disable => change.execute(queries::DISABLE, params![webhook, now])?,
        WebhookChange::Remove => {
            change.execute(queries::END_DELIVERIES, [webhook])?;
            change.execute(queries::REMOVE, [webhook])?
        }
        WebhookChange::Resend(from) => {
            change.execute(queries::RESEND, params![webhook, now, from.get()])?;
            change.execute(queries::TOUCH, [webhook])?
        }
    };
    if changed == 1 {
        write_audit(&change, audit)?;
    }
    change.commit()?;
    Ok(changed == 1)
}

pub(super) fn due(connection: &Connection, now: Millis) -> Result<Vec<Uuid>, StoreError> {
    let mut statement = connection.prepare_cached(queries::DUE)?;
    let rows = statement.query_map([now.get()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn lease(
    connection: &mut Connection,
    webhook: Uuid,
    now: Millis,
    until: Millis,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut statement = change.prepare_cached(queries::DUE_DELIVERIES)?;
    let rows = statement.query_map(params![webhook, now.get(), limit], |row| {
        Ok(Delivery {
            webhook,
            wallet: columns::wallet(row, 0)?,
            number: Seq::new(columns::number(row, 1)?),
            id: row.get(2)?,
            body: row.get(3)?,
            tries: columns::small(row, 4)?,
            url: row.get(5)?,
            secret: row.get(6)?,
        })
    })?;
    let due: Vec<Delivery> = rows.collect::<Result<_, _>>()?;
    drop(statement);
    for it in &due {
        let row = params![webhook, it.wallet.uuid(), signed(it.number.get()), until.get()];
        change.prepare_cached(queries::LEASE)?.execute(row)?;
    }
    change.commit()?;
    Ok(due)
}

pub(super) fn delivered(
    connection: &mut Connection,
    key: DeliveryKey,
    at: Millis,
    answer: &str,
) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let row = params![key.webhook, key.wallet.uuid(), signed(key.number.get()), at.get()];
    change.execute(queries::DELIVERED, row)?;
    change.execute(queries::FARES_WELL, params![key.webhook, answer])?;
    change.commit()?;
    Ok(())
}

pub(super) fn not_delivered(
    connection: &mut Connection,
    key: DeliveryKey,
    (now, next_at): (Millis, Option<Millis>),
    why: &str,
) -> Result<Option<Millis>, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let next_at = next_at.map(Millis::get);
    let row = params![key.webhook, key.wallet.uuid(), signed(key.number.get()), next_at];
    change.execute(queries::NOT_DELIVERED, row)?;
    let since = change
        .query_row(queries::FARES_BADLY, params![key.webhook, now.get(), why], |row| row.get(0))
        .optional()?;
    change.commit()?;
    Ok(since.map(Millis::new))
}
