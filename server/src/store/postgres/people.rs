//! People, their phones, codes on their way, and money that is paid out.

use super::columns;
use super::commit::{Must, Step, column, push};
use super::load::ask;
use super::queries::people as queries;
use crate::store::people::{
    AgreedCode, CODE_TRIES, CODES_COUNTED, CODES_OF_ADDRESS, CODES_OF_DEVICE, KeyChange,
    NewEmailCode, Payout, PeopleChanges, Person, PersonChange, Sealed,
};
use crate::store::rows::key_owner;
use crate::store::{Needs, StoreError};
use deadpool_postgres::Client;
use dough_paycode::Kid;
use dough_rules::ids::{PayoutId, WalletId};
use dough_rules::units::{Cents, Millis, Span};
use dough_wire::requests::Language;
use std::collections::BTreeMap;
use tokio_postgres::Row;
use uuid::Uuid;

/// For how long a payout that is handed out is nobody else's: longer than a round of them takes.
const LEASE: Span = Span::minutes(20);
/// How often a code's number is drawn anew, where another server took it.
const NUMBERS_TRIED: u32 = 8;

pub(super) fn write(steps: &mut Vec<Step>, people: &PeopleChanges) {
    write_key_changes(steps, &people.keys);
    write_persons(steps, &people.persons);
    write_tries(steps, people);
    let used = &people.used_device_codes;
    if !used.is_empty() {
        let codes = column(used.iter().map(|code| code.to_vec()));
        push(steps, queries::USE_DEVICE_CODES, vec![codes], Must::Write(used.len()));
    }
}

/// What becomes of a key: whether it was revoked before all changes, then its owner and end.
struct KeyEnd {
    was_revoked: bool,
    owner: Option<Uuid>,
    revoked_at: Option<i64>,
}

fn write_key_changes(steps: &mut Vec<Step>, changes: &[KeyChange]) {
    let mut ends: BTreeMap<Kid, KeyEnd> = BTreeMap::new();
    for change in changes {
        let (kid, was_revoked) = match change {
            KeyChange::Revoke(kid, _) => (*kid, false),
            // A key passes on only once it counts no more.
            KeyChange::Pass(record) => (record.kid, true),
        };
        let end = ends.entry(kid).or_insert(KeyEnd { was_revoked, owner: None, revoked_at: None });
        match change {
            KeyChange::Revoke(_, at) => end.revoked_at = Some(at.get()),
            KeyChange::Pass(record) => {
                (end.owner, end.revoked_at) = (Some(key_owner(record.owner).1), None);
            }
        }
    }
    if ends.is_empty() {
        return;
    }
    let params = vec![
        column(ends.keys().map(|kid| kid.as_bytes().to_vec())),
        column(ends.values().map(|end| end.was_revoked)),
        column(ends.values().map(|end| end.owner)),
        column(ends.values().map(|end| end.revoked_at)),
    ];
    let claimed = Needs { keys: ends.keys().copied().collect(), ..Needs::default() };
    let must = Must::Claim(Box::new(claimed), ends.len(), |row, needs| {
        needs.keys.remove(&columns::kid(row, 0)?);
        Ok(())
    });
    push(steps, queries::CHANGE_KEYS, params, must);
}

/// The last word on each person, from all changes in order.
#[derive(Default)]
struct PersonEnd<'a> {
    profile: Option<(Option<&'a str>, Option<&'static str>)>,
    email: Option<(&'a str, Millis)>,
    is_erased: bool,
}

fn write_persons(steps: &mut Vec<Step>, changes: &[PersonChange]) {
    let mut ends: BTreeMap<WalletId, PersonEnd<'_>> = BTreeMap::new();
    let mut invite_codes = Vec::new();
    for change in changes {
        match change {
            PersonChange::Profile { wallet, name, language } => {
                let profile = (name.as_deref(), language.map(Language::tag));
                ends.entry(*wallet).or_default().profile = Some(profile);
            }
            PersonChange::Email { wallet, address, at } => {
                ends.entry(*wallet).or_default().email = Some((address, *at));
            }
            PersonChange::Erased { wallet, invite_code, .. } => {
                let erased = PersonEnd { is_erased: true, ..PersonEnd::default() };
                ends.insert(*wallet, erased);
                invite_codes.extend(invite_code.as_ref().map(ToString::to_string));
            }
        }
    }
    // Addresses become free first: in one batch one may leave and the next may come.
    let of = |which: fn(&PersonEnd<'_>) -> bool| -> Vec<Uuid> {
        ends.iter().filter(|(_, end)| which(end)).map(|(wallet, _)| wallet.uuid()).collect()
    };
    let erased = of(|end| end.is_erased);
    for (query, values) in [
        (queries::FREE_EMAILS, of(|end| end.is_erased || end.email.is_some())),
        (queries::END_PEOPLE, erased.clone()),
        (queries::END_DEVICE_CODES_OF, erased),
    ] {
        if !values.is_empty() {
            push(steps, query, vec![column(values.into_iter())], Must::Any);
        }
    }
    if !invite_codes.is_empty() {
        let codes = vec![column(invite_codes.into_iter())];
        push(steps, queries::END_INVITE_CODES, codes, Must::Any);
    }
    write_profiles(steps, &ends);
    write_emails(steps, &ends);
}

fn write_profiles(steps: &mut Vec<Step>, ends: &BTreeMap<WalletId, PersonEnd<'_>>) {
    let profiles: Vec<_> =
        ends.iter().filter_map(|(wallet, end)| Some((wallet.uuid(), end.profile?))).collect();
    if !profiles.is_empty() {
        let params = vec![
            column(profiles.iter().map(|it| it.0)),
            column(profiles.iter().map(|it| it.1.0.map(str::to_owned))),
            column(profiles.iter().map(|it| it.1.1)),
        ];
        push(steps, queries::SET_PROFILES, params, Must::Any);
    }
}

