//! Reading rows back into the project's own types.

use crate::store::{Place, Register, StoreError};
use dough_paycode::Kid;
use dough_rules::ids::{RegisterId, ShopId, WalletId};
use dough_rules::units::Millis;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use uuid::Uuid;

fn damaged(table: &'static str, why: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged { table, why: why.to_string() }
}

pub(super) fn wallet(row: &Row, place: usize) -> Result<WalletId, StoreError> {
    Ok(WalletId::new(row.try_get(place)?))
}

pub(super) fn millis(row: &Row, place: usize) -> Result<Millis, StoreError> {
    Ok(Millis::new(row.try_get(place)?))
}

pub(super) fn shop(row: &Row, place: usize) -> Result<ShopId, StoreError> {
    row.try_get::<_, &str>(place)?.parse().map_err(|error| damaged("shops", error))
}

pub(super) fn json<T: DeserializeOwned>(
    row: &Row,
    place: usize,
    table: &'static str,
) -> Result<T, StoreError> {
    let text: &str = row.try_get(place)?;
    serde_json::from_str(text).map_err(|error| damaged(table, error))
}

/// Bytes of a known number.
pub(super) fn bytes<const N: usize>(row: &Row, place: usize) -> Result<[u8; N], StoreError> {
    let bytes: &[u8] = row.try_get(place)?;
    bytes.try_into().map_err(|error| damaged("bytes", error))
}

pub(super) fn kid(row: &Row, place: usize) -> Result<Kid, StoreError> {
    bytes(row, place).map(Kid::from_bytes)
}

/// A number that the program writes as unsigned.
pub(super) fn number(row: &Row, place: usize) -> Result<u64, StoreError> {
    u64::try_from(row.try_get::<_, i64>(place)?).map_err(|error| damaged("numbers", error))
}

pub(super) fn small(row: &Row, place: usize) -> Result<u32, StoreError> {
    u32::try_from(row.try_get::<_, i64>(place)?).map_err(|error| damaged("numbers", error))
}

pub(super) fn register(row: &Row) -> Result<Register, StoreError> {
    let id = RegisterId::new(row.try_get(0)?);
    Ok(Register { id, shop: shop(row, 1)?, name: row.try_get(2)? })
}

pub(super) fn place(row: &Row) -> Result<Place, StoreError> {
    Ok(Place { wallet: wallet(row, 0)?, shop: shop(row, 1)? })
}

/// A value as JSON text.
pub(super) fn to_json<T: serde::Serialize>(
    table: &'static str,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| damaged(table, error))
}

/// A number as PostgreSQL keeps it.
pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// An id for a row that has no other name: its time, then chance.
pub(super) fn fresh_id(at: Millis) -> Uuid {
    let millis = u64::try_from(at.get()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
}
