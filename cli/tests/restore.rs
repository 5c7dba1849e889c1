//! `dough backup` and `dough restore`: an older copy in place of the database, while phones are ahead
//! of it, and customers have left since.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use dough_core::views::{IntentId, IntentState, OrderStatus};
use dough_core::{Config, Engine, Language, Ports, SoftwareKeys};
use dough_rules::command::LastBalance;
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::pricing::BasketLine;
use dough_rules::units::Cents;
use dough_test_postgres::{Cluster, dump, query};
use dough_wire::requests::PlaceOrder;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;
use support::{Shop, printed, repository};

const PATIENCE: Duration = Duration::from_secs(30);

/// A customer's phone: a real engine on a real line.
struct Phone(Engine);

impl Phone {
    fn new(shop: &Shop, name: &str) -> Self {
        let config = Config {
            store: shop.path(&format!("{name}.phone")),
            server: shop.url.clone(),
            language: Language::En,
            app_version: "0.1.0".to_owned(),
        };
        let keys = Arc::new(SoftwareKeys::from_seed(&rand::random()).unwrap());
        Self(Engine::open(config, keys, Ports::system()).unwrap())
    }

    async fn done(&self, intent: IntentId) {
        let view = tokio::time::timeout(PATIENCE, self.0.settled(intent)).await.unwrap().unwrap();
        assert_eq!(view.state, IntentState::Done, "{:?}", view.code);
    }

    async fn opened(self) -> Self {
        self.until("it has a wallet", |engine| engine.home().unwrap().invite_code.is_some()).await;
        self
    }

    async fn top_up(&self, cents: i64) {
        self.done(self.0.top_up(Cents::new(cents), true).unwrap()).await;
    }

    fn basket() -> Vec<BasketLine> {
        let item = "brownie".parse().unwrap();
        vec![BasketLine { item, quantity: 1, modifiers: vec![] }]
    }

    /// An order of one brownie, the day after tomorrow.
    async fn order(&self) -> OrderId {
        let shop: ShopId = "centre".parse().unwrap();
        let day = support::now().in_zone(&TimeZone::UTC).date() + 2_i32.days();
        let quote = self.0.server_quote(shop.clone(), Self::basket(), day).await.unwrap();
        let (pickup_at, total) = (quote.slots[0].pickup_at, quote.priced.total);
        let order =
            PlaceOrder { shop, lines: Self::basket(), pickup_at, total, pay: true, redeem: None };
        let id = self.0.place_order(order).unwrap();
        self.done(id.into()).await;
        id
    }

