//! What outlets owe each other for dough that was spent elsewhere.
//!
//! Each spending has booked its claims on `eur.clearing`, from who gave the dough to who took it, at
//! the value of that day. Outlets of one company settle as one; what is between them is shown and not
//! paid.

use super::{Report, Table, issuer_name};
use crate::store::Moved;
use dough_rules::Catalogue;
use dough_rules::ledger::{HouseAccount, Issuer};
use dough_rules::units::{Cents, Millis};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Who pays whom how much, so that nobody owes anybody any more.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Payment {
    /// Who pays.
    from: String,
    /// Who is paid.
    to: String,
    /// How much.
    amount: Cents,
}

/// The report of what moved in a period.
pub fn clearing(catalogue: &Catalogue, moved: &[Moved], days: (Date, Date), at: Millis) -> Report {
    let owed = owed(moved);
    let between = owed.iter().map(|((from, to), (amount, times))| {
        vec![from.as_str().into(), to.as_str().into(), (*amount).into(), (*times).into()]
    });
    let nets = nets(catalogue, &owed);
    let balances = nets.iter().map(|(party, net)| vec![party.as_str().into(), (*net).into()]);
    let payments = payments(&nets);
    let payments = payments
        .into_iter()
        .map(|payment| vec![payment.from.into(), payment.to.into(), payment.amount.get().into()]);
    Report {
        name: "clearing",
        at,
        days: Some(days),
        tables: vec![
            Table {
                name: "owed",
                columns: vec!["from", "to", "cents", "times"],
                rows: between.collect(),
            },
            Table { name: "net", columns: vec!["party", "cents"], rows: balances.collect() },
            Table {
                name: "payments",
                columns: vec!["from", "to", "cents"],
                rows: payments.collect(),
            },
        ],
    }
}

/// What each owes each other: the difference of both directions, from who owes it, and how often
/// something was booked between the two.
fn owed(moved: &[Moved]) -> BTreeMap<(String, String), (i64, i64)> {
    let account = HouseAccount::EurClearing(Issuer::Programme).name();
    let mut pairs: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
    for row in moved.iter().filter(|row| row.from == account && row.to == account) {
        let name =
            |shop: &Option<_>| issuer_name(&shop.clone().map_or(Issuer::Programme, Issuer::Shop));
        let (from, to) = (name(&row.from_shop), name(&row.to_shop));
        let (pair, amount) =
            if from <= to { ((from, to), row.amount) } else { ((to, from), -row.amount) };
        let (sum, times) = pairs.entry(pair).or_default();
        *sum += amount;
        *times += row.times;
    }
    let directed = pairs.into_iter().map(|((one, other), (amount, times))| {
        if amount < 0 { ((other, one), (-amount, times)) } else { ((one, other), (amount, times)) }
    });
    directed.collect()
}

/// What each party gets (above zero) or pays (below). They sum to zero.
fn nets(
    catalogue: &Catalogue,
    owed: &BTreeMap<(String, String), (i64, i64)>,
) -> BTreeMap<String, i64> {
    let party = |name: &String| {
        let shop = catalogue.shops.iter().find(|shop| shop.id.as_str() == name);
        shop.and_then(|shop| shop.company.clone()).unwrap_or_else(|| name.clone())
    };
    let mut nets: BTreeMap<String, i64> = BTreeMap::new();
    for ((from, to), (amount, _)) in owed {
        *nets.entry(party(from)).or_default() -= amount;
        *nets.entry(party(to)).or_default() += amount;
    }
    nets
}

/// The largest debtor pays the largest creditor, until nothing is owed: at most one payment fewer
/// than there are parties.
fn payments(nets: &BTreeMap<String, i64>) -> Vec<Payment> {
    let mut left = nets.clone();
    let mut payments = Vec::new();
    loop {
        // Of equals the first by name, so that the same nets make the same payments.
        let debtor =
            left.iter().rev().min_by_key(|(_, net)| **net).map(|(name, net)| (name.clone(), *net));
        let creditor =
            left.iter().rev().max_by_key(|(_, net)| **net).map(|(name, net)| (name.clone(), *net));
        let (Some((from, debt)), Some((to, credit))) = (debtor, creditor) else {
            return payments;
        };
        let amount = (-debt).min(credit);
        if amount <= 0 {
            return payments;
        }
        *left.entry(from.clone()).or_default() += amount;
        *left.entry(to.clone()).or_default() -= amount;
        payments.push(Payment { from, to, amount: Cents::new(amount) });
    }
}
