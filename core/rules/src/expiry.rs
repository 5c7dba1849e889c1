//! When dough runs out, and when customers are told.
//!
//! Lots bear a date of their own, or all dough of a wallet one date that moves with what the customer
//! does. Both end with a day of the business's time zone. Customers are told [`LEADS`] ahead.

use crate::catalogue::day_of;
use crate::facts::WalletFacts;
use crate::ledger::{Lot, LotUse};
use crate::slots::day_begins;
use crate::units::{Dough, Millis, Span};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// How long ahead customers are told, the earlier first.
pub const LEADS: [Span; 2] = [Span::days(30), Span::days(7)];

/// When dough runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "policy", rename_all = "snake_case")]
pub enum ExpiryPolicy {
    /// Never.
    None,
    /// Each lot at the end of the day some months after it was earned.
    Rolling {
        /// How many.
        months: u32,
    },
    /// All lots at the end of a day of the year, the next one after earning.
    Calendar {
        /// Month, 1 to 12.
        month: u32,
        /// Day of the month.
        day: u32,
    },
    /// All dough at the end of the day some months after the last earning or spending.
    Sliding {
        /// How many.
        months: u32,
    },
}

impl ExpiryPolicy {
    /// When a lot earned at `at` runs out; nothing where lots bear no date.
    pub fn lot_expiry(self, at: Millis, zone: &TimeZone) -> Option<Millis> {
        match self {
            Self::None | Self::Sliding { .. } => None,
            Self::Rolling { months } => Some(months_after(at, months, zone)),
            Self::Calendar { month, day } => {
                let earned = at.in_zone(zone).date();
                (earned.year()..=earned.year() + 8)
                    .filter_map(|year| day_of(year, month, day))
                    .find(|date| *date >= earned)
                    .and_then(|date| end_of(date, zone))
            }
        }
    }

    /// The rule for all dough of a wallet; nothing unless it slides.
    pub fn sliding(self, zone: &TimeZone) -> Option<Sliding> {
        match self {
            Self::Sliding { months } => Some(Sliding { months, time_zone: zone.clone() }),
            Self::None | Self::Rolling { .. } | Self::Calendar { .. } => None,
        }
    }
}

/// All dough of a wallet runs out together, some months after the last earning or spending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sliding {
    /// How many months.
    pub months: u32,
    /// Whose days count.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
}

impl Sliding {
    /// When it runs out, where the customer was last active at `at`.
    pub fn deadline(&self, at: Millis) -> Millis {
        months_after(at, self.months, &self.time_zone)
    }
}

/// Dough that runs out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: Millis,
    /// How much, as things stand.
    pub dough: Dough,
}

impl Deadline {
    /// The lead that has begun by `now`: the shortest of them.
    pub fn lead(&self, now: Millis) -> Option<Span> {
        LEADS.into_iter().rev().find(|lead| self.at - *lead <= now)
    }
}

/// When the customer was last told of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Announced {
    expires_at: Millis,
    at: Millis,
}

impl WalletFacts {
    /// When dough will run out, the nearest first. What is behind an issued reward doesn't.
    pub fn deadlines(&self) -> Vec<Deadline> {
        let mut deadlines: Vec<Deadline> = Vec::new();
        for (at, lot) in self.ending() {
            match deadlines.iter_mut().find(|deadline| deadline.at == at) {
                Some(deadline) => deadline.dough = deadline.dough + lot.available,
                None => deadlines.push(Deadline { at, dough: lot.available }),
            }
        }
        deadlines.sort_by_key(|deadline| deadline.at);
        deadlines
    }

    /// The lots that have run out by `now`, whole but for what is behind an issued reward.
    pub fn run_out(&self, now: Millis) -> Vec<LotUse> {
        let over = self.ending().filter(|(at, _)| *at <= now);
        over.map(|(_, lot)| LotUse {
            lot: lot.number,
            issuer: lot.issuer.clone(),
            dough: lot.available,
        })
        .collect()
    }

    /// The deadlines that the customer is to be told of by `now`.
    pub fn to_announce(&self, now: Millis) -> Vec<Deadline> {
        let mut deadlines = self.deadlines();
        deadlines.retain(|deadline| {
            deadline.lead(now).is_some_and(|lead| !self.was_announced(deadline.at, lead))
        });
        deadlines
    }

    /// The next moment at which dough runs out, or the customer is to be told of it.
    pub(crate) fn next_expiry(&self) -> Option<Millis> {
        let moments = self.deadlines().into_iter().flat_map(|Deadline { at, .. }| {
            let untold = LEADS.into_iter().filter(move |lead| !self.was_announced(at, *lead));
            untold.map(move |lead| at - lead).chain([at])
        });
        moments.min()
    }

    /// Forgets what was told of deadlines that have moved or are over.
    pub(crate) fn note_announced(&mut self, expires_at: Millis, at: Millis) {
        let deadlines = self.deadlines();
        self.announced.retain(|told| {
            told.expires_at != expires_at && deadlines.iter().any(|it| it.at == told.expires_at)
        });
        self.announced.push(Announced { expires_at, at });
    }

    fn was_announced(&self, at: Millis, lead: Span) -> bool {
        self.announced.iter().any(|told| told.expires_at == at && at - lead <= told.at)
    }

    /// When a lot runs out; nothing where it doesn't.
    pub fn ends_at(&self, lot: &Lot) -> Option<Millis> {
        let sliding = self.sliding.as_ref().map(|rule| rule.deadline(self.active_at));
        let at = sliding.or(lot.expires_at)?;
        Some(lot.kept_until.map_or(at, |kept| kept.max(at)))
    }

    /// The lots with dough that runs out, and when.
    fn ending(&self) -> impl Iterator<Item = (Millis, &Lot)> {
        let spendable = self.lots.iter().filter(|lot| lot.available.is_positive());
        spendable.filter_map(|lot| Some((self.ends_at(lot)?, lot)))
    }
}

/// The end of the day `months` after a moment.
fn months_after(at: Millis, months: u32, zone: &TimeZone) -> Millis {
    let later = jiff::Span::new()
        .try_months(months)
        .and_then(|months| at.in_zone(zone).date().checked_add(months));
    later.ok().and_then(|date| end_of(date, zone)).unwrap_or(Millis::new(i64::MAX))
}

/// The moment at which a day is over.
fn end_of(date: Date, zone: &TimeZone) -> Option<Millis> {
    day_begins(zone, date.tomorrow().ok()?)
}
