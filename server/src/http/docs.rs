//! The OpenAPI document, and a page of it for people.

use crate::app::App;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use dough_wire::webhooks::WebhookEvent;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

/// What stands above the routes.
#[derive(OpenApi)]
#[openapi(
    components(schemas(WebhookEvent)),
    info(
        title = "Dough",
        description = "What phones, registers and staff call. Every changing call carries an \
                   Idempotency-Key; devices sign by RFC 9421, staff have a session. Errors are \
                   problem+json (RFC 9457) with a stable code. See docs/protocol.md."
    )
)]
pub(super) struct Description;

/// `/openapi.json`, and `/docs` beside it.
pub(super) fn pages(document: &Document) -> Router<Arc<App>> {
    let page = page(document);
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document["webhooks"] = webhooks(&document);
    Router::new()
        .route(dough_wire::paths::OPENAPI, get(move || async move { Json(document) }))
        .route("/docs", get(move || async move { Html(page) }))
}

/// What the server calls: each type of event, with the same body and the same headers.
fn webhooks(document: &Value) -> Value {
    let kinds = document["components"]["schemas"]["WebhookKind"]["enum"].as_array();
    let header = |name: &str| {
        json!({ "name": name, "in": "header", "required": true,
        "schema": { "type": "string" } })
    };
    let body = json!({ "$ref": "#/components/schemas/WebhookEvent" });
    let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(header);
    let operation = json!({
        "tags": ["webhooks"],
        "parameters": headers,
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": {
            "2XX": { "description": "It was taken." },
            "410": { "description": "Nobody wants it any more." },
        },
    });
    let named = kinds.into_iter().flatten().filter_map(Value::as_str);
    named.map(|kind| (kind.to_owned(), json!({ "post": operation }))).collect()
}

/// A list of the routes, grouped by path.
fn page(document: &Document) -> String {
    let mut rows = String::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in [("GET", &item.get), ("POST", &item.post)] {
            let Some(operation) = operation else { continue };
            let summary = operation.summary.as_deref().unwrap_or("");
            // Writing to a string can't fail.
            let _ = writeln!(
                rows,
                "<tr><td>{method}</td><td><code>{path}</code></td><td>{summary}</td></tr>"
            );
        }
    }
    format!(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>Dough: the API</title><style>body{{font:16px/1.5 system-ui;margin:2rem auto;\
         max-width:60rem;padding:0 1rem}}td{{padding:.3rem .8rem;border-top:1px solid #ddd;\
         vertical-align:top}}code{{white-space:nowrap}}</style><h1>Dough: the API</h1>\
         <p>The whole contract, with every type: <a href=/openapi.json>/openapi.json</a>.</p>\
         <table>{rows}</table>"
    )
}
