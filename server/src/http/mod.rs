//! HTTP: routes, and what holds for all of them.
//!
//! | module | routes |
//! |---|---|
//! | [`wallet`] | open, session, changes, stream, head |
//! | [`orders`] | quote, place, pay, edit, cancel |
//! | [`rewards`] | top-up, reward, surprise, invitation |
//! | [`devices`] | a wallet's phones: list, enrol, agree, revoke |
//! | [`email`] | codes by e-mail: to confirm an address, and for a new phone |
//! | [`profile`] | name, language, consents, export |
//! | [`erase`] | the end of a wallet |
//! | [`register`] | enrol, scan, refund |
//! | [`kitchen`] | board, an order's steps, a shop's levers |
//! | [`office`] | sign-in, accounts, codes for registers |
//! | [`adjustments`] | what managers put right by hand |
//! | [`reports`] | clearing, liability, sales |
//! | [`catalogue`] | catalogue, pictures, a shop's state, health |
//! | [`webhooks`] | who is told what happens |
//! | [`mod@watch`] | readiness, and what is counted, on an address of its own |
//!
//! [`listen`] takes connections, [`limits`] says how much anybody may ask for. [`pages`] are for the counter and the kitchen; [`invite`] is where an invitation's link leads in a
//! browser. [`call`] reads a call, [`auth`] says who calls, [`reply`] shapes answers, [`stream`]
//! sends events, [`trace`] names a call.

mod adjustments;
mod auth;
mod call;
mod catalogue;
mod devices;
mod docs;
mod email;
mod erase;
mod invite;
mod kitchen;
mod limits;
mod listen;
mod office;
mod orders;
mod pages;
mod profile;
mod register;
mod reply;
mod reports;
mod rewards;
mod stream;
mod trace;
mod wallet;
mod watch;
mod webhooks;

pub use adjustments::AloneLimits;
pub use auth::Nonces;
pub(crate) use limits::Rates;
pub use limits::{Limits, Network};
pub use listen::serve;
pub use pages::assets;
pub use watch::watch;

use crate::app::App;
use crate::meters::Answered;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use dough_wire::{Problem, headers};
use limits::{Peer, counted_address};
use reply::{Failure, ProblemCode};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use trace::Trace;
use tracing::Instrument as _;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How long a call may take, streams apart.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The routes and their description, from one list.
fn described() -> (Router<Arc<App>>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(docs::Description::openapi())
        .routes(routes!(wallet::open))
        .routes(routes!(wallet::session))
        .routes(routes!(wallet::changes))
        .routes(routes!(wallet::stream))
        .routes(routes!(wallet::head))
        .routes(routes!(orders::quote))
        .routes(routes!(orders::place))
        .routes(routes!(orders::pay))
        .routes(routes!(orders::edit))
        .routes(routes!(orders::cancel))
        .routes(routes!(rewards::top_up))
        .routes(routes!(rewards::issue))
        .routes(routes!(rewards::delete))
        .routes(routes!(rewards::open_surprise))
        .routes(routes!(rewards::accept_invitation))
        .routes(routes!(register::enrol))
        .routes(routes!(register::scan))
        .routes(routes!(register::refund))
        .routes(routes!(kitchen::board))
        .routes(routes!(kitchen::board_stream))
        .routes(routes!(kitchen::step))
        .routes(routes!(kitchen::control))
        .routes(routes!(office::sign_in))
        .routes(routes!(office::sign_out))
        .routes(routes!(office::me))
        .routes(routes!(office::add_account))
        .routes(routes!(office::register_code))
        .routes(routes!(adjustments::adjust, adjustments::list))
        .routes(routes!(adjustments::approve))
        .routes(routes!(adjustments::reject))
        .routes(routes!(reports::report))
        .routes(routes!(webhooks::list, webhooks::give))
        .routes(routes!(webhooks::step))
        .routes(routes!(webhooks::resend))
        .routes(routes!(catalogue::catalogue))
        .routes(routes!(catalogue::image))
        .routes(routes!(catalogue::shop_state))
        .routes(routes!(catalogue::health))
        .routes(routes!(watch::ready))
        .routes(routes!(devices::list, devices::enrol))
        .routes(routes!(devices::agree))
        .routes(routes!(devices::revoke))
        .routes(routes!(email::recover))
        .routes(routes!(email::send))
        .routes(routes!(email::confirm))
        .routes(routes!(profile::read, profile::change))
        .routes(routes!(profile::consents))
        .routes(routes!(profile::export))
        .routes(routes!(erase::erase))
        .split_for_parts()
}

