//! Restarts, streams, jobs, and databases that aren't this server's.

use crate::support::{Shop, post};
use dough_register::http;
use dough_rules::units::Span;
use dough_server::store::StoreError;
use dough_server::store::sqlite::SqliteStore;
use dough_wire::paths;
use dough_wire::requests::PlaceOrder;
use serde_json::Value;
use std::time::Duration;

/// Reads a stream until it says this.
async fn hear(stream: &mut reqwest::Response, words: &str) {
    let mut said = String::new();
    while !said.contains(words) {
        let chunk = tokio::time::timeout(Duration::from_secs(5), stream.chunk()).await;
        said += std::str::from_utf8(&chunk.unwrap().unwrap().unwrap()).unwrap();
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let before = wallet.changes(&shop, 0).await.yes().unwrap();
    let shop = shop.restart().await;
    let caller = shop.caller(crate::support::copy(&wallet.api));
    let wallet = crate::support::Wallet { caller, ..wallet };
    let after = wallet.changes(&shop, 0).await.yes().unwrap();
    assert_eq!((before.epoch, before.head), (after.epoch, after.head));
    let text =
        |page: &dough_wire::replies::ChangesPage| serde_json::to_string(&page.entries).unwrap();
    assert_eq!(text(&before), text(&after), "entries are the same bytes each time");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_second_server_on_the_same_database_is_refused() {
    let shop = Shop::open().await;
    let second = SqliteStore::open(&shop.database(), [0; 32]);
    assert!(matches!(second, Err(StoreError::InUse(_))));
    let database = shop.database();
    let shop = shop.restart().await;
    assert!(matches!(SqliteStore::open(&database, [0; 32]), Err(StoreError::InUse(_))));
    shop.close().await;
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let shop = Shop::open().await;
    let database = shop.database();
    let folder = tempfile::tempdir().unwrap();
    let newer = folder.path().join("newer.db");
    shop.close().await;
    drop(std::fs::File::create(&newer).unwrap());
    drop(database);
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let opened = SqliteStore::open(&newer, [0; 32]);
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, known: 4 })));
}

