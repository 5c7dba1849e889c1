//! Vouchers, surprises, invitations, receipts.

use crate::records::menu::PricedLine;
use crate::records::pay::squares;
use dough_core::rules::facts::{self, InvitationState};
use dough_core::rules::units::{Cents, Millis};
use dough_core::rules::{programme, reward, surprise};
use dough_core::views;

/// A voucher or a reward that can be used.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Voucher {
    /// Its number in the wallet: what a pay code or an order names.
    pub number: u64,
    /// The item that it pays for; nothing where it takes an amount or a share off.
    pub item: Option<String>,
    /// What customers call it.
    pub name: String,
    /// Until when.
    pub expires_at: i64,
    /// What must be bought with it, in cents.
    #[uniffi(default = 0)]
    pub minimum: i64,
    /// The dough that comes back where the customer gives it back; zero where that can't be.
    #[uniffi(default = 0)]
    pub cost: i64,
    /// The order that it is attached to.
    #[uniffi(default = None)]
    pub order: Option<String>,
}

/// What a reward gives.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Benefit {
    /// One piece of an item.
    Item {
        /// The item.
        item: String,
    },
    /// An amount off.
    Amount {
        /// How many cents.
        cents: i64,
    },
    /// A share off.
    Percent {
        /// How many hundredths.
        percent: u32,
        /// At most so many cents.
        at_most: Option<i64>,
    },
}

/// A reward that dough can be spent on.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RewardOffer {
    /// Its short name.
    pub id: String,
    /// Its name, as customers know it.
    pub name: String,
    /// What it costs.
    pub cost: i64,
    /// The dough that is still missing; zero where it can be had.
    pub missing: i64,
    /// What it gives.
    pub benefit: Benefit,
    /// What must be bought with it, in cents.
    pub minimum: i64,
    /// For how many days it can be used.
    pub days: u32,
    /// Whether its dough is lost where it isn't used in time.
    pub forfeits: bool,
}

/// What a surprise may hold.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Prize {
    /// A voucher for one of an item.
    Item {
        /// The item.
        item: String,
    },
    /// Dough.
    Dough {
        /// How much.
        dough: i64,
    },
}

/// A prize and its weight in the draw.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WeightedPrize {
    /// What it is called.
    pub name: String,
    /// Its share of the sum of all weights.
    pub weight: u32,
    /// What it is.
    pub prize: Prize,
}

/// A surprise that can be opened, with its odds.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Surprise {
    /// Its number in the wallet.
    pub number: u64,
    /// Since when.
    pub ready_at: i64,
    /// What it may hold.
    pub prizes: Vec<WeightedPrize>,
}

/// A surprise that was opened.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Reveal {
    /// The surprise.
    pub surprise: u64,
    /// When it was opened.
    pub at: i64,
    /// What it held.
    pub prize: Prize,
    /// Whether the phone could check that the draw was honest.
    pub verified: bool,
}

/// What a customer gives a friend.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Invite {
    /// The code.
    pub code: String,
    /// The same as a link.
    pub link: String,
    /// The link as a picture: modules on a side.
    pub width: u32,
    /// Its rows from the top, each from the left: 1 for dark, 0 for light.
    pub modules: Vec<u8>,
}

/// An invitation, on either side.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Invitation {
    /// Its id.
    pub id: String,
    /// `joined`, `qualified`, `pending`, `rewarded`, `refused`.
    pub state: String,
    /// Since when.
    pub since: i64,
    /// When it is rewarded, on the friend's side.
    pub due: Option<i64>,
}

/// Invitations, on both sides.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Invites {
    /// The one that the customer accepted.
    pub invited_by: Option<Invitation>,
    /// Friends who accepted the customer's.
    pub invited: Vec<Invitation>,
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Receipt {
    /// Its id; an order's receipt bears the order's.
    pub id: String,
    /// Where.
    pub shop: String,
    /// When it was booked.
    pub at: i64,
    /// What.
    pub lines: Vec<PricedLine>,
    /// The sum in cents, VAT included.
    pub total: i64,
    /// What a voucher or a reward took off, in cents.
    pub off: i64,
    /// What it earned.
    pub dough: i64,
    /// The money that went back of it, in cents.
    pub returned: i64,
    /// Whether all of it was refunded.
    pub refunded: bool,
}

