//! A refund of a receipt or a part of it: money, vouchers and dough go back where they came from.

use super::draft::Draft;
use crate::command::{MessageBody, Outcome};
use crate::earning::{Goods, earn_again};
use crate::facts::InvitationState;
use crate::ids::{OrderId, ReceiptId, ShopId};
use crate::journal::{
    CountedFor, Event, InvitationRefusal, Refund, RestoredVoucher, ReturnedPieces,
};
use crate::ledger::{Cause, LotUse, choose_lots};
use crate::receipt::{Receipt, Tender, VatTotal};
use crate::refund::{RefundScope, Remainder};
use crate::refusal::Refusal;
use crate::reward::{Discount, IssuedReward, RESTORED_LIFE};
use crate::units::{Cents, Dough};

pub(super) fn refund(
    draft: &mut Draft<'_>,
    id: ReceiptId,
    shop: &ShopId,
    scope: &RefundScope,
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
    let left = Remainder::of(receipt, &booked.refunds);
    if left.is_complete {
        return Err(Refusal::AlreadyRefunded);
    }
    let back = Back::of(receipt, &left, scope)?;
    let paid = left.money() - back.money;
    let then = draft.situation.then.unwrap_or(draft.situation.catalogue);
    let programme = &then.programme;
    let kept = if back.complete {
        Dough::ZERO
    } else {
        earn_again(then, &receipt.earning, &goods_left(receipt, &left, &back, paid))
    };
    let returned = left.dough - kept.min(left.dough);
    let (taken_back, owed) = take_back(draft, receipt, returned);
    let is_uncounted = left.is_counted && kept == Dough::ZERO;
    let refund = Refund {
        receipt: id,
        shop: receipt.shop.clone(),
        pieces: back.pieces,
        complete: back.complete,
        tenders: left.split(back.money).into_iter().chain(back.vouchers.clone()).collect(),
        taken_back,
        owed,
        uncounted: if is_uncounted { counts(receipt) } else { vec![] },
        vouchers: back.vouchers.iter().filter_map(|tender| restored(draft, tender)).collect(),
        vat: back.vat,
        rewards: back.vouchers.iter().filter_map(|tender| restored_reward(draft, tender)).collect(),
    };
    draft.push(Event::Refunded { refund: refund.clone() })?;
    if back.complete || paid < programme.referral.minimum {
        void_invitation(draft, id)?;
    }
    let receipt = Box::new(receipt.clone());
    Ok(Outcome::Receipt { receipt, refund: Some(Box::new(refund)) })
}

/// What goes back.
struct Back {
    pieces: Vec<ReturnedPieces>,
    money: Cents,
    vouchers: Vec<Tender>,
    vat: Vec<VatTotal>,
    complete: bool,
}

impl Back {
    fn of(receipt: &Receipt, left: &Remainder, scope: &RefundScope) -> Result<Self, Refusal> {
        match scope {
            RefundScope::All => Ok(Self::all(left)),
            RefundScope::Pieces { pieces } => Self::pieces(receipt, left, pieces),
            RefundScope::Amount { amount } => Self::amount(left, *amount),
        }
    }

    fn all(left: &Remainder) -> Self {
        let pieces = (0..).zip(&left.pieces).filter(|(_, quantity)| **quantity > 0);
        Self {
            pieces: pieces.map(|(line, &quantity)| ReturnedPieces { line, quantity }).collect(),
            money: left.money(),
            vouchers: left.vouchers.clone(),
            vat: left.vat_in(left.money()),
            complete: true,
        }
    }

    fn amount(left: &Remainder, amount: Cents) -> Result<Self, Refusal> {
        if !amount.is_positive() || amount > left.money() {
            return Err(Refusal::RefundTooMuch { left: left.money() });
        }
        let complete = amount == left.money() && left.vouchers.is_empty();
        let vat = left.vat_in(amount);
        Ok(Self { pieces: vec![], money: amount, vouchers: vec![], vat, complete })
    }

