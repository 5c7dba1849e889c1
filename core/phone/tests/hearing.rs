//! How a phone hears of news where streams don't work, in the background, and by a notification.
//! In virtual time.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::line::{Answer, Line};
use common::{MORNING, Phone, homes};
use dough_core::Engine;
use dough_core::rules::Event;
use dough_core::rules::ids::{InviteCode, TopUpId};
use dough_core::rules::units::Cents;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use uuid::Uuid;

const EPOCH: &str = "00000000-0000-0000-0000-000000000001";
const MINUTE: Duration = Duration::from_secs(60);

/// A journal that grows, and how its server can be heard.
#[derive(Default)]
struct Shop {
    events: Mutex<Vec<Value>>,
    /// Whether streams say nothing.
    mute: Mutex<bool>,
    /// Whether the server is away.
    away: Mutex<bool>,
}

impl Shop {
    fn new() -> Arc<Self> {
        let shop = Arc::<Self>::default();
        shop.add(&Event::WalletOpened { invite_code: InviteCode::from_random(&[3; 32]) });
        shop
    }

    fn add(&self, event: &Event) {
        self.events.lock().unwrap().push(serde_json::to_value(event).unwrap());
    }

    fn top_up(&self, cents: i64) {
        self.add(&Event::ToppedUp {
            top_up: TopUpId::new(Uuid::from_u128(9)),
            amount: Cents::new(cents),
            provider: "test".to_owned(),
        });
    }

    fn head(&self) -> Value {
        json!({ "epoch": EPOCH, "head": self.events.lock().unwrap().len() })
    }

    fn answer(&self, path: &str, query: Option<&str>) -> Answer {
        if *self.away.lock().unwrap() {
            return Answer::Nothing;
        }
        let after: usize = query
            .and_then(|query| query.strip_prefix("after="))
            .map_or(0, |after| after.parse().unwrap());
        match path {
            "/v1/wallets" => Answer::Json(json!({ "epoch": EPOCH, "at": MORNING, "head": 1,
                "outcome": "opened", "wallet": Uuid::from_u128(42) })),
            "/v1/session" => Answer::Json(json!({ "epoch": EPOCH, "wallet": Uuid::from_u128(42),
                "token": "token", "expires_at": MORNING + 86_400_000, "now": MORNING })),
            "/v1/changes" => {
                let events = self.events.lock().unwrap();
                let entries: Vec<_> = (1..)
                    .zip(events.iter())
                    .skip(after)
                    .map(|(seq, event)| json!({ "seq": seq, "at": MORNING, "event": event }))
                    .collect();
                Answer::Json(json!({ "epoch": EPOCH, "head": events.len(), "now": MORNING,
                    "entries": entries, "more": false }))
            }
            "/v1/catalogue" => Answer::Json(common::catalogue()),
            "/v1/stream" if *self.mute.lock().unwrap() => Answer::Stream(vec![]),
            "/v1/stream" => Answer::Stream(vec![self.head()]),
            "/v1/head" if self.events.lock().unwrap().len() > after => Answer::Json(self.head()),
            "/v1/head" => Answer::Late(Duration::from_secs(25), self.head()),
            _ => Answer::Nothing,
        }
    }

    fn line(self: &Arc<Self>) -> Arc<Line> {
        let shop = Arc::clone(self);
        Line::new(move |request| shop.answer(request.uri().path(), request.uri().query()))
    }
}

fn balance(engine: &Engine) -> i64 {
    engine.home().unwrap().eur_available.get()
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_says_nothing_is_replaced_by_long_polls() {
    let (shop, phone) = (Shop::new(), Phone::new());
    *shop.mute.lock().unwrap() = true;
    let line = shop.line();
    let engine = phone.start_on(Arc::clone(&line));
    tokio::time::sleep(2 * MINUTE).await;
    assert_eq!(line.count("/v1/stream"), 2);
    let polls = line.count("/v1/head");
    assert!((2..=5).contains(&polls), "one in 25 seconds, not more: {polls}");
    shop.top_up(700);
    tokio::time::sleep(Duration::from_secs(26)).await;
    assert_eq!(balance(&engine), 700);
    // After a while a stream is tried again, as the phone may be on another network.
    *shop.mute.lock().unwrap() = false;
    tokio::time::sleep(12 * MINUTE).await;
    let polls = line.count("/v1/head");
    shop.top_up(100);
    tokio::time::sleep(MINUTE).await;
    assert_eq!(line.count("/v1/head"), polls, "a stream is up: no polling");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_up_is_all_there_is() {
    let (shop, phone) = (Shop::new(), Phone::new());
    let line = shop.line();
    let engine = phone.start_on(Arc::clone(&line));
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(balance(&engine), 0);
    let calls = || {
        let paths = ["/v1/stream", "/v1/changes", "/v1/head", "/v1/session", "/v1/catalogue"];
        paths.map(|path| line.count(path))
    };
    let began = calls();
    tokio::time::sleep(Duration::from_secs(50)).await;
    assert_eq!(calls(), began, "no polling, no wake-ups");
}

#[tokio::test(start_paused = true)]
async fn a_notification_brings_the_news_and_a_foreign_one_does_nothing() {
    let (shop, phone) = (Shop::new(), Phone::new());
    let line = shop.line();
    let engine = phone.start_on(Arc::clone(&line));
    engine.sync().await.unwrap();
    let reads = line.count("/v1/changes");
    let push = |head: u64| json!({ "dough": { "epoch": EPOCH, "head": head } }).to_string();
    for payload in ["", "{}", "{\"aps\":{\"content-available\":1}}", &push(1)] {
        let came_to = engine.handle_push(payload, MINUTE).await.unwrap();
        assert!(!came_to.news, "{payload}");
    }
    assert_eq!(line.count("/v1/changes"), reads, "nothing was asked");
    shop.top_up(700);
    let came_to = engine.handle_push(&push(2), MINUTE).await.unwrap();
    assert!(came_to.news && came_to.left == 0);
    assert_eq!(balance(&engine), 700);
}

#[tokio::test(start_paused = true)]
async fn work_in_the_background_ends_in_time_and_loses_nothing() {
    let (shop, phone) = (Shop::new(), Phone::new());
    let engine = phone.start_on(shop.line());
    engine.sync().await.unwrap();
    *shop.away.lock().unwrap() = true;
    let id = engine.top_up(Cents::new(500), true).unwrap();
    let began = tokio::time::Instant::now();
    let came_to = engine.work_in_background(Duration::from_secs(20)).await;
    assert!(began.elapsed() <= Duration::from_secs(21));
    assert_eq!(came_to.unwrap().left, 1);
    engine.pause();
    engine.resume().unwrap();
    assert!(engine.intent(id).unwrap().is_some());
}

#[tokio::test(start_paused = true)]
async fn an_observer_hears_the_value_now_and_each_change() {
    let (shop, phone) = (Shop::new(), Phone::new());
    let engine = phone.start_on(shop.line());
    engine.sync().await.unwrap();
    let (subscription, homes) = homes(&engine);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(homes.try_recv().unwrap().eur_available, Cents::ZERO);
    shop.top_up(700);
    engine.sync().await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(homes.try_iter().any(|home| home.eur_available == Cents::new(700)));
    drop(subscription);
    shop.top_up(100);
    engine.sync().await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(homes.try_iter().next().is_none());
}
