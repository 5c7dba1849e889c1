//! Orders of a phone: quote, place, pay, edit, cancel.

use super::auth::{self, Caller};
use super::call::{Call, id, meaning};
use super::reply::Failure;
use crate::app::App;
use crate::engine::{Answer, Job};
use axum::Json;
use axum::extract::{Path, State};
use dough_rules::catalogue::Mode;
use dough_rules::command::{EditOrder as Edit, PlaceOrder as Place};
use dough_rules::ids::{OrderId, WalletId};
use dough_rules::pricing::{Basket, price};
use dough_rules::programme::Channel;
use dough_rules::quote::{Plan, preview};
use dough_rules::slots::offer;
use dough_rules::units::Millis;
use dough_rules::{Command, Refusal, WalletFacts};
use dough_wire::Problem;
use dough_wire::replies::{CommandReply, QuoteReply};
use dough_wire::requests::{CancelOrder, EditOrder, Intent, PayOrder, PlaceOrder, QuoteRequest};
use serde::Serialize;
use std::sync::Arc;

/// A phone's intent as a job.
pub(super) fn wallet_job<T: Serialize>(
    app: &App,
    caller: Caller,
    (what, asked): (&str, &T),
    not_after: Millis,
    command: Command,
) -> Result<Job, Failure> {
    let mut job = Job::internal(Some(caller.wallet), command, app.moment());
    job.intent = Some((caller.key(), meaning(what, asked)?));
    job.device = Some(caller.device);
    job.not_after = Some(not_after);
    job.tells_head = true;
    Ok(job)
}

/// What a basket costs and earns, and when it can be had. Changes nothing.
#[utoipa::path(post, path = "/v1/quote", tag = "orders", request_body = QuoteRequest,
    responses((status = 200, body = QuoteReply), (status = "4XX", body = Problem)))]
pub(super) async fn quote(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<QuoteReply>, Failure> {
    let wallet = auth::reader(&app, &call).await?.wallet;
    let asked: QuoteRequest = call.json()?;
    let now = app.now();
    let catalogue = app
        .catalogues
        .at(now)
        .ok_or_else(|| Failure::new("storage_failed", "There is no catalogue in force yet."))?;
    let shop = catalogue
        .shop(&asked.shop)
        .ok_or_else(|| Refusal::UnknownShop { shop: asked.shop.clone() })?;
    let basket = Basket::parse(asked.lines)?;
    let priced = price(&catalogue, shop, &basket, Mode::Takeaway, now)?;
    let facts = app.store.wallet(wallet).await?.unwrap_or_else(|| WalletFacts::new(wallet));
    let state = app.store.shop(asked.shop.clone()).await?;
    let slots = offer(shop, &state, priced.make_seconds(), asked.day, now);
    let first = slots.first().map_or(now, |slot| slot.pickup_at);
    let at = asked.pickup_at.unwrap_or(first);
    let plan = Plan { channel: Channel::Order, at, redeem: asked.redeem, order: None };
    Ok(Json(QuoteReply {
        epoch: app.store.epoch(),
        at: now,
        catalogue: catalogue.version,
        preview: preview(&catalogue, &facts, (shop, &priced), plan, now)?,
        slots,
        priced,
    }))
}

/// Places an order under the intent's id.
#[utoipa::path(post, path = "/v1/orders", tag = "orders", request_body = Intent<PlaceOrder>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn place(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<PlaceOrder> = call.intent(app.now())?;
    let asked = &intent.body;
    let command = Command::PlaceOrder(Place {
        order: OrderId::new(who.request),
        shop: asked.shop.clone(),
        basket: Basket::parse(asked.lines.clone())?,
        pickup_at: asked.pickup_at,
        total: asked.total,
        pay: asked.pay,
        redeem: asked.redeem,
    });
    let mut job = wallet_job(&app, who, ("place order", asked), intent.not_after, command)?;
    job.shop = Some(asked.shop.clone());
    Ok(app.engine.submit(job).await)
}

/// Pays a held order from the balance.
#[utoipa::path(post, path = "/v1/orders/{order}/pay", tag = "orders",
    params(("order" = String, Path)), request_body = Intent<PayOrder>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn pay(
    State(app): State<Arc<App>>,
    Path(order): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let order: OrderId = id(&order, Refusal::UnknownOrder)?;
    let intent: Intent<PayOrder> = call.intent(app.now())?;
    let command = Command::PayOrder { order };
    let job = wallet_job(&app, who, ("pay order", &order), intent.not_after, command)?;
    submit_for(&app, order, who.wallet, job).await
}

/// Changes an order's lines and pickup time, until the kitchen starts.
#[utoipa::path(post, path = "/v1/orders/{order}/edit", tag = "orders",
    params(("order" = String, Path)), request_body = Intent<EditOrder>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn edit(
    State(app): State<Arc<App>>,
    Path(order): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let order: OrderId = id(&order, Refusal::UnknownOrder)?;
    let intent: Intent<EditOrder> = call.intent(app.now())?;
    let asked = &intent.body;
    let command = Command::EditOrder(Edit {
        order,
        version: asked.version,
        basket: Basket::parse(asked.lines.clone())?,
        pickup_at: asked.pickup_at,
        total: asked.total,
    });
    let meant = (order, asked);
    let job = wallet_job(&app, who, ("edit order", &meant), intent.not_after, command)?;
    submit_for(&app, order, who.wallet, job).await
}

/// Calls an order off, until the kitchen starts.
#[utoipa::path(post, path = "/v1/orders/{order}/cancel", tag = "orders",
    params(("order" = String, Path)), request_body = Intent<CancelOrder>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Path(order): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let order: OrderId = id(&order, Refusal::UnknownOrder)?;
    let intent: Intent<CancelOrder> = call.intent(app.now())?;
    let command = Command::CancelOrder { order, version: intent.body.version };
    let asked = (order, &intent.body);
    let job = wallet_job(&app, who, ("cancel order", &asked), intent.not_after, command)?;
    submit_for(&app, order, who.wallet, job).await
}

/// Submits what befalls an order, at the shop that it is for.
async fn submit_for(
    app: &App,
    order: OrderId,
    wallet: WalletId,
    mut job: Job,
) -> Result<Answer, Failure> {
    job.shop = own_shop(app, order, wallet).await?;
    Ok(app.engine.submit(job).await)
}

/// The shop of a wallet's live order; nothing where it is over, which the rules then refuse, or a
/// stored reply answers.
async fn own_shop(
    app: &App,
    order: OrderId,
    wallet: WalletId,
) -> Result<Option<dough_rules::ids::ShopId>, Failure> {
    let place = app.store.order_place(order).await?;
    Ok(place.filter(|place| place.wallet == wallet).map(|place| place.shop))
}
