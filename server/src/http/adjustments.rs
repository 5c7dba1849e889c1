//! What managers put right by hand. What is large waits for a second one.

use super::auth;
use super::call::{Call, meaning, shop};
use super::reply::Failure;
use crate::app::App;
use crate::engine::{Answer, Job};
use crate::staff::Staff;
use crate::store::adjustments::{AskedAdjustment, Proposal};
use crate::store::{AuditLine, RequestKey};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dough_rules::adjustment::Correction;
use dough_rules::ids::{AdjustmentId, ReceiptId, ShopId, WalletId};
use dough_rules::units::{Cents, Dough, Span};
use dough_rules::{Command, Refusal};
use dough_wire::Problem;
use dough_wire::replies::{CommandReply, WaitingAdjustment};
use dough_wire::requests::{Customer, NewAdjustment, Role};
use std::sync::Arc;

/// How long a proposal waits for a second manager.
const WAITS: Span = Span::days(7);

/// What one manager may move alone.
#[derive(Clone, Copy, Debug)]
pub struct AloneLimits {
    /// Dough.
    pub dough: Dough,
    /// Euros.
    pub amount: Cents,
}

impl Default for AloneLimits {
    fn default() -> Self {
        Self { dough: Dough::new(20), amount: Cents::new(2_000) }
    }
}

impl AloneLimits {
    fn allow(self, correction: Correction) -> bool {
        match correction {
            Correction::GiveDough { dough } | Correction::TakeDough { dough } => {
                dough <= self.dough
            }
            Correction::GiveMoney { amount } | Correction::TakeMoney { amount } => {
                amount <= self.amount
            }
        }
    }
}

/// Puts something right. Answers 202 where it waits for a second manager.
#[utoipa::path(post, path = "/v1/shops/{shop}/adjustments", tag = "staff",
    params(("shop" = String, Path)), request_body = NewAdjustment,
    responses((status = 200, body = CommandReply), (status = 202, body = WaitingAdjustment),
        (status = "4XX", body = Problem)))]
