//! `dough check` sees what is wrong: each invariant is broken once, by hand, in the database.

use crate::support::{Shop, post, sale};
use dough_rules::Outcome;
use dough_rules::refund::RefundScope;
use dough_rules::units::Cents;
use dough_server::store::Store as _;
use dough_server::store::sqlite::SqliteStore;
use dough_wire::paths;

/// A shop with sales, a part of each refunded, an order and a surprise, closed.
async fn a_days_database() -> (Shop, std::path::PathBuf) {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(20_000).await, shop.till("brussels").await);
    for n in 0..7 {
        if n % 2 == 0 {
            shop.clock.advance(dough_rules::units::Span::days(1));
        }
        let sale = sale(&wallet.code(&shop), &n.to_string(), &["quiche"]);
        let reply = till.scan(&sale).await.unwrap().yes().unwrap();
        if let Outcome::Receipt { receipt, .. } = reply.outcome {
            let scope = RefundScope::Amount { amount: Cents::new(100) };
            till.refund(receipt.id, scope).await.unwrap().yes().unwrap();
        }
    }
    post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    shop.assert_sound().await;
    let database = shop.database();
    (shop, database)
}

#[tokio::test]
async fn every_broken_invariant_is_found() {
    let (_shop, database) = a_days_database().await;
    let breaks = [
        ("UPDATE wallets SET eur_available = eur_available + 1", "eur.available"),
        (
            "UPDATE transfers SET amount = amount + 1 WHERE entry IN (SELECT entry FROM journal WHERE seq = 5)",
            "transfers",
        ),
        ("DELETE FROM journal WHERE seq = 5", "entry 6 where 5 is next"),
        (
            "UPDATE wallets SET facts = replace(facts, '\"has_ordered\":false', '\"has_ordered\":true')",
            "fold of the journal",
        ),
        (
            "DELETE FROM transfers WHERE entry IN (SELECT entry FROM journal WHERE seq = 3)",
            "transfers",
        ),
        ("UPDATE windows SET orders = orders + 1", "windows"),
        ("DELETE FROM live_orders", "live order"),
        ("DELETE FROM codes WHERE counter = 1", "claim no code"),
        ("DELETE FROM receipts", "journal entries are receipts"),
        ("DELETE FROM refunds", "journal entries are refunds"),
        ("UPDATE surprise_secrets SET secret = zeroblob(32)", "lacks its secret"),
        ("DELETE FROM surprise_secrets", "secrets for"),
        ("UPDATE wallets SET due_at = 1", "due_at"),
        ("DELETE FROM wallets", "belong to no wallet"),
        ("DELETE FROM images", "pictures of the menu are missing"),
        ("UPDATE images SET body = x'ffd8ff'", "is another one"),
        ("UPDATE keys SET revoked_at = 1 WHERE purpose = 'pay'", "aren't those of its phones"),
        ("UPDATE keys SET owner = zeroblob(16) WHERE purpose = 'api'", "whose phones have"),
        ("INSERT INTO emails VALUES ('a@example.com', zeroblob(16))", "addresses don't agree"),
        (
            "INSERT INTO payouts VALUES (zeroblob(16), zeroblob(16), 5, 0, 0, 0, NULL)",
            "payouts are",
        ),
    ];
    for (statement, finding) in breaks {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy.db");
        let source = rusqlite::Connection::open(&database).unwrap();
        let target = copy.to_str().unwrap();
        source.execute("VACUUM INTO ?1", [target]).unwrap();
        let changed = rusqlite::Connection::open(&copy).unwrap().execute(statement, []).unwrap();
        assert!(changed > 0, "{statement} changes nothing");
        let report = SqliteStore::visit(&copy).unwrap().check().await.unwrap();
        assert!(
            report.findings.iter().any(|found| found.contains(finding)),
            "{statement}: {:?}",
            report.findings
        );
    }
}
