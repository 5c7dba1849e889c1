//! A phone and its owner, who remembers what was wanted and which codes were shown.

use crate::chance::Chance;
use crate::line::{Carrier, Line, Weather};
use crate::shop::{AUTHORITY, Shop};
use crate::time::PhoneClock;
use dough_core::engine::{PayCodeView, PayRequest};
use dough_core::views::{IntentId, OrderStatus, OrderView};
use dough_core::{
    Config, DoughError, Engine, ErrorKind, Language, LogLevel, LogSink, Ports, SoftwareKeys,
};
use dough_rules::ids::{OrderId, Seq, ShopId, WalletId};
use dough_rules::pricing::BasketLine;
use dough_rules::units::{Cents, Millis, Span};
use dough_wire::requests::PlaceOrder;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// Something that an owner wanted, and was given an id for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) id: IntentId,
    pub(crate) what: What,
}

/// What it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    TopUp(Cents),
    Place { pay: bool },
    Pay(OrderId),
    Edit(OrderId),
    Cancel(OrderId),
    Accept,
    Open(Seq),
}

/// A phone, whose file outlives its engines.
pub(crate) struct Phone {
    pub(crate) name: u64,
    file: PathBuf,
    clock: Arc<PhoneClock>,
    keys: [u8; 32],
    random: Arc<Chance>,
    /// What its owner does.
    whim: Chance,
    line: Arc<Line>,
    diary: Arc<Diary>,
    engine: Option<Engine>,
    paused: bool,
    pub(crate) wanted: Vec<Wanted>,
    last_session: u64,
}

/// The last lines that an engine logged.
#[derive(Default)]
pub(crate) struct Diary(Mutex<Vec<String>>);

impl LogSink for Diary {
    fn log(&self, _level: LogLevel, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() > 60 {
            lines.remove(0);
        }
        lines.push(line.to_owned());
    }
}

impl Phone {
    pub(crate) fn new(
        (name, seed): (u64, u64),
        folder: &Path,
        shop: &Arc<Shop>,
        weather: &Arc<Weather>,
    ) -> Self {
        let random = Chance::of(seed, 1000 + name);
        let off = Self::wrong_by(&random);
        let mut phone = Self {
            name,
            file: folder.join(format!("phone-{name}.db")),
            clock: Arc::new(PhoneClock::new(Arc::clone(&shop.clock), off)),
            keys: random.seed(),
            random: Arc::new(random),
            whim: Chance::of(seed, 2000 + name),
            line: Line::new(shop, weather, Chance::of(seed, 3000 + name)),
            diary: Arc::new(Diary::default()),
            engine: None,
            paused: false,
            wanted: vec![],
            last_session: 0,
        };
        phone.switch_on();
        phone
    }

    /// Hours, in either direction.
    fn wrong_by(chance: &Chance) -> Span {
        let minutes = i64::try_from(chance.number(0..1200)).unwrap_or(0) - 600;
        Span::minutes(minutes)
    }

    /// Opens the engine on the phone's file.
    pub(crate) fn switch_on(&mut self) {
        if self.engine.is_some() {
            return;
        }
        let config = Config {
            store: self.file.clone(),
            server: format!("http://{AUTHORITY}"),
            language: Language::En,
            app_version: "1.0.0".to_owned(),
        };
        let ports = Ports {
            clock: Arc::<PhoneClock>::clone(&self.clock),
            random: Arc::<Chance>::clone(&self.random),
            log: Some(Arc::<Diary>::clone(&self.diary)),
            transport: Some(Arc::new(Carrier(Arc::clone(&self.line)))),
            runtime: Some(Handle::current()),
        };
        let keys = Arc::new(SoftwareKeys::from_seed(&self.keys).expect("the keys can be made"));
        self.engine = Some(Engine::open(config, keys, ports).expect("the phone's file opens"));
        self.paused = false;
    }

    /// The engine goes, in the middle of what it does.
    fn killed(&mut self) {
        self.engine = None;
        self.switch_on();
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("the phone is on")
    }

    /// What the engine said last.
    pub(crate) fn last_words(&self) -> String {
        let lines = self.diary.0.lock().unwrap_or_else(PoisonError::into_inner);
        format!("phone {}:\n  {}\n{}", self.name, lines.join("\n  "), self.engine().diagnostics())
    }

    /// The phone's file, at rest.
    pub(crate) fn file_at_rest(&mut self) -> &Path {
        self.engine().pause();
        self.paused = true;
        &self.file
    }

    /// Awake, with a network.
    pub(crate) fn wakes_up(&mut self) {
        self.switch_on();
        if self.paused {
            self.engine().resume().expect("the file opens again");
            self.paused = false;
        }
        self.line.comes_back();
    }

    pub(crate) fn wallet(&self) -> Option<WalletId> {
        self.engine().home().ok()?.wallet
    }

