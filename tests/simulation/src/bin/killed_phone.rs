//! A phone that is killed: a real engine on a file, against a real server. `tests/kills.rs` starts
//! it and ends it with SIGKILL.
//!
//! `killed_phone FILE SERVER KEYS CHANCE AHEAD work CODE...` goes through a day without end and
//! writes a line as soon as a call has returned: `intent ID KIND`, `session N`, `invite CODE`.
//! `killed_phone FILE SERVER KEYS CHANCE AHEAD finish ID...` lets the outbox run empty and writes
//! what became of each id: `state ID STATE`, then `rest`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a phone that can't go on must be seen"
)]

use dough_core::engine::PayRequest;
use dough_core::rules::ids::{OrderId, ShopId};
use dough_core::rules::pricing::BasketLine;
use dough_core::rules::units::{Cents, Millis, Span};
use dough_core::time::SystemClock;
use dough_core::views::{IntentId, OrderStatus};
use dough_core::wire::requests::PlaceOrder;
use dough_core::{Clock, Config, DoughError, Engine, ErrorKind, Language, Ports, SoftwareKeys};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long the outbox may take to run empty.
const REST: Duration = Duration::from_mins(1);

/// The machine's clock, some hours ahead or behind: the shop must be open.
struct Ahead(Span);

impl Clock for Ahead {
    fn now(&self) -> Millis {
        SystemClock.now() + self.0
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, server, keys, chance, ahead, mode, given @ ..] = words.as_slice() else {
        panic!("FILE SERVER KEYS CHANCE AHEAD work|finish ...");
    };
    let ahead = Span::millis(ahead.parse().expect("a span in ms"));
    let keys = keys.parse().expect("a number of one byte");
    let engine = open(Path::new(file), server, keys, ahead);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    if mode == "finish" {
        runtime.block_on(finish(&engine, given));
    } else {
        let chance = StdRng::seed_from_u64(chance.parse().expect("a seed"));
        let mut owner = Owner { engine, chance, codes: given, ahead: Ahead(ahead) };
        runtime.block_on(owner.lives());
    }
}

fn open(file: &Path, server: &str, keys: u8, ahead: Span) -> Engine {
    let config = Config {
        store: file.to_owned(),
        server: server.to_owned(),
        language: Language::En,
        app_version: "1.0.0".to_owned(),
    };
    let keys = Arc::new(SoftwareKeys::from_seed(&[keys; 32]).expect("the keys can be made"));
    let ports = Ports { clock: Arc::new(Ahead(ahead)), ..Ports::system() };
    Engine::open(config, keys, ports).expect("the file opens")
}

/// Who uses the phone.
struct Owner<'a> {
    engine: Engine,
    chance: StdRng,
    codes: &'a [String],
    ahead: Ahead,
}

