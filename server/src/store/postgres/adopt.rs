//! A shop moves in from the embedded store: all of it in one transaction, or nothing.

use super::connect;
use super::tables::{Holds, IDENTITY, IS_USED, SET_IDENTITY, TABLES, Table};
use crate::store::StoreError;
use deadpool_postgres::{Pool, Transaction};
use rusqlite::{Connection, OpenFlags, Row};
use std::path::Path;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Values of one column, for some rows.
enum Column {
    Uuids(Vec<Option<Uuid>>),
    Numbers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn new(holds: Holds) -> Self {
        match holds {
            Holds::Uuids => Self::Uuids(Vec::new()),
            Holds::Numbers => Self::Numbers(Vec::new()),
            Holds::Texts => Self::Texts(Vec::new()),
            Holds::Bytes => Self::Bytes(Vec::new()),
        }
    }

    fn take(&mut self, row: &Row<'_>, place: usize) -> rusqlite::Result<()> {
        match self {
            Self::Uuids(values) => values.push(row.get(place)?),
            Self::Numbers(values) => values.push(row.get(place)?),
            Self::Texts(values) => values.push(row.get(place)?),
            Self::Bytes(values) => values.push(row.get(place)?),
        }
        Ok(())
    }

    fn param(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Uuids(values) => values,
            Self::Numbers(values) => values,
            Self::Texts(values) => values,
            Self::Bytes(values) => values,
        }
    }
}

/// Copies what a file holds into an empty database with today's tables.
pub(super) async fn adopt(pool: &Pool, from: &Path) -> Result<(), StoreError> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut client = connect::connection(pool).await?;
    let change = client.transaction().await?;
    if change.query_one(IS_USED, &[]).await?.try_get(0)? {
        return Err(StoreError::NotEmpty);
    }
    for table in &TABLES {
        let rows = copy(&source, &change, table).await?;
        tracing::info!(table = table.name, rows, "moved");
    }
    let mut identity = source.prepare(IDENTITY)?;
    let mut rows = identity.query([])?;
    while let Some(row) = rows.next()? {
        let (key, value): (String, String) = (row.get(0)?, row.get(1)?);
        change.execute(SET_IDENTITY, &[&key, &value]).await?;
    }
    Ok(change.commit().await?)
}

/// One table. How many rows it has.
async fn copy(
    source: &Connection,
    change: &Transaction<'_>,
    table: &Table,
) -> Result<u64, StoreError> {
    let mut statement = source.prepare(table.read)?;
    let mut rows = statement.query([])?;
    let write = change.prepare(table.write).await?;
    let mut copied = 0;
    loop {
        let mut columns: Vec<_> = table.columns.iter().map(|holds| Column::new(*holds)).collect();
        let mut count = 0;
        while count < table.rows
            && let Some(row) = rows.next()?
        {
            for (place, column) in columns.iter_mut().enumerate() {
                column.take(row, place)?;
            }
            count += 1;
        }
        if count == 0 {
            return Ok(copied);
        }
        let params: Vec<_> = columns.iter().map(Column::param).collect();
        copied += change.execute(&write, &params).await?;
    }
}
