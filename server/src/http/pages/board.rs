//! The pickup board: what is to be made, what waits, with a button for each step.

use super::form::Typed;
use super::{Shell, refused, render, session, status, words};
use crate::app::App;
use crate::http::call::Call;
use crate::http::kitchen::{self, BOARD};
use crate::http::reply::{Failure, yes};
use crate::staff::Staff;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::order::{Order, OrderState};
use dough_rules::units::{Cents, Millis};
use dough_rules::{Refusal, uuid_v7};
use dough_wire::replies::CommandReply;
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
    match staff_of(&app, &name, &call).await {
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
    let (staff, shop) = match staff_of(&app, &name, &call).await {
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
    let (staff, shop) = match staff_of(&app, &name, &call).await {
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
        yes(&kitchen::move_on(&app, &staff, &shop, (&order, &step), attempt).await?)
            .map(|_: CommandReply| ())
    };
    match moved.await {
        Ok(()) => whole(&app, &staff, &shop, String::new(), StatusCode::OK).await,
        Err(Failure(problem)) => {
            whole(&app, &staff, &shop, words::problem(&problem), status(&problem)).await
        }
    }
}

/// After a sign-in comes the board itself, whatever was asked: nothing typed is to be kept.
async fn staff_of(app: &App, name: &str, call: &Call) -> Result<(Staff, ShopId), Response> {
    session::staff_of(app, call, name, || session::ask(&format!("/shops/{name}/board"))).await
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
    let clock = |at: Millis| at.in_zone(&outlet.time_zone).strftime("%H:%M").to_string();
    let orders = app.store.board(shop.clone(), BOARD).await?;
    let (mut to_make, mut waiting) = (Vec::new(), Vec::new());
    for (n, order) in (0_u64..).zip(orders) {
        let attempt = uuid_v7(moment.now, &moment.entropy.bytes("page attempt", n).0);
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

fn card(order: &Order, attempt: Uuid, now: Millis, pickup: String) -> Card {
    let minutes = (order.pickup_at - now).get().div_euclid(60_000);
    Card {
        id: order.id,
        attempt,
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
