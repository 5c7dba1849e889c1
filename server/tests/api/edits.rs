//! Edits of an order, and what a receipt tells of its code.

use crate::support::{Shop, Wallet, code_of, code_with, one, post, sale};
use dough_paycode::{Ops, Signer as _, SoftwareKey};
use dough_register::fresh_id;
use dough_rules::Outcome;
use dough_rules::command::{KitchenStep, SaleTender};
use dough_rules::order::{Order, OrderState};
use dough_rules::receipt::CodeUse;
use dough_rules::shop::ShopFacts;
use dough_rules::units::{Cents, Span};
use dough_wire::paths;
use dough_wire::replies::{Board, CommandReply};
use dough_wire::requests::{EditOrder, Intent, PlaceOrder};

fn order_of(reply: CommandReply) -> Order {
    let Outcome::Order { order } = reply.outcome else { panic!("{reply:?}") };
    *order
}

async fn placed(shop: &Shop, wallet: &Wallet, pay: bool) -> Order {
    let mut intent = shop.order(60);
    intent.body = PlaceOrder { pay, ..intent.body };
    order_of(post(&wallet.caller, paths::ORDERS, &intent).await.unwrap())
}

/// Two croissants and a cappuccino, half an hour later.
fn larger(shop: &Shop, order: &Order) -> Intent<EditOrder> {
    let mut croissants = one("croissant");
    croissants.quantity = 2;
    shop.intent(EditOrder {
        version: order.version,
        lines: vec![croissants, one("cappuccino")],
        pickup_at: order.pickup_at + Span::minutes(30),
        total: Cents::new(780),
    })
}

