//! A shop for tests, on a clock of its own, and those who call it.

use crate::database::Database;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_paycode::{MintRequest, Ops, Signer as _, SoftwareKey, mint};
use dough_register::{Said, Till, fresh_id, http, read};
use dough_rules::command::{Outcome, SaleTender};
use dough_rules::ids::{PayoutId, ShopId, TopUpId, WalletId};
use dough_rules::pricing::BasketLine;
use dough_rules::units::{Cents, Millis, Span};
use dough_rules::{Entry, WalletFacts};
use dough_server::apps::{AndroidApp, Apps, IosApp};
use dough_server::files::read_catalogue;
use dough_server::mail::FolderMail;
use dough_server::payment::{PaymentError, PaymentProvider};
use dough_server::staff::new_account;
use dough_server::store::AuditLine;
use dough_server::{App, Clock, Limits, Outbound, Parts, Random, Settings, SystemRandom};
use dough_wire::replies::{ChangesPage, CommandReply, DeviceCode, RegisterCode, Session, SignedIn};
use dough_wire::requests::{
    ConfirmEmail, EnrolDevice, Intent, NewAccount, OpenWallet, Others, PlaceOrder, Proof,
    RecoverWallet, Role, ScanRequest, SetEmail, SignIn, TopUp,
};
use dough_wire::{Problem, paths};
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot, watch};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A Tuesday, 10:00 in Brussels.
const START: i64 = 1_790_064_000_000;
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A clock that stands until it is moved.
pub(crate) struct TestClock {
    now: AtomicI64,
    jumps: watch::Sender<()>,
}

impl TestClock {
    /// So many minutes from now.
    pub(crate) fn now_in(&self, minutes: i64) -> Millis {
        Clock::now(self) + Span::minutes(minutes)
    }

    pub(crate) fn advance(&self, span: Span) {
        self.now.fetch_add(span.get(), Ordering::SeqCst);
        self.jumps.send_replace(());
    }
}

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis::new(self.now.load(Ordering::SeqCst))
    }
    fn jumps(&self) -> watch::Receiver<()> {
        self.jumps.subscribe()
    }
}

/// A provider that says yes, except to what is to be paid out while it is away.
pub(crate) struct TestPayments {
    /// How many charges were asked for.
    pub(crate) asked: Semaphore,
    /// Each charge waits for it.
    pub(crate) bank: tokio::sync::Mutex<()>,
    pub(crate) is_away: AtomicBool,
    pub(crate) paid_out: Mutex<Vec<(PayoutId, Cents)>>,
}

impl Default for TestPayments {
    fn default() -> Self {
        Self {
            asked: Semaphore::new(0),
            bank: tokio::sync::Mutex::default(),
            is_away: AtomicBool::default(),
            paid_out: Mutex::default(),
        }
    }
}

#[async_trait::async_trait]
impl PaymentProvider for TestPayments {
    fn name(&self) -> &'static str {
        "test"
    }

    async fn charge(&self, _id: TopUpId, _amount: Cents) -> Result<(), PaymentError> {
        self.asked.add_permits(1);
        drop(self.bank.lock().await);
        Ok(())
    }

    async fn pay_out(&self, id: PayoutId, amount: Cents) -> Result<(), PaymentError> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(PaymentError::Unavailable);
        }
        self.paid_out.lock().unwrap().push((id, amount));
        Ok(())
    }
}

pub(crate) struct Shop {
    pub(crate) url: String,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) payment: Arc<TestPayments>,
    pub(crate) database: Database,
    pub(crate) folder: Arc<TempDir>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    app: std::sync::Weak<App>,
}

pub(crate) fn bakery() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/bakery")
}