fn write_emails(steps: &mut Vec<Step>, ends: &BTreeMap<WalletId, PersonEnd<'_>>) {
    let mut emails: Vec<_> =
        ends.iter().filter_map(|(wallet, end)| Some((end.email?, wallet.uuid()))).collect();
    if emails.is_empty() {
        return;
    }
    emails.sort_unstable();
    let addresses = || emails.iter().map(|it| it.0.0.to_owned());
    let claimed = Needs { emails: addresses().collect(), ..Needs::default() };
    let must = Must::Claim(Box::new(claimed), emails.len(), |row, needs| {
        needs.emails.remove(row.try_get::<_, &str>(0)?);
        Ok(())
    });
    let wallets = || column(emails.iter().map(|it| it.1));
    push(steps, queries::TAKE_EMAILS, vec![column(addresses()), wallets()], must);
    let since = column(emails.iter().map(|it| it.0.1.get()));
    push(steps, queries::SET_EMAILS, vec![wallets(), column(addresses()), since], Must::Any);
}

/// A code that was tried in vain, or used, must still have been good.
fn write_tries(steps: &mut Vec<Step>, people: &PeopleChanges) {
    let most = i64::from(CODE_TRIES);
    let mut tries: BTreeMap<i64, i64> = BTreeMap::new();
    for id in &people.tried {
        *tries.entry(*id).or_default() += 1;
    }
    if !tries.is_empty() {
        let (ids, counts) = (column(tries.keys().copied()), column(tries.values().copied()));
        let params = vec![ids, counts, Box::new(most) as super::commit::Param];
        push(steps, queries::COUNT_TRIES, params, Must::Write(tries.len()));
    }
    let used = &people.used_email_codes;
    if !used.is_empty() {
        let params = vec![column(used.iter().copied()), Box::new(most) as super::commit::Param];
        push(steps, queries::USE_EMAIL_CODES, params, Must::Write(used.len()));
    }
}

pub(super) fn person(row: &Row) -> Result<Person, StoreError> {
    Ok(Person {
        name: row.try_get(0)?,
        language: row.try_get::<_, Option<&str>>(1)?.and_then(Language::of_tag),
        email: row.try_get(2)?,
        email_confirmed_at: row.try_get::<_, Option<i64>>(3)?.map(Millis::new),
    })
}

/// Two servers that count at once draw the same number: one of them counts again.
pub(super) async fn add_email_code(
    client: &mut Client,
    code: &NewEmailCode,
) -> Result<Result<i64, Millis>, StoreError> {
    for _ in 0..NUMBERS_TRIED {
        let change = client.transaction().await?;
        let forgotten = code.made_at - CODES_COUNTED;
        change.execute(queries::END_OLD_EMAIL_CODES, &[&forgotten.get()]).await?;
        let last = change.query_one(queries::LAST_EMAIL_CODE, &[]).await?;
        let id = last.try_get::<_, i64>(0)? + 1;
        let (address, device) = (&code.address[..], &code.device.as_bytes()[..]);
        // Where there are as many as allowed, the oldest of them must be forgotten first.
        let mut oldest = None;
        for (query, of, most) in [
            (queries::CODE_OF_ADDRESS, address, CODES_OF_ADDRESS),
            (queries::CODE_OF_DEVICE, device, CODES_OF_DEVICE),
        ] {
            let row = change.query_opt(query, &[&of, &(i64::from(most) - 1)]).await?;
            let made_at = row.map(|row| columns::millis(&row, 0)).transpose()?;
            oldest = oldest.max(made_at);
        }
        if let Some(made_at) = oldest {
            return Ok(Err(made_at + CODES_COUNTED));
        }
        let text = &code.code[..];
        let made_at = code.made_at.get();
        let added = change
            .execute(queries::ADD_EMAIL_CODE, &[&id, &address, &device, &text, &made_at])
            .await?;
        change.commit().await?;
        if added == 1 {
            return Ok(Ok(id));
        }
    }
    Err(StoreError::Lost)
}

pub(super) async fn add_device_code(
    client: &mut Client,
    code: &Sealed,
    agreed: &AgreedCode,
    now: Millis,
) -> Result<(), StoreError> {
    let change = client.transaction().await?;
    let (wallet, device) = (agreed.wallet.uuid(), &agreed.device.as_bytes()[..]);
    change.execute(queries::END_DEVICE_CODES_OF, &[&vec![wallet]]).await?;
    change.execute(queries::END_OLD_DEVICE_CODES, &[&now.get()]).await?;
    let expires_at = agreed.expires_at.get();
    change.execute(queries::ADD_DEVICE_CODE, &[&&code[..], &wallet, &device, &expires_at]).await?;
    Ok(change.commit().await?)
}

pub(super) async fn payouts(
    client: &Client,
    now: Millis,
    limit: u32,
) -> Result<Vec<Payout>, StoreError> {
    let until = (now + LEASE).get();
    let params: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&now.get(), &i64::from(limit), &until];
    let rows = ask(client, queries::LEASE_PAYOUTS, &params).await?;
    let payout = |row: &Row| {
        let (id, amount) = (PayoutId::new(row.try_get(0)?), Cents::new(row.try_get(1)?));
        Ok(Payout { id, amount, tries: columns::small(row, 2)? })
    };
    rows.iter().map(payout).collect()
}
