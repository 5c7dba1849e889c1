//! What was sold and given back.

use super::{Report, Table};
use crate::store::{Moved, Period, Store, StoreError};
use dough_rules::Catalogue;
use dough_rules::Event;
use dough_rules::ids::ShopId;
use dough_rules::ledger::{HouseAccount, Issuer};
use dough_rules::receipt::{Tender, VatTotal};
use dough_rules::units::Millis;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Sums of a period, what was given back counted below zero.
#[derive(Debug, Default)]
struct Sums {
    /// Receipts and refunds by shop and day.
    days: BTreeMap<(ShopId, Date), (i64, i64)>,
    /// Gross and VAT by shop and rate.
    vat: BTreeMap<(ShopId, u32), (i64, i64)>,
    /// Cents by shop and way of paying.
    tenders: BTreeMap<(ShopId, &'static str), i64>,
}

/// The report of a period. Days are the shop's own; a refund counts on the day that it was booked.
pub async fn sales(
    store: &dyn Store,
    catalogue: &Catalogue,
    (period, days): (Period, (Date, Date)),
    moved: &[Moved],
    at: Millis,
) -> Result<Report, StoreError> {
    let sums = Arc::new(Mutex::new(Sums::default()));
    let (summed, known) = (Arc::clone(&sums), catalogue.clone());
    let visit = move |(at, event): (Millis, Event)| {
        summed.lock().unwrap_or_else(PoisonError::into_inner).add(&known, at, &event);
    };
    store.each_booking(period, Box::new(visit)).await?;
    let sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
    let mut tables = sums.tables();
    tables.push(breakage(catalogue, moved));
    Ok(Report { name: "sales", at, days: Some(days), tables })
}

impl Sums {
    fn add(&mut self, catalogue: &Catalogue, at: Millis, event: &Event) {
        match event {
            Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
                self.add_day(&receipt.shop, receipt.day, receipt.total.get(), 1);
                self.add_parts(&receipt.shop, &receipt.tenders, &receipt.vat, 1);
            }
            Event::Refunded { refund } => {
                let shop = catalogue.shop(&refund.shop);
                let day = shop.map_or_else(
                    || at.in_zone(&catalogue.business.time_zone).date(),
                    |shop| shop.day(at),
                );
                let back: i64 = refund.tenders.iter().map(|tender| tender.amount().get()).sum();
                self.add_day(&refund.shop, day, -back, 0);
                self.add_parts(&refund.shop, &refund.tenders, &refund.vat, -1);
            }
            _ => {}
        }
    }

    fn add_day(&mut self, shop: &ShopId, day: Date, cents: i64, receipts: i64) {
        let (sum, count) = self.days.entry((shop.clone(), day)).or_default();
        *sum += cents;
        *count += receipts;
    }

    fn add_parts(&mut self, shop: &ShopId, tenders: &[Tender], vat: &[VatTotal], sign: i64) {
        for tender in tenders {
            *self.tenders.entry((shop.clone(), tender.name())).or_default() +=
                sign * tender.amount().get();
        }
        for total in vat {
            let (gross, vat) = self.vat.entry((shop.clone(), total.rate)).or_default();
            *gross += sign * total.gross.get();
            *vat += sign * total.vat.get();
        }
    }

    fn tables(&self) -> Vec<Table> {
        let days = self.days.iter().map(|((shop, day), (cents, receipts))| {
            vec![shop.as_str().into(), day.to_string().into(), (*receipts).into(), (*cents).into()]
        });
        let vat = self.vat.iter().map(|((shop, rate), (gross, vat))| {
            vec![
                shop.as_str().into(),
                i64::from(*rate).into(),
                (*gross).into(),
                (*vat).into(),
                (gross - vat).into(),
            ]
        });
        let tenders = self
            .tenders
            .iter()
            .map(|((shop, way), cents)| vec![shop.as_str().into(), (*way).into(), (*cents).into()]);
        vec![
            Table {
                name: "days",
                columns: vec!["shop", "day", "receipts", "cents"],
                rows: days.collect(),
            },
            Table {
                name: "vat",
                columns: vec!["shop", "rate in hundredths of a percent", "gross", "vat", "net"],
                rows: vat.collect(),
            },
            Table {
                name: "tenders",
                columns: vec!["shop", "paid by", "cents"],
                rows: tenders.collect(),
            },
        ]
    }
}

/// Dough that was given, spent, and ran out, by who gave it.
fn breakage(catalogue: &Catalogue, moved: &[Moved]) -> Table {
    let mut sums: BTreeMap<Issuer, [i64; 3]> = BTreeMap::new();
    let accounts = [
        HouseAccount::DoughIssued(Issuer::Programme).name(),
        HouseAccount::DoughRedeemed(Issuer::Programme).name(),
        HouseAccount::DoughExpired(Issuer::Programme).name(),
    ];
    for (place, account) in accounts.into_iter().enumerate() {
        for row in moved {
            let sides = [(&row.from, &row.from_shop, -1), (&row.to, &row.to_shop, 1)];
            for (name, shop, sign) in sides {
                if name == account {
                    let issuer = shop.clone().map_or(Issuer::Programme, Issuer::Shop);
                    sums.entry(issuer).or_default()[place] += sign * row.amount;
                }
            }
        }
    }
    let rows = sums.into_iter().map(|(issuer, [given, spent, ran_out])| {
        let value = catalogue.dough_value(&issuer).get().saturating_mul(ran_out);
        let name = super::issuer_name(&issuer);
        vec![name.into(), (-given).into(), spent.into(), ran_out.into(), value.into()]
    });
    Table {
        name: "dough",
        columns: vec!["issuer", "given", "spent", "ran out", "ran out in cents"],
        rows: rows.collect(),
    }
}