fn apps() -> Apps {
    let text = |text: &str| text.to_owned();
    let (ios, android) = ("https://apps.apple.com/app/id1", "https://play.google.com/bakery");
    Apps {
        ios: Some(IosApp {
            id: text("ABCDE12345.com.example.bakery").try_into().unwrap(),
            store: Some(text(ios).try_into().unwrap()),
        }),
        android: Some(AndroidApp {
            package: text("com.example.bakery").try_into().unwrap(),
            certificates: vec![["14"; 32].join(":").try_into().unwrap()],
            store: Some(text(android).try_into().unwrap()),
        }),
    }
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let database = Database::new(folder.path());
        Self::open_with(folder, database, Arc::new(SystemRandom)).await
    }

    /// A new shop in this database, with its own source of chance.
    pub(crate) async fn open_with(
        folder: Arc<TempDir>,
        database: Database,
        random: Arc<dyn Random>,
    ) -> Self {
        Self::open_limited(folder, database, random, Limits::default()).await
    }

    /// The same, where nobody may ask for more than this.
    pub(crate) async fn open_limited(
        folder: Arc<TempDir>,
        database: Database,
        random: Arc<dyn Random>,
        limits: Limits,
    ) -> Self {
        let clock = TestClock { now: AtomicI64::new(START), jumps: watch::Sender::new(()) };
        let shop = Self::start_limited(folder, database, Arc::new(clock), random, limits).await;
        for (name, role, of) in [
            ("owner", Role::Owner, vec![]),
            ("manager", Role::Manager, vec!["brussels"]),
            ("staff", Role::Staff, vec!["brussels"]),
            ("elsewhere", Role::Manager, vec!["antwerp"]),
        ] {
            shop.account(name, role, of).await;
        }
        shop
    }

    pub(crate) async fn start(
        folder: Arc<TempDir>,
        database: Database,
        clock: Arc<TestClock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self::start_limited(folder, database, clock, random, Limits::default()).await
    }

    async fn start_limited(
        folder: Arc<TempDir>,
        database: Database,
        clock: Arc<TestClock>,
        random: Arc<dyn Random>,
        limits: Limits,
    ) -> Self {
        let store = database.open(random.bytes()).await.unwrap();
        if store.catalogues(0).await.unwrap().is_empty() {
            let files = read_catalogue(&bakery()).unwrap();
            let images = files.images().to_vec();
            let first = files.into_catalogue(1, Millis::new(0));
            store.add_catalogue(first, images).await.unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let url = format!("http://{authority}");
        let payment = Arc::new(TestPayments::default());
        let (app, engine) = App::start(Parts {
            store,
            clock: Arc::<TestClock>::clone(&clock),
            random,
            payment: Arc::clone(&payment) as Arc<dyn PaymentProvider>,
            mail: Arc::new(
                FolderMail::new(&folder.path().join("mails"), "shop@example.com").unwrap(),
            ),
            settings: Settings {
                authority,
                secure: false,
                minimum_client: Some("0.1.0".to_owned()),
                apps: apps(),
                limits,
                alone: dough_server::http::AloneLimits::default(),
                outbound: Outbound { private: true },
                sign_in_links: vec![],
            },
        })
        .await
        .unwrap();
        let weak = Arc::downgrade(&app);
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let told = async move { drop(stopped.await) };
            dough_server::serve(app, listener, told).await.unwrap();
            engine.await.unwrap();
        });
        Self { url, clock, payment, database, folder, stop, server, app: weak }
    }

    /// Answers what monitoring asks, at this address.
    pub(crate) async fn watched(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(dough_server::watch(&self.app.upgrade().unwrap(), listener));
        url
    }

    /// Tells streams and jobs to end, and nothing else yet: the first moment of a stop.
    pub(crate) fn begin_to_stop(&self) {
        self.app.upgrade().unwrap().stop();
    }

    /// Stops the server and starts it again on the same database.
    pub(crate) async fn restart(self) -> Self {
        let (folder, clock) = (Arc::clone(&self.folder), Arc::clone(&self.clock));
        let database = self.database.clone();
        self.close().await;
        Self::start(folder, database, clock, Arc::new(SystemRandom)).await
    }

    pub(crate) async fn close(self) {
        drop(self.stop);
        self.server.await.unwrap();
    }

    /// Stops the server; its folder stays as long as the test runs.
    pub(crate) async fn close_keeping_files(self) {
        std::mem::forget(Arc::clone(&self.folder));
        self.close().await;
    }

    /// The texts of all mails to an address, oldest first.
    pub(crate) fn mails(&self, address: &str) -> Vec<String> {
        let folder = std::fs::read_dir(self.folder.path().join("mails")).unwrap();
        let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
        texts.filter(|text| text.contains(&format!("To: {address}\r\n"))).collect()
    }

    /// The code in the newest mail to an address.
    pub(crate) fn mailed_code(&self, address: &str) -> String {
        let mails = self.mails(address);
        let mail = mails.last().unwrap();
        let words = ["code is ", "code est "];
        let (_, rest) = words.iter().find_map(|it| mail.split_once(it)).unwrap();
        rest[..6].to_owned()
    }

    /// The folder of database and mails.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn account(&self, name: &str, role: Role, shops: Vec<&str>) {
        let store = self.database.visit().await.unwrap();
        let shops = shops.into_iter().map(|shop| shop.parse().unwrap()).collect();
        let (name, password) = (name.to_owned(), PASSWORD.to_owned());
        let account = new_account(NewAccount { name, password, role, shops }).unwrap();
        let audit = AuditLine {
            at: self.clock.now(),
            who: "test".to_owned(),
            action: "account_made",
            shop: None,
            detail: String::new(),
        };
        assert!(store.add_account(account, audit).await.unwrap());
    }

    /// A caller that signs with a key.
    pub(crate) fn caller(&self, key: SoftwareKey) -> Till {
        let clock = Arc::clone(&self.clock);
        Till::new(&self.url, key, Arc::new(move || clock.now())).unwrap()
    }

    pub(crate) fn intent<T>(&self, body: T) -> Intent<T> {
        Intent { not_after: self.clock.now() + Span::days(1), body }
    }

    pub(crate) async fn wallet(&self) -> Wallet {
        self.wallet_with(fresh_key(), fresh_key()).await
    }

    /// A phone's wallet, as it is after somebody else let it in.
    pub(crate) fn wallet_of(&self, id: WalletId, api: SoftwareKey, pay: SoftwareKey) -> Wallet {
        Wallet { id, caller: self.caller(copy(&api)), api, pay, counter: AtomicU64::new(1) }
    }

    /// A wallet opened with these keys.
    pub(crate) async fn wallet_with(&self, api: SoftwareKey, pay: SoftwareKey) -> Wallet {
        let body = self.intent(OpenWallet { pay_key: key_text(&pay), api_key: key_text(&api) });
        let caller = self.caller(copy(&api));
        let reply = post(&caller, paths::WALLETS, &body).await.unwrap();
        let Outcome::Opened { wallet } = reply.outcome else { panic!("{reply:?}") };
        self.wallet_of(wallet, api, pay)
    }

    /// A wallet with money.
    pub(crate) async fn rich_wallet(&self, cents: i64) -> Wallet {
        let wallet = self.wallet().await;
        let body = self.intent(TopUp { amount: Cents::new(cents) });
        post(&wallet.caller, paths::TOP_UPS, &body).await.unwrap();
        wallet
    }

    pub(crate) async fn till(&self, shop: &str) -> Till {
        self.till_with(shop, fresh_key()).await
    }

    /// A till with this key.
    pub(crate) async fn till_with(&self, shop: &str, key: SoftwareKey) -> Till {
        let owner = self.staff("owner").await;
        let path = paths::register_codes(&shop.parse::<ShopId>().unwrap());
        let code: RegisterCode = owner.post(&path, &()).await.json().await.unwrap();
        let till = self.caller(key);
        till.enrol(&code.code, "till").await.unwrap().yes().unwrap();
        till
    }

    pub(crate) async fn staff(&self, name: &str) -> StaffClient {
        let client = http().unwrap();
        let body = SignIn { name: name.to_owned(), password: PASSWORD.to_owned() };
        let url = format!("{}{}", self.url, paths::STAFF_SIGN_IN);
        let response = client.post(url).json(&body).send().await.unwrap();
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let csrf = response.json::<SignedIn>().await.unwrap().csrf;
        StaffClient { url: self.url.clone(), cookie, csrf, client }
    }

    /// An order of one croissant in Brussels, paid, so many minutes from now.
    pub(crate) fn order(&self, minutes: i64) -> Intent<PlaceOrder> {
        self.intent(PlaceOrder {
            shop: "brussels".parse().unwrap(),
            lines: vec![one("croissant")],
            pickup_at: self.clock.now() + Span::minutes(minutes),
            total: Cents::new(210),
            pay: true,
            redeem: None,
        })
    }

    pub(crate) async fn assert_sound(&self) {
        let report = self.database.visit().await.unwrap().check().await.unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
    }

    /// How many rows all tables of effects hold.
    pub(crate) fn rows(&self) -> Vec<i64> {
        [
            "wallets",
            "journal",
            "transfers",
            "receipts",
            "sales",
            "codes",
            "keys",
            "allocations",
            "people",
        ]
        .iter()
        .map(|table| self.database.number(&format!("SELECT count(*) FROM {table}")))
        .collect()
    }
}

