//! What is due to be told, and what becomes of it.
//!
//! Each address has a task of its own while something is due for it, so that one that dawdles holds
//! up no other.

use super::send::Told;
use crate::app::App;
use crate::store::{AuditLine, Delivery, StoreError, WebhookChange};
use dough_rules::units::{Millis, Span};
use futures_util::future::join_all;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How often one looks for what is due.
const ROUND: Duration = Duration::from_secs(1);
/// How many an address is told at a time.
const STEP: u32 = 16;
/// How many old rows are forgotten in a round.
const FORGOTTEN: u32 = 1_000;
/// For how long what one server has taken on is nobody else's: longer than an attempt takes.
const LEASE: Span = Span::minutes(2);
/// How long to wait after each attempt that failed. After the last one it is given up.
const WAITS: [Span; 9] = [
    Span::seconds(5),
    Span::minutes(5),
    Span::minutes(30),
    Span::hours(2),
    Span::hours(5),
    Span::hours(10),
    Span::hours(14),
    Span::hours(20),
    Span::hours(24),
];
/// How long an address may fail before it is disabled.
const FAILING: Span = Span::days(5);
/// How long rows are kept.
const KEPT: Span = Span::days(30);

/// Runs until the server stops.
pub(crate) async fn run(app: &Arc<App>) {
    let (mut stopping, mut jumps) = (app.stopping(), app.clock.jumps());
    let mut busy: HashMap<Uuid, JoinHandle<()>> = HashMap::new();
    loop {
        busy.retain(|_, task| !task.is_finished());
        if let Err(error) = look(app, &mut busy).await {
            tracing::error!(%error, "webhooks that are due could not be read");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = jumps.changed() => {}
            _ = stopping.wait_for(|stops| *stops) => break,
        }
    }
    // An attempt that is cut off is made again once its lease is over.
    for (_, task) in busy {
        task.abort();
        let _ = task.await;
    }
}

async fn look(app: &Arc<App>, busy: &mut HashMap<Uuid, JoinHandle<()>>) -> Result<(), StoreError> {
    let now = app.now();
    app.store.forget_deliveries(now - KEPT, FORGOTTEN).await?;
    for webhook in app.store.webhooks_due(now).await? {
        busy.entry(webhook).or_insert_with(|| {
            let app = Arc::clone(app);
            tokio::spawn(async move {
                if let Err(error) = drain(&app, webhook).await {
                    tracing::error!(%webhook, %error, "what became of webhooks could not be kept");
                }
            })
        });
    }
    Ok(())
}

/// Tells an address all that is due.
async fn drain(app: &App, webhook: Uuid) -> Result<(), StoreError> {
    while !*app.stopping().borrow() {
        let now = app.now();
        let leased = app.store.lease_deliveries(webhook, now, now + LEASE, STEP).await?;
        if leased.is_empty() {
            return Ok(());
        }
        let told = join_all(leased.iter().map(|delivery| app.sender.tell(delivery, now))).await;
        for (delivery, told) in leased.iter().zip(told) {
            keep(app, delivery, told).await?;
        }
    }
    Ok(())
}

/// Keeps what came of an attempt.
async fn keep(app: &App, delivery: &Delivery, told: Told) -> Result<(), StoreError> {
    let (now, id) = (app.now(), delivery.id);
    let (why, is_gone) = match told {
        Told::Taken(status) => {
            app.meters.told("delivered");
            return app.store.delivered(delivery.key(), now, status.to_string()).await;
        }
        Told::Gone => ("410".to_owned(), true),
        Told::Failed(why) => (why, false),
    };
    let tries = usize::try_from(delivery.tries).unwrap_or(usize::MAX);
    let next_at = WAITS.get(tries).map(|wait| now + jittered(*wait, app.random.bytes()[0]));
    app.meters.told(if next_at.is_some() { "failed" } else { "given_up" });
    tracing::warn!(webhook = %delivery.webhook, %id, why, tries, "a webhook was not taken");
    let since = app.store.not_delivered(delivery.key(), now, next_at, why).await?;
    if is_gone || since.is_some_and(|since| now - since >= FAILING) {
        disable(app, delivery.webhook, now, is_gone).await?;
    }
    Ok(())
}

/// A tenth more or less, so that many don't come at once.
fn jittered(wait: Span, chance: u8) -> Span {
    let tenth = wait.get() / 10;
    Span::millis(wait.get() - tenth + 2 * tenth * i64::from(chance) / 255)
}

async fn disable(app: &App, webhook: Uuid, now: Millis, gone: bool) -> Result<(), StoreError> {
    let why = if gone { "it is gone" } else { "it failed for five days" };
    tracing::warn!(%webhook, why, "a webhook's address was disabled");
    let audit = AuditLine {
        at: now,
        who: "server".to_owned(),
        action: "webhook_disabled",
        shop: None,
        detail: format!("{webhook}: {why}"),
    };
    app.store.change_webhook(webhook, WebhookChange::Disable, now, audit).await?;
    Ok(())
}
