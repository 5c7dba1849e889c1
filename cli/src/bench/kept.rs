//! Where a benchmark's shop is kept: in a file, or in a database of its own on a PostgreSQL server.

use super::raw;
use crate::config::Database;
use anyhow::{Context, Result};
use reqwest::Url;
use std::path::{Path, PathBuf};
use tokio_postgres::NoTls;

/// Where to measure.
#[derive(clap::Args, Clone)]
pub(super) struct Where {
    /// The disk to measure: a folder on it. A folder in memory has no disk below it
    #[arg(long, value_name = "FOLDER", default_value_os_t = std::env::temp_dir())]
    pub(super) folder: PathBuf,
    /// A PostgreSQL server to measure in place of a file: the address of a user who may make
    /// databases. Those of the benchmark are gone at its end
    #[arg(long, env = "DOUGH_BENCH_POSTGRES", value_name = "ADDRESS", hide_env_values = true)]
    pub(super) postgres: Option<String>,
}

impl Where {
    /// The store's name.
    pub(super) const fn store(&self) -> &'static str {
        if self.postgres.is_some() { "PostgreSQL" } else { "SQLite" }
    }
}

/// A shop's database, gone when this is dropped.
pub(super) enum Kept {
    /// A file; its folder's end is its own.
    File(PathBuf),
    /// A database of a server.
    Server { server: Url, name: String },
}

impl Kept {
    /// A new one, empty.
    pub(super) fn new(place: &Where, folder: &Path) -> Result<Self> {
        let Some(address) = &place.postgres else {
            return Ok(Self::File(folder.join("shop").join("dough.db")));
        };
        let server: Url = address.parse().context("the server's address can't be read")?;
        let name = fresh_name();
        order(&server, &format!("CREATE DATABASE {name}"))?;
        Ok(Self::Server { server, name })
    }

    /// How the program is told of it.
    pub(super) fn database(&self, folder: &Path) -> Database {
        match self {
            Self::File(file) => Database::File(file.clone()),
            Self::Server { server, name } => Database::Server {
                address: address_of(server, name).into(),
                erasures: folder.join("erasures.log"),
            },
        }
    }

    /// Its address as text: a file's path, or a server's.
    pub(super) fn address(&self) -> String {
        match self {
            Self::File(file) => file.display().to_string(),
            Self::Server { server, name } => address_of(server, name).into(),
        }
    }

    /// A copy of it as it stands. Nobody else may have it open.
    pub(super) fn copy(&self, folder: &Path) -> Result<Self> {
        match self {
            Self::File(file) => {
                let copy = folder.join(format!("{}.db", fresh_name()));
                raw::sqlite::copy(file, &copy)?;
                Ok(Self::File(copy))
            }
            Self::Server { server, name: source } => {
                let name = fresh_name();
                order(server, &format!("CREATE DATABASE {name} TEMPLATE {source}"))?;
                Ok(Self::Server { server: server.clone(), name })
            }
        }
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> Result<u64> {
        match self {
            Self::File(file) => {
                let log = PathBuf::from(format!("{}-wal", file.display()));
                let length = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.len());
                Ok(length(file) + length(&log))
            }
            Self::Server { .. } => {
                Ok(u64::try_from(self.number("SELECT pg_database_size(current_database())")?)?)
            }
        }
    }

    /// How many receipts stand in it.
    pub(super) fn receipts(&self) -> Result<u64> {
        Ok(u64::try_from(self.number("SELECT count(*) FROM receipts")?)?)
    }

    /// How many transfers stand in it.
    pub(super) fn transfers(&self) -> Result<u64> {
        Ok(u64::try_from(self.number("SELECT count(*) FROM transfers")?)?)
    }

    fn number(&self, query: &str) -> Result<i64> {
        match self {
            Self::File(file) => raw::sqlite::number(file, query),
            Self::Server { .. } => runtime()?.block_on(async {
                let client = connect(&self.address()).await?;
                Ok(client.query_one(query, &[]).await?.try_get(0)?)
            }),
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Self::Server { server, name } = self {
            // Left behind where the server is gone.
            let _ = order(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn fresh_name() -> String {
    format!("dough_bench_{}", hex::encode(rand::random::<[u8; 6]>()))
}

fn address_of(server: &Url, name: &str) -> Url {
    let mut address = server.clone();
    address.set_path(name);
    address
}

fn order(server: &Url, statement: &str) -> Result<()> {
    runtime()?
        .block_on(async { Ok(connect(server.as_str()).await?.batch_execute(statement).await?) })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// A connection that ends with its client.
pub(super) async fn connect(address: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(address, NoTls)
        .await
        .context("the PostgreSQL server can't be reached")?;
    // What goes wrong there is said by the client's calls.
    tokio::spawn(connection);
    Ok(client)
}
