//! Bad input gets a clear refusal with a stable code, and changes no row.

use crate::support::{Shop, code_of, copy, fresh_key, key_text, one, post, sale};
use dough_register::{fresh_id, http};
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Span};
use dough_server::Clock as _;
use dough_wire::requests::{Intent, OpenWallet, TopUp};
use dough_wire::{headers, paths};
use serde_json::{Value, json};

#[tokio::test]
async fn what_a_phone_may_send_wrong_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let rows = shop.rows();
    let soon = shop.clock.now() + Span::hours(1);
    let order = |change: Value| {
        let mut body = json!({"not_after": soon, "shop": "brussels", "pickup_at": soon,
            "lines": [{"item": "croissant", "quantity": 1}], "total": 210, "pay": true});
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let many: Vec<Value> = (0..51).map(|_| json!({"item": "croissant", "quantity": 1})).collect();
    let cases = [
        (paths::ORDERS, json!({}), "malformed_request"),
        (paths::ORDERS, json!([1, 2]), "malformed_request"),
        (paths::ORDERS, order(json!({"total": "210"})), "malformed_request"),
        (paths::ORDERS, order(json!({"total": 2.10})), "malformed_request"),
        (paths::ORDERS, order(json!({"shop": "Brussels!"})), "malformed_request"),
        (paths::ORDERS, order(json!({"shop": "nowhere"})), "unknown_shop"),
        (paths::ORDERS, order(json!({"lines": []})), "basket_invalid"),
        (paths::ORDERS, order(json!({"lines": many})), "basket_invalid"),
        (
            paths::ORDERS,
            order(json!({"lines": [{"item": "croissant", "quantity": 4_000_000_000_u32}]})),
            "basket_invalid",
        ),
        (
            paths::ORDERS,
            order(json!({"lines": [{"item": "croissant", "quantity": -1}]})),
            "malformed_request",
        ),
        (paths::ORDERS, order(json!({"lines": [{"item": "gold", "quantity": 1}]})), "unknown_item"),
        (
            paths::ORDERS,
            order(json!({"lines": [{"item": "croissant", "quantity": 1,
                "modifiers": ["oat-milk"]}]})),
            "unknown_modifier",
        ),
        (paths::ORDERS, order(json!({"total": 1})), "price_changed"),
        (paths::ORDERS, order(json!({"pickup_at": 0})), "shop_closed"),
        (paths::ORDERS, order(json!({"pickup_at": i64::MAX})), "shop_closed"),
        (paths::ORDERS, order(json!({"pickup_at": i64::MIN})), "shop_closed"),
        (paths::ORDERS, order(json!({"not_after": soon + Span::days(30)})), "not_after_too_far"),
        (paths::ORDERS, order(json!({"not_after": 1})), "intent_expired"),
        (paths::TOP_UPS, json!({"not_after": soon, "amount": -500}), "amount_invalid"),
        (paths::TOP_UPS, json!({"not_after": soon, "amount": i64::MAX}), "amount_invalid"),
        (
            "/v1/surprises/99/open",
            json!({"not_after": soon, "nonce": "00".repeat(32)}),
            "unknown_surprise",
        ),
        (
            "/v1/surprises/x/open",
            json!({"not_after": soon, "nonce": "00".repeat(32)}),
            "unknown_surprise",
        ),
        ("/v1/surprises/3/open", json!({"not_after": soon, "nonce": "abc"}), "malformed_request"),
        (
            paths::ACCEPT_INVITATION,
            json!({"not_after": soon, "code": "ABCDEFGH"}),
            "unknown_invitation",
        ),
        (paths::ACCEPT_INVITATION, json!({"not_after": soon, "code": "x"}), "malformed_request"),
    ];
    for (path, body, code) in cases {
        let problem = post(&wallet.caller, path, &body).await.unwrap_err();
        assert_eq!(problem.code, code, "{path} {body}: {}", problem.detail);
        assert!(!problem.detail.is_empty());
    }
    assert_eq!(shop.rows(), rows);
}

