//! Who calls: a device by its signature, a reader by its token, staff by their session.

use super::call::Call;
use super::limits;
use super::reply::Failure;
use crate::app::App;
use crate::keys::KnownKey;
use crate::staff::{Staff, hash_secret};
use crate::store::people;
use crate::store::{KeyOwner, KeyRecord, Needs, Register, RequestKey};
use axum::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_paycode::{Kid, PublicKey};
use dough_rules::Refusal;
use dough_rules::ids::{ShopId, WalletId};
use dough_rules::units::{Millis, Span};
use dough_wire::requests::Role;
use dough_wire::signature::{
    MAX_SKEW_SECONDS, SignatureParams, SignedCall, content_digest, read_signature_header,
};
use dough_wire::{Problem, headers};
use ring::hmac;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// How long a read token lasts.
pub(super) const TOKEN_LIFE: Span = Span::minutes(10);
/// The cookie of a staff session.
pub(super) const COOKIE: &str = "dough_session";
/// How many nonces are remembered.
const REMEMBERED_NONCES: usize = 200_000;
/// How long a nonce is remembered: longer than a signature is taken.
const NONCE_LIFE: Span = Span::minutes(3);

/// Nonces of calls that hand out tokens: there a replay would not be harmless.
#[derive(Default)]
pub struct Nonces(Mutex<HashMap<(Kid, String), Millis>>);

impl Nonces {
    /// Remembers a nonce. Whether it is new; refused where too many are remembered.
    fn is_new(&self, kid: Kid, nonce: &str, now: Millis) -> Result<bool, Failure> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= REMEMBERED_NONCES {
            seen.retain(|_, at| now - *at < NONCE_LIFE);
            if seen.len() >= REMEMBERED_NONCES {
                return Err(Failure::overloaded());
            }
        }
        let before = seen.insert((kid, nonce.to_owned()), now);
        Ok(before.is_none_or(|at| now - at >= NONCE_LIFE))
    }
}

/// A key by its name, from memory or the store. It may be revoked: what it signed before is still
/// answered, and whoever reads it decides what it may do.
pub(super) async fn known_key(app: &App, kid: Kid) -> Result<Option<KnownKey>, Failure> {
    if let Some(known) = app.keys.get(kid, app.now()) {
        return Ok(Some(known));
    }
    let since = app.keys.generation();
    let Some(record) = app.store.key(kid).await? else {
        return Ok(None);
    };
    let register = match record.owner {
        KeyOwner::Register(id) => app.store.register(id).await?,
        KeyOwner::WalletApi(_) | KeyOwner::WalletPay(_) => None,
    };
    let known = KnownKey { record, register };
    app.keys.put(known.clone(), app.now(), since);
    Ok(Some(known))
}

/// A key as it counts now: where other servers may have revoked it, memory isn't asked.
async fn key_now(app: &App, kid: Kid) -> Result<Option<KeyRecord>, Failure> {
    if app.store.is_shared() {
        return Ok(app.store.key(kid).await?);
    }
    Ok(known_key(app, kid).await?.map(|known| known.record))
}

/// A call whose signature fits.
pub(super) struct Signed {
    pub(super) key: KnownKey,
    pub(super) request: Uuid,
}

impl Staff {
    /// Refuses an account that may not act in a shop with this role.
    pub(super) fn require(&self, role: Role, shop: &ShopId) -> Result<(), Failure> {
        if self.may(role, shop) {
            Ok(())
        } else {
            Err(Failure::new("forbidden", "Your role doesn't allow this here."))
        }
    }
}

impl Signed {
    /// The register that has signed.
    pub(super) fn register(&self) -> Result<&Register, Failure> {
        let register = self.key.register.as_ref().filter(|_| !self.key.record.revoked);
        register.ok_or_else(|| Failure::new("forbidden", "Only a register may do this."))
    }
}

/// Verifies a signed call by a key that is known.
pub(super) async fn signed(app: &App, call: &Call) -> Result<Signed, Failure> {
    let request = call.request_id()?;
    let params = params(app, call)?;
    let kid: Kid = params.key_id.parse().map_err(|_| invalid("keyid"))?;
    let key = known_key(app, kid)
        .await?
        .ok_or_else(|| Failure::new("unauthorized", "This key isn't known here."))?;
    verify(app, call, &params, &key.record.public_key)?;
    limits::count_key(app, kid)?;
    Ok(Signed { key, request })
}

/// A phone's call: whose wallet, under which id, by which key.
#[derive(Clone, Copy)]
pub(super) struct Caller {
    pub(super) wallet: WalletId,
    pub(super) request: Uuid,
    pub(super) device: Kid,
}

