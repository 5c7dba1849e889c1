//! What happens by itself: dough whose day has come, holds that ran out, word between wallets, money
//! that is paid out, replies that are old, and new catalogues.
//!
//! Jobs find what is due by an index and submit commands like anyone else; each is decided again by
//! the rules. They wake once a second, when the clock jumps, and when a batch left messages.

use crate::app::App;
use crate::engine::Job;
use crate::payment::PaymentError;
use crate::store::StoreError;
use crate::webhooks;
use dough_rules::Command;
use dough_rules::ids::{ShopId, WalletId};
use dough_rules::units::{Millis, Span};
use futures_util::future::try_join_all;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// How often jobs look around without being told.
const ROUND: Duration = Duration::from_secs(1);
/// How much one step takes on, so that scans are not held up.
const STEP: u32 = 64;

/// How long a stored reply's text is kept: longer than anybody asks for it.
const REPLIES_KEPT: Span = Span::days(30);

/// How long a payment provider may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest wait before money is tried to be paid out again.
const LONGEST_WAIT: Span = Span::hours(1);

/// Runs until the server stops. A payment provider that is slow holds up nothing else.
pub async fn run(app: Arc<App>) {
    tokio::join!(
        repeat(&app, round),
        repeat(&app, pay_out),
        repeat(&app, forget_replies),
        webhooks::job::run(&app)
    );
}

/// Works once a second, and whenever there is news, until the server stops.
async fn repeat(app: &App, work: impl AsyncFn(&App) -> Result<(), StoreError>) {
    let mut messages = app.nudges.jobs();
    let mut jumps = app.clock.jumps();
    let mut stopping = app.stopping();
    loop {
        if let Err(error) = work(app).await {
            tracing::error!(%error, "a round of jobs failed");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = messages.changed() => {}
            _ = jumps.changed() => {}
            _ = stopping.wait_for(|stops| *stops) => return,
        }
    }
}

/// Does all that is due now.
pub async fn round(app: &App) -> Result<(), StoreError> {
    app.catalogues.refresh(app.store.as_ref()).await?;
    let mut before = Vec::new();
    while !*app.stopping().borrow() {
        let due = app.store.due(app.clock.now(), STEP).await?;
        // Together, so that a step is a batch or two.
        try_join_all(due.iter().map(|wallet| settle(app, *wallet))).await?;
        let delivered = deliver(app).await?;
        // What is due again at once can't be settled now; the next round tries it anew.
        if !delivered && (due.is_empty() || due == before) {
            return Ok(());
        }
        before = due;
    }
    Ok(())
}

/// Settles one wallet: once for each shop where a hold ran out, since a command touches one shop.
async fn settle(app: &App, wallet: WalletId) -> Result<(), StoreError> {
    let shops = shops_with_expired_holds(app, wallet, app.clock.now()).await?;
    let rounds: Vec<Option<ShopId>> =
        if shops.is_empty() { vec![None] } else { shops.into_iter().map(Some).collect() };
    for shop in rounds {
        let mut job = Job::internal(Some(wallet), Command::Settle, app.moment());
        job.shop = shop;
        let answer = app.engine.submit(job).await;
        if !answer.is_success() {
            tracing::warn!(%wallet, answer = answer.body, "what is due could not be settled");
        }
    }
    Ok(())
}

async fn shops_with_expired_holds(
    app: &App,
    wallet: WalletId,
    now: Millis,
) -> Result<BTreeSet<ShopId>, StoreError> {
    let facts = app.store.wallet(wallet).await?;
    let orders = facts.iter().flat_map(|facts| &facts.orders);
    Ok(orders
        .filter(|order| order.hold_until.is_some_and(|until| until <= now))
        .map(|order| order.shop.clone())
        .collect())
}

/// One step of messages between wallets. Whether any was delivered.
async fn deliver(app: &App) -> Result<bool, StoreError> {
    let mut delivered = false;
    for (key, message) in app.store.messages(STEP).await? {
        let mut job = Job::internal(Some(message.to), Command::Deliver(message), app.moment());
        job.delivers = Some(key);
        let answer = app.engine.submit(job).await;
        if answer.is_success() {
            delivered = true;
        } else {
            tracing::warn!(to = %message.to, answer = answer.body, "a message was not taken");
        }
    }
    Ok(delivered)
}

/// One step of money on its way back to customers. What fails waits longer each time, up to an hour.
async fn pay_out(app: &App) -> Result<(), StoreError> {
    for payout in app.store.payouts(app.clock.now(), STEP).await? {
        if *app.stopping().borrow() {
            return Ok(());
        }
        let paid = app.payment.pay_out(payout.id, payout.amount);
        let paid = tokio::time::timeout(PATIENCE, paid).await;
        match paid.unwrap_or(Err(PaymentError::Unavailable)) {
            Ok(()) => app.store.paid_out(payout.id, app.clock.now()).await?,
            Err(error) => {
                tracing::warn!(payout = %payout.id, %error, "money could not be paid out");
                let wait = Span::seconds(1 << payout.tries.min(12)).min(LONGEST_WAIT);
                app.store.put_payout_off(payout.id, app.clock.now() + wait).await?;
            }
        }
    }
    Ok(())
}

/// Forgets the texts of old replies, in steps between which others write.
async fn forget_replies(app: &App) -> Result<(), StoreError> {
    let before = app.clock.now() - REPLIES_KEPT;
    while !*app.stopping().borrow() && app.store.prune_replies(before, STEP).await? == STEP {}
    Ok(())
}
