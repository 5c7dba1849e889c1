//! What goes wrong in a day: lost replies, no network, refusals, a refund.

use super::{Cast, Report, from_balance, live_store, one, pay_and_earn, receipt, sale, total};
use crate::client::{no, yes};
use anyhow::{Context, Result, ensure};
use dough_core::views::{OrderStatus, OrderTrouble};
use dough_register::fresh_id;
use dough_rules::command::ShopControl;
use dough_rules::ids::OrderId;
use dough_rules::refund::RefundScope;
use dough_rules::slots::{LEAD, window_of};
use dough_rules::units::{Cents, Dough, Millis, Span};
use dough_wire::Problem;
use dough_wire::paths;
use dough_wire::requests::PlaceOrder;

/// An order of one croissant in Brussels, not yet paid.
fn croissant(cast: &Cast<'_>, pickup_at: Millis) -> Result<PlaceOrder> {
    let lines = vec![one("croissant")?];
    let total = total(&cast.world.catalogue, &cast.brussels, &lines, cast)?;
    Ok(PlaceOrder {
        shop: cast.brussels.clone(),
        lines,
        pickup_at,
        total,
        pay: false,
        redeem: None,
    })
}

/// A pickup time well ahead, at the beginning of a window.
fn window_ahead(cast: &Cast<'_>, hours: i64) -> Millis {
    window_of(cast.world.now() + LEAD + Span::hours(hours))
}

pub(super) async fn lost(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    // Days have passed, and a session lasts twelve hours.
    cast.owner = cast.world.staff("owner").await?;
    cast.kitchen = cast.world.staff("brussels-staff").await?;
    let before = cast.world.network.lost();
    cast.world.network.lose_reply_to(&format!("POST {} ", paths::ORDERS));
    let wanted = PlaceOrder { pay: true, ..croissant(cast, window_ahead(cast, 2))? };
    let order = cast.friend.engine.place_order(wanted)?;
    cast.friend.done(order).await?;
    let lost = cast.world.network.lost() - before;
    let attempts = cast.friend.engine.intent(order.into())?.context("no intent")?.attempts;
    report.check(
        lost == 1 && attempts >= 2,
        "the reply was lost after the commit; the phone tried again by itself",
    )?;
    let board = cast.kitchen.board(&cast.brussels).await?;
    report.check(board.orders.len() == 1, "the board shows one order")?;
    let mine = cast.friend.engine.orders()?;
    let live = mine.iter().filter(|order| order.status == OrderStatus::Reserved).count();
    report.check(live == 1, "the phone shows one order")?;

    let code = cast.inviter.engine.pay_code(pay_and_earn())?;
    let sale = sale(cast, &cast.brussels, &code.text, &["baguette"], from_balance())?;
    let request = fresh_id();
    let first = yes(cast.till.scan_as(request, &sale).await?)?;
    let again = yes(cast.till.scan_as(request, &sale).await?)?;
    let fresh = yes(cast.till.scan(&sale).await?)?;
    report.check(
        first == again && first == fresh,
        "the same sale, sent three times, is one receipt with one answer",
    )?;
    let other = dough_wire::requests::ScanRequest { transaction: "other".to_owned(), ..sale };
    let problem = no(cast.second_till.scan(&other).await?)?;
    report.check(
        problem.code == "code_spent",
        format!("the code at another till: {} ({})", problem.detail, problem.code),
    )
}

pub(super) async fn offline(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let third = cast.world.phone("third")?;
    third.until("a wallet", |_, home| home.wallet.is_some()).await?;
    let code = cast.inviter.engine.invite()?.code;
    cast.world.network.go_down();

    let engine = &cast.inviter.engine;
    let shown = engine.pay_code(pay_and_earn())?;
    report.check(shown.text.starts_with("BK1:"), "without a network the phone shows a pay code")?;
    let home = engine.home()?;
    let lines = engine.history(None, 100)?.len();
    report.check(
        home.wallet.is_some() && lines > 10 && engine.catalogue().is_some(),
        format!(
            "{} and {} on its home, {lines} lines of history, the menu",
            home.dough_available, home.eur_available
        ),
    )?;
    let intent = third.engine.accept_invite(code.as_str())?;
    let waiting = third.engine.home()?.outbox;
    report.check(waiting == 1, "an accepted invitation waits in the outbox")?;
    cast.world.network.come_up();
    third.engine.network_changed();
    third.done(intent).await?;
    report.check(true, "with the network back it went out by itself")?;
    cast.inviter.engine.network_changed();
    cast.inviter.engine.sync().await?;
    cast.friend.engine.network_changed();
    cast.friend.engine.sync().await?;
    third.engine.shutdown();
    Ok(())
}

pub(super) async fn refusals(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    orders_refused(cast, report).await?;
    codes_refused(cast, report).await
}

