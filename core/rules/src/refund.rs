//! What was given back of a receipt, and what is left of it.

use crate::journal::{Refund, ReturnedPieces};
use crate::pricing::{spread, vat_within};
use crate::receipt::{Receipt, Tender, VatTotal};
use crate::units::{Cents, Dough};
use serde::{Deserialize, Serialize};

/// What is to be given back of a receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RefundScope {
    /// All that is left of it.
    #[default]
    All,
    /// Pieces of its lines.
    Pieces {
        /// Which, and how many; no line twice.
        pieces: Vec<ReturnedPieces>,
    },
    /// An amount of money, and no goods.
    Amount {
        /// How much.
        amount: Cents,
    },
}

impl RefundScope {
    /// Whether it is all that is left.
    pub const fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }
}

impl VatTotal {
    /// The VAT in a part of it; all of it where the part is all.
    fn part(&self, gross: Cents) -> Self {
        let vat = if gross == self.gross { self.vat } else { vat_within(gross, self.rate) };
        Self { rate: self.rate, gross, vat: vat.min(self.vat) }
    }
}

/// What is left of a receipt after some refunds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remainder {
    /// Pieces of each line.
    pub pieces: Vec<u32>,
    /// Money from the wallet.
    pub balance: Cents,
    /// Money from payment cards.
    pub card: Cents,
    /// Cash.
    pub cash: Cents,
    /// Vouchers and rewards that paid for something.
    pub vouchers: Vec<Tender>,
    /// The VAT in the money that is left, by rate.
    pub vat: Vec<VatTotal>,
    /// Dough that it earned.
    pub dough: Dough,
    /// Whether the counts of its rules still stand.
    pub is_counted: bool,
    /// Whether there is nothing left.
    pub is_complete: bool,
}

impl Remainder {
    /// What `refunds` left of a receipt.
    pub fn of(receipt: &Receipt, refunds: &[Refund]) -> Self {
        let mut left = Self {
            pieces: receipt.lines.iter().map(|line| line.quantity).collect(),
            balance: Cents::ZERO,
            card: Cents::ZERO,
            cash: Cents::ZERO,
            vouchers: vec![],
            vat: receipt.vat.clone(),
            dough: receipt.earning.dough,
            is_counted: true,
            is_complete: false,
        };
        for tender in &receipt.tenders {
            match tender {
                Tender::Balance { amount } => left.balance = left.balance + *amount,
                Tender::Card { amount } => left.card = left.card + *amount,
                Tender::Cash { amount } => left.cash = left.cash + *amount,
                Tender::Voucher { .. } | Tender::Reward { .. } => {
                    left.vouchers.push(tender.clone());
                }
            }
        }
        for refund in refunds {
            left.take(refund);
        }
        left
    }

    /// The money that is left.
    pub fn money(&self) -> Cents {
        self.balance + self.card + self.cash
    }

    fn take(&mut self, refund: &Refund) {
        for returned in &refund.pieces {
            if let Some(left) = self.pieces.get_mut(returned.line as usize) {
                *left = left.saturating_sub(returned.quantity);
            }
        }
        for tender in &refund.tenders {
            match tender {
                Tender::Balance { amount } => self.balance = self.balance - *amount,
                Tender::Card { amount } => self.card = self.card - *amount,
                Tender::Cash { amount } => self.cash = self.cash - *amount,
                Tender::Voucher { .. } | Tender::Reward { .. } => {
                    self.vouchers.retain(|held| held.redeems() != tender.redeems());
                }
            }
        }
        for back in &refund.vat {
            if let Some(left) = self.vat.iter_mut().find(|left| left.rate == back.rate) {
                left.gross = left.gross - back.gross;
                left.vat = left.vat - back.vat;
            }
        }
        self.dough = self.dough - refund.dough();
        self.is_counted &= refund.uncounted.is_empty();
        self.is_complete |= refund.complete;
    }

    /// The VAT in an amount of what is left, spread over the rates by what is left at each; all of
    /// it where the amount is all that is left.
    pub fn vat_in(&self, amount: Cents) -> Vec<VatTotal> {
        let shares = spread(amount, self.vat.iter().map(|left| left.gross));
        let parts = self.vat.iter().zip(shares);
        let parts = parts.map(|(left, share)| left.part(share.min(left.gross)));
        parts.filter(|part| part.gross.is_positive()).collect()
    }

    /// The VAT in pieces that go back, by the rates of their lines. Where an amount took from a rate
    /// before, there may be less left at it than its pieces cost; the rest is taken from the others,
    /// so that all VAT has gone back once all money has.
    pub fn vat_of(&self, parts: &[(u32, Cents)]) -> Vec<VatTotal> {
        let own = self.vat.iter().map(|left| {
            let gross = parts.iter().filter(|(rate, _)| *rate == left.rate);
            gross.map(|(_, amount)| *amount).sum::<Cents>().min(left.gross)
        });
        let own: Vec<Cents> = own.collect();
        let rest =
            parts.iter().map(|(_, amount)| *amount).sum::<Cents>() - own.iter().copied().sum();
        let others = self.vat.iter().zip(&own).map(|(left, own)| left.gross - *own);
        let shares = spread(rest, others).into_iter().zip(&own).zip(&self.vat);
        let shares = shares.map(|((rest, own), left)| left.part((*own + rest).min(left.gross)));
        shares.filter(|share| share.gross.is_positive()).collect()
    }

    /// Splits an amount of money over where it came from: the wallet first, then cards, then cash.
    pub fn split(&self, amount: Cents) -> Vec<Tender> {
        let balance = amount.min(self.balance);
        let card = (amount - balance).min(self.card);
        let cash = amount - balance - card;
        let tenders = [
            Tender::Balance { amount: balance },
            Tender::Card { amount: card },
            Tender::Cash { amount: cash },
        ];
        tenders.into_iter().filter(|tender| tender.amount().is_positive()).collect()
    }
}
