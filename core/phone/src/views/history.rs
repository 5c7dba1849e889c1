//! The journal's lines, in words.

use crate::Language;
use crate::store::StoreError;
use crate::store::journal::{self, JournalRow};
use crate::text::{Told, Waits, Why, line};
use crate::views::Names;
use dough_rules::ids::{OrderId, ReceiptId, Seq};
use dough_rules::journal::{Award, Due};
use dough_rules::ledger::{Account, Cause, Unit, WalletAccount};
use dough_rules::order::Order;
use dough_rules::programme::Prize;
use dough_rules::receipt::{Earning, EarningReason};
use dough_rules::units::{Cents, Dough, Millis, Span};
use dough_rules::{Catalogue, Event};
use rusqlite::Connection;

/// A line of history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The journal's number; what the next page is asked for with.
    pub seq: Seq,
    /// When it happened.
    pub at: Millis,
    /// The event's stable kind.
    pub kind: String,
    /// What happened and why, in the customer's language.
    pub text: String,
    /// What it did to the dough to spend.
    pub dough: i64,
    /// What it did to the euros to spend, in cents.
    pub cents: i64,
    /// Whether the phone found the draw honest, where the line is an opened surprise.
    pub verified: Option<bool>,
    /// The receipt that the line is about.
    pub receipt: Option<ReceiptId>,
}

/// Whether a purchase's or a surprise's line tells of dough.
const fn is_told_before(award: &Award) -> bool {
    matches!(award.cause, Cause::Receipt(_) | Cause::Surprise(_))
}

/// Whether an event has a line of its own. Dough for a purchase stands in the purchase's line, and
/// a surprise's prize in the surprise's; what of it settled what was owed is told apart.
pub(crate) fn is_shown(event: &Event) -> bool {
    match event {
        Event::DoughEarned { award }
        | Event::DoughPending { award, .. }
        | Event::DoughPosted { award, .. }
        | Event::DoughVoided { award, .. } => !is_told_before(award) || award.settles.is_positive(),
        Event::DeviceEnrolled { spends_from, .. } => spends_from.is_some(),
        Event::AgeConfirmed { .. } | Event::VoucherIssued { .. } | Event::ExpirySet { .. } => false,
        _ => true,
    }
}

/// Tells an entry, or nothing where this version doesn't know its kind.
pub(crate) fn tell(
    db: &Connection,
    row: &JournalRow,
    catalogue: Option<&Catalogue>,
    language: Language,
) -> Result<Option<HistoryEntry>, StoreError> {
    let Ok(event) = serde_json::from_str::<Event>(&row.event) else {
        return Ok(None);
    };
    let order = match &event {
        Event::OrderPaid { order, .. }
        | Event::OrderReady { order }
        | Event::OrderEnded { order, .. } => journal::order(db, *order)?,
        Event::OrderCompleted { receipt } => journal::order(db, OrderId::new(receipt.id.uuid()))?,
        _ => None,
    };
    let names = Names { catalogue };
    let (dough, cents) = effect(&event);
    let receipt = match &event {
        Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => Some(receipt.id),
        Event::Refunded { refund } => Some(refund.receipt),
        _ => None,
    };
    Ok(Some(HistoryEntry {
        receipt,
        seq: row.seq,
        at: row.at,
        kind: row.kind.clone(),
        text: line(language, &names.told(&event, order.as_ref(), row.verified)),
        dough,
        cents,
        verified: row.verified,
    }))
}

/// What the line does to the dough and the cents to spend.
pub(crate) fn effect(event: &Event) -> (i64, i64) {
    let (mut dough, mut cents) = (0, 0);
    for transfer in event.transfers() {
        let sum = match transfer.from.unit() {
            Unit::Dough => &mut dough,
            Unit::Eur => &mut cents,
        };
        let counts = |account: &Account| {
            matches!(
                account,
                Account::Wallet(WalletAccount::DoughAvailable | WalletAccount::EurAvailable)
            )
        };
        if counts(&transfer.from) {
            *sum -= transfer.amount;
        }
        if counts(&transfer.to) {
            *sum += transfer.amount;
        }
    }
    match event {
        Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
            dough += receipt.earning.dough.get();
        }
        Event::SurpriseOpened { prize: Prize::Dough(won), .. } => dough += won.get(),
        // The line of the purchase or the surprise tells all that it brought.
        Event::DoughEarned { award } | Event::DoughPosted { award, .. }
            if is_told_before(award) =>
        {
            dough = -award.settles.get();
        }
        _ => {}
    }
    (dough, cents)
}