async fn orders_refused(cast: &Cast<'_>, report: &mut Report) -> Result<()> {
    let friend = &cast.friend;
    let slot = window_ahead(cast, 1);
    let outlet = cast.world.catalogue.shop(&cast.brussels).context("no Brussels")?;
    for _ in 0..outlet.capacity.orders {
        let order = friend.engine.place_order(croissant(cast, slot)?)?;
        friend.done(order).await?;
    }
    let order = friend.engine.place_order(croissant(cast, slot)?)?;
    let problem = friend.refused(order).await?;
    let alternatives = alternatives(cast, order)?;
    report.check(
        problem.code == "slot_full" && alternatives.len() == 3,
        format!(
            "a full slot: {} ({}); instead {}",
            problem.detail,
            problem.code,
            alternatives.join(", ")
        ),
    )?;
    let night = window_ahead(cast, 13);
    let order = friend.engine.place_order(croissant(cast, night)?)?;
    said(report, "a closed shop", &friend.refused(order).await?, "shop_closed")?;
    let pause = ShopControl::Pause { minutes: Some(10) };
    cast.kitchen.control(&cast.brussels, &pause).await?;
    let order = friend.engine.place_order(croissant(cast, window_ahead(cast, 3))?)?;
    said(report, "a paused shop", &friend.refused(order).await?, "shop_paused")?;
    cast.kitchen.control(&cast.brussels, &ShopControl::Resume).await?;
    Ok(())
}

fn alternatives(cast: &Cast<'_>, order: OrderId) -> Result<Vec<String>> {
    let view = cast.friend.engine.order(order)?.context("the refused order is missing")?;
    match view.trouble {
        Some(OrderTrouble::OtherTime { alternatives, .. }) => {
            Ok(alternatives.into_iter().map(|slot| slot.local_label).collect())
        }
        _ => Ok(vec![]),
    }
}

fn said(report: &mut Report, what: &str, problem: &Problem, code: &str) -> Result<()> {
    let line = format!("{what}: {} ({})", problem.detail, problem.code);
    report.check(problem.code == code, line)
}

async fn codes_refused(cast: &Cast<'_>, report: &mut Report) -> Result<()> {
    let fresh = || cast.inviter.engine.pay_code(pay_and_earn());
    let scan = async |text: &str| {
        let sale = sale(cast, &cast.brussels, text, &["croissant"], from_balance())?;
        no(cast.till.scan(&sale).await?)
    };
    let code = fresh()?;
    let altered = alter(&code.text);
    said(report, "an altered code", &scan(&altered).await?, "code_altered")?;
    said(report, "a foreign code", &scan("https://example.com").await?, "code_foreign")?;
    said(report, "another shop's key", &scan(&unknown(cast)?).await?, "code_unknown_key")?;
    cast.world.advance(Span::minutes(2));
    said(report, "a stale code", &scan(&code.text).await?, "code_expired")?;

    let code = fresh()?;
    let spent = sale(cast, &cast.brussels, &code.text, &["croissant"], from_balance())?;
    receipt(yes(cast.till.scan(&spent).await?)?)?;
    said(report, "a spent code", &scan(&code.text).await?, "code_spent")
}

/// A code with one letter of its signature changed, so that it still has a code's form.
fn alter(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    (100..150)
        .flat_map(|place| ('A'..='F').map(move |letter| (place, letter)))
        .map(|(place, letter)| {
            let mut changed = letters.clone();
            changed[place] = letter;
            changed.into_iter().collect::<String>()
        })
        .find(|changed| changed != text && dough_paycode::parse(changed).is_ok())
        .unwrap_or_default()
}

/// A code of a key that this bakery has never seen.
fn unknown(cast: &Cast<'_>) -> Result<String> {
    let key = dough_paycode::SoftwareKey::from_bytes(&rand::random())?;
    let request = dough_paycode::MintRequest {
        counter: 1,
        ops: dough_paycode::Ops::EARN,
        max_cents: None,
        reward: None,
        store: None,
        now: cast.world.now().seconds(),
    };
    Ok(dough_paycode::mint(&request, &key)?.text)
}

pub(super) async fn refund(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let receipt = cast.last_receipt.take().context("no receipt to refund")?;
    cast.inviter.engine.sync().await?;
    let before = cast.inviter.engine.home()?;
    let problem = no(cast.till.refund(receipt.id, RefundScope::All).await?)?;
    said(report, "at another shop", &problem, "other_shop")?;
    yes(cast.antwerp_till.refund(receipt.id, RefundScope::All).await?)?;
    let paid: Cents = receipt
        .tenders
        .iter()
        .filter(|tender| matches!(tender, dough_rules::receipt::Tender::Balance { .. }))
        .map(dough_rules::receipt::Tender::amount)
        .sum();
    let expected = before.eur_available + paid;
    cast.inviter.until("the money", move |_, home| home.eur_available == expected).await?;
    let home = cast.inviter.engine.home()?;
    report.check(true, format!("{paid} are back on the balance"))?;
    report.check(
        home.dough_available == before.dough_available - receipt.earning.dough
            && receipt.earning.dough == Dough::new(1),
        "the dough that it had earned is taken back",
    )?;
    report.check(home.vouchers == before.vouchers + 1, "the voucher is good again")?;
    let line = cast.inviter.engine.history(None, 5)?;
    let line = line.iter().find(|line| line.kind == "refunded").context("history is silent")?;
    report.check(true, format!("history says: {}", line.text))?;
    let problem = no(cast.antwerp_till.refund(receipt.id, RefundScope::All).await?)?;
    said(report, "once more", &problem, "already_refunded")
}

pub(super) async fn invariants(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let found = live_store(cast).await?.check().await?;
    ensure!(found.findings.is_empty(), "{}", found.findings.join("; "));
    for (what, count) in found.counted {
        report.check(true, format!("{count} {what}"))?;
    }
    let orders = cast.owner.board(&cast.brussels).await?.orders.len();
    report.check(orders > 0, format!("{orders} orders are under way as the bakery runs on"))
}
