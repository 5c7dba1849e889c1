//! Whoever moves money is known: every changing route, without credentials and with each wrong role.

use crate::support::{Shop, code_of, code_with, fresh_key, post, sale};
use dough_paycode::Ops;
use dough_register::{fresh_id, http};
use dough_rules::refund::RefundScope;
use dough_wire::paths;
use dough_wire::replies::Health;
use dough_wire::requests::RefundRequest;
use serde_json::{Value, json};

/// Routes that are signed by the key that their body holds.
const ENROLLING: [&str; 4] =
    [paths::WALLETS, paths::REGISTERS, paths::DEVICES, paths::DEVICE_RECOVERY];

/// Every changing route of the OpenAPI document, with its parts filled in, and its area.
fn changing_routes() -> Vec<(String, String)> {
    let document = serde_json::to_value(dough_server::http::openapi()).unwrap();
    let order = fresh_id().to_string();
    document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, item)| item.get("post").is_some())
        .map(|(path, item)| {
            let filled = path
                .replace("{shop}", "brussels")
                .replace("{order}", &order)
                .replace("{api_key}", "0011223344556677")
                .replace("{webhook}", &order)
                .replace("{surprise}", "3")
                .replace("{reward}", "3")
                .replace("{step}", "ready");
            (filled, item["post"]["tags"][0].as_str().unwrap().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn every_changing_route_refuses_a_call_without_credentials() {
    let shop = Shop::open().await;
    let rows = shop.rows();
    let routes = changing_routes();
    assert!(routes.len() > 15, "{routes:?}");
    for (path, _) in routes.iter().filter(|(path, _)| path != paths::STAFF_SIGN_IN) {
        let response = http()
            .unwrap()
            .post(format!("{}{path}", shop.url))
            .header("idempotency-key", fresh_id().to_string())
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let code = code_of(response).await;
        // Some routes read the key that they enrol from the body, which comes first.
        let enrols = ENROLLING.contains(&path.as_str());
        assert!(
            (status == 401 && code == "unauthorized") || (enrols && code == "malformed_request"),
            "{path}: {status} {code}"
        );
    }
    assert_eq!(shop.rows(), rows);
}

#[tokio::test]
async fn every_changing_route_refuses_each_wrong_role() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.wallet().await, shop.till("brussels").await);
    let (staff, elsewhere) = (shop.staff("staff").await, shop.staff("elsewhere").await);
    let rows = shop.rows();
    // Those who open, enrol or sign in are nobody yet; a quote is asked with a token.
    let open = [&ENROLLING[..], &[paths::STAFF_SIGN_IN, paths::QUOTE]].concat();
    // Whoever is signed in may sign out.
    let staffs_own = [paths::STAFF_SIGN_OUT];
    let body = json!({"receipt": fresh_id(), "shop": "brussels"});
    for (path, area) in changing_routes() {
        if open.contains(&path.as_str()) {
            continue;
        }
        let mut codes = Vec::new();
        if matches!(area.as_str(), "register" | "kitchen" | "staff") {
            codes.push(post(&wallet.caller, &path, &body).await.unwrap_err());
        }
        if matches!(area.as_str(), "wallet" | "orders" | "money" | "rewards" | "kitchen" | "staff")
        {
            let intent = shop.intent(json!({"amount": 500, "code": "ABCDEFGH", "version": 1,
                "nonce": "00".repeat(32), "reward": "coffee", "shop": "brussels", "pickup_at": 0, "total": 1,
                "lines": [{"item": "croissant", "quantity": 1}], "pay": true}));
            codes.push(post(&till, &path, &intent).await.unwrap_err());
        }
        for problem in codes {
            let refused = ["forbidden", "unauthorized"].contains(&problem.code.as_str());
            assert!(refused, "{path}: {problem:?}");
        }
        if !staffs_own.contains(&path.as_str()) {
            let refused = elsewhere.post(&path, &body).await;
            let code = code_of(refused).await;
            assert!(["forbidden", "unauthorized"].contains(&code.as_str()), "{path}: {code}");
        }
        if matches!(area.as_str(), "register" | "wallet" | "orders" | "money" | "rewards") {
            let code = code_of(staff.post(&path, &body).await).await;
            assert!(["forbidden", "unauthorized"].contains(&code.as_str()), "{path}: {code}");
        }
    }
    assert_eq!(shop.rows(), rows);
}

#[tokio::test]
async fn a_wallets_key_and_a_registers_key_do_only_their_own() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let sale = sale(&wallet.code(&shop), "1", &["quiche"]);
    let by_phone = post(&wallet.caller, paths::SCANS, &sale).await.unwrap_err();
    assert_eq!(by_phone.code, "forbidden");
    let by_till = post(&till, paths::ORDERS, &shop.order(60)).await.unwrap_err();
    assert_eq!(by_till.code, "forbidden");
    let pay_key = shop.caller(crate::support::copy(&wallet.pay));
    let by_pay_key = post(&pay_key, paths::ORDERS, &shop.order(60)).await.unwrap_err();
    assert_eq!(by_pay_key.code, "forbidden");
    let stranger = post(&shop.caller(fresh_key()), paths::SCANS, &sale).await.unwrap_err();
    assert_eq!(stranger.code, "unauthorized");
}