    async fn until(&self, what: &str, is_so: impl Fn(&Engine) -> bool) {
        let wait = async {
            while !is_so(&self.0) {
                self.0.network_changed();
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        assert!(waited.is_ok(), "{what}: {:?} {:?}", self.0.home(), self.0.outbox());
    }

    /// Nothing waits, nothing was lost, and so much is there.
    async fn comes_to(&self, cents: i64, held: i64) {
        self.until("everything is there", |engine| {
            let home = engine.home().unwrap();
            (home.eur_available, home.eur_held, home.outbox)
                == (Cents::new(cents), Cents::new(held), 0)
        })
        .await;
    }
}

/// How one shop is copied, and the copy put in its place.
trait Way {
    fn copy(&mut self, shop: &Shop);
    /// Puts the copy in place; it is what the next question is asked of.
    fn restore(&mut self, shop: &mut Shop) -> Output;
    fn value(&self, shop: &Shop, sql: &str) -> String;
}

struct File;

impl Way for File {
    fn copy(&mut self, shop: &Shop) {
        let made = shop.command().arg("backup").arg(shop.dir()).arg(shop.path("copy.db")).output();
        assert!(printed(&made.unwrap()).contains("Every invariant holds."));
    }

    fn restore(&mut self, shop: &mut Shop) -> Output {
        shop.command().arg("restore").arg(shop.dir()).arg(shop.path("copy.db")).output().unwrap()
    }

    fn value(&self, shop: &Shop, sql: &str) -> String {
        let database = Connection::open(shop.dir().join("dough.db")).unwrap();
        database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    }
}

struct Server {
    address: String,
    copy: String,
}

impl Way for Server {
    fn copy(&mut self, shop: &Shop) {
        let file = shop.path("copy.dump");
        dump(&self.address, &file);
        self.copy = Cluster::shared().load(&file);
    }

    fn restore(&mut self, shop: &mut Shop) -> Output {
        self.address.clone_from(&self.copy);
        shop.move_to(self.copy.clone());
        shop.command().arg("restore").arg(shop.dir()).output().unwrap()
    }

    fn value(&self, _shop: &Shop, sql: &str) -> String {
        query(&self.address, sql)
    }
}

const EPOCH: &str = "SELECT value FROM meta WHERE key = 'epoch'";
const PAID_OUT: &str = "SELECT event FROM journal WHERE event LIKE '%\"paid_out\"%'";

/// Phones go on after the copy was made; one customer leaves; then the copy is all that there is.
async fn a_copy_takes_the_place(mut shop: Shop, mut way: impl Way) {
    let (ada, ben) = (Phone::new(&shop, "ada").opened().await, Phone::new(&shop, "ben"));
    let (ben, cleo) = (ben.opened().await, Phone::new(&shop, "cleo").opened().await);
    ada.top_up(2_000).await;
    ben.top_up(1_000).await;
    cleo.top_up(3_000).await;
    let begun = cleo.order().await;
    way.copy(&shop);
    let before = way.value(&shop, EPOCH);

    // Ada goes on, Ben wants something while there is no line, Cleo leaves, Dan is new.
    ada.top_up(500).await;
    let order = ada.order().await;
    cleo.done(cleo.0.cancel_order(begun).unwrap()).await;
    let left = cleo.0.home().unwrap().wallet.unwrap();
    cleo.done(cleo.0.erase_me(LastBalance::PayOut).unwrap()).await;
    cleo.0.shutdown();
    let dan = Phone::new(&shop, "dan").opened().await;
    dan.top_up(700).await;
    shop.stop();
    let waiting = ben.0.top_up(Cents::new(900), true).unwrap();
    let paid_out = way.value(&shop, PAID_OUT);

    let said = printed(&way.restore(&mut shop));
    assert!(said.contains("1 of 1 erased wallets were erased again."), "{said}");
    shop.check();
    let facts = way.value(&shop, &format!("SELECT facts FROM wallets WHERE {}", is_wallet(left)));
    assert!(facts.contains("\"erased_at\":1"), "{facts}");
    assert_ne!(way.value(&shop, EPOCH), before);
    assert_eq!(way.value(&shop, PAID_OUT), paid_out, "under its name, so that it is paid once");
    shop.resume();

    ada.comes_to(2_320, 180).await;
    ada.until("the order is there", |engine| {
        let order = engine.order(order).unwrap();
        order.is_some_and(|order| order.status == OrderStatus::Reserved)
    })
    .await;
    ben.comes_to(1_900, 0).await;
    ben.done(waiting).await;
    dan.comes_to(700, 0).await;
    shop.stop();
    shop.check();
}

/// A condition that names a wallet, in whatever form the store keeps it.
fn is_wallet(id: dough_rules::ids::WalletId) -> String {
    format!("facts LIKE '%\"wallet\":\"{id}\"%'")
}

fn files() -> std::path::PathBuf {
    repository().join("tests/scenarios/shop")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_that_are_ahead_of_a_restored_file_lose_nothing() {
    a_copy_takes_the_place(Shop::start(Some(&files())), File).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_that_are_ahead_of_a_restored_server_lose_nothing() {
    let address = Cluster::shared().database();
    let shop = Shop::start_on(&files(), Some(address.clone()));
    a_copy_takes_the_place(shop, Server { address, copy: String::new() }).await;
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_copy_is_made_while_the_server_runs_and_is_put_in_place_only_when_it_does_not() {
    let mut shop = Shop::start(Some(&files()));
    let copy = shop.path("copy.db");
    let back_up = |shop: &Shop| shop.command().arg("backup").arg(shop.dir()).arg(&copy).output();
    printed(&back_up(&shop).unwrap());
    assert!(refused(&back_up(&shop).unwrap()).contains("there already"));
    let restore = |shop: &Shop, from: &Path| {
        shop.command().arg("restore").arg(shop.dir()).arg(from).output().unwrap()
    };
    assert!(refused(&restore(&shop, &copy)).contains("another server is running"));
    shop.stop();
    assert!(refused(&restore(&shop, Path::new("/nowhere"))).contains("no such database"));
    shop.resume();
    shop.stop();

    // A copy is never served, neither is what a restore has begun and not ended.
    let served = |shop: &Shop, name: &str| {
        let serve = ["--listen", "127.0.0.1:0", "--database", name];
        shop.command().arg("serve").arg(shop.dir()).args(serve).output().unwrap()
    };
    assert!(refused(&served(&shop, copy.to_str().unwrap())).contains("this is a copy"));
    let half = shop.dir().join("dough.db.restoring");
    std::fs::write(&half, "").unwrap();
    assert!(refused(&served(&shop, "dough.db")).contains("run `dough restore` again"));
    let said = printed(&restore(&shop, &copy));
    assert!(said.contains("The database of before is"), "{said}");
    assert!(!half.exists());
    shop.resume();
    shop.stop();
    let copies = |folder: &Path| -> usize {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let names = names.map(|name| name.into_string().unwrap());
        names.filter(|name| name.contains("replaced") && !name.contains("-wal")).count()
    };
    assert!(copies(&shop.dir()) > 0, "the database of before is there");
}

#[test]
fn a_server_that_runs_keeps_its_database_from_a_restore() {
    let address = Cluster::shared().database();
    let empty = Cluster::shared().database();
    let mut shop = Shop::start_on(&files(), Some(address));
    let restore = |shop: &Shop| shop.command().arg("restore").arg(shop.dir()).output().unwrap();
    assert!(refused(&restore(&shop)).contains("another server is running"));
    shop.stop();
    printed(&restore(&shop));
    shop.resume();
    shop.stop();
    shop.move_to(empty);
    assert!(refused(&restore(&shop)).contains("is empty"));
}

#[test]
fn a_copy_that_is_not_sound_is_not_made_and_not_put_in_place() {
    let mut shop = Shop::start(Some(&files()));
    let copy = shop.path("copy.db");
    let words = |shop: &Shop, command: &str| {
        shop.command().arg(command).arg(shop.dir()).arg(&copy).output().unwrap()
    };
    printed(&words(&shop, "backup"));
    shop.stop();
    let live = shop.dir().join("dough.db");
    let before = std::fs::read(&live).unwrap();
    let forged = "INSERT INTO journal (wallet, seq, at, event) VALUES (zeroblob(16), 1, 1, '{}')";
    Connection::open(&copy).unwrap().execute(forged, []).unwrap();
    let said = refused(&words(&shop, "restore"));
    assert!(said.contains("nothing was put in place"), "{said}");
    assert_eq!(std::fs::read(&live).unwrap(), before, "the database is as it was");
    std::fs::remove_file(shop.dir().join("dough.db.restoring")).unwrap();
    Connection::open(&live).unwrap().execute(forged, []).unwrap();
    std::fs::remove_file(&copy).unwrap();
    let made = words(&shop, "backup");
    assert_eq!(made.status.code(), Some(1));
    assert!(!copy.exists(), "a copy of what is wrong has no name");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_the_erasures_that_can_not_be_read_is_named() {
    let mut shop = Shop::start(Some(&files()));
    let copy = shop.path("copy.db");
    let words = |shop: &Shop, command: &str| {
        shop.command().arg(command).arg(shop.dir()).arg(&copy).output().unwrap()
    };
    printed(&words(&shop, "backup"));
    let ada = Phone::new(&shop, "ada").opened().await;
    // The machine stopped in the middle of a line; the next one stands on its own.
    let log = shop.dir().join("erasures.log");
    std::fs::write(&log, "{\"wallet\":\"0190").unwrap();
    ada.done(ada.0.erase_me(LastBalance::NoneLeft).unwrap()).await;
    shop.stop();
    let text = std::fs::read_to_string(&log).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    let said = printed(&words(&shop, "restore"));
    assert!(said.contains("1 lines were cut off") && said.contains("0 of 1"), "{said}");
    std::fs::write(&log, "{\"wallet\":\"nobody\",\"at\":1}\n").unwrap();
    let said = refused(&words(&shop, "restore"));
    assert!(said.contains("erasures.log") && said.contains("line 1"), "{said}");
}
