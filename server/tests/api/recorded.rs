//! The same commands, with time and chance fixed, at both stores: the same replies, and the same
//! journals, byte for byte.
//!
//! `DOUGH_COMMANDS` says how many, `DOUGH_SEED` which; `DOUGH_SOAK` (as `make soak` sets it) plays a
//! fifth as many.

use crate::database::Database;
use crate::support::{Shop, StaffClient, Wallet, code_redeeming, copy, one, sale};
use dough_paycode::{Ops, SoftwareKey};
use dough_register::{Said, Till};
use dough_rules::Entropy;
use dough_rules::command::{KitchenStep, Outcome};
use dough_rules::ids::{OrderId, ReceiptId, Seq};
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Millis, Span};
use dough_server::{Clock as _, Random};
use dough_test_postgres::{Cluster, query};
use dough_wire::paths;
use dough_wire::replies::CommandReply;
use dough_wire::requests::{DeleteReward, EditOrder, IssueReward, RefundRequest, TopUp};
use serde::Serialize;
use serde_json::{Value, json};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

const WALLETS: u64 = 6;
/// How often the clock goes on by a minute. Nothing falls due in so few: jobs choose their own
/// moment among the commands.
const MINUTES: u64 = 20;

/// What must have happened, or the play would prove little.
const EACH: [&str; 12] = [
    "topped_up",
    "sale_booked",
    "refunded",
    "order_placed",
    "order_edited",
    "order_ready",
    "order_completed",
    "order_ended",
    "reward_issued",
    "reward_ended",
    "surprise_opened",
    "adjusted",
];

fn number<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// How many commands are played.
fn commands() -> u64 {
    let soak = number("DOUGH_SOAK").map(|cases: u64| cases / 5);
    number("DOUGH_COMMANDS").or(soak).unwrap_or(1000)
}

/// What is chosen: the same each time from one seed.
#[derive(Clone, Copy)]
struct Chance(u64);

impl Chance {
    fn bytes(self, purpose: &'static str, n: u64) -> [u8; 32] {
        let seed = Entropy::new([7; 32]).bytes("seed", self.0).0;
        Entropy::new(seed).bytes(purpose, n).0
    }

    fn key(self, purpose: &'static str, n: u64) -> SoftwareKey {
        SoftwareKey::from_bytes(&self.bytes(purpose, n)).unwrap()
    }

    fn id(self, purpose: &'static str, n: u64) -> Uuid {
        Uuid::from_slice(&self.bytes(purpose, n)[..16]).unwrap()
    }

    /// A number below `below`.
    fn pick(self, purpose: &'static str, n: u64, below: u64) -> u64 {
        u64::from_be_bytes(self.bytes(purpose, n)[..8].try_into().unwrap()) % below
    }

    /// One of these; nothing where there are none.
    fn any<T: Copy>(self, purpose: &'static str, n: u64, of: &[T]) -> Option<T> {
        let count = u64::try_from(of.len()).ok().filter(|count| *count > 0)?;
        of.get(usize::try_from(self.pick(purpose, n, count)).unwrap()).copied()
    }
}

/// The server's own.
struct Counted(Chance, AtomicU64);

impl Random for Counted {
    fn bytes(&self) -> [u8; 32] {
        self.0.bytes("random", self.1.fetch_add(1, Ordering::SeqCst))
    }
}

struct Play {
    chance: Chance,
    shop: Shop,
    till: Arc<Till>,
    staff: StaffClient,
    manager: StaffClient,
    wallets: Vec<Wallet>,
    orders: Vec<(OrderId, u32, Millis)>,
    receipts: Vec<ReceiptId>,
    rewards: Vec<Seq>,
    said: Vec<String>,
}

impl Play {
    /// One signed command under an id of its own, sent again now and then.
    async fn send<B: Serialize>(&mut self, caller: &Till, n: u64, path: &str, body: &B) {
        let request = self.chance.id("request", n);
        for _ in 0..=u64::from(self.chance.pick("again", n, 5) == 0) {
            let said: Said<CommandReply> = caller.post(path, request, body).await.unwrap();
            let said = said.yes();
            match said.as_ref().map(|reply| &reply.outcome) {
                Ok(Outcome::Order { order }) => {
                    self.orders.push((order.id, order.version, order.pickup_at));
                }
                Ok(Outcome::Receipt { receipt, .. }) => self.receipts.push(receipt.id),
                Ok(Outcome::Reward { reward }) => self.rewards.push(reward.number),
                _ => {}
            }
            self.said.push(match said {
                Ok(reply) => serde_json::to_string(&reply).unwrap(),
                Err(problem) => serde_json::to_string(&problem).unwrap(),
            });
        }
    }

