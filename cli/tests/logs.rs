//! What the log holds, at its most talkative: ids, and nothing of who somebody is or what is secret.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use dough_register::http;
use dough_wire::paths;
use dough_wire::requests::SignIn;
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;
use support::{Shop, dough, printed, repository};

struct Phone<'a> {
    shop: &'a Shop,
    store: PathBuf,
}

impl Phone<'_> {
    fn says(&self, words: &[&str]) -> String {
        let mut phone = dough();
        phone.args(["phone", "--server", &self.shop.url, "--store"]).arg(&self.store);
        printed(&phone.args(words).output().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_names_calls_and_nobody() {
    let mut shop = Shop::start_with_mail(&repository().join("tests/scenarios/shop"));
    shop.stop();
    let log = shop.path("log");
    shop.resume_logging(&log);
    let sign_in = async |password: &str| {
        let body = SignIn { name: "owner".to_owned(), password: password.to_owned() };
        let url = format!("{}{}", shop.url, paths::STAFF_SIGN_IN);
        http().unwrap().post(url).json(&body).send().await.unwrap()
    };
    let wrong = sign_in("wrong-Passw0rd-of-Wilhelmina").await;
    let trace = wrong.headers()["dough-trace"].to_str().unwrap().to_owned();
    let right = sign_in(&shop.password).await;
    let cookie = right.headers()["set-cookie"].to_str().unwrap().to_owned();
    let token = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    let csrf = right.json::<Value>().await.unwrap()["csrf"].as_str().unwrap().to_owned();

    let ada = Phone { shop: &shop, store: shop.path("ada") };
    ada.says(&["top-up", "2000", "--even-so"]);
    let code = ada.says(&["code", "--max", "1000"]);
    let code = code.lines().last().unwrap().to_owned();
    // What nobody can read is refused, with a sentence to its caller only.
    for body in ["{\"name\":\"wilhelmina@example.com\"}", "\"wilhelmina@example.com\""] {
        for path in [paths::STAFF_SIGN_IN, paths::SCANS, paths::EMAIL, "/v1/wilhelmina"] {
            let url = format!("{}{path}?email=wilhelmina@example.com", shop.url);
            let call = http().unwrap().post(url).header("content-type", "application/json");
            let call = call.header("traceparent", "wilhelmina").bearer_auth("t0ken-of-Wilhelmina");
            call.body(body).send().await.unwrap();
        }
    }
    let link = format!("{}/sign-in/wilhelmina-secret-link", shop.url);
    http().unwrap().get(link).send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    shop.stop();
    let said = std::fs::read_to_string(&log).unwrap();
    assert!(said.contains(&trace), "the call has its name\n{said}");
    assert!(said.contains("/v1/staff/sign-in") && said.contains("sign_in_failed"), "{said}");
    for secret in [&shop.password, &token, &csrf, &code, "ilhelmina"] {
        assert!(secret.len() > 8 && !said.contains(secret), "{secret} is in the log");
    }
}
