//! What a programme says: how customers earn, what surprises hold, what invitations give.

use crate::catalogue::{DayName, Hours};
use crate::expiry::ExpiryPolicy;
use crate::ids::{CampaignId, CategoryId, ItemId, RuleId, SegmentId, ShopId};
use crate::reward::RewardTerms;
use crate::segment::Segment;
use crate::units::{Cents, Dough, Span};
use jiff::civil::{Date, DateTime};
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
    /// Customers who have something in common.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// When they earn more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<Campaign>,
    /// What dough can be spent on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rewards: Vec<RewardTerms>,
    /// What a dough is worth between outlets, and in reports.
    #[serde(default, skip_serializing_if = "Cents::is_zero")]
    pub dough_value: Cents,
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
    /// Where and when it gives.
    #[serde(default, skip_serializing_if = "Conditions::is_empty")]
    pub only: Conditions,
    /// How often it gives on one day of the shop; nothing for no bound.
    #[serde(default)]
    pub max_per_day: Option<u32>,
    /// How often it gives from a Monday to a Sunday; nothing for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_week: Option<u32>,
    /// How often it gives one customer at all; nothing for no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_customer: Option<u32>,
}

/// What an accrual rule counts (Square's names).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Pieces of certain items.
    ItemVariation {
        /// What each gives.
        dough: Dough,
        /// Which.
        items: Vec<ItemId>,
    },
    /// Pieces of whatever is of certain categories.
    Category {
        /// What each gives.
        dough: Dough,
        /// Which.
        categories: Vec<CategoryId>,
    },
}

/// More dough for a while: what rules give, times a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Campaign {
    /// Its short name.
    pub id: CampaignId,
    /// Its name, as customers know it.
    pub name: String,
    /// What a rule gives becomes so many hundredths of it, rounded down: 200 is twice as much.
    pub percent: u32,
    /// Which rules give more; all where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleId>,
    /// Where and when.
    #[serde(default, skip_serializing_if = "Conditions::is_empty")]
    pub only: Conditions,
}

impl Campaign {
    /// Whether a rule gives more by it.
    pub fn covers(&self, rule: &RuleId) -> bool {
        self.rules.is_empty() || self.rules.contains(rule)
    }
}

/// How a purchase is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Ordered ahead; day and hour are those of the pickup.
    Order,
    /// At a till.
    Register,
}

/// For whom, where and when something holds, by the shop's own clock. What is empty or absent
/// excludes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Conditions {
    /// For customers of any of these segments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<SegmentId>,
    /// In these shops.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shops: Vec<ShopId>,
    /// Bought in these ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// On these days of the week.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<DayName>,
    /// At these hours.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
    /// From this day on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Until this day, which is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Conditions {
    /// Whether they exclude nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether they hold for a purchase in a shop, by a channel, at a time of the shop's own clock,
    /// of a customer who belongs to some segments.
    pub fn hold(
        &self,
        shop: &ShopId,
        channel: Channel,
        at: DateTime,
        segments: &[&SegmentId],
    ) -> bool {
        let (day, time) = (at.date(), at.time());
        let among = |hours: &Hours| hours.open <= time && time < hours.close;
        (self.segments.is_empty() || self.segments.iter().any(|it| segments.contains(&it)))
            && (self.shops.is_empty() || self.shops.contains(shop))
            && (self.channels.is_empty() || self.channels.contains(&channel))
            && (self.days.is_empty() || self.days.contains(&DayName::of(day)))
            && (self.hours.is_empty() || self.hours.iter().any(among))
            && self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
    }
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
