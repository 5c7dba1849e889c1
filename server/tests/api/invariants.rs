//! `dough check` sees what is wrong: each invariant is broken once, by hand, in the database.

use crate::database::Database;
use crate::support::{Shop, post, sale};
use dough_rules::Outcome;
use dough_rules::refund::RefundScope;
use dough_rules::units::Cents;
use dough_wire::paths;
use tempfile::TempDir;

/// A shop with sales, a part of each refunded, an order and a surprise, closed.
async fn a_days_database() -> (TempDir, Database) {
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
    let folder = tempfile::tempdir().unwrap();
    let database = shop.database.clone();
    shop.close_keeping_files().await;
    (folder, database)
}

#[tokio::test]
async fn every_broken_invariant_is_found() {
    let (_folder, database) = a_days_database().await;
    let nobody = Database::NOBODY;
    let zeros = Database::bytes(&"00".repeat(32));
    let breaks = [
        ("UPDATE wallets SET eur_available = eur_available + 1", "eur.available"),
        (
            &format!(
                "UPDATE transfers SET amount = amount + 1 WHERE {}",
                Database::transfers_of(5)
            ),
            "transfers",
        ),
        ("DELETE FROM journal WHERE seq = 5", "entry 6 where 5 is next"),
        (
            "UPDATE wallets SET facts = replace(facts, '\"has_ordered\":false', '\"has_ordered\":true')",
            "fold of the journal",
        ),
        (&format!("DELETE FROM transfers WHERE {}", Database::transfers_of(3)), "transfers"),
        ("UPDATE windows SET orders = orders + 1", "windows"),
        ("DELETE FROM live_orders", "live order"),
        ("DELETE FROM codes WHERE counter = 1", "claim no code"),
        ("DELETE FROM receipts", "journal entries are receipts"),
        ("DELETE FROM refunds", "journal entries are refunds"),
        (&format!("UPDATE surprise_secrets SET secret = {zeros}"), "lacks its secret"),
        ("DELETE FROM surprise_secrets", "secrets for"),
        ("UPDATE wallets SET due_at = 1", "due_at"),
        ("DELETE FROM wallets", "belong to no wallet"),
        ("DELETE FROM images", "pictures of the menu are missing"),
        (&format!("UPDATE images SET body = {}", Database::bytes("ffd8ff")), "is another one"),
        ("UPDATE keys SET revoked_at = 1 WHERE purpose = 'pay'", "aren't those of its phones"),
        (&format!("UPDATE keys SET owner = {nobody} WHERE purpose = 'api'"), "whose phones have"),
        (
            &format!("INSERT INTO emails VALUES ('a@example.com', {nobody})"),
            "addresses don't agree",
        ),
        (
            &format!("INSERT INTO payouts VALUES ({nobody}, {nobody}, 5, 0, 0, 0, NULL)"),
            "payouts are",
        ),
    ];
    for (statement, finding) in breaks {
        let folder = tempfile::tempdir().unwrap();
        let copy = database.copy(folder.path());
        assert!(copy.execute(statement) > 0, "{statement} changes nothing");
        let report = copy.visit().await.unwrap().check().await.unwrap();
        assert!(
            report.findings.iter().any(|found| found.contains(finding)),
            "{statement}: {:?}",
            report.findings
        );
    }
}
