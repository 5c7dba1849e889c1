//! What managers put right by hand: once, within bounds, and large ones by two.

use crate::support::{Shop, StaffClient, Wallet, code_of, copy, sale};
use dough_rules::Outcome;
use dough_rules::ledger::WalletAccount;
use dough_rules::units::Span;
use dough_wire::requests::Role;
use serde_json::{Value, json};

const PATH: &str = "/v1/shops/brussels/adjustments";

fn to(wallet: &Wallet, correction: &Value) -> Value {
    json!({"customer": {"wallet": wallet.id}, "correction": correction, "reason": "goodwill"})
}

async fn balance(shop: &Shop, wallet: &Wallet, account: WalletAccount) -> i64 {
    wallet.facts(shop).await.balances.of(account)
}

/// A second manager of Brussels.
async fn second(shop: &Shop) -> StaffClient {
    shop.account("second", Role::Manager, vec!["brussels"]).await;
    shop.staff("second").await
}

#[tokio::test]
async fn a_manager_gives_and_takes_and_the_customer_reads_why() {
    let shop = Shop::open().await;
    let (wallet, manager) = (shop.rich_wallet(1_000).await, shop.staff("manager").await);
    let before = balance(&shop, &wallet, WalletAccount::DoughAvailable).await;
    for correction in [
        json!({"kind": "give_dough", "dough": 5}),
        json!({"kind": "take_dough", "dough": 2}),
        json!({"kind": "give_money", "amount": 300}),
        json!({"kind": "take_money", "amount": 100}),
    ] {
        let said = manager.post(PATH, &to(&wallet, &correction)).await;
        assert_eq!(said.status(), 200, "{correction}");
    }
    assert_eq!(balance(&shop, &wallet, WalletAccount::DoughAvailable).await, before + 3);
    assert_eq!(balance(&shop, &wallet, WalletAccount::EurAvailable).await, 1_200);
    let reasons: Vec<_> = wallet
        .journal(&shop)
        .await
        .into_iter()
        .filter_map(|entry| {
            let event = serde_json::to_value(&entry.event).unwrap();
            (event["kind"] == "adjusted").then(|| event["reason"].clone())
        })
        .collect();
    assert_eq!(reasons, ["goodwill"; 4]);
    let audited = "SELECT count(*) FROM audit WHERE action = 'adjusted'";
    assert_eq!(shop.database.number(audited), 4);
    shop.assert_sound().await;
    shop.close().await;
}

#[tokio::test]
async fn what_isnt_there_cant_be_taken_and_wrong_amounts_are_refused() {
    let shop = Shop::open().await;
    let (wallet, manager) = (shop.rich_wallet(100).await, shop.staff("manager").await);
    let rows = shop.rows();
    for (correction, code) in [
        (json!({"kind": "take_dough", "dough": 19}), "dough_short"),
        (json!({"kind": "take_money", "amount": 101}), "balance_short"),
        (json!({"kind": "give_dough", "dough": 0}), "dough_invalid"),
        (json!({"kind": "give_dough", "dough": -4}), "dough_invalid"),
        (json!({"kind": "take_dough", "dough": i64::MIN}), "dough_invalid"),
        (json!({"kind": "give_money", "amount": i64::MIN}), "amount_invalid"),
        (json!({"kind": "give_money", "amount": -1}), "amount_invalid"),
        (json!({"kind": "give_money", "amount": 1.5}), "malformed_request"),
    ] {
        let code_found = code_of(manager.post(PATH, &to(&wallet, &correction)).await).await;
        assert_eq!(code_found, code, "{correction}");
    }
    let elsewhere = shop.staff("elsewhere").await;
    let small = to(&wallet, &json!({"kind": "give_dough", "dough": 1}));
    assert_eq!(code_of(elsewhere.post(PATH, &small).await).await, "forbidden");
    let staff = shop.staff("staff").await;
    assert_eq!(code_of(staff.post(PATH, &small).await).await, "forbidden");
    assert_eq!(shop.rows(), rows);
    shop.close().await;
}

