//! People, their phones, codes on their way, and money that is paid out.

use super::columns;
use super::commit::exactly_one;
use super::queries::people as queries;
use crate::store::people::{
    AgreedCode, CODE_TRIES, CODES_COUNTED, CODES_OF_ADDRESS, CODES_OF_DEVICE, EmailCode, KeyChange,
    NewEmailCode, Payout, PeopleChanges, Person, PersonChange, Sealed,
};
use crate::store::{KeyOwner, StoreError};
use dough_paycode::Kid;
use dough_rules::ids::{PayoutId, WalletId};
use dough_rules::units::{Cents, Millis};
use dough_wire::requests::Language;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

pub(super) fn write(change: &Connection, people: &PeopleChanges) -> Result<(), StoreError> {
    for key in &people.keys {
        write_key_change(change, key)?;
    }
    for person in &people.persons {
        write_person(change, person)?;
    }
    for id in &people.tried {
        change.prepare_cached(queries::COUNT_TRY)?.execute([id])?;
    }
    for id in &people.used_email_codes {
        change.prepare_cached(queries::USE_EMAIL_CODE)?.execute(params![id, CODE_TRIES])?;
    }
    for code in &people.used_device_codes {
        exactly_one(change.prepare_cached(queries::USE_DEVICE_CODE)?.execute([&code[..]])?)?;
    }
    Ok(())
}

fn write_key_change(change: &Connection, key: &KeyChange) -> Result<(), StoreError> {
    match key {
        KeyChange::Revoke(kid, at) => exactly_one(
            change
                .prepare_cached(queries::REVOKE_KEY)?
                .execute(params![&kid.as_bytes()[..], at.get()])?,
        ),
        KeyChange::Pass(record) => {
            let (KeyOwner::WalletPay(owner) | KeyOwner::WalletApi(owner)) = record.owner else {
                return Ok(());
            };
            let row = params![&record.kid.as_bytes()[..], owner.uuid()];
            exactly_one(change.prepare_cached(queries::PASS_KEY)?.execute(row)?)
        }
    }
}

fn write_person(change: &Connection, person: &PersonChange) -> Result<(), StoreError> {
    match person {
        PersonChange::Profile { wallet, name, language } => {
            let row = params![wallet.uuid(), name, language.map(Language::tag)];
            change.prepare_cached(queries::SET_PROFILE)?.execute(row)?;
        }
        PersonChange::Email { wallet, address, at } => {
            change.prepare_cached(queries::FREE_EMAIL)?.execute([wallet.uuid()])?;
            let row = params![address, wallet.uuid()];
            exactly_one(change.prepare_cached(queries::TAKE_EMAIL)?.execute(row)?)?;
            let row = params![wallet.uuid(), address, at.get()];
            change.prepare_cached(queries::SET_EMAIL)?.execute(row)?;
        }
        PersonChange::Erased { wallet, invite_code, at, .. } => {
            change.prepare_cached(queries::FREE_EMAIL)?.execute([wallet.uuid()])?;
            change.prepare_cached(queries::END_PERSON)?.execute([wallet.uuid()])?;
            let codes = params![wallet.uuid(), at.get()];
            change.prepare_cached(queries::END_DEVICE_CODES)?.execute(codes)?;
            if let Some(code) = invite_code {
                change.prepare_cached(queries::END_INVITE_CODE)?.execute([code.as_str()])?;
            }
        }
    }
    Ok(())
}

