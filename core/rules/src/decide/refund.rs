//! A refund of a whole receipt: money, vouchers and dough go back where they came from.

use super::draft::Draft;
use crate::command::{MessageBody, Outcome};
use crate::facts::InvitationState;
use crate::ids::{OrderId, ReceiptId, ShopId};
use crate::journal::{CountedFor, Event, InvitationRefusal, Refund, RestoredVoucher};
use crate::ledger::{Cause, choose_lots};
use crate::receipt::{Receipt, Tender};
use crate::refusal::Refusal;
use crate::units::{Dough, Span};

/// A voucher that comes back is good for at least so long.
const RESTORED_LIFE: Span = Span::days(7);

pub(super) fn refund(
    draft: &mut Draft<'_>,
    id: ReceiptId,
    shop: &ShopId,
) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let booked = draft
        .situation
        .receipt
        .filter(|booked| booked.receipt.id == id)
        .ok_or(Refusal::UnknownReceipt)?;
    let receipt = &booked.receipt;
    if receipt.shop != *shop {
        return Err(Refusal::OtherShop);
    }
    if booked.refunded {
        return Err(Refusal::AlreadyRefunded);
    }
    let taken_back = take_back(draft, receipt)?;
    let refund = Refund {
        receipt: id,
        shop: receipt.shop.clone(),
        tenders: receipt.tenders.clone(),
        taken_back,
        uncounted: receipt
            .earning
            .awards
            .iter()
            .map(|award| CountedFor { rule: award.rule.clone(), day: receipt.day })
            .collect(),
        vouchers: receipt.tenders.iter().filter_map(|tender| restored(draft, tender)).collect(),
    };
    draft.push(Event::Refunded { refund })?;
    void_invitation(draft, id)?;
    Ok(Outcome::Receipt { receipt: Box::new(receipt.clone()) })
}

/// What the receipt earned, from the lots that it brought first, then from any.
fn take_back(draft: &Draft<'_>, receipt: &Receipt) -> Result<Vec<crate::ledger::LotUse>, Refusal> {
    let earned = receipt.earning.dough;
    let lots = &draft.facts.lots;
    let own: Vec<_> = lots
        .iter()
        .filter(|lot| lot.cause == Cause::Receipt(receipt.id))
        .map(|lot| lot.number)
        .collect();
    choose_lots(lots, earned, &own).ok_or_else(|| {
        let held: Dough = lots.iter().map(|lot| lot.available).sum();
        Refusal::RefundNeedsOwed { missing: earned - held }
    })
}

fn restored(draft: &Draft<'_>, tender: &Tender) -> Option<RestoredVoucher> {
    match tender {
        Tender::Voucher { voucher, item, expires_at, .. } => Some(RestoredVoucher {
            number: *voucher,
            item: item.clone(),
            expires_at: (*expires_at).max(draft.now() + RESTORED_LIFE),
        }),
        Tender::Balance { .. } | Tender::Card { .. } | Tender::Cash { .. } => None,
    }
}

/// Takes an invitation's reward back while it waits, where the refunded order had earned it.
fn void_invitation(draft: &mut Draft<'_>, id: ReceiptId) -> Result<(), Refusal> {
    let earned_it = |order: Option<OrderId>| order.map(ReceiptId::from) == Some(id);
    let waiting = draft.facts.invited_by.clone().filter(|invitation| {
        matches!(invitation.state, InvitationState::Qualified | InvitationState::Pending)
            && earned_it(invitation.order)
    });
    let Some(invitation) = waiting else {
        return Ok(());
    };
    super::referral::void_pending(draft, invitation.referral)?;
    let (referral, reason) = (invitation.referral, InvitationRefusal::Refunded);
    draft.push(Event::InvitationRefused { referral, reason })?;
    super::referral::tell(draft, &invitation, MessageBody::Void);
    Ok(())
}