#[tokio::test]
async fn a_large_one_waits_for_another_manager_and_is_booked_once() {
    let shop = Shop::open().await;
    let (wallet, manager) = (shop.rich_wallet(100).await, shop.staff("manager").await);
    let other = second(&shop).await;
    let before = balance(&shop, &wallet, WalletAccount::EurAvailable).await;
    let large = to(&wallet, &json!({"kind": "give_money", "amount": 5_000}));
    let said = manager.post(PATH, &large).await;
    assert_eq!(said.status(), 202);
    let waiting: Value = said.json().await.unwrap();
    let id = waiting["adjustment"].as_str().unwrap().to_owned();
    let approve = format!("{PATH}/{id}/approve");
    assert_eq!(balance(&shop, &wallet, WalletAccount::EurAvailable).await, before);
    let listed: Vec<Value> = other.get(PATH).await.json().await.unwrap();
    assert_eq!(listed, [waiting]);
    assert_eq!(code_of(manager.post(&approve, &()).await).await, "second_person");
    let shop = shop.restart().await;
    let other = other.at(&shop);
    let wallet = shop.wallet_of(wallet.id, copy(&wallet.api), copy(&wallet.pay));
    let both = tokio::join!(other.post(&approve, &()), other.post(&approve, &()));
    let yes = [both.0, both.1].iter().filter(|said| said.status() == 200).count();
    assert!(yes >= 1);
    assert_eq!(balance(&shop, &wallet, WalletAccount::EurAvailable).await, before + 5_000);
    assert_eq!(code_of(other.post(&approve, &()).await).await, "unknown_adjustment");
    shop.assert_sound().await;
    shop.close().await;
}

#[tokio::test]
async fn a_proposal_can_be_turned_down_and_doesnt_wait_for_ever() {
    let shop = Shop::open().await;
    let (wallet, manager) = (shop.rich_wallet(100).await, shop.staff("manager").await);
    let other = second(&shop).await;
    let large = to(&wallet, &json!({"kind": "give_dough", "dough": 21}));
    let propose = async || {
        let waiting: Value = manager.post(PATH, &large).await.json().await.unwrap();
        waiting["adjustment"].as_str().unwrap().to_owned()
    };
    let first = propose().await;
    let rejected = other.post(&format!("{PATH}/{first}/reject"), &()).await;
    assert_eq!(rejected.status(), 204);
    dough_register::read::<()>(rejected).await.unwrap().yes().unwrap();
    let gone = other.post(&format!("{PATH}/{first}/approve"), &()).await;
    assert_eq!(code_of(gone).await, "unknown_adjustment");
    let next = propose().await;
    shop.clock.advance(Span::days(7));
    let other = shop.staff("second").await;
    let late = other.post(&format!("{PATH}/{next}/approve"), &()).await;
    assert_eq!(code_of(late).await, "unknown_adjustment");
    shop.close().await;
}

#[tokio::test]
async fn a_customer_is_found_by_a_receipt_of_the_shop() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5_000).await, shop.till("brussels").await);
    let sold = till.scan(&sale(&wallet.code(&shop), "1", &["quiche"])).await.unwrap();
    let Outcome::Receipt { receipt, .. } = sold.yes().unwrap().outcome else { panic!("none") };
    let asked = json!({"customer": {"receipt": receipt.id}, "reason": "missed_earning",
        "correction": {"kind": "give_dough", "dough": 1}});
    let manager = shop.staff("manager").await;
    let before = balance(&shop, &wallet, WalletAccount::DoughAvailable).await;
    assert_eq!(manager.post(PATH, &asked).await.status(), 200);
    assert_eq!(balance(&shop, &wallet, WalletAccount::DoughAvailable).await, before + 1);
    let elsewhere = shop.staff("elsewhere").await;
    let foreign = elsewhere.post("/v1/shops/antwerp/adjustments", &asked).await;
    assert_eq!(code_of(foreign).await, "other_shop");
    shop.close().await;
}