pub(super) fn person(connection: &Connection, wallet: WalletId) -> Result<Person, StoreError> {
    let found = connection
        .prepare_cached(queries::PERSON)?
        .query_row([wallet.uuid()], |row| {
            let language: Option<String> = row.get(1)?;
            Ok(Person {
                name: row.get(0)?,
                language: language.as_deref().and_then(Language::of_tag),
                email: row.get(2)?,
                email_confirmed_at: row.get::<_, Option<i64>>(3)?.map(Millis::new),
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(super) fn email_owner(
    connection: &Connection,
    address: &str,
) -> Result<Option<WalletId>, StoreError> {
    Ok(connection
        .prepare_cached(queries::EMAIL_OWNER)?
        .query_row([address], |row| columns::wallet(row, 0))
        .optional()?)
}

pub(super) fn add_email_code(
    connection: &mut Connection,
    code: &NewEmailCode,
) -> Result<Result<i64, Millis>, StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let forgotten = code.made_at - CODES_COUNTED;
    change.prepare_cached(queries::END_OLD_EMAIL_CODES)?.execute([forgotten.get()])?;
    let device = code.device.as_bytes();
    // Where there are as many as allowed, the oldest of them must be forgotten first.
    let oldest = |query: &str, of: &[u8], most: u32| {
        change
            .prepare_cached(query)?
            .query_row(params![of, most - 1], |row| row.get::<_, i64>(0))
            .optional()
    };
    let of_address = oldest(queries::CODE_OF_ADDRESS, &code.address, CODES_OF_ADDRESS)?;
    let of_device = oldest(queries::CODE_OF_DEVICE, device, CODES_OF_DEVICE)?;
    if let Some(made_at) = of_address.max(of_device) {
        return Ok(Err(Millis::new(made_at) + CODES_COUNTED));
    }
    let row = params![&code.address[..], &device[..], &code.code[..], code.made_at.get()];
    change.prepare_cached(queries::ADD_EMAIL_CODE)?.execute(row)?;
    let id = change.last_insert_rowid();
    change.commit()?;
    Ok(Ok(id))
}

pub(super) fn drop_email_code(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection.prepare_cached(queries::DROP_EMAIL_CODE)?.execute([id])?;
    Ok(())
}

pub(super) fn email_code(
    connection: &Connection,
    address: &Sealed,
    device: Kid,
) -> Result<Option<EmailCode>, StoreError> {
    let asked = params![&address[..], &device.as_bytes()[..]];
    Ok(connection
        .prepare_cached(queries::EMAIL_CODE)?
        .query_row(asked, |row| {
            Ok(EmailCode {
                id: row.get(0)?,
                code: row.get(1)?,
                made_at: Millis::new(row.get(2)?),
                tries: columns::small(row, 3)?,
            })
        })
        .optional()?)
}

pub(super) fn add_device_code(
    connection: &mut Connection,
    code: &Sealed,
    agreed: &AgreedCode,
    now: Millis,
) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let wallet = agreed.wallet.uuid();
    change.prepare_cached(queries::END_DEVICE_CODES)?.execute(params![wallet, now.get()])?;
    let device = agreed.device.as_bytes();
    let row = params![&code[..], wallet, &device[..], agreed.expires_at.get()];
    change.prepare_cached(queries::ADD_DEVICE_CODE)?.execute(row)?;
    change.commit()?;
    Ok(())
}

pub(super) fn device_code(
    connection: &Connection,
    code: &Sealed,
) -> Result<Option<AgreedCode>, StoreError> {
    Ok(connection
        .prepare_cached(queries::DEVICE_CODE)?
        .query_row([&code[..]], |row| {
            Ok(AgreedCode {
                wallet: columns::wallet(row, 0)?,
                device: Kid::from_bytes(row.get(1)?),
                expires_at: Millis::new(row.get(2)?),
            })
        })
        .optional()?)
}

pub(super) fn payouts(
    connection: &Connection,
    now: Millis,
    limit: u32,
) -> Result<Vec<Payout>, StoreError> {
    let mut statement = connection.prepare_cached(queries::PAYOUTS)?;
    let rows = statement.query_map(params![now.get(), limit], |row| {
        Ok(Payout {
            id: PayoutId::new(columns::uuid(row, 0)?),
            amount: Cents::new(row.get(1)?),
            tries: columns::small(row, 2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn change_payout(
    connection: &Connection,
    query: &str,
    payout: PayoutId,
    at: Millis,
) -> Result<(), StoreError> {
    connection.prepare_cached(query)?.execute(params![payout.uuid(), at.get()])?;
    Ok(())
}
