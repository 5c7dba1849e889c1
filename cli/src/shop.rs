//! A shop's database: opening it, and bringing its catalogue in.

use crate::config::Database;
use anyhow::{Context, Result};
use dough_rules::ids::ShopId;
use dough_rules::units::Millis;
use dough_server::files::read_catalogue;
use dough_server::staff::new_account;
use dough_server::store::postgres::PostgresStore;
use dough_server::store::sqlite::SqliteStore;
use dough_server::store::{AuditLine, Store, StoreError};
use dough_wire::requests::{NewAccount, Role};
use std::path::Path;
use std::sync::Arc;

/// Opens a shop's database as its server.
pub(crate) async fn open(database: &Database) -> Result<Arc<dyn Store>> {
    let store: Result<Arc<dyn Store>, StoreError> = match database {
        Database::File(file) => {
            SqliteStore::open(file, rand::random()).map(|store| Arc::new(store) as _)
        }
        Database::Server { address, erasures } => {
            let store = PostgresStore::open(address, rand::random(), erasures.clone()).await;
            store.map(|store| Arc::new(store) as _)
        }
    };
    store.with_context(|| format!("{database} can't be opened"))
}

/// Opens a shop's database beside its server.
pub(crate) async fn visit(database: &Database) -> Result<Arc<dyn Store>> {
    let store: Result<Arc<dyn Store>, StoreError> = match database {
        Database::File(file) => SqliteStore::visit(file).map(|store| Arc::new(store) as _),
        Database::Server { address, erasures } => {
            let store = PostgresStore::visit(address, erasures.clone()).await;
            store.map(|store| Arc::new(store) as _)
        }
    };
    store.with_context(|| format!("{database} can't be opened"))
}

/// Takes the folder's files as the first version where the database has none yet, and says whether
/// they differ from the newest version otherwise.
pub(crate) async fn first_catalogue(store: &dyn Store, dir: &Path) -> Result<bool> {
    let files = read_catalogue(dir)?;
    match store.catalogues(0).await?.pop() {
        None => {
            let images = files.images().to_vec();
            store.add_catalogue(files.into_catalogue(1, Millis::new(0)), images).await?;
            Ok(false)
        }
        Some(newest) => {
            let same = files.into_catalogue(newest.version, newest.valid_from);
            Ok(same != newest)
        }
    }
}

/// Makes an account; false where there is one of that name.
pub(crate) async fn add_account(
    store: &dyn Store,
    (name, password): (&str, &str),
    role: Role,
    shops: Vec<ShopId>,
    now: Millis,
) -> Result<bool> {
    let wanted = NewAccount { name: name.to_owned(), password: password.to_owned(), role, shops };
    let account = new_account(wanted).map_err(|problem| anyhow::anyhow!(problem.detail))?;
    let audit = AuditLine {
        at: now,
        who: "command line".to_owned(),
        action: "account_made",
        shop: None,
        detail: name.to_owned(),
    };
    Ok(store.add_account(account, audit).await?)
}

/// A password that nobody guesses: 20 letters and digits.
pub(crate) fn fresh_password() -> String {
    let bytes: [u8; 10] = rand::random();
    hex::encode(bytes)
}
