//! The worker: one intent at a time, oldest due first.

use super::backoff::full_jitter;
use super::intent::Kind;
use crate::engine::Inner;
use crate::net::{CallError, Done};
use crate::ports::LogLevel;
use crate::store::StoreError;
use crate::store::intents::{self, IntentRow, IntentState};
use crate::sync::replica;
use dough_rules::Outcome;
use dough_rules::units::{Millis, Span};
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::requests::LONGEST_INTENT;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// The first wait after a failure, doubled by each that follows.
const BASE: Duration = Duration::from_millis(200);
/// The longest wait.
const CAP: Duration = Duration::from_mins(1);
/// The longest wait that a server may ask for.
const LONGEST_ASKED: Duration = Duration::from_hours(1);
/// A clock that was off by less is right.
const SMALL_SKEW: Span = Span::minutes(1);
/// Until an error of the store is tried again.
const STORE_WAIT: Duration = Duration::from_secs(1);

/// When intents are due again. In memory alone: a start and the network's return begin anew.
#[derive(Default)]
struct Schedule {
    /// By intent: how often it failed, and when it is due.
    waits: HashMap<Uuid, (u32, Instant)>,
    /// The network's returns that were seen.
    returns: u64,
}

impl Schedule {
    fn due(&self, id: Uuid) -> Option<Instant> {
        self.waits.get(&id).map(|(_, due)| *due)
    }
}

/// Sends what waits, until the task is ended. A cut-off attempt is made again at the next start.
pub(crate) async fn run(inner: Arc<Inner>) {
    let prepared = Arc::clone(&inner);
    // What fails here fails again, and is told, with the first attempt.
    let _ = tokio::task::spawn_blocking(move || prepared.api.prepare()).await;
    let mut schedule = Schedule::default();
    loop {
        let returns = inner.link.returns();
        if returns != schedule.returns {
            schedule.returns = returns;
            schedule.waits.clear();
        }
        match next(&inner, &schedule) {
            Ok(Next::Send(row)) => {
                // Closed: the engine stops, and with it this task.
                let Some(_attempt) = inner.gate.enter() else {
                    return;
                };
                if let Err(error) = attempt(&inner, &mut schedule, &row).await {
                    inner.log(LogLevel::Warning, &format!("outbox: {error}"));
                    tokio::time::sleep(STORE_WAIT).await;
                }
                inner.bump();
            }
            Ok(Next::Wait(due)) => wait(&inner, due).await,
            Err(_) => tokio::time::sleep(STORE_WAIT).await,
        }
    }
}

enum Next {
    Send(Box<IntentRow>),
    /// Until then, or until something new is stored.
    Wait(Option<Instant>),
}

fn next(inner: &Inner, schedule: &Schedule) -> Result<Next, StoreError> {
    let rows = inner.store.read(intents::sendable)?;
    let now = Instant::now();
    let mut soonest = None;
    for row in rows {
        match schedule.due(row.id).filter(|due| *due > now) {
            None => return Ok(Next::Send(Box::new(row))),
            Some(due) => soonest = Some(soonest.map_or(due, |other: Instant| other.min(due))),
        }
    }
    Ok(Next::Wait(soonest))
}

async fn wait(inner: &Inner, due: Option<Instant>) {
    let woken = inner.wake_outbox.notified();
    match due {
        Some(due) => {
            let _ = tokio::time::timeout_at(due, woken).await;
        }
        None => woken.await,
    }
}

async fn attempt(
    inner: &Arc<Inner>,
    schedule: &mut Schedule,
    row: &IntentRow,
) -> Result<(), StoreError> {
    let path = row.kind.parse().ok().and_then(|kind: Kind| kind.path(row.target.as_deref()));
    let Some(path) = path else {
        inner.log(LogLevel::Warning, &format!("outbox: {} can't be sent", row.kind));
        let now = inner.clock.local();
        let why = intents::UNKNOWN_KIND;
        return inner.store.write(|db| intents::end(db, row.id, IntentState::Wedged, why, now));
    };
    let meant = end_by_a_right_clock(inner, row);
    if let Some(end) = meant.filter(|_| row.attempts == 0) {
        // Made before the phone had heard the server's time.
        set_end(inner, row, end)?;
        return Ok(());
    }
    let begin = || {
        let begun = inner.store.write(|db| intents::begin(db, row.id))?;
        inner.bump();
        Ok(begun)
    };
    let answer = inner.api.command(&path, &row.body, row.id, begin).await;
    inner.link.heard(&answer, inner.clock.local());
    match answer {
        // Taken back in between.
        Ok(None) => Ok(()),
        Ok(Some(reply)) => {
            schedule.waits.remove(&row.id);
            done(inner, row, &reply).await
        }
        Err(error) if wants_another_end(row, &error) => {
            set_end_again(inner, row, &error)?;
            later(inner, schedule, row, &error)
        }
        Err(CallError::Problem { problem, .. }) if problem.is_final() => {
            schedule.waits.remove(&row.id);
            inner.log(
                LogLevel::Info,
                &format!("outbox: {} was refused: {}", row.kind, problem.code),
            );
            refused(inner, row, &problem)
        }
        Err(error) => later(inner, schedule, row, &error),
    }
}

