//! Behind the counter: tills that scan and refund, and the kitchen. Each asks again under the same
//! request id until it has an answer, as a till does that was cut off.

use crate::chance::Chance;
use crate::line::{Line, Weather};
use crate::shop::{AUTHORITY, Shop, bakery};
use dough_paycode::{Signer as _, SoftwareKey};
use dough_register::signed_headers;
use dough_rules::catalogue::{Catalogue, Mode};
use dough_rules::command::{KitchenStep, Outcome, SaleTender};
use dough_rules::ids::{OrderId, ReceiptId, RegisterId, ShopId};
use dough_rules::order::OrderState;
use dough_rules::pricing::BasketLine;
use dough_rules::receipt::Receipt;
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Millis, Span};
use dough_server::Clock as _;
use dough_server::files::read_catalogue;
use dough_server::staff::hash_secret;
use dough_server::store::{Account, AuditLine, StaffSession};
use dough_wire::replies::CommandReply;
use dough_wire::requests::{RefundRequest, Role, ScanRequest};
use dough_wire::{Problem, headers, paths};
use http::Request;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// The cookie's value of the staff's session.
const SESSION: &str = "a session";
const CSRF: &str = "a token";

/// A till of a shop.
struct Till {
    shop: ShopId,
    key: SoftwareKey,
    line: Arc<Line>,
    next: u64,
}

/// What someone at the counter asks, until there is an answer.
struct Asked {
    /// Which till; nothing for the kitchen.
    till: Option<usize>,
    path: String,
    request: Uuid,
    body: Vec<u8>,
    what: Kind,
    answer: Option<Result<CommandReply, Problem>>,
}

#[derive(Clone)]
enum Kind {
    Sale(ScanRequest),
    Refund,
    Kitchen(OrderId, KitchenStep),
}

/// Everyone behind the counter of every shop.
pub(crate) struct Counter {
    shop: Arc<Shop>,
    menu: Catalogue,
    tills: Vec<Till>,
    kitchen: Arc<Line>,
    whim: Chance,
    asked: Vec<Asked>,
    seen: Acknowledged,
}

/// What the shop has said yes to.
#[derive(Default)]
pub(crate) struct Acknowledged {
    /// Sales by till and transaction.
    sales: BTreeMap<(usize, String), Receipt>,
    pub(crate) refunds: BTreeSet<ReceiptId>,
    /// Receipts of orders that were fetched.
    pub(crate) fetched: BTreeMap<ReceiptId, Receipt>,
}

impl Acknowledged {
    /// Every receipt of a till, once.
    pub(crate) fn sold(&self) -> BTreeMap<ReceiptId, &Receipt> {
        let sold: BTreeMap<_, _> = self.sales.values().map(|it| (it.id, it)).collect();
        assert_eq!(sold.len(), self.sales.len(), "two sales got one receipt");
        sold
    }
}

impl Counter {
    /// Enrols three tills of two shops, and signs the staff in.
    pub(crate) async fn open(shop: &Arc<Shop>, weather: &Arc<Weather>, seed: u64) -> Self {
        let whim = Chance::of(seed, 1);
        let mut tills = Vec::new();
        for (number, name) in (0..).zip(["brussels", "brussels", "antwerp"]) {
            let line = Line::new(shop, weather, Chance::of(seed, 10 + number));
            tills.push(enrol(shop, name, &whim, line).await);
        }
        sign_in(shop).await;
        let menu = read_catalogue(&bakery()).expect("the bakery's files are good");
        Self {
            shop: Arc::clone(shop),
            menu: menu.into_catalogue(1, Millis::new(0)),
            tills,
            kitchen: Line::new(shop, weather, Chance::of(seed, 20)),
            whim,
            asked: vec![],
            seen: Acknowledged::default(),
        }
    }

    /// A customer shows a code: at one till, or at two.
    pub(crate) async fn scans(&mut self, code: &str) {
        let first = self.sale(code);
        if self.whim.happens(15) {
            let second = self.sale(code);
            let (a, b) = tokio::join!(self.ask(first), self.ask(second));
            self.hear(first, a);
            self.hear(second, b);
        } else if self.whim.happens(90) {
            self.try_one(first).await;
        }
    }