async fn state(shop: &Shop) -> ShopFacts {
    let url = format!("{}/v1/shops/brussels/state", shop.url);
    let client = dough_register::http().unwrap();
    client.get(url).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn an_edit_reaches_the_board_the_shop_and_the_journal() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let order = placed(&shop, &wallet, true).await;
    let edit = larger(&shop, &order);
    let path = paths::edit_order(order.id);
    let after = order_of(post(&wallet.caller, &path, &edit).await.unwrap());
    assert_eq!((after.version, after.total), (order.version + 1, Cents::new(780)));
    assert_eq!((&after.code, after.state), (&order.code, OrderState::Reserved));

    let brussels = "brussels".parse().unwrap();
    let staff = shop.staff("staff").await;
    let board: Board = staff.get(&paths::board(&brussels)).await.json().await.unwrap();
    assert_eq!(board.orders, std::slice::from_ref(&after));
    let mut expected = ShopFacts::new(brussels);
    expected.take(&after.allocation);
    assert_eq!(state(&shop).await.reserved, expected.reserved);
    let page = wallet.changes(&shop, 0).await.yes().unwrap();
    let kinds: Vec<_> = page.entries.iter().map(|it| it.read().unwrap().event.kind()).collect();
    assert!(kinds.contains(&"order_edited"), "{kinds:?}");
    shop.assert_sound().await;

    let picked_up = paths::kitchen(&after.shop, after.id, KitchenStep::PickedUp);
    assert_eq!(staff.post(&picked_up, &()).await.status(), 200);
    assert!(state(&shop).await.reserved.is_empty());
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_edit_happens_once_under_its_id() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let order = placed(&shop, &wallet, true).await;
    let (path, id) = (paths::edit_order(order.id), fresh_id());
    let edit = larger(&shop, &order);
    let say = async |edit: &Intent<EditOrder>| {
        wallet.caller.post::<_, CommandReply>(&path, id, edit).await.unwrap().yes()
    };
    let first = say(&edit).await.unwrap();
    let rows = shop.rows();
    assert_eq!(say(&edit).await.unwrap(), first);
    assert_eq!(shop.rows(), rows);
    let mut other = edit.clone();
    other.body.pickup_at = order.pickup_at;
    assert_eq!(say(&other).await.unwrap_err().code, "idempotency_key_reused");
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_edit_of_a_held_order_leaves_its_end_where_it_was() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let order = placed(&shop, &wallet, false).await;
    shop.clock.advance(Span::minutes(2));
    let path = paths::edit_order(order.id);
    let edit = larger(&shop, &order);
    let after = order_of(post(&wallet.caller, &path, &edit).await.unwrap());
    assert_eq!((after.state, after.hold_until), (OrderState::Proposed, order.hold_until));
    shop.assert_sound().await;
    let pay = shop.intent(dough_wire::requests::PayOrder {});
    let paid = post(&wallet.caller, &paths::pay_order(order.id), &pay).await.unwrap();
    assert_eq!(order_of(paid).version, after.version + 1);
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_edit_that_is_refused_changes_nothing() {
    let shop = Shop::open().await;
    let (wallet, other) = (shop.rich_wallet(500).await, shop.wallet().await);
    let order = placed(&shop, &wallet, true).await;
    let path = paths::edit_order(order.id);
    let before = (shop.rows(), state(&shop).await);
    let fair = larger(&shop, &order).body;
    let refused = async |caller: &Wallet, body: EditOrder| {
        post(&caller.caller, &path, &shop.intent(body)).await.unwrap_err()
    };
    let cases = [
        ("balance_short", fair.clone()),
        ("price_changed", EditOrder { total: Cents::new(1), ..fair.clone() }),
        ("order_changed", EditOrder { version: 1, ..fair.clone() }),
        ("slot_too_soon", EditOrder { pickup_at: shop.clock.now_in(5), ..fair.clone() }),
        ("shop_closed", EditOrder { pickup_at: shop.clock.now_in(60 * 24 * 9), ..fair.clone() }),
        ("basket_invalid", EditOrder { lines: vec![], ..fair.clone() }),
        ("unknown_item", EditOrder { lines: vec![one("nothing")], ..fair.clone() }),
    ];
    for (code, body) in cases {
        let problem = refused(&wallet, body).await;
        assert_eq!(problem.code, code, "{problem:?}");
    }
    assert_eq!(refused(&other, fair.clone()).await.code, "unknown_order");
    let nowhere = post(&wallet.caller, "/v1/orders/none/edit", &shop.intent(fair.clone())).await;
    assert_eq!(nowhere.unwrap_err().code, "unknown_order");
    let staff = shop.staff("staff").await;
    assert_eq!(code_of(staff.post(&path, &fair).await).await, "unauthorized");
    assert_eq!((shop.rows(), state(&shop).await), before);
    shop.clock.advance(Span::minutes(56));
    assert_eq!(refused(&wallet, fair).await.code, "order_fired");
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_that_rush_for_one_slot_never_oversell_it() {
    let shop = Shop::open().await;
    let mut phones = vec![];
    for n in 0..12 {
        let wallet = shop.rich_wallet(5000).await;
        let mut intent = shop.order(60 + 15 * (n / 4));
        intent.body.pay = n % 2 == 0;
        let reply = post(&wallet.caller, paths::ORDERS, &intent).await.unwrap();
        phones.push((wallet, order_of(reply)));
    }
    let slot = shop.clock.now_in(150);
    let edits = phones.into_iter().map(|(wallet, order)| {
        let edit = shop.intent(EditOrder {
            version: order.version,
            lines: vec![one("croissant")],
            pickup_at: slot,
            total: Cents::new(210),
        });
        tokio::spawn(async move { post(&wallet.caller, &paths::edit_order(order.id), &edit).await })
    });
    let (mut moved, mut refused) = (0, 0);
    for edit in edits.collect::<Vec<_>>() {
        match edit.await.unwrap() {
            Ok(_) => moved += 1,
            Err(problem) => {
                assert_eq!(problem.code, "slot_full");
                assert_eq!(problem.facts["alternatives"].as_array().unwrap().len(), 3);
                refused += 1;
            }
        }
    }
    let orders: u32 = state(&shop).await.reserved.values().map(|window| window.orders).sum();
    assert_eq!((moved + refused, orders), (12, 12), "every order has its room once");
    let window = dough_rules::slots::window_of(slot);
    assert_eq!(state(&shop).await.reserved(window).orders, moved);
    assert!(refused > 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_receipt_names_the_code_that_was_scanned() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let code_of = |reply: CommandReply| {
        let Outcome::Receipt { receipt, .. } = reply.outcome else { panic!("{reply:?}") };
        receipt.sale.unwrap().code
    };
    let name = |key: &SoftwareKey, counter| {
        Some(CodeUse { kid: key.public_key().kid().to_string(), counter })
    };
    let paid = sale(&wallet.code(&shop), "1", &["quiche"]);
    let paid = till.scan(&paid).await.unwrap().yes().unwrap();
    assert_eq!(code_of(paid), name(&wallet.pay, 1));
    // A code that only earns as well.
    let mut earns = sale(&code_with(&shop, 9, &wallet.api, Ops::EARN), "2", &["quiche"]);
    earns.tenders = vec![SaleTender::Cash { amount: earns.total }];
    let earned = till.scan(&earns).await.unwrap().yes().unwrap();
    assert_eq!(code_of(earned), name(&wallet.api, 9));
    let page = wallet.changes(&shop, 0).await.yes().unwrap();
    let text = serde_json::to_string(&page).unwrap();
    assert!(text.contains(&wallet.pay.public_key().kid().to_string()), "the journal tells it");
}
