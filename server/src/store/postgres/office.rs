//! The back office's small writes: catalogues, registers, accounts, sessions.

use super::columns::{self, to_json};
use super::commit::{Must, Step, audit, new_keys};
use super::load;
use super::queries::{adjustments, load as load_queries, meta, office as queries};
use crate::image::Image;
use crate::store::adjustments::Proposal;
use crate::store::rows::{read_role, role_name};
use crate::store::{Account, AuditLine, KeyOwner, KeyRecord, Register, StaffSession, StoreError};
use deadpool_postgres::{Client, Transaction};
use dough_paycode::PublicKey;
use dough_rules::Catalogue;
use dough_rules::ids::{AdjustmentId, RegisterId, ShopId};
use dough_rules::units::Millis;
use std::collections::BTreeSet;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

/// Writes within a transaction of the back office.
async fn write(change: &Transaction<'_>, step: Option<Step>) -> Result<(), StoreError> {
    let Some(step) = step else {
        return Ok(());
    };
    let params: Vec<_> = step.params.iter().map(|param| &**param as &(dyn ToSql + Sync)).collect();
    let count = change.execute(step.query, &params).await?;
    match step.must {
        Must::Write(wanted) | Must::Claim(_, wanted, _) => exactly(count, wanted),
        Must::Any => Ok(()),
    }
}

/// So many rows must have changed, or another server was faster.
fn exactly(count: u64, wanted: usize) -> Result<(), StoreError> {
    if count == wanted as u64 { Ok(()) } else { Err(StoreError::Lost) }
}

pub(super) async fn propose(
    client: &mut Client,
    proposal: &Proposal,
    line: &AuditLine,
) -> Result<bool, StoreError> {
    let change = client.transaction().await?;
    let asked = to_json("adjustments", &proposal.asked)?;
    let row: [&(dyn ToSql + Sync); 6] = [
        &proposal.id.uuid(),
        &proposal.wallet.uuid(),
        &proposal.shop.as_str(),
        &asked,
        &proposal.proposer,
        &proposal.expires_at.get(),
    ];
    if change.execute(adjustments::ADD, &row).await? == 0 {
        return Ok(false);
    }
    write(&change, audit(std::slice::from_ref(line))).await?;
    change.commit().await?;
    Ok(true)
}

pub(super) fn proposal(row: &Row) -> Result<Proposal, StoreError> {
    Ok(Proposal {
        id: AdjustmentId::new(row.try_get(0)?),
        wallet: columns::wallet(row, 1)?,
        shop: columns::shop(row, 2)?,
        asked: columns::json(row, 3, "adjustments")?,
        proposer: row.try_get(4)?,
        expires_at: columns::millis(row, 5)?,
    })
}

pub(super) async fn end_proposal(
    client: &mut Client,
    id: AdjustmentId,
    line: &AuditLine,
) -> Result<(), StoreError> {
    let change = client.transaction().await?;
    if change.execute(adjustments::END, &[&id.uuid()]).await? > 0 {
        write(&change, audit(std::slice::from_ref(line))).await?;
    }
    Ok(change.commit().await?)
}

pub(super) async fn add_catalogue(
    client: &mut Client,
    catalogue: &Catalogue,
    images: &[Image],
) -> Result<(), StoreError> {
    let change = client.transaction().await?;
    let body = to_json("catalogues", catalogue)?;
    let (version, valid_from) = (i64::from(catalogue.version), catalogue.valid_from.get());
    let added = change.execute(meta::ADD_CATALOGUE, &[&version, &valid_from, &body]).await?;
    exactly(added, 1)?;
    for Image { hash, kind, body } in images {
        let row: [&(dyn ToSql + Sync); 3] = [&&hash.0[..], &kind.media_type(), body];
        change.execute(meta::ADD_IMAGE, &row).await?;
    }
    let mut named = BTreeSet::new();
    for row in change.query(meta::CATALOGUES_AFTER, &[&0_i64]).await? {
        let catalogue: Catalogue = columns::json(&row, 0, "catalogues")?;
        named.extend(images_of(&catalogue));
    }
    let named: Vec<String> = named.into_iter().collect();
    change.execute(meta::END_UNUSED_IMAGES, &[&named]).await?;
    Ok(change.commit().await?)
}

/// The names of the pictures that a menu shows.
pub(super) fn images_of(catalogue: &Catalogue) -> impl Iterator<Item = String> {
    catalogue.items.iter().filter_map(|item| item.image.map(|hash| hash.to_string()))
}

