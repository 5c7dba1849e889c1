//! Every invariant of the ledger, told from rows of whatever database.
//!
//! Each wallet's journal is folded anew; what is kept of it must equal the fold. Transfers must be
//! those of the events, rows across wallets must agree, and all accounts together must sum to zero.

use super::CheckReport;
use super::rows::account;
use crate::image::Image;
use dough_paycode::Kid;
use dough_rules::ids::{Bytes32, Seq, ShopId, WalletId};
use dough_rules::ledger::{Unit, WalletAccount};
use dough_rules::order::Allocation;
use dough_rules::shop::ShopFacts;
use dough_rules::surprise::commitment;
use dough_rules::units::{Dough, Millis};
use dough_rules::{Entry, WalletFacts};
use std::collections::{BTreeMap, BTreeSet};

impl CheckReport {
    pub(super) fn count(&mut self, what: &'static str, by: u64) {
        *self.counted.entry(what).or_default() += by;
    }

    pub(super) fn expect(&mut self, holds: bool, finding: impl FnOnce() -> String) {
        if !holds {
            self.findings.push(finding());
        }
    }
}

/// A wallet's row.
pub(super) struct KeptWallet {
    pub(super) id: WalletId,
    pub(super) head: Seq,
    /// In the order of [`WalletAccount::ALL`].
    pub(super) balances: [i64; 7],
    pub(super) due_at: Option<i64>,
    pub(super) facts: WalletFacts,
}

/// A transfer as its row: number, place, from, from's shop, to, to's shop, amount.
pub(super) type TransferRow = (u64, u64, String, Option<String>, String, Option<String>, i64);

/// What belongs to a wallet, each in order.
#[derive(Default)]
pub(super) struct Belongings {
    pub(super) entries: Vec<Entry>,
    pub(super) transfers: Vec<TransferRow>,
    pub(super) secrets: BTreeMap<Seq, Bytes32>,
}

/// What is summed up over all wallets.
#[derive(Default)]
pub(super) struct Wallets {
    keys: WalletsKeys,
    keys_found: usize,
    balances: [i128; 7],
}

/// The keys that count, as purpose and kid, by wallet.
type WalletsKeys = BTreeMap<WalletId, BTreeSet<(String, String)>>;

impl Wallets {
    /// Wallets with these keys: kid, owner, purpose.
    pub(super) fn with_keys(keys: impl IntoIterator<Item = (Kid, WalletId, String)>) -> Self {
        let mut all = Self::default();
        for (kid, owner, purpose) in keys {
            all.keys.entry(owner).or_default().insert((purpose, kid.to_string()));
        }
        all
    }

    /// Looks at one wallet.
    pub(super) fn look_at(
        &mut self,
        wallet: &KeptWallet,
        belongings: Belongings,
        report: &mut CheckReport,
    ) {
        report.count("wallets", 1);
        for (sum, balance) in self.balances.iter_mut().zip(wallet.balances) {
            *sum += i128::from(balance);
        }
        self.keys_found += check_keys(&wallet.facts, &self.keys, report);
        check_wallet(wallet, belongings, report);
    }

    /// Looks at what they come to: `sums` are what each account's transfers sum to.
    pub(super) fn finish(
        &self,
        sums: impl IntoIterator<Item = (String, i64)>,
        report: &mut CheckReport,
    ) {
        let all_keys: usize = self.keys.values().map(BTreeSet::len).sum();
        report.expect(self.keys_found == all_keys, || {
            format!("{all_keys} keys count for wallets, whose phones have {}", self.keys_found)
        });
        self.check_house(sums, report);
    }

    /// In each unit, all accounts together sum to zero.
    fn check_house(&self, sums: impl IntoIterator<Item = (String, i64)>, report: &mut CheckReport) {
        let mut units: BTreeMap<bool, i128> = BTreeMap::new();
        let mut moved: BTreeMap<String, i128> = BTreeMap::new();
        for (account, sum) in sums {
            *units.entry(account.starts_with("eur.")).or_default() += i128::from(sum);
            moved.insert(account, i128::from(sum));
        }
        for (is_eur, sum) in units {
            let unit = if is_eur { "EUR" } else { "DOUGH" };
            report.expect(sum == 0, || format!("all accounts in {unit} sum to {sum}, not to zero"));
        }
        for (account, balance) in WalletAccount::ALL.into_iter().zip(self.balances) {
            let account = account.name();
            let moved = moved.get(account).copied().unwrap_or(0);
            report.expect(moved == balance, || {
                format!("{account} of all wallets is {balance}, its transfers sum to {moved}")
            });
        }
        report.count("units that sum to zero", [Unit::Dough, Unit::Eur].len() as u64);
    }
}

