//! The answer that waits, and journals that begin late.

use crate::support::{Shop, Wallet, code_of, post};
use dough_register::http;
use dough_rules::ids::Seq;
use dough_rules::units::Cents;
use dough_wire::paths;
use dough_wire::replies::{ChangesPage, StreamEvent};
use dough_wire::requests::TopUp;
use std::time::Duration;

fn path(after: Seq) -> String {
    format!("{}?after={after}", paths::HEAD)
}

async fn top_up(shop: &Shop, wallet: &Wallet) -> Seq {
    let body = shop.intent(TopUp { amount: Cents::new(500) });
    post(&wallet.caller, paths::TOP_UPS, &body).await.unwrap().head.unwrap()
}

async fn head_now(shop: &Shop, wallet: &Wallet) -> Seq {
    wallet.changes(shop, 0).await.yes().unwrap().head
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_is_above_is_told_at_once_and_another_as_soon_as_it_is() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let head = head_now(&shop, &wallet).await;
    let told = wallet.get(&shop, &path(Seq::START)).await;
    assert_eq!(told.headers()["content-type"], "application/json");
    assert_eq!(told.json::<StreamEvent>().await.unwrap().head, head);

    // The answer has begun, so the wait is no call under way any more.
    let waiting = wallet.get(&shop, &path(head)).await;
    assert_eq!(waiting.status(), 200);
    let (next, told) =
        tokio::join!(top_up(&shop, &wallet), async { waiting.json::<StreamEvent>().await });
    let told = told.unwrap();
    assert_eq!(told.head, next);
    assert_eq!(told.epoch, wallet.changes(&shop, 0).await.yes().unwrap().epoch);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_stays_is_told_after_a_while() {
    let shop = Shop::open().await;
    let (wallet, other) = (shop.wallet().await, shop.wallet().await);
    let head = head_now(&shop, &wallet).await;
    let waiting = wallet.get(&shop, &path(head)).await;
    top_up(&shop, &other).await;
    let told = waiting.json::<StreamEvent>().await.unwrap();
    assert_eq!(told.head, head, "another wallet's news is no news");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_waits_for_no_head() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let head = head_now(&shop, &wallet).await;
    let waiting = wallet.get(&shop, &path(head)).await;
    let closed = tokio::time::timeout(Duration::from_secs(10), shop.close());
    let (closed, told) = tokio::join!(closed, async { waiting.json::<StreamEvent>().await });
    closed.unwrap();
    assert_eq!(told.unwrap().head, head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_whose_key_no_longer_counts_is_told_nothing() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let head = head_now(&shop, &wallet).await;
    let waiting = wallet.get(&shop, &path(head)).await;
    let revoke = "UPDATE keys SET revoked_at = 1 WHERE purpose = 'api'";
    assert_eq!(shop.database.execute(revoke), 1);
    // The server still remembers the key, so the same phone can make news.
    top_up(&shop, &wallet).await;
    assert_eq!(waiting.text().await.unwrap(), "");
}

#[tokio::test]
async fn a_head_is_told_to_its_own_wallet_only() {
    let shop = Shop::open().await;
    let url = format!("{}{}", shop.url, path(Seq::START));
    let stranger = http().unwrap().get(url).send().await.unwrap();
    assert_eq!(code_of(stranger).await, "unauthorized");
    let wallet = shop.wallet().await;
    let bare = wallet.get(&shop, paths::HEAD).await;
    assert_eq!(code_of(bare).await, "malformed_request");
}

#[tokio::test]
async fn a_cursor_before_the_first_entry_that_is_kept_is_gone() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let head = head_now(&shop, &wallet).await.get();
    assert!(head > 3);
    shop.database.execute("DELETE FROM journal WHERE seq <= 2");
    let changes = async |after| wallet.changes(&shop, after).await.yes();
    for after in [0, 1] {
        let gone = changes(after).await.unwrap_err();
        assert_eq!((gone.code.as_str(), gone.status), ("cursor_gone", 410));
        assert!(!gone.is_final());
    }
    let first = |page: ChangesPage| page.entries[0].seq.get();
    assert_eq!(changes(2).await.map(first).unwrap(), 3);
    assert!(changes(head).await.unwrap().entries.is_empty());
    shop.database.execute("DELETE FROM journal");
    assert_eq!(changes(head - 1).await.unwrap_err().code, "cursor_gone");
    assert!(changes(head).await.unwrap().entries.is_empty());
}
