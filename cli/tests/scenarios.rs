//! tests/scenarios/*.json, told by the engine itself against a real server process. The same files
//! are told through the bindings by other languages; tests/scenarios/README.md says what they mean.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use dough_core::engine::PayRequest;
use dough_core::views::{Home, IntentId, IntentView, OrderTrouble};
use dough_core::{Config, DeviceKeys, Engine, Language, Ports, SoftwareKeys, Topic};
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::pricing::BasketLine;
use dough_rules::units::{Cents, Millis};
use dough_wire::requests::PlaceOrder;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use support::{Shop, repository};

const PATIENCE: Duration = Duration::from_secs(10);

macro_rules! scenarios {
    ($($name:ident),* $(,)?) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            tell(stringify!($name)).await;
        })*

        #[test]
        fn every_file_is_told() {
            let told = [$(stringify!($name)),*];
            let files = std::fs::read_dir(repository().join("tests/scenarios")).unwrap();
            let files = files.map(|file| file.unwrap().path());
            for file in files.filter(|file| file.extension().is_some_and(|end| end == "json")) {
                let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
                assert!(told.contains(&name.as_str()), "{name} isn't told");
            }
        }
    };
}

scenarios!(
    open,
    invite,
    order,
    hold_and_cancel,
    pay_and_earn,
    surprise,
    offline_and_back,
    refused_orders,
    refused_codes,
    refund,
);

async fn tell(name: &str) {
    let path = repository().join(format!("tests/scenarios/{name}.json"));
    let story: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let files = repository().join("tests/scenarios/shop");
    let mut stage =
        Stage { shop: Shop::start(Some(&files)), phones: HashMap::new(), kept: HashMap::new() };
    for (n, step) in story["steps"].as_array().unwrap().iter().enumerate() {
        let step = stage.resolve(step);
        let found = stage.play(&step).await;
        let expected = step.get("expect").cloned().unwrap_or(json!({}));
        assert!(holds(&found, &expected), "{name}, step {}: {step}\nfound {found}", n + 1);
    }
}

/// Whether what was found holds what is expected, member by member.
fn holds(found: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(members) => members
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| holds(found, value))),
        other => found == other,
    }
}

struct Phone {
    engine: Engine,
    keys: Arc<dyn DeviceKeys>,
    store: PathBuf,
}

impl Phone {
    fn open(shop: &Shop, keys: Arc<dyn DeviceKeys>, store: &Path) -> Self {
        let config = Config {
            store: store.to_owned(),
            server: shop.url.clone(),
            language: Language::En,
            app_version: "0.1.0".to_owned(),
        };
        let engine = Engine::open(config, Arc::clone(&keys), Ports::system()).unwrap();
        Self { engine, keys, store: store.to_owned() }
    }

    /// The first state that holds what is expected, or the one that stands when patience ends.
    async fn until(&self, expected: &Value, look: impl Fn(&Engine) -> Value) -> Value {
        let (told, mut news) = tokio::sync::watch::channel(());
        let _subscription = self.engine.observe(Topic::Home, move |_| {
            told.send_replace(());
        });
        let _ = tokio::time::timeout(PATIENCE, async {
            while !holds(&look(&self.engine), expected) {
                news.changed().await.unwrap();
            }
        })
        .await;
        look(&self.engine)
    }
}

struct Stage {
    shop: Shop,
    phones: HashMap<String, Phone>,
    kept: HashMap<String, Value>,
}

