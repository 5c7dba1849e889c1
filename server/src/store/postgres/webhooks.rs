//! Addresses that are told what happens, and what they are to be told.

use super::columns::{self, signed};
use super::commit::{Must, Step, audit as audit_step, column, push};
use super::load::ask;
use super::queries::webhooks as queries;
use crate::store::{
    AuditLine, Delivery, DeliveryKey, Happened, NewWebhook, StoreError, Webhook, WebhookChange,
};
use deadpool_postgres::{Client, Transaction};
use dough_rules::ids::Seq;
use dough_rules::units::Millis;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// A row for each address that there is.
pub(super) fn write(steps: &mut Vec<Step>, happened: &[Happened]) {
    if happened.is_empty() {
        return;
    }
    let params = vec![
        column(happened.iter().map(|it| it.wallet.uuid())),
        column(happened.iter().map(|it| signed(it.number.get()))),
        column(happened.iter().map(|it| it.id)),
        column(happened.iter().map(|it| it.at.get())),
        column(happened.iter().map(|it| it.body.clone())),
    ];
    push(steps, queries::TELL, params, Must::Any);
}

async fn write_audit(change: &Transaction<'_>, line: AuditLine) -> Result<(), StoreError> {
    if let Some(step) = audit_step(&[line]) {
        let params: Vec<_> =
            step.params.iter().map(|param| &**param as &(dyn ToSql + Sync)).collect();
        change.execute(step.query, &params).await?;
    }
    Ok(())
}

pub(super) async fn add(
    client: &mut Client,
    new: &NewWebhook,
    audit: AuditLine,
) -> Result<(), StoreError> {
    let change = client.transaction().await?;
    let row: [&(dyn ToSql + Sync); 4] = [&new.id, &new.url, &&new.secret[..], &audit.at.get()];
    change.execute(queries::ADD, &row).await?;
    write_audit(&change, audit).await?;
    Ok(change.commit().await?)
}

pub(super) fn webhook(row: &Row) -> Result<Webhook, StoreError> {
    let time = |place| Ok::<_, StoreError>(row.try_get::<_, Option<i64>>(place)?.map(Millis::new));
    Ok(Webhook {
        id: row.try_get(0)?,
        url: row.try_get(1)?,
        made_at: columns::millis(row, 2)?,
        disabled_at: time(3)?,
        failing_since: time(4)?,
        last_answer: row.try_get(5)?,
        waiting: columns::number(row, 6)?,
    })
}

pub(super) async fn change(
    client: &mut Client,
    webhook: Uuid,
    what: WebhookChange,
    now: Millis,
    audit: AuditLine,
) -> Result<bool, StoreError> {
    let change = client.transaction().await?;
    let now = now.get();
    let changed = match what {
        WebhookChange::Enable => {
            change.execute(queries::RETRY, &[&webhook, &now]).await?;
            change.execute(queries::ENABLE, &[&webhook]).await?
        }
        WebhookChange::Disable => change.execute(queries::DISABLE, &[&webhook, &now]).await?,
        WebhookChange::Remove => {
            change.execute(queries::END_DELIVERIES, &[&webhook]).await?;
            change.execute(queries::REMOVE, &[&webhook]).await?
        }
        WebhookChange::Resend(from) => {
            change.execute(queries::RESEND, &[&webhook, &now, &from.get()]).await?;
            change.execute(queries::TOUCH, &[&webhook]).await?
        }
    };
    if changed == 1 {
        write_audit(&change, audit).await?;
    }
    change.commit().await?;
    Ok(changed == 1)
}

pub(super) async fn lease(
    client: &Client,
    webhook: Uuid,
    now: Millis,
    until: Millis,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let params: [&(dyn ToSql + Sync); 4] = [&webhook, &now.get(), &i64::from(limit), &until.get()];
    let rows = ask(client, queries::LEASE, &params).await?;
    let delivery = |row: &Row| {
        Ok(Delivery {
            webhook,
            wallet: columns::wallet(row, 0)?,
            number: Seq::new(columns::number(row, 1)?),
            id: row.try_get(2)?,
            body: row.try_get(3)?,
            tries: columns::small(row, 4)?,
            url: row.try_get(5)?,
            secret: row.try_get(6)?,
        })
    };
    rows.iter().map(delivery).collect()
}

pub(super) async fn delivered(
    client: &mut Client,
    key: DeliveryKey,
    at: Millis,
    answer: &str,
) -> Result<(), StoreError> {
    let change = client.transaction().await?;
    let row: [&(dyn ToSql + Sync); 4] =
        [&key.webhook, &key.wallet.uuid(), &signed(key.number.get()), &at.get()];
    change.execute(queries::DELIVERED, &row).await?;
    change.execute(queries::FARES_WELL, &[&key.webhook, &answer]).await?;
    Ok(change.commit().await?)
}

pub(super) async fn not_delivered(
    client: &mut Client,
    key: DeliveryKey,
    (now, next_at): (Millis, Option<Millis>),
    why: &str,
) -> Result<Option<Millis>, StoreError> {
    let change = client.transaction().await?;
    let next_at = next_at.map(Millis::get);
    let row: [&(dyn ToSql + Sync); 4] =
        [&key.webhook, &key.wallet.uuid(), &signed(key.number.get()), &next_at];
    change.execute(queries::NOT_DELIVERED, &row).await?;
    let row = change.query_opt(queries::FARES_BADLY, &[&key.webhook, &now.get(), &why]).await?;
    change.commit().await?;
    row.map(|row| columns::millis(&row, 0)).transpose()
}
