//! At the till: one scan pays and earns; seven dough are a surprise; its voucher is used elsewhere.

use super::{Cast, Report, from_balance, pay_and_earn, receipt, sale};
use crate::client::yes;
use anyhow::{Context, Result, bail};
use dough_core::engine::PayRequest;
use dough_rules::command::{Outcome, SaleTender};
use dough_rules::programme::Prize;
use dough_rules::receipt::{EarningReason, Receipt, Tender};
use dough_rules::reward::Benefit;
use dough_rules::units::{Cents, Dough, Span};

/// A visit to Brussels: EUR 12.50 or so, paid as asked.
async fn visit(cast: &Cast<'_>, request: PayRequest, tenders: Vec<SaleTender>) -> Result<Receipt> {
    let code = cast.inviter.engine.pay_code(request)?;
    let sale = sale(cast, &cast.brussels, &code.text, &["goat-cheese-salad"], tenders)?;
    receipt(yes(cast.till.scan(&sale).await?)?)
}

pub(super) async fn visits(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let top_up = cast.inviter.engine.top_up(Cents::new(10_000), true)?;
    cast.inviter.done(top_up).await?;

    let paid = visit(cast, pay_and_earn(), from_balance()).await?;
    report.check(
        paid.earning.dough == Dough::new(1) && paid.tenders.len() == 1,
        format!("day 1, one scan: {} from the balance, 1 dough", paid.total),
    )?;
    let earn_only = PayRequest { earn: true, ..PayRequest::default() };
    let total = paid.total;
    let card = visit(cast, earn_only, vec![SaleTender::Card { amount: total }]).await?;
    report.check(
        card.earning.dough == Dough::new(1),
        "day 1, a code that only earns: paid by card, 1 dough",
    )?;
    let third = visit(cast, pay_and_earn(), from_balance()).await?;
    let reason = third.earning.reasons.first();
    report.check(
        third.earning.dough == Dough::ZERO
            && matches!(reason, Some(EarningReason::DayCapReached { counted: 2, .. })),
        "day 1, a third visit: no dough, since 2 visits counted today",
    )?;

    cast.world.advance(Span::days(1));
    let part = Cents::new(500);
    let split =
        vec![SaleTender::Balance { amount: Some(part) }, SaleTender::Card { amount: total - part }];
    let split = visit(cast, pay_and_earn(), split).await?;
    report.check(
        split.tenders.len() == 2 && split.earning.dough == Dough::new(1),
        format!("day 2: {part} from the balance, {} by card, 1 dough", total - part),
    )?;
    visit(cast, pay_and_earn(), from_balance()).await?;
    cast.inviter.until("6 dough", |_, home| home.dough_available == Dough::new(6)).await?;
    report.check(true, "day 2, another visit: 6 dough, and the phone knows it")
}

pub(super) async fn surprise(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    cast.world.advance(Span::days(1));
    visit(cast, pay_and_earn(), from_balance()).await?;
    let heard = cast.inviter.until("a surprise", |_, home| home.surprises_ready == 1).await?;
    report.check(
        true,
        format!("day 3: with 7 dough a surprise is ready, known after {} ms", heard.as_millis()),
    )?;
    let engine = &cast.inviter.engine;
    let number = engine.surprises()?.first().context("no surprise")?.number;
    let opened = engine.open_surprise(number, false)?;
    let problem = cast.inviter.refused(opened).await?;
    report.check(
        problem.code == "age_unconfirmed",
        "opening asks once for an age, as the programme says",
    )?;
    // A prize may be dough, and with it the next surprise: open until a voucher comes.
    for _ in 0..10 {
        let Some(surprise) = engine.surprises()?.first().cloned() else {
            break;
        };
        let intent = engine.open_surprise(surprise.number, true)?;
        let reply = cast.inviter.done(intent).await?;
        let reveal = engine
            .reveals()?
            .into_iter()
            .find(|reveal| reveal.surprise == surprise.number)
            .context("the reveal is missing")?;
        report
            .check(reveal.verified, "the phone checked the commitment, the secret and the draw")?;
        if let Outcome::Surprise { prize: Prize::Item(item) } = reply.outcome {
            report
                .check(!engine.rewards()?.is_empty(), format!("it held a voucher for: {item}"))?;
            return Ok(());
        }
    }
    anyhow::bail!("ten surprises held no voucher")
}

pub(super) async fn voucher(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let voucher = cast.inviter.engine.rewards()?.into_iter().next().context("no voucher")?;
    let code = cast
        .inviter
        .engine
        .pay_code(PayRequest { redeem: Some(voucher.number), ..pay_and_earn() })?;
    let item = match &voucher.benefit {
        Benefit::Item { item } => item,
        other => bail!("a voucher for {other:?}"),
    };
    let items = [item.as_str(), "quiche"];
    let sale = sale(cast, &cast.antwerp, &code.text, &items, from_balance())?;
    let receipt = receipt(yes(cast.antwerp_till.scan(&sale).await?)?)?;
    let by_voucher = receipt.tenders.iter().any(|tender| matches!(tender, Tender::Voucher { .. }));
    let by_balance = receipt.tenders.iter().any(|tender| matches!(tender, Tender::Balance { .. }));
    report.check(
        by_voucher && by_balance,
        format!(
            "Antwerp: {} of {} by voucher, the rest from the balance",
            receipt.tenders[0].amount(),
            receipt.total
        ),
    )?;
    cast.inviter.until("the voucher to be used", |_, home| home.vouchers == 0).await?;
    report.check(true, "the phone shows the voucher as used")?;
    cast.last_receipt = Some(receipt);
    Ok(())
}
