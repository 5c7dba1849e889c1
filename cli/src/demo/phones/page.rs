//! A phone's screen.

use super::{Demo, Held, Shown};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use dough_core::DoughError;
use dough_core::views::{HistoryEntry, Home, OrderStatus};
use std::sync::PoisonError;

/// How many lines of history a screen shows.
const HISTORY: u32 = 6;

#[derive(Template)]
#[template(path = "phones.html")]
struct ListPage {
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "phone.html")]
struct PhonePage<'a> {
    name: &'a str,
    screen: Screen<'a>,
}

/// Where paying stands.
enum Paying {
    /// No code is shown.
    No,
    /// A code is on the screen.
    Code { picture: String, text: String },
    /// What came of the code that was on the screen.
    Paid(String),
}

/// What the engine says, as an app would show it.
#[derive(Template)]
#[template(path = "screen.html")]
struct Screen<'a> {
    name: &'a str,
    said: String,
    home: Home,
    /// One for each dot of the row: whether it is filled.
    dots: Vec<bool>,
    paying: Paying,
    /// The newest order: its id, and where it stands.
    order: Option<(String, String)>,
    vouchers: Vec<String>,
    history: Vec<(String, HistoryEntry)>,
}

pub(super) fn list<'a>(names: impl Iterator<Item = &'a String>) -> Response {
    render(&ListPage { names: names.cloned().collect() })
}

pub(super) fn whole(demo: &Demo, held: &Held) -> Response {
    match look(demo, held) {
        Ok(screen) => render(&PhonePage { name: &held.phone.name, screen }),
        Err(error) => failed(&error),
    }
}

pub(super) fn screen(demo: &Demo, held: &Held) -> Response {
    look(demo, held).map_or_else(|error| failed(&error), |screen| render(&screen))
}

fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn failed(error: &DoughError) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response()
}

fn look<'a>(demo: &Demo, held: &'a Held) -> Result<Screen<'a>, DoughError> {
    let engine = held.engine();
    let home = engine.home()?;
    let history = engine.history(None, HISTORY)?;
    let paying = on_screen(demo, held, &history)?;
    let cost = home.surprise_cost.map_or(0, |cost| cost.get().min(20));
    let order = engine.orders()?.into_iter().next().map(|order| {
        let at = (demo.time)(order.pickup_at);
        let placed = order.order.as_ref();
        let code = placed.map(|order| order.code.clone()).unwrap_or_default();
        let said = match order.status {
            OrderStatus::Placing => format!("Your order for {at} is on its way to the shop"),
            OrderStatus::Refused => match &order.trouble {
                Some(trouble) => format!("Your order was refused: {}", trouble.code()),
                None => "Your order was refused".to_owned(),
            },
            OrderStatus::Proposed => format!("{code}, {at}: not paid yet"),
            OrderStatus::Reserved => format!("{code}, {at}: the kitchen has it"),
            OrderStatus::Prepared => format!("{code} is ready"),
            OrderStatus::Completed => format!("{code} was picked up"),
            OrderStatus::Canceled | OrderStatus::Failed => format!("{code} was called off"),
        };
        (order.id.to_string(), said)
    });
    Ok(Screen {
        name: &held.phone.name,
        said: held.said.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        dots: (0..cost).map(|dot| dot < home.dots.get()).collect(),
        paying,
        order,
        vouchers: engine.rewards()?.into_iter().map(|voucher| voucher.name).collect(),
        history: history.into_iter().map(|entry| ((demo.time)(entry.at), entry)).collect(),
        home,
    })
}

/// The code on the screen, drawn anew when it is due; or what came of it.
fn on_screen(demo: &Demo, held: &Held, history: &[HistoryEntry]) -> Result<Paying, DoughError> {
    let mut shown = held.shown();
    let Some(Shown { code, head }) = &mut *shown else {
        return Ok(Paying::No);
    };
    let sale = history.iter().find(|entry| entry.seq > *head && entry.kind == "sale_booked");
    if let Some(sale) = sale {
        return Ok(Paying::Paid(sale.text.clone()));
    }
    if (demo.now)() >= code.refresh_at {
        *code = held.engine().refresh_code(code.session)?;
    }
    Ok(Paying::Code { picture: code.matrix.to_svg(), text: code.text.clone() })
}
