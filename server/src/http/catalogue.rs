//! The catalogue, its pictures, a shop's state of the minute, and health.

use super::call::{Call, shop};
use super::reply::Failure;
use crate::app::App;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dough_rules::ids::Bytes32;
use dough_rules::shop::ShopFacts;
use dough_rules::{Catalogue, Refusal};
use dough_wire::Problem;
use dough_wire::replies::Health;
use std::sync::Arc;

/// Shops, menu, VAT and programme in force, with an `ETag`.
#[utoipa::path(get, path = "/v1/catalogue", tag = "catalogue",
    responses((status = 200, body = Catalogue), (status = 304), (status = "4XX", body = Problem)))]
pub(super) async fn catalogue(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Response, Failure> {
    let catalogue = app
        .catalogues
        .at(app.now())
        .ok_or_else(|| Failure::new("storage_failed", "There is no catalogue in force yet."))?;
    let etag = format!("\"{}-{}\"", app.store.epoch().simple(), catalogue.version);
    let mut response = if call.header(header::IF_NONE_MATCH.as_str()) == etag {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(catalogue.as_ref()).into_response()
    };
    if let Ok(value) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    Ok(response)
}

/// A picture of the menu. Its address names its bytes, so that it may be kept for good.
#[utoipa::path(get, path = "/v1/images/{hash}", tag = "catalogue", params(("hash" = String, Path)),
    responses((status = 200, description = "The picture: JPEG, PNG or WebP", body = Vec<u8>,
        content_type = "image/*"), (status = 304), (status = "4XX", body = Problem)))]
pub(super) async fn image(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Result<Response, Failure> {
    let unknown = || Failure::new("unknown_image", "There is no picture of this hash.");
    let mut hash = Bytes32([0; 32]);
    hex::decode_to_slice(&name, &mut hash.0).map_err(|_| unknown())?;
    let image = app.store.image(hash).await?.ok_or_else(unknown)?;
    let etag = format!("\"{hash}\"");
    let headers = [
        (header::CONTENT_TYPE, image.kind.media_type()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ETAG, &etag),
    ];
    Ok(if call.header(header::IF_NONE_MATCH.as_str()) == etag {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, image.body).into_response()
    })
}

/// A shop's state of the minute: room taken, pause, sold out. It names no customer.
#[utoipa::path(get, path = "/v1/shops/{shop}/state", tag = "catalogue",
    params(("shop" = String, Path)),
    responses((status = 200, body = ShopFacts), (status = "4XX", body = Problem)))]
pub(super) async fn shop_state(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Json<ShopFacts>, Failure> {
    let shop = shop(&name)?;
    let known = app.catalogues.at(app.now()).is_some_and(|all| all.shop(&shop).is_some());
    if !known {
        return Err(Refusal::UnknownShop { shop }.into());
    }
    Ok(Json(app.store.shop(shop).await?))
}

/// Whether the server works.
#[utoipa::path(get, path = "/health", tag = "server", responses((status = 200, body = Health)))]
pub(super) async fn health(State(app): State<Arc<App>>) -> Json<Health> {
    let now = app.now();
    Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        epoch: app.store.epoch(),
        now,
        catalogue: app.catalogues.at(now).map_or(0, |catalogue| catalogue.version),
    })
}
