//! Owners and staff: sign-in, accounts, codes that enrol registers.

use super::auth::{self, COOKIE};
use super::call::{Call, shop};
use super::limits::{self, counted_address};
use super::reply::Failure;
use crate::app::App;
use crate::staff::{Begun, begin_session, hash_secret, new_account, password_fits, signed_in};
use crate::store::AuditLine;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use dough_rules::units::Span;
use dough_wire::Problem;
use dough_wire::replies::{AccountMade, RegisterCode, SignedIn};
use dough_wire::requests::{NewAccount, Role, SignIn};
use std::sync::Arc;

/// How long a code that enrols a register is good.
const REGISTER_CODE_LIFE: Span = Span::minutes(30);
/// Checked where an account isn't there, so that its absence takes as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      pjlPpT2JVYG8VJ3qPLmMUVJ5ZAvlYqhXXKrVd4FrLhg";

/// Signs in with name and password; the session is a cookie.
#[utoipa::path(post, path = "/v1/staff/sign-in", tag = "staff", request_body = SignIn,
    responses((status = 200, body = SignedIn), (status = "4XX", body = Problem)))]
pub(super) async fn sign_in(State(app): State<Arc<App>>, call: Call) -> Result<Response, Failure> {
    let begun = begin(&app, &call, call.json()?).await?;
    let mut response = Json(signed_in(&begun.staff)).into_response();
    set_session(&app, &mut response, &begun);
    Ok(response)
}

/// Begins a session where name and password fit.
pub(super) async fn begin(app: &App, call: &Call, asked: SignIn) -> Result<Begun, Failure> {
    let address = counted_address(&app.settings.limits, call.peer, &call.headers);
    let name = asked.name.clone();
    limits::may_try(app, address, &name)?;
    let _turn = app.password_checks.try_acquire().map_err(|_| {
        let problem = Problem::new("too_many_requests", "Too many sign-ins at once.");
        Failure(problem.with("retry_after", 2))
    })?;
    let account = app.store.account(asked.name.clone()).await?;
    let hash = account.as_ref().map_or_else(|| NOBODY.to_owned(), |found| found.password.clone());
    let fits = tokio::task::spawn_blocking(move || password_fits(&asked.password, &hash))
        .await
        .unwrap_or(false);
    let Some(account) = account.filter(|_| fits) else {
        limits::count_wrong(app, address, &name);
        return Err(Failure::new("sign_in_failed", "Name or password is wrong."));
    };
    Ok(begin_session(app, &account).await?)
}

/// Gives a session to the browser.
pub(super) fn set_session(app: &App, response: &mut Response, begun: &Begun) {
    set_cookie(app, response, &begun.token, crate::staff::SESSION.get() / 1000);
}

/// Takes the session from the browser.
pub(super) fn end_cookie(app: &App, response: &mut Response) {
    set_cookie(app, response, "", 0);
}

fn set_cookie(app: &App, response: &mut Response, token: &str, seconds: i64) {
    let secure = if app.settings.secure { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

/// Ends the session.
#[utoipa::path(post, path = "/v1/staff/sign-out", tag = "staff",
    responses((status = 204), (status = "4XX", body = Problem)))]
pub(super) async fn sign_out(State(app): State<Arc<App>>, call: Call) -> Result<Response, Failure> {
    auth::staff(&app, &call).await?;
    if let Some(token) = auth::session_token(&call) {
        app.store.end_session(hash_secret(token)).await?;
    }
    let mut response = axum::http::StatusCode::NO_CONTENT.into_response();
    end_cookie(&app, &mut response);
    Ok(response)
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/staff/me", tag = "staff",
    responses((status = 200, body = SignedIn), (status = "4XX", body = Problem)))]
pub(super) async fn me(State(app): State<Arc<App>>, call: Call) -> Result<Json<SignedIn>, Failure> {
    let staff = auth::staff(&app, &call).await?;
    Ok(Json(signed_in(&staff)))
}

/// Makes an account. Owners only.
#[utoipa::path(post, path = "/v1/staff/accounts", tag = "staff", request_body = NewAccount,
    responses((status = 200, body = AccountMade), (status = "4XX", body = Problem)))]
pub(super) async fn add_account(
    State(app): State<Arc<App>>,
    call: Call,
) -> Result<Json<AccountMade>, Failure> {
    let staff = auth::staff(&app, &call).await?;
    if staff.account.role != Role::Owner {
        return Err(Failure::new("forbidden", "Only an owner makes accounts."));
    }
    let asked: NewAccount = call.json()?;
    let catalogue = app.catalogues.at(app.now());
    let unknown =
        asked.shops.iter().find(|id| catalogue.as_ref().is_none_or(|all| all.shop(id).is_none()));
    if let Some(shop) = unknown {
        return Err(dough_rules::Refusal::UnknownShop { shop: shop.clone() }.into());
    }
    let _turn = app.password_checks.acquire().await.map_err(|_| Failure::overloaded())?;
    let account = tokio::task::spawn_blocking(move || new_account(asked))
        .await
        .map_err(|error| Failure::new("internal", error.to_string()))?
        .map_err(Failure)?;
    let made = AccountMade { name: account.name.clone(), role: account.role };
    let audit = AuditLine {
        at: app.now(),
        who: staff.account.name,
        action: "account_made",
        shop: None,
        detail: account.name.clone(),
    };
    if app.store.add_account(account, audit).await? {
        Ok(Json(made))
    } else {
        Err(Failure::new("account_exists", "There is an account of this name."))
    }
}

/// A one-time code that enrols a register. Managers of the shop.
#[utoipa::path(post, path = "/v1/shops/{shop}/register-codes", tag = "staff",
    params(("shop" = String, Path)),
    responses((status = 200, body = RegisterCode), (status = "4XX", body = Problem)))]
pub(super) async fn register_code(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Result<Json<RegisterCode>, Failure> {
    let shop = shop(&name)?;
    let staff = auth::staff_of(&app, &call, &shop, Role::Manager).await?;
    let now = app.now();
    if app.catalogues.at(now).is_none_or(|all| all.shop(&shop).is_none()) {
        return Err(dough_rules::Refusal::UnknownShop { shop }.into());
    }
    // 100 random bits: nobody guesses it in half an hour, and a person can type it.
    let code = hex::encode(&app.random.bytes()[..13]).to_uppercase();
    let expires_at = now + REGISTER_CODE_LIFE;
    let audit = AuditLine {
        at: now,
        who: staff.account.name,
        action: "register_code_made",
        shop: Some(shop.clone()),
        detail: String::new(),
    };
    app.store.add_register_code(hash_secret(&code), shop, expires_at, audit).await?;
    Ok(Json(RegisterCode { code, expires_at }))
}

/// Links that sign in without a password. None but a demonstration's.
pub(super) fn links() -> Router<Arc<App>> {
    Router::new().route("/sign-in/{token}", get(sign_in_by_link))
}

async fn sign_in_by_link(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let wanted = hash_secret(&token);
    let link = app.settings.sign_in_links.iter().find(|link| hash_secret(&link.token) == wanted);
    let unknown = || Failure::new("sign_in_failed", "This link isn't good.");
    let link = link.ok_or_else(unknown)?;
    let account = app.store.account(link.account.clone()).await?.ok_or_else(unknown)?;
    let begun = begin_session(&app, &account).await?;
    let mut response = Redirect::to("/").into_response();
    set_session(&app, &mut response, &begun);
    Ok(response)
}
