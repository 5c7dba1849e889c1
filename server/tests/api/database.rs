//! A shop's database, in whatever store the program tests.

use crate::ON_POSTGRES;
use dough_server::store::postgres::PostgresStore;
use dough_server::store::sqlite::SqliteStore;
use dough_server::store::{Store, StoreError};
use dough_test_postgres::{Cluster, query};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a shop's rows are. Its erasures stand in a file beside it, or in the folder named.
#[derive(Clone)]
pub(crate) enum Database {
    File(PathBuf),
    Server { address: String, folder: PathBuf },
}

impl Database {
    /// A new one.
    pub(crate) fn new(folder: &Path) -> Self {
        if ON_POSTGRES {
            let address = Cluster::shared().database();
            Self::Server { address, folder: folder.to_owned() }
        } else {
            Self::File(folder.join("dough.db"))
        }
    }

    /// Opens it as its server; a new one's identity comes from `seed`.
    pub(crate) async fn open(&self, seed: [u8; 32]) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Self::File(path) => Arc::new(SqliteStore::open(path, seed)?),
            Self::Server { address, folder } => {
                let erasures = folder.join("erasures.log");
                Arc::new(PostgresStore::open(address, seed, erasures).await?)
            }
        })
    }

    /// Opens it beside its server.
    pub(crate) async fn visit(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Self::File(path) => Arc::new(SqliteStore::visit(path)?),
            Self::Server { address, folder } => {
                Arc::new(PostgresStore::visit(address, folder.join("erasures.log")).await?)
            }
        })
    }

    /// The first column of the first row as text; nothing where it is NULL.
    pub(crate) fn value(&self, sql: &str) -> Option<String> {
        match self {
            Self::File(path) => {
                let database = Connection::open(path).unwrap();
                database.query_row(sql, [], |row| Ok(text(row.get_ref(0)?))).unwrap()
            }
            Self::Server { address, .. } => {
                Some(query(address, sql)).filter(|value| !value.is_empty())
            }
        }
    }

    /// How many: the first column of the first row.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.value(sql).unwrap().parse().unwrap()
    }

    /// How many rows a statement changes.
    pub(crate) fn execute(&self, sql: &str) -> usize {
        match self {
            Self::File(path) => Connection::open(path).unwrap().execute(sql, []).unwrap(),
            Self::Server { address, .. } => {
                query(address, sql).rsplit(' ').next().unwrap().parse().unwrap()
            }
        }
    }

    /// All cells of a table.
    pub(crate) fn dump(&self, table: &str) -> String {
        let sql = format!("SELECT * FROM {table}");
        match self {
            Self::File(path) => {
                let database = Connection::open(path).unwrap();
                let mut statement = database.prepare(&sql).unwrap();
                let width = statement.column_count();
                let mut rows = statement.query([]).unwrap();
                let mut all = String::new();
                while let Some(row) = rows.next().unwrap() {
                    for place in 0..width {
                        all += &text(row.get_ref(place).unwrap()).unwrap_or_default();
                        all.push('|');
                    }
                }
                all
            }
            Self::Server { address, .. } => query(address, &sql),
        }
    }

    /// Whether a text stands anywhere in it, also where rows were that are gone.
    pub(crate) fn holds(&self, text: &str) -> bool {
        match self {
            Self::File(path) => {
                let database = Connection::open(path).unwrap();
                database.execute("VACUUM", []).unwrap();
                database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
                let bytes = std::fs::read(path).unwrap();
                bytes.windows(text.len()).any(|window| window == text.as_bytes())
            }
            // What is gone from its tables is the business of its own VACUUM.
            Self::Server { address, .. } => {
                let tables = "SELECT relname FROM pg_stat_user_tables";
                query(address, tables).lines().any(|table| self.dump(table).contains(text))
            }
        }
    }

    /// A copy of one that is closed.
    pub(crate) fn copy(&self, folder: &Path) -> Self {
        match self {
            Self::File(path) => {
                let copy = folder.join("copy.db");
                let source = Connection::open(path).unwrap();
                source.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
                Self::File(copy)
            }
            Self::Server { address, .. } => {
                let address = Cluster::shared().copy(address);
                Self::Server { address, folder: folder.to_owned() }
            }
        }
    }

    /// Another program's transaction, before which nobody can write.
    pub(crate) fn hold(&self) -> Hold {
        match self {
            Self::File(path) => {
                let database = Connection::open(path).unwrap();
                database.execute_batch("BEGIN IMMEDIATE").unwrap();
                Hold::File { _transaction: database }
            }
            Self::Server { address, .. } => {
                Hold::Server { _transaction: dough_test_postgres::Hold::of(address, "wallets") }
            }
        }
    }

    /// Which transfers belong to entries of this number, as a condition.
    pub(crate) fn transfers_of(seq: u64) -> String {
        if ON_POSTGRES {
            format!("seq = {seq}")
        } else {
            format!("entry IN (SELECT entry FROM journal WHERE seq = {seq})")
        }
    }

    /// Bytes, as an expression.
    pub(crate) fn bytes(hex: &str) -> String {
        if ON_POSTGRES { format!("'\\x{hex}'::bytea") } else { format!("x'{hex}'") }
    }

    /// What an event of the journal is, as an expression.
    pub(crate) const KIND: &str =
        if ON_POSTGRES { "(event::jsonb ->> 'kind')" } else { "json_extract(event, '$.kind')" };

    /// An id of zeros, as an expression.
    pub(crate) const NOBODY: &str =
        if ON_POSTGRES { "'00000000-0000-0000-0000-000000000000'::uuid" } else { "zeroblob(16)" };
}

/// Ends when it is dropped.
pub(crate) enum Hold {
    File { _transaction: Connection },
    Server { _transaction: dough_test_postgres::Hold },
}

fn text(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => Some(number.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Some(hex::encode(bytes)),
    }
}
