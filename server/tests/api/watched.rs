//! What monitoring sees, and how a call is named.

use crate::support::{Shop, code_of, post, sale};
use dough_register::{fresh_id, http};
use dough_rules::units::Cents;
use dough_wire::replies::CommandReply;
use dough_wire::requests::TopUp;
use dough_wire::{Problem, headers, paths};

async fn text(url: &str) -> (u16, String) {
    let reply = http().unwrap().get(url).send().await.unwrap();
    (reply.status().as_u16(), reply.text().await.unwrap())
}

/// What the first line that begins so ends with.
fn said<'a>(metrics: &'a str, begins: &str) -> &'a str {
    let line = metrics.lines().find(|line| line.starts_with(begins));
    let line = line.unwrap_or_else(|| panic!("{begins} is not in\n{metrics}"));
    line.rsplit(' ').next().unwrap()
}

fn value(metrics: &str, begins: &str) -> f64 {
    said(metrics, begins).parse().unwrap()
}

#[tokio::test]
async fn what_happens_is_counted_by_route_and_code() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(1000).await, shop.till("brussels").await);
    let url = shop.watched().await;
    for transaction in ["1", "2"] {
        let scan = till.scan(&sale(&wallet.code(&shop), transaction, &["quiche"])).await.unwrap();
        drop(scan.yes());
    }
    let nowhere = format!("{}/v1/nowhere/{}", shop.url, wallet.id);
    assert_eq!(text(&nowhere).await.0, 404);
    let (status, metrics) = text(&format!("{url}/metrics")).await;
    assert_eq!(status, 200);
    let scans = "dough_calls_total{route=\"/v1/scans\",method=\"POST\"";
    assert_eq!(said(&metrics, &format!("{scans},status=\"200\"}}")), "1");
    assert_eq!(said(&metrics, &format!("{scans},status=\"402\"}}")), "1");
    assert_eq!(said(&metrics, "dough_call_seconds_count{route=\"/v1/scans\"}"), "2");
    assert_eq!(said(&metrics, "dough_refusals_total{code=\"balance_short\"}"), "1");
    assert_eq!(said(&metrics, "dough_refusals_total{code=\"unknown_path\"}"), "1");
    let batches = value(&metrics, "dough_batch_seconds_count");
    assert!(batches >= 4.0 && value(&metrics, "dough_commit_seconds_count") >= batches);
    assert!(value(&metrics, "dough_commit_seconds_sum") > 0.0);
    assert!(value(&metrics, "dough_batch_commands_sum") >= batches);
    assert_eq!(said(&metrics, "dough_queue_commands"), "0");
    assert!(!metrics.contains(&wallet.id.to_string()), "nobody is named");
    assert!(metrics.ends_with("# EOF\n"));
    assert_eq!(text(&format!("{}/metrics", shop.url)).await.0, 404, "not for everybody");
}

#[tokio::test]
async fn a_server_that_is_about_to_stop_lives_and_is_not_ready() {
    let shop = Shop::open().await;
    let url = shop.watched().await;
    for server in [&shop.url, &url] {
        assert_eq!(text(&format!("{server}/ready")).await.0, 200);
        assert_eq!(text(&format!("{server}/health")).await.0, 200);
    }
    shop.begin_to_stop();
    assert_eq!(text(&format!("{}/health", shop.url)).await.0, 200);
    let reply = http().unwrap().get(format!("{}/ready", shop.url)).send().await.unwrap();
    assert_eq!((reply.status().as_u16(), &*code_of(reply).await), (503, "shutting_down"));
}

#[tokio::test]
async fn a_call_bears_the_name_that_its_caller_gave_or_one_of_its_own() {
    let shop = Shop::open().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let call = async |parent: &str| {
        let url = format!("{}{}", shop.url, paths::STAFF_ME);
        let reply = http().unwrap().get(url).header("traceparent", parent).send().await.unwrap();
        let named = reply.headers()[headers::TRACE].to_str().unwrap().to_owned();
        let problem: Problem = reply.json().await.unwrap();
        assert_eq!(problem.facts["trace"], named.as_str());
        named
    };
    assert_eq!(call(&format!("00-{trace}-00f067aa0ba902b7-01")).await, trace);
    let (first, second) = (call("nonsense").await, call("nonsense").await);
    assert!(first.len() == 32 && first != second && first != trace);
}

#[tokio::test]
async fn what_was_decided_is_given_again_without_the_name_of_the_call() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let (request, body) = (fresh_id(), shop.order(60));
    let ask = async || -> Box<Problem> {
        let said = wallet.caller.post::<_, CommandReply>(paths::ORDERS, request, &body).await;
        said.unwrap().yes().unwrap_err()
    };
    let first = ask().await;
    assert_eq!(ask().await, first);
    let top_up = shop.intent(TopUp { amount: Cents::new(0) });
    let refused = post(&wallet.caller, paths::TOP_UPS, &top_up).await.unwrap_err();
    assert!(refused.facts.contains_key("trace") && !first.facts.contains_key("trace"));
}