impl Names<'_> {
    /// A shop's date and clock at a pickup.
    fn pickup(self, order: &Order) -> String {
        let clock = self.clock(&order.shop, order.pickup_at);
        format!("{} {clock}", order.day.strftime("%d/%m"))
    }

    fn date(self, at: Millis) -> String {
        match self.catalogue {
            Some(catalogue) => {
                at.in_zone(&catalogue.business.time_zone).strftime("%d/%m/%Y").to_string()
            }
            None => at.to_utc().strftime("%d/%m/%Y").to_string(),
        }
    }

    /// What was put right, and rewards that were taken and ended.
    fn told_of_rewards(self, event: &Event) -> Told {
        match event {
            Event::RewardIssued { terms, .. } => {
                Told::RewardIssued { name: terms.name.clone(), cost: terms.cost }
            }
            Event::RewardEnded { name, end, lots, .. } => Told::RewardEnded {
                name: name.clone(),
                dough: lots.iter().map(|part| part.dough).sum(),
                end: *end,
            },
            Event::Adjusted { shop, reason, .. } => {
                let (dough, cents) = effect(event);
                let (dough, amount) = (Dough::new(dough), Cents::new(cents));
                Told::Adjusted { shop: self.shop(shop), reason: *reason, dough, amount }
            }
            _ => Told::Nothing,
        }
    }

    /// Dough that comes and goes apart from purchases and surprises.
    fn told_of_dough(self, event: &Event) -> Told {
        match event {
            Event::DoughEarned { award } | Event::DoughPosted { award, .. }
                if is_told_before(award) =>
            {
                Told::Settled { dough: award.settles }
            }
            Event::DoughEarned { award } => gift(award),
            Event::DoughPending { award, due } => Told::Waiting {
                dough: award.dough,
                for_friend: is_referral(award),
                until: match due {
                    Due::At(at) => Waits::Until(self.date(*at)),
                    Due::Pickup(_) => Waits::Pickup,
                    Due::Friend(_) => Waits::Friend,
                },
            },
            Event::DoughPosted { award, .. } => {
                Told::Posted { dough: award.dough, for_friend: is_referral(award) }
            }
            Event::DoughVoided { award, .. } => Told::Voided { dough: award.dough },
            Event::DoughExpired { lots } => {
                Told::DoughExpired { dough: lots.iter().map(|part| part.dough).sum() }
            }
            Event::ExpiryAnnounced { expires_at, dough } => {
                Told::DoughEnds { dough: *dough, on: self.date(*expires_at - Span::millis(1)) }
            }
            Event::OwedWrittenOff { dough } => Told::OwedWrittenOff { dough: *dough },
            _ => Told::Nothing,
        }
    }

    fn told(self, event: &Event, order: Option<&Order>, verified: Option<bool>) -> Told {
        let of_order = || order.map(|order| (self.shop(&order.shop), order.code.clone()));
        match event {
            Event::WalletOpened { .. } => Told::Welcome,
            Event::DoughEarned { .. }
            | Event::DoughPending { .. }
            | Event::DoughPosted { .. }
            | Event::DoughVoided { .. }
            | Event::ExpiryAnnounced { .. }
            | Event::DoughExpired { .. }
            | Event::OwedWrittenOff { .. } => self.told_of_dough(event),
            Event::ToppedUp { amount, .. } => Told::ToppedUp { amount: *amount },
            Event::SaleBooked { receipt } => Told::Visit {
                shop: self.shop(&receipt.shop),
                total: receipt.total,
                dough: receipt.earning.dough,
                why: why_nothing(&receipt.earning),
            },
            Event::Refunded { refund } => Told::Refund {
                shop: self.shop(&refund.shop),
                part: !refund.complete,
                amount: refund.money(),
                dough: refund.dough(),
                owed: refund.owed,
                voucher: !(refund.vouchers.is_empty() && refund.rewards.is_empty()),
            },
            Event::OrderPlaced { order } => Told::OrderPlaced {
                shop: self.shop(&order.shop),
                code: order.code.clone(),
                pickup: self.pickup(order),
                total: order.total,
            },
            Event::OrderPaid { amount, .. } => {
                Told::OrderPaid { order: of_order(), amount: *amount }
            }
            Event::OrderEdited { order, paid, released } => Told::OrderEdited {
                shop: self.shop(&order.shop),
                code: order.code.clone(),
                pickup: self.pickup(order),
                total: order.total,
                paid: *paid,
                released: *released,
            },
            Event::OrderReady { .. } => Told::OrderReady { order: of_order() },
            Event::OrderCompleted { receipt } => Told::OrderCompleted {
                shop: self.shop(&receipt.shop),
                total: receipt.total,
                dough: receipt.earning.dough,
                why: why_nothing(&receipt.earning),
            },
            Event::OrderEnded { reason, released, .. } => {
                Told::OrderEnded { order: of_order(), reason: *reason, released: *released }
            }
            Event::SurpriseReady { .. } => Told::SurpriseReady,
            Event::SurpriseWithdrawn { .. } => Told::SurpriseWithdrawn,
            Event::SurpriseOpened { prize, spent, .. } => Told::SurpriseOpened {
                item: match prize {
                    Prize::Item(item) => Some(self.item(item)),
                    Prize::Dough(_) => None,
                },
                dough: match prize {
                    Prize::Item(_) => Dough::ZERO,
                    Prize::Dough(dough) => *dough,
                },
                cost: spent.iter().map(|part| part.dough).sum(),
                honest: verified == Some(true),
            },
            Event::InvitationAccepted { .. } => Told::InvitationAccepted,
            Event::InvitationQualified { due, .. } => {
                Told::InvitationQualified { due: self.date(*due) }
            }
            Event::FriendJoined { .. } => Told::FriendJoined,
            Event::InvitationRefused { reason, .. } => Told::InvitationRefused { reason: *reason },
            Event::DeviceEnrolled { spends_from: Some(from), .. } => {
                Told::DeviceAdded { from: self.date(*from) }
            }
            Event::DeviceRevoked { .. } => Told::DeviceRevoked,
            Event::ProfileChanged {} => Told::ProfileChanged,
            Event::ConsentsGiven { news, research } => {
                Told::ConsentsGiven { news: *news, research: *research }
            }
            Event::EmailConfirmed {} => Told::EmailConfirmed,
            Event::PaidOut { amount, .. } => Told::PaidOut { amount: *amount },
            Event::BalanceGivenUp { amount } => Told::BalanceGivenUp { amount: *amount },
            Event::WalletErased {} => Told::WalletErased,
            Event::Adjusted { .. } | Event::RewardIssued { .. } | Event::RewardEnded { .. } => {
                self.told_of_rewards(event)
            }
            Event::DeviceEnrolled { spends_from: None, .. }
            | Event::AgeConfirmed { .. }
            | Event::ExpirySet { .. }
            | Event::VoucherIssued { .. } => Told::Nothing,
        }
    }
}

