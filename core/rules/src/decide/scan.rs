//! A sale at a till: one scan pays, earns and uses a voucher.

use super::draft::Draft;
use super::wallet::stated;
use crate::command::{Outcome, Permission, SaleTender, Scan};
use crate::earning::{Goods, Purchase, earn};
use crate::ids::ReceiptId;
use crate::journal::Event;
use crate::ledger::{Cause, Issuer};
use crate::pricing::{Priced, price, vat_totals};
use crate::programme::Channel;
use crate::receipt::{Earning, Receipt, Tender};
use crate::refusal::Refusal;
use crate::reward::Discount;
use crate::units::Cents;

pub(super) fn scan(draft: &mut Draft<'_>, scan: &Scan) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let catalogue = draft.situation.catalogue;
    let outlet = draft.outlet(&scan.shop)?;
    let now = draft.now();
    let priced = price(catalogue, outlet, &scan.basket, scan.mode, now)?;
    if priced.total != scan.total {
        return Err(Refusal::PriceChanged { quote: priced });
    }
    let here = Issuer::Shop(scan.shop.clone());
    let redeem = |number| draft.facts.redeem(catalogue, (number, None), (&priced, &here), now);
    let redeemed = scan.permission.redeem.map(redeem).transpose()?;
    let discount = Discount::by(redeemed.as_ref(), &priced.lines);
    let tenders = settle_tenders(draft, scan, &priced, redeemed)?;
    let day = outlet.day(now);
    let earning = if scan.permission.earn {
        let paid = priced.total - discount.amount;
        let goods = Goods::whole(&priced.lines, discount.free, paid);
        earn(catalogue, &draft.facts, &Purchase::at(outlet, Channel::Register, now, goods))
    } else {
        Earning::not_asked()
    };
    let receipt = Receipt {
        id: ReceiptId::new(draft.situation.moment.uuid("receipt")),
        shop: scan.shop.clone(),
        sale: Some(scan.sale.clone()),
        day,
        vat: vat_totals(&priced.lines, &discount),
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

/// Turns what the register asks for into tenders that sum to the total, or says what is missing.
fn settle_tenders(
    draft: &Draft<'_>,
    scan: &Scan,
    priced: &Priced,
    redeemed: Option<Tender>,
) -> Result<Vec<Tender>, Refusal> {
    let mut tenders: Vec<Tender> = redeemed.into_iter().collect();
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
