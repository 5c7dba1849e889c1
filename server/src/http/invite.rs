//! Where an invitation's link leads in a browser: the code, to be typed into the app.

use super::reply::Failure;
use crate::app::App;
use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use dough_rules::Refusal;
use dough_rules::ids::InviteCode;
use std::sync::Arc;

pub(super) fn pages() -> Router<Arc<App>> {
    Router::new().route("/i/{code}", get(invitation))
}

/// Shows a code that has the form of one; whether somebody has it, only the app is told.
async fn invitation(Path(code): Path<String>) -> Result<Html<String>, Failure> {
    let code: InviteCode = code.parse().map_err(|_| Refusal::UnknownInvitation)?;
    Ok(Html(format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>An invitation</title><style>body{{font:18px/1.5 system-ui;margin:4rem auto;\
         max-width:26rem;padding:0 1rem;text-align:center}}strong{{font-size:2rem;\
         letter-spacing:.15em}}</style><h1>You are invited</h1><p>Open the app, and give this \
         code before your first order:</p><p><strong>{code}</strong></p>"
    )))
}
