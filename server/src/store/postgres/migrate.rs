//! The schema: made, brought up to date, or refused.
//!
//! All of it in one transaction, which first takes the one row of `schema_version`. A second server
//! that starts at the same time waits for that row, and then finds nothing left to do.

use super::columns::signed;
use super::queries::{meta, schema};
use crate::store::StoreError;
use dough_rules::Entropy;
use tokio_postgres::Transaction;
use tokio_postgres::error::SqlState;

/// What brings each version to the next: the first from an empty database to 1.
const MIGRATIONS: [&str; 2] = [include_str!("migrations/1.sql"), include_str!("migrations/2.sql")];
/// The schema's version.
const VERSION: i64 = 2;

/// What stands in `meta` from the beginning of a restore to its end.
pub(super) const RESTORING: &str = "restoring";

/// Brings an empty or an older database to today's schema, and refuses a newer one.
pub(super) async fn migrate(
    client: &mut tokio_postgres::Client,
    seed: &[u8; 32],
) -> Result<(), StoreError> {
    make_version_table(client).await?;
    let change = client.transaction().await?;
    change.execute(schema::FIRST, &[]).await?;
    let found: i64 = change.query_one(schema::HOLD, &[]).await?.try_get(0)?;
    let newer = || StoreError::Newer { found, known: VERSION };
    let steps = usize::try_from(found).ok().and_then(|found| MIGRATIONS.get(found..));
    for step in steps.ok_or_else(newer)? {
        change.batch_execute(step).await?;
    }
    if found == 0 {
        write_identity(&change, seed).await?;
    }
    change.execute(schema::SET, &[&signed(MIGRATIONS.len() as u64)]).await?;
    Ok(change.commit().await?)
}

/// Refuses a database whose restore isn't finished.
pub(super) async fn require_whole(client: &tokio_postgres::Client) -> Result<(), StoreError> {
    match client.query_opt(meta::GET, &[&RESTORING]).await? {
        Some(_) => Err(StoreError::HalfRestored),
        None => Ok(()),
    }
}

/// A database that was filled from a copy goes on as another timeline, and is marked until all is
/// done that must be before anybody is served.
pub(super) async fn begin_timeline(
    client: &mut tokio_postgres::Client,
    seed: &[u8; 32],
) -> Result<(), StoreError> {
    if !client.query_one(schema::EXISTS, &[]).await?.try_get::<_, bool>(0)? {
        return Err(StoreError::Empty);
    }
    migrate(client, seed).await?;
    let change = client.transaction().await?;
    change.execute(meta::REPLACE, &[&"epoch", &epoch(seed)]).await?;
    change.execute(meta::END, &[&RESTORING]).await?;
    change.execute(meta::SET, &[&RESTORING, &""]).await?;
    Ok(change.commit().await?)
}

/// Refuses a database that isn't of today's schema, and changes nothing.
pub(super) async fn look(client: &tokio_postgres::Client) -> Result<(), StoreError> {
    let is_there: bool = client.query_one(schema::EXISTS, &[]).await?.try_get(0)?;
    let found = if is_there {
        let row = client.query_opt(schema::GET, &[]).await?;
        row.map_or(Ok(0), |row| row.try_get(0))?
    } else {
        0
    };
    match found {
        VERSION => Ok(()),
        found if found < VERSION => Err(StoreError::Older { found, known: VERSION }),
        found => Err(StoreError::Newer { found, known: VERSION }),
    }
}

/// Two servers may make it at once: then one of them is told so, and it is there.
async fn make_version_table(client: &tokio_postgres::Client) -> Result<(), StoreError> {
    match client.batch_execute(schema::TABLE).await {
        Err(error)
            if [
                SqlState::UNIQUE_VIOLATION,
                SqlState::DUPLICATE_TABLE,
                SqlState::DUPLICATE_OBJECT,
            ]
            .iter()
            .any(|other_was_faster| error.code() == Some(other_was_faster)) =>
        {
            Ok(())
        }
        made => Ok(made?),
    }
}

/// A new database's epoch and token key.
async fn write_identity(change: &Transaction<'_>, seed: &[u8; 32]) -> Result<(), StoreError> {
    let epoch = epoch(seed);
    let token_key = Entropy::new(*seed).bytes("token key", 0).to_string();
    for (key, value) in [("epoch", epoch), ("token_key", token_key)] {
        change.execute(meta::SET, &[&key, &value]).await?;
    }
    Ok(())
}

/// A timeline's id.
fn epoch(seed: &[u8; 32]) -> String {
    let mut half = [0; 16];
    half.copy_from_slice(&Entropy::new(*seed).bytes("epoch", 0).0[..16]);
    uuid::Builder::from_random_bytes(half).into_uuid().to_string()
}