#[tokio::test]
async fn a_silent_key_may_earn_and_nothing_else() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let pays = code_with(&shop, 1, &wallet.api, Ops::PAY | Ops::EARN);
    let problem = till.scan(&sale(&pays, "1", &["quiche"])).await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "wrong_key");
    let earns = code_with(&shop, 1, &wallet.api, Ops::EARN);
    let mut sale = sale(&earns, "2", &["quiche"]);
    let problem = till.scan(&sale).await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "code_not_for_paying");
    sale.tenders = vec![dough_rules::command::SaleTender::Card { amount: sale.total }];
    till.scan(&sale).await.unwrap().yes().unwrap();
}

#[tokio::test]
async fn staff_act_by_role_and_in_their_own_shop() {
    let shop = Shop::open().await;
    let brussels = "brussels".parse().unwrap();
    let (staff, manager) = (shop.staff("staff").await, shop.staff("manager").await);
    let elsewhere = shop.staff("elsewhere").await;
    let board = paths::board(&brussels);
    assert_eq!(staff.get(&board).await.status(), 200);
    assert_eq!(code_of(elsewhere.get(&board).await).await, "forbidden");
    let pause = json!({"control": "pause", "minutes": 5});
    assert_eq!(staff.post(&paths::control(&brussels), &pause).await.status(), 200);
    let refused = elsewhere.post(&paths::control(&brussels), &pause).await;
    assert_eq!(code_of(refused).await, "forbidden");
    let codes = paths::register_codes(&brussels);
    assert_eq!(code_of(staff.post(&codes, &()).await).await, "forbidden");
    assert_eq!(manager.post(&codes, &()).await.status(), 200);
    let account = json!({"name": "new", "password": "a long password", "role": "staff",
        "shops": ["brussels"]});
    let accounts = paths::STAFF_ACCOUNTS;
    assert_eq!(code_of(manager.post(accounts, &account).await).await, "forbidden");
    let owner = shop.staff("owner").await;
    assert_eq!(owner.post(accounts, &account).await.status(), 200);
    assert_eq!(code_of(owner.post(accounts, &account).await).await, "account_exists");
}

