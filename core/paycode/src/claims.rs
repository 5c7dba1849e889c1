//! What a code says, as the CWT claims `{4: exp, -65537: {1: counter, 2: ops, ...}}`.

use coset::cbor::value::{Integer, Value};

use crate::mint::MintError;
use crate::ops::Ops;

const EXP: i64 = 4;
/// The application's own claim; labels below -65536 are for private use (RFC 8392).
const PAY_CODE: i64 = -65_537;

const COUNTER: i64 = 1;
const OPS: i64 = 2;
const REWARD: i64 = 3;
const MAX_CENTS: i64 = 4;
const STORE: i64 = 5;

/// The first time that CBOR writes in four bytes. Requiring it keeps every code's size within a
/// few bytes, and a phone whose clock says 1970 finds out before the register does.
const FIRST_EXP: u32 = 0x1_0000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) exp: u32,
    pub(crate) counter: u64,
    pub(crate) ops: Ops,
    pub(crate) reward: Option<u32>,
    pub(crate) max_cents: Option<u64>,
    pub(crate) store: Option<u16>,
}

impl Claims {
    /// Refuses combinations that mean nothing; a code is neither minted nor accepted with them.
    pub(crate) fn check(&self) -> Result<(), MintError> {
        if self.exp < FIRST_EXP {
            return Err(MintError::Clock);
        }
        if self.counter == 0 {
            return Err(MintError::ZeroCounter);
        }
        match (self.ops.contains(Ops::PAY), self.max_cents) {
            (true, None | Some(0)) => return Err(MintError::PayWithoutMax),
            (false, Some(_)) => return Err(MintError::MaxWithoutPay),
            (true, Some(_)) | (false, None) => {}
        }
        if self.reward.is_some() && !self.ops.contains(Ops::REDEEM) {
            return Err(MintError::RewardWithoutRedeem);
        }
        Ok(())
    }

    /// Map entries in the order of deterministic CBOR (RFC 8949, 4.2.1).
    pub(crate) fn to_cbor(&self) -> Value {
        let mut inner = vec![
            (Value::from(COUNTER), Value::from(self.counter)),
            (Value::from(OPS), Value::from(self.ops.bits())),
        ];
        if let Some(reward) = self.reward {
            inner.push((Value::from(REWARD), Value::from(reward)));
        }
        if let Some(max_cents) = self.max_cents {
            inner.push((Value::from(MAX_CENTS), Value::from(max_cents)));
        }
        if let Some(store) = self.store {
            inner.push((Value::from(STORE), Value::from(store)));
        }
        Value::Map(vec![
            (Value::from(EXP), Value::from(self.exp)),
            (Value::from(PAY_CODE), Value::Map(inner)),
        ])
    }

    /// Takes what it knows from a map; whether that was all, and in the right form, the envelope
    /// finds out by encoding it again; so an optional claim of the wrong type counts as absent.
    pub(crate) fn from_cbor(value: &Value) -> Option<Self> {
        let outer = value.as_map()?;
        let inner = find(outer, PAY_CODE)?.as_map()?;
        let claims = Self {
            exp: integer(outer, EXP)?,
            counter: integer(inner, COUNTER)?,
            ops: Ops::from_bits(integer(inner, OPS)?)?,
            reward: integer(inner, REWARD),
            max_cents: integer(inner, MAX_CENTS),
            store: integer(inner, STORE),
        };
        claims.check().ok()?;
        Some(claims)
    }
}

fn find(map: &[(Value, Value)], label: i64) -> Option<&Value> {
    let label = Value::from(label);
    map.iter().find(|(key, _)| *key == label).map(|(_, value)| value)
}

fn integer<T: TryFrom<Integer>>(map: &[(Value, Value)], label: i64) -> Option<T> {
    T::try_from(find(map, label)?.as_integer()?).ok()
}
