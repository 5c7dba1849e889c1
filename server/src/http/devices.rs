//! A wallet's phones: list, let another one in, agree to one, revoke.
//!
//! ```text
//! by e-mail             recovery -> code by mail -> enrol: may spend euros 24 hours later
//! by another phone      code on its screen       -> enrol: may spend as soon as that one
//! ```
//! A new phone may have opened a guest wallet before. That one is ended first, once it is sure that
//! the phone may enrol; a crash in between leaves a wallet that is erased, whose keys the next
//! attempt takes.

use super::auth;
use super::call::{Call, meaning};
use super::email::{self, Purpose};
use super::erase::end_wallet;
use super::orders::wallet_job;
use super::profile;
use super::reply::Failure;
use super::wallet::phone_keys;
use crate::app::App;
use crate::engine::{Answer, CodeProof, Job, PeopleJob};
use crate::store::people::{AgreedCode, CODE_LIFE};
use crate::store::{KeyOwner, KeyRecord, RequestKey};
use axum::Json;
use axum::extract::{Path, State};
use dough_paycode::{Kid, PublicKey};
use dough_rules::command::{DeviceProof, LastBalance};
use dough_rules::ids::{InviteCode, WalletId};
use dough_rules::units::Millis;
use dough_rules::{Command, Moment, Refusal};
use dough_wire::Problem;
use dough_wire::replies::{CommandReply, DeviceCode, DevicesReply};
use dough_wire::requests::{EnrolDevice, Intent, Others, Proof, RevokeDevice};
use std::sync::Arc;
use uuid::Uuid;

/// The wallet's phones.
#[utoipa::path(get, path = "/v1/devices", tag = "wallet",
    responses((status = 200, body = DevicesReply), (status = "4XX", body = Problem)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<DevicesReply>, Failure> {
    let reader = auth::reader(&app, &call).await?;
    let facts = profile::facts(&app, reader).await?;
    Ok(Json(DevicesReply { devices: profile::devices(&facts, reader) }))
}

/// Removes a phone, named by the kid of its key that signs calls; its own name logs it out.
#[utoipa::path(post, path = "/v1/devices/{api_key}/revoke", tag = "wallet",
    params(("api_key" = String, Path)), request_body = Intent<RevokeDevice>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Path(api_key): Path<String>,
    call: Call,
) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let api_key: Kid = super::call::id(&api_key, Refusal::UnknownDevice)?;
    let intent: Intent<RevokeDevice> = call.intent(app.now())?;
    let RevokeDevice { give_up } = intent.body;
    let command = Command::RevokeDevice { api_key: api_key.to_string(), give_up };
    let asked = (api_key, &intent.body);
    let job = wallet_job(&app, who, ("revoke device", &asked), intent.not_after, command)?;
    Ok(app.engine.submit(job).await)
}

/// A one-time code by which this phone agrees to another one, good for 10 minutes. A new one takes
/// the last one's place.
#[utoipa::path(post, path = "/v1/devices/code", tag = "wallet",
    responses((status = 200, body = DeviceCode), (status = "4XX", body = Problem)))]
pub(super) async fn agree(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<DeviceCode>, Failure> {
    let who = auth::signed_once(&app, &call).await?;
    who.require_live(&app).await?;
    let code = InviteCode::from_random(&app.random.bytes());
    let now = app.now();
    let expires_at = now + CODE_LIFE;
    let agreed = AgreedCode { wallet: who.wallet, device: who.device, expires_at };
    app.store.add_device_code(sealed_code(&app, &code), agreed, now).await?;
    Ok(Json(DeviceCode { code: code.to_string(), expires_at }))
}

fn sealed_code(app: &App, code: &InviteCode) -> [u8; 32] {
    auth::seal(app, "device code", &[code.as_str()])
}

/// Lets a new phone use a wallet.
#[utoipa::path(post, path = "/v1/devices", tag = "wallet", request_body = Intent<EnrolDevice>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn enrol(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let intent: Intent<EnrolDevice> = call.intent(app.now())?;
    let EnrolDevice { api_key, pay_key, .. } = &intent.body;
    let (api, pay, request) = phone_keys(&app, &call, api_key, pay_key)?;
    let way = find_way(&app, &intent.body.proof, api.kid()).await?;
    let previous = previous_wallet(&app, api.kid()).await?.filter(|it| Some(*it) != way.wallet);
    let phone = NewPhone { pay, api, request, previous, others: intent.body.others };
    let job = enrol_job(&app, way, phone, intent.not_after)?;
    if let (Some(guest), Some(_)) = (previous, job.wallet)
        && let Some(answer) = leave_guest(&app, guest, &job).await?
    {
        return Ok(answer);
    }
    Ok(app.engine.submit(job).await)
}