/// A sale of these items in Brussels, paid from the balance.
pub(crate) fn sale(code: &str, transaction: &str, items: &[&str]) -> ScanRequest {
    let catalogue = read_catalogue(&bakery()).unwrap().into_catalogue(1, Millis::new(0));
    let lines: Vec<_> = items.iter().map(|item| one(item)).collect();
    let price = |line: &BasketLine| catalogue.item(&line.item).unwrap().price;
    ScanRequest {
        code: code.to_owned(),
        transaction: transaction.to_owned(),
        total: lines.iter().map(price).sum(),
        lines,
        mode: dough_rules::catalogue::Mode::Takeaway,
        tenders: vec![SaleTender::Balance { amount: None }],
    }
}

pub(crate) fn code_with(shop: &Shop, counter: u64, key: &SoftwareKey, ops: Ops) -> String {
    code_redeeming(shop, (counter, None), key, ops)
}

/// The same, with a voucher or a reward.
pub(crate) fn code_redeeming(
    shop: &Shop,
    (counter, reward): (u64, Option<u32>),
    key: &SoftwareKey,
    ops: Ops,
) -> String {
    let max_cents = ops.contains(Ops::PAY).then_some(5000);
    let now = shop.clock.now().seconds();
    let request = MintRequest { counter, ops, max_cents, reward, store: None, now };
    mint(&request, key).unwrap().text
}

