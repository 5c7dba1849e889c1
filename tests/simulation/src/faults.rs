//! One customer's day, told again and again with one thing going wrong: each fault, at each call.
//! Whatever it is, the day ends as the undisturbed one did.

use crate::chance::Chance;
use crate::line::{Weather, told};
use crate::phone::Phone;
use crate::shop::{AUTHORITY, Shop};
use crate::time::PhoneClock;
use axum::body::Body as AxumBody;
use dough_core::transport::{Body, Later, Reply, Transport, Unreachable};
use dough_core::views::{IntentId, IntentState};
use dough_core::{Config, Engine, Language, Ports, SoftwareKeys};
use dough_rules::command::LastBalance;
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::pricing::BasketLine;
use dough_rules::units::{Cents, Span};
use dough_wire::Problem;
use dough_wire::requests::{ChangeProfile, GiveConsents, Others, PlaceOrder, Proof};
use http::{Request, Response};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody listens.
    Refused,
    /// The connection breaks after the request.
    CutAfterRequest,
    /// It breaks within the reply.
    CutInReply,
    /// Something on the way fails.
    Broken,
    /// The server has too much to do, and says when to come again.
    Busy,
    /// What comes back can't be read.
    Garbage,
    /// The reply takes longer than anyone waits.
    Slow,
}

/// All of them.
pub const FAULTS: [Fault; 7] = [
    Fault::Refused,
    Fault::CutAfterRequest,
    Fault::CutInReply,
    Fault::Broken,
    Fault::Busy,
    Fault::Garbage,
    Fault::Slow,
];

/// How a day ended, in words that are the same on each day that ends alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What was seen on the way and in the end.
    pub seen: Vec<String>,
    /// The calls that the customer's phones made: method and path.
    pub calls: Vec<String>,
}

/// How long an intent may take.
const PATIENCE: Duration = Duration::from_mins(10);

/// A line on which one call goes wrong. Streams are left alone: nothing rests on them.
struct Faulty {
    shop: Arc<Shop>,
    calls: Arc<Mutex<Vec<String>>>,
    wrong: Option<(usize, Fault)>,
}

impl Transport for Faulty {
    fn send(&self, request: Request<Vec<u8>>) -> Later<'_, Result<Reply, Unreachable>> {
        Box::pin(async move {
            if request.uri().path() == "/v1/stream" {
                return Ok(passed(self.answer(request).await?));
            }
            let number = {
                let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
                calls.push(format!("{} {}", request.method(), request.uri().path()));
                calls.len() - 1
            };
            let fault = self.wrong.filter(|(n, _)| *n == number).map(|(_, fault)| fault);
            match fault {
                None => Ok(passed(self.answer(request).await?)),
                Some(fault) => self.goes_wrong(fault, request).await,
            }
        })
    }
}

impl Faulty {
    async fn answer(&self, request: Request<Vec<u8>>) -> Result<Response<AxumBody>, Unreachable> {
        let answer = self.shop.answer(request).await;
        answer.ok_or_else(|| Unreachable::after_sending(&"the server is gone"))
    }

    async fn goes_wrong(
        &self,
        fault: Fault,
        request: Request<Vec<u8>>,
    ) -> Result<Reply, Unreachable> {
        let cut = || Unreachable::after_sending(&"the connection was reset");
        match fault {
            Fault::Refused => Err(Unreachable::before_sending(&"nobody listens")),
            Fault::CutAfterRequest => {
                self.answer(request).await?;
                Err(cut())
            }
            Fault::CutInReply => {
                let (head, body) = self.answer(request).await?.into_parts();
                let whole = axum::body::to_bytes(body, usize::MAX).await.map_err(|_| cut())?;
                let half = whole[..whole.len() / 2].to_vec();
                let body: Box<dyn Body> = Box::new(Cut(VecDeque::from([half])));
                Ok(Response::from_parts(head, body))
            }
            Fault::Broken => Ok(told(500, "text/plain", b"bad gateway".to_vec())),
            Fault::Busy => {
                let busy = Problem::new("overloaded", "Too much at once.").with("retry_after", 1);
                let body = serde_json::to_vec(&busy).expect("a problem can be written");
                Ok(told(503, "application/problem+json", body))
            }
            Fault::Garbage => Ok(told(200, "application/json", b"{\"epoch\": 7, \"en".to_vec())),
            Fault::Slow => {
                let answer = self.answer(request).await?;
                sleep(Duration::from_mins(1)).await;
                Ok(passed(answer))
            }
        }
    }
}

fn passed(answer: Response<AxumBody>) -> Reply {
    let (head, body) = answer.into_parts();
    let body: Box<dyn Body> = Box::new(Passing(body.into_data_stream()));
    Response::from_parts(head, body)
}

