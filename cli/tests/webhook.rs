//! `dough webhook`: an owner says who is told what happens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use std::process::Output;
use support::{Shop, dough, printed};

#[test]
fn an_owner_gives_lists_changes_and_removes_addresses() {
    let shop = Shop::start(None);
    let run = |words: &[&str]| -> Output {
        let mut webhook = dough();
        webhook.args(["webhook", "--server", &shop.url, "--password", &shop.password]);
        webhook.args(words).output().unwrap()
    };
    let refused = |words: &[&str]| {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(refused(&["add", "http://127.0.0.1:9/hook"]).contains("webhook_invalid"));
    assert!(refused(&["add", "https://192.168.1.1/hook"]).contains("open internet"));
    let said = printed(&run(&["add", "https://hook.invalid/dough"]));
    let id = said.split_whitespace().next().unwrap();
    assert!(said.contains("whsec_") && said.contains("shown once"), "{said}");
    let listed = printed(&run(&["list"]));
    assert!(listed.contains(id) && listed.contains("well, 0 waiting"), "{listed}");
    assert!(!listed.contains("whsec_"), "{listed}");
    assert!(printed(&run(&["disable", id])).contains("disabled since"));
    assert!(printed(&run(&["enable", id])).contains("well"));
    assert!(printed(&run(&["resend", id, "--from", "2026-01-01T00:00:00Z"])).contains(id));
    assert_eq!(printed(&run(&["remove", id])), "");
    assert!(refused(&["enable", id]).contains("unknown_webhook"));
    shop.check();
}
