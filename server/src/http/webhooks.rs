//! Addresses that are told what happens: an owner gives, lists, disables, and has told again.

use super::auth;
use super::call::Call;
use super::reply::Failure;
use crate::app::App;
use crate::staff::Staff;
use crate::store::{AuditLine, NewWebhook, Webhook, WebhookChange};
use crate::webhooks::sign::secret_text;
use axum::Json;
use axum::extract::{Path, State};
use dough_wire::Problem;
use dough_wire::requests::{GiveWebhook, ResendWebhook, Role};
use dough_wire::webhooks::{WebhookGiven, WebhookState, WebhooksReply};
use std::sync::Arc;
use uuid::Uuid;

/// How many addresses there may be: each costs a row for every event.
const MOST: usize = 20;

async fn owner(app: &App, call: &Call) -> Result<Staff, Failure> {
    let staff = auth::staff(app, call).await?;
    if staff.account.role == Role::Owner {
        Ok(staff)
    } else {
        Err(Failure::new("forbidden", "Only an owner says who is told what happens."))
    }
}

fn audit(app: &App, staff: Staff, action: &'static str, webhook: Uuid) -> AuditLine {
    let detail = webhook.to_string();
    AuditLine { at: app.now(), who: staff.account.name, action, shop: None, detail }
}

/// Gives an address that is told what happens from now on. Its secret is shown this once. Owners.
#[utoipa::path(post, path = "/v1/webhooks", tag = "staff", request_body = GiveWebhook,
    responses((status = 200, body = WebhookGiven), (status = "4XX", body = Problem)))]
pub(super) async fn give(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<WebhookGiven>, Failure> {
    let staff = owner(&app, &call).await?;
    let asked: GiveWebhook = call.json()?;
    let invalid = |why| Failure::new("webhook_invalid", why);
    let url = app.sender.address(&asked.url).map_err(invalid)?;
    if app.store.webhooks().await?.len() >= MOST {
        return Err(invalid("There are 20 addresses already."));
    }
    let id = app.moment().uuid("webhook");
    let new = NewWebhook { id, url, secret: app.random.bytes() };
    let given = WebhookGiven { id, url: new.url.clone(), secret: secret_text(&new.secret) };
    app.store.add_webhook(new, audit(&app, staff, "webhook_given", id)).await?;
    Ok(Json(given))
}

/// The addresses that are told what happens, and how each fares. Owners.
#[utoipa::path(get, path = "/v1/webhooks", tag = "staff",
    responses((status = 200, body = WebhooksReply), (status = "4XX", body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<WebhooksReply>, Failure> {
    owner(&app, &call).await?;
    let webhooks = app.store.webhooks().await?.into_iter().map(shown).collect();
    Ok(Json(WebhooksReply { webhooks }))
}

fn shown(kept: Webhook) -> WebhookState {
    let Webhook { id, url, made_at, disabled_at, failing_since, last_answer, waiting } = kept;
    WebhookState { id, url, made_at, disabled_at, failing_since, last_answer, waiting }
}

/// `enable`, `disable` or `remove`. Owners.
#[utoipa::path(post, path = "/v1/webhooks/{webhook}/{step}", tag = "staff",
    params(("webhook" = String, Path), ("step" = String, Path)),
    responses((status = 200, body = WebhooksReply), (status = "4XX", body = Problem)))]
pub(super) async fn step(
    State(app): State<Arc<App>>,
    Path((webhook, step)): Path<(String, String)>,
    call: Call,
) -> Result<Json<WebhooksReply>, Failure> {
    let staff = owner(&app, &call).await?;
    let (what, action) = match step.as_str() {
        "enable" => (WebhookChange::Enable, "webhook_enabled"),
        "disable" => (WebhookChange::Disable, "webhook_disabled"),
        "remove" => (WebhookChange::Remove, "webhook_removed"),
        _ => return Err(Failure::new("unknown_path", "There is no such step.")),
    };
    change(&app, staff, &webhook, what, action).await
}

/// Tells an address again what happened since a time, of the last 30 days. Owners.
#[utoipa::path(post, path = "/v1/webhooks/{webhook}/resend", tag = "staff",
    params(("webhook" = String, Path)), request_body = ResendWebhook,
    responses((status = 200, body = WebhooksReply), (status = "4XX", body = Problem)))]
pub(super) async fn resend(
    State(app): State<Arc<App>>,
    Path(webhook): Path<String>,
    call: Call,
) -> Result<Json<WebhooksReply>, Failure> {
    let staff = owner(&app, &call).await?;
    let ResendWebhook { from } = call.json()?;
    change(&app, staff, &webhook, WebhookChange::Resend(from), "webhook_resent").await
}

/// Changes one, and shows how it is then. What is so already stays so.
async fn change(
    app: &App,
    staff: Staff,
    webhook: &str,
    what: WebhookChange,
    action: &'static str,
) -> Result<Json<WebhooksReply>, Failure> {
    let unknown = || Failure::new("unknown_webhook", "There is no such address.");
    let id: Uuid = webhook.parse().map_err(|_| unknown())?;
    if !app.store.webhooks().await?.iter().any(|kept| kept.id == id) {
        return Err(unknown());
    }
    let audit = audit(app, staff, action, id);
    app.store.change_webhook(id, what, app.now(), audit).await?;
    let kept = app.store.webhooks().await?;
    let webhooks = kept.into_iter().filter(|kept| kept.id == id).map(shown).collect();
    Ok(Json(WebhooksReply { webhooks }))
}
