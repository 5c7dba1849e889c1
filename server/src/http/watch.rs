//! What an operator's monitoring asks: whether the server lives, whether it can serve, what it
//! counts. Counts are on an address of their own, which is the operator's to keep private; they name
//! nobody, but they say how the business goes.

use super::catalogue;
use super::reply::Failure;
use crate::app::App;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use dough_wire::Problem;
use dough_wire::replies::Ready;
use std::future::IntoFuture as _;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the server can serve: it isn't about to stop, its database answers, and a catalogue is in
/// force.
#[utoipa::path(get, path = "/ready", tag = "server",
    responses((status = 200, body = Ready), (status = "5XX", body = Problem)))]
pub(super) async fn ready(State(app): State<Arc<App>>) -> Result<Json<Ready>, Failure> {
    if *app.stopping().borrow() {
        return Err(Failure::new("shutting_down", "The server is about to stop."));
    }
    // Asks for versions newer than the newest: a read that finds nothing.
    let asked = timeout(PATIENCE, app.store.catalogues(app.catalogues.newest())).await;
    asked.map_err(|_| Failure::new("storage_failed", "The database doesn't answer."))??;
    if app.catalogues.at(app.now()).is_none() {
        return Err(Failure::new("storage_failed", "There is no catalogue in force yet."));
    }
    Ok(Json(Ready { status: "ready".to_owned() }))
}

/// Answers `/metrics`, `/health` and `/ready` on an address of their own, until the server stops.
pub fn watch(
    app: &Arc<App>,
    listener: TcpListener,
) -> impl Future<Output = std::io::Result<()>> + Send + use<> {
    let mut stopping = app.stopping();
    let weak = Arc::downgrade(app);
    let routes = Router::new()
        .route("/metrics", get(metrics))
        .route(
            "/health",
            get(async |State(app): State<Weak<App>>| answer(app, catalogue::health).await),
        )
        .route("/ready", get(async |State(app): State<Weak<App>>| answer(app, ready).await))
        .with_state(weak);
    let stopped = async move {
        // A server that has gone has stopped.
        let _ = stopping.wait_for(|stops| *stops).await;
    };
    axum::serve(listener, routes).with_graceful_shutdown(stopped).into_future()
}

async fn answer<T: IntoResponse>(
    app: Weak<App>,
    handler: impl AsyncFnOnce(State<Arc<App>>) -> T,
) -> Response {
    match app.upgrade() {
        Some(app) => handler(State(app)).await.into_response(),
        None => Failure::new("shutting_down", "The server has stopped.").into_response(),
    }
}

async fn metrics(State(app): State<Weak<App>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let text = async |State(app): State<Arc<App>>| {
        // Where the database can't be asked, the last known numbers stand.
        if let Ok(webhooks) = app.store.webhooks().await {
            let waiting = webhooks.iter().map(|it| it.waiting).sum::<u64>();
            let disabled = webhooks.iter().filter(|it| it.disabled_at.is_some()).count();
            app.meters.untold.set(i64::try_from(waiting).unwrap_or(i64::MAX));
            app.meters.webhooks_disabled.set(i64::try_from(disabled).unwrap_or(i64::MAX));
        }
        ([(header::CONTENT_TYPE, kind)], app.measured())
    };
    answer(app, text).await
}
