//! The same commands, with time and chance fixed, at both stores: the same replies, byte for byte.

use crate::database::Database;
use crate::support::{Shop, StaffClient, Wallet, code_with, one};
use dough_paycode::{Ops, SoftwareKey};
use dough_register::{Said, Till};
use dough_rules::Entropy;
use dough_rules::command::{KitchenStep, Outcome};
use dough_rules::ids::{OrderId, ReceiptId};
use dough_rules::units::{Cents, Span};
use dough_server::{Clock as _, Random};
use dough_test_postgres::{Cluster, query};
use dough_wire::paths;
use dough_wire::replies::CommandReply;
use dough_wire::requests::TopUp;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

/// How many commands are played.
const COMMANDS: u64 = 400;
const WALLETS: u64 = 6;

/// Chance that is the same each time.
struct Counted(AtomicU64);

impl Random for Counted {
    fn bytes(&self) -> [u8; 32] {
        bytes("random", self.0.fetch_add(1, Ordering::SeqCst))
    }
}

fn bytes(purpose: &'static str, n: u64) -> [u8; 32] {
    Entropy::new([7; 32]).bytes(purpose, n).0
}

fn key(purpose: &'static str, n: u64) -> SoftwareKey {
    SoftwareKey::from_bytes(&bytes(purpose, n)).unwrap()
}

/// A number below `below`, the same each time.
fn pick(purpose: &'static str, n: u64, below: u64) -> u64 {
    let bytes = bytes(purpose, n);
    u64::from_be_bytes(bytes[..8].try_into().unwrap()) % below
}

struct Play {
    shop: Shop,
    till: Till,
    staff: StaffClient,
    wallets: Vec<Wallet>,
    orders: Vec<(OrderId, u32)>,
    receipts: Vec<ReceiptId>,
    said: Vec<String>,
}

impl Play {
    /// One signed command under an id of its own, sent again now and then.
    async fn send<B: Serialize>(&mut self, caller: &Till, n: u64, path: &str, body: &B) {
        let request = Uuid::from_slice(&bytes("request", n)[..16]).unwrap();
        for _ in 0..=u64::from(pick("again", n, 5) == 0) {
            let said: Said<CommandReply> = caller.post(path, request, body).await.unwrap();
            let said = said.yes();
            match said.as_ref().map(|reply| &reply.outcome) {
                Ok(Outcome::Order { order }) => self.orders.push((order.id, order.version)),
                Ok(Outcome::Receipt { receipt, .. }) => self.receipts.push(receipt.id),
                _ => {}
            }
            self.said.push(match said {
                Ok(reply) => serde_json::to_string(&reply).unwrap(),
                Err(problem) => serde_json::to_string(&problem).unwrap(),
            });
        }
    }

    async fn step(&mut self, n: u64) {
        let at = usize::try_from(pick("wallet", n, WALLETS)).unwrap();
        let caller = self.shop.caller(crate::support::copy(&self.wallets[at].api));
        let pay = crate::support::copy(&self.wallets[at].pay);
        match pick("kind", n, 10) {
            0 | 1 => {
                let cents = i64::try_from(pick("cents", n, 40) + 1).unwrap() * 100;
                let body = self.shop.intent(TopUp { amount: Cents::new(cents) });
                self.send(&caller, n, paths::TOP_UPS, &body).await;
            }
            2..=4 => {
                // Some codes and some sales come twice.
                let (counter, number) = (pick("counter", n, 500), pick("number", n, 300));
                let code = code_with(&self.shop, counter, &pay, Ops::PAY | Ops::EARN);
                let item = ["quiche", "croissant"][usize::try_from(n % 2).unwrap()];
                let sale = crate::support::sale(&code, &number.to_string(), &[item]);
                let till = std::mem::replace(&mut self.till, caller);
                self.send(&till, n, paths::SCANS, &sale).await;
                self.till = till;
            }
            5 | 6 => {
                let minutes = 60 + 15 * i64::try_from(pick("slot", n, 3)).unwrap();
                let mut order = self.shop.order(minutes);
                order.body.lines = vec![one("croissant")];
                self.send(&caller, n, paths::ORDERS, &order).await;
            }
            7 => {
                if let Some((order, version)) = any(n, &self.orders) {
                    let body = self.shop.intent(serde_json::json!({ "version": version }));
                    self.send(&caller, n, &paths::cancel_order(order), &body).await;
                }
            }
            8 => {
                if let Some((order, _)) = any(n, &self.orders) {
                    let step = [KitchenStep::Ready, KitchenStep::PickedUp];
                    let step = step[usize::try_from(pick("step", n, 2)).unwrap()];
                    let path = paths::kitchen(&"brussels".parse().unwrap(), order, step);
                    let response = self.staff.post(&path, &()).await;
                    self.said.push(response.text().await.unwrap());
                }
            }
            _ => {
                if let Some(receipt) = any(n, &self.receipts) {
                    let body = serde_json::json!({ "receipt": receipt, "shop": null });
                    let till = std::mem::replace(&mut self.till, caller);
                    self.send(&till, n, paths::REFUNDS, &body).await;
                    self.till = till;
                }
            }
        }
        if n % 50 == 49 {
            self.shop.clock.advance(Span::minutes(1));
        }
    }
}

