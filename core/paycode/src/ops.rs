//! What a code permits.

use std::fmt;
use std::ops::BitOr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Text that names no set of operations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("operations are one or more of pay, earn and redeem, each once: not \"{0}\"")]
pub struct OpsError(String);

/// A set of at least one operation: pay, earn points, redeem a reward.
///
/// It is written `pay,earn,redeem`, in that order; reading takes any order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ops(u8);

const NAMES: [(Ops, &str); 3] = [(Ops::PAY, "pay"), (Ops::EARN, "earn"), (Ops::REDEEM, "redeem")];

impl Ops {
    /// Take money from the wallet, up to the code's `max`.
    pub const PAY: Self = Self(1);
    /// Credit the wallet with what the purchase earns.
    pub const EARN: Self = Self(2);
    /// Use a reward of the wallet.
    pub const REDEEM: Self = Self(4);

    /// Whether every operation of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The sum of pay = 1, earn = 2 and redeem = 4.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// `None` for no operation at all and for unknown bits.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            1..=7 => Some(Self(bits)),
            _ => None,
        }
    }
}

impl BitOr for Ops {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Display for Ops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> =
            NAMES.iter().filter(|(op, _)| self.contains(*op)).map(|(_, name)| *name).collect();
        f.write_str(&names.join(","))
    }
}

impl fmt::Debug for Ops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ops({self})")
    }
}

impl FromStr for Ops {
    type Err = OpsError;

    fn from_str(text: &str) -> Result<Self, OpsError> {
        let error = || OpsError(text.to_owned());
        let mut bits = 0;
        for word in text.split(',') {
            let (op, _) = NAMES.iter().find(|(_, name)| *name == word).ok_or_else(error)?;
            if bits & op.0 != 0 {
                return Err(error());
            }
            bits |= op.0;
        }
        Self::from_bits(bits).ok_or_else(error)
    }
}

impl TryFrom<String> for Ops {
    type Error = OpsError;

    fn try_from(text: String) -> Result<Self, OpsError> {
        text.parse()
    }
}

impl From<Ops> for String {
    fn from(ops: Ops) -> Self {
        ops.to_string()
    }
}
