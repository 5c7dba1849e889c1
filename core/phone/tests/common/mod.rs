//! A server that answers what a test tells it to, and a phone that asks it.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "helpers of tests, of which each file uses a part"
)]

pub(crate) mod line;

use dough_core::rules::ids::{InviteCode, Seq, TopUpId, WalletId};
use dough_core::rules::units::{Cents, Millis};
use dough_core::rules::{Event, Outcome};
use dough_core::views::Home;
use dough_core::wire::replies::{CommandReply, Session};
use dough_core::wire::signature::SignatureParams;
use dough_core::wire::{Problem, paths};
use dough_core::{
    Clock, Config, DeviceKeys, DoughError, Engine, KeyFailure, Language, Ports, SignError,
    SoftwareKeys, Subscription, Topic, Update,
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use tempfile::TempDir;
use uuid::Uuid;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// When the tests play: a Tuesday in June 2026, 07:00 in Brussels.
pub(crate) const MORNING: i64 = 1_781_586_000_000;

/// Nothing listens here.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:9";

/// A clock that a test sets.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn add_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis::new(self.0.load(Ordering::Relaxed))
    }
}

/// A phone whose file outlives its engine.
pub(crate) struct Phone {
    folder: PathBuf,
    _own: Option<TempDir>,
    pub(crate) clock: Arc<TestClock>,
    seed: [u8; 32],
}

impl Phone {
    pub(crate) fn new() -> Self {
        let own = tempfile::tempdir().unwrap();
        let phone = Self::in_folder(own.path());
        Self { _own: Some(own), ..phone }
    }

    /// A phone whose file is in a folder that outlives it.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            _own: None,
            clock: Arc::new(TestClock(AtomicI64::new(MORNING))),
            seed: [7; 32],
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("dough.db")
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn start(&self, server: &str) -> Engine {
        self.try_start(server, Language::En).unwrap()
    }

    /// Starts on a line in process, and on the test's own runtime: in virtual time.
    pub(crate) fn start_on(&self, line: Arc<line::Line>) -> Engine {
        let ports = Ports {
            transport: Some(line),
            runtime: Some(tokio::runtime::Handle::current()),
            ..self.ports()
        };
        self.open(NOWHERE, Language::En, ports).unwrap()
    }

    /// Starts with a key store that fails some times before it signs.
    pub(crate) fn start_with_failing_keys(&self, server: &str, failures: u32) -> Engine {
        let keys = SoftwareKeys::from_seed(&self.seed).unwrap();
        let keys = Arc::new(FailingKeys { keys, failures: AtomicU32::new(failures) });
        Engine::open(self.config(server, Language::En), keys, self.ports()).unwrap()
    }

    fn ports(&self) -> Ports {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Ports { clock, ..Ports::system() }
    }

    pub(crate) fn try_start(&self, server: &str, language: Language) -> Result<Engine, DoughError> {
        self.open(server, language, self.ports())
    }

    fn open(&self, server: &str, language: Language, ports: Ports) -> Result<Engine, DoughError> {
        let keys = Arc::new(SoftwareKeys::from_seed(&self.seed).unwrap());
        Engine::open(self.config(server, language), keys, ports)
    }

    fn config(&self, server: &str, language: Language) -> Config {
        Config {
            store: self.file(),
            server: server.to_owned(),
            language,
            app_version: "1.0.0".to_owned(),
        }
    }
}

/// A key store that isn't ready at once.
struct FailingKeys {
    keys: SoftwareKeys,
    failures: AtomicU32,
}

impl DeviceKeys for FailingKeys {
    fn pay_public_key(&self) -> Result<Vec<u8>, KeyFailure> {
        self.keys.pay_public_key()
    }

    fn api_public_key(&self) -> Result<Vec<u8>, KeyFailure> {
        self.keys.api_public_key()
    }

    fn sign_with_pay_key(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.keys.sign_with_pay_key(message)
    }

    fn sign_with_api_key(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let left = self.failures.load(Ordering::Relaxed);
        if left > 0 {
            self.failures.store(left - 1, Ordering::Relaxed);
            return Err(SignError::Failed("not yet".to_owned()));
        }
        self.keys.sign_with_api_key(message)
    }
}