impl From<views::VoucherView> for Voucher {
    fn from(voucher: views::VoucherView) -> Self {
        Self {
            number: voucher.number.get(),
            item: match voucher.benefit {
                reward::Benefit::Item { item } => Some(item.to_string()),
                reward::Benefit::Amount { .. } | reward::Benefit::Percent { .. } => None,
            },
            name: voucher.name,
            expires_at: voucher.expires_at.get(),
            minimum: voucher.minimum.get(),
            cost: voucher.cost.get(),
            order: voucher.order.map(|order| order.to_string()),
        }
    }
}

impl From<reward::Benefit> for Benefit {
    fn from(benefit: reward::Benefit) -> Self {
        match benefit {
            reward::Benefit::Item { item } => Self::Item { item: item.to_string() },
            reward::Benefit::Amount { amount } => Self::Amount { cents: amount.get() },
            reward::Benefit::Percent { percent, at_most } => {
                Self::Percent { percent, at_most: at_most.map(Cents::get) }
            }
        }
    }
}

impl From<views::RewardOffer> for RewardOffer {
    fn from(offer: views::RewardOffer) -> Self {
        let terms = offer.terms;
        Self {
            id: terms.id.to_string(),
            name: terms.name,
            cost: terms.cost.get(),
            missing: offer.missing.get(),
            benefit: terms.benefit.into(),
            minimum: terms.minimum.get(),
            days: terms.days,
            forfeits: terms.forfeits,
        }
    }
}

impl From<programme::Prize> for Prize {
    fn from(prize: programme::Prize) -> Self {
        match prize {
            programme::Prize::Item(item) => Self::Item { item: item.to_string() },
            programme::Prize::Dough(dough) => Self::Dough { dough: dough.get() },
        }
    }
}

impl From<surprise::ReadySurprise> for Surprise {
    fn from(ready: surprise::ReadySurprise) -> Self {
        let prizes = ready.odds.prizes.into_iter();
        Self {
            number: ready.number.get(),
            ready_at: ready.ready_at.get(),
            prizes: prizes
                .map(|weighted| WeightedPrize {
                    name: weighted.name,
                    weight: weighted.weight,
                    prize: weighted.prize.into(),
                })
                .collect(),
        }
    }
}

impl From<views::Reveal> for Reveal {
    fn from(reveal: views::Reveal) -> Self {
        Self {
            surprise: reveal.surprise.get(),
            at: reveal.at.get(),
            prize: reveal.prize.into(),
            verified: reveal.verified,
        }
    }
}

impl From<views::Invite> for Invite {
    fn from(invite: views::Invite) -> Self {
        let (width, modules) = squares(&invite.matrix);
        Self { code: invite.code.to_string(), link: invite.link, width, modules }
    }
}

impl From<facts::Invitation> for Invitation {
    fn from(invitation: facts::Invitation) -> Self {
        let state = match invitation.state {
            InvitationState::Joined => "joined",
            InvitationState::Qualified => "qualified",
            InvitationState::Pending => "pending",
            InvitationState::Rewarded => "rewarded",
            InvitationState::Refused => "refused",
        };
        Self {
            id: invitation.referral.to_string(),
            state: state.to_owned(),
            since: invitation.since.get(),
            due: invitation.due.map(Millis::get),
        }
    }
}

impl From<views::Invites> for Invites {
    fn from(invites: views::Invites) -> Self {
        Self {
            invited_by: invites.invited_by.map(Into::into),
            invited: invites.invited.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<views::ReceiptView> for Receipt {
    fn from(view: views::ReceiptView) -> Self {
        let receipt = view.receipt;
        Self {
            id: receipt.id.to_string(),
            shop: receipt.shop.to_string(),
            at: view.at.get(),
            lines: receipt.lines.iter().map(Into::into).collect(),
            total: receipt.total.get(),
            off: receipt.total.get() - dough_core::rules::receipt::money(&receipt.tenders).get(),
            dough: receipt.earning.dough.get(),
            returned: view.returned.get(),
            refunded: view.refunded,
        }
    }
}
