//! A database that goes away and comes back: nothing acknowledged is lost, nothing is done twice.

use crate::database::Database;
use crate::support::{Shop, Wallet, copy, post};
use dough_register::{Said, fresh_id, signed_headers};
use dough_rules::units::Cents;
use dough_server::{Clock as _, SystemRandom};
use dough_test_postgres::{Cluster, query};
use dough_wire::paths;
use dough_wire::replies::CommandReply;
use dough_wire::requests::TopUp;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) async fn shop_at(address: String) -> Shop {
    let folder = Arc::new(TempDir::new().unwrap());
    let database = Database::Server { address, folder: folder.path().to_owned() };
    Shop::open_with(folder, database, Arc::new(SystemRandom)).await
}

/// The answer to a top-up of 100 cents: its status, and when to come back.
pub(crate) async fn top_up(
    shop: &Shop,
    wallet: &Wallet,
    request: uuid::Uuid,
) -> (u16, String, String) {
    let body = serde_json::to_vec(&shop.intent(TopUp { amount: Cents::new(100) })).unwrap();
    let authority = shop.url.trim_start_matches("http://");
    let key = copy(&wallet.api);
    let headers =
        signed_headers(&key, authority, paths::TOP_UPS, &body, request, shop.clock.now()).unwrap();
    let url = format!("{}{}", shop.url, paths::TOP_UPS);
    let mut call = dough_register::http().unwrap().post(url).body(body);
    for (name, value) in headers {
        call = call.header(name, value);
    }
    let reply = call.header("content-type", "application/json").send().await.unwrap();
    let later = reply.headers().get("retry-after");
    let later = later.map_or_else(String::new, |value| value.to_str().unwrap().to_owned());
    (reply.status().as_u16(), later, reply.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_stops_under_load_loses_nothing_and_needs_no_restart_of_the_server() {
    let cluster = Cluster::start();
    let shop = Arc::new(shop_at(cluster.database()).await);
    let is_over = Arc::new(AtomicBool::new(false));
    let refused = Arc::new(AtomicU64::new(0));
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (shop, refused) = (Arc::clone(&shop), Arc::clone(&refused));
            let is_over = Arc::clone(&is_over);
            tokio::spawn(async move {
                let wallet = shop.wallet().await;
                let mut booked = 0;
                while !is_over.load(Ordering::SeqCst) {
                    let request = fresh_id();
                    loop {
                        let (status, later, text) = top_up(&shop, &wallet, request).await;
                        if status == 200 {
                            break;
                        }
                        assert_eq!((status, later.as_str()), (503, "1"), "{text}");
                        assert!(text.contains("storage_failed"), "{text}");
                        refused.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    booked += 1;
                }
                (wallet, booked)
            })
        })
        .collect();
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cluster.stop();
        tokio::time::sleep(Duration::from_secs(1)).await;
        cluster.resume(&[]);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    is_over.store(true, Ordering::SeqCst);
    for task in tasks {
        let (wallet, booked) = task.await.unwrap();
        let facts = shop.database.visit().await.unwrap().wallet(wallet.id).await.unwrap().unwrap();
        assert_eq!(facts.balances.eur_available, Cents::new(100 * booked), "what was answered");
    }
    assert!(refused.load(Ordering::SeqCst) > 0, "nobody noticed");
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_no_writes_refuses_commands_until_it_does() {
    let cluster = Cluster::start();
    let shop = shop_at(cluster.database()).await;
    let wallet = shop.rich_wallet(5000).await;
    let token = wallet.token().await;
    cluster.stop();
    cluster.resume(&["default_transaction_read_only=on"]);
    // The first call may find its connection broken; each is refused, and reading goes on.
    for _ in 0..3 {
        let (status, later, text) = top_up(&shop, &wallet, fresh_id()).await;
        assert_eq!((status, later.as_str()), (503, "1"), "{text}");
    }
    let changes = format!("{}{}?after=0", shop.url, paths::CHANGES);
    let read =
        dough_register::http().unwrap().get(changes).bearer_auth(token).send().await.unwrap();
    assert_eq!(read.status(), 200);
    cluster.stop();
    let (status, ..) = top_up(&shop, &wallet, fresh_id()).await;
    assert_eq!(status, 503);
    cluster.resume(&[]);
    let request = fresh_id();
    while top_up(&shop, &wallet, request).await.0 != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(wallet.facts(&shop).await.balances.eur_available, Cents::new(5100));
    shop.assert_sound().await;
}

/// A line to a database that can be cut just after a COMMIT was done, before its answer.
struct Line {
    address: String,
    cuts: Arc<AtomicBool>,
}

impl Line {
    async fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(AtomicBool::new(false));
        let (server, name) =
            address.trim_start_matches("postgres://postgres@").split_once('/').unwrap();
        let (server, armed) = (server.to_owned(), Arc::clone(&cuts));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, armed) = (server.clone(), Arc::clone(&armed));
                tokio::spawn(async move { carry(client, &server, &armed).await });
            }
        });
        // No TLS: the test reads along.
        let address = format!("postgres://postgres@127.0.0.1:{port}/{name}?sslmode=disable");
        Self { address, cuts }
    }
}

async fn carry(mut client: TcpStream, server: &str, cuts: &AtomicBool) {
    let mut server = TcpStream::connect(server).await.unwrap();
    let (mut asked, mut told) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            count = client.read(&mut asked) => {
                let count = count.unwrap_or(0);
                if count == 0 || server.write_all(&asked[..count]).await.is_err() {
                    return;
                }
                let is_commit = asked[..count].windows(7).any(|word| word == b"COMMIT\0");
                if is_commit && cuts.swap(false, Ordering::SeqCst) {
                    // Done, and nobody hears of it.
                    let _ = server.read(&mut told).await;
                    return;
                }
            }
            count = server.read(&mut told) => {
                let count = count.unwrap_or(0);
                if count == 0 || client.write_all(&told[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_within_a_commit_does_nothing_twice() {
    let address = Cluster::shared().database();
    let line = Line::to(&address).await;
    let shop = shop_at(line.address.clone()).await;
    let wallet = shop.wallet().await;
    for n in 1..=5 {
        let body = shop.intent(TopUp { amount: Cents::new(100) });
        line.cuts.store(true, Ordering::SeqCst);
        let request = fresh_id();
        let call = async || -> Said<CommandReply> {
            wallet.caller.post(paths::TOP_UPS, request, &body).await.unwrap()
        };
        let reply = call().await.yes().unwrap();
        assert!(!line.cuts.load(Ordering::SeqCst), "the line was cut");
        assert_eq!(call().await.yes().unwrap(), reply);
        assert_eq!(wallet.facts(&shop).await.balances.eur_available, Cents::new(100 * n));
    }
    post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    assert_eq!(query(&address, "SELECT count(*) FROM live_orders"), "1");
    shop.assert_sound().await;
}