/// Hears each change of the first screen.
pub(crate) fn homes(engine: &Engine) -> (Subscription, mpsc::Receiver<Home>) {
    let (told, homes) = mpsc::channel();
    let subscription = engine.observe(Topic::Home, move |update| {
        if let Update::Home(home) = update {
            told.send(*home).unwrap_or_default();
        }
    });
    (subscription, homes)
}

/// What the server knows.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) epoch: Uuid,
    pub(crate) wallet: WalletId,
    /// The entries' events, in order, as JSON.
    pub(crate) events: Vec<String>,
    /// The server's time.
    pub(crate) now: i64,
    /// How far `created` may be off; nothing: any time is taken.
    pub(crate) skew: Option<i64>,
    /// Entries up to a number, and when they happened; in order.
    pub(crate) long_ago: Vec<(u64, i64)>,
    /// Whether the phone's keys are known.
    pub(crate) knows_keys: bool,
}

/// The server.
pub(crate) struct Shop {
    pub(crate) http: MockServer,
    pub(crate) state: Arc<Mutex<State>>,
}

impl Shop {
    /// A server that opens wallets, gives sessions and pages, and takes any top-up. What a test
    /// mounts with a lower number of priority goes before.
    pub(crate) async fn open() -> Self {
        let state = State {
            epoch: Uuid::from_u128(1),
            wallet: WalletId::new(Uuid::from_u128(42)),
            events: vec![],
            now: MORNING,
            skew: None,
            long_ago: vec![],
            knows_keys: false,
        };
        let shop = Self { http: MockServer::start().await, state: Arc::new(Mutex::new(state)) };
        shop.mount("POST", paths::WALLETS, |state, request| {
            let reply = state.checked(request)?;
            if state.events.is_empty() {
                state.add(&Event::WalletOpened { invite_code: InviteCode::from_random(&[3; 32]) });
            }
            state.knows_keys = true;
            let wallet = state.wallet;
            Ok(reply.set_body_json(state.reply(Outcome::Opened { wallet })))
        })
        .await;
        shop.mount("POST", paths::SESSION, |state, request| {
            let reply = state.checked(request)?;
            if !state.knows_keys {
                return Err(Problem::new("unauthorized", "unknown"));
            }
            Ok(reply.set_body_json(Session {
                epoch: state.epoch,
                wallet: state.wallet,
                token: "token".to_owned(),
                expires_at: Millis::new(state.now + 600_000),
                now: Millis::new(state.now),
            }))
        })
        .await;
        shop.mount("GET", paths::CHANGES, |state, request| {
            let after = request
                .url
                .query_pairs()
                .find_map(|(name, value)| (name == "after").then(|| value.parse().unwrap()));
            Ok(ResponseTemplate::new(200).set_body_json(state.page(after.unwrap())))
        })
        .await;
        shop.mount("GET", paths::CATALOGUE, |_, request| {
            if request.headers.get("if-none-match").is_some() {
                return Ok(ResponseTemplate::new(304));
            }
            let reply = ResponseTemplate::new(200).insert_header("etag", "\"1\"");
            Ok(reply.set_body_json(catalogue()))
        })
        .await;
        shop.mount("POST", paths::TOP_UPS, |state, request| {
            let reply = state.checked(request)?;
            let id: Uuid = header(request, "idempotency-key").parse().unwrap();
            if !state.knows_keys {
                return Err(Problem::new("unauthorized", "unknown"));
            }
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let event = Event::ToppedUp {
                top_up: TopUpId::new(id),
                amount: Cents::new(body["amount"].as_i64().unwrap()),
                provider: "test".to_owned(),
            };
            // The answer to an id stays the same.
            if !state.events.iter().any(|known| known.contains(&id.to_string())) {
                state.add(&event);
            }
            Ok(reply.set_body_json(state.reply(Outcome::Done)))
        })
        .await;
        shop
    }

    /// Answers a route by the state.
    pub(crate) async fn mount(
        &self,
        verb: &str,
        route: &str,
        answer: impl Fn(&mut State, &Request) -> Result<ResponseTemplate, Problem>
        + Send
        + Sync
        + 'static,
    ) {
        let state = Arc::clone(&self.state);
        Mock::given(method(verb))
            .and(path(route))
            .respond_with(move |request: &Request| {
                let mut state = state.lock().unwrap();
                let reply = answer(&mut state, request).unwrap_or_else(|p| problem(&p));
                reply.insert_header("dough-epoch", state.epoch.to_string())
            })
            .with_priority(200)
            .mount(&self.http)
            .await;
    }

