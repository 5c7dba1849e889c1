//! Segments: customers who have something in common, as their own journals tell it.
//!
//! Membership is judged anew at each purchase, from facts that the phone has too, so a preview and the
//! server agree. Days are those of the shop's own clock.

use crate::facts::WalletFacts;
use crate::ids::SegmentId;
use crate::units::Millis;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Customers who have all of this in common. What is absent excludes nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Segment {
    /// Its short name.
    pub id: SegmentId,
    /// Joined so many days ago at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at_most: Option<u32>,
    /// Joined so many days ago at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at_least: Option<u32>,
    /// Neither earned nor spent dough for so many days at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<u32>,
    /// Came by a friend's invitation, or didn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<bool>,
    /// Has fetched an order, or never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_ordered: Option<bool>,
    /// Has confirmed an e-mail address, or hasn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_email: Option<bool>,
}

impl Segment {
    /// Whether a customer belongs to it on a day of a shop in this time zone.
    pub fn holds(&self, facts: &WalletFacts, day: Date, zone: &TimeZone) -> bool {
        let days_since = |moment: Millis| {
            let then = moment.in_zone(zone).date();
            // Of an order that is fetched another day; nobody joined after today.
            (day - then).get_days().max(0).unsigned_abs()
        };
        let joined = days_since(facts.opened_at);
        // Who has only joined hasn't been away from anything.
        let away = days_since(facts.active_at.max(facts.opened_at));
        let is = |wanted: Option<bool>, found: bool| wanted.is_none_or(|wanted| wanted == found);
        self.joined_at_most.is_none_or(|most| joined <= most)
            && self.joined_at_least.is_none_or(|least| joined >= least)
            && self.away.is_none_or(|least| away >= least)
            && is(self.invited, facts.invited_by.is_some())
            && is(self.has_ordered, facts.has_ordered)
            && is(self.has_email, facts.has_email)
    }
}
