//! Codes by e-mail: to confirm an address, and for a new phone.
//!
//! A code is bound to the phone that asked for it. It is kept before the mail is sent, and the call's
//! answer once the mail was handed over, so a call that is tried again sends no second mail.

use super::auth::{self, seal};
use super::call::{Call, meaning};
use super::orders::wallet_job;
use super::reply::Failure;
use super::wallet::public_key;
use crate::app::App;
use crate::engine::{Answer, CodeProof, Job, PeopleJob};
use crate::mail::words::{Letter, write};
use crate::mail::{Address, Mail};
use crate::store::RequestKey;
use crate::store::people::{NewEmailCode, PersonChange};
use axum::extract::State;
use dough_paycode::Kid;
use dough_rules::Command;
use dough_rules::ids::WalletId;
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::requests::{ConfirmEmail, Intent, Language, RecoverWallet, SetEmail};
use std::sync::Arc;

/// Why a code is asked for. One for one purpose is wrong for the other.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// To confirm an address.
    Confirm,
    /// To use a wallet on a new phone.
    Recover,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "code to confirm",
            Self::Recover => "code to recover",
        }
    }
}

pub(super) fn address(text: &str) -> Result<Address, Failure> {
    let invalid = || Failure::new("email_invalid", "This isn't an address that mail can reach.");
    Address::parse(text).ok_or_else(invalid)
}

/// What an engine compares: the code of this address, for this phone.
pub(super) fn proof(
    app: &App,
    purpose: Purpose,
    address: &Address,
    device: Kid,
    code: &str,
) -> CodeProof {
    let typed: String = code.chars().filter(|c| !c.is_whitespace()).take(7).collect();
    let code = seal(app, purpose.name(), &[address.as_str(), &device.to_string(), &typed]);
    CodeProof::Email { address: sealed(app, address), device, code }
}

/// An address as it is kept and compared outside of its owner's row.
pub(super) fn sealed(app: &App, address: &Address) -> [u8; 32] {
    seal(app, "email address", &[address.as_str()])
}

/// Sends a code to an address that is to be the wallet's.
#[utoipa::path(post, path = "/v1/email", tag = "wallet", request_body = Intent<SetEmail>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem),
        (status = 503, body = Problem)))]
pub(super) async fn send(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<SetEmail> = call.intent(app.now())?;
    let address = address(&intent.body.email)?;
    let asked = sealed(&app, &address);
    let job = wallet_job(&app, who, ("email", &asked), intent.not_after, Command::Acknowledge)?;
    if !auth::was_answered(&app, who.key()).await? && app.now() <= intent.not_after {
        who.require_live(&app).await?;
        let profile = app.store.person(who.wallet).await?.language;
        let language = profile.or(intent.body.language).unwrap_or(Language::En);
        let purpose = Some(Purpose::Confirm);
        send_code(&app, &address, who.device, purpose, language).await?;
    }
    Ok(app.engine.submit(job).await)
}

/// Sends a code for a new phone, if a wallet has the address; the answer doesn't say whether.
#[utoipa::path(post, path = "/v1/devices/recovery", tag = "wallet", request_body = RecoverWallet,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem),
        (status = 503, body = Problem)))]
pub(super) async fn recover(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let asked: RecoverWallet = call.json()?;
    let key = public_key(&asked.api_key)?;
    let request = auth::signed_by(&app, &call, &key)?;
    let address = address(&asked.email)?;
    let mut job = Job::internal(None, Command::Acknowledge, app.moment());
    let caller = RequestKey { caller: auth::device_caller(key.kid()), request };
    job.intent = Some((caller, meaning("recover", &sealed(&app, &address))?));
    if !auth::was_answered(&app, caller).await? {
        let owner = app.store.email_owner(address.as_str().to_owned()).await?;
        let profile = match owner {
            Some(wallet) => app.store.person(wallet).await?.language,
            None => None,
        };
        let language = profile.or(asked.language).unwrap_or(Language::En);
        let purpose = owner.map(|_| Purpose::Recover);
        send_code(&app, &address, key.kid(), purpose, language).await?;
    }
    Ok(app.engine.submit(job).await)
}

/// Keeps a code and mails it. Without a purpose there is none to be had: the mail says so, and a code
/// that nobody knows stands in its place, so that it counts and fails like any other.
async fn send_code(
    app: &App,
    address: &Address,
    device: Kid,
    purpose: Option<Purpose>,
    language: Language,
) -> Result<(), Failure> {
    let now = app.now();
    let digits = six_digits(&app.random.bytes());
    let (sealed_address, code) = match purpose.map(|it| proof(app, it, address, device, &digits)) {
        Some(CodeProof::Email { address, code, .. }) => (address, code),
        _ => (sealed(app, address), app.random.bytes()),
    };
    let new = NewEmailCode { address: sealed_address, device, code, made_at: now };
    let id = app.store.add_email_code(new).await?.map_err(|again_at| {
        let seconds = ((again_at - now).get() + 999) / 1000;
        let detail = "So many codes were asked for that the next one must wait.";
        Failure(Problem::new("too_many_requests", detail).with("retry_after", seconds.max(1)))
    })?;
    let letter = match purpose {
        Some(Purpose::Confirm) => Letter::Confirm(&digits),
        Some(Purpose::Recover) => Letter::Recover(&digits),
        None => Letter::NoWallet,
    };
    let catalogue = app.catalogues.at(now);
    let business = catalogue.as_ref().map_or("Dough", |catalogue| &catalogue.business.name);
    let (subject, text) = write(letter, language, business);
    let mail = Mail { to: address.clone(), subject, text };
    if let Err(error) = app.mail.send(mail).await {
        tracing::warn!(kind = error.kind(), "a mail could not be handed over");
        app.store.drop_email_code(id).await?;
        let problem = Problem::new("mail_unavailable", "No e-mail can be sent for now.");
        return Err(Failure(problem.with("retry_after", 30)));
    }
    Ok(())
}

/// Six digits, each number as likely as any other but for one part in ten million millions.
fn six_digits(random: &[u8; 32]) -> String {
    let mut number = [0; 8];
    number.copy_from_slice(&random[..8]);
    format!("{:06}", u64::from_be_bytes(number) % 1_000_000)
}

/// Confirms an address by the code that was sent to it.
#[utoipa::path(post, path = "/v1/email/confirm", tag = "wallet",
    request_body = Intent<ConfirmEmail>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn confirm(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<ConfirmEmail> = call.intent(app.now())?;
    let address = address(&intent.body.email)?;
    let proof = proof(&app, Purpose::Confirm, &address, who.device, &intent.body.code);
    let command = Command::ConfirmEmail;
    let what = ("confirm email", &asked(&proof));
    let mut job = wallet_job(&app, who, what, intent.not_after, command)?;
    let person = email_change(who.wallet, &address, &job);
    let people = PeopleJob { proof: Some(proof), person: Some(person), ..PeopleJob::default() };
    job.people = Some(Box::new(people));
    Ok(app.engine.submit(job).await)
}

fn email_change(wallet: WalletId, address: &Address, job: &Job) -> PersonChange {
    PersonChange::Email { wallet, address: address.as_str().to_owned(), at: job.moment.now }
}

/// What a proof means, for comparing a call with the one of before.
pub(super) fn asked(proof: &CodeProof) -> ([u8; 32], [u8; 32]) {
    match *proof {
        CodeProof::Email { address, code, .. } => (address, code),
        CodeProof::Device { code } => ([0; 32], code),
    }
}