/// A body that breaks off.
struct Cut(VecDeque<Vec<u8>>);

impl Body for Cut {
    fn chunk(&mut self) -> Later<'_, Result<Option<Vec<u8>>, Unreachable>> {
        Box::pin(async {
            let chunk = self.0.pop_front();
            chunk.map(Some).ok_or_else(|| Unreachable::after_sending(&"the connection was reset"))
        })
    }
}

/// A body as the server sends it.
struct Passing(axum::body::BodyDataStream);

impl Body for Passing {
    fn chunk(&mut self) -> Later<'_, Result<Option<Vec<u8>>, Unreachable>> {
        use tokio_stream::StreamExt as _;
        Box::pin(async {
            let next = self.0.next().await.transpose();
            Ok(next.map_err(|error| Unreachable::after_sending(&error))?.map(|it| it.to_vec()))
        })
    }
}

/// Plays the day. `wrong`: at which call of the customer's phones what goes wrong.
///
/// # Panics
///
/// Where something doesn't hold.
pub fn day(wrong: Option<(usize, Fault)>) -> Ending {
    crate::time::virtual_runtime().block_on(async {
        let folder = crate::world::folder();
        let shop = Shop::open(folder.path(), Chance::of(1, 0)).await;
        let calls = Arc::default();
        let mut customer = Customer {
            shop: Arc::clone(&shop),
            calls: Arc::clone(&calls),
            wrong,
            engine: None,
            seen: vec![],
        };
        let weather = Weather::stormy();
        weather.calm_down();
        let friend = Phone::new((9, 1), folder.path(), &shop, &weather);
        customer.lives(folder.path(), &friend).await;
        let seen = std::mem::take(&mut customer.seen);
        drop((customer, friend));
        let findings = shop.store().check().await.expect("the store answers").findings;
        assert_eq!(findings, Vec::<String>::new(), "{wrong:?}");
        shop.stop().await;
        let calls = calls.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ending { seen, calls }
    })
}

/// A customer with a phone, and later another one.
struct Customer {
    shop: Arc<Shop>,
    calls: Arc<Mutex<Vec<String>>>,
    wrong: Option<(usize, Fault)>,
    engine: Option<Engine>,
    seen: Vec<String>,
}

impl Customer {
    fn phone(&self, folder: &Path, name: u8) -> Engine {
        let config = Config {
            store: folder.join(format!("own-{name}.db")),
            server: format!("http://{AUTHORITY}"),
            language: Language::En,
            app_version: "1.0.0".to_owned(),
        };
        let line = Faulty {
            shop: Arc::clone(&self.shop),
            calls: Arc::clone(&self.calls),
            wrong: self.wrong,
        };
        let ports = Ports {
            clock: Arc::new(PhoneClock::new(Arc::clone(&self.shop.clock), Span::minutes(3))),
            random: Arc::new(Chance::of(2, u64::from(name))),
            log: None,
            transport: Some(Arc::new(line)),
            runtime: Some(Handle::current()),
        };
        let keys = Arc::new(SoftwareKeys::from_seed(&[name; 32]).expect("the keys can be made"));
        Engine::open(config, keys, ports).expect("the phone's file opens")
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("the phone is on")
    }

    /// Waits for an intent, and notes how it ended.
    async fn done(&mut self, what: &str, id: impl Into<IntentId>) {
        let id = id.into();
        let settled = timeout(PATIENCE, self.engine().settled(id)).await;
        let view = settled.expect("it ends in time").expect("it is known");
        assert_eq!(view.state, IntentState::Done, "{what}, {:?}: {view:?}", self.wrong);
        // The journal may be a moment behind where reading it went wrong.
        self.up_to_date().await;
        self.notes(what);
    }

    async fn up_to_date(&self) {
        let read = async {
            while self.engine().sync().await.is_err() {
                sleep(Duration::from_secs(1)).await;
            }
        };
        timeout(PATIENCE, read).await.expect("the journal is read in time");
    }

    /// What the customer sees now.
    fn notes(&mut self, what: &str) {
        let engine = self.engine();
        let home = engine.home().expect("home");
        let orders = engine.orders().expect("orders").into_iter();
        let orders: Vec<_> = orders.map(|order| (order.status, order.total)).collect();
        let history = engine.history(None, 100).expect("history").into_iter();
        let history: Vec<_> = history.map(|line| (line.kind, line.dough, line.cents)).collect();
        let profile = engine.profile().expect("profile").unwrap_or_default();
        let profile = (profile.name, profile.email, profile.consents.map(|it| it.news));
        let money = (home.eur_available, home.eur_held, home.dough_available, home.dough_pending);
        let rest = (home.access, home.has_email, home.outbox, home.surprises_ready, home.vouchers);
        let phones = engine.devices().expect("devices").len();
        self.seen.push(format!(
            "{what}: {money:?} {rest:?} {orders:?} {profile:?} {phones} {history:?}"
        ));
    }