    async fn step(&mut self, n: u64) {
        let chance = self.chance;
        let at = usize::try_from(chance.pick("wallet", n, WALLETS)).unwrap();
        let phone = self.shop.caller(copy(&self.wallets[at].api));
        match chance.pick("kind", n, 16) {
            0 | 1 => {
                let cents = i64::try_from(chance.pick("cents", n, 40)).unwrap() * 100;
                let body = self.shop.intent(TopUp { amount: Cents::new(cents) });
                self.send(&phone, n, paths::TOP_UPS, &body).await;
            }
            2..=4 => self.sell(at, n).await,
            5 | 6 => self.place(&phone, n).await,
            7 => {
                if let Some((order, version, _)) = chance.any("which", n, &self.orders) {
                    let body = self.shop.intent(json!({ "version": version }));
                    self.send(&phone, n, &paths::cancel_order(order), &body).await;
                }
            }
            8 => self.edit(&phone, n).await,
            9 | 10 => {
                if let Some((order, ..)) = chance.any("which", n, &self.orders) {
                    let steps = [KitchenStep::Ready, KitchenStep::PickedUp, KitchenStep::Cancel];
                    let step = chance.any("step", n, &steps).unwrap();
                    let path = paths::kitchen(&"brussels".parse().unwrap(), order, step);
                    let response = self.staff.post(&path, &()).await;
                    self.said.push(response.text().await.unwrap());
                }
            }
            11 => self.refund(n).await,
            12 => {
                let reward = chance.any("reward", n, &["coffee", "two-euros", "tenth-off"]);
                let reward = reward.unwrap().parse().unwrap();
                let body = self.shop.intent(IssueReward { reward });
                self.send(&phone, n, paths::REWARDS, &body).await;
            }
            13 => {
                if let Some(reward) = chance.any("which", n, &self.rewards) {
                    let body = self.shop.intent(DeleteReward {});
                    self.send(&phone, n, &paths::delete_reward(reward), &body).await;
                }
            }
            14 => {
                let ready = self.wallets[at].facts(&self.shop).await.surprises;
                if let Some(surprise) = ready.first() {
                    let nonce = hex::encode(chance.bytes("nonce", n));
                    let body = self.shop.intent(json!({ "nonce": nonce, "of_age": true }));
                    self.send(&phone, n, &paths::open_surprise(surprise.number), &body).await;
                }
            }
            _ => {
                let dough = i64::try_from(chance.pick("dough", n, 12) + 1).unwrap();
                let asked = json!({"customer": {"wallet": self.wallets[at].id},
                    "reason": "goodwill",
                    "correction": {"kind": "give_dough", "dough": dough}});
                let path = paths::adjustments(&"brussels".parse().unwrap());
                let request = chance.id("request", n);
                let response = self.manager.post_as(request, &path, &asked).await;
                self.said.push(response.text().await.unwrap());
            }
        }
    }

    /// Some codes and some sales come twice; some use a reward.
    async fn sell(&mut self, at: usize, n: u64) {
        let chance = self.chance;
        let (counter, number) = (1 + chance.pick("counter", n, 500), chance.pick("number", n, 500));
        let reward = chance.any("redeem", n, &self.rewards);
        let reward = reward.filter(|_| chance.pick("redeems", n, 3) == 0);
        let ops = Ops::PAY | Ops::EARN;
        let ops = if reward.is_some() { ops | Ops::REDEEM } else { ops };
        let reward = reward.map(|it| u32::try_from(it.get()).unwrap());
        let code = code_redeeming(&self.shop, (counter, reward), &self.wallets[at].pay, ops);
        let baskets: [&[&str]; 3] = [&["quiche"], &["croissant"], &["cappuccino", "quiche"]];
        let sale = sale(&code, &number.to_string(), chance.any("basket", n, &baskets).unwrap());
        let till = Arc::clone(&self.till);
        self.send(&till, n, paths::SCANS, &sale).await;
    }

    async fn place(&mut self, phone: &Till, n: u64) {
        let minutes = 60 + 15 * i64::try_from(self.chance.pick("slot", n, 12)).unwrap();
        let mut order = self.shop.order(minutes);
        order.body.lines = vec![one("croissant")];
        // Unpaid, it would be held for a time that a job ends.
        let reward = self.chance.any("redeem", n, &self.rewards);
        order.body.redeem = reward.filter(|_| self.chance.pick("redeems", n, 4) == 0);
        self.send(phone, n, paths::ORDERS, &order).await;
    }

    async fn edit(&mut self, phone: &Till, n: u64) {
        let Some((order, version, pickup_at)) = self.chance.any("which", n, &self.orders) else {
            return;
        };
        let mut line = one("croissant");
        line.quantity = u32::try_from(self.chance.pick("pieces", n, 4)).unwrap() + 1;
        let later = Span::minutes(15 * i64::try_from(self.chance.pick("later", n, 3)).unwrap());
        let body = self.shop.intent(EditOrder {
            version,
            total: Cents::new(210 * i64::from(line.quantity)),
            lines: vec![line],
            pickup_at: pickup_at + later,
        });
        self.send(phone, n, &paths::edit_order(order), &body).await;
    }