pub(crate) fn one(item: &str) -> BasketLine {
    BasketLine { item: item.parse().unwrap(), quantity: 1, modifiers: vec![] }
}

pub(crate) fn fresh_key() -> SoftwareKey {
    SoftwareKey::from_bytes(&rand::random()).unwrap()
}

pub(crate) fn copy(key: &SoftwareKey) -> SoftwareKey {
    SoftwareKey::from_bytes(&key.to_bytes()).unwrap()
}

pub(crate) fn key_text(key: &SoftwareKey) -> String {
    URL_SAFE_NO_PAD.encode(key.public_key().to_sec1())
}

/// A signed call under a fresh id.
pub(crate) async fn post<B: Serialize>(
    caller: &Till,
    path: &str,
    body: &B,
) -> Result<CommandReply, Box<Problem>> {
    caller.post(path, fresh_id(), body).await.unwrap().yes()
}

pub(crate) struct Wallet {
    pub(crate) id: WalletId,
    pub(crate) api: SoftwareKey,
    pub(crate) pay: SoftwareKey,
    pub(crate) caller: Till,
    pub(crate) counter: AtomicU64,
}

impl Wallet {
    /// A fresh code that pays and earns.
    pub(crate) fn code(&self, shop: &Shop) -> String {
        let counter = self.counter.fetch_add(1, Ordering::SeqCst);
        code_with(shop, counter, &self.pay, Ops::PAY | Ops::EARN)
    }

    pub(crate) async fn token(&self) -> String {
        let said: Said<Session> =
            self.caller.post(paths::SESSION, fresh_id(), &json!({})).await.unwrap();
        said.yes().unwrap().token
    }

    /// A reply to a call with the wallet's token.
    pub(crate) async fn get(&self, shop: &Shop, path: &str) -> reqwest::Response {
        let token = self.token().await;
        let call = http().unwrap().get(format!("{}{path}", shop.url)).bearer_auth(token);
        // Longer than an answer may wait.
        call.timeout(Duration::from_mins(1)).send().await.unwrap()
    }

    pub(crate) async fn changes(&self, shop: &Shop, after: u64) -> Said<ChangesPage> {
        let path = format!("{}?after={after}", paths::CHANGES);
        read(self.get(shop, &path).await).await.unwrap()
    }

    /// The whole journal.
    pub(crate) async fn journal(&self, shop: &Shop) -> Vec<Entry> {
        let mut journal: Vec<Entry> = Vec::new();
        loop {
            let after = journal.last().map_or(0, |entry| entry.seq.get());
            let page = self.changes(shop, after).await.yes().unwrap();
            if page.entries.is_empty() {
                return journal;
            }
            journal.extend(page.entries.iter().map(|entry| entry.read().unwrap()));
        }
    }

