//! Files of the embedded store that aren't this server's, or are another version's.

use crate::support::Shop;
use dough_server::store::StoreError;
use dough_server::store::sqlite::SqliteStore;
use std::path::PathBuf;

fn file(shop: &Shop) -> PathBuf {
    shop.folder().join("dough.db")
}

#[tokio::test]
async fn a_second_server_on_the_same_database_is_refused() {
    let shop = Shop::open().await;
    let second = SqliteStore::open(&file(&shop), [0; 32]);
    assert!(matches!(second, Err(StoreError::InUse(_))));
    let database = file(&shop);
    let shop = shop.restart().await;
    assert!(matches!(SqliteStore::open(&database, [0; 32]), Err(StoreError::InUse(_))));
    shop.close().await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let shop = Shop::open().await;
    let database = file(&shop);
    let folder = tempfile::tempdir().unwrap();
    let newer = folder.path().join("newer.db");
    shop.close().await;
    drop(std::fs::File::create(&newer).unwrap());
    drop(database);
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let opened = SqliteStore::open(&newer, [0; 32]);
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, known: 5 })));
}

#[tokio::test]
async fn a_database_of_an_older_version_is_brought_to_today_with_nothing_lost() {
    let older = [
        include_str!("fixtures/version-1.sql"),
        include_str!("fixtures/version-2.sql"),
        include_str!("fixtures/version-3.sql"),
        include_str!("fixtures/version-4.sql"),
    ];
    for (version, dump) in (1..).zip(older) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("older.db");
        let older = rusqlite::Connection::open(&path).unwrap();
        older.execute_batch(dump).unwrap();
        let journal = "SELECT group_concat(hex(wallet) || seq || at || event, '\n')
            FROM (SELECT * FROM journal ORDER BY wallet, seq)";
        let sums = "SELECT group_concat(from_account || to_account || amount)
            FROM (SELECT * FROM transfers ORDER BY from_account, to_account, amount)";
        let replies = "SELECT group_concat(hex(caller) || hex(request) || body)
            FROM (SELECT * FROM requests ORDER BY request)";
        let sales = "SELECT group_concat(sale || hex(register) || hex(meaning) || hex(request))
            FROM (SELECT * FROM sales ORDER BY sale)";
        let told = |database: &rusqlite::Connection| {
            [journal, sums, replies, sales].map(|question| {
                database.query_row(question, [], |row| row.get::<_, String>(0)).unwrap()
            })
        };
        let before = told(&older);
        drop(older);
        let visited = SqliteStore::visit(&path);
        assert!(matches!(visited, Err(StoreError::Older { found, known: 5 }) if found == version));
        let store = SqliteStore::open(&path, [0; 32]).unwrap();
        let report = dough_server::store::Store::check(&store).await.unwrap();
        assert_eq!(report.findings, Vec::<String>::new(), "from version {version}");
        assert_eq!(told(&rusqlite::Connection::open(&path).unwrap()), before);
    }
}