    /// A till asks again: what it has no answer to, or for a receipt that it has.
    pub(crate) async fn asks_again(&mut self) {
        let all: Vec<usize> = (0..self.asked.len()).collect();
        let open: Vec<usize> = self.unanswered();
        let among = if self.whim.happens(75) { &open } else { &all };
        if let Some(&one) = self.whim.pick(among) {
            if self.asked[one].answer.is_some() && self.whim.happens(50) {
                self.asked[one].request = uuid(&self.whim);
            }
            self.try_one(one).await;
        }
    }

    /// Asks until everything has an answer.
    pub(crate) async fn finishes(&mut self) {
        for _ in 0..20 {
            for one in self.unanswered() {
                self.try_one(one).await;
            }
        }
        assert!(
            self.unanswered().is_empty(),
            "the counter gets an answer to everything in the calm"
        );
    }

    /// A receipt is refunded, maybe one of another shop, or twice.
    pub(crate) async fn refunds(&mut self) {
        let receipts: Vec<(ShopId, ReceiptId)> = self
            .seen
            .sales
            .values()
            .chain(self.seen.fetched.values())
            .map(|receipt| (receipt.shop.clone(), receipt.id))
            .collect();
        let Some((shop, receipt)) = self.whim.pick(&receipts).cloned() else {
            return;
        };
        let till = self.tills.iter().position(|till| till.shop == shop || self.whim.happens(5));
        let body = RefundRequest { receipt, shop: None, scope: RefundScope::All };
        let one = self.add(till, paths::REFUNDS.to_owned(), &body, Kind::Refund);
        self.try_one(one).await;
    }

    /// The kitchen moves an order on.
    pub(crate) async fn cooks(&mut self) {
        if !self.shop.is_open() {
            return;
        }
        let shop = *self.whim.pick(&["brussels", "antwerp"]).expect("there are two");
        let shop: ShopId = shop.parse().expect("a name of a shop");
        let board = self.shop.store().board(shop.clone(), 200).await.expect("the board is read");
        let Some(order) = self.whim.pick(&board) else {
            return;
        };
        let step = match (order.state, self.whim.number(0..10)) {
            (_, 0) => KitchenStep::Cancel,
            (_, 1) => KitchenStep::NotCollected,
            (OrderState::Reserved, _) => KitchenStep::Ready,
            (OrderState::Prepared, _) => KitchenStep::PickedUp,
            _ => return,
        };
        let path = paths::kitchen(&shop, order.id, step);
        let one = self.add(None, path, &(), Kind::Kitchen(order.id, step));
        self.try_one(one).await;
    }

    /// What the shop has said yes to.
    pub(crate) const fn acknowledged(&self) -> &Acknowledged {
        &self.seen
    }

    fn unanswered(&self) -> Vec<usize> {
        (0..self.asked.len()).filter(|one| self.asked[*one].answer.is_none()).collect()
    }

    /// A new sale of a code.
    fn sale(&mut self, code: &str) -> usize {
        let till = usize::try_from(self.whim.number(0..3)).unwrap_or(0);
        self.tills[till].next += 1;
        let lines = self.lines();
        let price = |line: &BasketLine| self.menu.item(&line.item).map(|item| item.price);
        let balance = SaleTender::Balance { amount: None };
        let body = ScanRequest {
            code: code.to_owned(),
            transaction: format!("T-{}", self.tills[till].next),
            total: lines.iter().filter_map(price).sum(),
            lines,
            mode: Mode::Takeaway,
            tenders: if self.whim.happens(20) {
                vec![SaleTender::Cash { amount: Cents::new(100) }, balance]
            } else {
                vec![balance]
            },
        };
        self.add(Some(till), paths::SCANS.to_owned(), &body, Kind::Sale(body.clone()))
    }

    fn lines(&self) -> Vec<BasketLine> {
        let among = ["croissant", "cappuccino", "mini-brownie", "quiche", "goat-cheese-salad"];
        (0..self.whim.number(1..4))
            .filter_map(|_| self.whim.pick(&among)?.parse().ok())
            .map(|item| BasketLine { item, quantity: 1, modifiers: vec![] })
            .collect()
    }

    fn add<B: Serialize>(
        &mut self,
        till: Option<usize>,
        path: String,
        body: &B,
        what: Kind,
    ) -> usize {
        let body = serde_json::to_vec(body).expect("a request can be written");
        let request = uuid(&self.whim);
        self.asked.push(Asked { till, path, request, body, what, answer: None });
        self.asked.len() - 1
    }

    async fn try_one(&mut self, one: usize) {
        let answer = self.ask(one).await;
        self.hear(one, answer);
    }