/// The OpenAPI document of all routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().1
}

/// Everything that the server answers.
pub fn router(app: Arc<App>) -> Router {
    let (routes, description) = described();
    routes
        .merge(docs::pages(&description))
        .merge(office::links())
        .merge(invite::pages())
        .merge(pages::routes())
        .fallback(|| async { Failure::new("unknown_path", "There is nothing at this path.") })
        .method_not_allowed_fallback(|| async {
            Failure::new("method_not_allowed", "This path doesn't take that method.")
        })
        .layer(from_fn_with_state(Arc::clone(&app), every_call))
        .layer(CatchPanicLayer::custom(|_| {
            Failure::new("internal", "This call failed; it was logged.").into_response()
        }))
        .with_state(app)
}

/// What holds for every call: bounds, the client's version, the epoch and the call's name on every
/// reply; it is counted, and logged where the fault is the server's.
async fn every_call(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let path = request.extensions().get::<MatchedPath>();
    let route = path.map_or("none", MatchedPath::as_str).to_owned();
    let method = method_name(request.method());
    let trace = Trace::of(&app, request.headers());
    // The path as it is written here, since in the caller's own a secret may stand.
    let span = tracing::info_span!("call", %trace, method, route);
    let mut response = trace.scope(bounded(&app, request, next)).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let took = begun.elapsed();
    let code = response.extensions().get::<ProblemCode>().map(|code| code.0.as_str());
    span.in_scope(|| {
        let (code, took) = (code.unwrap_or_default(), took.as_millis());
        if status >= 500 {
            tracing::warn!(status, code, took, "a call failed");
        } else {
            tracing::debug!(status, code, took, "answered");
        }
    });
    app.meters.answered(&Answered { route, method, status }, took, code);
    let named =
        [(headers::EPOCH, app.store.epoch().to_string()), (headers::TRACE, trace.to_string())];
    for (name, value) in named {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// The methods that there are here; any other one's name is the caller's own invention.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

/// Answers within bounds of number and time.
async fn bounded(app: &App, request: Request, next: Next) -> Response {
    match admit(app, &request) {
        Err(failure) => failure.into_response(),
        Ok(_place) => match tokio::time::timeout(TIMEOUT, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Failure::new("timeout", "It took too long.").into_response(),
        },
    }
}

/// Takes a place among the calls under way, or refuses.
fn admit<'a>(app: &'a App, request: &Request) -> Result<tokio::sync::SemaphorePermit<'a>, Failure> {
    let version = request.headers().get(headers::CLIENT_VERSION);
    if let (Some(minimum), Some(found)) = (&app.settings.minimum_client, version)
        && found.to_str().is_ok_and(|found| is_older(found, minimum))
    {
        let problem = Problem::new("update_required", "This version of the app is too old.");
        return Err(Failure(problem.with("minimum", minimum.as_str())));
    }
    let peer = request.extensions().get::<Peer>().copied();
    if let Some(address) = counted_address(&app.settings.limits, peer, request.headers()) {
        limits::count_address(app, address)?;
    }
    app.calls.try_acquire().map_err(|_| Failure::overloaded())
}

/// Whether a version is below another, part by part.
fn is_older(found: &str, minimum: &str) -> bool {
    let parts = |text: &str| -> Vec<u32> {
        text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
    };
    parts(found) < parts(minimum)
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn versions_compare_by_number() {
        assert!(is_older("1.9.0", "1.10.0"));
        assert!(!is_older("2.0", "1.10.0"));
        assert!(!is_older("1.10.0", "1.10.0"));
    }
}