impl Caller {
    /// Under which name the call's answer is kept.
    pub(super) fn key(&self) -> RequestKey {
        RequestKey { caller: self.wallet.uuid(), request: self.request }
    }

    /// Refuses a phone that was removed, before anything is done outside the engine.
    pub(super) async fn require_live(&self, app: &App) -> Result<(), Failure> {
        let facts = app.store.wallet(self.wallet).await?.ok_or(Refusal::UnknownWallet)?;
        if facts.erased_at.is_some() {
            return Err(Refusal::WalletErased.into());
        }
        let device = facts.device(&self.device.to_string());
        device.map(|_| ()).ok_or_else(|| Refusal::DeviceRevoked.into())
    }
}

/// Whether the engine has an answer already; then nothing is done outside of it.
pub(super) async fn was_answered(app: &App, key: RequestKey) -> Result<bool, Failure> {
    let needs = Needs { requests: [key].into(), ..Needs::default() };
    Ok(app.store.load(needs).await?.requests.contains_key(&key))
}

/// The wallet whose silent key has signed, and the intent's id. The key may be revoked: the engine
/// answers what was asked before, and refuses the rest.
pub(super) async fn signed_wallet(app: &App, call: &Call) -> Result<Caller, Failure> {
    let signed = signed(app, call).await?;
    let device = signed.key.record.kid;
    Ok(Caller { wallet: wallet_of(&signed)?, request: signed.request, device })
}

fn wallet_of(signed: &Signed) -> Result<WalletId, Failure> {
    match signed.key.record.owner {
        KeyOwner::WalletApi(wallet) => Ok(wallet),
        KeyOwner::WalletPay(_) | KeyOwner::Register(_) => {
            Err(Failure::new("forbidden", "This call is signed by a phone's key for calls."))
        }
    }
}

/// The wallet and key of a call that hands out a secret: its nonce must be new, and the key good.
pub(super) async fn signed_once(app: &App, call: &Call) -> Result<Caller, Failure> {
    let signed = signed(app, call).await?;
    let wallet = wallet_of(&signed)?;
    let key = key_now(app, signed.key.record.kid).await?;
    if key.is_none_or(|key| key.revoked || key.owner != KeyOwner::WalletApi(wallet)) {
        return Err(Refusal::DeviceRevoked.into());
    }
    let params = params(app, call)?;
    let device = signed.key.record.kid;
    let now = app.now();
    let is_new = app.nonces.is_new(device, &params.nonce, now)?
        && app.store.is_new_nonce(device, &params.nonce, now, now - NONCE_LIFE).await?;
    if is_new {
        Ok(Caller { wallet, request: signed.request, device })
    } else {
        Err(Failure::new("signature_invalid", "This call was made before."))
    }
}

/// Verifies a call by the key that its own body enrols.
pub(super) fn signed_by(app: &App, call: &Call, key: &PublicKey) -> Result<Uuid, Failure> {
    let request = call.request_id()?;
    let params = params(app, call)?;
    if params.key_id != key.kid().to_string() {
        return Err(invalid("keyid"));
    }
    verify(app, call, &params, key)?;
    Ok(request)
}

fn invalid(what: &str) -> Failure {
    Failure::new("signature_invalid", format!("The signature doesn't fit: {what}."))
}

/// What is signed, if its time is near the server's.
fn params(app: &App, call: &Call) -> Result<SignatureParams, Failure> {
    let header = call.header(headers::SIGNATURE_INPUT);
    if header.is_empty() {
        return Err(Failure::new("unauthorized", "This call must be signed."));
    }
    let params =
        SignatureParams::from_header(header).map_err(|error| invalid(&error.to_string()))?;
    let now = app.now();
    if (params.created - now.seconds()).abs() > MAX_SKEW_SECONDS {
        let problem = Problem::new("clock_skew", "The call's clock is more than a minute off.");
        return Err(Failure(problem.with("now", now.get())));
    }
    Ok(params)
}

fn verify(
    app: &App,
    call: &Call,
    params: &SignatureParams,
    key: &PublicKey,
) -> Result<(), Failure> {
    let digest = content_digest(&call.body);
    if call.header(headers::CONTENT_DIGEST) != digest {
        return Err(invalid("the Content-Digest isn't the body's"));
    }
    let signature = read_signature_header(call.header(headers::SIGNATURE))
        .map_err(|error| invalid(&error.to_string()))?;
    let base = params.base(&SignedCall {
        method: call.method.as_str(),
        authority: &app.settings.authority,
        path: call.uri.path(),
        query: call.uri.query().unwrap_or(""),
        content_digest: &digest,
        idempotency_key: call.header(headers::IDEMPOTENCY_KEY),
    });
    if key.verify(base.as_bytes(), &signature) {
        Ok(())
    } else {
        Err(invalid("it was made for another call, or by another key"))
    }
}