    fn basket(&self, of: usize) -> (ShopId, Vec<BasketLine>) {
        let menu = self.engine().catalogue().expect("the menu was read").catalogue;
        let line = |item: &dough_rules::catalogue::Item| BasketLine {
            item: item.id.clone(),
            quantity: 2,
            modifiers: vec![],
        };
        (menu.shops[0].id.clone(), menu.items.iter().take(of).map(line).collect())
    }

    async fn orders(&mut self) -> OrderId {
        let (shop, lines) = self.basket(2);
        let day = "2026-09-23".parse().expect("a day");
        let slots = self.engine().slots(&shop, day, lines.clone()).expect("slots").slots;
        let total =
            self.engine().quote(&shop, lines.clone(), None, None).expect("a quote").priced.total;
        let order = PlaceOrder {
            shop,
            lines,
            pickup_at: slots[20].pickup_at,
            total,
            pay: false,
            redeem: None,
        };
        let id = self.engine().place_order(order).expect("stored");
        self.done("placed", id).await;
        let paid = self.engine().pay_order(id).expect("stored");
        self.done("paid", paid).await;
        let (shop, lines) = self.basket(1);
        let slots = self.engine().edit_slots(id, day, lines.clone()).expect("slots").slots;
        let total =
            self.engine().quote(&shop, lines.clone(), None, None).expect("a quote").priced.total;
        let at = slots[24].pickup_at;
        let edited = self.engine().edit_order(id, lines, at, total).expect("stored");
        self.done("edited", edited).await;
        id
    }

    async fn lives(&mut self, folder: &Path, friend: &Phone) {
        self.engine = Some(self.phone(folder, 1));
        let friend_open = async {
            while friend.invite_code().is_none() {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, friend_open).await.expect("the friend's wallet is opened");
        self.up_to_date().await;
        let top_up = self.engine().top_up(Cents::new(5_000), true).expect("stored");
        self.done("topped up", top_up).await;
        let order = self.orders().await;
        let invitation = friend.invite_code().expect("an invitation");
        let accepted = self.engine().accept_invite(&invitation).expect("stored");
        self.done("accepted", accepted).await;
        let cancelled = self.engine().cancel_order(order).expect("stored");
        self.done("cancelled", cancelled).await;
        if let Some(surprise) = self.engine().surprises().expect("surprises").first().cloned() {
            let opened = self.engine().open_surprise(surprise.number, true).expect("stored");
            self.done("opened", opened).await;
        }
        let name = ChangeProfile { name: Some("Ada".to_owned()), language: None };
        let named = self.engine().set_profile(name).expect("stored");
        self.done("named", named).await;
        let consents = GiveConsents { news: true, research: false };
        let consented = self.engine().set_consents(consents).expect("stored");
        self.done("consented", consented).await;
        let mailed = self.engine().set_email("ada@example.com").expect("stored");
        self.done("mailed", mailed).await;
        let code = self.shop.letters.code();
        let confirmed = self.engine().confirm_email("ada@example.com", &code).expect("stored");
        self.done("confirmed", confirmed).await;
        self.moves(folder).await;
        let erased = self.engine().erase_me(LastBalance::GiveUp).expect("stored");
        let settled = timeout(PATIENCE, self.engine().settled(erased)).await;
        let view = settled.expect("it ends in time").expect("it is known");
        assert_eq!(view.state, IntentState::Done, "erased, {:?}: {view:?}", self.wrong);
        self.seen.push(format!("{}", self.engine().home().expect("home").access));
    }

    /// Another phone joins the wallet, and removes the first one.
    async fn moves(&mut self, folder: &Path) {
        let code = self.tries_for_a_code().await;
        self.engine = Some(self.phone(folder, 2));
        self.up_to_date().await;
        let proof = Proof::Device { code };
        let joined = self.engine().open_other_wallet(proof, Others::Keep).expect("stored");
        self.done("joined", joined).await;
        let other = self.engine().devices().expect("devices");
        let other = other.into_iter().find(|it| !it.own).expect("the first phone");
        let removed = self.engine().revoke_device(&other.device.api_key, false).expect("stored");
        self.done("removed", removed).await;
    }

    /// A code is asked for by hand: who gets none asks again.
    async fn tries_for_a_code(&self) -> String {
        let code = async {
            loop {
                if let Ok(code) = self.engine().device_code().await {
                    return code.code;
                }
                sleep(Duration::from_secs(1)).await;
            }
        };
        timeout(PATIENCE, code).await.expect("a code comes in time")
    }
}
