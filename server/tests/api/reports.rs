//! Reports: what outlets owe each other balances to zero, and what was sold adds up.

use crate::database::Database;
use crate::support::{Shop, bakery, code_of, fresh_key, sale};
use dough_paycode::Signer as _;
use dough_rules::catalogue::{Catalogue, Mode};
use dough_rules::command::{Outcome, Permission, SaleTender, Scan};
use dough_rules::ids::{InviteCode, RegisterId, Seq, ShopId, WalletId};
use dough_rules::journal::Event;
use dough_rules::ledger::Issuer;
use dough_rules::pricing::{Basket, BasketLine};
use dough_rules::receipt::{Sale, Tender};
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Millis};
use dough_rules::{Command, Entropy, Entry, Moment};
use dough_server::engine::{Catalogues, Engine, Job, Nudges, Opening};
use dough_server::files::read_catalogue;
use dough_server::keys::KeyCache;
use dough_server::reports;
use dough_server::store::{KeyOwner, KeyRecord, Store};
use dough_wire::replies::CommandReply;
use jiff::civil::date;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const OUTLETS: usize = 12;
const WALLETS: usize = 50;
const RECEIPTS: usize = 10_000;

/// Twelve outlets of nine companies, two of them with values of their own.
fn chain() -> Catalogue {
    let files = read_catalogue(&bakery()).unwrap();
    let mut catalogue = files.into_catalogue(1, Millis::new(0));
    let first = catalogue.shops[0].clone();
    catalogue.shops = (0..OUTLETS)
        .map(|n| {
            let mut shop = first.clone();
            shop.id = format!("outlet-{n}").parse().unwrap();
            shop.number = u16::try_from(n + 1).unwrap();
            shop.company = (n < 4).then(|| "Owned, by us".to_owned());
            shop.dough_value = (n > 9).then(|| Cents::new(40 + i64::from(shop.number)));
            shop
        })
        .collect();
    for item in &mut catalogue.items {
        item.image = None;
    }
    // Every purchase earns, so that there is much to clear.
    for rule in &mut catalogue.programme.accrual_rules {
        (rule.max_per_day, rule.minimum) = (None, Cents::ZERO);
    }
    catalogue
}

/// The engine of a chain, without its doors.
struct Chain {
    store: Arc<dyn Store>,
    engine: Engine,
    catalogue: Catalogue,
    moments: AtomicU64,
}

impl Chain {
    async fn open(database: &Database) -> Self {
        let store = database.open([7; 32]).await.unwrap();
        store.add_catalogue(chain(), vec![]).await.unwrap();
        let catalogues = Arc::new(Catalogues::default());
        catalogues.refresh(store.as_ref()).await.unwrap();
        let nudges = Arc::new(Nudges::new(Arc::new(KeyCache::default())));
        let (engine, _) = Engine::start(Arc::clone(&store), catalogues, nudges, Arc::default());
        Self { store, engine, catalogue: chain(), moments: AtomicU64::new(0) }
    }

    fn moment(&self) -> Moment {
        let n = self.moments.fetch_add(1, Ordering::SeqCst);
        let now = Millis::new(1_790_064_000_000 + i64::try_from(n).unwrap());
        Moment { now, entropy: Entropy::new(Entropy::new([1; 32]).bytes("moment", n).0) }
    }

    async fn ask(&self, mut job: Job) -> Option<Outcome> {
        if let Command::Refund { receipt, .. } = &job.command {
            job.receipt = Some(*receipt);
        }
        let answer = self.engine.submit(job).await;
        let reply = answer.is_success().then(|| serde_json::from_str::<CommandReply>(&answer.body));
        reply.map(|reply| reply.unwrap().outcome)
    }

    async fn want(&self, wallet: WalletId, command: Command) -> Option<Outcome> {
        self.ask(Job::internal(Some(wallet), command, self.moment())).await
    }

    async fn wallet(&self) -> WalletId {
        let moment = self.moment();
        let id = WalletId::new(moment.uuid("wallet"));
        let key = |owner| KeyRecord::new(fresh_key().public_key().clone(), owner);
        let pay_key = key(KeyOwner::WalletPay(id));
        let api_key = key(KeyOwner::WalletApi(id));
        let invite_code = InviteCode::from_random(&moment.entropy.bytes("code", 0).0);
        let command = Command::OpenWallet {
            invite_code: invite_code.clone(),
            pay_key: pay_key.kid.to_string(),
            api_key: api_key.kid.to_string(),
        };
        let mut job = Job::internal(Some(id), command, moment);
        job.opening = Some(Box::new(Opening { pay_key, api_key, invite_code }));
        self.ask(job).await.unwrap();
        id
    }

    async fn journal(&self, wallet: WalletId) -> Vec<Entry> {
        let page = self.store.journal(wallet, Seq::START, 10_000).await.unwrap();
        page.entries.iter().map(|entry| entry.read().unwrap()).collect()
    }
}

