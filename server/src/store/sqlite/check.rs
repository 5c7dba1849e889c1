//! Every invariant of the ledger, looked at in one consistent read.
//!
//! Each wallet's journal is folded anew; what is kept of it must equal the fold. Transfers must be
//! those of the events, rows across wallets must agree, and all accounts together must sum to zero.

use super::columns;
use super::queries::{check as queries, read};
use crate::image::Image;
use crate::store::{CheckReport, StoreError};
use dough_paycode::Kid;
use dough_rules::ids::{Bytes32, Seq, ShopId, WalletId};
use dough_rules::ledger::{Unit, WalletAccount};
use dough_rules::order::Allocation;
use dough_rules::shop::ShopFacts;
use dough_rules::surprise::commitment;
use dough_rules::units::{Dough, Millis};
use dough_rules::{Entry, WalletFacts};
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(connection: &Connection) -> Result<CheckReport, StoreError> {
    // A transaction of reads only: one state of the database, while the server writes on.
    let snapshot = connection.unchecked_transaction()?;
    let mut report = CheckReport::default();
    check_wallets(&snapshot, &mut report)?;
    check_house(&snapshot, &mut report)?;
    check_room(&snapshot, &mut report)?;
    check_sales(&snapshot, &mut report)?;
    check_images(&snapshot, &mut report)?;
    check_people(&snapshot, &mut report)?;
    snapshot.finish()?;
    Ok(report)
}

impl CheckReport {
    fn count(&mut self, what: &'static str, by: u64) {
        *self.counted.entry(what).or_default() += by;
    }

    fn expect(&mut self, holds: bool, finding: impl FnOnce() -> String) {
        if !holds {
            self.findings.push(finding());
        }
    }
}

struct KeptWallet {
    id: WalletId,
    head: Seq,
    balances: [i64; 7],
    due_at: Option<i64>,
    facts: WalletFacts,
}

fn kept_wallet(row: &Row<'_>) -> rusqlite::Result<KeptWallet> {
    let mut balances = [0; 7];
    for (place, balance) in balances.iter_mut().enumerate() {
        *balance = row.get(place + 2)?;
    }
    Ok(KeptWallet {
        id: columns::wallet(row, 0)?,
        head: Seq::new(columns::number(row, 1)?),
        balances,
        due_at: row.get(9)?,
        facts: columns::json(row, 10)?,
    })
}

fn check_wallets(connection: &Connection, report: &mut CheckReport) -> Result<(), StoreError> {
    let keys = wallets_keys(connection)?;
    let mut kept_keys = 0;
    let mut statement = connection.prepare(queries::WALLETS)?;
    for wallet in statement.query_map([], kept_wallet)? {
        let wallet = wallet?;
        report.count("wallets", 1);
        check_wallet(connection, &wallet, report)?;
        kept_keys += check_keys(&wallet.facts, &keys, report);
    }
    let all_keys: usize = keys.values().map(BTreeSet::len).sum();
    report.expect(kept_keys == all_keys, || {
        format!("{all_keys} keys count for wallets, whose phones have {kept_keys}")
    });
    let stray: u64 =
        connection.query_row(queries::STRAY_ENTRIES, [], |row| columns::number(row, 0))?;
    report.expect(stray == 0, || format!("{stray} journal entries belong to no wallet"));
    let stray: u64 =
        connection.query_row(queries::STRAY_TRANSFERS, [], |row| columns::number(row, 0))?;
    report.expect(stray == 0, || format!("{stray} transfers belong to no journal entry"));
    Ok(())
}

