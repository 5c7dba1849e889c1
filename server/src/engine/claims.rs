//! What was claimed before: by earlier batches, or by earlier commands of this one.
//!
//! The order matters: a stored reply is found before anything is judged by the clock, so that a
//! retry gets its answer also after its code has expired.

use super::batch::WorkingSet;
use super::job::{Answer, Job, Opening, SaleJob};
use super::people;
use crate::store::people::Sealed;
use crate::store::{KeyOwner, KeyRecord, RequestKey, StoredReply};
use dough_paycode::Kid;
use dough_rules::ids::WalletId;
use dough_rules::{Command, Outcome, Refusal};
use dough_wire::Problem;
use dough_wire::replies::CommandReply;

/// An answer that ends a command before it is decided.
pub(super) struct Settled {
    /// The answer.
    pub(super) answer: Answer,
    /// Whether it is a refusal of this intent, to be stored under its id.
    pub(super) is_refusal: bool,
    /// The code from an e-mail that was tried in vain.
    pub(super) tried: Option<((Sealed, Kid), i64)>,
}

impl From<Answer> for Settled {
    /// An answer that says nothing new about the intent.
    fn from(answer: Answer) -> Self {
        Self { answer, is_refusal: false, tried: None }
    }
}

/// Whether a command was answered before, or can't be decided at all.
pub(super) fn settle(set: &WorkingSet, job: &Job) -> Result<(), Settled> {
    if let Some((key, meaning)) = &job.intent {
        stored_reply(set, *key, meaning)?;
    }
    if let Some(sale) = &job.sale {
        let meaning = job.intent.map(|(_, meaning)| meaning).unwrap_or_default();
        booked_sale(set, sale, &meaning)?;
    }
    if let Command::PlaceOrder(order) = &job.command
        && set.loaded.taken_orders.contains(&order.order)
    {
        let detail = "There is an order of this id already.";
        return Err(refused(&Problem::new("order_exists", detail)));
    }
    if let Some(opening) = &job.opening {
        opened_wallet(set, job, opening)?;
    }
    if let Some(not_after) = job.not_after.filter(|not_after| *not_after < job.moment.now) {
        return Err(refused(&Refusal::IntentExpired { not_after }.into()));
    }
    match &job.people {
        Some(people) => people::settle(set, job, people),
        None => Ok(()),
    }
}

pub(super) fn refused(problem: &Problem) -> Settled {
    let answer = Answer::problem(problem);
    Settled { is_refusal: problem.is_final(), answer, tried: None }
}

fn stored_reply(set: &WorkingSet, key: RequestKey, meaning: &[u8; 32]) -> Result<(), Settled> {
    let Some(stored) = set.loaded.requests.get(&key) else {
        return Ok(());
    };
    if stored.meaning != *meaning {
        let detail = "This Idempotency-Key was used for another request.";
        return Err(Answer::problem(&Problem::new("idempotency_key_reused", detail)).into());
    }
    Err(again(stored).into())
}

/// The answer of before, or that its text is no longer kept.
fn again(stored: &StoredReply) -> Answer {
    if let Some(body) = stored.body.clone() {
        return Answer { status: stored.status, body };
    }
    let detail = "This was answered more than 30 days ago; only how it ended is known.";
    Answer::problem(&Problem::new("reply_forgotten", detail).with("answered", stored.status))
}

fn booked_sale(set: &WorkingSet, sale: &SaleJob, meaning: &[u8; 32]) -> Result<(), Settled> {
    let code = sale.code_key();
    if let Some(booked) = set.loaded.sales.get(&sale.key) {
        if booked.meaning == *meaning && booked.code == code {
            let key = RequestKey { caller: sale.key.register.uuid(), request: booked.request };
            if let Some(stored) = set.loaded.requests.get(&key) {
                return Err(again(stored).into());
            }
        }
        let detail = "This sale was booked with another code or other lines.";
        return Err(refused(&Problem::new("sale_already_booked", detail)));
    }
    if let Some(spent) = set.loaded.codes.get(&code) {
        let problem = Problem::new("code_spent", "This code was used for another sale.");
        // The first receipt is named to its own shop only.
        let own = spent.shop == sale.key.shop;
        let receipt = spent.receipt.to_string();
        let problem = if own { problem.with("receipt", receipt) } else { problem };
        return Err(refused(&problem));
    }
    Ok(())
}

/// A key belongs to one wallet; opening with known keys answers the same wallet.
fn opened_wallet(set: &WorkingSet, job: &Job, opening: &Opening) -> Result<(), Settled> {
    let known = &set.loaded.keys;
    let found = (known.get(&opening.api_key.kid), known.get(&opening.pay_key.kid));
    match found {
        (None, None) if set.loaded.invite_codes.contains_key(opening.invite_code.as_str()) => {
            // One chance in 600 thousand millions: the next attempt draws another code.
            Err(Answer::overloaded().into())
        }
        (None, None) => Ok(()),
        (Some(api), Some(pay)) => match same_wallet(api, pay) {
            Some(_) if api.revoked => Err(refused(&Refusal::DeviceRevoked.into())),
            Some(wallet) => Err(reopened(set, job, wallet).into()),
            None => Err(key_in_use()),
        },
        _ => Err(key_in_use()),
    }
}

fn same_wallet(api: &KeyRecord, pay: &KeyRecord) -> Option<WalletId> {
    match (api.owner, pay.owner) {
        (KeyOwner::WalletApi(a), KeyOwner::WalletPay(b)) if a == b => Some(a),
        _ => None,
    }
}

pub(super) fn key_in_use() -> Settled {
    refused(&Problem::new("key_in_use", "One of these keys belongs to another wallet or register."))
}

fn reopened(set: &WorkingSet, job: &Job, wallet: WalletId) -> Answer {
    let reply = CommandReply {
        epoch: set.epoch,
        at: job.moment.now,
        head: set.head(wallet),
        outcome: Outcome::Opened { wallet },
    };
    Answer { status: 200, body: serde_json::to_string(&reply).unwrap_or_default() }
}
