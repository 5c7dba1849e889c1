//! Style and scripts, within the program.
//!
//! htmx sends forms without leaving the page, so that a lost line loses nothing that was typed.
//! Its licence stands beside it.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

const STYLE: &str = include_str!("../../../assets/dough.css");
const HTMX: &str = include_str!("../../../assets/htmx.min.js");
const SCRIPT: &str = include_str!("../../../assets/pages.js");

/// Style and scripts at `/assets`, also for pages that a demonstration adds.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/dough.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/assets/htmx.js", get(async || file("text/javascript; charset=utf-8", HTMX)))
        .route("/assets/pages.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=300")], text)
}