#[tokio::test]
async fn a_database_of_an_older_version_is_brought_to_today_with_nothing_lost() {
    let older = [
        include_str!("fixtures/version-1.sql"),
        include_str!("fixtures/version-2.sql"),
        include_str!("fixtures/version-3.sql"),
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
        assert!(matches!(visited, Err(StoreError::Older { found, known: 4 }) if found == version));
        let store = SqliteStore::open(&path, [0; 32]).unwrap();
        let report = dough_server::store::Store::check(&store).await.unwrap();
        assert_eq!(report.findings, Vec::<String>::new(), "from version {version}");
        assert_eq!(told(&rusqlite::Connection::open(&path).unwrap()), before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_tells_the_new_head_within_a_second() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let url = format!("{}{}", shop.url, paths::STREAM);
    let mut stream =
        http().unwrap().get(url).bearer_auth(wallet.token().await).send().await.unwrap();
    let first = String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(first.starts_with("data:") && first.contains("\"head\""), "{first}");
    let began = std::time::Instant::now();
    let reply = post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let head = format!("\"head\":{}", reply.head.unwrap());
    hear(&mut stream, &head).await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    // A stream doesn't hold a server up that stops.
    tokio::time::timeout(Duration::from_secs(5), shop.close()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_opened_while_the_server_stops_ends_at_once() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let token = wallet.token().await;
    shop.begin_to_stop();
    let url = format!("{}{}", shop.url, paths::STREAM);
    let mut stream = http().unwrap().get(url).bearer_auth(token).send().await.unwrap();
    let ended = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(5), ended).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), shop.close()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_that_ran_out_gives_its_room_back_and_its_late_payment_is_refused() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let mut held = shop.order(60);
    held.body = PlaceOrder { pay: false, ..held.body };
    let reply = post(&wallet.caller, paths::ORDERS, &held).await.unwrap();
    let dough_rules::Outcome::Order { order } = reply.outcome else { panic!() };
    let last = reply.head.unwrap();
    shop.clock.advance(Span::minutes(6));
    let pay = shop.intent(dough_wire::requests::PayOrder {});
    let late = post(&wallet.caller, &paths::pay_order(order.id), &pay).await.unwrap_err();
    assert!(["hold_ran_out", "unknown_order"].contains(&late.code.as_str()), "{}", late.code);
    // The job has heard the clock jump; its entry comes without anybody asking.
    let url = format!("{}{}", shop.url, paths::STREAM);
    let mut stream =
        http().unwrap().get(url).bearer_auth(wallet.token().await).send().await.unwrap();
    let next = format!("\"head\":{}", last.next());
    hear(&mut stream, &next).await;
    let state = http().unwrap().get(format!("{}/v1/shops/brussels/state", shop.url));
    let state: dough_rules::shop::ShopFacts = state.send().await.unwrap().json().await.unwrap();
    assert!(state.reserved.is_empty(), "{state:?}");
    shop.assert_sound().await;
}

#[tokio::test]
async fn every_reply_names_the_epoch_and_the_catalogue_has_an_etag() {
    let shop = Shop::open().await;
    let client = http().unwrap();
    let url = format!("{}{}", shop.url, paths::CATALOGUE);
    let first = client.get(&url).send().await.unwrap();
    assert!(first.headers().contains_key("dough-epoch"));
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    let again = client.get(&url).header("if-none-match", etag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let lost = client.get(format!("{}/nothing", shop.url)).send().await.unwrap();
    assert!(lost.headers().contains_key("dough-epoch"));
}

#[tokio::test]
async fn a_token_runs_out() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let token = wallet.token().await;
    let get = async || {
        let url = format!("{}{}?after=0", shop.url, paths::CHANGES);
        http().unwrap().get(url).bearer_auth(&token).send().await.unwrap().status()
    };
    assert_eq!(get().await, 200);
    shop.clock.advance(Span::minutes(11));
    assert_eq!(get().await, 401);
}

#[tokio::test]
async fn an_invitations_link_shows_its_code_and_nothing_else() {
    let shop = Shop::open().await;
    let get = async |path: &str| http().unwrap().get(format!("{}{path}", shop.url)).send().await;
    let page = get("/i/ABCDEFGH").await.unwrap().text().await.unwrap();
    for shown in ["lang=\"en\"", "ABCDEFGH", "https://apps.apple.com/app/id1"] {
        assert!(page.contains(shown), "{shown}");
    }
    let url = format!("{}/i/ABCDEFGH", shop.url);
    let french = http().unwrap().get(url).header("accept-language", "de-DE,fr-BE;q=0.8,en;q=0.5");
    assert!(french.send().await.unwrap().text().await.unwrap().contains("lang=\"fr\""));
    let forged = get("/i/%3Cscript%3E").await.unwrap();
    assert_eq!(crate::support::code_of(forged).await, "unknown_invitation");
}

#[tokio::test]
async fn the_phones_systems_are_told_which_app_opens_invitations() {
    let shop = Shop::open().await;
    let get = async |path: &str| -> Value {
        let url = format!("{}/.well-known/{path}", shop.url);
        http().unwrap().get(url).send().await.unwrap().json().await.unwrap()
    };
    let apple = get("apple-app-site-association").await;
    let details = &apple["applinks"]["details"][0];
    assert_eq!(details["appIDs"][0], "ABCDE12345.com.example.bakery");
    assert_eq!(details["components"][0]["/"], "/i/*");
    let android = get("assetlinks.json").await;
    let target = &android[0]["target"];
    assert_eq!(target["package_name"], "com.example.bakery");
    assert_eq!(target["sha256_cert_fingerprints"][0].as_str().unwrap().len(), 95);
}
