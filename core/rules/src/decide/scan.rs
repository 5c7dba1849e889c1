//! A sale at a till: one scan pays, earns and uses a voucher.

use super::draft::Draft;
use crate::command::{Outcome, Permission, SaleTender, Scan};
use crate::earning::earn;
use crate::facts::Voucher;
use crate::ids::{ReceiptId, Seq};
use crate::journal::Event;
use crate::ledger::Cause;
use crate::pricing::{Priced, price, vat_totals};
use crate::receipt::{Earning, Receipt, Tender, voucher_place};
use crate::refusal::Refusal;
use crate::units::{Cents, MAX_CENTS};

pub(super) fn scan(draft: &mut Draft<'_>, scan: &Scan) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let catalogue = draft.situation.catalogue;
    let outlet = draft.outlet(&scan.shop)?;
    let now = draft.now();
    let priced = price(catalogue, outlet, &scan.basket, scan.mode, now)?;
    if priced.total != scan.total {
        return Err(Refusal::PriceChanged { quote: priced });
    }
    let voucher = match scan.permission.redeem {
        Some(number) => Some(voucher_line(draft, &priced, number)?),
        None => None,
    };
    let tenders = settle_tenders(draft, scan, &priced, voucher.as_ref())?;
    let off = voucher.as_ref().map_or(Cents::ZERO, |(_, place)| priced.lines[*place].unit_price);
    let day = outlet.day(now);
    let earning = if scan.permission.earn {
        earn(draft.programme(), &draft.facts, priced.total - off, day)
    } else {
        Earning::not_asked()
    };
    let receipt = Receipt {
        id: ReceiptId::new(draft.situation.moment.uuid("receipt")),
        shop: scan.shop.clone(),
        sale: Some(scan.sale.clone()),
        day,
        vat: vat_totals(&priced.lines, voucher.map(|(_, place)| place)),
        lines: priced.lines,
        tenders,
        total: priced.total,
        earning: earning.clone(),
        catalogue: catalogue.version,
    };
    draft.push(Event::SaleBooked { receipt: receipt.clone() })?;
    draft.give_earning(&earning, &scan.shop, &Cause::Receipt(receipt.id), day, None)?;
    Ok(Outcome::Receipt { receipt: Box::new(receipt), refund: None })
}

/// The voucher, and the place of the line that it pays one piece of: the dearest that fits.
fn voucher_line(
    draft: &Draft<'_>,
    priced: &Priced,
    number: Seq,
) -> Result<(Voucher, usize), Refusal> {
    let voucher = draft
        .facts
        .vouchers
        .iter()
        .find(|voucher| voucher.number == number && draft.now() < voucher.expires_at)
        .ok_or(Refusal::UnknownVoucher)?;
    let place = voucher_place(&priced.lines, &voucher.item)
        .ok_or_else(|| Refusal::VoucherItemMissing { item: voucher.item.clone() })?;
    Ok((voucher.clone(), place))
}

/// Turns what the register asks for into tenders that sum to the total, or says what is missing.
fn settle_tenders(
    draft: &Draft<'_>,
    scan: &Scan,
    priced: &Priced,
    voucher: Option<&(Voucher, usize)>,
) -> Result<Vec<Tender>, Refusal> {
    let mut tenders = Vec::new();
    if let Some((voucher, place)) = voucher {
        tenders.push(Tender::Voucher {
            voucher: voucher.number,
            item: voucher.item.clone(),
            expires_at: voucher.expires_at,
            amount: priced.lines[*place].unit_price,
        });
    }
    let mut balance_asked = None;
    for tender in &scan.tenders {
        match *tender {
            SaleTender::Card { amount } => tenders.push(Tender::Card { amount: stated(amount)? }),
            SaleTender::Cash { amount } => tenders.push(Tender::Cash { amount: stated(amount)? }),
            SaleTender::Balance { amount } => balance_asked = Some(amount),
        }
    }
    let sum = |tenders: &[Tender]| tenders.iter().map(Tender::amount).sum::<Cents>();
    let rest = priced.total - sum(&tenders);
    let from_balance = match balance_asked {
        Some(Some(amount)) => stated(amount)?,
        Some(None) => rest,
        None => Cents::ZERO,
    };
    if from_balance.is_positive() {
        check_balance(draft, scan.permission, from_balance)?;
        tenders.push(Tender::Balance { amount: from_balance });
    }
    let tendered = sum(&tenders);
    if tendered == priced.total {
        Ok(tenders)
    } else {
        Err(Refusal::TendersMismatch { total: priced.total, tendered })
    }
}

fn check_balance(draft: &Draft<'_>, allowed: Permission, wanted: Cents) -> Result<(), Refusal> {
    let max = allowed.pay.ok_or(Refusal::CodeNotForPaying)?;
    if wanted > max {
        return Err(Refusal::OverCodeMaximum { max, wanted });
    }
    draft.require_spending()?;
    let available = draft.facts.balances.eur_available;
    if wanted > available {
        return Err(Refusal::BalanceShort { available, remaining: wanted - available });
    }
    Ok(())
}

fn stated(amount: Cents) -> Result<Cents, Refusal> {
    let (least, most) = (Cents::new(1), Cents::new(MAX_CENTS));
    if (least..=most).contains(&amount) {
        Ok(amount)
    } else {
        Err(Refusal::AmountInvalid { least, most })
    }
}
