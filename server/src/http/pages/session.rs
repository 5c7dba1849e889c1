//! Sign in, sign out, and the list of shops.

use super::form::Typed;
use super::{Shell, refused, register, render, status};
use crate::app::App;
use crate::http::auth;
use crate::http::call::{self, Call};
use crate::http::office;
use crate::http::reply::Failure;
use crate::staff::{Staff, hash_secret};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use dough_rules::ids::ShopId;
use dough_wire::requests::{Role, SignIn};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    sentence: String,
    name: String,
    /// Where to go afterwards: a path of this server.
    next: String,
    /// A form that was sent without a session, to be shown again.
    kept: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    shops: Vec<Outlet>,
}

struct Outlet {
    id: ShopId,
    name: String,
}

/// The shops that somebody works in.
pub(super) async fn home(State(app): State<Arc<App>>, call: Call) -> Response {
    let staff = match signed_in(&app, &call, || ask("/")).await {
        Ok(staff) => staff,
        Err(asking) => return asking,
    };
    let catalogue = app.catalogues.at(app.now());
    let shops = catalogue.iter().flat_map(|it| &it.shops);
    let shops = shops
        .filter(|shop| staff.may(Role::Staff, &shop.id))
        .map(|shop| Outlet { id: shop.id.clone(), name: shop.name.clone() })
        .collect();
    render(StatusCode::OK, &HomePage { shell: Shell::of(&app, &staff), shops })
}

/// Who is signed in, or a page that asks for it.
async fn signed_in(
    app: &App,
    call: &Call,
    asking: impl FnOnce() -> Response,
) -> Result<Staff, Response> {
    match auth::session(app, call).await {
        Ok(staff) => Ok(staff),
        Err(failure) if failure.0.status == 401 => Err(asking()),
        Err(failure) => Err(refused(&failure)),
    }
}

/// The shop of a page, and who is signed in and works in it; or a page that asks for a sign-in.
pub(super) async fn staff_of(
    app: &App,
    call: &Call,
    name: &str,
    asking: impl FnOnce() -> Response,
) -> Result<(Staff, ShopId), Response> {
    let shop = call::shop(name).map_err(|failure| refused(&failure))?;
    let staff = signed_in(app, call, asking).await?;
    staff.require(Role::Staff, &shop).map_err(|failure| refused(&failure))?;
    Ok((staff, shop))
}

/// Asks to sign in, and then leads on to a path.
pub(super) fn ask(next: &str) -> Response {
    let (sentence, name, kept) = Default::default();
    let page = SignInPage { sentence, name, next: next.to_owned(), kept };
    render(StatusCode::UNAUTHORIZED, &page)
}

/// Asks to sign in again where a session ran out, and keeps what was typed.
pub(super) fn ask_again(call: &Call) -> Response {
    let page = SignInPage {
        sentence: "Your sign-in ran out. Sign in again: what you typed is kept, and nothing was \
                   booked."
            .to_owned(),
        name: String::new(),
        next: call.uri.path().to_owned(),
        kept: String::from_utf8_lossy(&call.body).into_owned(),
    };
    render(StatusCode::UNAUTHORIZED, &page)
}

pub(super) async fn sign_in_page() -> Response {
    let (sentence, name, kept) = Default::default();
    render(StatusCode::OK, &SignInPage { sentence, name, next: "/".to_owned(), kept })
}

/// Signs in. A form that waited for it is shown again; it is never sent by itself.
pub(super) async fn sign_in(State(app): State<Arc<App>>, call: Call) -> Response {
    let typed = Typed::read(&call.body);
    let (name, next, kept) = (typed.text("name"), path(&typed.text("next")), typed.text("kept"));
    let asked = SignIn { name: name.clone(), password: typed.text("password") };
    match office::begin(&app, &call, asked).await {
        Ok(begun) => {
            let waiting = register::shop_of_path(&next).filter(|_| !kept.is_empty());
            let mut response = match waiting {
                Some(shop) if begun.staff.may(Role::Staff, &shop) => {
                    register::shown_again(&app, &begun.staff, &shop, kept.as_bytes())
                }
                _ => Redirect::to(&next).into_response(),
            };
            office::set_session(&app, &mut response, &begun);
            response
        }
        Err(Failure(problem)) => {
            let sentence = super::words::problem(&problem);
            render(status(&problem), &SignInPage { sentence, name, next, kept })
        }
    }
}

/// A path of this server, never another's address.
fn path(next: &str) -> String {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if own { next.to_owned() } else { "/".to_owned() }
}

pub(super) async fn sign_out(State(app): State<Arc<App>>, call: Call) -> Response {
    let typed = Typed::read(&call.body);
    if let Ok(staff) = auth::session(&app, &call).await
        && typed.text("csrf") == staff.session.csrf
        && let Some(token) = auth::session_token(&call)
        && let Err(error) = app.store.end_session(hash_secret(token)).await
    {
        return refused(&error.into());
    }
    let mut response = Redirect::to("/sign-in").into_response();
    office::end_cookie(&app, &mut response);
    response
}