#[tokio::test]
async fn what_a_till_may_send_wrong_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let rows = shop.rows();
    let good = || serde_json::to_value(sale(&wallet.code(&shop), "1", &["quiche"])).unwrap();
    let with = |key: &str, value: Value| {
        let mut body = good();
        body[key] = value;
        body
    };
    let cases = [
        (with("transaction", json!("")), "malformed_request"),
        (with("transaction", json!("x".repeat(65))), "malformed_request"),
        (with("transaction", json!("a\nb")), "malformed_request"),
        (with("code", json!("")), "code_foreign"),
        (with("code", json!("https://example.com/abc")), "code_foreign"),
        (with("code", json!("BK1:")), "code_malformed"),
        (with("code", json!("x".repeat(60_000))), "code_foreign"),
        (with("total", json!(819)), "price_changed"),
        (with("tenders", json!([])), "tenders_mismatch"),
        (with("tenders", json!([{"kind": "card", "amount": 0}])), "amount_invalid"),
        (with("tenders", json!([{"kind": "card", "amount": -820}])), "amount_invalid"),
        (with("tenders", json!([{"kind": "card", "amount": i64::MAX}])), "amount_invalid"),
        (with("tenders", json!([{"kind": "gold", "amount": 820}])), "malformed_request"),
        (with("tenders", json!([{"kind": "balance", "amount": 9000}])), "over_code_maximum"),
        (with("lines", json!([])), "basket_invalid"),
    ];
    for (body, code) in cases {
        let problem = post(&till, paths::SCANS, &body).await.unwrap_err();
        assert_eq!(problem.code, code, "{body}: {}", problem.detail);
    }
    let unknown =
        till.refund(dough_rules::ids::ReceiptId::new(fresh_id()), RefundScope::All).await.unwrap();
    assert_eq!(unknown.yes().unwrap_err().code, "unknown_receipt");
    assert_eq!(shop.rows(), rows);
}

#[tokio::test]
async fn a_signature_for_another_path_body_time_or_key_is_refused() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let rows = shop.rows();
    let body = serde_json::to_vec(&shop.order(60)).unwrap();
    let request = fresh_id().to_string();
    let digest = dough_wire::signature::content_digest(&body);
    let params = dough_wire::signature::SignatureParams {
        created: shop.clock.now().seconds(),
        nonce: "abc".to_owned(),
        key_id: dough_paycode::Signer::public_key(&wallet.api).kid().to_string(),
    };
    let sign = |path: &str, created: i64| {
        let params = dough_wire::signature::SignatureParams { created, ..params.clone() };
        let base = params.base(&dough_wire::signature::SignedCall {
            method: "POST",
            authority: shop.url.trim_start_matches("http://"),
            path,
            query: "",
            content_digest: &digest,
            idempotency_key: &request,
        });
        let bytes = dough_paycode::Signer::sign(&wallet.api, base.as_bytes()).unwrap();
        let signature = dough_paycode::normalise_signature(&bytes).unwrap();
        (params.to_header(), dough_wire::signature::signature_header(&signature))
    };
    let send =
        async |path: &str, body: &[u8], digest: &str, (input, signature): (String, String)| {
            http()
                .unwrap()
                .post(format!("{}{path}", shop.url))
                .header("content-type", "application/json")
                .header(headers::IDEMPOTENCY_KEY, &request)
                .header(headers::CONTENT_DIGEST, digest)
                .header(headers::SIGNATURE_INPUT, input)
                .header(headers::SIGNATURE, signature)
                .body(body.to_vec())
                .send()
                .await
                .unwrap()
        };
    let now = params.created;
    let other_path = send("/v1/orders", &body, &digest, sign("/v1/top-ups", now)).await;
    assert_eq!(code_of(other_path).await, "signature_invalid");
    let mut other = body.clone();
    other.push(b' ');
    let other_body = send("/v1/orders", &other, &digest, sign("/v1/orders", now)).await;
    assert_eq!(code_of(other_body).await, "signature_invalid");
    let redigested = dough_wire::signature::content_digest(&other);
    let swapped = send("/v1/orders", &other, &redigested, sign("/v1/orders", now)).await;
    assert_eq!(code_of(swapped).await, "signature_invalid");
    for off in [-61, 61] {
        let skewed = send("/v1/orders", &body, &digest, sign("/v1/orders", now + off)).await;
        let problem: Value = skewed.json().await.unwrap();
        assert_eq!(problem["code"], "clock_skew");
        assert_eq!(problem["now"], shop.clock.now().get());
    }
    let garbage = send("/v1/orders", &body, &digest, ("sig=()".into(), "sig=:x:".into())).await;
    assert_eq!(code_of(garbage).await, "signature_invalid");
    assert_eq!(shop.rows(), rows);
    let good = send("/v1/orders", &body, &digest, sign("/v1/orders", now)).await;
    assert_eq!(good.status(), 200);
}

#[tokio::test]
async fn keys_belong_to_one_wallet_and_opening_again_answers_the_same() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let open = async |api, pay: &_| {
        let body = shop.intent(OpenWallet { pay_key: key_text(pay), api_key: key_text(&api) });
        post(&shop.caller(api), paths::WALLETS, &body).await
    };
    let again = open(copy(&wallet.api), &wallet.pay).await.unwrap();
    assert_eq!(again.outcome, dough_rules::Outcome::Opened { wallet: wallet.id });
    let taken = open(fresh_key(), &wallet.pay).await.unwrap_err();
    assert_eq!(taken.code, "key_in_use");
    let twice = open(copy(&wallet.api), &wallet.api).await.unwrap_err();
    assert_eq!(twice.code, "key_invalid");
    let body = Intent {
        not_after: shop.clock.now(),
        body: OpenWallet { pay_key: "AAAA".to_owned(), api_key: "!".to_owned() },
    };
    let invalid = post(&shop.caller(fresh_key()), paths::WALLETS, &body).await.unwrap_err();
    assert_eq!(invalid.code, "key_invalid");
}

