//! What a programme says: how customers earn, what surprises hold, what invitations give.

use crate::expiry::ExpiryPolicy;
use crate::ids::{ItemId, RuleId};
use crate::units::{Cents, Dough, Span};
use serde::{Deserialize, Serialize};

/// How customers are rewarded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Programme {
    /// Its name, as customers know it.
    pub name: String,
    /// Dough for installing the app.
    pub install_award: Dough,
    /// Whether all matching rules give, or only the best.
    #[serde(default)]
    pub stack: bool,
    /// How purchases earn.
    pub accrual_rules: Vec<AccrualRule>,
    /// When dough runs out.
    pub expiry: ExpiryPolicy,
    /// What a surprise costs and holds.
    pub surprise: SurpriseTerms,
    /// What an invitation gives.
    pub referral: ReferralTerms,
}

/// A way in which a purchase earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccrualRule {
    /// Its short name.
    pub id: RuleId,
    /// What it counts.
    pub accrual: Accrual,
    /// What must be paid for goods, VAT included.
    #[serde(default)]
    pub minimum: Cents,
    /// How often it gives on one day of the shop; nothing for no bound.
    #[serde(default)]
    pub max_per_day: Option<u32>,
}

/// What an accrual rule counts (Square's names).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Accrual {
    /// A purchase.
    Visit {
        /// What it gives.
        dough: Dough,
    },
    /// What was spent: `dough` for each full `per`.
    Spend {
        /// What each gives.
        dough: Dough,
        /// How much is one.
        per: Cents,
    },
}

/// What a surprise costs and holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SurpriseTerms {
    /// Dough that one costs.
    pub cost: Dough,
    /// Years of age that opening asks to confirm, once; nothing for no question.
    #[serde(default)]
    pub minimum_age: Option<u32>,
    /// How long a voucher from a surprise is good for.
    pub voucher_days: u32,
    /// The version of the odds; goes up whenever they change.
    pub odds_version: u32,
    /// What it may hold.
    pub prizes: Vec<WeightedPrize>,
}

impl SurpriseTerms {
    /// How long a voucher from a surprise is good for.
    pub const fn voucher_life(&self) -> Span {
        Span::days(self.voucher_days as i64)
    }
}

/// A prize and its weight in the draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeightedPrize {
    /// What it is called.
    pub name: String,
    /// Its share of the sum of all weights.
    pub weight: u32,
    /// What it is.
    pub prize: Prize,
}

/// What a surprise may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Prize {
    /// A voucher for one of an item.
    Item(ItemId),
    /// Dough.
    Dough(Dough),
}

/// What an invitation gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferralTerms {
    /// Dough for the one who invited.
    pub inviter_award: Dough,
    /// Dough for the friend.
    pub friend_award: Dough,
    /// What the friend's first completed order must come to.
    pub minimum: Cents,
    /// How long both wait.
    pub pending_days: u32,
    /// How many invitations of one customer are rewarded in a calendar month.
    pub max_per_month: u32,
}
