//! Server-sent events: "something changed", never what.
//!
//! At most one event in 200 ms, a heartbeat every 25 s, a life of up to an hour with jitter, and a
//! buffer of one: a slow reader gets the newest.

use super::reply::Failure;
use crate::app::App;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

const AT_MOST_EVERY: Duration = Duration::from_millis(200);
const HEARTBEAT: Duration = Duration::from_secs(25);
const SHORTEST_LIFE: Duration = Duration::from_mins(45);
const JITTER_SECONDS: u64 = 15 * 60;

/// Streams what `describe` makes of each change, beginning with the state now. It ends when the key
/// of whoever listens has changed.
pub(super) fn stream<T: Clone + Send + Sync + 'static>(
    app: &Arc<App>,
    mut changes: watch::Receiver<T>,
    key: Option<watch::Receiver<()>>,
    describe: impl Fn(&T) -> String + Send + 'static,
) -> Result<Response, Failure> {
    let place = Arc::clone(&app.streams).try_acquire_owned().map_err(|_| Failure::overloaded())?;
    let mut stopping = app.stopping();
    let jitter = u64::from(app.random.bytes()[0]) * JITTER_SECONDS / 256;
    let life = SHORTEST_LIFE + Duration::from_secs(jitter);
    let (events, to_send) = mpsc::channel::<Result<Event, Infallible>>(1);
    tokio::spawn(async move {
        let _place = place;
        let revoked = revoked(key);
        tokio::pin!(revoked);
        let end = tokio::time::sleep(life);
        tokio::pin!(end);
        loop {
            let text = describe(&changes.borrow_and_update());
            if events.send(Ok(Event::default().data(text))).await.is_err() {
                return;
            }
            tokio::time::sleep(AT_MOST_EVERY).await;
            tokio::select! {
                news = changes.changed() => if news.is_err() { return },
                () = &mut end => return,
                () = &mut revoked => return,
                () = events.closed() => return,
                _ = stopping.wait_for(|stops| *stops) => return,
            }
        }
    });
    let alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(Sse::new(ReceiverStream::new(to_send)).keep_alive(alive).into_response())
}

/// Done once the key has changed; never where there is none.
async fn revoked(key: Option<watch::Receiver<()>>) {
    match key {
        Some(mut key) => while key.changed().await.is_ok() {},
        None => std::future::pending().await,
    }
}