    /// One attempt; nothing where there was no answer that one can rest on.
    async fn ask(&self, one: usize) -> Option<Result<CommandReply, Problem>> {
        let asked = &self.asked[one];
        let request = self.request(asked);
        let line = asked.till.map_or(&self.kitchen, |till| &self.tills[till].line);
        let (status, body) = line.call(request).await?;
        if status == 200 {
            return serde_json::from_slice(&body).ok().map(Ok);
        }
        let problem: Problem = serde_json::from_slice(&body).ok()?;
        problem.is_final().then_some(Err(problem))
    }

    fn request(&self, asked: &Asked) -> Request<Vec<u8>> {
        let call = Request::post(format!("http://{AUTHORITY}{}", asked.path))
            .header("content-type", "application/json");
        let call = match asked.till {
            Some(till) => {
                let (key, now) = (&self.tills[till].key, self.shop.clock.now());
                signed_headers(key, AUTHORITY, &asked.path, &asked.body, asked.request, now)
                    .expect("the till signs")
                    .into_iter()
                    .fold(call, |call, (name, value)| call.header(name, value))
            }
            None => call
                .header("cookie", format!("dough_session={SESSION}"))
                .header(headers::CSRF, CSRF)
                .header(headers::IDEMPOTENCY_KEY, asked.request.to_string()),
        };
        call.body(asked.body.clone()).expect("the request is well formed")
    }

    /// Takes an answer. A second one to the same question must be the first, and a sale that was
    /// booked stays booked.
    fn hear(&mut self, one: usize, answer: Option<Result<CommandReply, Problem>>) {
        let Some(answer) = answer else {
            return;
        };
        let asked = &mut self.asked[one];
        if let (Some(Ok(_)), Kind::Sale(_)) = (&asked.answer, &asked.what) {
            assert_eq!(asked.answer.as_ref(), Some(&answer), "a booked sale is answered as before");
        }
        if let Ok(CommandReply { outcome: Outcome::Receipt { receipt, .. }, .. }) = &answer {
            let receipt = (**receipt).clone();
            match &asked.what {
                Kind::Sale(sale) => {
                    let till = asked.till.expect("a till sells");
                    self.seen.sales.insert((till, sale.transaction.clone()), receipt);
                }
                Kind::Refund => {
                    self.seen.refunds.insert(receipt.id);
                }
                Kind::Kitchen(order, step) => {
                    assert_eq!(*step, KitchenStep::PickedUp);
                    assert_eq!(receipt.id.uuid(), order.uuid());
                    self.seen.fetched.insert(receipt.id, receipt);
                }
            }
        }
        asked.answer = Some(answer);
    }
}

fn uuid(chance: &Chance) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&chance.seed()[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn audit(at: Millis) -> AuditLine {
    AuditLine {
        at,
        who: "simulation".to_owned(),
        action: "made",
        shop: None,
        detail: String::new(),
    }
}

/// A till, enrolled at the store's door: what a manager does on the first day is not what is proved.
async fn enrol(shop: &Arc<Shop>, name: &str, chance: &Chance, line: Arc<Line>) -> Till {
    let (store, now) = (shop.store(), shop.clock.now());
    let of: ShopId = name.parse().expect("a name of a shop");
    let (code, key) = (chance.seed(), SoftwareKey::from_bytes(&chance.seed()).expect("a key"));
    let end = now + Span::hours(1);
    store.add_register_code(code, of.clone(), end, audit(now)).await.expect("the code is kept");
    let id = RegisterId::new(uuid(chance));
    let enrolled =
        store.enrol_register(code, "till".to_owned(), id, key.public_key().clone(), now).await;
    assert!(enrolled.expect("the till is kept").is_some(), "the code enrols");
    Till { shop: of, key, line, next: 0 }
}

/// The kitchen's session, also kept at the store's door.
async fn sign_in(shop: &Arc<Shop>) {
    let (store, now) = (shop.store(), shop.clock.now());
    let (name, password) = ("owner".to_owned(), "nobody signs in with it".to_owned());
    let account = Account { name: name.clone(), password, role: Role::Owner, shops: vec![] };
    assert!(store.add_account(account, audit(now)).await.expect("the account is kept"));
    let session = StaffSession { name, csrf: CSRF.to_owned(), expires_at: now + Span::days(90) };
    let kept = store.add_session(hash_secret(SESSION), session, audit(now)).await;
    kept.expect("the session is kept");
}
