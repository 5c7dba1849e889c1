//! What other servers on the same database have committed, told to this one's listeners.
//!
//! A store that one server has to itself needs none of it. Otherwise the rows of those wallets, boards
//! and keys that somebody listens to are read twice a second; where nobody listens, nothing is read.

use crate::app::App;
use crate::store::{KeyRecord, StoreError};
use dough_paycode::Kid;
use dough_rules::ids::ShopId;
use std::collections::HashMap;
use std::time::Duration;

/// How often rows are read.
const ROUND: Duration = Duration::from_millis(500);

/// What was read before of those who are listened to.
#[derive(Default)]
struct Known {
    boards: HashMap<ShopId, [i64; 3]>,
    keys: HashMap<Kid, KeyRecord>,
}

/// Runs until the server stops.
pub(crate) async fn run(app: &App) {
    if !app.store.is_shared() {
        return;
    }
    let mut stopping = app.stopping();
    let mut known = Known::default();
    loop {
        if let Err(error) = look(app, &mut known).await {
            tracing::warn!(%error, "other servers' news could not be read");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stopping.wait_for(|stops| *stops) => return,
        }
    }
}

async fn look(app: &App, known: &mut Known) -> Result<(), StoreError> {
    let mut watched = app.nudges.watched();
    watched.keys = app.keys.watched();
    if watched.wallets.is_empty() && watched.shops.is_empty() && watched.keys.is_empty() {
        *known = Known::default();
        return Ok(());
    }
    let standing = app.store.standing(&watched).await?;
    app.nudges.tell_heads(&standing.heads);
    let boards: HashMap<_, _> = standing.boards.into_iter().collect();
    // A board that is listened to since the last round may have changed in between.
    app.nudges.tell_boards(
        boards
            .iter()
            .filter(|(shop, board)| known.boards.get(*shop) != Some(board))
            .map(|(shop, _)| shop),
    );
    known.boards = boards;
    let keys: HashMap<_, _> = standing.keys.into_iter().map(|key| (key.kid, key)).collect();
    let changed = keys
        .values()
        .filter(|key| key.revoked || known.keys.get(&key.kid).is_some_and(|before| before != *key));
    app.keys.forget(changed.map(|key| key.kid));
    known.keys = keys;
    Ok(())
}
