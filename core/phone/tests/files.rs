//! What befalls the file: older ones, damage, a full disk, other processes.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{NOWHERE, Phone, Shop};
use dough_core::engine::PayRequest;
use dough_core::rules::units::Cents;
use dough_core::views::{Advice, IntentState};
use dough_core::{DoughError, ErrorKind, Language};
use rusqlite::Connection;
use std::time::{Duration, Instant};

const FIFTEEN: Cents = Cents::new(1_500);

fn code<T: std::fmt::Debug>(result: Result<T, DoughError>) -> (ErrorKind, String) {
    let error = result.unwrap_err();
    (error.kind, error.code)
}

fn storage(code: &str) -> (ErrorKind, String) {
    (ErrorKind::Storage, code.to_owned())
}

/// A store of each older version, after some weeks of use.
const OLD: [&str; 2] =
    [include_str!("fixtures/version-1.sql"), include_str!("fixtures/version-2.sql")];

/// One of them, for this phone's keys.
fn old_file(phone: &Phone, version: usize) {
    let kids = {
        let engine = phone.start(NOWHERE);
        let text = engine.diagnostics();
        let row = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned()
        };
        format!("{} {}", row("pay key:"), row("api key:"))
    };
    std::fs::remove_file(phone.file()).unwrap();
    let db = Connection::open(phone.file()).unwrap();
    db.execute_batch(OLD[version - 1]).unwrap();
    db.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
    db.execute("UPDATE meta SET value = ?1 WHERE name = 'kids'", [kids]).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_an_older_version_keeps_everything() {
    for version in 1..=OLD.len() {
        keeps_everything(version).await;
    }
}

async fn keeps_everything(version: usize) {
    let phone = Phone::new();
    old_file(&phone, version);
    let engine = phone.start(NOWHERE);
    let home = engine.home().unwrap();
    assert_eq!(home.head.get(), 22);
    assert_eq!((home.dough_available.get(), home.eur_available.get()), (3, 680));
    assert_eq!((home.eur_held.get(), home.vouchers), (210, 0));
    assert_eq!(engine.orders().unwrap().len(), 12);
    assert_eq!(engine.receipts().unwrap().len(), 1);
    assert!(engine.history(None, 100).unwrap().len() > 10);
    let outbox = engine.outbox().unwrap();
    let kinds: Vec<_> = outbox.iter().map(|intent| intent.kind.as_str()).collect();
    assert_eq!(kinds, ["top_up", "place_order", "of_the_future"]);
    // Tried once with the newer app, which doesn't know it either.
    let unknown = engine.settled(outbox[2].id).await.unwrap();
    assert_eq!((unknown.state, unknown.advice), (IntentState::Wedged, Advice::Update));
    // An attempt of the older app may have reached the server, so it isn't taken back.
    assert_eq!(engine.take_back(outbox[0].id).await.unwrap_err().code, "already_sent");
    // The order waits for the top-up, and was never sent.
    engine.take_back(outbox[1].id).await.unwrap();
    let request = PayRequest { earn: true, ..PayRequest::default() };
    assert_eq!(engine.pay_code(request).unwrap().session, 1_796_108_403);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_update_the_journal_is_read_again() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    old_file(&phone, 1);
    shop.state.lock().unwrap().knows_keys = true;
    let engine = phone.start(&shop.url());
    engine.sync().await.unwrap();
    drop(engine);
    assert!(shop.calls("/v1/changes").await.iter().any(|call| call.url.query() == Some("after=0")));
}

#[test]
fn two_engines_never_have_one_file() {
    let phone = Phone::new();
    let first = phone.start(NOWHERE);
    let second = || phone.try_start(NOWHERE, Language::En);
    assert_eq!(code(second()), storage("store_in_use"));
    first.pause();
    let other = second().unwrap();
    assert_eq!(code(first.resume()), storage("store_in_use"));
    other.shutdown();
    first.resume().unwrap();
    assert!(first.home().is_ok());
}

#[test]
fn an_engine_that_is_just_ending_is_waited_for() {
    let phone = Phone::new();
    let ending = phone.start(NOWHERE);
    std::thread::scope(|scope| {
        let opened = scope.spawn(|| phone.try_start(NOWHERE, Language::En).map(drop));
        // Time to find the file locked; where it takes longer, it finds it free.
        std::thread::sleep(Duration::from_millis(50));
        ending.shutdown();
        opened.join().unwrap().unwrap();
    });
}

