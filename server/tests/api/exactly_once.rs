//! A scan's three keys, and retries.

use crate::support::{Shop, Wallet, code_with, post, sale};
use dough_register::{Said, fresh_id};
use dough_rules::command::Outcome;
use dough_rules::units::{Cents, Span};
use dough_wire::replies::CommandReply;
use dough_wire::requests::ScanRequest;
use dough_wire::{Problem, paths};

fn receipt_of(reply: &CommandReply) -> String {
    match &reply.outcome {
        Outcome::Receipt { receipt, .. } => receipt.id.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn balance(wallet: &Wallet, shop: &Shop) -> Cents {
    let page = wallet.changes(shop, 0).await.yes().unwrap();
    let mut facts = dough_rules::WalletFacts::new(wallet.id);
    for entry in &page.entries {
        facts.apply(&entry.read().unwrap()).unwrap();
    }
    facts.balances.eur_available
}

#[tokio::test]
async fn a_sale_sent_again_answers_the_same_under_any_request_id_even_when_the_code_has_expired() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let sale = sale(&wallet.code(&shop), "1", &["quiche"]);
    let request = fresh_id();
    let first = till.scan_as(request, &sale).await.unwrap().yes().unwrap();
    shop.clock.advance(Span::minutes(10));
    let again = till.scan_as(request, &sale).await.unwrap().yes().unwrap();
    let other_id = till.scan(&sale).await.unwrap().yes().unwrap();
    assert_eq!(first, again);
    assert_eq!(first, other_id);
    assert_eq!(balance(&wallet, &shop).await, Cents::new(5000 - 820));
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_refreshed_picture_of_the_same_session_is_the_same_sale() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let ops = dough_paycode::Ops::PAY | dough_paycode::Ops::EARN;
    let sale = sale(&code_with(&shop, 7, &wallet.pay, ops), "1", &["quiche"]);
    let first = till.scan(&sale).await.unwrap().yes().unwrap();
    shop.clock.advance(Span::seconds(20));
    let code = code_with(&shop, 7, &wallet.pay, ops);
    assert_ne!(code, sale.code);
    let again = till.scan(&ScanRequest { code, ..sale }).await.unwrap().yes().unwrap();
    assert_eq!(receipt_of(&first), receipt_of(&again));
}

#[tokio::test]
async fn a_booked_sale_with_other_lines_or_another_code_is_refused() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let first = sale(&wallet.code(&shop), "1", &["quiche"]);
    till.scan(&first).await.unwrap().yes().unwrap();
    let rows = shop.rows();
    let other_lines = sale(&first.code, "1", &["baguette"]);
    let other_code = sale(&wallet.code(&shop), "1", &["quiche"]);
    for other in [other_lines, other_code] {
        let problem = till.scan(&other).await.unwrap().yes().unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (409, "sale_already_booked"));
    }
    assert_eq!(shop.rows(), rows);
}

#[tokio::test]
async fn a_spent_code_names_its_receipt_only_in_its_own_shop() {
    let shop = Shop::open().await;
    let (here, there) = (shop.till("brussels").await, shop.till("antwerp").await);
    let wallet = shop.rich_wallet(5000).await;
    let code = wallet.code(&shop);
    let first = here.scan(&sale(&code, "1", &["quiche"])).await.unwrap().yes().unwrap();
    let again = sale(&code, "2", &["quiche"]);
    let problem = here.scan(&again).await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "code_spent");
    assert_eq!(problem.facts["receipt"], receipt_of(&first));
    let problem = there.scan(&again).await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "code_spent");
    assert!(!problem.facts.contains_key("receipt"));
}

#[tokio::test]
async fn a_request_id_used_for_another_request_is_refused() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let request = fresh_id();
    let first = sale(&wallet.code(&shop), "1", &["quiche"]);
    till.scan_as(request, &first).await.unwrap().yes().unwrap();
    let other = sale(&wallet.code(&shop), "2", &["quiche"]);
    let problem = till.scan_as(request, &other).await.unwrap().yes().unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (422, "idempotency_key_reused"));
}

