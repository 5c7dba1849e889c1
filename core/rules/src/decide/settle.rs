//! What falls due by itself: holds that ran out, dough whose day has come, and word of dough that
//! will run out.

use super::draft::Draft;
use crate::command::{MessageBody, Outcome};
use crate::journal::{Due, Event};
use crate::ledger::Cause;
use crate::order::EndReason;
use crate::refusal::Refusal;
use crate::units::Cents;

/// Does all of it for one wallet. Deciding twice changes nothing more.
///
/// One shop's rows may take part in a decision, so holds at another shop wait for the next round.
pub(super) fn settle(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    end_expired_holds(draft)?;
    post_due(draft)?;
    super::reward::expire(draft)?;
    super::expiry::announce(draft)?;
    Ok(Outcome::Done)
}

fn end_expired_holds(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let now = draft.now();
    let loaded = draft.situation.shop.map(|shop| shop.shop.clone());
    let expired: Vec<_> = draft
        .facts
        .orders
        .iter()
        .filter(|order| order.hold_until.is_some_and(|until| until <= now))
        .filter(|order| Some(&order.shop) == loaded.as_ref())
        .map(|order| (order.id, order.shop.clone()))
        .collect();
    for (order, shop) in expired {
        draft.free_hold(&shop, order)?;
        let reason = EndReason::HoldRanOut;
        draft.push(Event::OrderEnded { order, reason, released: Cents::ZERO })?;
    }
    Ok(())
}

fn post_due(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let now = draft.now();
    let due: Vec<_> = draft
        .facts
        .pending
        .iter()
        .filter(|pending| matches!(pending.due, Due::At(at) if at <= now))
        .cloned()
        .collect();
    for pending in due {
        draft.post(pending.number, &pending.award)?;
        let inviter = draft
            .facts
            .invited_by
            .clone()
            .filter(|invitation| pending.award.cause == Cause::Referral(invitation.referral));
        if let Some(invitation) = inviter {
            super::referral::tell(draft, &invitation, MessageBody::Post);
        }
    }
    Ok(())
}