/// How a new phone comes to a wallet.
struct Way {
    /// To which, where the proof leads to one.
    wallet: Option<WalletId>,
    proof: CodeProof,
    by: DeviceProof,
    /// The address that leads to it.
    address: Option<String>,
}

async fn find_way(app: &App, proof: &Proof, device: Kid) -> Result<Way, Failure> {
    match proof {
        Proof::Email { email, code } => {
            let address = email::address(email)?;
            let text = address.as_str().to_owned();
            Ok(Way {
                wallet: app.store.email_owner(text.clone()).await?,
                proof: email::proof(app, Purpose::Recover, &address, device, code),
                by: DeviceProof::Email,
                address: Some(text),
            })
        }
        Proof::Device { code } => {
            let wrong = |_| {
                let detail = "The code was used, is wrong or too old.";
                Failure::new("enrol_code_invalid", detail)
            };
            let code = sealed_code(app, &code.parse().map_err(wrong)?);
            let agreed = app.store.device_code(code).await?;
            let by = agreed.map_or_else(String::new, |agreed| agreed.device.to_string());
            Ok(Way {
                wallet: agreed.map(|agreed| agreed.wallet),
                proof: CodeProof::Device { code },
                by: DeviceProof::Device(by),
                address: None,
            })
        }
    }
}

/// The wallet that a phone's key belongs to so far.
async fn previous_wallet(app: &App, api: Kid) -> Result<Option<WalletId>, Failure> {
    let owner = app.store.key(api).await?.map(|record| record.owner);
    Ok(match owner {
        Some(KeyOwner::WalletApi(wallet)) => Some(wallet),
        _ => None,
    })
}

/// A phone that wants to enrol.
struct NewPhone {
    pay: PublicKey,
    api: PublicKey,
    request: Uuid,
    previous: Option<WalletId>,
    others: Others,
}

fn enrol_job(app: &App, way: Way, phone: NewPhone, not_after: Millis) -> Result<Job, Failure> {
    let moment: Moment = app.moment();
    let (pay, api) = (phone.pay.kid(), phone.api.kid());
    let command = Command::EnrolDevice {
        pay_key: pay.to_string(),
        api_key: api.to_string(),
        proof: way.by,
        revoke_others: phone.others == Others::Revoke,
    };
    let mut job = Job::internal(way.wallet, command, moment);
    let caller = RequestKey { caller: auth::device_caller(api), request: phone.request };
    let asked = (pay, api, email::asked(&way.proof), phone.others);
    job.intent = Some((caller, meaning("enrol device", &asked)?));
    job.not_after = Some(not_after);
    job.tells_head = true;
    let keys = match way.wallet {
        Some(wallet) => vec![
            KeyRecord::new(phone.pay, KeyOwner::WalletPay(wallet)),
            KeyRecord::new(phone.api, KeyOwner::WalletApi(wallet)),
        ],
        None => vec![],
    };
    job.people = Some(Box::new(PeopleJob {
        proof: Some(way.proof),
        address: way.address,
        keys,
        previous: phone.previous,
        person: None,
    }));
    Ok(job)
}

/// Ends the guest wallet of a phone that moves to another one. Nothing ends before it is sure that
/// the phone may enrol. The answer, where it may not.
async fn leave_guest(app: &App, guest: WalletId, job: &Job) -> Result<Option<Answer>, Failure> {
    let Some(facts) = app.store.wallet(guest).await? else {
        return Ok(None);
    };
    if facts.erased_at.is_some() {
        return Ok(None);
    }
    let checked = app.engine.submit(Job { ahead: true, ..job.clone() }).await;
    if !checked.is_success() {
        return Ok(Some(checked));
    }
    // A wallet that others use, or that an address leads to, is no guest's.
    if facts.has_email || facts.devices.len() != 1 || facts.device(&api_kid(job)).is_none() {
        let detail = "These keys belong to another wallet; make new ones for this one.";
        return Err(Failure::new("key_in_use", detail));
    }
    let balance = LastBalance::NoneLeft;
    let erase = Job::internal(Some(guest), Command::Erase { balance }, job.moment);
    let ended = end_wallet(app, guest, balance, erase).await?;
    Ok(Some(ended).filter(|ended| !ended.is_success()))
}

fn api_kid(job: &Job) -> String {
    match &job.command {
        Command::EnrolDevice { api_key, .. } => api_key.clone(),
        _ => String::new(),
    }
}
