//! `dough bench`, small: what it prints, and that its own checks hold.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use serde_json::Value;
use support::{dough, printed};

fn measured(words: &[&str]) -> Value {
    serde_json::from_str(&printed(&dough().args(words).output().unwrap())).unwrap()
}

#[test]
fn scans_are_measured_and_each_one_left_a_receipt() {
    let words =
        ["bench", "scan", "--connections", "4", "--seconds", "1", "--wallets", "100", "--json"];
    let report = measured(&words);
    for name in ["scans_per_second", "raw_batched_per_second", "p50_ms", "p99_ms"] {
        assert!(report[name].as_f64().unwrap() > 0.0, "{name}: {report}");
    }
    let accepted = report["accepted"].as_u64().unwrap();
    assert!(accepted > 0, "{report}");
    assert_eq!(report["receipts"], accepted);
    assert_eq!(report["refused"], 0, "{report}");
    assert!(report["client_cpu_share"].is_number() || cfg!(target_os = "macos"), "{report}");
}

#[test]
fn a_phone_is_measured_on_a_journal_of_real_sales() {
    let report = measured(&["bench", "phone", "--entries", "100", "--json"]);
    assert!(report["entries"].as_u64().unwrap() >= 100, "{report}");
    for name in ["open_home", "pay_code", "quote"] {
        assert!(report[name]["p50_ms"].as_f64().unwrap() > 0.0, "{name}: {report}");
    }
}

#[test]
fn what_cannot_be_measured_is_said() {
    for words in [
        ["bench", "scan", "--connections", "0"],
        ["bench", "scan", "--seconds", "601"],
        ["bench", "scan", "--folder", "/nowhere/at/all"],
    ] {
        let output = dough().args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(!output.stderr.is_empty(), "{words:?}");
    }
}