#[tokio::test]
async fn broken_calls_get_problems_not_pages() {
    let shop = Shop::open().await;
    let client = http().unwrap();
    let url = |path: &str| format!("{}{path}", shop.url);
    let missing = client.get(url("/v1/nothing")).send().await.unwrap();
    assert_eq!(code_of(missing).await, "unknown_path");
    let method = client.delete(url(paths::ORDERS)).send().await.unwrap();
    assert_eq!(code_of(method).await, "method_not_allowed");
    let huge = client.post(url(paths::STAFF_SIGN_IN)).body(vec![b'x'; 70_000]).send().await;
    assert_eq!(code_of(huge.unwrap()).await, "body_too_large");
    let form = client.post(url(paths::STAFF_SIGN_IN)).body("name=owner").send().await.unwrap();
    assert_eq!(code_of(form).await, "unsupported_media_type");
    let broken = client.post(url(paths::STAFF_SIGN_IN)).header("content-type", "application/json");
    assert_eq!(code_of(broken.body("{").send().await.unwrap()).await, "malformed_request");
    let token = client.get(url("/v1/changes?after=0")).bearer_auth("AAAA").send().await.unwrap();
    assert_eq!(code_of(token).await, "unauthorized");
    let shop_state = client.get(url("/v1/shops/nowhere/state")).send().await.unwrap();
    assert_eq!(code_of(shop_state).await, "unknown_shop");
}

#[tokio::test]
async fn a_reader_that_is_ahead_is_told_so_and_a_bad_cursor_is_refused() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let ahead = wallet.changes(&shop, 1000).await.yes().unwrap_err();
    assert_eq!(ahead.code, "cursor_ahead");
    let url = format!("{}{}?after=x", shop.url, paths::CHANGES);
    let token = wallet.token().await;
    let bad = http().unwrap().get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(code_of(bad).await, "malformed_request");
}

#[tokio::test]
async fn a_sold_out_item_and_a_paused_shop_take_no_orders() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let staff = shop.staff("staff").await;
    let control = paths::control(&"brussels".parse().unwrap());
    let sold_out = json!({"control": "sold_out", "item": one("croissant").item,
        "until_closing": true});
    assert_eq!(staff.post(&control, &sold_out).await.status(), 200);
    let problem = post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap_err();
    assert_eq!(problem.code, "sold_out");
    let back = json!({"control": "back_in_stock", "item": "croissant"});
    assert_eq!(staff.post(&control, &back).await.status(), 200);
    assert_eq!(staff.post(&control, &json!({"control": "pause"})).await.status(), 200);
    let problem = post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap_err();
    assert_eq!(problem.code, "shop_paused");
    assert_eq!(staff.post(&control, &json!({"control": "resume"})).await.status(), 200);
    post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let gold = json!({"control": "sold_out", "item": "gold", "until_closing": true});
    assert_eq!(code_of(staff.post(&control, &gold).await).await, "unknown_item");
}

#[tokio::test]
async fn a_top_up_is_booked_once() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let (request, body) = (fresh_id(), shop.intent(TopUp { amount: Cents::new(1000) }));
    for _ in 0..3 {
        let said = wallet.caller.post::<_, Value>(paths::TOP_UPS, request, &body).await.unwrap();
        said.yes().unwrap();
    }
    let page = wallet.changes(&shop, 0).await.yes().unwrap();
    let top_ups = page.entries.iter().filter(|entry| entry.event.get().contains("topped_up"));
    assert_eq!(top_ups.count(), 1);
}

#[tokio::test]
async fn letters_that_no_text_holds_are_refused_like_any_other() {
    let shop = Shop::open().await;
    let rows = shop.rows();
    let body = json!({ "name": "own\0er", "password": crate::support::PASSWORD });
    let url = format!("{}{}", shop.url, paths::STAFF_SIGN_IN);
    let signed_in = http().unwrap().post(url).json(&body).send().await.unwrap();
    assert_eq!(signed_in.status(), 401);
    let till = shop.caller(fresh_key());
    let named = till.enrol("ABCDEFGH", "till\0").await.unwrap().yes().unwrap_err();
    assert_eq!(named.code, "malformed_request");
    assert_eq!(shop.rows(), rows);
}