fn cash_sale(catalogue: &Catalogue, chance: &mut StdRng, redeem: Option<(Seq, Cents)>) -> Command {
    let shop = catalogue.shops.choose(chance).unwrap();
    let item = catalogue.item(&"cappuccino".parse().unwrap()).unwrap();
    let quantity = chance.random_range(1..=3_u32);
    let total = item.price.times(quantity);
    let off = redeem.map_or(Cents::ZERO, |(_, off)| off.min(total));
    let cash = total - off;
    let line = BasketLine { item: item.id.clone(), quantity, modifiers: vec![] };
    Command::Scan(Scan {
        shop: shop.id.clone(),
        sale: Sale {
            register: RegisterId::new(uuid::Uuid::from_u128(chance.random())),
            transaction: "1".to_owned(),
            code: None,
        },
        permission: Permission { pay: None, earn: true, redeem: redeem.map(|(number, _)| number) },
        basket: Basket::parse(vec![line]).unwrap(),
        mode: Mode::Takeaway,
        total,
        tenders: [SaleTender::Cash { amount: cash }]
            .into_iter()
            .filter(|_| cash.is_positive())
            .collect(),
    })
}

/// A customer who buys here and there, takes rewards, and now and then brings something back.
async fn shops_around(chain: Arc<Chain>, wallet: WalletId, seed: u64) {
    let mut chance = StdRng::seed_from_u64(seed);
    let price = chain.catalogue.item(&"cappuccino".parse().unwrap()).unwrap().price;
    let mut reward = None;
    for _ in 0..RECEIPTS / WALLETS {
        if reward.is_none() {
            let take = Command::IssueReward { reward: "coffee".parse().unwrap() };
            if let Some(Outcome::Reward { reward: issued }) = chain.want(wallet, take).await {
                reward = Some((issued.number, price));
            }
        }
        let command = cash_sale(&chain.catalogue, &mut chance, reward.take());
        let Some(Outcome::Receipt { receipt, .. }) = chain.want(wallet, command).await else {
            panic!("seed {seed}: a sale was refused");
        };
        if chance.random_ratio(1, 20) {
            let (receipt, shop) = (receipt.id, receipt.shop);
            let scope = RefundScope::All;
            let back = chain.want(wallet, Command::Refund { receipt, shop, scope }).await;
            assert!(back.is_some(), "seed {seed}: a refund was refused");
        }
    }
}

/// What should have been booked, by the lots that were spent and the values alone.
fn claims(catalogue: &Catalogue, journal: &[Entry]) -> BTreeMap<(Issuer, ShopId), i64> {
    let mut sums: BTreeMap<(Issuer, ShopId), i64> = BTreeMap::new();
    let mut add = |tenders: &[Tender], shop: &ShopId, sign: i64| {
        for tender in tenders {
            let Tender::Reward { reward, .. } = tender else { continue };
            for part in &reward.lots {
                let value = match &part.issuer {
                    Issuer::Programme => 30,
                    Issuer::Shop(shop) => {
                        catalogue.shop(shop).unwrap().dough_value.map_or(30, Cents::get)
                    }
                };
                *sums.entry((part.issuer.clone(), shop.clone())).or_default() +=
                    sign * value * part.dough.get();
            }
        }
    };
    for entry in journal {
        match &entry.event {
            Event::SaleBooked { receipt } => add(&receipt.tenders, &receipt.shop, 1),
            Event::Refunded { refund } => add(&refund.tenders, &refund.shop, -1),
            _ => {}
        }
    }
    sums.retain(|(issuer, shop), _| *issuer != Issuer::Shop(shop.clone()));
    sums
}

