//! Reading columns back into the project's own types.

use crate::store::{Place, Register, StoreError};
use dough_rules::ids::{RegisterId, ShopId, WalletId};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// A column that can't be what it should.
fn bad(place: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(place, Type::Text, Box::new(error))
}

pub(super) fn uuid(row: &Row<'_>, place: usize) -> rusqlite::Result<Uuid> {
    row.get(place)
}

pub(super) fn wallet(row: &Row<'_>, place: usize) -> rusqlite::Result<WalletId> {
    uuid(row, place).map(WalletId::new)
}

pub(super) fn shop(row: &Row<'_>, place: usize) -> rusqlite::Result<ShopId> {
    row.get::<_, String>(place)?.parse().map_err(|error| bad(place, error))
}

pub(super) fn maybe_shop(row: &Row<'_>, place: usize) -> rusqlite::Result<Option<ShopId>> {
    let is_there = row.get_ref(place)? != rusqlite::types::ValueRef::Null;
    is_there.then(|| shop(row, place)).transpose()
}

pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, place: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(place)?.as_str().map_err(|error| bad(place, error))?;
    serde_json::from_str(text).map_err(|error| bad(place, error))
}

/// A number that the program writes as unsigned.
pub(super) fn number(row: &Row<'_>, place: usize) -> rusqlite::Result<u64> {
    u64::try_from(row.get::<_, i64>(place)?).map_err(|error| bad(place, error))
}

pub(super) fn small(row: &Row<'_>, place: usize) -> rusqlite::Result<u32> {
    u32::try_from(row.get::<_, i64>(place)?).map_err(|error| bad(place, error))
}

pub(super) fn register(row: &Row<'_>) -> rusqlite::Result<Register> {
    Ok(Register { id: RegisterId::new(uuid(row, 0)?), shop: shop(row, 1)?, name: row.get(2)? })
}

pub(super) fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place { wallet: wallet(row, 0)?, shop: shop(row, 1)? })
}

/// A value as JSON text.
pub(super) fn to_json<T: serde::Serialize>(
    table: &'static str,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Damaged { table, why: error.to_string() })
}

/// A number as SQLite keeps it.
pub(super) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
