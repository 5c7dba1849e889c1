//! Whose journal the replica is of.

use crate::engine::Inner;
use crate::error::DoughError;
use crate::net::CallError;
use crate::store::{StoreError, intents, journal, meta};
use dough_rules::ids::WalletId;
use rusqlite::Connection;
use uuid::Uuid;

/// The wallet of the phone's keys is this one. Where it was another, the replica of that one goes;
/// the next page begins at 0. What was done in it goes with it where the customer went over to the
/// other wallet; a restored server gets it again.
pub(crate) fn belongs_to(
    db: &Connection,
    wallet: WalletId,
    went_over: bool,
) -> Result<(), StoreError> {
    if journal::wallet(db)?.is_some_and(|before| before != wallet) {
        if went_over {
            intents::forget_ended(db)?;
        } else {
            intents::keep_proofs(db)?;
        }
        journal::forget(db)?;
        meta::clear(db, meta::PROFILE)?;
        meta::clear(db, meta::NEWS_SEEN)?;
    }
    meta::clear(db, meta::LEFT)?;
    meta::set(db, meta::PROFILE_CHANGED, "1")?;
    meta::set(db, meta::WALLET, &wallet.to_string())
}

impl Inner {
    /// Where a restored server doesn't know the phone's keys any more, it is asked for the wallet
    /// again.
    pub(crate) fn reopen_if_forgotten(&self, error: &CallError) -> Result<(), DoughError> {
        if error.code() != Some("unauthorized") {
            return Ok(());
        }
        let Some(heard) = self.api.epoch_heard() else {
            return Ok(());
        };
        let forgotten = self.store.write(|db| {
            let known: Option<Uuid> = meta::get(db, meta::EPOCH)?;
            let forgotten = known.is_some_and(|known| known != heard)
                && intents::opening(db)?.is_none_or(|row| row.state.is_over());
            if forgotten {
                intents::forget_kind(db, "open_wallet")?;
            }
            Ok(forgotten)
        })?;
        if forgotten {
            self.open_wallet()?;
        }
        Ok(())
    }
}