impl Owner<'_> {
    async fn lives(&mut self) {
        if let Ok(invite) = self.engine.invite() {
            println!("invite {}", invite.code);
        }
        loop {
            self.acts().await;
            let pause = Duration::from_micros(self.chance.random_range(0..6_000));
            tokio::time::sleep(pause).await;
        }
    }

    async fn acts(&mut self) {
        match self.chance.random_range(0..20) {
            0..3 => drop(self.tops_up()),
            3..6 => self.orders(),
            6..8 => self.orders_after_top_up(),
            8 => self.pays(),
            9..11 => self.edits(),
            11..13 => self.cancels(),
            13..15 => self.accepts(),
            15..18 => self.shows_code(),
            18 => {
                let sync = tokio::time::timeout(Duration::from_millis(40), self.engine.sync());
                // It may take longer than the owner looks.
                let _ = sync.await;
            }
            _ => {
                self.engine.pause();
                self.engine.resume().expect("the file opens again");
            }
        }
    }

    fn tops_up(&mut self) -> Option<IntentId> {
        let amount = Cents::new(self.chance.random_range(500..3_000));
        told("top_up", self.engine.top_up(amount, true))
    }

    fn basket(&mut self) -> Option<PlaceOrder> {
        let shops = ["brussels", "antwerp"];
        let shop: ShopId = shops[self.chance.random_range(0..2)].parse().ok()?;
        let lines = self.lines()?;
        let total = self.engine.quote(&shop, lines.clone(), None, None).ok()?.priced.total;
        let day = self.engine.catalogue()?.catalogue.shop(&shop)?.day(self.ahead.now());
        let slots = self.engine.slots(&shop, day, lines.clone()).ok()?.slots;
        let slot = slots.get(self.chance.random_range(0..slots.len().max(1)))?;
        let (pickup_at, pay) = (slot.pickup_at, self.chance.random_bool(0.5));
        Some(PlaceOrder { shop, lines, pickup_at, total, pay, redeem: None })
    }

    fn lines(&mut self) -> Option<Vec<BasketLine>> {
        let item = ["croissant", "baguette"][self.chance.random_range(0..2)].parse().ok()?;
        let quantity = self.chance.random_range(1..3);
        Some(vec![BasketLine { item, quantity, modifiers: vec![] }])
    }

    fn orders(&mut self) {
        if let Some(order) = self.basket() {
            told("place", self.engine.place_order(order));
        }
    }

    fn orders_after_top_up(&mut self) {
        if let (Some(order), Some(first)) = (self.basket(), self.tops_up()) {
            told("place", self.engine.place_order_after(order, first));
        }
    }

    /// One of the last orders of this state.
    fn order(&mut self, of: &[OrderStatus]) -> Option<(OrderId, ShopId, Millis)> {
        let mut orders = self.engine.orders().expect("orders can be read");
        orders.retain(|order| of.contains(&order.status));
        let order = orders.get(self.chance.random_range(0..orders.len().clamp(1, 5)))?;
        Some((order.id, order.shop.clone(), order.pickup_at))
    }

    fn pays(&mut self) {
        if let Some((order, ..)) = self.order(&[OrderStatus::Proposed, OrderStatus::Placing]) {
            told("pay", self.engine.pay_order(order));
        }
    }

    fn edits(&mut self) {
        let of = [OrderStatus::Reserved, OrderStatus::Proposed, OrderStatus::Placing];
        if let (Some((order, shop, at)), Some(lines)) = (self.order(&of), self.lines())
            && let Ok(quote) = self.engine.quote(&shop, lines.clone(), None, None)
        {
            told("edit", self.engine.edit_order(order, lines, at, quote.priced.total));
        }
    }

    fn cancels(&mut self) {
        let of = [OrderStatus::Reserved, OrderStatus::Proposed, OrderStatus::Placing];
        if let Some((order, ..)) = self.order(&of) {
            told("cancel", self.engine.cancel_order(order));
        }
    }

    fn accepts(&mut self) {
        if !self.codes.is_empty() {
            let code = &self.codes[self.chance.random_range(0..self.codes.len())];
            told("accept", self.engine.accept_invite(code));
        }
    }

    fn shows_code(&mut self) {
        let pay_max = Some(Cents::new(2_000));
        let request = PayRequest { pay_max, earn: true, ..PayRequest::default() };
        match self.engine.pay_code(request) {
            Ok(code) => println!("session {}", code.session),
            Err(error) => may_refuse(&error),
        }
    }
}

/// Writes an id as soon as it is there.
fn told(kind: &str, asked: Result<impl Into<IntentId>, DoughError>) -> Option<IntentId> {
    match asked {
        Ok(id) => {
            let id = id.into();
            println!("intent {id} {kind}");
            Some(id)
        }
        Err(error) => {
            may_refuse(&error);
            None
        }
    }
}

/// A rule's no, or no wallet yet; anything else is a fault.
fn may_refuse(error: &DoughError) {
    assert!(matches!(error.kind, ErrorKind::Refused | ErrorKind::Offline), "{error}");
}

async fn finish(engine: &Engine, ids: &[String]) {
    let end = tokio::time::Instant::now() + REST;
    while engine.home().expect("the home can be read").outbox > 0 {
        assert!(tokio::time::Instant::now() < end, "no rest: {}", engine.diagnostics());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    engine.sync().await.expect("the journal can be read");
    for id in ids {
        let view = engine.intent(id.parse().expect("an id")).expect("intents can be read");
        let state = view.map_or("missing".to_owned(), |view| view.state.to_string());
        println!("state {id} {state}");
    }
    println!("rest {}", engine.home().expect("the home can be read").wallet.expect("it is open"));
}
