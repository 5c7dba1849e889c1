//! Invitations: two wallets, each decided on its own, joined by messages.
//!
//! ```text
//! friend                                   inviter
//! accepts            -- Joined -->         sees the friend
//! first order        -- Qualified -->      within the month's cap: dough pending
//! dough pending      <-- Granted --
//! day 7: posts       -- Post -->           posts
//! (refund before: voids -- Void -->        voids)
//! ```
//! A message that was applied already changes nothing. A wallet that is erased tells whom it owes
//! an answer that nothing comes; what reaches it later is answered so, or taken in silence.

use super::draft::Draft;
use crate::command::{Message, MessageBody, Outcome};
use crate::facts::{Invitation, InvitationState};
use crate::ids::{OrderId, ReferralId, WalletId};
use crate::journal::{Award, Due, Event, InvitationRefusal};
use crate::ledger::{Cause, Issuer};
use crate::refusal::Refusal;
use crate::units::{Cents, Dough, Millis, Span};

pub(super) fn accept(
    draft: &mut Draft<'_>,
    inviter: WalletId,
    lineage: &[WalletId],
) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let own = draft.facts.wallet;
    if inviter == own {
        return Err(Refusal::InvitationOwnCode);
    }
    if draft.facts.invited_by.is_some() {
        return Err(Refusal::InvitationAlreadyAccepted);
    }
    if draft.facts.has_ordered {
        return Err(Refusal::InvitationTooLate);
    }
    if lineage.contains(&own) {
        return Err(Refusal::InvitationRing);
    }
    let referral = ReferralId::new(draft.situation.moment.uuid("referral"));
    draft.push(Event::InvitationAccepted { referral, inviter })?;
    draft.send(Message { referral, from: own, to: inviter, body: MessageBody::Joined });
    Ok(Outcome::Done)
}

/// After an order was fetched: whether it is the one that the invitation waits for.
pub(super) fn qualify(draft: &mut Draft<'_>, order: OrderId, paid: Cents) -> Result<(), Refusal> {
    let terms = &draft.programme().referral;
    let joined =
        draft.facts.invited_by.clone().filter(|invitation| {
            invitation.state == InvitationState::Joined && paid >= terms.minimum
        });
    let Some(invitation) = joined else {
        return Ok(());
    };
    let due = draft.now() + Span::days(i64::from(terms.pending_days));
    draft.push(Event::InvitationQualified { referral: invitation.referral, order, due })?;
    tell(draft, &invitation, MessageBody::Qualified);
    Ok(())
}

pub(super) fn deliver(draft: &mut Draft<'_>, message: &Message) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    if draft.facts.erased_at.is_some() {
        if matches!(message.body, MessageBody::Joined | MessageBody::Qualified) {
            reply(draft, message, MessageBody::Refused(InvitationRefusal::Erased));
        }
        return Ok(Outcome::Done);
    }
    match message.body {
        MessageBody::Joined => friend_joined(draft, message)?,
        MessageBody::Qualified => friend_qualified(draft, message)?,
        MessageBody::Granted => granted(draft, message)?,
        MessageBody::Refused(reason) => {
            void_pending(draft, message.referral)?;
            refused(draft, message, reason)?;
        }
        MessageBody::Post => post_pending(draft, message.referral)?,
        MessageBody::Void => {
            void_pending(draft, message.referral)?;
            refused(draft, message, InvitationRefusal::Refunded)?;
        }
    }
    Ok(Outcome::Done)
}

fn friend_joined(draft: &mut Draft<'_>, message: &Message) -> Result<(), Refusal> {
    let Message { referral, from: friend, .. } = *message;
    if find(draft, referral).is_some() {
        return Ok(());
    }
    draft.push(Event::FriendJoined { referral, friend })?;
    let mutual = draft.facts.invited_by.as_ref().is_some_and(|mine| mine.other == friend);
    if mutual {
        let reason = InvitationRefusal::Mutual;
        draft.push(Event::InvitationRefused { referral, reason })?;
        reply(draft, message, MessageBody::Refused(reason));
    }
    Ok(())
}

fn friend_qualified(draft: &mut Draft<'_>, message: &Message) -> Result<(), Refusal> {
    let referral = message.referral;
    if find(draft, referral).is_none_or(|found| found.state != InvitationState::Joined) {
        return Ok(());
    }
    let terms = &draft.programme().referral;
    if rewarded_this_month(draft) >= terms.max_per_month {
        let reason = InvitationRefusal::MonthFull;
        draft.push(Event::InvitationRefused { referral, reason })?;
        reply(draft, message, MessageBody::Refused(reason));
        return Ok(());
    }
    give_pending(draft, referral, terms.inviter_award, Due::Friend(referral))?;
    reply(draft, message, MessageBody::Granted);
    Ok(())
}

