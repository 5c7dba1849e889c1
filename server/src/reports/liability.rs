//! What is owed to customers now.

use super::{Cell, Report, Table, issuer_name};
use crate::store::{Store, StoreError};
use dough_rules::ledger::{Issuer, Lot};
use dough_rules::units::{Dough, Millis};
use dough_rules::{Catalogue, WalletFacts};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What all wallets hold.
#[derive(Debug, Default)]
struct Holdings {
    /// Dough to spend or behind rewards, by who gave it and the month in which it runs out.
    dough: BTreeMap<(Issuer, String), Dough>,
    /// Dough that waits for a date or a pickup.
    pending: BTreeMap<Issuer, Dough>,
    totals: BTreeMap<&'static str, i64>,
}

/// The report of how things stand, from one consistent read.
pub async fn liability(
    store: &dyn Store,
    catalogue: &Catalogue,
    now: Millis,
) -> Result<Report, StoreError> {
    let holdings = Arc::new(Mutex::new(Holdings::default()));
    let zone = catalogue.business.time_zone.clone();
    let summed = Arc::clone(&holdings);
    let month = move |at: Option<Millis>| match at {
        Some(at) => at.in_zone(&zone).strftime("%Y-%m").to_string(),
        None => "never".to_owned(),
    };
    let visit = move |facts: WalletFacts| {
        summed.lock().unwrap_or_else(PoisonError::into_inner).add(&facts, now, &month);
    };
    store.each_wallet(Box::new(visit)).await?;
    let holdings = holdings.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(holdings.report(catalogue, now))
}

impl Holdings {
    fn add(&mut self, facts: &WalletFacts, now: Millis, month: &impl Fn(Option<Millis>) -> String) {
        let over = facts.run_out(now);
        for lot in &facts.lots {
            let is_over = over.iter().any(|part| part.lot == lot.number);
            let available = if is_over { Dough::ZERO } else { lot.available };
            self.add_dough(lot, month(facts.ends_at(lot)), available + lot.locked);
        }
        for pending in &facts.pending {
            let sum = self.pending.entry(pending.award.issuer.clone()).or_default();
            *sum = *sum + pending.award.dough;
        }
        let ran_out: Dough = over.iter().map(|part| part.dough).sum();
        let balances = &facts.balances;
        let vouchers = facts.vouchers.iter().filter(|voucher| now < voucher.expires_at);
        let (vouchers, worth) = vouchers
            .fold((0, 0), |(count, worth), voucher| (count + 1, worth + voucher.worth.get()));
        let is_open = i64::from(facts.erased_at.is_none());
        for (name, value) in [
            ("wallets", is_open),
            ("cents to spend", balances.eur_available.get()),
            ("cents held for orders", balances.eur_held.get()),
            ("dough behind rewards", balances.dough_locked.get()),
            ("dough owed by customers", -balances.dough_owed.get()),
            ("dough run out, not yet booked", ran_out.get()),
            ("vouchers to use", vouchers),
            ("cents that the programme pays for them", worth),
        ] {
            *self.totals.entry(name).or_default() += value;
        }
    }

    fn add_dough(&mut self, lot: &Lot, month: String, dough: Dough) {
        if dough.is_positive() {
            let sum = self.dough.entry((lot.issuer.clone(), month)).or_default();
            *sum = *sum + dough;
        }
    }

    fn report(&self, catalogue: &Catalogue, at: Millis) -> Report {
        let valued = |issuer: &Issuer, dough: Dough| -> [Cell; 2] {
            let value = catalogue.dough_value(issuer).get().saturating_mul(dough.get());
            [dough.get().into(), value.into()]
        };
        let dough = self.dough.iter().map(|((issuer, month), dough)| {
            let names: [Cell; 2] = [issuer_name(issuer).into(), month.as_str().into()];
            names.into_iter().chain(valued(issuer, *dough)).collect()
        });
        let pending = self.pending.iter().map(|(issuer, dough)| {
            [issuer_name(issuer).into()].into_iter().chain(valued(issuer, *dough)).collect()
        });
        let totals = self.totals.iter().map(|(name, sum)| vec![(*name).into(), (*sum).into()]);
        Report {
            name: "liability",
            at,
            days: None,
            tables: vec![
                Table {
                    name: "dough",
                    columns: vec!["issuer", "runs out in", "dough", "cents"],
                    rows: dough.collect(),
                },
                Table {
                    name: "pending",
                    columns: vec!["issuer", "dough", "cents"],
                    rows: pending.collect(),
                },
                Table { name: "totals", columns: vec!["what", "number"], rows: totals.collect() },
            ],
        }
    }
}
