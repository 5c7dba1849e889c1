//! A phone of a scenario: one wallet through the engine. tests/scenarios/README.md says what each
//! step means.

use crate::support::Shop;
use crate::{holds, orders, text};
use dough_core::engine::{PayCodeView, PayRequest};
use dough_core::views::{AnnouncementKind, IntentId};
use dough_core::{
    Config, DeviceKeys, DoughError, Engine, ErrorKind, Language, Ports, SoftwareKeys, Topic,
};
use dough_rules::ids::{OrderId, ShopId};
use dough_rules::units::Cents;
use dough_wire::requests::{ChangeProfile, GiveConsents, Others, Proof};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

/// What a step yields, and what it keeps.
pub(crate) type Played = (Value, Vec<(&'static str, Value)>);

pub(crate) struct Phone {
    engine: Engine,
    keys: Arc<dyn DeviceKeys>,
    store: PathBuf,
    server: String,
    is_away: bool,
}

impl Phone {
    /// With keys of its own, and a store under its name.
    pub(crate) fn make(shop: &Shop, name: &str) -> Self {
        let keys: Arc<dyn DeviceKeys> = Arc::new(SoftwareKeys::from_seed(&rand::random()).unwrap());
        let (store, server) = (shop.path(&format!("{name}.phone")), shop.url.clone());
        let engine = open(&store, &server, Arc::clone(&keys));
        Self { engine, keys, store, server, is_away: !shop.is_up() }
    }

    /// Waits until there is a wallet, unless the server is away.
    pub(crate) async fn opened(&self) {
        if !self.is_away {
            // An attempt may fail; the engine tries again by itself.
            let is_open = |engine: &Engine| json!(engine.home().unwrap().invite_code.is_some());
            assert_eq!(self.until(&json!(true), is_open).await, json!(true));
        }
    }

    pub(crate) fn network_changed(&self) {
        self.engine.network_changed();
    }

    pub(crate) async fn play(&mut self, step: &Value) -> Played {
        if text(step, "do") == "restart" {
            self.engine.shutdown();
            self.engine = open(&self.store, &self.server, Arc::clone(&self.keys));
            return (json!({}), vec![]);
        }
        let played = match text(step, "do") {
            "order" | "send_order" => orders::order(&self.engine, step).await,
            "queue_order" => orders::queue(&self.engine, step),
            "edit_order" | "send_edit" => orders::edit(&self.engine, step).await,
            "pay_code" | "refresh_code" => self.code(step),
            "queue_top_up" | "queue_accept" | "invitation" | "device_code" => self.kept(step).await,
            _ => self.look_or_do(step).await.map(|found| (found, vec![])),
        };
        played.unwrap_or_else(|error| (failed(&error), vec![]))
    }

    /// Steps that keep nothing.
    async fn look_or_do(&self, step: &Value) -> Result<Value, DoughError> {
        let engine = &self.engine;
        let expected = step.get("expect").cloned().unwrap_or_default();
        let order = || -> OrderId { text(step, "order").parse().unwrap() };
        Ok(match text(step, "do") {
            "home" => home(engine)?,
            "until" => self.until(&expected, |it| home(it).unwrap()).await,
            "until_invited" => self.until(&expected, invites).await,
            "invites" => invites(engine),
            "until_status" => self.until(&expected, |it| status(it, order())).await,
            "order_status" => status(engine, order()),
            "profile" => profile(engine),
            "until_profile" => self.until(&expected, profile).await,
            "until_session" => {
                let session = step["session"].as_u64().unwrap();
                self.until(&expected, |it| used(it, session)).await
            }
            "outbox" => {
                let outbox = engine.outbox()?;
                let kinds: Vec<_> = outbox.iter().map(|intent| intent.kind.clone()).collect();
                let advice: Vec<_> = outbox.iter().map(|it| it.advice.to_string()).collect();
                json!({ "kinds": kinds, "advice": advice })
            }
            "history" => {
                let texts: Vec<_> =
                    engine.history(None, 5)?.into_iter().map(|line| line.text).collect();
                json!({ "texts": texts })
            }
            "receipts" => {
                let receipts = engine.receipts()?;
                let totals: Vec<_> = receipts.iter().map(|it| it.receipt.total).collect();
                let returned: Vec<_> = receipts.iter().map(|it| it.returned).collect();
                json!({ "totals": totals, "returned": returned })
            }
            "rewards" => {
                let names: Vec<_> = engine.rewards()?.into_iter().map(|it| it.name).collect();
                json!({ "names": names })
            }
            "offers" => {
                let offers = engine.reward_offers()?;
                let ids: Vec<_> = offers.iter().map(|it| it.terms.id.to_string()).collect();
                let missing: Vec<_> = offers.iter().map(|it| it.missing).collect();
                json!({ "ids": ids, "missing": missing })
            }
            "news" => {
                let news = engine.announcements()?;
                let kinds: Vec<_> = news.iter().map(|it| news_kind(&it.kind)).collect();
                let seen: Vec<_> = news.iter().map(|it| it.seen).collect();
                json!({ "kinds": kinds, "seen": seen })
            }
            "look_at_news" => {
                engine.announcements_seen()?;
                json!({})
            }
            "shop" => {
                let shop: ShopId = text(step, "shop").parse().unwrap();
                engine.refresh_shop(shop.clone()).await?;
                let today = engine.shop_today(&shop)?.unwrap();
                json!({ "paused": today.paused_until.is_some(), "sold_out": today.sold_out.len() })
            }
            "devices" => {
                let devices = engine.devices()?;
                let held = devices.iter().filter(|it| it.device.spends_from.is_some()).count();
                json!({ "count": devices.len(), "held": held })
            }
            _ => return self.act(step).await,
        })
    }

    /// Steps that change something.
    async fn act(&self, step: &Value) -> Result<Value, DoughError> {
        let engine = &self.engine;
        let flag = |name: &str| step[name].as_bool().unwrap_or(false);
        let order = || -> OrderId { text(step, "order").parse().unwrap() };
        let cents = || Cents::new(step["cents"].as_i64().unwrap());
        let intent = match text(step, "do") {
            "pause" => {
                engine.pause();
                return Ok(json!({}));
            }
            "shut_down" => {
                engine.shutdown();
                return Ok(json!({}));
            }
            "resume" => return engine.resume().map(|()| json!({})),
            "forget" => {
                return engine.forget_everything(flag("even_unsent")).map(|()| json!({}));
            }
            "background" => {
                let came_to = engine.work_in_background(PATIENCE).await?;
                return Ok(json!({ "left": came_to.left }));
            }
            "recovery_code" => {
                engine.recovery_code(text(step, "email")).await?;
                return Ok(json!({ "state": "done" }));
            }
            "take_back" => {
                let id = text(step, "intent").parse().unwrap();
                engine.take_back(id).await?;
                id
            }
            "export" => return self.export().await,
            "settled" => text(step, "intent").parse().unwrap(),
            "top_up" => engine.top_up(cents(), step["even_so"].as_bool().unwrap_or(true))?,
            "accept" => engine.accept_invite(text(step, "invitation"))?,
            "pay_order" => engine.pay_order(order())?,
            "cancel_order" => engine.cancel_order(order())?,
            "take_reward" => engine.issue_reward(text(step, "reward").parse().unwrap())?,
            "give_back" => engine.delete_reward(engine.rewards()?[0].number)?,
            "open_surprise" => {
                let surprise = engine.surprises()?[0].number;
                let mut found = settled(engine, engine.open_surprise(surprise, false)?).await;
                found["verified"] = json!(engine.reveals()?.iter().all(|it| it.verified));
                return Ok(found);
            }
            "set_profile" => engine.set_profile(ChangeProfile {
                name: step["name"].as_str().map(str::to_owned),
                language: serde_json::from_value(step["language"].clone()).unwrap(),
            })?,
            "set_consents" => engine
                .set_consents(GiveConsents { news: flag("news"), research: flag("research") })?,
            "set_email" => engine.set_email(text(step, "email"))?,
            "confirm_email" => engine.confirm_email(text(step, "email"), text(step, "code"))?,
            "open_other_wallet" => {
                let others = if flag("keep_others") { Others::Keep } else { Others::Revoke };
                engine.open_other_wallet(proof(step), others)?
            }
            "revoke_other" => {
                let devices = engine.devices()?;
                let other = devices.into_iter().find(|device| !device.own).unwrap();
                engine.revoke_device(&other.device.api_key, false)?
            }
            "log_out" => engine.log_out(flag("give_up"))?,
            "erase" => engine.erase_me(serde_json::from_value(step["balance"].clone()).unwrap())?,
            other => panic!("no phone can {other}"),
        };
        Ok(settled(engine, intent).await)
    }

    /// Steps that keep one thing.
    async fn kept(&self, step: &Value) -> Result<Played, DoughError> {
        let engine = &self.engine;
        let kept = match text(step, "do") {
            "queue_top_up" => {
                let cents = Cents::new(step["cents"].as_i64().unwrap());
                json!(engine.top_up(cents, true)?.to_string())
            }
            "queue_accept" => {
                json!(engine.accept_invite(text(step, "invitation"))?.to_string())
            }
            "invitation" => json!(engine.invite()?.code),
            _ => json!(engine.device_code().await?.code),
        };
        Ok((json!({}), vec![("save", kept)]))
    }

    fn code(&self, step: &Value) -> Result<Played, DoughError> {
        let engine = &self.engine;
        let code: PayCodeView = if let Some(session) = step["session"].as_u64() {
            engine.refresh_code(session)?
        } else {
            let voucher = step["voucher"].as_bool().unwrap_or(false);
            let reward = engine.rewards()?.into_iter().next().filter(|_| voucher);
            engine.pay_code(PayRequest {
                pay_max: step["max"].as_i64().map(Cents::new),
                earn: step["earn"].as_bool().unwrap_or(false),
                redeem: reward.map(|voucher| voucher.number),
                shop: None,
            })?
        };
        let kept = vec![("save", json!(code.text)), ("save_session", json!(code.session))];
        Ok((json!({}), kept))
    }

    async fn export(&self) -> Result<Value, DoughError> {
        let folder = self.store.with_extension("export");
        std::fs::create_dir_all(&folder).unwrap();
        let files = self.engine.export_my_data(folder).await?;
        let [json, html] =
            [files.json, files.html].map(|file| std::fs::read_to_string(file).unwrap());
        let whole: Value = serde_json::from_str(&json).unwrap();
        let email = self.engine.profile()?.and_then(|it| it.email);
        let named = email.is_some_and(|it| json.contains(&it) && html.contains(&it));
        Ok(json!({ "journal": whole["journal"].as_array().unwrap().len(), "email": named }))
    }

    /// The first state that holds what is expected, or the one that stands when patience ends.
    async fn until(&self, expected: &Value, look: impl Fn(&Engine) -> Value) -> Value {
        let (told, mut news) = tokio::sync::watch::channel(());
        let _subscription = self.engine.observe(Topic::Home, move |_| {
            told.send_replace(());
        });
        let _ = tokio::time::timeout(PATIENCE, async {
            while !holds(&look(&self.engine), expected) {
                // What doesn't show on the first screen is looked for a little later too.
                let pause = Duration::from_millis(200);
                let _ = tokio::time::timeout(pause, news.changed()).await;
            }
        })
        .await;
        look(&self.engine)
    }
}

fn open(store: &std::path::Path, server: &str, keys: Arc<dyn DeviceKeys>) -> Engine {
    let config = Config {
        store: store.to_owned(),
        server: server.to_owned(),
        language: Language::En,
        app_version: "0.1.0".to_owned(),
    };
    Engine::open(config, keys, Ports::system()).unwrap()
}

fn failed(error: &DoughError) -> Value {
    let state = if error.kind == ErrorKind::Refused { "refused" } else { "failed" };
    json!({ "state": state, "code": error.code })
}

fn proof(step: &Value) -> Proof {
    match step["device_code"].as_str() {
        Some(code) => Proof::Device { code: code.to_owned() },
        None => Proof::Email {
            email: text(step, "email").to_owned(),
            code: text(step, "code").to_owned(),
        },
    }
}

fn home(engine: &Engine) -> Result<Value, DoughError> {
    let home = engine.home()?;
    Ok(json!({
        "dough": home.dough_available, "pending": home.dough_pending, "owed": home.dough_owed, "dots": home.dots,
        "surprises": home.surprises_ready, "eur": home.eur_available, "held": home.eur_held,
        "vouchers": home.vouchers, "unread": home.unread,
        "outbox": home.outbox, "access": home.access.to_string(),
        "has_email": home.has_email, "may_spend": home.spends_from.is_none(),
        "pickup": home.next_pickup.map(|order| order.id), "offline": home.offline_since.is_some(),
    }))
}

fn news_kind(kind: &AnnouncementKind) -> &'static str {
    match kind {
        AnnouncementKind::SurpriseReady { .. } => "surprise_ready",
        AnnouncementKind::OrderReady { .. } => "order_ready",
        AnnouncementKind::VoucherEnds { .. } => "voucher_ends",
        AnnouncementKind::DoughEnds { .. } => "dough_ends",
        AnnouncementKind::FriendRewarded { .. } => "friend_rewarded",
    }
}

fn invites(engine: &Engine) -> Value {
    let invites = engine.invites().unwrap();
    let states: Vec<_> = invites.invited.iter().map(|invitation| invitation.state).collect();
    json!({ "invited": states })
}

fn status(engine: &Engine, order: OrderId) -> Value {
    let view = engine.order(order).unwrap().unwrap();
    json!({
        "status": view.status.to_string(), "total": view.total, "due": view.due,
        "can_change": view.can_change,
    })
}

fn profile(engine: &Engine) -> Value {
    let profile = engine.profile().unwrap().unwrap_or_default();
    json!({
        "name": profile.name, "language": profile.language, "email": profile.email,
        "news": profile.consents.as_ref().map(|it| it.news),
        "research": profile.consents.as_ref().map(|it| it.research),
    })
}

fn used(engine: &Engine, session: u64) -> Value {
    let session = engine.pay_session(session).unwrap();
    let total = session.receipt.map(|view| view.receipt.total);
    json!({ "text": session.text, "total": total })
}

pub(crate) async fn settled(engine: &Engine, intent: IntentId) -> Value {
    let view = tokio::time::timeout(PATIENCE, engine.settled(intent)).await.unwrap().unwrap();
    json!({ "state": view.state.to_string(), "code": view.code })
}