/// Whether the intent goes out again with a later end: the phone's clock was ahead when it was made,
/// or it opens the wallet, which is wanted however long the phone was without a network. A server
/// keeps neither answer.
fn wants_another_end(row: &IntentRow, error: &CallError) -> bool {
    match error.code() {
        Some("not_after_too_far") => true,
        Some("intent_expired") => row.kind == Kind::OpenWallet.to_string(),
        _ => false,
    }
}

/// It keeps its id: what an intent means doesn't include its end.
fn set_end_again(inner: &Inner, row: &IntentRow, error: &CallError) -> Result<(), StoreError> {
    if let CallError::Problem { problem, .. } = error {
        inner.api.learn_stated(problem)?;
    }
    set_end(inner, row, inner.clock.now() + LONGEST_INTENT)
}

/// The end that the intent would have had if the phone's clock had not been behind when it was made,
/// where that is another one.
fn end_by_a_right_clock(inner: &Inner, row: &IntentRow) -> Option<Millis> {
    let end = row.created_at + inner.clock.offset() + LONGEST_INTENT;
    (end > row.not_after + SMALL_SKEW).then_some(end)
}

fn set_end(inner: &Inner, row: &IntentRow, not_after: Millis) -> Result<(), StoreError> {
    let mut body: serde_json::Value = serde_json::from_str(&row.body)?;
    body["not_after"] = not_after.get().into();
    inner.store.write(|db| intents::set_end(db, row.id, &body.to_string(), not_after))
}

async fn done(inner: &Arc<Inner>, row: &IntentRow, reply: &Done) -> Result<(), StoreError> {
    let now = inner.clock.local();
    let opened = match &reply.read {
        Some(CommandReply { outcome: Outcome::Opened { wallet }, .. }) => Some(*wallet),
        _ => None,
    };
    inner.store.write(|db| {
        if let Some(wallet) = opened {
            let went_over = row.kind == Kind::EnrolDevice.to_string();
            replica::belongs_to(db, wallet, went_over)?;
        }
        intents::done(db, row.id, &reply.text, (reply.epoch, reply.head), now)
    })?;
    if let Some(left) = left(inner, row) {
        inner.note_left(Some(left))?;
    }
    if opened.is_some() {
        inner.forget_facts();
        inner.api.forget_token().await;
        inner.wake_stream.notify_one();
    }
    if let Some(head) = reply.head
        && !inner.is_left()?
    {
        inner.sync_to_soon(reply.epoch, head);
    }
    Ok(())
}

/// Whether what was done takes this phone out of its wallet: the code of what it hears next.
fn left(inner: &Inner, row: &IntentRow) -> Option<&'static str> {
    match row.kind.parse() {
        Ok(Kind::EraseWallet) => Some("wallet_erased"),
        Ok(Kind::RevokeDevice) => {
            let own = inner.keys.api_kid().to_string();
            (row.target.as_ref() == Some(&own)).then_some("device_revoked")
        }
        _ => None,
    }
}

fn refused(inner: &Inner, row: &IntentRow, problem: &Problem) -> Result<(), StoreError> {
    inner.note_left(Some(&problem.code))?;
    let answer = serde_json::to_string(problem)?;
    let now = inner.clock.local();
    inner.store.write(|db| {
        intents::end(db, row.id, IntentState::Refused, &answer, now)?;
        intents::end_dependants(db, row.id, IntentState::Refused, Some(&answer), now)
    })
}

fn later(
    inner: &Inner,
    schedule: &mut Schedule,
    row: &IntentRow,
    error: &CallError,
) -> Result<(), StoreError> {
    let (failures, due) = schedule.waits.entry(row.id).or_insert((0, Instant::now()));
    *failures = failures.saturating_add(1);
    let mut pause = full_jitter(BASE, CAP, *failures, &*inner.random);
    if let CallError::Problem { retry_after: Some(asked), .. } = error {
        // The server's wish and jitter on top: those it sent away together don't return together.
        pause += (*asked).min(LONGEST_ASKED);
    }
    *due = Instant::now() + pause;
    inner.log(
        LogLevel::Debug,
        &format!("outbox: {} again in {} ms: {error}", row.kind, pause.as_millis()),
    );
    let pause = Span::millis(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
    let next = inner.clock.local() + pause;
    let why = error.code().map_or_else(|| error.to_string(), str::to_owned);
    let arrived = error.may_have_arrived();
    inner.store.write(|db| intents::put_back(db, row.id, next, &why, arrived))
}
