//! The end of a wallet.
//!
//! Its orders are called off first, shop by shop, since a decision touches one shop. Then one
//! decision ends all the rest: euros, dough, surprises, vouchers, invitations, phones.

use super::draft::Draft;
use crate::command::{LastBalance, Outcome};
use crate::journal::Event;
use crate::ledger::{LotUse, choose_lots};
use crate::order::{EndReason, Order, OrderState};
use crate::refusal::Refusal;
use crate::units::Cents;

/// Refuses what can't be erased, before anything is called off for it.
pub(super) fn check(draft: &Draft<'_>, balance: LastBalance) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    draft.require_spending()?;
    draft.facts.orders.iter().try_for_each(|order| require_not_fired(draft, order))?;
    let balances = &draft.facts.balances;
    let available = balances.eur_available + balances.eur_held;
    if available.is_positive() && balance == LastBalance::NoneLeft {
        return Err(Refusal::BalanceLeft { available });
    }
    Ok(Outcome::Done)
}

/// The kitchen works on what was paid, from its time on.
fn require_not_fired(draft: &Draft<'_>, order: &Order) -> Result<(), Refusal> {
    let has_started = match order.state {
        OrderState::Proposed => false,
        OrderState::Prepared => true,
        _ => order.fires_at() <= draft.now(),
    };
    if has_started { Err(Refusal::OrderFired { fired_at: order.fires_at() }) } else { Ok(()) }
}

/// Calls the live orders at the named shop off.
pub(super) fn call_off(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let shop = draft.situation.shop.map(|facts| facts.shop.clone());
    let here = |order: &&Order| Some(&order.shop) == shop.as_ref();
    let orders: Vec<_> = draft.facts.orders.iter().filter(here).cloned().collect();
    for order in orders {
        require_not_fired(draft, &order)?;
        super::order::end(draft, &order, EndReason::ByCustomer)?;
    }
    Ok(Outcome::Done)
}

pub(super) fn erase(draft: &mut Draft<'_>, balance: LastBalance) -> Result<Outcome, Refusal> {
    check(draft, balance)?;
    if !draft.facts.orders.is_empty() {
        return Err(Refusal::OrdersOpen);
    }
    end_euros(draft, balance)?;
    for pending in draft.facts.pending.clone() {
        let (pending, award) = (pending.number, pending.award);
        draft.push(Event::DoughVoided { pending, award })?;
    }
    super::referral::leave(draft)?;
    super::reward::end_all(draft)?;
    let lots = all_lots(draft);
    if !lots.is_empty() {
        draft.push(Event::DoughExpired { lots })?;
    }
    let owed = -draft.facts.balances.dough_owed;
    if owed.is_positive() {
        draft.push(Event::OwedWrittenOff { dough: owed })?;
    }
    for surprise in draft.facts.surprises.clone() {
        draft.push(Event::SurpriseWithdrawn { surprise: surprise.number })?;
    }
    for device in draft.facts.devices.clone() {
        draft.push(Event::DeviceRevoked { api_key: device.api_key })?;
    }
    draft.push(Event::WalletErased {})?;
    Ok(Outcome::Done)
}

fn end_euros(draft: &mut Draft<'_>, balance: LastBalance) -> Result<(), Refusal> {
    let amount = draft.facts.balances.eur_available;
    if amount == Cents::ZERO {
        return Ok(());
    }
    match balance {
        LastBalance::PayOut => draft.pay_out(amount),
        LastBalance::GiveUp => draft.push(Event::BalanceGivenUp { amount }).map(|_| ()),
        LastBalance::NoneLeft => Err(Refusal::BalanceLeft { available: amount }),
    }
}

fn all_lots(draft: &Draft<'_>) -> Vec<LotUse> {
    let facts = &draft.facts;
    choose_lots(&facts.lots, facts.balances.dough_available, &[]).unwrap_or_default()
}