#[test]
fn another_process_that_writes_delays_writes_alone() {
    let phone = Phone::new();
    let engine = phone.start(NOWHERE);
    let other = Connection::open(phone.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    assert!(engine.home().is_ok());
    assert!(began.elapsed() < Duration::from_millis(500), "a read waits for nobody");
    assert_eq!(code(engine.top_up(FIFTEEN, true)), storage("store_busy"));
    other.execute_batch("COMMIT").unwrap();
    assert!(engine.top_up(FIFTEEN, true).is_ok());
}

/// Overwrites the pages of a table.
fn damage(phone: &Phone, table: &str) {
    let db = Connection::open(phone.file()).unwrap();
    let _: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    let page: u32 = db
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [table], |row| row.get(0))
        .unwrap();
    let size: u32 = db.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap();
    drop(db);
    let (page, size) = (page as usize, size as usize);
    let mut bytes = std::fs::read(phone.file()).unwrap();
    bytes[(page - 1) * size..page * size].fill(0xEE);
    std::fs::write(phone.file(), bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_that_shows_late_loses_no_intent_and_the_journal_comes_back() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let engine = phone.start(&shop.url());
    let paid = engine.top_up(Cents::new(700), true).unwrap();
    engine.settled(paid).await.unwrap();
    let before = engine.home().unwrap();
    drop(engine);
    let engine = phone.start(NOWHERE);
    let top_up = engine.top_up(FIFTEEN, true).unwrap();
    let code_shown = engine.pay_code(PayRequest { earn: true, ..PayRequest::default() }).unwrap();
    drop(engine);
    damage(&phone, "months");

    let engine = phone.start(NOWHERE);
    assert_eq!(code(engine.earlier_months()), storage("store_damaged"));
    drop(engine);
    let engine = phone.start(&shop.url());
    assert!(engine.diagnostics().contains("dough.db.corrupt-1, with 1 unsent intents saved"));
    let view = engine.settled(top_up).await.unwrap();
    assert_eq!(view.state, IntentState::Done, "under its old id");
    engine.sync().await.unwrap();
    let after = engine.home().unwrap();
    assert_eq!(after.eur_available, before.eur_available + FIFTEEN);
    assert_eq!(after.wallet, before.wallet);
    let next = engine.pay_code(PayRequest { earn: true, ..PayRequest::default() }).unwrap();
    assert!(next.session > code_shown.session);
}

#[test]
fn damage_that_shows_at_the_start_sets_the_file_aside_at_once() {
    let phone = Phone::new();
    let engine = phone.start(NOWHERE);
    engine.top_up(FIFTEEN, true).unwrap();
    drop(engine);
    damage(&phone, "journal");
    let engine = phone.start(NOWHERE);
    assert!(engine.diagnostics().contains("dough.db.corrupt-1, with 2 unsent intents saved"));
    assert_eq!(engine.home().unwrap().outbox, 2, "the wallet and the top-up");
}

/// Runs one of the tests below in a file system of its own.
#[cfg(target_os = "linux")]
fn in_own_file_system(test: &str) {
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=1m none \"$1\" && shift && exec \"$@\"";
    let output = std::process::Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-euc", script, "sh"])
        .arg(folder.path())
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("DOUGH_TEST_FOLDER", folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[cfg(target_os = "linux")]
mod own_file_system {
    use super::*;
    use std::path::PathBuf;

    fn folder() -> PathBuf {
        std::env::var_os("DOUGH_TEST_FOLDER").unwrap().into()
    }

    #[test]
    fn a_full_disk_is_said_so_and_nothing_is_lost() {
        in_own_file_system("own_file_system::inside_a_full_disk");
    }

    #[test]
    #[ignore = "needs a file system of its own"]
    fn inside_a_full_disk() {
        let phone = Phone::in_folder(&folder());
        let engine = phone.start(NOWHERE);
        let stored = engine.top_up(FIFTEEN, true).unwrap();
        let filler = folder().join("filler");
        let mut size = 1 << 20;
        while size > 0 {
            let mut bytes = std::fs::read(&filler).unwrap_or_default();
            bytes.resize(bytes.len() + size, 0);
            if std::fs::write(&filler, bytes).is_err() {
                size /= 2;
            }
        }
        let refused = loop {
            // Small rows fit into pages that are there already.
            match engine.top_up(FIFTEEN, true) {
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert_eq!((refused.kind, refused.code.as_str()), (ErrorKind::Storage, "disk_full"));
        let waiting = engine.home().unwrap().outbox;
        assert!(engine.intent(stored).unwrap().is_some());
        std::fs::remove_file(filler).unwrap();
        engine.top_up(FIFTEEN, true).unwrap();
        assert_eq!(engine.home().unwrap().outbox, waiting + 1);
        assert!(!engine.diagnostics().contains("set aside"));
    }

    #[test]
    fn a_file_that_cannot_be_written_is_said_so() {
        in_own_file_system("own_file_system::inside_a_read_only_disk");
    }

    #[test]
    #[ignore = "needs a file system of its own"]
    fn inside_a_read_only_disk() {
        let phone = Phone::in_folder(&folder());
        drop(phone.start(NOWHERE));
        let remount = |how: &str| {
            let status = std::process::Command::new("mount")
                .args(["-o", how])
                .arg(folder())
                .status()
                .unwrap();
            assert!(status.success());
        };
        remount("remount,ro");
        assert_eq!(code(phone.try_start(NOWHERE, Language::En)), storage("store_read_only"));
        remount("remount,rw");
        assert_eq!(phone.start(NOWHERE).home().unwrap().outbox, 1);
    }
}