pub(super) async fn adjust(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Result<Response, Failure> {
    let shop = shop(&name)?;
    let staff = auth::staff_of(&app, &call, &shop, Role::Manager).await?;
    let asked: NewAdjustment = call.json()?;
    let id = AdjustmentId::new(call.request_id()?);
    let wallet = customer(&app, &shop, asked.customer).await?;
    let what = AskedAdjustment { correction: asked.correction, reason: asked.reason };
    if app.settings.alone.allow(asked.correction) {
        let job = booking(&app, &staff, &shop, wallet, (id, what))?;
        return Ok(app.engine.submit(job).await.into_response());
    }
    if app.store.wallet(wallet).await?.is_none() {
        return Err(Refusal::UnknownWallet.into());
    }
    let proposal = Proposal {
        id,
        wallet,
        shop,
        asked: what,
        proposer: staff.account.name.clone(),
        expires_at: app.now() + WAITS,
    };
    let audit = line(&app, &staff, "adjustment_proposed", &proposal);
    if !app.store.propose(proposal.clone(), audit).await? {
        let kept = waiting(&app, &proposal.shop, id).await?;
        if (kept.wallet, kept.asked) != (wallet, what) {
            let again = "This id was used for another adjustment.";
            return Err(Failure::new("idempotency_key_reused", again));
        }
        return Ok((StatusCode::ACCEPTED, Json(shown(kept))).into_response());
    }
    Ok((StatusCode::ACCEPTED, Json(shown(proposal))).into_response())
}

/// What waits for a second manager.
#[utoipa::path(get, path = "/v1/shops/{shop}/adjustments", tag = "staff",
    params(("shop" = String, Path)),
    responses((status = 200, body = Vec<WaitingAdjustment>), (status = "4XX", body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Result<Json<Vec<WaitingAdjustment>>, Failure> {
    let shop = shop(&name)?;
    auth::staff_of(&app, &call, &shop, Role::Manager).await?;
    let proposals = app.store.proposals(shop, app.now()).await?;
    Ok(Json(proposals.into_iter().map(shown).collect()))
}

/// Agrees to what another manager proposed, and books it.
#[utoipa::path(post, path = "/v1/shops/{shop}/adjustments/{adjustment}/approve", tag = "staff",
    params(("shop" = String, Path), ("adjustment" = String, Path)),
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn approve(
    State(app): State<Arc<App>>,
    Path((name, adjustment)): Path<(String, String)>,
    call: Call,
) -> Result<Answer, Failure> {
    let shop = shop(&name)?;
    let staff = auth::staff_of(&app, &call, &shop, Role::Manager).await?;
    let proposal = proposed(&app, &shop, &adjustment).await?;
    if proposal.proposer == staff.account.name {
        return Err(Failure::new("second_person", "Another manager has to agree to this."));
    }
    let job = booking(&app, &staff, &shop, proposal.wallet, (proposal.id, proposal.asked))?;
    let answer = app.engine.submit(job).await;
    // A no is kept too, and would stay the same: what comes next is another proposal.
    if answer.status < 500 {
        let action = if answer.is_success() { "adjustment_approved" } else { "adjustment_refused" };
        let audit = line(&app, &staff, action, &proposal);
        app.store.end_proposal(proposal.id, audit).await?;
    }
    Ok(answer)
}

/// Turns down what was proposed; whoever proposed it may take it back so.
#[utoipa::path(post, path = "/v1/shops/{shop}/adjustments/{adjustment}/reject", tag = "staff",
    params(("shop" = String, Path), ("adjustment" = String, Path)),
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn reject(
    State(app): State<Arc<App>>,
    Path((name, adjustment)): Path<(String, String)>,
    call: Call,
) -> Result<StatusCode, Failure> {
    let shop = shop(&name)?;
    let staff = auth::staff_of(&app, &call, &shop, Role::Manager).await?;
    let proposal = proposed(&app, &shop, &adjustment).await?;
    let audit = line(&app, &staff, "adjustment_rejected", &proposal);
    app.store.end_proposal(proposal.id, audit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The wallet that is meant. A receipt must be the shop's own.
async fn customer(app: &App, shop: &ShopId, customer: Customer) -> Result<WalletId, Failure> {
    let receipt: ReceiptId = match customer {
        Customer::Wallet(wallet) => return Ok(wallet),
        Customer::Receipt(receipt) => receipt,
    };
    let place = app.store.receipt_place(receipt).await?.ok_or(Refusal::UnknownReceipt)?;
    if place.shop != *shop {
        return Err(Refusal::OtherShop.into());
    }
    Ok(place.wallet)
}

async fn proposed(app: &App, shop: &ShopId, adjustment: &str) -> Result<Proposal, Failure> {
    let id = adjustment.parse().map_err(|_| none_waits())?;
    waiting(app, shop, id).await
}

async fn waiting(app: &App, shop: &ShopId, id: AdjustmentId) -> Result<Proposal, Failure> {
    let proposals = app.store.proposals(shop.clone(), app.now()).await?;
    proposals.into_iter().find(|proposal| proposal.id == id).ok_or_else(none_waits)
}

fn none_waits() -> Failure {
    Failure::new("unknown_adjustment", "No such adjustment waits for a second manager.")
}

/// The command; under the adjustment's own id, so that it is booked once, whoever asks.
fn booking(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    wallet: WalletId,
    (id, asked): (AdjustmentId, AskedAdjustment),
) -> Result<Job, Failure> {
    let AskedAdjustment { correction, reason } = asked;
    let command = Command::Adjust { adjustment: id, shop: shop.clone(), correction, reason };
    let mut job = Job::internal(Some(wallet), command, app.moment());
    let key = RequestKey { caller: auth::account_caller("an adjustment"), request: id.uuid() };
    job.intent = Some((key, meaning("adjust", &(wallet, shop, correction, reason))?));
    job.audit = Some(AuditLine {
        at: job.moment.now,
        who: staff.account.name.clone(),
        action: "adjusted",
        shop: Some(shop.clone()),
        detail: format!("{id} {wallet}"),
    });
    Ok(job)
}

fn line(app: &App, staff: &Staff, action: &'static str, proposal: &Proposal) -> AuditLine {
    AuditLine {
        at: app.now(),
        who: staff.account.name.clone(),
        action,
        shop: Some(proposal.shop.clone()),
        detail: format!("{} {}", proposal.id, proposal.wallet),
    }
}

fn shown(proposal: Proposal) -> WaitingAdjustment {
    WaitingAdjustment {
        adjustment: proposal.id,
        wallet: proposal.wallet,
        correction: proposal.asked.correction,
        reason: proposal.asked.reason,
        proposer: proposal.proposer,
        expires_at: proposal.expires_at,
    }
}
