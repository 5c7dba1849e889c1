//! An edit of an order: other lines, another pickup time, or both, in one step or not at all.

use super::draft::Draft;
use super::order::{ahead, answer, check_menu, next_code, no_slot, redeem, unfired, waiting};
use crate::catalogue::{Mode, Shop};
use crate::command::{EditOrder, Outcome};
use crate::earning::{Purchase, earn};
use crate::facts::WalletFacts;
use crate::journal::{Entry, Event};
use crate::ledger::Cause;
use crate::order::{Allocation, Order, OrderState};
use crate::pricing::{Priced, price, vat_totals};
use crate::receipt::Earning;
use crate::refusal::Refusal;
use crate::reward::Discount;
use crate::slots::{allocate_edited, alternatives};
use crate::units::{Cents, Millis};

/// Replaces an order's lines and pickup time. A held order stays held for as long as before; of a
/// paid one, what is held follows its price.
pub(super) fn edit(draft: &mut Draft<'_>, wanted: &EditOrder) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let before = unfired(draft, wanted.order, wanted.version)?;
    if before.hold_until.is_some_and(|until| until <= draft.now()) {
        return Err(Refusal::HoldRanOut);
    }
    let outlet = draft.outlet(&before.shop)?;
    let catalogue = draft.situation.catalogue;
    let priced = price(catalogue, outlet, &wanted.basket, Mode::Takeaway, draft.now())?;
    check_menu(draft, outlet, &priced, wanted.total)?;
    draft.free_expired_holds(&outlet.id)?;
    let allocation = find_room(draft, outlet, &before, &priced, wanted.pickup_at)?;
    give_up_room(draft, &before)?;
    draft.take_room(&outlet.id, before.id, allocation.clone(), before.hold_until)?;
    let after = edited(draft, outlet, &before, (priced, wanted.pickup_at, allocation))?;
    book(draft, &before, after)?;
    answer(draft, wanted.order)
}

fn find_room(
    draft: &Draft<'_>,
    outlet: &Shop,
    before: &Order,
    priced: &Priced,
    pickup_at: Millis,
) -> Result<Allocation, Refusal> {
    let (state, work, now) = (draft.shop_state(&outlet.id)?, priced.make_seconds(), draft.now());
    allocate_edited(outlet, state, before, (work, pickup_at), now).map_err(|no| {
        let freed = state.without(&before.allocation);
        no_slot(no, alternatives(outlet, &freed, work, pickup_at, now))
    })
}

fn give_up_room(draft: &mut Draft<'_>, before: &Order) -> Result<(), Refusal> {
    if before.state == OrderState::Proposed {
        draft.free_live_hold(&before.shop, before.id)
    } else {
        draft.give_back(&before.shop, before.id, before.allocation.clone())
    }
}

/// The order as it stands afterwards. Another day has other pickup codes.
fn edited(
    draft: &mut Draft<'_>,
    outlet: &Shop,
    before: &Order,
    (priced, pickup_at, allocation): (Priced, Millis, Allocation),
) -> Result<Order, Refusal> {
    let day = outlet.day(pickup_at);
    let redeem = before.redeemed().map(|number| redeem(draft, before.id, number, outlet, &priced));
    let redeem = redeem.transpose()?;
    let discount = Discount::by(redeem.as_ref(), &priced.lines);
    let code = if day == before.day { before.code.clone() } else { next_code(draft, outlet, day)? };
    Ok(Order {
        code,
        pickup_at,
        day,
        earning: earning(draft, before, &ahead(outlet, &priced, &discount, pickup_at))?,
        vat: vat_totals(&priced.lines, &discount),
        total: priced.total,
        redeem,
        lines: priced.lines,
        allocation,
        catalogue: draft.situation.catalogue.version,
        version: before.version + 1,
        ..before.clone()
    })
}

/// What the order earns, decided as if its own dough didn't count yet.
fn earning(draft: &Draft<'_>, before: &Order, purchase: &Purchase) -> Result<Earning, Refusal> {
    let mut facts: WalletFacts = draft.facts.clone();
    for (pending, award) in waiting(draft, before) {
        let event = Event::DoughVoided { pending, award };
        let entry = Entry { seq: facts.head.next(), at: draft.now(), event };
        facts.apply(&entry).map_err(|error| Refusal::LedgerRefused { why: error.to_string() })?;
    }
    Ok(earn(draft.situation.catalogue, &facts, purchase))
}

/// Books the edit: the difference in price of a paid order, and its dough where that changes.
fn book(draft: &mut Draft<'_>, before: &Order, mut after: Order) -> Result<(), Refusal> {
    let is_paid = before.state != OrderState::Proposed;
    let more = if is_paid { after.due() - before.due() } else { Cents::ZERO };
    let available = draft.facts.balances.eur_available;
    if more.is_positive() {
        draft.require_spending()?;
    }
    if more > available {
        return Err(Refusal::BalanceShort { available, remaining: more - available });
    }
    let gives_anew =
        is_paid && (after.earning.awards != before.earning.awards || after.day != before.day);
    if gives_anew {
        for (pending, award) in waiting(draft, before) {
            draft.push(Event::DoughVoided { pending, award })?;
        }
        after.pending = None;
    }
    let (paid, released) = (more.max(Cents::ZERO), (Cents::ZERO - more).max(Cents::ZERO));
    draft.push(Event::OrderEdited { order: after.clone(), paid, released })?;
    if gives_anew {
        let cause = Cause::Receipt(after.id.into());
        draft.give_earning(&after.earning, &after.shop, &cause, after.day, Some(after.id))?;
    }
    Ok(())
}