fn is_referral(award: &Award) -> bool {
    matches!(award.cause, Cause::Referral(_))
}

fn gift(award: &Award) -> Told {
    match award.cause {
        Cause::Install => Told::Installed { dough: award.dough },
        Cause::Referral(_) | Cause::Receipt(_) | Cause::Surprise(_) | Cause::Adjustment(_) => {
            Told::Posted { dough: award.dough, for_friend: is_referral(award) }
        }
    }
}

/// Why a purchase earned nothing: the reason that a customer can do something about comes first.
fn why_nothing(earning: &Earning) -> Option<Why> {
    if earning.dough.is_positive() {
        return None;
    }
    let capped = earning.reasons.iter().find_map(|reason| match reason {
        EarningReason::DayCapReached { counted, .. } => {
            Some(Why::DayCap { visit: counted.saturating_add(1) })
        }
        EarningReason::WeekCapReached { next_day, .. } => {
            Some(Why::WeekCap { next: crate::text::day(*next_day) })
        }
        EarningReason::CustomerCapReached { .. } => Some(Why::CustomerCap),
        _ => None,
    });
    let other = earning.reasons.iter().find_map(|reason| match reason {
        EarningReason::BelowMinimum { minimum, .. } => {
            Some(Why::BelowMinimum { minimum: *minimum })
        }
        EarningReason::NotAsked => Some(Why::NotAsked),
        EarningReason::NoSuchPiece {} => Some(Why::NoSuchPiece),
        EarningReason::Elsewhere {} => Some(Why::Elsewhere),
        _ => None,
    });
    capped.or(other)
}
