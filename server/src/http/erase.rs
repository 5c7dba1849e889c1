//! The end of a wallet: its orders first, shop by shop, then all the rest at once.

use super::auth;
use super::call::Call;
use super::orders::wallet_job;
use super::reply::Failure;
use crate::app::App;
use crate::engine::{Answer, Job};
use crate::restore::moment_of_erasure;
use axum::extract::State;
use dough_rules::Command;
use dough_rules::command::LastBalance;
use dough_rules::ids::{ShopId, WalletId};
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::requests::{EraseWallet, Intent};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How often an order that was placed meanwhile is called off too.
const ROUNDS: u32 = 3;

/// Ends the wallet. Who the customer was is forgotten; the journal stays, without a name.
#[utoipa::path(post, path = "/v1/wallet/erase", tag = "wallet", request_body = Intent<EraseWallet>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn erase(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<EraseWallet> = call.intent(app.now())?;
    let balance = intent.body.balance;
    let command = Command::Erase { balance };
    let mut job = wallet_job(&app, who, ("erase", &intent.body), intent.not_after, command)?;
    job.moment = moment_of_erasure(app.store.as_ref(), who.wallet, job.moment.now);
    end_wallet(&app, who.wallet, balance, job).await
}

/// Ends a wallet by a job that erases it. Every refusal comes before anything is called off.
pub(super) async fn end_wallet(
    app: &App,
    wallet: WalletId,
    balance: LastBalance,
    job: Job,
) -> Result<Answer, Failure> {
    let command = Command::CheckErase { balance };
    let checked = app.engine.submit(Job { command, ahead: true, ..job.clone() }).await;
    if !checked.is_success() {
        return Ok(checked);
    }
    for _ in 0..ROUNDS {
        if let Some(refused) = call_off(app, wallet).await? {
            return Ok(refused);
        }
        let answer = app.engine.submit(job.clone()).await;
        if !is_orders_open(&answer) {
            return Ok(answer);
        }
    }
    Err(dough_rules::Refusal::OrdersOpen.into())
}

fn is_orders_open(answer: &Answer) -> bool {
    let problem = serde_json::from_str::<Problem>(&answer.body);
    !answer.is_success() && problem.is_ok_and(|problem| problem.code == "orders_open")
}

/// Calls the wallet's live orders off, as a command touches one shop. The refusal, where there is one.
async fn call_off(app: &App, wallet: WalletId) -> Result<Option<Answer>, Failure> {
    let facts = app.store.wallet(wallet).await?;
    let orders = facts.iter().flat_map(|facts| &facts.orders);
    let shops: BTreeSet<ShopId> = orders.map(|order| order.shop.clone()).collect();
    for shop in shops {
        let mut job = Job::internal(Some(wallet), Command::CallOff, app.moment());
        job.shop = Some(shop);
        let answer = app.engine.submit(job).await;
        if !answer.is_success() {
            return Ok(Some(answer));
        }
    }
    Ok(None)
}
