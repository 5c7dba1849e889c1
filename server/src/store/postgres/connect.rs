//! Connections: made with care, told how long anything may take, and lent one at a time.

use super::queries::session;
use crate::store::StoreError;
use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts,
};
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long it may take to get a connection.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a peer that says nothing is believed to be there.
const SILENCE: Duration = Duration::from_secs(10);

/// Reads an address of a database; nothing of it is ever printed, since it holds a password.
pub(super) fn read(address: &str) -> Result<Config, StoreError> {
    let mut config: Config = address.parse().map_err(|_| StoreError::Address)?;
    config
        .application_name("dough")
        .connect_timeout(PATIENCE)
        .tcp_user_timeout(SILENCE)
        .keepalives_idle(SILENCE);
    Ok(config)
}

/// What connections are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Batches, which name their rows by keys.
    Batches,
    /// Anything else.
    Reading,
}

/// A pool of so many connections, none of them made yet.
pub(super) fn pool(config: &Config, size: usize, purpose: Purpose) -> Result<Pool, StoreError> {
    let how = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = if config.get_ssl_mode() == SslMode::Disable {
        Manager::from_config(config.clone(), tokio_postgres::NoTls, how)
    } else {
        let (tls, unread) =
            MakeRustlsConnect::with_native_certs().map_err(|_| StoreError::Address)?;
        for error in unread {
            tracing::warn!(%error, "a certificate of this system can't be read");
        }
        Manager::from_config(config.clone(), tls, how)
    };
    let set_up = Hook::async_fn(move |client, _| {
        Box::pin(async move {
            client.batch_execute(session::SET_UP).await.map_err(HookError::Backend)?;
            if purpose == Purpose::Batches
                && let Err(error) = client.batch_execute(session::BY_KEY).await
            {
                // An engine that plans in another way has no such settings, and no need of them.
                tracing::debug!(why = say(&error), "plans are left to the database");
            }
            Ok(())
        })
    });
    Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .timeouts(Timeouts {
            wait: Some(PATIENCE),
            create: Some(PATIENCE),
            recycle: Some(PATIENCE),
        })
        .post_create(set_up)
        .build()
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// A connection that works, as far as one can know.
pub(super) async fn connection(pool: &Pool) -> Result<Object, StoreError> {
    pool.get().await.map_err(|error| match error {
        deadpool_postgres::PoolError::Backend(error) => StoreError::Unavailable(say(&error)),
        other => StoreError::Unavailable(other.to_string()),
    })
}

/// What the database says, without the values that were sent: they may be somebody's.
fn say(error: &tokio_postgres::Error) -> String {
    let Some(told) = error.as_db_error() else {
        return match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
    };
    let place = told.constraint().or(told.table()).unwrap_or_default();
    format!("{} {} {place}", told.code().code(), told.message()).trim_end().to_owned()
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(code) = error.code() else {
            // Not the database's own word: the line was cut, or a row isn't what it should be.
            return if error.is_closed() || is_io(&error) {
                Self::Unavailable(say(&error))
            } else {
                Self::Postgres(say(&error))
            };
        };
        let is_race = [
            &SqlState::T_R_SERIALIZATION_FAILURE,
            &SqlState::T_R_DEADLOCK_DETECTED,
            &SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN,
            &SqlState::UNIQUE_VIOLATION,
        ]
        .contains(&code);
        // Classes: connection, resources, an operator's doing; then a database that takes no writes.
        let class = code.code().get(..2).unwrap_or_default();
        let is_away = ["08", "53", "57", "58"].contains(&class)
            || [&SqlState::READ_ONLY_SQL_TRANSACTION, &SqlState::LOCK_NOT_AVAILABLE]
                .contains(&code);
        match (is_race, is_away) {
            (true, _) => Self::Lost,
            (_, true) => Self::Unavailable(say(&error)),
            _ => Self::Postgres(say(&error)),
        }
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_is_refused_without_repeating_it() {
        let refused = read("postgres://dough:secret@host:nowhere/db").unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("secret"));
    }
}
