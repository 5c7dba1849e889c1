//! Pages for people at the counter and in the kitchen: rendered here, usable without a script.
//!
//! | module | pages |
//! |---|---|
//! | [`session`] | sign in, sign out, the list of shops |
//! | [`register`] | the register page: a code, items, the result |
//! | [`board`] | the pickup board, live |
//! | [`form`] | a sale as it was typed, kept through every refusal |
//! | [`words`] | a plain sentence for each thing that goes wrong |
//! | [`mod@assets`] | style and scripts |
//!
//! A form carries the session's token against forged forms, and the id of its attempt. What is sent
//! twice, by a double click or by going back, is answered with the first answer.

mod assets;
mod board;
mod form;
mod register;
mod session;
mod words;

pub use assets::assets;

use super::reply::Failure;
use crate::app::App;
use crate::staff::Staff;
use askama::Template;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use dough_wire::Problem;
use std::sync::Arc;

/// What a page may load: its own style, scripts and pictures, and nothing of anybody else's.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'self'";

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(session::home))
        .route("/sign-in", get(session::sign_in_page).post(session::sign_in))
        .route("/sign-out", post(session::sign_out))
        .route("/shops/{shop}/register", get(register::page).post(register::sell))
        .route("/shops/{shop}/board", get(board::page))
        .route("/shops/{shop}/board/orders", get(board::orders))
        .route("/shops/{shop}/board/{order}/{step}", post(board::step))
        .layer(from_fn(guarded))
        .merge(assets())
}

/// Headers of every page.
pub(super) async fn guarded(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// What every page of somebody signed in shows.
struct Shell {
    business: String,
    name: String,
    csrf: String,
}

impl Shell {
    fn of(app: &App, staff: &Staff) -> Self {
        let catalogue = app.catalogues.at(app.now());
        Self {
            business: catalogue.map_or_else(String::new, |it| it.business.name.clone()),
            name: staff.account.name.clone(),
            csrf: staff.session.csrf.clone(),
        }
    }
}

/// A page, rendered.
pub(super) fn render(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => Failure::new("internal", error.to_string()).into_response(),
    }
}

/// A refusal as a page with one sentence.
fn refused(failure: &Failure) -> Response {
    render(status(&failure.0), &Sentence { sentence: words::problem(&failure.0) })
}

/// The status of a page that shows a problem.
fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[derive(Template)]
#[template(path = "sentence.html")]
struct Sentence {
    sentence: String,
}