    async fn refund(&mut self, n: u64) {
        let Some(receipt) = self.chance.any("which", n, &self.receipts) else {
            return;
        };
        let scope = match self.chance.pick("part", n, 3) {
            0 => RefundScope::All,
            _ => RefundScope::Amount { amount: Cents::new(100) },
        };
        let till = Arc::clone(&self.till);
        let body = RefundRequest { receipt, shop: None, scope };
        self.send(&till, n, paths::REFUNDS, &body).await;
    }

    /// All pages of all journals, as they are sent.
    async fn journals(&self) -> Vec<String> {
        let mut pages = Vec::new();
        for wallet in &self.wallets {
            let mut after = 0;
            loop {
                let path = format!("{}?after={after}", paths::CHANGES);
                let page = wallet.get(&self.shop, &path).await.text().await.unwrap();
                let read: Value = serde_json::from_str(&page).unwrap();
                let entries = read["entries"].as_array().unwrap();
                let Some(last) = entries.last() else {
                    break;
                };
                after = last["seq"].as_u64().unwrap();
                pages.push(page);
            }
        }
        pages
    }
}

/// What was answered to all commands, what stands in the journals, and how many rows are kept then.
type Kept = (Vec<String>, Vec<String>, Vec<i64>);

async fn played(chance: Chance, database: Database, folder: Arc<TempDir>) -> Kept {
    let random = Arc::new(Counted(chance, AtomicU64::new(0)));
    let shop = Shop::open_with(folder, database, random).await;
    let till = Arc::new(shop.till_with("brussels", chance.key("till", 0)).await);
    let mut wallets = Vec::new();
    for n in 0..WALLETS {
        wallets.push(shop.wallet_with(chance.key("api", n), chance.key("pay", n)).await);
    }
    let (staff, manager) = (shop.staff("staff").await, shop.staff("manager").await);
    let (orders, receipts, rewards, said) = (vec![], vec![], vec![], vec![]);
    let mut play =
        Play { chance, shop, till, staff, manager, wallets, orders, receipts, rewards, said };
    let commands = commands();
    let (every, now) = (commands.div_ceil(MINUTES), play.shop.clock.now());
    for n in 0..commands {
        play.step(n).await;
        if (n + 1) % every == 0 {
            play.shop.clock.advance(Span::minutes(1));
        }
    }
    assert!(play.shop.clock.now() > now);
    play.shop.assert_sound().await;
    let journals = play.journals().await;
    let happened = |kind: &&str| journals.iter().any(|page| page.contains(&format!("\"{kind}\"")));
    let missing: Vec<_> = EACH.iter().filter(|kind| !happened(kind)).collect();
    assert!(commands < 1000 || missing.is_empty(), "nothing of {missing:?} happened");
    (play.said.clone(), journals, play.shop.rows())
}

fn server(folder: &TempDir) -> Database {
    let address = Cluster::shared().database();
    Database::Server { address, folder: folder.path().to_owned() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_stores_answer_and_keep_the_same_also_where_commits_fail() {
    let seed = number("DOUGH_SEED").unwrap_or_else(rand::random);
    println!("seed {seed}");
    let chance = Chance(seed);
    let folder = Arc::new(TempDir::new().unwrap());
    let file = Database::File(folder.path().join("dough.db"));
    let here = played(chance, file, folder).await;

    let folder = Arc::new(TempDir::new().unwrap());
    let database = server(&folder);
    assert_same(seed, &here, &played(chance, database, folder).await);

    // One commit in twenty fails, as a distributed engine's may.
    let folder = Arc::new(TempDir::new().unwrap());
    let database = server(&folder);
    drop(database.open(chance.bytes("random", 0)).await.unwrap());
    fail_commits(&database);
    assert_same(seed, &here, &played(chance, database.clone(), folder).await);
    let Database::Server { address, .. } = &database else { panic!() };
    let failed: i64 = query(address, "SELECT last_value FROM failures").parse().unwrap();
    assert!(failed > 5, "only {failed} commits failed");
}

fn assert_same(seed: u64, here: &Kept, there: &Kept) {
    for (what, here, there) in [("answer", &here.0, &there.0), ("page", &here.1, &there.1)] {
        for (n, (here, there)) in here.iter().zip(there).enumerate() {
            assert_eq!(here, there, "DOUGH_SEED={seed}: {what} {n}");
        }
        assert_eq!(here.len(), there.len(), "DOUGH_SEED={seed}");
    }
    assert_eq!(here.2, there.2, "DOUGH_SEED={seed}: rows");
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
