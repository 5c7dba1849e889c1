//! Reports for owners.

use super::auth;
use super::call::Call;
use super::reply::Failure;
use crate::app::App;
use crate::reports::{self, Report};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dough_wire::Problem;
use dough_wire::requests::Role;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::Arc;

/// What a report is asked for with.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The first day, in the business's zone; not for `liability`.
    #[param(value_type = Option<String>)]
    from: Option<Date>,
    /// The last day.
    #[param(value_type = Option<String>)]
    until: Option<Date>,
    /// `json`, or `csv`.
    #[serde(default)]
    format: Format,
}

#[derive(Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Json,
    Csv,
}

/// Clearing, liability or sales. Owners only.
#[utoipa::path(get, path = "/v1/reports/{report}", tag = "staff",
    params(("report" = String, Path, description = "`clearing`, `liability` or `sales`"), Asked),
    responses((status = 200, body = Report), (status = "4XX", body = Problem)))]
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
    call: Call,
) -> Result<Response, Failure> {
    let staff = auth::staff(&app, &call).await?;
    if staff.account.role != Role::Owner {
        return Err(Failure::new("forbidden", "Only an owner reads reports."));
    }
    let malformed = |why: String| Failure::new("malformed_request", why);
    let Query(asked) = asked.map_err(|error| malformed(error.body_text()))?;
    let none = || Failure::new("storage_failed", "There is no catalogue in force yet.");
    let catalogue = app.catalogues.at(app.now()).ok_or_else(none)?;
    let days = asked.from.zip(asked.until);
    let report = reports::make(&*app.store, &catalogue, &name, days, app.now()).await?;
    let report = report.map_err(|wrong| malformed(wrong.to_string()))?;
    Ok(match asked.format {
        Format::Json => Json(report).into_response(),
        Format::Csv => {
            let csv = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
            (csv, report.csv()).into_response()
        }
    })
}
