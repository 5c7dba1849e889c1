//! Top-ups, rewards, surprises, invitations.

use super::auth;
use super::call::{Call, id};
use super::orders::wallet_job;
use super::reply::Failure;
use crate::app::App;
use crate::engine::Answer;
use crate::payment::PaymentError;
use axum::extract::{Path, State};
use dough_rules::decide::check_top_up;
use dough_rules::ids::{Seq, TopUpId};
use dough_rules::{Command, Refusal};
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::requests::{
    AcceptInvitation, DeleteReward, Intent, IssueReward, OpenSurprise, TopUp,
};
use std::sync::Arc;

/// How far up an invitation's line is followed.
const LINEAGE: u32 = 8;

/// Pays money in, through the shop's payment provider.
#[utoipa::path(post, path = "/v1/top-ups", tag = "money", request_body = Intent<TopUp>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn top_up(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<TopUp> = call.intent(app.now())?;
    let amount = intent.body.amount;
    let top_up = TopUpId::new(who.request);
    if !auth::was_answered(&app, who.key()).await? {
        who.require_live(&app).await?;
        check_top_up(amount)?;
        if intent.not_after < app.now() {
            return Err(Refusal::IntentExpired { not_after: intent.not_after }.into());
        }
        // Charged once under this id, however often the call is tried; then booked once.
        app.payment.charge(top_up, amount).await.map_err(|error| match error {
            PaymentError::Refused => Failure::new("payment_refused", error.to_string()),
            PaymentError::Unavailable => Failure::new("payment_unavailable", error.to_string()),
        })?;
    }
    let provider = app.payment.name().to_owned();
    let command = Command::TopUp { top_up, amount, provider };
    let mut job = wallet_job(&app, who, ("top up", &intent.body), intent.not_after, command)?;
    // The money was taken in time; a slow booking doesn't make it late.
    job.not_after = None;
    Ok(app.engine.submit(job).await)
}

/// Takes a reward of the catalogue for dough.
#[utoipa::path(post, path = "/v1/rewards", tag = "rewards", request_body = Intent<IssueReward>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn issue(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<IssueReward> = call.intent(app.now())?;
    let command = Command::IssueReward { reward: intent.body.reward.clone() };
    let job = wallet_job(&app, who, ("issue reward", &intent.body), intent.not_after, command)?;
    Ok(app.engine.submit(job).await)
}

/// Gives a reward back for its dough.
#[utoipa::path(post, path = "/v1/rewards/{reward}/delete", tag = "rewards",
    params(("reward" = u64, Path)), request_body = Intent<DeleteReward>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Path(reward): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let reward = Seq::new(id(&reward, Refusal::UnknownVoucher)?);
    let intent: Intent<DeleteReward> = call.intent(app.now())?;
    let command = Command::DeleteReward { reward };
    let job = wallet_job(&app, who, ("delete reward", &reward), intent.not_after, command)?;
    Ok(app.engine.submit(job).await)
}

/// Opens a surprise.
#[utoipa::path(post, path = "/v1/surprises/{surprise}/open", tag = "rewards",
    params(("surprise" = u64, Path)), request_body = Intent<OpenSurprise>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn open_surprise(
    State(app): State<Arc<App>>,
    Path(surprise): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let surprise = Seq::new(id(&surprise, Refusal::UnknownSurprise)?);
    let intent: Intent<OpenSurprise> = call.intent(app.now())?;
    let OpenSurprise { nonce, of_age } = intent.body;
    let command = Command::OpenSurprise { surprise, nonce, of_age };
    let asked = (surprise, &intent.body);
    let job = wallet_job(&app, who, ("open surprise", &asked), intent.not_after, command)?;
    Ok(app.engine.submit(job).await)
}

/// Accepts a friend's invitation.
#[utoipa::path(post, path = "/v1/invitations/accept", tag = "rewards",
    request_body = Intent<AcceptInvitation>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn accept_invitation(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<AcceptInvitation> = call.intent(app.now())?;
    let lineage = app.store.lineage(intent.body.code.clone(), LINEAGE).await?;
    let inviter = *lineage.first().ok_or(Refusal::UnknownInvitation)?;
    let command = Command::AcceptInvitation { inviter, lineage };
    let what = ("accept invitation", &intent.body);
    let job = wallet_job(&app, who, what, intent.not_after, command)?;
    Ok(app.engine.submit(job).await)
}