    /// The piece that a voucher paid for goes back as the last of its line.
    fn pieces(
        receipt: &Receipt,
        left: &Remainder,
        pieces: &[ReturnedPieces],
    ) -> Result<Self, Refusal> {
        let (mut money, mut vouchers, mut parts) = (Cents::ZERO, Vec::new(), Vec::new());
        let discount = discount_of(receipt);
        let mut after = left.pieces.clone();
        for &ReturnedPieces { line, quantity } in pieces {
            let place = line as usize;
            let held = after.get(place).copied().unwrap_or(0);
            let is_again = pieces.iter().filter(|it| it.line == line).count() > 1;
            if quantity == 0 || quantity > held || is_again {
                return Err(Refusal::PiecesTooMany { line, left: held });
            }
            after[place] = held - quantity;
            let line = &receipt.lines[place];
            let before = line.quantity - held;
            let off = discount.of_pieces(place, line.quantity, before, quantity);
            let paid = line.unit_price.times(quantity) - off;
            parts.push((line.vat_rate, paid));
            money = money + paid;
            if quantity == held && discount.free == Some(place) {
                vouchers.clone_from(&left.vouchers);
            }
        }
        if pieces.is_empty() || money > left.money() {
            return Err(Refusal::RefundTooMuch { left: left.money() });
        }
        let complete = after.iter().all(|quantity| *quantity == 0) && money == left.money();
        if complete {
            vouchers.clone_from(&left.vouchers);
        }
        let vat = if complete { left.vat_in(money) } else { left.vat_of(&parts) };
        Ok(Self { pieces: pieces.to_vec(), money, vouchers, vat, complete })
    }
}

/// What still counts once it went back.
fn goods_left(receipt: &Receipt, left: &Remainder, back: &Back, paid: Cents) -> Goods {
    let mut pieces = left.pieces.clone();
    for returned in &back.pieces {
        if let Some(held) = pieces.get_mut(returned.line as usize) {
            *held = held.saturating_sub(returned.quantity);
        }
    }
    let used = left.vouchers.iter().filter(|tender| !back.vouchers.contains(tender));
    let free = used.map(|tender| Discount::by(Some(tender), &receipt.lines).free);
    Goods::of(&receipt.lines, &pieces, free.flatten().next(), paid)
}

/// What a voucher or a reward took off the receipt's lines.
fn discount_of(receipt: &Receipt) -> Discount {
    let used = receipt.tenders.iter().find(|tender| !tender.is_money());
    Discount::by(used, &receipt.lines)
}

/// Dough from the lots that the receipt brought first, then from any; what was spent is owed.
fn take_back(draft: &Draft<'_>, receipt: &Receipt, wanted: Dough) -> (Vec<LotUse>, Dough) {
    let lots = &draft.facts.lots;
    let own: Vec<_> = lots
        .iter()
        .filter(|lot| lot.cause == Cause::Receipt(receipt.id))
        .map(|lot| lot.number)
        .collect();
    let held: Dough = lots.iter().map(|lot| lot.available).sum();
    let taken = wanted.min(held);
    (choose_lots(lots, taken, &own).unwrap_or_default(), wanted - taken)
}

fn counts(receipt: &Receipt) -> Vec<CountedFor> {
    let awards = receipt.earning.awards.iter();
    awards
        .map(|award| CountedFor {
            rule: award.rule.clone(),
            day: receipt.day,
            lasting: award.lasting,
        })
        .collect()
}

fn restored(draft: &Draft<'_>, tender: &Tender) -> Option<RestoredVoucher> {
    match tender {
        Tender::Voucher { voucher, item, expires_at, worth, .. } => Some(RestoredVoucher {
            number: *voucher,
            item: item.clone(),
            expires_at: (*expires_at).max(draft.now() + RESTORED_LIFE),
            worth: *worth,
        }),
        _ => None,
    }
}

fn restored_reward(draft: &Draft<'_>, tender: &Tender) -> Option<IssuedReward> {
    match tender {
        Tender::Reward { reward, .. } => {
            let expires_at = reward.expires_at.max(draft.now() + RESTORED_LIFE);
            Some(IssuedReward { expires_at, ..(**reward).clone() })
        }
        _ => None,
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
