//! The pickup board, an order's steps, and a shop's levers.

use super::auth;
use super::call::{Call, id, meaning, shop};
use super::reply::Failure;
use crate::app::App;
use crate::engine::{Answer, Job};
use crate::staff::Staff;
use crate::store::{AuditLine, RequestKey};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use dough_rules::command::{KitchenStep, ShopControl};
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::{Command, Refusal};
use dough_wire::Problem;
use dough_wire::replies::{Board, CommandReply};
use dough_wire::requests::Role;
use std::sync::Arc;
use uuid::Uuid;

/// How many orders a board shows at most.
pub(super) const BOARD: u32 = 200;

/// The live orders of a shop, by pickup time.
#[utoipa::path(get, path = "/v1/shops/{shop}/board", tag = "kitchen",
    params(("shop" = String, Path)),
    responses((status = 200, body = Board), (status = "4XX", body = Problem)))]
pub(super) async fn board(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Result<Json<Board>, Failure> {
    let shop = shop(&name)?;
    auth::staff_of(&app, &call, &shop, Role::Staff).await?;
    let orders = app.store.board(shop.clone(), BOARD).await?;
    Ok(Json(Board { shop, now: app.now(), orders }))
}

/// "The board has changed", as it happens.
#[utoipa::path(get, path = "/v1/shops/{shop}/board/stream", tag = "kitchen",
    params(("shop" = String, Path)),
    responses((status = 200, description = "Server-sent events: a count of changes",
        content_type = "text/event-stream"), (status = "4XX", body = Problem)))]
pub(super) async fn board_stream(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Result<Response, Failure> {
    let shop = shop(&name)?;
    auth::staff_of(&app, &call, &shop, Role::Staff).await?;
    let changes = app.nudges.board(shop);
    super::stream::stream(&app, changes, None, |count| format!("{{\"changes\":{count}}}"))
}

/// Moves an order on: `ready`, `picked-up`, `not-collected`, `cancel`.
#[utoipa::path(post, path = "/v1/shops/{shop}/orders/{order}/{step}", tag = "kitchen",
    params(("shop" = String, Path), ("order" = String, Path), ("step" = String, Path)),
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn step(
    State(app): State<Arc<App>>,
    Path((name, order, step)): Path<(String, String, String)>,
    call: Call,
) -> Result<Answer, Failure> {
    let shop = shop(&name)?;
    let staff = auth::staff_of(&app, &call, &shop, Role::Staff).await?;
    move_on(&app, &staff, &shop, (&order, &step), call.request_id()?).await
}

/// Moves an order of a shop on, under a request's id.
pub(super) async fn move_on(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    (order, step): (&str, &str),
    request: Uuid,
) -> Result<Answer, Failure> {
    let order: OrderId = id(order, Refusal::UnknownOrder)?;
    let (step, action) = match step {
        "ready" => (KitchenStep::Ready, "order_ready"),
        "picked-up" => (KitchenStep::PickedUp, "order_picked_up"),
        "not-collected" => (KitchenStep::NotCollected, "order_not_collected"),
        "cancel" => (KitchenStep::Cancel, "order_canceled"),
        _ => return Err(Failure::new("unknown_path", "There is no such step.")),
    };
    let place = app.store.order_place(order).await?;
    if place.as_ref().is_some_and(|place| place.shop != *shop) {
        return Err(Refusal::OtherShop.into());
    }
    let asked = meaning("kitchen", &(order, step))?;
    let command = Command::Kitchen { order, step };
    let mut job =
        staff_job(app, staff, shop, request, (action, order.to_string()), (asked, command));
    // An order that is over has no place; a stored reply, or a refusal, answers.
    job.wallet = place.map(|place| place.wallet);
    Ok(app.engine.submit(job).await)
}

/// Pauses, throttles, marks an item as sold out.
#[utoipa::path(post, path = "/v1/shops/{shop}/control", tag = "kitchen",
    params(("shop" = String, Path)), request_body = ShopControl,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn control(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let shop = shop(&name)?;
    let staff = auth::staff_of(&app, &call, &shop, Role::Staff).await?;
    let control: ShopControl = call.json()?;
    let detail = serde_json::to_string(&control).unwrap_or_default();
    let asked = meaning("control", &control)?;
    let command = Command::ControlShop { shop: shop.clone(), control };
    let request = call.request_id()?;
    let log = ("shop_controlled", detail);
    let job = staff_job(&app, &staff, &shop, request, log, (asked, command));
    Ok(app.engine.submit(job).await)
}

/// A command of staff, with its line for the audit log.
fn staff_job(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    request: Uuid,
    (action, detail): (&'static str, String),
    (asked, command): ([u8; 32], Command),
) -> Job {
    let name = staff.account.name.clone();
    let key = RequestKey { caller: auth::account_caller(&name), request };
    let mut job = Job::internal(None, command, app.moment());
    job.shop = Some(shop.clone());
    job.intent = Some((key, asked));
    job.audit =
        Some(AuditLine { at: job.moment.now, who: name, action, shop: Some(shop.clone()), detail });
    job
}
