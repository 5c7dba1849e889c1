//! What a manager puts right by hand: dough or euros, given or taken, with a reason.
//!
//! It is booked like anything else, and the customer reads it in the history. The server asks for a
//! second manager where it is large; the rules only say what can be booked.

use crate::journal::Award;
use crate::ledger::LotUse;
use crate::units::{Cents, Dough};
use serde::{Deserialize, Serialize};

/// The most dough that one adjustment moves.
pub const MAX_ADJUSTED: Dough = Dough::new(10_000);

/// Why something was put right, in words that a customer understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentReason {
    /// An apology, or a kindness.
    Goodwill,
    /// A purchase wasn't counted.
    MissedEarning,
    /// Something was booked wrongly.
    Mistake,
    /// The programme was misused.
    Misuse,
}

/// What is to be moved; amounts are above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Correction {
    /// Dough is given.
    GiveDough {
        /// How much.
        dough: Dough,
    },
    /// Dough is taken; what isn't there can't be.
    TakeDough {
        /// How much.
        dough: Dough,
    },
    /// Euros are given.
    GiveMoney {
        /// How much.
        amount: Cents,
    },
    /// Euros are taken; what isn't there can't be.
    TakeMoney {
        /// How much.
        amount: Cents,
    },
}

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Corrected {
    /// Dough was given.
    DoughGiven {
        /// What and why.
        award: Award,
    },
    /// Dough was taken.
    DoughTaken {
        /// Of which lots.
        lots: Vec<LotUse>,
    },
    /// Euros were given.
    MoneyGiven {
        /// How much.
        amount: Cents,
    },
    /// Euros were taken.
    MoneyTaken {
        /// How much.
        amount: Cents,
    },
}
