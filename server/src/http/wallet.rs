//! A phone's wallet: open, session, changes, stream, head.

use super::auth::{self, Caller, Reader, TOKEN_LIFE};
use super::call::Call;
use super::reply::Failure;
use crate::app::App;
use crate::engine::{Answer, Job, Opening};
use crate::store::{KeyOwner, KeyRecord};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_paycode::PublicKey;
use dough_rules::Command;
use dough_rules::ids::{InviteCode, Seq, WalletId};
use dough_wire::Problem;
use dough_wire::replies::{ChangesPage, CommandReply, Session, StreamEvent};
use dough_wire::requests::{Intent, OpenWallet};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// How many entries a page has at most.
const PAGE: u32 = 500;

/// Reads a key as clients write it.
pub(super) fn public_key(text: &str) -> Result<PublicKey, Failure> {
    let invalid = || Failure::new("key_invalid", "A key is 65 bytes SEC1 in base64url.");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    PublicKey::from_sec1(&bytes).map_err(|_| invalid())
}

/// A phone's two keys, api and pay, of a call that the first has signed, and the call's id.
pub(super) fn phone_keys(
    app: &App,
    call: &Call,
    api_key: &str,
    pay_key: &str,
) -> Result<(PublicKey, PublicKey, Uuid), Failure> {
    let (api, pay) = (public_key(api_key)?, public_key(pay_key)?);
    let request = auth::signed_by(app, call, &api)?;
    if api.kid() == pay.kid() {
        return Err(Failure::new("key_invalid", "The two keys must differ."));
    }
    Ok((api, pay, request))
}

/// Opens a wallet for a phone's two keys. Known keys get the wallet that they have.
#[utoipa::path(post, path = "/v1/wallets", tag = "wallet",
    request_body = Intent<OpenWallet>,
    responses((status = 200, body = CommandReply), (status = "4XX", body = Problem)))]
pub(super) async fn open(State(app): State<Arc<App>>, call: Call) -> Result<Answer, Failure> {
    let intent: Intent<OpenWallet> = call.intent(app.now())?;
    let OpenWallet { api_key, pay_key } = &intent.body;
    let (api, pay, _) = phone_keys(&app, &call, api_key, pay_key)?;
    let moment = app.moment();
    let wallet = WalletId::new(moment.uuid("wallet"));
    let invite_code = InviteCode::from_random(&moment.entropy.bytes("invite code", 0).0);
    let (pay_kid, api_kid) = (pay.kid().to_string(), api.kid().to_string());
    let opening = Opening {
        pay_key: KeyRecord::new(pay, KeyOwner::WalletPay(wallet)),
        api_key: KeyRecord::new(api, KeyOwner::WalletApi(wallet)),
        invite_code: invite_code.clone(),
    };
    let command = Command::OpenWallet { invite_code, pay_key: pay_kid, api_key: api_kid };
    let mut job = Job::internal(Some(wallet), command, moment);
    job.not_after = Some(intent.not_after);
    job.opening = Some(Box::new(opening));
    job.tells_head = true;
    Ok(app.engine.submit(job).await)
}

/// A token for reads, good for 10 minutes.
#[utoipa::path(post, path = "/v1/session", tag = "wallet",
    responses((status = 200, body = Session), (status = "4XX", body = Problem)))]
pub(super) async fn session(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<Session>, Failure> {
    let Caller { wallet, device, .. } = auth::signed_once(&app, &call).await?;
    let now = app.now();
    let expires_at = now + TOKEN_LIFE;
    let token = auth::seal_token(&app, wallet, device, expires_at);
    Ok(Json(Session { epoch: app.store.epoch(), wallet, token, expires_at, now }))
}

/// Where to read on.
#[derive(Deserialize, utoipa::IntoParams)]
pub(super) struct Cursor {
    /// The last number that the reader has; 0 for none.
    after: u64,
}

impl Cursor {
    fn read(cursor: Result<Query<Self>, QueryRejection>) -> Result<Seq, Failure> {
        match cursor {
            Ok(Query(cursor)) => Ok(Seq::new(cursor.after)),
            Err(error) => Err(Failure::new("malformed_request", error.body_text())),
        }
    }
}

/// A page of the wallet's journal.
#[utoipa::path(get, path = "/v1/changes", tag = "wallet", params(Cursor),
    responses((status = 200, body = ChangesPage), (status = "4XX", body = Problem)))]
pub(super) async fn changes(
    State(app): State<Arc<App>>,
    cursor: Result<Query<Cursor>, QueryRejection>,
    call: Call,
) -> Result<Json<ChangesPage>, Failure> {
    let wallet = auth::reader(&app, &call).await?.wallet;
    let after = Cursor::read(cursor)?;
    let page = app.store.journal(wallet, after, PAGE).await?;
    if after > page.head {
        return Err(Failure::new("cursor_ahead", "The journal isn't that long."));
    }
    let next = page.entries.first().map(|entry| entry.seq);
    if after < page.head && next != Some(after.next()) {
        let detail = "What comes after that number is no longer kept.";
        return Err(Failure::new("cursor_gone", detail));
    }
    let last = page.entries.last().map_or(after, |entry| entry.seq);
    Ok(Json(ChangesPage {
        epoch: app.store.epoch(),
        head: page.head,
        now: app.now(),
        more: last < page.head,
        entries: page.entries,
    }))
}

/// "The head is now N", as it happens.
#[utoipa::path(get, path = "/v1/stream", tag = "wallet",
    responses((status = 200, description = "Server-sent events", body = StreamEvent,
        content_type = "text/event-stream"), (status = "4XX", body = Problem)))]
pub(super) async fn stream(State(app): State<Arc<App>>, call: Call) -> Result<Response, Failure> {
    let Reader { wallet, device } = auth::reader(&app, &call).await?;
    let key = app.keys.change_of(device);
    // Once more: the key may have been revoked before it was listened to.
    auth::reader(&app, &call).await?;
    // Listen first, then look: what happens in between is told.
    let changes = app.nudges.wallet(wallet);
    let start = app.store.journal(wallet, Seq::START, 0).await?.head;
    let epoch = app.store.epoch();
    super::stream::stream(&app, changes, Some(key), move |head| {
        let head = (*head).max(start);
        serde_json::to_string(&StreamEvent { epoch, head }).unwrap_or_default()
    })
}

/// "The head is now N", as one answer: once it is above `after`, or after 25 seconds.
#[utoipa::path(get, path = "/v1/head", tag = "wallet", params(Cursor),
    responses((status = 200, body = StreamEvent), (status = "4XX", body = Problem)))]
pub(super) async fn head(
    State(app): State<Arc<App>>,
    cursor: Result<Query<Cursor>, QueryRejection>,
    call: Call,
) -> Result<Response, Failure> {
    let Reader { wallet, device } = auth::reader(&app, &call).await?;
    let after = Cursor::read(cursor)?;
    let key = app.keys.change_of(device);
    // Listen first, then look: what happens in between is told.
    let changes = app.nudges.wallet(wallet);
    let start = app.store.journal(wallet, Seq::START, 0).await?.head;
    let epoch = app.store.epoch();
    if start > after {
        return Ok(Json(StreamEvent { epoch, head: start }).into_response());
    }
    let waiting = Arc::clone(&app);
    super::stream::wait(
        &app,
        (changes, key),
        move |head| *head > after,
        move |head| async move {
            // A phone that was signed out meanwhile is told nothing more.
            let head = head.max(start);
            let text = serde_json::to_string(&StreamEvent { epoch, head }).ok()?;
            auth::still_counts(&waiting, device).await.then_some(text)
        },
    )
}
