//! An order ahead, from the quote to the pickup; and the invitation that it fulfils.

use super::{Cast, Report, one};
use anyhow::{Context, Result, ensure};
use dough_core::views::OrderStatus;
use dough_rules::command::KitchenStep;
use dough_rules::units::{Cents, Dough, Span};
use dough_wire::requests::PlaceOrder;
use std::time::Duration;

pub(super) async fn order(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let (friend, shop) = (&cast.friend, &cast.brussels);
    let top_up = friend.engine.top_up(Cents::new(2500), true)?;
    friend.done(top_up).await?;
    let home = friend.engine.home()?;
    report.check(
        home.eur_available == Cents::new(2500),
        "EUR 25.00 were paid in through the test payment provider",
    )?;

    friend.engine.refresh_catalogue().await?;
    friend.engine.refresh_shop(shop.clone()).await?;
    let lines = vec![one("goat-cheese-salad")?, one("cappuccino")?];
    let outlet = cast.world.catalogue.shop(shop).context("no Brussels")?;
    let day = outlet.day(cast.world.now());
    let estimate = friend.engine.quote(shop, lines.clone(), None, None)?;
    let quote = friend.engine.server_quote(shop.clone(), lines.clone(), day).await?;
    report.check(
        estimate.priced == quote.priced && estimate.preview == quote.preview,
        format!("the phone's own quote is the server's: {}", quote.priced.total),
    )?;
    let local = friend.engine.slots(shop, day, lines.clone())?;
    ensure!(!quote.slots.is_empty() && !local.slots.is_empty(), "no slots are offered");
    let slot = quote.slots.get(6).context("too few slots")?.clone();

    let total = quote.priced.total;
    let wanted = PlaceOrder {
        shop: shop.clone(),
        lines,
        pickup_at: slot.pickup_at,
        total,
        pay: true,
        redeem: None,
    };
    let order = friend.engine.place_order(wanted)?;
    friend.done(order).await?;
    let view = friend.engine.order(order)?.context("the order is missing")?;
    let code = view.order.as_ref().map(|order| order.code.clone()).unwrap_or_default();
    report.check(
        view.status == OrderStatus::Reserved,
        format!("two items are ordered for {}, paid, pickup code {code}", slot.local_label),
    )?;
    let home = friend.engine.home()?;
    report.check(
        home.eur_held == total && home.dough_pending == Dough::new(1),
        format!("{} are held, 1 dough waits for the pickup", home.eur_held),
    )?;
    kitchen_works(cast, report, order).await
}

async fn kitchen_works(
    cast: &Cast<'_>,
    report: &mut Report,
    order: dough_rules::ids::OrderId,
) -> Result<()> {
    let (friend, shop) = (&cast.friend, &cast.brussels);
    let board = cast.kitchen.board(shop).await?;
    report.check(board.orders.iter().any(|live| live.id == order), "the board shows the order")?;

    cast.kitchen.step(shop, order, KitchenStep::Ready).await?;
    let is_ready = move |engine: &dough_core::Engine, _: &dough_core::views::Home| {
        engine
            .order(order)
            .is_ok_and(|order| order.is_some_and(|order| order.status == OrderStatus::Prepared))
    };
    let heard = friend.until("the order to be ready", is_ready).await?;
    report.check(
        heard < Duration::from_secs(1),
        format!("ready: the phone heard it after {} ms, without asking", heard.as_millis()),
    )?;

    cast.kitchen.step(shop, order, KitchenStep::PickedUp).await?;
    friend
        .until("the pickup", |_, home| {
            home.eur_held == Cents::ZERO && home.dough_available == Dough::new(2)
        })
        .await?;
    report.check(true, "picked up: the waiting dough is posted, the friend has 2")
}

pub(super) async fn reward(cast: &mut Cast<'_>, report: &mut Report) -> Result<()> {
    let waits = |_: &dough_core::Engine, home: &dough_core::views::Home| {
        home.dough_pending == Dough::new(1)
    };
    cast.inviter.until("the inviter's waiting dough", waits).await?;
    cast.friend.until("the friend's waiting dough", waits).await?;
    report.check(true, "the order fulfils the invitation: 1 dough waits on either side")?;
    cast.world.advance(Span::days(7));
    cast.friend.until("3 dough", |_, home| home.dough_available == Dough::new(3)).await?;
    cast.inviter.until("2 dough", |_, home| home.dough_available == Dough::new(2)).await?;
    report.check(true, "7 days on, both are posted: the friend has 3, the inviter 2")
}