    /// Something that may happen to a phone.
    pub(crate) async fn happens(&mut self) {
        match self.whim.number(0..100) {
            0..12 => self.killed(),
            12..26 if !self.paused => {
                self.engine().pause();
                self.paused = true;
                let locked = self.engine().home().expect_err("a paused engine reads nothing");
                assert_eq!(locked.kind, ErrorKind::Locked, "{locked}");
            }
            12..50 => self.resumes(),
            50..65 => self.line.goes_away(self.whim.millis(1_000..300_000)),
            65..75 => self.line.comes_back(),
            75..90 => self.engine().network_changed(),
            90..95 => self.clock.set_off_by(Self::wrong_by(&self.whim)),
            _ => self.works_in_background().await,
        }
    }

    fn resumes(&mut self) {
        if self.paused {
            self.engine().resume().expect("the file opens again");
            self.paused = false;
        }
    }

    async fn works_in_background(&mut self) {
        self.resumes();
        let span = self.whim.millis(100..20_000);
        // It may come to nothing.
        let _ = self.engine().work_in_background(span).await;
    }

    /// Something that its owner does.
    pub(crate) async fn acts(&mut self, friends: &[String]) {
        match self.whim.number(0..100) {
            0..16 => self.top_up(),
            16..34 => self.order(),
            34..40 => self.order_after_top_up(),
            40..48 => self.pay(),
            48..58 => self.edit(),
            58..66 => self.cancel(),
            66..72 => self.take_back().await,
            72..76 => self.accept(friends),
            76..86 => self.open_surprise(),
            86..90 => self.looks_around(),
            90..95 => self.syncs().await,
            _ => self.waits_for_something().await,
        }
    }

    /// Remembers what was given an id; a refusal is an answer too.
    fn wants(&mut self, asked: Result<impl Into<IntentId>, DoughError>, what: What) {
        match asked {
            Ok(id) => self.wanted.push(Wanted { id: id.into(), what }),
            Err(error) => self.may_refuse(&error),
        }
    }

    /// A paused engine is locked; other refusals are of the rules, or for want of a menu.
    fn may_refuse(&self, error: &DoughError) {
        let allowed = match error.kind {
            ErrorKind::Locked => self.paused,
            ErrorKind::Refused | ErrorKind::Offline => true,
            _ => false,
        };
        assert!(allowed, "phone {}: {error}", self.name);
    }

    fn top_up(&mut self) {
        let amount = Cents::new(i64::try_from(self.whim.number(500..6_000)).unwrap_or(500));
        let asked = self.engine().top_up(amount, true);
        self.wants(asked, What::TopUp(amount));
    }

    fn order(&mut self) {
        let pay = self.whim.happens(60);
        if let Some(order) = self.basket(pay) {
            let asked = self.engine().place_order(order);
            self.wants(asked, What::Place { pay });
        }
    }

    fn order_after_top_up(&mut self) {
        let Some(order) = self.basket(true) else {
            return;
        };
        let before = self.wanted.len();
        self.top_up();
        if let Some(first) = self.wanted.get(before).map(|wanted| wanted.id) {
            let asked = self.engine().place_order_after(order, first);
            self.wants(asked, What::Place { pay: true });
        }
    }

    /// An order that the phone can price, at a time that it thinks free.
    fn basket(&self, pay: bool) -> Option<PlaceOrder> {
        let shop: ShopId = self.whim.pick(&["brussels", "antwerp"])?.parse().ok()?;
        let lines = self.lines();
        let engine = self.engine();
        let total = engine.quote(&shop, lines.clone(), None, None).ok()?.priced.total;
        let pickup_at = self.slot(&shop, &lines)?;
        Some(PlaceOrder { shop, lines, pickup_at, total, pay, redeem: None })
    }

    fn slot(&self, shop: &ShopId, lines: &[BasketLine]) -> Option<Millis> {
        let menu = self.engine().catalogue()?;
        // The day on the phone's own clock; the shop's may be another.
        let day = menu.catalogue.shop(shop)?.day(dough_core::Clock::now(&*self.clock));
        let slots = self.engine().slots(shop, day, lines.to_vec()).ok()?.slots;
        let soon = &slots[..slots.len().min(12)];
        Some(self.whim.pick(soon)?.pickup_at)
    }

    fn lines(&self) -> Vec<BasketLine> {
        let among = ["croissant", "cappuccino", "quiche", "chicken-sandwich", "lemon-tart"];
        let count = self.whim.number(1..4);
        (0..count)
            .filter_map(|_| {
                Some(BasketLine {
                    item: self.whim.pick(&among)?.parse().ok()?,
                    quantity: u32::try_from(self.whim.number(1..3)).unwrap_or(1),
                    modifiers: vec![],
                })
            })
            .collect()
    }

    /// One of the orders that the owner sees.
    fn some_order(&self, of: &[OrderStatus]) -> Option<OrderView> {
        let mut orders = self.engine().orders().ok()?;
        if self.whim.happens(85) {
            orders.retain(|order| of.contains(&order.status));
        }
        self.whim.pick(&orders).cloned()
    }

    fn pay(&mut self) {
        use OrderStatus::{Placing, Proposed};
        if let Some(order) = self.some_order(&[Proposed, Placing]) {
            let asked = self.engine().pay_order(order.id);
            self.wants(asked, What::Pay(order.id));
        }
    }

