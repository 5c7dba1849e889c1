//! A shop on PostgreSQL, from the command line: made there, or moved there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use dough_test_postgres::{Cluster, query};
use std::process::Output;
use support::{Shop, dough, printed, repository};
use tempfile::TempDir;

/// The address as an operator writes it; the test's server takes any password.
fn with_password(address: &str) -> String {
    address.replacen("postgres@", "postgres:s3cret@", 1)
}

fn refused(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
    said
}

#[test]
fn a_shop_is_made_served_and_checked_on_a_server() {
    let folder = TempDir::new().unwrap();
    let dir = folder.path().join("shop");
    let address = with_password(&Cluster::shared().database());
    let init = || {
        let mut init = dough();
        init.arg("init").arg(&dir).env("DOUGH_DATABASE", &address).output().unwrap()
    };
    let said = printed(&init());
    assert!(said.contains("postgres://127.0.0.1") && !said.contains("s3cret"), "{said}");
    assert!(!dir.join("dough.db").exists());
    let config = std::fs::read_to_string(dir.join("dough.toml")).unwrap();
    assert!(config.contains("postgres://127.0.0.1") && !config.contains("s3cret"), "{config}");
    let check = dough().arg("check").arg(&dir).args(["--database", &address]).output().unwrap();
    assert!(printed(&check).contains("Every invariant holds."));
    assert_eq!(query(&address, "SELECT name FROM accounts"), "owner");
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(refused(&init()).contains("has a shop already"));

    let nobody = "postgres://dough:s3cret@127.0.0.1:1/none";
    let check = dough().arg("check").arg(&dir).args(["--database", nobody]).output().unwrap();
    assert!(refused(&check).contains("not available"));
}

#[test]
fn a_stopped_shop_moves_to_an_empty_server_and_goes_on_there() {
    let mut shop = Shop::start(Some(&repository().join("examples/bakery")));
    let address = with_password(&Cluster::shared().database());
    let file = shop.dir().join("dough.db");
    let migrate = || dough().arg("migrate").arg(&file).arg(&address).output().unwrap();
    assert!(refused(&migrate()).contains("another server is running"));
    shop.stop();
    let said = printed(&migrate());
    assert!(said.contains("Every invariant holds.") && !said.contains("s3cret"), "{said}");
    let again = refused(&migrate());
    assert!(again.contains("keeps a shop already"), "{again}");
    let to_file = dough().arg("migrate").arg(&file).arg("other.db").output().unwrap();
    assert!(refused(&to_file).contains("is a file"));
    shop.resume_with(&["--database", &address]);
    // The owner's password is the one that it was.
    shop.kitchen("brussels", &["board"]);
    shop.stop();
}