    /// Answers the next call of a route otherwise.
    pub(crate) async fn once(&self, verb: &str, route: &str, answer: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(route))
            .respond_with(answer)
            .up_to_n_times(1)
            .with_priority(1)
            .mount(&self.http)
            .await;
    }

    pub(crate) fn url(&self) -> String {
        self.http.uri()
    }

    pub(crate) fn add(&self, event: &Event) {
        self.state.lock().unwrap().add(event);
    }

    /// The calls of a route so far.
    pub(crate) async fn calls(&self, route: &str) -> Vec<Request> {
        let mut calls = self.http.received_requests().await.unwrap();
        calls.retain(|call| call.url.path() == route);
        calls
    }
}

impl State {
    pub(crate) fn add(&mut self, event: &Event) {
        self.events.push(serde_json::to_string(event).unwrap());
    }

    pub(crate) fn head(&self) -> u64 {
        self.events.len() as u64
    }

    fn reply(&self, outcome: Outcome) -> CommandReply {
        CommandReply {
            epoch: self.epoch,
            at: Millis::new(self.now),
            head: Some(Seq::new(self.head())),
            outcome,
        }
    }

    /// An empty success, unless the signature's time is off.
    fn checked(&self, request: &Request) -> Result<ResponseTemplate, Problem> {
        let input = SignatureParams::from_header(&header(request, "signature-input")).unwrap();
        let off = (input.created - self.now / 1000).abs();
        if self.skew.is_some_and(|most| off > most) {
            return Err(Problem::new("clock_skew", "off").with("now", self.now));
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        if body["not_after"].as_i64().is_some_and(|end| end < self.now) {
            return Err(Problem::new("intent_expired", "too old"));
        }
        Ok(ResponseTemplate::new(200))
    }

    /// When an entry happened: the first ones as long ago as a test says, the others now.
    fn at(&self, seq: u64) -> i64 {
        self.long_ago.iter().find(|(until, _)| seq <= *until).map_or(self.now, |(_, at)| *at)
    }

    /// The entries after a number.
    pub(crate) fn page(&self, after: u64) -> Value {
        let entries: Vec<Value> = self
            .events
            .iter()
            .zip(1u64..)
            .filter(|(_, seq)| *seq > after)
            .map(|(event, seq)| {
                let event: Value = serde_json::from_str(event).unwrap();
                json!({ "seq": seq, "at": self.at(seq), "event": event })
            })
            .collect();
        json!({ "epoch": self.epoch, "head": self.head(), "now": self.now, "entries": entries,
                "more": false })
    }
}

/// One shop, one item, one rule: a visit of at least EUR 5 gives 1 dough, twice a day.
pub(crate) fn catalogue() -> Value {
    json!({
        "version": 1,
        "valid_from": 0,
        "business": { "name": "Bakkerij", "time_zone": "Europe/Brussels" },
        "shops": [{
            "id": "brussels", "number": 1, "name": "Brussels", "country": "BE",
            "time_zone": "Europe/Brussels",
            "hours": { "tuesday": { "open": "07:00", "close": "19:00" } },
            "capacity": { "make_minutes": 60, "orders": 12 },
        }],
        "items": [{ "id": "croissant", "name": "Croissant", "price": 250, "vat_class": "food",
                    "make_seconds": 30 }],
        "modifiers": [],
        "vat": [{ "country": "BE", "class": "food", "mode": "takeaway", "from": "2020-01-01",
                  "rate": 600 }],
        "programme": {
            "name": "Dough", "install_award": 0,
            "accrual_rules": [{ "id": "visit", "accrual": { "type": "VISIT", "dough": 1 },
                                "minimum": 500, "max_per_day": 2 }],
            "expiry": { "policy": "none" },
            "surprise": { "cost": 10, "voucher_days": 30, "odds_version": 1, "prizes": [] },
            "referral": { "inviter_award": 5, "friend_award": 5, "minimum": 500,
                          "pending_days": 7, "max_per_month": 3 },
        },
    })
}

pub(crate) fn header(request: &Request, name: &str) -> String {
    request.headers[name].to_str().unwrap().to_owned()
}

pub(crate) fn problem(problem: &Problem) -> ResponseTemplate {
    let body = serde_json::to_vec(problem).unwrap();
    ResponseTemplate::new(problem.status).set_body_raw(body, "application/problem+json")
}
