//! Name, language and consents, and all that is kept of a customer.

use super::auth::{self, Reader};
use super::call::Call;
use super::orders::wallet_job;
use super::reply::Failure;
use crate::app::App;
use crate::engine::{Answer, PeopleJob};
use crate::store::people::{Person, PersonChange};
use axum::Json;
use axum::extract::State;
use dough_rules::{Command, Refusal, WalletFacts};
use dough_wire::Problem;
use dough_wire::replies::{CommandReply, DeviceView, Export, Profile};
use dough_wire::requests::{ChangeProfile, GiveConsents, Intent};
use std::sync::Arc;

/// The longest name, in characters.
const LONGEST_NAME: usize = 80;

/// Name, language, e-mail address and consents of the customer.
#[utoipa::path(get, path = "/v1/profile", tag = "wallet",
    responses((status = 200, body = Profile), (status = "4XX", body = Problem)))]
pub(super) async fn read(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<Profile>, Failure> {
    let reader = auth::reader(&app, &call).await?;
    let facts = facts(&app, reader).await?;
    Ok(Json(profile(app.store.person(reader.wallet).await?, &facts)))
}

/// Changes name and language; what is absent is forgotten.
#[utoipa::path(post, path = "/v1/profile", tag = "wallet", request_body = Intent<ChangeProfile>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn change(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<ChangeProfile> = call.intent(app.now())?;
    let ChangeProfile { name, language } = intent.body;
    let name = name.map(|name| name_of(&name)).transpose()?;
    // The name itself must not be guessable from the hash that is kept of the call.
    let asked = (auth::seal(&app, "name", &[name.as_deref().unwrap_or("")]), language);
    let command = Command::ChangeProfile;
    let mut job = wallet_job(&app, who, ("change profile", &asked), intent.not_after, command)?;
    let person = PersonChange::Profile { wallet: who.wallet, name, language };
    job.people = Some(Box::new(PeopleJob { person: Some(person), ..PeopleJob::default() }));
    Ok(app.engine.submit(job).await)
}

fn name_of(text: &str) -> Result<String, Failure> {
    let name = text.trim();
    if (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        Ok(name.to_owned())
    } else {
        let detail = "A name has 1 to 80 characters, and no control characters.";
        Err(Failure::new("profile_invalid", detail))
    }
}

/// Keeps what the customer allows, and when.
#[utoipa::path(post, path = "/v1/consents", tag = "wallet", request_body = Intent<GiveConsents>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn consents(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let who = auth::signed_wallet(&app, &call).await?;
    let intent: Intent<GiveConsents> = call.intent(app.now())?;
    let GiveConsents { news, research } = intent.body;
    let command = Command::GiveConsents { news, research };
    let job = wallet_job(&app, who, ("consents", &intent.body), intent.not_after, command)?;
    Ok(app.engine.submit(job).await)
}

/// All that is kept of the customer; the journal is read through `/v1/changes`.
#[utoipa::path(get, path = "/v1/export", tag = "wallet",
    responses((status = 200, body = Export), (status = "4XX", body = Problem)))]
pub(super) async fn export(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<Export>, Failure> {
    let reader = auth::reader(&app, &call).await?;
    let facts = facts(&app, reader).await?;
    Ok(Json(Export {
        profile: profile(app.store.person(reader.wallet).await?, &facts),
        consents: facts.consents,
        devices: devices(&facts, reader),
        wallet: facts,
        exported_at: app.now(),
    }))
}

/// The facts of the wallet that is read.
pub(super) async fn facts(app: &App, reader: Reader) -> Result<WalletFacts, Failure> {
    Ok(app.store.wallet(reader.wallet).await?.ok_or(Refusal::UnknownWallet)?)
}

/// The wallet's phones, as one of them sees them.
pub(super) fn devices(facts: &WalletFacts, reader: Reader) -> Vec<DeviceView> {
    let own = reader.device.to_string();
    facts
        .devices
        .iter()
        .map(|device| DeviceView {
            pay_key: device.pay_key.clone(),
            api_key: device.api_key.clone(),
            since: device.since,
            spends_from: device.spends_from,
            own: device.api_key == own,
        })
        .collect()
}

fn profile(person: Person, facts: &WalletFacts) -> Profile {
    Profile {
        name: person.name,
        language: person.language,
        email: person.email,
        email_confirmed_at: person.email_confirmed_at,
        consents: facts.consents,
    }
}