pub(super) async fn add_register_code(
    client: &mut Client,
    code_hash: &[u8; 32],
    shop: &ShopId,
    expires_at: Millis,
    line: AuditLine,
) -> Result<(), StoreError> {
    let change = client.transaction().await?;
    let row: [&(dyn ToSql + Sync); 3] = [&&code_hash[..], &shop.as_str(), &expires_at.get()];
    change.execute(queries::ADD_REGISTER_CODE, &row).await?;
    write(&change, audit(&[line])).await?;
    Ok(change.commit().await?)
}

pub(super) async fn enrol_register(
    client: &mut Client,
    code_hash: &[u8; 32],
    (id, name): (RegisterId, String),
    key: &PublicKey,
    now: Millis,
) -> Result<Option<Register>, StoreError> {
    let change = client.transaction().await?;
    let Some(code) = change.query_opt(queries::REGISTER_CODE, &[&&code_hash[..]]).await? else {
        return Ok(None);
    };
    let (shop, expires_at) = (columns::shop(&code, 0)?, columns::millis(&code, 1)?);
    let kids = vec![key.kid().as_bytes().to_vec()];
    let known = change.query_opt(load_queries::KEYS, &[&kids]).await?;
    let known = known.as_ref().map(load::key).transpose()?;
    if let Some(used_by) = code.try_get::<_, Option<uuid::Uuid>>(2)? {
        // The same register asks again, after a lost reply.
        let owner = KeyOwner::Register(RegisterId::new(used_by));
        if known.is_none_or(|record| record.owner != owner) {
            return Ok(None);
        }
        let row = change.query_opt(queries::REGISTER, &[&used_by]).await?;
        return row.as_ref().map(columns::register).transpose();
    }
    if expires_at <= now || known.is_some() {
        return Ok(None);
    }
    let register = Register { id, shop, name };
    enrol(&change, code_hash, &register, key, now).await?;
    change.commit().await?;
    Ok(Some(register))
}

async fn enrol(
    change: &Transaction<'_>,
    code_hash: &[u8; 32],
    register: &Register,
    key: &PublicKey,
    now: Millis,
) -> Result<(), StoreError> {
    let (id, shop) = (register.id.uuid(), register.shop.as_str());
    // The code's row first: whoever changes it is the one who enrols.
    let used = change.execute(queries::USE_REGISTER_CODE, &[&&code_hash[..], &id]).await?;
    exactly(used, 1)?;
    change.execute(queries::ADD_REGISTER, &[&id, &shop, &register.name, &now.get()]).await?;
    let key = KeyRecord::new(key.clone(), KeyOwner::Register(register.id));
    write(change, Some(new_keys(&[key]))).await?;
    let line = AuditLine {
        at: now,
        who: register.name.clone(),
        action: "register_enrolled",
        shop: Some(register.shop.clone()),
        detail: register.id.to_string(),
    };
    write(change, audit(&[line])).await
}

pub(super) fn account(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        name: row.try_get(0)?,
        password: row.try_get(1)?,
        role: read_role(row.try_get(2)?),
        shops: columns::json(row, 3, "accounts")?,
    })
}

pub(super) async fn add_account(
    client: &mut Client,
    account: &Account,
    line: AuditLine,
) -> Result<bool, StoreError> {
    let change = client.transaction().await?;
    let shops = to_json("accounts", &account.shops)?;
    let role = role_name(account.role);
    let row: [&(dyn ToSql + Sync); 4] = [&account.name, &account.password, &role, &shops];
    let made = change.execute(queries::ADD_ACCOUNT, &row).await? == 1;
    if made {
        write(&change, audit(&[line])).await?;
    }
    change.commit().await?;
    Ok(made)
}

pub(super) fn session(row: &Row) -> Result<StaffSession, StoreError> {
    let expires_at = columns::millis(row, 2)?;
    Ok(StaffSession { name: row.try_get(0)?, csrf: row.try_get(1)?, expires_at })
}

pub(super) async fn add_session(
    client: &mut Client,
    token_hash: &[u8; 32],
    session: &StaffSession,
    line: AuditLine,
) -> Result<(), StoreError> {
    let change = client.transaction().await?;
    change.execute(queries::END_OLD_SESSIONS, &[&line.at.get()]).await?;
    let until = session.expires_at.get();
    let row: [&(dyn ToSql + Sync); 4] = [&&token_hash[..], &session.name, &session.csrf, &until];
    change.execute(queries::ADD_SESSION, &row).await?;
    write(&change, audit(&[line])).await?;
    Ok(change.commit().await?)
}