/// One of those that there are by now.
fn any<T: Copy>(n: u64, of: &[T]) -> Option<T> {
    let count = u64::try_from(of.len()).ok().filter(|count| *count > 0)?;
    of.get(usize::try_from(pick("which", n, count)).unwrap()).copied()
}

/// What is answered to all commands, and what is kept then.
async fn played(database: Database, folder: Arc<TempDir>) -> (Vec<String>, Vec<i64>) {
    let random = Arc::new(Counted(AtomicU64::new(0)));
    let shop = Shop::open_with(folder, database, random).await;
    let till = shop.till("brussels").await;
    let mut wallets = Vec::new();
    for n in 0..WALLETS {
        wallets.push(shop.wallet_with(key("api", n), key("pay", n)).await);
    }
    let now = shop.clock.now();
    let staff = shop.staff("staff").await;
    let mut play =
        Play { shop, till, staff, wallets, orders: vec![], receipts: vec![], said: vec![] };
    for n in 0..COMMANDS {
        play.step(n).await;
    }
    assert!(play.shop.clock.now() > now);
    play.shop.assert_sound().await;
    (play.said, play.shop.rows())
}

fn server(folder: &TempDir) -> Database {
    let address = Cluster::shared().database();
    Database::Server { address, folder: folder.path().to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_stores_answer_the_same_also_where_commits_fail() {
    let folder = Arc::new(TempDir::new().unwrap());
    let file = Database::File(folder.path().join("dough.db"));
    let (said, rows) = played(file, folder).await;

    let folder = Arc::new(TempDir::new().unwrap());
    let database = server(&folder);
    let (said_there, rows_there) = played(database, folder).await;
    assert_same(&said, &said_there);
    assert_eq!(rows, rows_there);

    // One commit in twenty fails, as a distributed engine's may.
    let folder = Arc::new(TempDir::new().unwrap());
    let database = server(&folder);
    drop(database.open(bytes("random", 0)).await.unwrap());
    fail_commits(&database);
    let (said_there, rows_there) = played(database.clone(), folder).await;
    assert_same(&said, &said_there);
    assert_eq!(rows, rows_there);
    let Database::Server { address, .. } = &database else { panic!() };
    let failed: i64 = query(address, "SELECT last_value FROM failures").parse().unwrap();
    assert!(failed > 5, "only {failed} commits failed");
}

fn assert_same(said: &[String], there: &[String]) {
    for (n, (here, there)) in said.iter().zip(there).enumerate() {
        assert_eq!(here, there, "answer {n}");
    }
    assert_eq!(said.len(), there.len());
}

/// The database itself refuses one commit in twenty that keeps a reply.
pub(crate) fn fail_commits(database: &Database) {
    let Database::Server { address, .. } = database else { panic!() };
    query(
        address,
        "CREATE SEQUENCE failures;
         CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF random() < 0.05 THEN
             PERFORM nextval('failures');
             RAISE EXCEPTION 'for a test' USING ERRCODE = '40001';
           END IF;
           RETURN NULL;
         END $$;
         CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON requests
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()",
    );
}
