//! The back office's small writes: catalogues, registers, accounts, sessions.

use super::columns::{self, to_json};
use super::commit::{write_audit, write_key};
use super::queries::{adjustments, meta, office as queries};
use crate::image::Image;
use crate::store::adjustments::Proposal;
use crate::store::rows::{read_role, role_name};
use crate::store::{Account, AuditLine, KeyOwner, KeyRecord, Register, StaffSession, StoreError};
use dough_paycode::PublicKey;
use dough_rules::Catalogue;
use dough_rules::ids::{AdjustmentId, RegisterId, ShopId};
use dough_rules::units::Millis;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use uuid::Uuid;

pub(super) fn add_catalogue(
    connection: &mut Connection,
    catalogue: &Catalogue,
    images: &[Image],
) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let last: u32 = change.query_row(meta::LAST_CATALOGUE, [], |row| row.get(0))?;
    if catalogue.version != last + 1 {
        return Err(StoreError::Lost);
    }
    let body = to_json("catalogues", catalogue)?;
    change.execute(
        meta::ADD_CATALOGUE,
        params![catalogue.version, catalogue.valid_from.get(), body],
    )?;
    for Image { hash, kind, body } in images {
        change.execute(meta::ADD_IMAGE, params![&hash.0[..], kind.media_type(), body])?;
    }
    change.execute(meta::END_UNUSED_IMAGES, [])?;
    change.commit()?;
    Ok(())
}

pub(super) fn propose(
    connection: &mut Connection,
    proposal: &Proposal,
    audit: &AuditLine,
) -> Result<bool, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let asked = to_json("adjustments", &proposal.asked)?;
    let (id, wallet) = (proposal.id.uuid(), proposal.wallet.uuid());
    let (shop, until) = (proposal.shop.as_str(), proposal.expires_at.get());
    let row = params![id, wallet, shop, asked, proposal.proposer, until];
    if change.execute(adjustments::ADD, row)? == 0 {
        return Ok(false);
    }
    write_audit(&change, audit)?;
    change.commit()?;
    Ok(true)
}

pub(super) fn proposals(
    connection: &Connection,
    shop: &ShopId,
    now: Millis,
) -> Result<Vec<Proposal>, StoreError> {
    let mut statement = connection.prepare_cached(adjustments::OF_SHOP)?;
    let rows = statement.query_map(params![shop.as_str(), now.get()], |row| {
        Ok(Proposal {
            id: AdjustmentId::new(columns::uuid(row, 0)?),
            wallet: columns::wallet(row, 1)?,
            shop: columns::shop(row, 2)?,
            asked: columns::json(row, 3)?,
            proposer: row.get(4)?,
            expires_at: Millis::new(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn end_proposal(
    connection: &mut Connection,
    id: AdjustmentId,
    audit: &AuditLine,
) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if change.execute(adjustments::END, [id.uuid()])? > 0 {
        write_audit(&change, audit)?;
    }
    change.commit()?;
    Ok(())
}

pub(super) fn add_register_code(
    connection: &mut Connection,
    code_hash: &[u8; 32],
    shop: &ShopId,
    expires_at: Millis,
    audit: &AuditLine,
) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let row = params![&code_hash[..], shop.as_str(), expires_at.get()];
    change.execute(queries::ADD_REGISTER_CODE, row)?;
    write_audit(&change, audit)?;
    change.commit()?;
    Ok(())
}

pub(super) fn enrol_register(
    connection: &mut Connection,
    code_hash: &[u8; 32],
    name: String,
    id: RegisterId,
    key: &PublicKey,
    now: Millis,
) -> Result<Option<Register>, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let code = change
        .query_row(queries::REGISTER_CODE, [&code_hash[..]], |row| {
            let used_by: Option<Uuid> = row.get(2)?;
            Ok((columns::shop(row, 0)?, Millis::new(row.get(1)?), used_by))
        })
        .optional()?;
    let Some((shop, expires_at, used_by)) = code else {
        return Ok(None);
    };
    let known = super::load::key(&change, key.kid())?;
    if let Some(used_by) = used_by {
        // The same register asks again, after a lost reply.
        let owner = KeyOwner::Register(RegisterId::new(used_by));
        if known.is_none_or(|record| record.owner != owner) {
            return Ok(None);
        }
        let find = columns::register;
        return Ok(change
            .query_row(super::queries::office::REGISTER, [used_by], find)
            .optional()?);
    }
    if expires_at <= now || known.is_some() {
        return Ok(None);
    }
    let row = params![id.uuid(), shop.as_str(), name, now.get()];
    change.execute(queries::ADD_REGISTER, row)?;
    change.execute(queries::USE_REGISTER_CODE, params![&code_hash[..], id.uuid()])?;
    write_key(&change, &KeyRecord::new(key.clone(), KeyOwner::Register(id)))?;
    let line = AuditLine {
        at: now,
        who: name.clone(),
        action: "register_enrolled",
        shop: Some(shop.clone()),
        detail: id.to_string(),
    };
    write_audit(&change, &line)?;
    change.commit()?;
    Ok(Some(Register { id, shop, name }))
}

pub(super) fn account(connection: &Connection, name: &str) -> Result<Option<Account>, StoreError> {
    Ok(connection
        .prepare_cached(queries::ACCOUNT)?
        .query_row([name], |row| {
            let role: String = row.get(2)?;
            Ok(Account {
                name: row.get(0)?,
                password: row.get(1)?,
                role: read_role(&role),
                shops: columns::json(row, 3)?,
            })
        })
        .optional()?)
}

pub(super) fn add_account(
    connection: &mut Connection,
    account: &Account,
    audit: &AuditLine,
) -> Result<bool, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let shops = to_json("accounts", &account.shops)?;
    let row = params![account.name, account.password, role_name(account.role), shops];
    let made = change.execute(queries::ADD_ACCOUNT, row)? == 1;
    if made {
        write_audit(&change, audit)?;
    }
    change.commit()?;
    Ok(made)
}

pub(super) fn session(
    connection: &Connection,
    token_hash: &[u8; 32],
) -> Result<Option<StaffSession>, StoreError> {
    Ok(connection
        .prepare_cached(queries::SESSION)?
        .query_row([&token_hash[..]], |row| {
            let expires_at = Millis::new(row.get(2)?);
            Ok(StaffSession { name: row.get(0)?, csrf: row.get(1)?, expires_at })
        })
        .optional()?)
}

pub(super) fn add_session(
    connection: &mut Connection,
    token_hash: &[u8; 32],
    session: &StaffSession,
    audit: &AuditLine,
) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change.execute(queries::END_OLD_SESSIONS, [audit.at.get()])?;
    let row = params![&token_hash[..], session.name, session.csrf, session.expires_at.get()];
    change.execute(queries::ADD_SESSION, row)?;
    write_audit(&change, audit)?;
    change.commit()?;
    Ok(())
}