fn rows<'a>(report: &'a Value, table: &str) -> Vec<&'a Vec<Value>> {
    let tables = report["tables"].as_array().unwrap();
    let found = tables.iter().find(|it| it["name"] == table).unwrap();
    found["rows"].as_array().unwrap().iter().map(|row| row.as_array().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_random_receipts_over_twelve_outlets_clear_to_zero() {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let folder = TempDir::new().unwrap();
    let chain = Arc::new(Chain::open(&Database::new(folder.path())).await);
    let mut customers = Vec::new();
    for n in 0..WALLETS {
        let wallet = chain.wallet().await;
        let seed = seed.wrapping_add(n as u64);
        customers.push((wallet, tokio::spawn(shops_around(Arc::clone(&chain), wallet, seed))));
    }
    let mut expected: BTreeMap<(Issuer, ShopId), i64> = BTreeMap::new();
    for (wallet, customer) in customers {
        customer.await.unwrap();
        for (pair, amount) in claims(&chain.catalogue, &chain.journal(wallet).await) {
            *expected.entry(pair).or_default() += amount;
        }
    }
    let days = (date(2026, 1, 1), date(2027, 12, 31));
    let (store, now) = (&*chain.store, chain.moment().now);
    let report = reports::make(store, &chain.catalogue, "clearing", Some(days), now).await;
    let report = report.unwrap().unwrap();
    assert!(report.csv().contains("\"Owned, by us\""));
    check_clearing(&serde_json::to_value(&report).unwrap(), &expected);
    let check = store.check().await.unwrap();
    assert!(check.findings.is_empty(), "{:?}", check.findings);
}

fn check_clearing(report: &Value, expected: &BTreeMap<(Issuer, ShopId), i64>) {
    // Between each two, in both directions together.
    let mut left = expected.clone();
    for row in rows(report, "owed") {
        let issuer = |name: &str| match name {
            "(programme)" => Issuer::Programme,
            shop => Issuer::Shop(shop.parse().unwrap()),
        };
        let (from, to) = (row[0].as_str().unwrap(), row[1].as_str().unwrap());
        let mut take = |from: &str, to: &str| match to.parse() {
            Ok(to) => left.remove(&(issuer(from), to)).unwrap_or(0),
            Err(_) => 0,
        };
        assert_eq!(row[2].as_i64().unwrap(), take(from, to) - take(to, from), "{from} to {to}");
    }
    assert!(left.values().all(|amount| *amount == 0), "{left:?}");
    assert!(!expected.is_empty());
    let mut nets: BTreeMap<String, i64> = rows(report, "net")
        .iter()
        .map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_i64().unwrap()))
        .collect();
    assert_eq!(nets.values().sum::<i64>(), 0);
    assert!(nets.contains_key("Owned, by us") && !nets.contains_key("outlet-0"));
    let payments = rows(report, "payments");
    assert!(payments.len() < nets.len());
    for row in payments {
        let amount = row[2].as_i64().unwrap();
        assert!(amount > 0);
        *nets.get_mut(row[0].as_str().unwrap()).unwrap() += amount;
        *nets.get_mut(row[1].as_str().unwrap()).unwrap() -= amount;
    }
    assert!(nets.values().all(|net| *net == 0), "{nets:?}");
}

#[tokio::test]
async fn sales_and_liability_add_up_and_are_the_owners() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5_000).await, shop.till("brussels").await);
    let first = sale(&wallet.code(&shop), "1", &["quiche", "croissant"]);
    let reply = till.scan(&first).await.unwrap().yes().unwrap();
    let Outcome::Receipt { receipt, .. } = reply.outcome else { panic!("no receipt") };
    let paid = receipt.total;
    let amount = Cents::new(300);
    till.refund(receipt.id, RefundScope::Amount { amount }).await.unwrap().yes().unwrap();
    let owner = shop.staff("owner").await;
    let day = receipt.day;
    let sales = owner.get(&format!("/v1/reports/sales?from={day}&until={day}")).await;
    let sales: Value = sales.json().await.unwrap();
    let kept = (paid - amount).get();
    let sum = |table: &str, place: usize| -> i64 {
        rows(&sales, table).iter().map(|row| row[place].as_i64().unwrap()).sum()
    };
    assert_eq!((sum("days", 2), sum("days", 3)), (1, kept));
    assert_eq!((sum("tenders", 2), sum("vat", 2)), (kept, kept));
    assert_eq!(sum("vat", 3) + sum("vat", 4), kept);
    till.refund(receipt.id, RefundScope::All).await.unwrap().yes().unwrap();
    let sales = owner.get(&format!("/v1/reports/sales?from={day}&until={day}")).await;
    let sales: Value = sales.json().await.unwrap();
    let nothing = rows(&sales, "vat").iter().all(|row| row[2..].iter().all(|cell| *cell == 0));
    assert!(nothing, "{sales}");
    let liability: Value = owner.get("/v1/reports/liability").await.json().await.unwrap();
    let total = |what: &str| {
        let totals = rows(&liability, "totals");
        totals.iter().find(|row| row[0] == what).unwrap()[1].as_i64().unwrap()
    };
    assert_eq!((total("wallets"), total("cents to spend")), (1, 5_000));
    let dough: i64 = rows(&liability, "dough").iter().map(|row| row[2].as_i64().unwrap()).sum();
    assert_eq!(dough, wallet.facts(&shop).await.balances.dough_available.get());
    // Wrong asks, and others than owners.
    for (path, code) in [
        ("/v1/reports/sales", "malformed_request"),
        ("/v1/reports/sales?from=2027-02-01&until=2027-01-01", "malformed_request"),
        ("/v1/reports/sales?from=yesterday&until=2027-01-01", "malformed_request"),
        ("/v1/reports/gossip?from=2027-01-01&until=2027-01-01", "malformed_request"),
    ] {
        assert_eq!(code_of(owner.get(path).await).await, code, "{path}");
    }
    let manager = shop.staff("manager").await;
    assert_eq!(code_of(manager.get("/v1/reports/liability").await).await, "forbidden");
    shop.close().await;
}
