//! Connections: how many there are, how long they may take, and how they end.
//!
//! A connection that sends no whole head in 30 seconds is closed, so is one that waits that long
//! between two calls. After two hours it ends with the call under way; a reader so slow that it
//! takes longer is cut off. Beyond the bound, connections wait in the system's own queue.
//!
//! When the server stops it takes no more connections, ends streams, lets calls that are under way
//! finish, and cuts off what has not finished in 20 seconds.

use super::limits::Peer;
use super::router;
use crate::app::App;
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tower::ServiceExt as _;

/// How long the head of a call may take, and a connection be without a call.
const HEAD: Duration = Duration::from_secs(30);
/// How long a connection lives.
const LIFE: Duration = Duration::from_hours(2);
/// How long its last answer may take then.
const LAST: Duration = Duration::from_mins(2);
/// How long a server that stops waits for its calls.
const STOPPING: Duration = Duration::from_secs(20);
/// How long a machine without free sockets is left alone.
const BREATH: Duration = Duration::from_millis(100);

/// Serves until `stop` is done; then ends as described above.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let places = Arc::new(Semaphore::new(app.settings.limits.connections));
    let routes = router(Arc::clone(&app));
    let (closing, _) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (routes, closing) = (routes.clone(), closing.subscribe());
                connections.spawn(async move {
                    let _place = place;
                    connection(routes, stream, peer, closing).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    app.stop();
    drop((app, routes));
    closing.send_replace(true);
    let ended = timeout(STOPPING, async { while connections.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::warn!(left = connections.len(), "connections were cut off");
        connections.shutdown().await;
    }
    Ok(())
}

async fn connection(
    routes: Router,
    stream: TcpStream,
    peer: SocketAddr,
    mut closing: watch::Receiver<bool>,
) {
    // Small answers go out at once; where that can't be had they come a little later.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        routes.clone().oneshot(request.map(Body::new))
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), answer));
    let is_over = tokio::select! {
        _ = connection.as_mut() => true,
        () = tokio::time::sleep(LIFE) => false,
        _ = closing.wait_for(|closes| *closes) => false,
    };
    if !is_over {
        connection.as_mut().graceful_shutdown();
        // How it ends is the caller's business: it asks again under the same id.
        let _ = timeout(LAST, connection).await;
    }
}
