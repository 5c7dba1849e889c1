//! Word of what happened, to a real receiver that fails, stalls, and loses its answers.

use crate::support::{Shop, code_of, post, sale};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dough_register::http;
use dough_rules::command::Outcome;
use dough_rules::units::{Cents, Span};
use dough_server::Clock as _;
use dough_wire::paths;
use dough_wire::requests::TopUp;
use dough_wire::webhooks::{WebhookEvent, WebhookGiven, WebhookKind, WebhookState, WebhooksReply};
use ring::hmac;
use serde_json::json;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// A message as it came.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    id: String,
    timestamp: String,
    signature: String,
    body: String,
}

impl Message {
    fn event(&self) -> WebhookEvent {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A program that is told what happens.
#[derive(Clone, Default)]
pub(crate) struct Receiver {
    came: Arc<Mutex<Vec<Message>>>,
    /// What it answers; nothing for no answer at all.
    answer: Arc<Mutex<Option<u16>>>,
    news: Arc<Notify>,
}

async fn receive(State(own): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    own.came.lock().unwrap().push(Message {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    own.news.notify_waiters();
    let answer = *own.answer.lock().unwrap();
    match answer {
        Some(status) => StatusCode::from_u16(status).unwrap(),
        None => std::future::pending().await,
    }
}

impl Receiver {
    /// One that answers so, and its address.
    pub(crate) async fn open(answer: Option<u16>) -> (Self, String) {
        let receiver = Self { answer: Arc::new(Mutex::new(answer)), ..Self::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let routes = Router::new().route("/hook", any(receive)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        (receiver, url)
    }

    fn answers(&self, status: u16) {
        *self.answer.lock().unwrap() = Some(status);
    }

    pub(crate) fn all(&self) -> Vec<Message> {
        self.came.lock().unwrap().clone()
    }

    /// As soon as so many messages have come.
    pub(crate) async fn when(&self, count: usize) -> Vec<Message> {
        let wait = async {
            loop {
                let news = self.news.notified();
                let all = self.all();
                if all.len() >= count {
                    return all;
                }
                news.await;
            }
        };
        let came = tokio::time::timeout(Duration::from_secs(15), wait).await;
        came.unwrap_or_else(|_| panic!("{count} were expected: {:?}", self.all()))
    }
}

pub(crate) async fn give(shop: &Shop, url: &str) -> WebhookGiven {
    let owner = shop.staff("owner").await;
    owner.post(paths::WEBHOOKS, &json!({ "url": url })).await.json().await.unwrap()
}

async fn fares(shop: &Shop) -> Vec<WebhookState> {
    let owner = shop.staff("owner").await;
    owner.get(paths::WEBHOOKS).await.json::<WebhooksReply>().await.unwrap().webhooks
}

/// Waits until the address fares so.
async fn until(shop: &Shop, is_so: impl Fn(&WebhookState) -> bool) -> WebhookState {
    for _ in 0..100 {
        if let Some(state) = fares(shop).await.into_iter().find(|state| is_so(state)) {
            return state;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", fares(shop).await)
}

async fn change(shop: &Shop, given: &WebhookGiven, step: &str, body: serde_json::Value) {
    let owner = shop.staff("owner").await;
    assert_eq!(owner.post(&paths::webhook(given.id, step), &body).await.status(), 200);
}

fn kinds(messages: &[Message]) -> Vec<WebhookKind> {
    messages.iter().map(|message| message.event().kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_told_signed_in_order_and_without_a_name() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::open(Some(204)).await;
    let given = give(&shop, &url).await;
    let wallet = shop.rich_wallet(5000).await;
    wallet.confirm_email(&shop, "wilhelmina@example.com").await;
    let till = shop.till("brussels").await;
    till.scan(&sale(&wallet.code(&shop), "1", &["quiche"])).await.unwrap().yes().unwrap();
    let order = post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let messages = receiver.when(4).await;
    let expected = [
        WebhookKind::WalletOpened,
        WebhookKind::ToppedUp,
        WebhookKind::SaleBooked,
        WebhookKind::OrderPlaced,
    ];
    assert_eq!(kinds(&messages), expected);
    let numbers: Vec<_> = messages.iter().map(|it| it.event().data.number).collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    let data = messages[2].event().data;
    assert_eq!((data.wallet, data.amount), (wallet.id, Some(Cents::new(820))));
    let Outcome::Order { order } = order.outcome else { panic!("{order:?}") };
    assert_eq!(messages[3].event().data.order, Some(order.id));
    let secret = STANDARD.decode(given.secret.strip_prefix("whsec_").unwrap()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    for Message { id, timestamp, signature, body } in &messages {
        assert_eq!(*timestamp, shop.clock.now().seconds().to_string());
        let signed = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
        hmac::verify(&key, format!("{id}.{timestamp}.{body}").as_bytes(), &signed).unwrap();
        assert!(!body.contains("ilhelmina"), "{body}");
    }
    let state = until(&shop, |state| state.waiting == 0).await;
    assert_eq!(state.last_answer.as_deref(), Some("204"));
    let audit = shop.database.dump("audit");
    assert!(audit.contains("webhook_given") && !audit.contains(&given.secret), "{audit}");
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_fails_is_told_again_under_the_same_id_and_the_rest_waits() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::open(Some(500)).await;
    give(&shop, &url).await;
    let wallet = shop.wallet().await;
    let first = receiver.when(1).await;
    until(&shop, |state| state.last_answer.as_deref() == Some("500")).await;
    let top_up = shop.intent(TopUp { amount: Cents::new(500) });
    post(&wallet.caller, paths::TOP_UPS, &top_up).await.unwrap();
    shop.clock.advance(Span::seconds(4));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(receiver.all().len(), 1, "not before its time, and no later one before it");
    receiver.answers(200);
    shop.clock.advance(Span::seconds(2));
    let all = receiver.when(3).await;
    assert_eq!(kinds(&all)[1..], [WebhookKind::WalletOpened, WebhookKind::ToppedUp]);
    assert_eq!((&all[1].id, &all[1].body), (&first[0].id, &first[0].body));
    assert_ne!(all[1].signature, first[0].signature, "the time is another");
    let state = until(&shop, |state| state.waiting == 0).await;
    assert_eq!(state.failing_since, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_stalls_holds_up_no_other_and_no_stop() {
    let shop = Shop::open().await;
    let (stalled, first) = Receiver::open(None).await;
    let (lively, second) = Receiver::open(Some(200)).await;
    give(&shop, &first).await;
    give(&shop, &second).await;
    for n in 1..=5 {
        shop.wallet().await;
        lively.when(n).await;
    }
    assert!(!stalled.when(1).await.is_empty());
    let closed = tokio::time::timeout(Duration::from_secs(10), shop.restart()).await;
    // What was under way is told again, once nobody can be at it any more.
    let shop = closed.unwrap();
    let before: Vec<_> = stalled.all().into_iter().map(|message| message.id).collect();
    stalled.answers(200);
    shop.clock.advance(Span::minutes(3));
    until(&shop, |state| state.waiting == 0 && state.url == first).await;
    let after: Vec<_> = stalled.all().into_iter().map(|message| message.id).collect();
    assert!(before.iter().all(|id| after.iter().filter(|other| *other == id).count() > 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_gone_is_disabled_and_told_what_it_missed_once_it_is_enabled() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::open(Some(410)).await;
    let given = give(&shop, &url).await;
    shop.wallet().await;
    until(&shop, |state| state.disabled_at.is_some()).await;
    let audit = shop.database.dump("audit");
    assert!(audit.contains("webhook_disabled") && audit.contains("it is gone"), "{audit}");
    receiver.answers(200);
    shop.wallet().await;
    shop.clock.advance(Span::days(1));
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(receiver.all().len(), 1, "it is told nothing");
    change(&shop, &given, "enable", json!({})).await;
    receiver.when(3).await;
    until(&shop, |state| state.waiting == 0 && state.disabled_at.is_none()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_fails_for_days_is_disabled() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::open(Some(503)).await;
    give(&shop, &url).await;
    let mut state = fares(&shop).await.remove(0);
    for _ in 0..20 {
        let before = receiver.all().len();
        shop.wallet().await;
        shop.clock.advance(Span::hours(12));
        state = until(&shop, |it| it.disabled_at.is_some() || receiver.all().len() > before).await;
        if state.disabled_at.is_some() {
            break;
        }
    }
    let (disabled_at, since) = (state.disabled_at.unwrap(), state.failing_since.unwrap());
    let failed = disabled_at - since;
    assert!(failed >= Span::days(5) && failed < Span::days(6), "{failed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_since_a_time_is_told_again_and_old_messages_are_forgotten() {
    let shop = Shop::open().await;
    let (receiver, url) = Receiver::open(Some(200)).await;
    let given = give(&shop, &url).await;
    shop.wallet().await;
    receiver.when(1).await;
    shop.clock.advance(Span::hours(1));
    let from = shop.clock.now();
    shop.wallet().await;
    receiver.when(2).await;
    until(&shop, |state| state.waiting == 0).await;
    change(&shop, &given, "resend", json!({ "from": from })).await;
    let all = receiver.when(3).await;
    assert_eq!((all.len(), &all[2].id), (3, &all[1].id));
    shop.clock.advance(Span::days(31));
    for _ in 0..100 {
        if shop.database.number("SELECT count(*) FROM deliveries") == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(shop.database.number("SELECT count(*) FROM deliveries"), 0);
    change(&shop, &given, "remove", json!({})).await;
    shop.wallet().await;
    assert!(fares(&shop).await.is_empty());
    assert_eq!(shop.database.number("SELECT count(*) FROM deliveries"), 0);
}

#[tokio::test]
async fn only_an_owner_gives_addresses_and_only_good_ones() {
    let shop = Shop::open().await;
    let owner = shop.staff("owner").await;
    for url in ["ftp://example.com/", "nonsense", "https://anna:secret@example.com/"] {
        let refused = owner.post(paths::WEBHOOKS, &json!({ "url": url })).await;
        assert_eq!(code_of(refused).await, "webhook_invalid", "{url}");
    }
    let manager = shop.staff("manager").await;
    let body = json!({ "url": "https://example.com/" });
    assert_eq!(code_of(manager.post(paths::WEBHOOKS, &body).await).await, "forbidden");
    assert_eq!(code_of(manager.get(paths::WEBHOOKS).await).await, "forbidden");
    let nobody = paths::webhook(uuid::Uuid::nil(), "enable");
    assert_eq!(code_of(owner.post(&nobody, &json!({})).await).await, "unknown_webhook");
    assert_eq!(shop.database.number("SELECT count(*) FROM webhooks"), 0);
}

#[tokio::test]
async fn the_openapi_document_lists_every_type_of_event() {
    let shop = Shop::open().await;
    let url = format!("{}{}", shop.url, paths::OPENAPI);
    let text = http().unwrap().get(url).send().await.unwrap().text().await.unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let kinds = document["components"]["schemas"]["WebhookKind"]["enum"].as_array().unwrap();
    let listed = document["webhooks"].as_object().unwrap();
    assert!(kinds.len() > 10 && listed.len() == kinds.len(), "{listed:?}");
    let body = &listed["sale.booked"]["post"]["requestBody"]["content"]["application/json"];
    assert_eq!(body["schema"]["$ref"], "#/components/schemas/WebhookEvent");
    assert!(document["components"]["schemas"]["WebhookEvent"].is_object());
}
