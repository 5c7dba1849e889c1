//! The pickup board: what is to be made, what waits, with a button for each step.

use super::form::Typed;
use super::{Shell, refused, render, session, words};
use crate::app::App;
use crate::http::auth;
use crate::http::call::{self, Call};
use crate::http::kitchen::{self, BOARD};
use crate::http::reply::Failure;
use crate::staff::Staff;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dough_rules::Refusal;
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::order::{Order, OrderState};
use dough_rules::units::{Cents, Millis};
use dough_wire::Problem;
use dough_wire::requests::Role;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "board.html")]
struct BoardPage {
    shell: Shell,
    shop_name: String,
    orders: OrdersPart,
}

/// The part that is fetched again with each change.
#[derive(Template)]
#[template(path = "orders.html")]
struct OrdersPart {
    shop: ShopId,
    csrf: String,
    /// What went wrong; empty for nothing.
    sentence: String,
    /// The shop's time.
    now: String,
    columns: [Column; 2],
}

struct Column {
    title: &'static str,
    empty: &'static str,
    cards: Vec<Card>,
}

struct Card {
    id: OrderId,
    attempt: Uuid,
    code: String,
    pickup: String,
    /// "in 12 min", "3 min ago".
    away: String,
    is_late: bool,
    is_paid: bool,
    total: Cents,
    lines: Vec<(u32, String)>,
    /// The next step of the order: its path, and the button's words.
    next: Option<(&'static str, &'static str)>,
    may_cancel: bool,
}

/// The whole board.
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Response {
    match signed_in(&app, &name, &call).await {
        Ok((staff, shop)) => whole(&app, &staff, &shop, String::new(), StatusCode::OK).await,
        Err(response) => response,
    }
}

/// The orders alone.
pub(super) async fn orders(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    call: Call,
) -> Response {
    let (staff, shop) = match signed_in(&app, &name, &call).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match part(&app, &staff, &shop, String::new()).await {
        Ok((_, part)) => render(StatusCode::OK, &part),
        Err(failure) => refused(&failure),
    }
}

/// Moves an order on, and shows the board.
pub(super) async fn step(
    State(app): State<Arc<App>>,
    Path((name, order, step)): Path<(String, String, String)>,
    call: Call,
) -> Response {
    let (staff, shop) = match signed_in(&app, &name, &call).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let typed = Typed::read(&call.body);
    let moved = async {
        if typed.text("csrf") != staff.session.csrf {
            return Err(Failure::new("csrf_missing", "This page was older than your sign-in."));
        }
        let attempt = typed.text("attempt").parse();
        let attempt: Uuid =
            attempt.map_err(|_| Failure::new("malformed_request", "No attempt."))?;
        let answer = kitchen::move_on(&app, &staff, &shop, (&order, &step), attempt).await?;
        if answer.is_success() {
            return Ok(());
        }
        let problem: Problem = serde_json::from_str(&answer.body)
            .map_err(|error| Failure::new("internal", error.to_string()))?;
        Err(Failure(problem))
    };
    match moved.await {
        Ok(()) => whole(&app, &staff, &shop, String::new(), StatusCode::OK).await,
        Err(Failure(problem)) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
            whole(&app, &staff, &shop, words::problem(&problem), status).await
        }
    }
}

async fn signed_in(app: &App, name: &str, call: &Call) -> Result<(Staff, ShopId), Response> {
    let shop = call::shop(name).map_err(|failure| refused(&failure))?;
    let staff = if call.method == axum::http::Method::GET {
        session::staff_of(app, call, &shop).await?
    } else {
        // There is nothing typed to keep: the board itself is what comes after the sign-in.
        let session = auth::session(app, call).await;
        let staff = session.map_err(|_| session::ask(&format!("/shops/{shop}/board")))?;
        staff.require(Role::Staff, &shop).map_err(|failure| refused(&failure))?;
        staff
    };
    Ok((staff, shop))
}

async fn whole(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    sentence: String,
    status: StatusCode,
) -> Response {
    match part(app, staff, shop, sentence).await {
        Ok((shop_name, orders)) => {
            render(status, &BoardPage { shell: Shell::of(app, staff), shop_name, orders })
        }
        Err(failure) => refused(&failure),
    }
}

async fn part(
    app: &App,
    staff: &Staff,
    shop: &ShopId,
    sentence: String,
) -> Result<(String, OrdersPart), Failure> {
    let moment = app.moment();
    let unknown = || Refusal::UnknownShop { shop: shop.clone() };
    let catalogue = app.catalogues.at(moment.now).ok_or_else(unknown)?;
    let outlet = catalogue.shop(shop).ok_or_else(unknown)?;
    let clock =
        |at: Millis| at.to_utc().with_timezone(&outlet.time_zone).format("%H:%M").to_string();
    let orders = app.store.board(shop.clone(), BOARD).await?;
    let (mut to_make, mut waiting) = (Vec::new(), Vec::new());
    for (n, order) in (0_u64..).zip(orders) {
        let attempt = moment.entropy.bytes("page attempt", n).0;
        let card = card(&order, attempt, moment.now, clock(order.pickup_at));
        if order.state == OrderState::Prepared { waiting.push(card) } else { to_make.push(card) }
    }
    let orders = OrdersPart {
        shop: shop.clone(),
        csrf: staff.session.csrf.clone(),
        sentence,
        now: clock(moment.now),
        columns: [
            Column { title: "To make", empty: "Nothing to make.", cards: to_make },
            Column { title: "Ready", empty: "Nothing waits for its customer.", cards: waiting },
        ],
    };
    Ok((outlet.name.clone(), orders))
}

fn card(order: &Order, attempt: [u8; 32], now: Millis, pickup: String) -> Card {
    let minutes = (order.pickup_at - now).get().div_euclid(60_000);
    let mut id = [0; 16];
    id.copy_from_slice(&attempt[..16]);
    Card {
        id: order.id,
        attempt: uuid::Builder::from_random_bytes(id).into_uuid(),
        code: order.code.clone(),
        pickup,
        away: match minutes {
            0 => "now".to_owned(),
            1.. => format!("in {}", length(minutes)),
            _ => format!("{} ago", length(-minutes)),
        },
        is_late: minutes < 0 && order.state != OrderState::Prepared,
        is_paid: order.state != OrderState::Proposed,
        total: order.total,
        lines: order.lines.iter().map(|line| (line.quantity, line.name.clone())).collect(),
        next: match order.state {
            OrderState::Reserved => Some(("ready", "Ready")),
            OrderState::Prepared => Some(("picked-up", "Picked up")),
            _ => None,
        },
        may_cancel: order.state != OrderState::Prepared,
    }
}

/// Minutes, as people say them.
fn length(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, _) if hours >= 24 => format!("{} d", hours / 24),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}
