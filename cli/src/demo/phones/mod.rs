//! What an app would show, in a browser: for the demonstration's phones only.
//!
//! Each page asks its phone's real engine, which has a store and keys of its own and talks HTTP to
//! the shop, as in an app. There is no sign-in: whoever can open the page holds the phone.

mod page;

use super::world::{Phone, World};
use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use dough_core::engine::{PayCodeView, PayRequest};
use dough_core::{DoughError, Engine, Topic};
use dough_rules::ids::{Seq, ShopId};
use dough_rules::pricing::BasketLine;
use dough_rules::units::Cents;
use dough_wire::requests::PlaceOrder;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::ReceiverStream;

/// What a code may pay at most, and what a top-up pays in.
const PAY_MAX: Cents = Cents::new(5_000);
const TOP_UP: Cents = Cents::new(2_000);
/// What the order button orders.
const ORDER: [&str; 2] = ["croissant", "cappuccino"];

/// The phones' pages, while they are served.
pub(super) struct Pages {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Pages {
    /// Where they are.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends them, and the phones with them.
    pub(super) async fn close(self) -> Result<()> {
        // The pages are gone already if this fails.
        let _ = self.stop.send(());
        self.server.await??;
        Ok(())
    }
}

/// A phone in somebody's hand.
struct Held {
    phone: Phone,
    /// The code that is on the screen.
    shown: Mutex<Option<Shown>>,
    /// What went wrong last; empty for nothing.
    said: Mutex<String>,
}

/// A code, and where the journal stood when it was made.
struct Shown {
    code: PayCodeView,
    head: Seq,
}

type Phones = Arc<BTreeMap<String, Held>>;

/// Serves the phones' pages on this machine.
pub(super) async fn serve(phones: [Phone; 2], world: &World, at: SocketAddr) -> Result<Pages> {
    let listener =
        TcpListener::bind(at).await.with_context(|| format!("{at} can't be listened on"))?;
    let address = listener.local_addr()?;
    let (outlet, clock) =
        (world.catalogue.shops.first().context("no shop")?, Arc::clone(&world.clock));
    let held = phones.map(|phone| {
        let name = phone.name.clone();
        (name, Held { phone, shown: Mutex::new(None), said: Mutex::new(String::new()) })
    });
    let zone = outlet.time_zone.clone();
    let state = Demo {
        phones: Arc::new(held.into_iter().collect()),
        shop: outlet.id.clone(),
        time: Arc::new(move |at| at.in_zone(&zone).strftime("%d.%m. %H:%M").to_string()),
        now: Arc::new(move || dough_server::Clock::now(clock.as_ref())),
    };
    let (stop, told) = oneshot::channel::<()>();
    let (ending, ended) = tokio::sync::watch::channel(false);
    let routes = routes(ended).with_state(state);
    let stopped = async move {
        // The sender gone is a stop as well.
        let _ = told.await;
        ending.send_replace(true);
    };
    let server =
        tokio::spawn(
            async move { axum::serve(listener, routes).with_graceful_shutdown(stopped).await },
        );
    Ok(Pages { address, stop, server })
}

/// What the pages share.
#[derive(Clone)]
struct Demo {
    phones: Phones,
    /// Where the order button orders.
    shop: ShopId,
    time: Arc<dyn Fn(dough_rules::units::Millis) -> String + Send + Sync>,
    now: Arc<dyn Fn() -> dough_rules::units::Millis + Send + Sync>,
}

fn routes(ended: tokio::sync::watch::Receiver<bool>) -> Router<Demo> {
    let live =
        async move |State(demo): State<Demo>, Path(name): Path<String>| live(&demo, &name, ended);
    Router::new()
        .route("/", get(list))
        .route("/{phone}", get(whole))
        .route("/{phone}/screen", get(screen))
        .route("/{phone}/changes", get(live))
        .route("/{phone}/{action}", post(act))
        .layer(from_fn(from_own_pages))
        .merge(dough_server::assets())
}

/// Another site's page may not press this one's buttons.
async fn from_own_pages(request: Request, next: Next) -> Response {
    if is_own(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "Not from another site.").into_response()
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN);
    origin.is_none_or(|origin| origin.strip_prefix("http://") == text(header::HOST))
}

async fn list(State(demo): State<Demo>) -> Response {
    page::list(demo.phones.keys())
}