    /// What the journal adds up to.
    pub(crate) async fn facts(&self, shop: &Shop) -> WalletFacts {
        let mut facts = WalletFacts::new(self.id);
        for entry in &self.journal(shop).await {
            facts.apply(entry).unwrap();
        }
        facts
    }
}

pub(crate) struct StaffClient {
    url: String,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
    client: reqwest::Client,
}

impl StaffClient {
    /// The same session with another server of the shop.
    pub(crate) fn at(self, shop: &Shop) -> Self {
        Self { url: shop.url.clone(), ..self }
    }

    pub(crate) async fn post<B: Serialize>(&self, path: &str, body: &B) -> reqwest::Response {
        self.post_as(fresh_id(), path, body).await
    }

    /// The same, under a request id.
    pub(crate) async fn post_as<B: Serialize>(
        &self,
        request: Uuid,
        path: &str,
        body: &B,
    ) -> reqwest::Response {
        self.client
            .post(format!("{}{path}", self.url))
            .header("cookie", &self.cookie)
            .header("dough-csrf", &self.csrf)
            .header("idempotency-key", request.to_string())
            .json(body)
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let url = format!("{}{path}", self.url);
        self.client.get(url).header("cookie", &self.cookie).send().await.unwrap()
    }
}

/// The stable code of a problem reply.
pub(crate) async fn code_of(response: reqwest::Response) -> String {
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(kind, "application/problem+json");
    response.json::<Problem>().await.unwrap().code
}

/// An intent of a phone with these keys to enter a wallet by this proof.
pub(crate) fn enrolment(
    shop: &Shop,
    (api, pay): (&SoftwareKey, &SoftwareKey),
    proof: Proof,
    others: Others,
) -> Intent<EnrolDevice> {
    let (api_key, pay_key) = (key_text(api), key_text(pay));
    shop.intent(EnrolDevice { pay_key, api_key, proof, others })
}

pub(crate) fn by_email(email: &str, code: &str) -> Proof {
    Proof::Email { email: email.to_owned(), code: code.to_owned() }
}

impl Wallet {
    /// Asks for a code at an address, and confirms it.
    pub(crate) async fn confirm_email(&self, shop: &Shop, email: &str) {
        let asked = SetEmail { email: email.to_owned(), language: None };
        post(&self.caller, paths::EMAIL, &shop.intent(asked)).await.unwrap();
        let confirm = ConfirmEmail { email: email.to_owned(), code: shop.mailed_code(email) };
        post(&self.caller, paths::EMAIL_CONFIRM, &shop.intent(confirm)).await.unwrap();
    }

    /// A code by which this phone agrees to another one.
    pub(crate) async fn agree(&self) -> Proof {
        let said: Said<DeviceCode> =
            self.caller.post(paths::DEVICE_CODE, fresh_id(), &json!({})).await.unwrap();
        Proof::Device { code: said.yes().unwrap().code }
    }

    /// The kid of its key that signs calls.
    pub(crate) fn kid(&self) -> String {
        self.api.public_key().kid().to_string()
    }
}

/// Asks for a code for a new phone, and answers with it.
pub(crate) async fn recovery_code(shop: &Shop, api: &SoftwareKey, email: &str) -> String {
    let email = email.to_owned();
    let asked = RecoverWallet { api_key: key_text(api), email: email.clone(), language: None };
    post(&shop.caller(copy(api)), paths::DEVICE_RECOVERY, &asked).await.unwrap();
    shop.mailed_code(&email)
}

/// A new phone of the wallet that has an address.
pub(crate) async fn recovered(shop: &Shop, email: &str, others: Others) -> Wallet {
    let (api, pay) = (fresh_key(), fresh_key());
    let code = recovery_code(shop, &api, email).await;
    let body = enrolment(shop, (&api, &pay), by_email(email, &code), others);
    let reply = post(&shop.caller(copy(&api)), paths::DEVICES, &body).await.unwrap();
    let Outcome::Opened { wallet } = reply.outcome else { panic!("{reply:?}") };
    shop.wallet_of(wallet, api, pay)
}

/// Waits until something that jobs do is so.
pub(crate) async fn until(is_so: impl AsyncFn() -> bool) {
    for _ in 0..100 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came");
}
