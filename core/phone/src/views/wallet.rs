//! Vouchers, reveals, invitations, receipts.

use crate::store::{StoreError, journal};
use crate::views::Names;
use dough_paycode::Matrix;
use dough_rules::facts::{Device, Invitation};
use dough_rules::ids::{InviteCode, ItemId, Seq};
use dough_rules::programme::Prize;
use dough_rules::receipt::Receipt;
use dough_rules::units::{Cents, Millis};
use dough_rules::{Catalogue, Event, WalletFacts};
use rusqlite::Connection;

/// How many receipts and reveals are listed.
const LISTED: u32 = 500;

/// A voucher that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherView {
    /// Its number in the wallet: what a pay code names.
    pub number: Seq,
    /// For what.
    pub item: ItemId,
    /// What the item is called on the menu; its id where the menu doesn't have it.
    pub name: String,
    /// Until when.
    pub expires_at: Millis,
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

/// Vouchers that can be used, the one that runs out first before.
pub(crate) fn vouchers(
    facts: &WalletFacts,
    catalogue: Option<&Catalogue>,
    now: Millis,
) -> Vec<VoucherView> {
    let usable = facts.vouchers.iter().filter(|voucher| now < voucher.expires_at);
    let mut views: Vec<_> = usable
        .map(|voucher| VoucherView {
            number: voucher.number,
            item: voucher.item.clone(),
            name: Names { catalogue }.item(&voucher.item),
            expires_at: voucher.expires_at,
        })
        .collect();
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