impl Stage {
    /// The step with kept values in place of their names.
    fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => self.kept[name].clone(),
                None => value.clone(),
            },
            Value::Object(members) => {
                let resolved =
                    members.iter().map(|(key, value)| (key.clone(), self.resolve(value)));
                Value::Object(resolved.collect())
            }
            other => other.clone(),
        }
    }

    async fn play(&mut self, step: &Value) -> Value {
        if let Some(till) = step["till"].as_str() {
            return self.till(till, step);
        }
        if let Some(shop) = step["kitchen"].as_str() {
            let mut words = vec![text(step, "do")];
            words.extend(step.get("order").and_then(Value::as_str));
            self.shop.kitchen(shop, &words);
            return json!({});
        }
        match step["server"].as_str() {
            Some("stop") => self.shop.stop(),
            Some(_) => {
                self.shop.resume();
                self.phones.values().for_each(|phone| phone.engine.network_changed());
            }
            None if step.get("check").is_some() => self.shop.check(),
            None => return self.phone(step).await,
        }
        json!({})
    }

    fn till(&mut self, till: &str, step: &Value) -> Value {
        let is_refund = text(step, "do") == "refund";
        let answer = if is_refund {
            self.shop.register(till, &["refund", text(step, "receipt")])
        } else {
            let shop = till.split('-').next().unwrap();
            let mut words = vec!["scan", "--shop", shop, "--code", text(step, "code")];
            words.extend(["--transaction", text(step, "transaction")]);
            words.extend(["--pay", text(step, "pay")]);
            for item in step["items"].as_array().unwrap() {
                words.extend(["--item", item.as_str().unwrap()]);
            }
            self.shop.register(till, &words)
        };
        let receipt = &answer["receipt"];
        if answer.get("code").is_some() || is_refund {
            return answer;
        }
        self.keep(step, receipt["id"].clone());
        let mut paid = Map::new();
        for tender in receipt["tenders"].as_array().unwrap() {
            paid.insert(tender["kind"].as_str().unwrap().to_owned(), tender["amount"].clone());
        }
        json!({ "total": receipt["total"], "earned": receipt["earning"]["dough"], "paid": paid,
            "receipt": receipt["id"] })
    }

    fn keep(&mut self, step: &Value, value: Value) {
        if let Some(name) = step["save"].as_str() {
            self.kept.insert(name.to_owned(), value);
        }
    }

    async fn phone(&mut self, step: &Value) -> Value {
        let name = text(step, "phone").to_owned();
        match text(step, "do") {
            "open" => {
                let seed = rand::random();
                let keys: Arc<dyn DeviceKeys> = Arc::new(SoftwareKeys::from_seed(&seed).unwrap());
                let phone =
                    Phone::open(&self.shop, keys, &self.shop.path(&format!("{name}.phone")));
                // An attempt may fail; the engine tries again by itself.
                let is_open = |engine: &Engine| json!(engine.home().unwrap().invite_code.is_some());
                assert_eq!(phone.until(&json!(true), is_open).await, json!(true));
                self.phones.insert(name, phone);
                return json!({});
            }
            "restart" => {
                let Phone { engine, keys, store } = self.phones.remove(&name).unwrap();
                engine.shutdown();
                self.phones.insert(name, Phone::open(&self.shop, keys, &store));
                return json!({});
            }
            _ => {}
        }
        let phone = &self.phones[&name];
        let engine = &phone.engine;
        let expected = step.get("expect").cloned().unwrap_or(json!({}));
        let order = || -> OrderId { text(step, "order").parse().unwrap() };
        match text(step, "do") {
            "home" => home(&engine.home().unwrap()),
            "until" => phone.until(&expected, |engine| home(&engine.home().unwrap())).await,
            "until_invited" => phone.until(&expected, invites).await,
            "until_status" => phone.until(&expected, |engine| status(engine, order())).await,
            "order_status" => status(engine, order()),
            "top_up" => {
                let cents = Cents::new(step["cents"].as_i64().unwrap());
                settled(engine, engine.top_up(cents, true).unwrap()).await
            }
            "accept" => {
                settled(engine, engine.accept_invite(text(step, "invitation")).unwrap()).await
            }
            "queue_accept" => {
                let intent = engine.accept_invite(text(step, "invitation")).unwrap();
                self.keep(step, json!(intent.to_string()));
                json!({})
            }
            "settled" => settled(engine, text(step, "intent").parse().unwrap()).await,
            "invitation" => {
                let code = engine.invite().unwrap().code;
                self.keep(step, json!(code));
                json!({})
            }
            "order" => self.order(&name, step).await,
            "pay_order" => settled(engine, engine.pay_order(order()).unwrap()).await,
            "cancel_order" => match engine.cancel_order(order()) {
                Ok(intent) => settled(engine, intent).await,
                Err(error) => json!({ "state": "refused", "code": error.code }),
            },
            "pay_code" => {
                let voucher = step["voucher"].as_bool().unwrap_or(false);
                let reward = engine.rewards().unwrap().into_iter().next().filter(|_| voucher);
                let code = engine.pay_code(PayRequest {
                    pay_max: step["max"].as_i64().map(Cents::new),
                    earn: step["earn"].as_bool().unwrap_or(false),
                    redeem: reward.map(|voucher| voucher.number),
                    shop: None,
                });
                let code = code.unwrap().text;
                self.keep(step, json!(code));
                json!({})
            }
            "open_surprise" => {
                let surprise = engine.surprises().unwrap()[0].number;
                let found = settled(engine, engine.open_surprise(surprise, false).unwrap()).await;
                let verified = engine.reveals().unwrap().iter().all(|reveal| reveal.verified);
                json!({ "state": found["state"], "code": found["code"], "verified": verified })
            }
            "rewards" => {
                let items: Vec<_> =
                    engine.rewards().unwrap().into_iter().map(|it| it.item).collect();
                json!({ "items": items })
            }
            "history" => {
                let lines = engine.history(None, 5).unwrap();
                let kinds: Vec<_> = lines.into_iter().map(|line| line.kind).collect();
                json!({ "kinds": kinds })
            }
            other => panic!("no phone can {other}"),
        }
    }

    async fn order(&mut self, name: &str, step: &Value) -> Value {
        let engine = &self.phones[name].engine;
        let shop: ShopId = text(step, "shop").parse().unwrap();
        let line = |item: &Value| BasketLine {
            item: item.as_str().unwrap().parse().unwrap(),
            quantity: 1,
            modifiers: vec![],
        };
        let lines: Vec<_> = step["items"].as_array().unwrap().iter().map(line).collect();
        let day = support::now().to_utc().date_naive() + chrono::Days::new(2);
        let quote = engine.server_quote(shop.clone(), lines.clone(), day).await.unwrap();
        let pickup_at = if let Some(at) = step["at"].as_i64() {
            Millis::new(at)
        } else {
            let place = usize::try_from(step["slot"].as_u64().unwrap()).unwrap();
            quote.slots[place].pickup_at
        };
        let total = step["total"].as_i64().map_or(quote.priced.total, Cents::new);
        let pay = step["pay"].as_bool().unwrap();
        let order = PlaceOrder { shop, lines, pickup_at, total, pay };
        let order = engine.place_order(order).unwrap();
        let mut found = settled(engine, order.into()).await;
        let view = engine.order(order).unwrap().unwrap();
        found["alternatives"] = json!(match view.trouble {
            Some(OrderTrouble::OtherTime { alternatives, .. }) => alternatives.len(),
            _ => 0,
        });
        self.keep(step, json!(order.to_string()));
        if let Some(name) = step["remember_slot"].as_str() {
            self.kept.insert(name.to_owned(), json!(pickup_at));
        }
        found
    }
}

fn text<'a>(step: &'a Value, member: &str) -> &'a str {
    step[member].as_str().unwrap_or_else(|| panic!("{member} is missing in {step}"))
}

fn home(home: &Home) -> Value {
    json!({
        "dough": home.dough_available, "pending": home.dough_pending, "dots": home.dots,
        "surprises": home.surprises_ready, "eur": home.eur_available, "held": home.eur_held,
        "vouchers": home.vouchers, "outbox": home.outbox,
    })
}

fn invites(engine: &Engine) -> Value {
    let invites = engine.invites().unwrap();
    let states: Vec<_> = invites.invited.iter().map(|invitation| invitation.state).collect();
    json!({ "invited": states })
}

fn status(engine: &Engine, order: OrderId) -> Value {
    let view = engine.order(order).unwrap().unwrap();
    json!({ "status": format!("{:?}", view.status).to_lowercase() })
}

async fn settled(engine: &Engine, intent: IntentId) -> Value {
    let view: IntentView =
        tokio::time::timeout(PATIENCE, engine.settled(intent)).await.unwrap().unwrap();
    json!({ "state": format!("{:?}", view.state).to_lowercase(), "code": view.code })
}
