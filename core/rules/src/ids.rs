//! Names of things. An id of one kind can't stand where another is meant.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with these bits.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The bits.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_id! {
    /// Something that a manager put right by hand.
    AdjustmentId
}
uuid_id! {
    /// A customer's wallet; time-ordered (UUID version 7).
    WalletId
}
uuid_id! {
    /// An order; made by the phone that places it.
    OrderId
}
uuid_id! {
    /// A receipt. The receipt of an order bears the order's own id.
    ReceiptId
}
uuid_id! {
    /// One friend invited by one customer.
    ReferralId
}
uuid_id! {
    /// A top-up; the id of the intent that asked for it.
    TopUpId
}
uuid_id! {
    /// Money on its way back to a customer.
    PayoutId
}
uuid_id! {
    /// A till.
    RegisterId
}

impl From<OrderId> for ReceiptId {
    fn from(order: OrderId) -> Self {
        Self(order.0)
    }
}

/// The longest short name, in bytes.
pub const MAX_SLUG: usize = 40;

/// A short name that is not one: empty, too long, or with other characters than `a-z 0-9 - _`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a short name: 1 to {MAX_SLUG} of a-z, 0-9, - and _")]
pub struct NotASlug(String);

macro_rules! slug_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotASlug;
            fn from_str(text: &str) -> Result<Self, NotASlug> {
                let fits = (1..=MAX_SLUG).contains(&text.len())
                    && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
                if fits { Ok(Self(text.to_owned())) } else {
                    Err(NotASlug(text.chars().take(MAX_SLUG).collect()))
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug_id! {
    /// An outlet.
    ShopId
}
slug_id! {
    /// Something on the menu.
    ItemId
}
slug_id! {
    /// A change to an item: oat milk, an extra shot.
    ModifierId
}
slug_id! {
    /// What items are grouped by.
    CategoryId
}
slug_id! {
    /// An accrual rule of the programme.
    RuleId
}
slug_id! {
    /// A campaign of the programme.
    CampaignId
}
slug_id! {
    /// A reward of the programme's catalogue.
    RewardId
}
slug_id! {
    /// A segment of customers.
    SegmentId
}

/// The number of an entry in a wallet's journal: 1, 2, 3, without gap or double.
///
/// What an entry brings into being (a lot, a pending award, a surprise, a voucher) bears the
/// entry's number as its name within the wallet.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Seq(u64);

impl Seq {
    /// Before the first entry.
    pub const START: Self = Self(0);

    /// Entry number `n`.
    pub const fn new(n: u64) -> Self {
        Self(n)
    }

    /// The bare number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a customer gives a friend: eight letters and digits that are hard to mistake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct InviteCode(String);

/// A text that can't be an invitation code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an invitation code has 8 letters and digits")]
pub struct NotAnInviteCode;

impl InviteCode {
    /// Letters and digits that are hard to mistake for each other: no I, L, O, U, 0 and 1.
    const ALPHABET: &'static [u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";
    const LENGTH: usize = 8;

    /// A code from random bytes.
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        let symbol = |pair: &[u8]| {
            let number = usize::from(pair[0]) * 256 + usize::from(pair[1]);
            char::from(Self::ALPHABET[number % Self::ALPHABET.len()])
        };
        Self(bytes.chunks_exact(2).take(Self::LENGTH).map(symbol).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InviteCode {
    type Err = NotAnInviteCode;
    /// Reads what a person typed: lower case, spaces and hyphens are forgiven.
    fn from_str(text: &str) -> Result<Self, NotAnInviteCode> {
        let plain: String =
            text.chars().filter(|c| !matches!(c, ' ' | '-')).take(Self::LENGTH + 1).collect();
        let plain = plain.to_ascii_uppercase();
        let fits =
            plain.len() == Self::LENGTH && plain.bytes().all(|b| Self::ALPHABET.contains(&b));
        if fits { Ok(Self(plain)) } else { Err(NotAnInviteCode) }
    }
}

impl<'de> Deserialize<'de> for InviteCode {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 32 bytes that stand for themselves: a secret, a nonce, a commitment. Hexadecimal in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Bytes32(pub [u8; 32]);

impl fmt::Display for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Bytes32 {
    fn serialize<S: serde::Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.collect_str(self)
    }
}

impl FromStr for Bytes32 {
    type Err = hex::FromHexError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

impl<'de> Deserialize<'de> for Bytes32 {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}
