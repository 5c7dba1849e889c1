//! Amounts and times. Whole numbers only: nothing about money or points is ever a float.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// The largest amount that one request may name, in cents: ten million euros.
///
/// Sums of what requests name stay far inside `i64` with this bound; the ledger checks each
/// addition all the same.
pub const MAX_CENTS: i64 = 1_000_000_000;

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// An amount of `value` units.
            pub const fn new(value: i64) -> Self {
                Self(value)
            }

            /// The bare number.
            pub const fn get(self) -> i64 {
                self.0
            }

            /// The sum, or nothing where it would leave the range of the type.
            pub const fn checked_add(self, other: Self) -> Option<Self> {
                match self.0.checked_add(other.0) {
                    Some(sum) => Some(Self(sum)),
                    None => None,
                }
            }

            /// Whether this is nothing. By reference, as serde asks.
            pub const fn is_zero(&self) -> bool {
                self.0 == 0
            }

            /// Whether this is more than nothing.
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::ZERO, Add::add)
            }
        }
    };
}

amount! {
    /// Euros, in cents.
    Cents
}
amount! {
    /// Points, whole.
    Dough
}

impl Cents {
    /// The amount of `quantity` pieces at this price.
    #[must_use]
    pub const fn times(self, quantity: u32) -> Self {
        Self(self.0 * quantity as i64)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs();
        write!(f, "EUR {sign}{}.{:02}", whole / 100, whole % 100)
    }
}

impl fmt::Display for Dough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} dough", self.0)
    }
}

/// A moment: milliseconds since 1970-01-01 00:00 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Millis(i64);

impl Millis {
    /// The moment `value` milliseconds after 1970 began.
    pub const fn new(value: i64) -> Self {
        Self(value)
    }

    /// Milliseconds since 1970 began.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970 began.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment as a date and time in UTC. What lies outside the years 1 to 9999 is their end:
    /// every zone can show it, whatever a client sent.
    pub fn to_utc(self) -> Timestamp {
        const FIRST: i64 = -62_135_510_400_000;
        const LAST: i64 = 253_402_207_200_000;
        Timestamp::from_millisecond(self.0.clamp(FIRST, LAST)).unwrap_or_default()
    }

    /// This moment on the clocks and calendars of a zone, with the limits of [`Self::to_utc`].
    pub fn in_zone(self, zone: &TimeZone) -> Zoned {
        self.to_utc().to_zoned(zone.clone())
    }
}

impl From<Timestamp> for Millis {
    fn from(time: Timestamp) -> Self {
        Self(time.as_millisecond())
    }
}

impl Add<Span> for Millis {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Millis {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Millis {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

/// A length of time, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Span(i64);

impl Span {
    /// `n` milliseconds.
    pub const fn millis(n: i64) -> Self {
        Self(n)
    }

    /// `n` seconds.
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1000)
    }

    /// `n` minutes.
    pub const fn minutes(n: i64) -> Self {
        Self(n * 60_000)
    }

    /// `n` hours.
    pub const fn hours(n: i64) -> Self {
        Self(n * 3_600_000)
    }

    /// `n` days of 24 hours.
    pub const fn days(n: i64) -> Self {
        Self(n * 86_400_000)
    }

    /// The bare number of milliseconds.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// How long a kitchen works on something, in seconds of one pair of hands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct MakeSeconds(u32);

impl MakeSeconds {
    /// `n` seconds of work.
    pub const fn new(n: u32) -> Self {
        Self(n)
    }

    /// The bare number of seconds.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Sum for MakeSeconds {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        Self(items.fold(0, |total, item| total.saturating_add(item.0)))
    }
}