fn check_wallet(
    connection: &Connection,
    wallet: &KeptWallet,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let id = wallet.id;
    let Some((facts, transfers)) = fold(connection, id, report)? else {
        return Ok(());
    };
    report.expect(facts == wallet.facts, || {
        format!("wallet {id}: the stored facts are not the fold of the journal")
    });
    report.expect(facts.head == wallet.head, || {
        format!("wallet {id}: head is {} but the journal ends at {}", wallet.head, facts.head)
    });
    for (account, kept) in WalletAccount::ALL.into_iter().zip(wallet.balances) {
        let folded = facts.balances.of(account);
        report.expect(folded == kept, || {
            format!("wallet {id}: {} is {kept}, its transfers sum to {folded}", account.name())
        });
    }
    let due = facts.next_due().map(Millis::get);
    report.expect(due == wallet.due_at, || format!("wallet {id}: due_at is not what is due next"));
    let lots: Dough = facts.lots.iter().map(|lot| lot.available + lot.locked).sum();
    let stands = facts.balances.dough_available + facts.balances.dough_locked;
    report.expect(lots == stands, || format!("wallet {id}: lots hold {lots}, balances {stands}"));
    let kept = kept_transfers(connection, id)?;
    report.count("transfers", kept.len() as u64);
    report.expect(kept == transfers, || {
        format!("wallet {id}: the transfers are not those of its events")
    });
    check_secrets(connection, &facts, report)
}

/// A transfer as its row: number, place, from, from's shop, to, to's shop, amount.
type TransferRow = (u64, u64, String, Option<String>, String, Option<String>, i64);

/// Folds a journal anew. Nothing where it can't be folded, which is reported.
fn fold(
    connection: &Connection,
    id: WalletId,
    report: &mut CheckReport,
) -> Result<Option<(WalletFacts, Vec<TransferRow>)>, StoreError> {
    let mut facts = WalletFacts::new(id);
    let mut transfers = Vec::new();
    let mut statement = connection.prepare_cached(read::JOURNAL)?;
    let entries = statement.query_map(params![id.uuid(), 0, i64::MAX], |row| {
        Ok(Entry {
            seq: Seq::new(columns::number(row, 0)?),
            at: Millis::new(row.get(1)?),
            event: columns::json(row, 2)?,
        })
    })?;
    for entry in entries {
        let entry = entry?;
        report.count("journal entries", 1);
        if let Err(error) = facts.apply(&entry) {
            report.findings.push(format!("wallet {id}: {error}"));
            return Ok(None);
        }
        for (n, transfer) in entry.event.transfers().into_iter().enumerate() {
            let (from, from_shop) = super::commit::account(&transfer.from);
            let (to, to_shop) = super::commit::account(&transfer.to);
            transfers.push((
                entry.seq.get(),
                n as u64,
                from.to_owned(),
                from_shop.map(str::to_owned),
                to.to_owned(),
                to_shop.map(str::to_owned),
                transfer.amount,
            ));
        }
    }
    Ok(Some((facts, transfers)))
}

