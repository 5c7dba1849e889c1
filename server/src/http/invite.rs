//! Where an invitation's link leads: into the app, by what its system reads here about it, or to a
//! page with the code, in the browser's language.

use super::pages::{guarded, render};
use super::reply::Failure;
use crate::app::App;
use crate::apps::{AndroidApp, Fingerprint, IosApp};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use dough_rules::Refusal;
use dough_rules::ids::InviteCode;
use dough_wire::requests::Language;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/i/{code}", get(invitation).layer(from_fn(guarded)))
        .route("/.well-known/apple-app-site-association", get(for_apple))
        .route("/.well-known/assetlinks.json", get(for_android))
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct Invitation<'a> {
    language: &'static str,
    words: Words,
    business: &'a str,
    code: &'a InviteCode,
    stores: Vec<(&'static str, &'a str)>,
}

/// What the page says.
struct Words {
    title: &'static str,
    how: &'static str,
    get: &'static str,
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::En => Self {
                title: "You are invited",
                how: "Open the app, and give this code before your first order:",
                get: "No app yet?",
            },
            Language::Nl => Self {
                title: "Je bent uitgenodigd",
                how: "Open de app en geef deze code op vóór je eerste bestelling:",
                get: "Nog geen app?",
            },
            Language::Fr => Self {
                title: "Vous êtes invité",
                how: "Ouvrez l'application et donnez ce code avant votre première commande :",
                get: "Pas encore d'application ?",
            },
        }
    }
}

/// Shows a code that has the form of one; whether somebody has it, only the app is told.
async fn invitation(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let code: InviteCode = code.parse().map_err(|_| Refusal::UnknownInvitation)?;
    let catalogue = app.catalogues.at(app.now());
    let business = catalogue.as_ref().map_or("", |it| it.business.name.as_str());
    let language = language(&headers);
    let page = Invitation {
        language: language.tag(),
        words: Words::of(language),
        business,
        code: &code,
        stores: app.settings.apps.stores(),
    };
    Ok(render(StatusCode::OK, &page))
}

/// The first of the browser's languages that there are words in.
fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
    let known = |range: &str| Language::of_tag(range.trim().get(..2)?);
    wanted.unwrap_or_default().split(',').find_map(known).unwrap_or(Language::En)
}

/// Which app opens the links, as an iPhone asks when the app is installed.
async fn for_apple(State(app): State<Arc<App>>) -> Result<Json<Value>, Failure> {
    let IosApp { id, .. } = app.settings.apps.ios.as_ref().ok_or_else(no_app)?;
    let links = json!({ "appIDs": [id.as_str()], "components": [{ "/": "/i/*" }] });
    Ok(Json(json!({ "applinks": { "details": [links] } })))
}

/// The same, as Android asks.
async fn for_android(State(app): State<Arc<App>>) -> Result<Json<Value>, Failure> {
    let AndroidApp { package, certificates, .. } =
        app.settings.apps.android.as_ref().ok_or_else(no_app)?;
    let certificates: Vec<_> = certificates.iter().map(Fingerprint::as_str).collect();
    Ok(Json(json!([{
        "relation": ["delegate_permission/common.handle_all_urls"],
        "target": {
            "namespace": "android_app",
            "package_name": package.as_str(),
            "sha256_cert_fingerprints": certificates,
        },
    }])))
}

fn no_app() -> Failure {
    Failure::new("unknown_path", "This shop has named no such app.")
}
