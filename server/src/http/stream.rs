//! "Something changed", never what: as server-sent events, or as one answer that waits.
//!
//! Events come at most once in 200 ms, with a heartbeat every 25 s, for a life of up to an hour with
//! jitter, and a buffer of one: a slow reader gets the newest. An answer that waits is for phones
//! behind proxies that hold streams back: its head comes at once, its body when there is news, or
//! after 25 s. Both have places of their own, and none among the calls under way.

use super::reply::Failure;
use crate::app::App;
use axum::body::Body;
use axum::http::header;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

const AT_MOST_EVERY: Duration = Duration::from_millis(200);
const HEARTBEAT: Duration = Duration::from_secs(25);
const LONGEST_WAIT: Duration = Duration::from_secs(25);
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

/// One JSON body that comes when `is_news` holds of a change, or after 25 s, or when the server
/// stops or the key of whoever waits has changed. Where `describe` gives nothing, the body ends
/// empty.
pub(super) fn wait<T, D>(
    app: &Arc<App>,
    (mut changes, key): (watch::Receiver<T>, watch::Receiver<()>),
    is_news: impl Fn(&T) -> bool + Send + Sync + 'static,
    describe: impl FnOnce(T) -> D + Send + 'static,
) -> Result<Response, Failure>
where
    T: Clone + Send + Sync + 'static,
    D: Future<Output = Option<String>> + Send,
{
    let place = Arc::clone(&app.streams).try_acquire_owned().map_err(|_| Failure::overloaded())?;
    let mut stopping = app.stopping();
    let (body, to_send) = mpsc::channel::<Result<String, Infallible>>(1);
    tokio::spawn(async move {
        let _place = place;
        tokio::select! {
            _ = changes.wait_for(|state| is_news(state)) => {}
            () = tokio::time::sleep(LONGEST_WAIT) => {}
            () = body.closed() => return,
            () = revoked(Some(key)) => {}
            _ = stopping.wait_for(|stops| *stops) => {}
        }
        let state = changes.borrow().clone();
        if let Some(text) = describe(state).await {
            // A reader that has gone asks again.
            let _ = body.send(Ok(text)).await;
        }
    });
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(ReceiverStream::new(to_send))).into_response())
}

/// Done once the key has changed; never where there is none.
async fn revoked(key: Option<watch::Receiver<()>>) {
    match key {
        Some(mut key) => while key.changed().await.is_ok() {},
        None => std::future::pending().await,
    }
}