fn check_wallet(wallet: &KeptWallet, belongings: Belongings, report: &mut CheckReport) {
    let id = wallet.id;
    let Some((facts, transfers)) = fold(id, belongings.entries, report) else {
        return;
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
    report.count("transfers", belongings.transfers.len() as u64);
    report.expect(belongings.transfers == transfers, || {
        format!("wallet {id}: the transfers are not those of its events")
    });
    check_secrets(&facts, &belongings.secrets, report);
}

/// Folds a journal anew. Nothing where it can't be folded, which is reported.
fn fold(
    id: WalletId,
    entries: Vec<Entry>,
    report: &mut CheckReport,
) -> Option<(WalletFacts, Vec<TransferRow>)> {
    let mut facts = WalletFacts::new(id);
    let mut transfers = Vec::new();
    for entry in entries {
        report.count("journal entries", 1);
        if let Err(error) = facts.apply(&entry) {
            report.findings.push(format!("wallet {id}: {error}"));
            return None;
        }
        for (n, transfer) in entry.event.transfers().into_iter().enumerate() {
            let (from, from_shop) = account(&transfer.from);
            let (to, to_shop) = account(&transfer.to);
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
    Some((facts, transfers))
}

/// Behind each ready surprise stands the secret that was committed to, and no other is kept.
fn check_secrets(facts: &WalletFacts, kept: &BTreeMap<Seq, Bytes32>, report: &mut CheckReport) {
    let id = facts.wallet;
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

/// A window as its row: its shop and start, then its seconds of work and its orders.
pub(super) type WindowRow = ((String, Millis), (u32, u32));

/// What windows have reserved is what live orders hold.
pub(super) fn check_room(
    allocations: impl IntoIterator<Item = (ShopId, Allocation)>,
    windows: impl IntoIterator<Item = WindowRow>,
    report: &mut CheckReport,
) {
    let mut shops: BTreeMap<String, ShopFacts> = BTreeMap::new();
    for (shop, allocation) in allocations {
        report.count("orders with room", 1);
        shops.entry(shop.to_string()).or_insert_with(|| ShopFacts::new(shop)).take(&allocation);
    }
    let kept: BTreeMap<(String, Millis), (u32, u32)> = windows.into_iter().collect();
    let held: BTreeMap<(String, Millis), (u32, u32)> = shops
        .into_iter()
        .flat_map(|(shop, facts)| {
            facts.reserved.into_iter().map(move |(start, window)| {
                ((shop.clone(), start), (window.make_seconds.get(), window.orders))
            })
        })
        .collect();
    report.expect(kept == held, || "windows are not the sum of live orders' room".to_owned());
}

/// How many of what there are, where one question is enough.
pub(super) struct Counts {
    pub(super) entries_without_wallet: u64,
    pub(super) transfers_without_entry: u64,
    pub(super) room_without_order: u64,
    pub(super) sales_without_code: u64,
    pub(super) codes_without_receipt: u64,
    pub(super) sales: u64,
    pub(super) codes: u64,
    pub(super) receipts: u64,
    pub(super) refunds: u64,
    pub(super) refunded_receipts: u64,
    /// Journal entries that are receipts, and those of them with a row among receipts.
    pub(super) receipt_entries: (u64, u64),
    /// Journal entries that are refunds, and those of them with a row among refunds.
    pub(super) refund_entries: (u64, u64),
    pub(super) missing_images: u64,
    /// Rows of people and addresses that don't agree.
    pub(super) stray_people: u64,
    /// Cents that are paid out, and what transfers for them sum to.
    pub(super) payouts: (i64, i64),
}

/// Rows across wallets agree: one code, one sale, one receipt; every picture is there; addresses
/// lead to those who have them; what is paid out is what was booked so.
pub(super) fn check_counts(counts: &Counts, report: &mut CheckReport) {
    for (stray, what) in [
        (counts.entries_without_wallet, "journal entries belong to no wallet"),
        (counts.transfers_without_entry, "transfers belong to no journal entry"),
        (counts.room_without_order, "allocations belong to no live order"),
        (counts.sales_without_code, "sales claim no code"),
        (counts.codes_without_receipt, "codes name no receipt"),
        (counts.missing_images, "pictures of the menu are missing"),
        (counts.stray_people, "rows of people and addresses don't agree"),
    ] {
        report.expect(stray == 0, || format!("{stray} {what}"));
    }
    let Counts { sales, codes, receipts, .. } = *counts;
    report.expect(sales == codes, || format!("{sales} sales, but {codes} codes were used"));
    let (entries, matched) = counts.receipt_entries;
    report.expect(receipts == entries && matched == entries, || {
        format!("{entries} journal entries are receipts, {receipts} are kept, {matched} match")
    });
    let (refunds, (entries, matched)) = (counts.refunds, counts.refund_entries);
    report.expect(refunds == entries && matched == entries, || {
        format!("{entries} journal entries are refunds, {refunds} are kept, {matched} match")
    });
    let (kept, booked) = counts.payouts;
    report.expect(kept == booked, || {
        format!("payouts are {kept} in all, the transfers for them {booked}")
    });
    report.count("receipts", receipts);
    report.count("refunded receipts", counts.refunded_receipts);
    report.count("sales at tills", sales);
}

/// A picture is what its name says.
pub(super) fn check_image(hash: [u8; 32], body: Vec<u8>, report: &mut CheckReport) {
    report.count("pictures", 1);
    let holds = Image::read(body).is_some_and(|image| image.hash.0 == hash);
    report.expect(holds, || format!("picture {} is another one", Bytes32(hash)));
}