/// A token that reads one wallet, sealed by the server: `wallet, kid, end, seal`.
pub(super) fn seal_token(app: &App, wallet: WalletId, kid: Kid, end: Millis) -> String {
    let mut bytes = Vec::with_capacity(64);
    bytes.extend_from_slice(wallet.uuid().as_bytes());
    bytes.extend_from_slice(kid.as_bytes());
    bytes.extend_from_slice(&end.get().to_be_bytes());
    let seal = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &app.store.token_key()), &bytes);
    bytes.extend_from_slice(seal.as_ref());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Who reads with a token.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub(super) wallet: WalletId,
    pub(super) device: Kid,
}

/// The wallet that a call's token reads, for which phone.
pub(super) async fn reader(app: &App, call: &Call) -> Result<Reader, Failure> {
    let refused = || Failure::new("unauthorized", "Send a token that is good: Bearer ...");
    let text = call.header(header::AUTHORIZATION.as_str());
    let token = text.strip_prefix("Bearer ").ok_or_else(refused)?;
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| refused())?;
    let (claims, seal) = bytes.split_at_checked(32).ok_or_else(refused)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &app.store.token_key());
    hmac::verify(&key, claims, seal).map_err(|_| refused())?;
    let (wallet, kid, end) = read_claims(claims).ok_or_else(refused)?;
    limits::count_key(app, kid)?;
    let key = key_now(app, kid).await?;
    let counts = key.is_some_and(|key| !key.revoked && key.owner == KeyOwner::WalletApi(wallet));
    if end <= app.now() || !counts {
        return Err(refused());
    }
    Ok(Reader { wallet, device: kid })
}

/// Whether a key still counts, as the store knows it now; no, where the store can't say.
pub(super) async fn still_counts(app: &App, kid: Kid) -> bool {
    matches!(app.store.key(kid).await, Ok(Some(record)) if !record.revoked)
}

fn read_claims(claims: &[u8]) -> Option<(WalletId, Kid, Millis)> {
    let wallet = Uuid::from_slice(claims.get(..16)?).ok()?;
    let kid: [u8; 8] = claims.get(16..24)?.try_into().ok()?;
    let end: [u8; 8] = claims.get(24..32)?.try_into().ok()?;
    Some((WalletId::new(wallet), Kid::from_bytes(kid), Millis::new(i64::from_be_bytes(end))))
}

/// The secret of a session, from the cookie.
pub(super) fn session_token(call: &Call) -> Option<&str> {
    call.headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Who is signed in. A call that changes something must also carry the session's CSRF token.
pub(super) async fn staff(app: &App, call: &Call) -> Result<Staff, Failure> {
    let staff = session(app, call).await?;
    if call.method != axum::http::Method::GET && call.header(headers::CSRF) != staff.session.csrf {
        return Err(Failure::new("csrf_missing", "Send the session's Dough-CSRF token."));
    }
    Ok(staff)
}

/// Whose browser it is. Enough to read; what changes something needs the session's CSRF token too.
pub(super) async fn session(app: &App, call: &Call) -> Result<Staff, Failure> {
    let signed_out = || Failure::new("unauthorized", "Sign in first.");
    let token = session_token(call).ok_or_else(signed_out)?;
    let session = app
        .store
        .session(hash_secret(token))
        .await?
        .filter(|session| app.now() < session.expires_at)
        .ok_or_else(signed_out)?;
    let account = app.store.account(session.name.clone()).await?.ok_or_else(signed_out)?;
    Ok(Staff { account, session })
}

/// Staff of a shop, with at least this role.
pub(super) async fn staff_of(
    app: &App,
    call: &Call,
    shop: &ShopId,
    role: Role,
) -> Result<Staff, Failure> {
    let staff = staff(app, call).await?;
    staff.require(role, shop)?;
    Ok(staff)
}

/// The id under which an account's requests are kept.
pub(super) fn account_caller(name: &str) -> Uuid {
    let mut id = [0; 16];
    id.copy_from_slice(&hash_secret(name)[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid()
}

/// The id under which the requests of a phone that has no wallet yet are kept.
pub(super) fn device_caller(device: Kid) -> Uuid {
    // No account is named so: its name has no space.
    account_caller(&format!("phone {device}"))
}

/// A text sealed under the store's own key: it can be compared, and not read back.
pub(super) fn seal(app: &App, purpose: &str, parts: &[&str]) -> [u8; 32] {
    people::seal(&app.store.token_key(), purpose, parts)
}