#[tokio::test]
async fn a_short_balance_books_nothing_and_the_code_can_be_completed_with_a_card() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(500).await, shop.till("brussels").await);
    let rows = shop.rows();
    let mut sale = sale(&wallet.code(&shop), "1", &["quiche"]);
    let problem = till.scan(&sale).await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "balance_short");
    assert_eq!(problem.facts["remaining"], 320);
    assert_eq!(shop.rows(), rows, "a refusal leaves nothing");
    sale.tenders.push(dough_rules::command::SaleTender::Card { amount: Cents::new(320) });
    till.scan(&sale).await.unwrap().yes().unwrap();
    assert_eq!(balance(&wallet, &shop).await, Cents::ZERO);
}

#[tokio::test]
async fn an_intent_sent_again_is_one_order_and_a_stale_one_is_refused() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let (request, order) = (fresh_id(), shop.order(60));
    let place = async || -> CommandReply {
        wallet.caller.post(paths::ORDERS, request, &order).await.unwrap().yes().unwrap()
    };
    assert_eq!(place().await, place().await);
    assert_eq!(balance(&wallet, &shop).await, Cents::new(5000 - 210));
    let late = shop.order(60);
    shop.clock.advance(Span::days(2));
    let problem = post(&wallet.caller, paths::ORDERS, &late).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (410, "intent_expired"));
    assert_eq!(place().await, place().await, "a stored reply is given also later");
}

#[tokio::test]
async fn an_order_id_of_somebody_else_cannot_be_taken() {
    let shop = Shop::open().await;
    let (first, second) = (shop.rich_wallet(5000).await, shop.rich_wallet(5000).await);
    let (request, order) = (fresh_id(), shop.order(60));
    let said = first.caller.post::<_, CommandReply>(paths::ORDERS, request, &order).await;
    said.unwrap().yes().unwrap();
    let said = second.caller.post::<_, CommandReply>(paths::ORDERS, request, &order).await;
    assert_eq!(said.unwrap().yes().unwrap_err().code, "order_exists");
    shop.assert_sound().await;
}

#[tokio::test]
async fn after_a_month_only_the_outcome_of_a_call_is_known_and_it_is_not_done_again() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let till = shop.till("brussels").await;
    let asked = sale(&wallet.code(&shop), "1", &["quiche"]);
    let request = fresh_id();
    let ask = async || -> Result<CommandReply, Box<Problem>> {
        till.post(paths::SCANS, request, &asked).await.unwrap().yes()
    };
    let short = shop.wallet().await;
    let (refused, poor) = (fresh_id(), sale(&short.code(&shop), "2", &["quiche"]));
    let ask_in_vain = async || -> Box<Problem> {
        let said: Said<CommandReply> = till.post(paths::SCANS, refused, &poor).await.unwrap();
        said.yes().unwrap_err()
    };
    ask().await.unwrap();
    assert_eq!(ask_in_vain().await.code, "balance_short");
    let kept = "SELECT count(*) FROM requests WHERE body IS NOT NULL";
    shop.clock.advance(Span::days(29));
    ask().await.unwrap();
    shop.clock.advance(Span::days(2));
    for _ in 0..100 {
        if shop.database.number(kept) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(shop.database.number(kept), 0);
    for (problem, answered) in [(ask().await.unwrap_err(), 200), (ask_in_vain().await, 402)] {
        assert_eq!((problem.status, problem.code.as_str()), (410, "reply_forgotten"));
        assert_eq!(problem.facts["answered"], answered);
    }
    // The same sale under another id, and another call under the same one.
    let said: Said<CommandReply> = till.post(paths::SCANS, fresh_id(), &asked).await.unwrap();
    assert_eq!(said.yes().unwrap_err().code, "reply_forgotten");
    let other = sale(&wallet.code(&shop), "1", &["croissant"]);
    let said: Said<CommandReply> = till.post(paths::SCANS, request, &other).await.unwrap();
    assert_eq!(said.yes().unwrap_err().code, "idempotency_key_reused");
    assert_eq!(shop.database.number("SELECT count(*) FROM sales"), 1);
    shop.assert_sound().await;
}
