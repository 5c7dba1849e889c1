//! Orders: placing, paying, calling off, and the kitchen's steps.

use super::draft::Draft;
use crate::catalogue::{Mode, Shop};
use crate::command::{KitchenStep, Outcome, PlaceOrder};
use crate::earning::{Goods, Purchase, earn};
use crate::ids::{OrderId, Seq};
use crate::journal::{Award, Event};
use crate::ledger::{Cause, Issuer};
use crate::order::{Allocation, COLLECT_WITHIN, EndReason, HOLD, Order, OrderState};
use crate::pricing::{Priced, price, vat_totals};
use crate::programme::Channel;
use crate::receipt::{Receipt, Tender};
use crate::refusal::Refusal;
use crate::reward::Discount;
use crate::slots::{NoSlot, Slot, allocate, alternatives};
use crate::units::{Cents, MakeSeconds, Millis};
use jiff::civil::Date;

/// Orders that one wallet may have open at a time.
const MAX_OPEN_ORDERS: usize = 20;

pub(super) fn place(draft: &mut Draft<'_>, wanted: &PlaceOrder) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let catalogue = draft.situation.catalogue;
    let outlet = draft.outlet(&wanted.shop)?;
    let priced = price(catalogue, outlet, &wanted.basket, Mode::Takeaway, draft.now())?;
    if draft.facts.orders.len() >= MAX_OPEN_ORDERS || draft.facts.order(wanted.order).is_some() {
        let why = "too many orders are open, or this one is already".to_owned();
        return Err(Refusal::BasketInvalid { why });
    }
    check_menu(draft, outlet, &priced, wanted.total)?;
    draft.free_expired_holds(&outlet.id)?;
    let redeem = wanted.redeem.map(|number| redeem(draft, wanted.order, number, outlet, &priced));
    let redeem = redeem.transpose()?;
    let allocation = find_room(draft, outlet, priced.make_seconds(), wanted.pickup_at)?;
    let order = new_order(draft, outlet, wanted, (priced, redeem), allocation.clone())?;
    let hold_until = order.hold_until.filter(|_| !wanted.pay);
    draft.take_room(&outlet.id, order.id, allocation, hold_until)?;
    draft.push(Event::OrderPlaced { order })?;
    if wanted.pay {
        accept(draft, wanted.order)?;
    }
    answer(draft, wanted.order)
}

/// The tender of the voucher or the reward that is attached to an order.
pub(super) fn redeem(
    draft: &Draft<'_>,
    order: OrderId,
    number: Seq,
    outlet: &Shop,
    priced: &Priced,
) -> Result<Tender, Refusal> {
    let (catalogue, here) = (draft.situation.catalogue, Issuer::Shop(outlet.id.clone()));
    draft.facts.redeem(catalogue, (number, Some(order)), (priced, &here), draft.now())
}

/// Refuses what the menu or the staff forbid.
pub(super) fn check_menu(
    draft: &Draft<'_>,
    outlet: &Shop,
    priced: &Priced,
    shown: Cents,
) -> Result<(), Refusal> {
    if priced.total != shown {
        return Err(Refusal::PriceChanged { quote: priced.clone() });
    }
    let state = draft.shop_state(&outlet.id)?;
    if let Some(until) = state.paused_until.filter(|until| draft.now() < *until) {
        return Err(Refusal::ShopPaused { until });
    }
    let sold_out = priced.lines.iter().find(|line| state.is_sold_out(&line.item, draft.now()));
    match sold_out {
        Some(line) => Err(Refusal::SoldOut { item: line.item.clone() }),
        None => Ok(()),
    }
}

fn find_room(
    draft: &Draft<'_>,
    outlet: &Shop,
    work: MakeSeconds,
    pickup_at: Millis,
) -> Result<Allocation, Refusal> {
    let state = draft.shop_state(&outlet.id)?;
    let room = allocate(outlet, state, work, pickup_at, draft.now());
    room.map_err(|no| no_slot(no, alternatives(outlet, state, work, pickup_at, draft.now())))
}

/// Why a time can't be had, with others that can.
pub(super) fn no_slot(no: NoSlot, alternatives: Vec<Slot>) -> Refusal {
    match no {
        NoSlot::Closed => Refusal::ShopClosed { alternatives },
        NoSlot::TooSoon => Refusal::SlotTooSoon { alternatives },
        NoSlot::Full => Refusal::SlotFull { alternatives },
    }
}