#[tokio::test]
async fn a_refund_is_a_managers_or_the_shops_own_tills() {
    let shop = Shop::open().await;
    let (till, other) = (shop.till("brussels").await, shop.till("antwerp").await);
    let wallet = shop.rich_wallet(5000).await;
    let sale = sale(&wallet.code(&shop), "1", &["quiche"]);
    let reply = till.scan(&sale).await.unwrap().yes().unwrap();
    let dough_rules::Outcome::Receipt { receipt, .. } = reply.outcome else { panic!() };
    let problem = other.refund(receipt.id, RefundScope::All).await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "other_shop");
    let body = json!({"receipt": receipt.id});
    let by_phone = post(&wallet.caller, paths::REFUNDS, &body).await.unwrap_err();
    assert_eq!(by_phone.code, "forbidden");
    let body = RefundRequest {
        receipt: receipt.id,
        shop: Some("brussels".parse().unwrap()),
        scope: RefundScope::All,
    };
    for (name, code) in [("staff", "forbidden"), ("elsewhere", "forbidden")] {
        let refused = shop.staff(name).await.post(paths::REFUNDS, &body).await;
        assert_eq!(code_of(refused).await, code, "{name}");
    }
    let manager = shop.staff("manager").await;
    assert_eq!(manager.post(paths::REFUNDS, &body).await.status(), 200);
    assert_eq!(code_of(manager.post(paths::REFUNDS, &body).await).await, "already_refunded");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_session_needs_its_csrf_token_and_ends() {
    let shop = Shop::open().await;
    let mut staff = shop.staff("staff").await;
    let control = paths::control(&"brussels".parse().unwrap());
    let resume = json!({"control": "resume"});
    let csrf = std::mem::replace(&mut staff.csrf, "forged".to_owned());
    assert_eq!(code_of(staff.post(&control, &resume).await).await, "csrf_missing");
    staff.csrf = csrf;
    assert_eq!(staff.post(&control, &resume).await.status(), 200);
    assert_eq!(staff.post(paths::STAFF_SIGN_OUT, &()).await.status(), 204);
    assert_eq!(code_of(staff.get(paths::STAFF_ME).await).await, "unauthorized");
    let staff = shop.staff("staff").await;
    shop.clock.advance(dough_rules::units::Span::hours(13));
    assert_eq!(code_of(staff.get(paths::STAFF_ME).await).await, "unauthorized");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_sound_the_same() {
    let shop = Shop::open().await;
    let sign_in = async |name: &str| {
        let url = format!("{}{}", shop.url, paths::STAFF_SIGN_IN);
        let body = json!({"name": name, "password": "not the password"});
        let said = http().unwrap().post(url).json(&body).send().await.unwrap();
        let mut problem = said.json::<Value>().await.unwrap();
        // Each call has a name of its own.
        assert!(problem.as_object_mut().unwrap().remove("trace").is_some());
        problem
    };
    assert_eq!(sign_in("owner").await, sign_in("nobody").await);
}

#[tokio::test]
async fn a_code_enrols_one_register_once() {
    let shop = Shop::open().await;
    let owner = shop.staff("owner").await;
    let path = paths::register_codes(&"brussels".parse().unwrap());
    let code: Value = owner.post(&path, &()).await.json().await.unwrap();
    let code = code["code"].as_str().unwrap();
    let (first, second) = (shop.caller(fresh_key()), shop.caller(fresh_key()));
    let enrolled = first.enrol(code, "till 1").await.unwrap().yes().unwrap();
    let again = first.enrol(code, "till 1").await.unwrap().yes().unwrap();
    assert_eq!(enrolled, again, "a lost reply is given again");
    let problem = second.enrol(code, "till 2").await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "enrol_code_invalid");
    let code: Value = owner.post(&path, &()).await.json().await.unwrap();
    shop.clock.advance(dough_rules::units::Span::hours(1));
    let problem = second.enrol(code["code"].as_str().unwrap(), "till 2").await.unwrap();
    assert_eq!(problem.yes().unwrap_err().code, "enrol_code_invalid");
}

#[tokio::test]
async fn an_old_app_is_told_to_update() {
    let shop = Shop::open().await;
    let get = async |version: &str| {
        let url = format!("{}{}", shop.url, paths::HEALTH);
        http().unwrap().get(url).header("dough-client-version", version).send().await.unwrap()
    };
    let refused = get("0.0.9").await;
    assert_eq!(refused.status(), 426);
    assert_eq!(code_of(refused).await, "update_required");
    assert_eq!(get("0.1.0").await.json::<Health>().await.unwrap().status, "ok");
}
