//! The stream that says when to read: "the head is now N".

use super::run as sync;
use crate::engine::Inner;
use crate::error::{DoughError, ErrorKind};
use crate::net::{CallError, SseReader};
use crate::outbox::full_jitter;
use crate::ports::LogLevel;
use crate::store::{journal, meta};
use dough_wire::replies::StreamEvent;
use std::sync::Arc;
use std::time::Duration;

/// Phones that lost their stream together come back spread over this span at least.
const BASE: Duration = Duration::from_secs(2);
/// The longest wait.
const CAP: Duration = Duration::from_mins(1);

/// Keeps a stream open, until the task is ended. Each connection begins with reading the journal,
/// since nothing was heard meanwhile.
pub(crate) async fn run(inner: Arc<Inner>) {
    let mut failures = 0;
    loop {
        match inner.store.read(journal::wallet) {
            Ok(Some(_)) => {}
            Ok(None) => {
                inner.wake_stream.notified().await;
                continue;
            }
            Err(_) => return,
        }
        match listen(&inner).await {
            Ok(Ended::Asked) => continue,
            Ok(Ended::Lost) => failures = 1,
            Err(error) => {
                failures += 1;
                inner.link.failed("stream", &error);
                inner.log(LogLevel::Debug, &format!("stream: {error}"));
            }
        }
        inner.bump();
        let pause = full_jitter(BASE, CAP, failures, &*inner.random);
        // Woken by the network's return.
        let _ = tokio::time::timeout(pause, inner.wake_stream.notified()).await;
    }
}

/// How a connection ended.
enum Ended {
    /// The server closed it, or it broke.
    Lost,
    /// The network changed, so that it may be dead without knowing.
    Asked,
}

/// One connection, until it ends. An error only where it never came to life.
async fn listen(inner: &Inner) -> Result<Ended, CallError> {
    let opened = inner.api.stream().await;
    inner.link.heard(&opened, inner.clock.local());
    let mut stream = opened?;
    let mut reader = SseReader::default();
    caught_up(sync(inner, None).await);
    // A menu that can't be read now is read with the next connection.
    let _ = inner.refresh_menu().await;
    loop {
        let bytes = tokio::select! {
            bytes = stream.chunk() => bytes,
            () = inner.wake_stream.notified() => return Ok(Ended::Asked),
        };
        let Ok(Some(bytes)) = bytes else {
            return Ok(Ended::Lost);
        };
        for data in reader.take(&bytes) {
            let Ok(event) = serde_json::from_str::<StreamEvent>(&data) else {
                continue;
            };
            let epoch = inner.store.read(|db| meta::get::<String>(db, meta::EPOCH))?;
            let same = epoch == Some(event.epoch.to_string());
            if !caught_up(sync(inner, Some(event.head).filter(|_| same)).await) {
                // The next connection reads again.
                return Ok(Ended::Lost);
            }
        }
    }
}

/// Whether the journal was read; a refusal would only repeat itself, so it counts as read.
fn caught_up(result: Result<(), DoughError>) -> bool {
    match result {
        Ok(()) => true,
        Err(error) => error.kind == ErrorKind::Refused,
    }
}