fn new_order(
    draft: &mut Draft<'_>,
    outlet: &Shop,
    wanted: &PlaceOrder,
    (priced, redeem): (Priced, Option<Tender>),
    allocation: Allocation,
) -> Result<Order, Refusal> {
    let now = draft.now();
    let day = outlet.day(wanted.pickup_at);
    let discount = Discount::by(redeem.as_ref(), &priced.lines);
    let purchase = ahead(outlet, &priced, &discount, wanted.pickup_at);
    Ok(Order {
        id: wanted.order,
        shop: outlet.id.clone(),
        code: next_code(draft, outlet, day)?,
        pickup_at: wanted.pickup_at,
        day,
        earning: earn(draft.situation.catalogue, &draft.facts, &purchase),
        vat: vat_totals(&priced.lines, &discount),
        total: priced.total,
        redeem,
        lines: priced.lines,
        allocation,
        catalogue: draft.situation.catalogue.version,
        state: OrderState::Proposed,
        version: 1,
        placed_at: now,
        hold_until: Some(now + HOLD),
        accepted_at: None,
        ready_at: None,
        picked_up_at: None,
        ended_at: None,
        pending: None,
    })
}

/// An order, as earning sees it.
pub(super) fn ahead(
    outlet: &Shop,
    priced: &Priced,
    discount: &Discount,
    pickup_at: Millis,
) -> Purchase {
    let goods = Goods::whole(&priced.lines, discount.free, priced.total - discount.amount);
    Purchase::at(outlet, Channel::Order, pickup_at, goods)
}

/// The next pickup code of a day.
pub(super) fn next_code(
    draft: &mut Draft<'_>,
    outlet: &Shop,
    day: Date,
) -> Result<String, Refusal> {
    let today = outlet.day(draft.now());
    Ok(pickup_code(draft.shop_state_mut(&outlet.id)?.next_pickup_number(day, today)))
}

/// A letter and two digits, different for each of a day's first 2,600 orders.
fn pickup_code(number: u32) -> String {
    // 1,327 shares no factor with 2,600, so the steps visit every code before one comes again.
    let place = number.wrapping_mul(1327) % 2600;
    let letter = char::from(b'A' + u8::try_from(place / 100).unwrap_or(0));
    format!("{letter}{:02}", place % 100)
}

pub(super) fn pay(draft: &mut Draft<'_>, id: OrderId) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let order = live(draft, id)?;
    if order.state != OrderState::Proposed {
        return Err(Refusal::OrderStateForbids { state: order.state });
    }
    if order.hold_until.is_some_and(|until| until <= draft.now()) {
        return Err(Refusal::HoldRanOut);
    }
    draft.keep_room(id)?;
    accept(draft, id)?;
    answer(draft, id)
}

/// Moves the order's price from the balance to what is held; its dough begins to wait.
///
/// What it earns is decided anew: other purchases may have filled the day since it was placed.
fn accept(draft: &mut Draft<'_>, id: OrderId) -> Result<(), Refusal> {
    let order = live(draft, id)?;
    let due = order.due();
    if due.is_positive() {
        draft.require_spending()?;
    }
    let available = draft.facts.balances.eur_available;
    if due > available {
        return Err(Refusal::BalanceShort { available, remaining: due - available });
    }
    let outlet = draft.outlet(&order.shop)?;
    let discount = Discount::by(order.redeem.as_ref(), &order.lines);
    let priced = Priced { lines: order.lines.clone(), total: order.total };
    let purchase = ahead(outlet, &priced, &discount, order.pickup_at);
    let earning = earn(draft.situation.catalogue, &draft.facts, &purchase);
    draft.push(Event::OrderPaid { order: id, amount: due, earning: earning.clone() })?;
    let cause = Cause::Receipt(id.into());
    draft.give_earning(&earning, &order.shop, &cause, order.day, Some(id))
}

pub(super) fn cancel(draft: &mut Draft<'_>, id: OrderId, version: u32) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let order = unfired(draft, id, version)?;
    end(draft, &order, EndReason::ByCustomer)
}

