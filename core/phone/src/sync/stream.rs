//! Hearing that there is something to read: a stream that says "the head is now N", and a long poll
//! where something on the way breaks streams.
//!
//! ```text
//! stream opened -> its first word within 10 s -> read on, until it breaks -> again, with jitter
//!             \-> no word, or cut before it, twice -> long polls for 10 minutes -> a stream again
//! ```
//! A hotel's proxy that collects a reply before it passes it on lets a stream open and then be
//! silent. A long poll is one ordinary reply, which it passes.

use super::run as sync;
use crate::engine::Inner;
use crate::error::{DoughError, ErrorKind};
use crate::net::{CallError, SseReader};
use crate::outbox::full_jitter;
use crate::ports::LogLevel;
use crate::store::journal;
use dough_wire::replies::StreamEvent;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

/// Phones that lost their stream together come back spread over this span at least.
const BASE: Duration = Duration::from_secs(2);
/// The longest wait.
const CAP: Duration = Duration::from_mins(1);
/// How long a stream's first word may take: the server sends it at once.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// How many streams in a row may end without a word before they count as broken.
const MUTE_STREAMS: u32 = 2;
/// How long is polled before a stream is tried again.
const POLLING: Duration = Duration::from_mins(10);

/// Listens until the task is ended. Each connection begins with reading the journal, since nothing
/// was heard meanwhile.
pub(crate) async fn run(inner: Arc<Inner>) {
    let (mut failures, mut mute) = (0, 0);
    loop {
        match inner.store.read(journal::wallet) {
            Ok(Some(_)) if inner.is_left().is_ok_and(|left| !left) => {}
            Ok(_) => {
                inner.wake_stream.notified().await;
                continue;
            }
            Err(_) => return,
        }
        let listened = if mute < MUTE_STREAMS { stream(&inner).await } else { poll(&inner).await };
        match listened {
            Ok(Ended::Asked) => continue,
            Ok(Ended::Lost) => (failures, mute) = (1, 0),
            Ok(Ended::Mute) => {
                failures = 1;
                mute += 1;
                inner.log(LogLevel::Info, "stream: it opened and said nothing");
            }
            Err(error) => {
                failures += 1;
                // A store that can't be written now hears it again at the next attempt.
                let _ = inner.note_left(error.code());
                inner.link.failed("stream", &error);
                inner.log(LogLevel::Debug, &format!("stream: {error}"));
            }
        }
        inner.bump();
        let pause = full_jitter(BASE, CAP, failures, &*inner.random);
        // Woken by the network's return.
        let _ = timeout(pause, inner.wake_stream.notified()).await;
    }
}

/// How a connection ended.
enum Ended {
    /// The server closed it, or it broke; or it is time for a stream again.
    Lost,
    /// It opened and never said a word.
    Mute,
    /// The network changed, so that it may be dead without knowing.
    Asked,
}

/// One stream, until it ends. An error only where it never came to life.
async fn stream(inner: &Inner) -> Result<Ended, CallError> {
    let opened = inner.api.stream().await;
    inner.link.heard(&opened, inner.clock.local());
    let mut stream = opened?;
    let mut reader = SseReader::default();
    let deadline = Instant::now() + FIRST_WORD;
    let mut spoke = false;
    // All of it is read while the first word is on its way.
    catch_up(inner).await;
    loop {
        let next = async {
            if spoke {
                Some(stream.chunk().await)
            } else {
                timeout_at(deadline, stream.chunk()).await.ok()
            }
        };
        let bytes = tokio::select! {
            bytes = next => bytes,
            () = inner.wake_stream.notified() => return Ok(Ended::Asked),
        };
        let Some(Some(bytes)) = bytes else {
            return Ok(if spoke { Ended::Lost } else { Ended::Mute });
        };
        spoke = true;
        for data in reader.take(&bytes) {
            let Ok(event) = serde_json::from_str::<StreamEvent>(&data) else {
                continue;
            };
            if !follow(inner, &event).await {
                // The next connection reads again.
                return Ok(Ended::Lost);
            }
        }
    }
}

/// Long polls, for a while.
async fn poll(inner: &Inner) -> Result<Ended, CallError> {
    let end = Instant::now() + POLLING;
    catch_up(inner).await;
    while Instant::now() < end {
        let head = inner.store.read(journal::cursor)?;
        let event = tokio::select! {
            event = inner.api.head_above(head) => event,
            () = inner.wake_stream.notified() => return Ok(Ended::Asked),
        };
        inner.link.heard(&event, inner.clock.local());
        inner.bump();
        if !follow(inner, &event?).await {
            return Ok(Ended::Lost);
        }
        // A proxy that answers by itself, at once and always the same, isn't asked without a pause.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(Ended::Lost)
}

/// Reads what may have come while nothing was heard. What can't be read now is read with the next
/// connection.
async fn catch_up(inner: &Inner) {
    caught_up(sync(inner, None).await);
    let _ = inner.refresh_menu().await;
    let _ = inner.refresh_profile().await;
}

/// Reads up to what was heard. Whether that worked.
async fn follow(inner: &Inner, event: &StreamEvent) -> bool {
    let followed = caught_up(super::run_to(inner, event.epoch, event.head).await);
    // The journal may have told of another profile; where it can't be read, the next word does it.
    let _ = inner.refresh_profile().await;
    followed
}

/// Whether the journal was read; a refusal would only repeat itself, so it counts as read.
fn caught_up(result: Result<(), DoughError>) -> bool {
    match result {
        Ok(()) => true,
        Err(error) => error.kind == ErrorKind::Refused,
    }
}
