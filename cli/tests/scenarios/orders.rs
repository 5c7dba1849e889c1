//! A phone's steps that place an order, or change one.

use crate::phone::{Played, settled};
use crate::support;
use crate::text;
use dough_core::views::OrderTrouble;
use dough_core::{DoughError, Engine};
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::pricing::BasketLine;
use dough_rules::slots::Slot;
use dough_rules::units::{Cents, Millis};
use dough_wire::requests::PlaceOrder;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Orders at the server's price and one of its times, and waits for the outcome.
pub(crate) async fn order(engine: &Engine, step: &Value) -> Result<Played, DoughError> {
    let shop: ShopId = text(step, "shop").parse().unwrap();
    let quote = engine.server_quote(shop, lines(step), day()).await?;
    let (id, kept) = place(engine, step, quote.priced.total, &quote.slots)?;
    let mut found = settled(engine, id.into()).await;
    let alternatives = match engine.order(id)?.unwrap().trouble {
        Some(OrderTrouble::OtherTime { alternatives, .. }) => alternatives.len(),
        _ => 0,
    };
    found["alternatives"] = json!(alternatives);
    Ok((found, kept))
}

/// Orders at the phone's own price and one of its times.
pub(crate) fn queue(engine: &Engine, step: &Value) -> Result<Played, DoughError> {
    let shop: ShopId = text(step, "shop").parse().unwrap();
    let total = engine.quote(&shop, lines(step), None, None)?.priced.total;
    let slots = engine.slots(&shop, day(), lines(step))?.slots;
    let (_, kept) = place(engine, step, total, &slots)?;
    Ok((json!({}), kept))
}

type Placed = (OrderId, Vec<(&'static str, Value)>);

fn place(
    engine: &Engine,
    step: &Value,
    shown: Cents,
    slots: &[Slot],
) -> Result<Placed, DoughError> {
    let chosen = || slots[usize::try_from(step["slot"].as_u64().unwrap()).unwrap()].pickup_at;
    let pickup_at = step["at"].as_i64().map_or_else(chosen, Millis::new);
    let redeems = step["redeem"].as_bool() == Some(true);
    let redeem = redeems.then(|| engine.rewards()).transpose()?.map(|all| all[0].number);
    let order = PlaceOrder {
        shop: text(step, "shop").parse().unwrap(),
        lines: lines(step),
        pickup_at,
        total: total(step, shown),
        pay: step["pay"].as_bool().unwrap_or(true),
        redeem,
    };
    let id = if step["top_up"].as_bool() == Some(true) {
        let missing = shown.get() - engine.home()?.eur_available.get();
        let top_up = engine.top_up(Cents::new(missing), true)?;
        engine.place_order_after(order, top_up)?
    } else {
        engine.place_order(order)?
    };
    Ok((id, vec![("save", json!(id.to_string())), ("remember_slot", json!(pickup_at))]))
}

/// Changes an order at the phone's own price, and waits for the outcome.
pub(crate) async fn edit(engine: &Engine, step: &Value) -> Result<Played, DoughError> {
    let id: OrderId = text(step, "order").parse().unwrap();
    let order = engine.order(id)?.unwrap();
    let slots = engine.edit_slots(id, day(), lines(step))?.slots;
    let place = usize::try_from(step["slot"].as_i64().unwrap()).ok();
    let pickup_at = place.map_or(order.pickup_at, |place| slots[place].pickup_at);
    let quote = engine.edit_quote(id, lines(step), Some(pickup_at))?;
    let intent = engine.edit_order(id, lines(step), pickup_at, total(step, quote.priced.total))?;
    let mut found = settled(engine, intent).await;
    found["due"] = json!(quote.preview.due);
    Ok((found, vec![]))
}

/// One of each.
fn lines(step: &Value) -> Vec<BasketLine> {
    let line = |item: &Value| BasketLine {
        item: item.as_str().unwrap().parse().unwrap(),
        quantity: 1,
        modifiers: vec![],
    };
    step["items"].as_array().unwrap().iter().map(line).collect()
}

/// What was shown, unless the step has its own.
fn total(step: &Value, shown: Cents) -> Cents {
    step["total"].as_i64().map_or(shown, Cents::new)
}

/// The day after tomorrow.
fn day() -> Date {
    support::now().in_zone(&TimeZone::UTC).date() + 2_i32.days()
}