fn held<'a>(demo: &'a Demo, name: &str) -> Result<&'a Held, Response> {
    let unknown = || (StatusCode::NOT_FOUND, Html("There is no such phone.")).into_response();
    demo.phones.get(name).ok_or_else(unknown)
}

/// A phone's page.
async fn whole(State(demo): State<Demo>, Path(name): Path<String>) -> Response {
    held(&demo, &name).map_or_else(|gone| gone, |held| page::whole(&demo, held))
}

/// The screen alone, as it is fetched again with each change.
async fn screen(State(demo): State<Demo>, Path(name): Path<String>) -> Response {
    held(&demo, &name).map_or_else(|gone| gone, |held| page::screen(&demo, held))
}

/// "Something has changed", as the engine tells its observers.
fn live(demo: &Demo, name: &str, mut ended: tokio::sync::watch::Receiver<bool>) -> Response {
    let held = match held(demo, name) {
        Ok(held) => held,
        Err(gone) => return gone,
    };
    let (tell, mut news) = tokio::sync::watch::channel(0_u64);
    let count = move |_| tell.send_modify(|count| *count += 1);
    let subscription = held.phone.engine.observe(Topic::Home, count);
    let (events, to_send) = mpsc::channel::<Result<Event, Infallible>>(1);
    tokio::spawn(async move {
        // Observed as long as somebody listens.
        let _subscription = subscription;
        loop {
            let count = news.borrow_and_update().to_string();
            if events.send(Ok(Event::default().data(count))).await.is_err() {
                return;
            }
            tokio::select! {
                told = news.changed() => if told.is_err() { return },
                () = events.closed() => return,
                _ = ended.wait_for(|ended| *ended) => return,
            }
        }
    });
    Sse::new(ReceiverStream::new(to_send)).keep_alive(KeepAlive::default()).into_response()
}

/// A button was pressed.
async fn act(
    State(demo): State<Demo>,
    Path((name, action)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let held = match held(&demo, &name) {
        Ok(held) => held,
        Err(gone) => return gone,
    };
    let done = match action.as_str() {
        "code" => held.show_code(),
        "away" => {
            *held.shown() = None;
            Ok(())
        }
        "top-up" => held.phone.engine.top_up(TOP_UP, true).map(drop),
        "order" => held.order(&demo.shop, (demo.now)()).await,
        "open" => held.open(),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let said = done.err().map_or_else(String::new, |error| error.message);
    *held.said.lock().unwrap_or_else(PoisonError::into_inner) = said;
    if headers.contains_key("hx-request") {
        return page::screen(&demo, held);
    }
    Redirect::to(&format!("/{name}")).into_response()
}

impl Held {
    fn shown(&self) -> MutexGuard<'_, Option<Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn engine(&self) -> &Engine {
        &self.phone.engine
    }

    /// Puts the code of a new payment session on the screen.
    fn show_code(&self) -> Result<(), DoughError> {
        let head = self.engine().home()?.head;
        let request = PayRequest { pay_max: Some(PAY_MAX), earn: true, ..PayRequest::default() };
        let code = self.engine().pay_code(request)?;
        *self.shown() = Some(Shown { code, head });
        Ok(())
    }

    /// Orders for the first time that the shop has.
    async fn order(
        &self,
        shop: &ShopId,
        now: dough_rules::units::Millis,
    ) -> Result<(), DoughError> {
        let line = |item: &str| {
            let item = item.parse().ok()?;
            Some(BasketLine { item, quantity: 1, modifiers: vec![] })
        };
        let lines: Vec<_> = ORDER.iter().copied().filter_map(line).collect();
        let today = now.in_zone(&TimeZone::UTC).date();
        let mut quote = None;
        for day in today.series(1.day()).take(3) {
            let found = self.engine().server_quote(shop.clone(), lines.clone(), day).await?;
            if !found.slots.is_empty() {
                quote = Some(found);
                break;
            }
        }
        let Some((slot, total)) =
            quote.and_then(|quote| Some((quote.slots.first()?.pickup_at, quote.priced.total)))
        else {
            return Ok(());
        };
        let order = PlaceOrder {
            shop: shop.clone(),
            lines,
            pickup_at: slot,
            total,
            pay: true,
            redeem: None,
        };
        self.engine().place_order(order).map(drop)
    }

    /// Opens the oldest surprise.
    fn open(&self) -> Result<(), DoughError> {
        match self.engine().surprises()?.first() {
            Some(surprise) => self.engine().open_surprise(surprise.number, true).map(drop),
            None => Ok(()),
        }
    }
}