    fn edit(&mut self) {
        use OrderStatus::{Placing, Proposed, Reserved};
        let Some(order) = self.some_order(&[Reserved, Proposed, Placing]) else {
            return;
        };
        let lines = self.lines();
        let Ok(quote) = self.engine().quote(&order.shop, lines.clone(), None, None) else {
            return;
        };
        let moved = self.slot(&order.shop, &lines).filter(|_| self.whim.happens(40));
        let pickup_at = moved.unwrap_or(order.pickup_at);
        let asked = self.engine().edit_order(order.id, lines, pickup_at, quote.priced.total);
        self.wants(asked, What::Edit(order.id));
    }

    fn cancel(&mut self) {
        use OrderStatus::{Placing, Proposed, Reserved};
        if let Some(order) = self.some_order(&[Reserved, Proposed, Placing]) {
            match self.engine().cancel_order(order.id) {
                // It was never sent, so it was taken back.
                Ok(id) if id.uuid() == order.id.uuid() => {}
                asked => self.wants(asked, What::Cancel(order.id)),
            }
        }
    }

    async fn take_back(&mut self) {
        let waiting = self.engine().outbox().unwrap_or_default();
        if let Some(intent) = self.whim.pick(&waiting)
            && intent.kind != "open_wallet"
            && let Err(error) = self.engine().take_back(intent.id).await
        {
            self.may_refuse(&error);
        }
    }

    fn accept(&mut self, friends: &[String]) {
        if let Some(code) = self.whim.pick(friends).cloned() {
            let asked = self.engine().accept_invite(&code);
            self.wants(asked, What::Accept);
        }
    }

    fn open_surprise(&mut self) {
        let ready = self.engine().surprises().unwrap_or_default();
        if let Some(surprise) = self.whim.pick(&ready) {
            let asked = self.engine().open_surprise(surprise.number, self.whim.happens(80));
            let twice = |id| self.wanted.iter().any(|wanted| wanted.id == id);
            if !asked.as_ref().is_ok_and(|id| twice(*id)) {
                self.wants(asked, What::Open(surprise.number));
            }
        }
    }

    /// Reads what screens show: no view may fail on what is in the store.
    fn looks_around(&self) {
        if self.paused {
            return;
        }
        let engine = self.engine();
        let home = engine.home().expect("the home can be read");
        assert!(home.eur_available.get() >= 0 && home.eur_held.get() >= 0);
        engine.history(None, 50).expect("history can be told");
        engine.orders().expect("orders can be read");
        engine.receipts().expect("receipts can be read");
        engine.outbox().expect("the outbox can be read");
        for reveal in engine.reveals().expect("reveals can be read") {
            assert!(reveal.verified, "phone {}: an honest draw looks forged", self.name);
        }
    }

    async fn syncs(&mut self) {
        let span = self.whim.millis(100..10_000);
        // It may come to nothing, or take longer than the owner looks.
        let _ = timeout(span, self.engine().sync()).await;
        let shop = "brussels".parse().expect("a name of a shop");
        let _ = timeout(span, self.engine().refresh_shop(shop)).await;
    }

    async fn waits_for_something(&mut self) {
        if let Some(wanted) = self.whim.pick(&self.wanted).cloned() {
            let span = self.whim.millis(100..10_000);
            let _ = timeout(span, self.engine().settled(wanted.id)).await;
        }
    }

    /// A code to pay with. Its session is above every one that this phone had.
    pub(crate) fn shows_code(&mut self) -> Option<PayCodeView> {
        let voucher = self.engine().rewards().ok()?.first().map(|voucher| voucher.number);
        let most = Cents::new(i64::try_from(self.whim.number(300..5_000)).unwrap_or(300));
        let code = self.engine().pay_code(PayRequest {
            pay_max: self.whim.happens(85).then_some(most),
            earn: true,
            redeem: voucher.filter(|_| self.whim.happens(50)),
            shop: None,
        });
        match code {
            Ok(code) => {
                assert!(
                    code.session > self.last_session,
                    "phone {}: session {} came after {}",
                    self.name,
                    code.session,
                    self.last_session
                );
                self.last_session = code.session;
                if self.whim.happens(70) {
                    return Some(code);
                }
                Some(self.engine().refresh_code(code.session).expect("it is still shown"))
            }
            Err(error) => {
                self.may_refuse(&error);
                None
            }
        }
    }

    /// The phone is dropped while many codes were shown in one moment: numbers run ahead of the
    /// clock, and the next engine must begin above them.
    pub(crate) fn is_dropped_while_paying(&mut self) {
        for _ in 0..self.whim.number(2..12) {
            self.shows_code();
        }
        self.killed();
    }

    /// What the owner gives a friend.
    pub(crate) fn invite_code(&self) -> Option<String> {
        Some(self.engine().invite().ok()?.code.to_string())
    }

    /// How long until the owner or the world does something again.
    pub(crate) fn pause_before_next(&self) -> Duration {
        let long = self.whim.happens(3);
        let (short, long_span) = (self.whim.millis(0..3_000), self.whim.millis(20_000..180_000));
        if long { long_span } else { short }
    }
}