fn granted(draft: &mut Draft<'_>, message: &Message) -> Result<(), Refusal> {
    let referral = message.referral;
    let waiting = find(draft, referral).filter(|it| it.state == InvitationState::Qualified);
    match waiting.and_then(|invitation| invitation.due) {
        Some(due) => {
            let dough = draft.programme().referral.friend_award;
            give_pending(draft, referral, dough, Due::At(due))
        }
        None => Ok(()),
    }
}

fn refused(
    draft: &mut Draft<'_>,
    message: &Message,
    reason: InvitationRefusal,
) -> Result<(), Refusal> {
    let referral = message.referral;
    let open = find(draft, referral).is_some_and(|invitation| {
        !matches!(invitation.state, InvitationState::Refused | InvitationState::Rewarded)
    });
    if open {
        draft.push(Event::InvitationRefused { referral, reason })?;
    }
    Ok(())
}

fn give_pending(
    draft: &mut Draft<'_>,
    referral: ReferralId,
    dough: Dough,
    due: Due,
) -> Result<(), Refusal> {
    let award = draft.award(dough, Issuer::Programme, Cause::Referral(referral));
    draft.push(Event::DoughPending { award, due })?;
    Ok(())
}

/// Posts what waits for an invitation. Returns without a change where nothing does.
pub(super) fn post_pending(draft: &mut Draft<'_>, referral: ReferralId) -> Result<(), Refusal> {
    if let Some((number, award)) = pending_of(draft, referral) {
        draft.post(number, &award)?;
    }
    Ok(())
}

/// Takes back what waits for an invitation.
pub(super) fn void_pending(draft: &mut Draft<'_>, referral: ReferralId) -> Result<(), Refusal> {
    if let Some((pending, award)) = pending_of(draft, referral) {
        draft.push(Event::DoughVoided { pending, award })?;
    }
    Ok(())
}

/// Ends what is open of the customer's invitations, on either side, before the wallet is erased.
/// A friend whose reward waits already keeps it.
pub(super) fn leave(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let facts = &draft.facts;
    let open: Vec<_> =
        facts
            .invited_by
            .iter()
            .map(|invitation| (invitation.clone(), true))
            .chain(facts.invitations.iter().map(|invitation| {
                (invitation.clone(), invitation.state == InvitationState::Joined)
            }))
            .filter(|(invitation, _)| {
                !matches!(invitation.state, InvitationState::Rewarded | InvitationState::Refused)
            })
            .collect();
    let reason = InvitationRefusal::Erased;
    for (invitation, is_told) in open {
        let referral = invitation.referral;
        draft.push(Event::InvitationRefused { referral, reason })?;
        if is_told {
            tell(draft, &invitation, MessageBody::Refused(reason));
        }
    }
    Ok(())
}

/// One wallet of an invitation tells the other.
pub(super) fn tell(draft: &mut Draft<'_>, invitation: &Invitation, body: MessageBody) {
    let (referral, from, to) = (invitation.referral, draft.facts.wallet, invitation.other);
    draft.send(Message { referral, from, to, body });
}

fn reply(draft: &mut Draft<'_>, message: &Message, body: MessageBody) {
    draft.send(Message { referral: message.referral, from: message.to, to: message.from, body });
}

fn find<'d>(draft: &'d Draft<'_>, referral: ReferralId) -> Option<&'d Invitation> {
    let facts = &draft.facts;
    facts.invited_by.iter().chain(&facts.invitations).find(|found| found.referral == referral)
}

fn pending_of(draft: &Draft<'_>, referral: ReferralId) -> Option<(crate::ids::Seq, Award)> {
    draft
        .facts
        .pending
        .iter()
        .find(|pending| pending.award.cause == Cause::Referral(referral))
        .map(|pending| (pending.number, pending.award.clone()))
}

/// How many of the customer's invitations were rewarded, or wait to be, since this month began.
fn rewarded_this_month(draft: &Draft<'_>) -> u32 {
    let zone = &draft.situation.catalogue.business.time_zone;
    let month = |at: Millis| {
        let day = at.in_zone(zone).date();
        (day.year(), day.month())
    };
    let rewarded = draft.facts.invitations.iter().filter(|invitation| {
        matches!(invitation.state, InvitationState::Pending | InvitationState::Rewarded)
            && month(invitation.since) == month(draft.now())
    });
    u32::try_from(rewarded.count()).unwrap_or(u32::MAX)
}