/// A live order that its customer may still change: of the version that was seen, and before the
/// kitchen starts.
pub(super) fn unfired(draft: &Draft<'_>, id: OrderId, version: u32) -> Result<Order, Refusal> {
    let order = live(draft, id)?;
    if order.version != version {
        return Err(Refusal::OrderChanged { version: order.version, state: order.state });
    }
    if order.state == OrderState::Prepared || order.fires_at() <= draft.now() {
        return Err(Refusal::OrderFired { fired_at: order.fires_at() });
    }
    Ok(order)
}

pub(super) fn kitchen(
    draft: &mut Draft<'_>,
    id: OrderId,
    step: KitchenStep,
) -> Result<Outcome, Refusal> {
    let order = live(draft, id)?;
    let forbids = Err(Refusal::OrderStateForbids { state: order.state });
    match (step, order.state) {
        (KitchenStep::Ready, OrderState::Reserved) => {
            draft.push(Event::OrderReady { order: id })?;
            answer(draft, id)
        }
        (KitchenStep::PickedUp, OrderState::Reserved | OrderState::Prepared) => {
            complete(draft, &order)
        }
        (KitchenStep::NotCollected, OrderState::Prepared) => {
            let after = order.pickup_at + COLLECT_WITHIN;
            if draft.now() < after {
                return Err(Refusal::TooEarlyToGiveUp { after });
            }
            end(draft, &order, EndReason::NotCollected)
        }
        (KitchenStep::Cancel, OrderState::Proposed | OrderState::Reserved) => {
            end(draft, &order, EndReason::ByShop)
        }
        _ => forbids,
    }
}

/// The customer has it: what was held is sold, what was pending is posted.
fn complete(draft: &mut Draft<'_>, order: &Order) -> Result<Outcome, Refusal> {
    let receipt = Receipt {
        id: order.id.into(),
        shop: order.shop.clone(),
        sale: None,
        day: order.day,
        lines: order.lines.clone(),
        tenders: tenders(order),
        total: order.total,
        vat: order.vat.clone(),
        earning: order.earning.clone(),
        catalogue: order.catalogue,
    };
    draft.give_back(&order.shop, order.id, order.allocation.clone())?;
    draft.push(Event::OrderCompleted { receipt: receipt.clone() })?;
    for (number, award) in waiting(draft, order) {
        draft.post(number, &award)?;
    }
    super::referral::qualify(draft, order.id, order.due())?;
    Ok(Outcome::Receipt { receipt: Box::new(receipt), refund: None })
}

/// How a paid order is paid.
fn tenders(order: &Order) -> Vec<Tender> {
    let balance = Some(Tender::Balance { amount: order.due() });
    let balance = balance.filter(|tender| tender.amount().is_positive());
    order.redeem.clone().into_iter().chain(balance).collect()
}

/// Ends an order that is not fetched: its room, its money and its pending dough go back.
pub(super) fn end(
    draft: &mut Draft<'_>,
    order: &Order,
    reason: EndReason,
) -> Result<Outcome, Refusal> {
    let is_paid = order.state != OrderState::Proposed;
    if is_paid {
        draft.give_back(&order.shop, order.id, order.allocation.clone())?;
    } else {
        draft.free_hold(&order.shop, order.id)?;
    }
    let released = if is_paid { order.due() } else { Cents::ZERO };
    for (pending, award) in waiting(draft, order) {
        draft.push(Event::DoughVoided { pending, award })?;
    }
    draft.push(Event::OrderEnded { order: order.id, reason, released })?;
    let ended = Order {
        state: crate::facts::ended_state(reason),
        version: order.version + 1,
        ended_at: Some(draft.now()),
        ..order.clone()
    };
    Ok(Outcome::Order { order: Box::new(ended) })
}

/// The dough that waits for an order's pickup.
pub(super) fn waiting(draft: &Draft<'_>, order: &Order) -> Vec<(Seq, Award)> {
    let cause = Cause::Receipt(order.id.into());
    draft
        .facts
        .pending
        .iter()
        .filter(|pending| pending.award.cause == cause)
        .map(|pending| (pending.number, pending.award.clone()))
        .collect()
}

fn live(draft: &Draft<'_>, id: OrderId) -> Result<Order, Refusal> {
    draft.facts.order(id).cloned().ok_or(Refusal::UnknownOrder)
}

pub(super) fn answer(draft: &Draft<'_>, id: OrderId) -> Result<Outcome, Refusal> {
    Ok(Outcome::Order { order: Box::new(live(draft, id)?) })
}
