//! Vouchers, reveals, invitations, receipts.

use crate::store::{StoreError, journal};
use crate::views::Names;
use dough_paycode::Matrix;
use dough_rules::facts::{Device, Invitation};
use dough_rules::ids::{InviteCode, OrderId, Seq};
use dough_rules::programme::Prize;
use dough_rules::receipt::Receipt;
use dough_rules::reward::{Benefit, RewardTerms};
use dough_rules::units::{Cents, Dough, Millis};
use dough_rules::{Catalogue, Event, WalletFacts};
use rusqlite::Connection;

/// How many receipts and reveals are listed.
const LISTED: u32 = 500;

/// A voucher or a reward that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherView {
    /// Its number in the wallet: what a pay code or an order names.
    pub number: Seq,
    /// What it gives.
    pub benefit: Benefit,
    /// What customers call it: a reward's name, or the item's on the menu; the item's id where the
    /// menu doesn't have it.
    pub name: String,
    /// What must be bought with it, before it is taken off.
    pub minimum: Cents,
    /// The dough that comes back where the customer gives it back; zero where that can't be.
    pub cost: Dough,
    /// Until when.
    pub expires_at: Millis,
    /// The order that it is attached to.
    pub order: Option<OrderId>,
}

/// A reward that dough can be spent on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RewardOffer {
    /// What is offered.
    pub terms: RewardTerms,
    /// The dough that is still missing; zero where it can be had.
    pub missing: Dough,
}

/// A surprise that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// The surprise.
    pub surprise: Seq,
    /// When it was opened.
    pub at: Millis,
    /// What it held.
    pub prize: Prize,
    /// Whether the phone could check that the draw was honest.
    pub verified: bool,
}

/// What a customer gives a friend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The code.
    pub code: InviteCode,
    /// The same as a link.
    pub link: String,
    /// The link as a picture, without its quiet zone.
    pub matrix: Matrix,
}

/// A phone of the wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceView {
    /// The phone, by its keys.
    pub device: Device,
    /// Whether it is this one.
    pub own: bool,
}

/// Invitations, on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invites {
    /// The one that the customer accepted.
    pub invited_by: Option<Invitation>,
    /// Friends who accepted the customer's.
    pub invited: Vec<Invitation>,
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptView {
    /// The receipt.
    pub receipt: Receipt,
    /// When it was booked.
    pub at: Millis,
    /// The money that went back of it.
    pub returned: Cents,
    /// Whether all of it was refunded.
    pub refunded: bool,
}

impl From<journal::StoredReceipt> for ReceiptView {
    fn from((receipt, at, returned, refunded): journal::StoredReceipt) -> Self {
        Self { receipt, at, returned, refunded }
    }
}

/// The rewards that dough can be spent on, the cheapest first.
pub(crate) fn offers(facts: &WalletFacts, catalogue: &Catalogue) -> Vec<RewardOffer> {
    let available = facts.balances.dough_available;
    let offer = |terms: &RewardTerms| RewardOffer {
        missing: (terms.cost - available).max(Dough::ZERO),
        terms: terms.clone(),
    };
    let mut offers: Vec<_> = catalogue.programme.rewards.iter().map(offer).collect();
    offers.sort_by_key(|offer| offer.terms.cost);
    offers
}

/// Vouchers and rewards that can be used, the one that runs out first before. What is attached to an
/// order stays good with it.
pub(crate) fn vouchers(
    facts: &WalletFacts,
    catalogue: Option<&Catalogue>,
    now: Millis,
) -> Vec<VoucherView> {
    let vouchers = facts.vouchers.iter().map(|voucher| VoucherView {
        number: voucher.number,
        benefit: Benefit::Item { item: voucher.item.clone() },
        name: Names { catalogue }.item(&voucher.item),
        minimum: Cents::ZERO,
        cost: Dough::ZERO,
        expires_at: voucher.expires_at,
        order: None,
    });
    let rewards = facts.rewards.iter().map(|reward| VoucherView {
        number: reward.number,
        benefit: reward.terms.benefit.clone(),
        name: reward.terms.name.clone(),
        minimum: reward.terms.minimum,
        cost: reward.terms.cost,
        expires_at: reward.expires_at,
        order: None,
    });
    let usable = vouchers.chain(rewards).filter(|it| facts.is_good(it.number, it.expires_at, now));
    let attached = usable.map(|view| VoucherView {
        order: facts.attached_to(view.number).map(|order| order.id),
        ..view
    });
    let mut views: Vec<_> = attached.collect();
    views.sort_by_key(|voucher| (voucher.expires_at, voucher.number));
    views
}

/// Surprises that were opened, newest first.
pub(crate) fn reveals(db: &Connection) -> Result<Vec<Reveal>, StoreError> {
    let mut reveals = Vec::new();
    for row in journal::of_kind(db, "surprise_opened", LISTED)? {
        if let Event::SurpriseOpened { surprise, prize, .. } = serde_json::from_str(&row.event)? {
            reveals.push(Reveal {
                surprise,
                at: row.at,
                prize,
                verified: row.verified == Some(true),
            });
        }
    }
    Ok(reveals)
}

/// Receipts, newest first.
pub(crate) fn receipts(db: &Connection) -> Result<Vec<ReceiptView>, StoreError> {
    Ok(journal::receipts(db, LISTED)?.into_iter().map(Into::into).collect())
}