fn kept_transfers(connection: &Connection, id: WalletId) -> Result<Vec<TransferRow>, StoreError> {
    let mut statement = connection.prepare_cached(queries::TRANSFERS)?;
    let rows = statement.query_map([id.uuid()], |row| {
        Ok((
            columns::number(row, 0)?,
            columns::number(row, 1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Behind each ready surprise stands the secret that was committed to, and no other is kept.
fn check_secrets(
    connection: &Connection,
    facts: &WalletFacts,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let id = facts.wallet;
    let mut statement = connection.prepare_cached(queries::SECRETS)?;
    let kept: BTreeMap<Seq, Bytes32> = statement
        .query_map([id.uuid()], |row| {
            Ok((Seq::new(columns::number(row, 0)?), Bytes32(row.get(1)?)))
        })?
        .collect::<Result<_, _>>()?;
    report.expect(kept.len() == facts.surprises.len(), || {
        format!("wallet {id}: {} secrets for {} surprises", kept.len(), facts.surprises.len())
    });
    for surprise in &facts.surprises {
        let number = surprise.number;
        let holds = kept.get(&number).is_some_and(|secret| {
            commitment(secret, id, number, surprise.odds.version) == surprise.commitment
        });
        report.expect(holds, || format!("wallet {id}: surprise {number} lacks its secret"));
    }
    Ok(())
}

/// The keys that count, as purpose and kid, by wallet.
type WalletsKeys = BTreeMap<WalletId, BTreeSet<(String, String)>>;

fn wallets_keys(connection: &Connection) -> Result<WalletsKeys, StoreError> {
    let mut keys = WalletsKeys::new();
    let mut statement = connection.prepare(queries::DEVICE_KEYS)?;
    let rows = statement.query_map([], |row| {
        let kid = Kid::from_bytes(row.get(0)?).to_string();
        Ok((columns::wallet(row, 1)?, (row.get(2)?, kid)))
    })?;
    for row in rows {
        let (wallet, key) = row?;
        keys.entry(wallet).or_default().insert(key);
    }
    Ok(keys)
}

/// The keys that count for a wallet are those of its phones. How many there are.
fn check_keys(facts: &WalletFacts, keys: &WalletsKeys, report: &mut CheckReport) -> usize {
    let key = |purpose: &str, kid: &String| (purpose.to_owned(), kid.clone());
    let devices: BTreeSet<_> = facts
        .devices
        .iter()
        .flat_map(|it| [key("pay", &it.pay_key), key("api", &it.api_key)])
        .collect();
    let kept = keys.get(&facts.wallet).cloned().unwrap_or_default();
    report.expect(kept == devices, || {
        format!("wallet {}: the keys that count aren't those of its phones", facts.wallet)
    });
    kept.len()
}

/// Addresses lead to those who have them, and what is paid out is what was booked so.
fn check_people(connection: &Connection, report: &mut CheckReport) -> Result<(), StoreError> {
    let stray: u64 =
        connection.query_row(queries::PEOPLE_WITHOUT_WALLET, [], |row| columns::number(row, 0))?;
    report.expect(stray == 0, || format!("{stray} rows of people and addresses don't agree"));
    let (kept, booked): (i64, i64) =
        connection.query_row(queries::PAYOUTS, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    report.expect(kept == booked, || {
        format!("payouts are {kept} in all, the transfers for them {booked}")
    });
    Ok(())
}

/// In each unit, all accounts together sum to zero.
fn check_house(connection: &Connection, report: &mut CheckReport) -> Result<(), StoreError> {
    let mut sums: BTreeMap<bool, i128> = BTreeMap::new();
    let mut wallet_side: BTreeMap<String, i128> = BTreeMap::new();
    let mut statement = connection.prepare(queries::HOUSE_SUMS)?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    for row in rows {
        let (account, sum) = row?;
        *sums.entry(account.starts_with("eur.")).or_default() += i128::from(sum);
        wallet_side.insert(account, i128::from(sum));
    }
    for (is_eur, sum) in sums {
        let unit = if is_eur { "EUR" } else { "DOUGH" };
        report.expect(sum == 0, || format!("all accounts in {unit} sum to {sum}, not to zero"));
    }
    let mut kept: BTreeMap<&str, i128> = BTreeMap::new();
    let mut statement = connection.prepare(queries::WALLETS)?;
    for wallet in statement.query_map([], kept_wallet)? {
        for (account, balance) in WalletAccount::ALL.into_iter().zip(wallet?.balances) {
            *kept.entry(account.name()).or_default() += i128::from(balance);
        }
    }
    for (account, balance) in kept {
        let moved = wallet_side.get(account).copied().unwrap_or(0);
        report.expect(moved == balance, || {
            format!("{account} of all wallets is {balance}, its transfers sum to {moved}")
        });
    }
    report.count("units that sum to zero", [Unit::Dough, Unit::Eur].len() as u64);
    Ok(())
}

/// What windows have reserved is what live orders hold.
fn check_room(connection: &Connection, report: &mut CheckReport) -> Result<(), StoreError> {
    let mut shops: BTreeMap<String, ShopFacts> = BTreeMap::new();
    let mut statement = connection.prepare(queries::ALLOCATIONS)?;
    let rows = statement
        .query_map([], |row| Ok((columns::shop(row, 0)?, columns::json::<Allocation>(row, 2)?)))?;
    for row in rows {
        let (shop, allocation): (ShopId, _) = row?;
        report.count("orders with room", 1);
        shops.entry(shop.to_string()).or_insert_with(|| ShopFacts::new(shop)).take(&allocation);
    }
    let mut kept: BTreeMap<(String, Millis), (u32, u32)> = BTreeMap::new();
    let mut statement = connection.prepare(queries::WINDOWS)?;
    let rows = statement.query_map([], |row| {
        let place = (row.get(0)?, Millis::new(row.get(1)?));
        Ok((place, (columns::small(row, 2)?, columns::small(row, 3)?)))
    })?;
    for row in rows {
        let (place, window) = row?;
        kept.insert(place, window);
    }
    let held: BTreeMap<(String, Millis), (u32, u32)> = shops
        .into_iter()
        .flat_map(|(shop, facts)| {
            facts.reserved.into_iter().map(move |(start, window)| {
                ((shop.clone(), start), (window.make_seconds.get(), window.orders))
            })
        })
        .collect();
    report.expect(kept == held, || "windows are not the sum of live orders' room".to_owned());
    let stray: u64 =
        connection.query_row(queries::ROOM_WITHOUT_ORDER, [], |row| columns::number(row, 0))?;
    report.expect(stray == 0, || format!("{stray} allocations belong to no live order"));
    Ok(())
}

/// One code, one sale, one receipt.
fn check_sales(connection: &Connection, report: &mut CheckReport) -> Result<(), StoreError> {
    let one = |query: &str| connection.query_row(query, [], |row| columns::number(row, 0));
    let pair = |query: &str| {
        connection
            .query_row(query, [], |row| Ok((columns::number(row, 0)?, columns::number(row, 1)?)))
    };
    let without_code = one(queries::SALES_WITHOUT_CODE)?;
    report.expect(without_code == 0, || format!("{without_code} sales claim no code"));
    let without_receipt = one(queries::CODES_WITHOUT_RECEIPT)?;
    report.expect(without_receipt == 0, || format!("{without_receipt} codes name no receipt"));
    let (sales, codes) = pair(queries::SALES_AND_CODES)?;
    report.expect(sales == codes, || format!("{sales} sales, but {codes} codes were used"));
    let receipts = one(queries::RECEIPTS)?;
    let (entries, matched) = pair(queries::RECEIPT_ENTRIES)?;
    report.expect(receipts == entries && matched == entries, || {
        format!("{entries} journal entries are receipts, {receipts} are kept, {matched} match")
    });
    let (refunds, refunded) = pair(queries::REFUNDS)?;
    let (entries, matched) = pair(queries::REFUND_ENTRIES)?;
    report.expect(refunds == entries && matched == entries, || {
        format!("{entries} journal entries are refunds, {refunds} are kept, {matched} match")
    });
    report.count("receipts", receipts);
    report.count("refunded receipts", refunded);
    report.count("sales at tills", sales);
    Ok(())
}

/// Every picture that a menu names is there, and is what its name says.
fn check_images(connection: &Connection, report: &mut CheckReport) -> Result<(), StoreError> {
    let mut statement = connection.prepare(queries::IMAGES)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (hash, body): ([u8; 32], Vec<u8>) = row?;
        report.count("pictures", 1);
        let holds = Image::read(body).is_some_and(|image| image.hash.0 == hash);
        report.expect(holds, || format!("picture {} is another one", Bytes32(hash)));
    }
    let missing =
        connection.query_row(queries::MISSING_IMAGES, [], |row| columns::number(row, 0))?;
    report.expect(missing == 0, || format!("{missing} pictures of the menu are missing"));
    Ok(())
}
