//! Rewards of the catalogue: taken for dough, used at a till or with an order, exactly once.

use crate::support::{Shop, Wallet, code_redeeming, one, post, sale, until};
use dough_paycode::Ops;
use dough_rules::command::{Outcome, SaleTender};
use dough_rules::ids::Seq;
use dough_rules::reward::IssuedReward;
use dough_rules::units::{Cents, Span};
use dough_wire::paths;
use dough_wire::requests::{DeleteReward, IssueReward, PlaceOrder};
use serde_json::json;
use std::sync::atomic::Ordering;

/// A customer who has dough for rewards.
async fn customer(shop: &Shop) -> Wallet {
    let wallet = shop.rich_wallet(5_000).await;
    let asked = json!({"customer": {"wallet": wallet.id}, "reason": "goodwill",
        "correction": {"kind": "give_dough", "dough": 12}});
    let manager = shop.staff("manager").await;
    assert_eq!(manager.post("/v1/shops/brussels/adjustments", &asked).await.status(), 200);
    wallet
}

async fn issue(shop: &Shop, wallet: &Wallet, reward: &str) -> IssuedReward {
    let intent = shop.intent(IssueReward { reward: reward.parse().unwrap() });
    match post(&wallet.caller, paths::REWARDS, &intent).await.unwrap().outcome {
        Outcome::Reward { reward } => *reward,
        other => panic!("{other:?}"),
    }
}

/// A code that pays, earns and uses a voucher or a reward.
fn code(shop: &Shop, wallet: &Wallet, redeem: Seq) -> String {
    let counter = wallet.counter.fetch_add(1, Ordering::SeqCst);
    let redeem = u32::try_from(redeem.get()).unwrap();
    let ops = Ops::PAY | Ops::EARN | Ops::REDEEM;
    code_redeeming(shop, (counter, Some(redeem)), &wallet.pay, ops)
}

#[tokio::test]
async fn a_reward_pays_at_a_till_once() {
    let shop = Shop::open().await;
    let (wallet, till) = (customer(&shop).await, shop.till("brussels").await);
    let reward = issue(&shop, &wallet, "coffee").await;
    let mut first = sale(&code(&shop, &wallet, reward.number), "1", &["cappuccino", "quiche"]);
    first.tenders = vec![SaleTender::Balance { amount: None }];
    let receipt = match till.scan(&first).await.unwrap().yes().unwrap().outcome {
        Outcome::Receipt { receipt, .. } => receipt,
        other => panic!("{other:?}"),
    };
    assert!(receipt.tenders.iter().any(|it| it.redeems() == Some(reward.number)));
    let again = sale(&code(&shop, &wallet, reward.number), "2", &["cappuccino"]);
    let refused = till.scan(&again).await.unwrap().yes().unwrap_err();
    assert_eq!(refused.code, "unknown_voucher");
    shop.assert_sound().await;
    shop.close().await;
}

#[tokio::test]
async fn a_reward_goes_with_an_order_and_comes_back_with_its_end() {
    let shop = Shop::open().await;
    let wallet = customer(&shop).await;
    let reward = issue(&shop, &wallet, "two-euros").await;
    let order = shop.intent(PlaceOrder {
        shop: "brussels".parse().unwrap(),
        lines: vec![one("quiche")],
        pickup_at: shop.clock.now_in(120),
        total: Cents::new(820),
        pay: true,
        redeem: Some(reward.number),
    });
    let placed = match post(&wallet.caller, paths::ORDERS, &order).await.unwrap().outcome {
        Outcome::Order { order } => order,
        other => panic!("{other:?}"),
    };
    assert_eq!(placed.due(), Cents::new(620));
    let facts = wallet.facts(&shop).await;
    assert_eq!(facts.balances.eur_held, Cents::new(620));
    let back = shop.intent(DeleteReward {});
    let path = paths::delete_reward(reward.number);
    let refused = post(&wallet.caller, &path, &back).await.unwrap_err();
    assert_eq!(refused.code, "reward_attached");
    let cancel = shop.intent(json!({"version": placed.version}));
    post(&wallet.caller, &paths::cancel_order(placed.id), &cancel).await.unwrap();
    post(&wallet.caller, &path, &shop.intent(DeleteReward {})).await.unwrap();
    let facts = wallet.facts(&shop).await;
    assert_eq!((facts.balances.eur_held, facts.balances.dough_locked.get()), (Cents::ZERO, 0));
    shop.assert_sound().await;
    shop.close().await;
}

#[tokio::test]
async fn a_reward_that_nobody_uses_gives_its_dough_back_by_itself() {
    let shop = Shop::open().await;
    let wallet = customer(&shop).await;
    let before = wallet.facts(&shop).await.balances.dough_available;
    let reward = issue(&shop, &wallet, "tenth-off").await;
    shop.clock.advance(Span::days(15));
    until(async || wallet.facts(&shop).await.rewards.is_empty()).await;
    assert!(wallet.facts(&shop).await.reward(reward.number).is_none());
    assert_eq!(wallet.facts(&shop).await.balances.dough_available, before);
    shop.assert_sound().await;
    shop.close().await;
}

#[tokio::test]
async fn one_reward_taken_by_many_at_once_costs_its_dough_once_each() {
    let shop = Shop::open().await;
    let wallet = customer(&shop).await;
    // Thirteen dough pay two coffees for five, and no third.
    let intents: Vec<_> =
        (0..6).map(|_| shop.intent(IssueReward { reward: "coffee".parse().unwrap() })).collect();
    let calls = intents.iter().map(|intent| post(&wallet.caller, paths::REWARDS, intent));
    let answers = futures_util::future::join_all(calls).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2);
    let refused = answers.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|problem| problem.code == "dough_short"));
    assert_eq!(wallet.facts(&shop).await.rewards.len(), 2);
    shop.assert_sound().await;
    shop.close().await;
}
