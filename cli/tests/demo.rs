//! The story of `dough demo`, end to end: server, phones, tills, network and clock.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

use serde_json::Value;
use std::process::Command;

#[test]
fn every_step_of_the_story_holds() {
    let output = Command::new(env!("CARGO_BIN_EXE_dough"))
        .args(["demo", "--once", "--json"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let steps: Vec<Value> =
        said.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    for step in &steps {
        assert_eq!(step["ok"], true, "{step}");
        assert!(!step["checked"].as_array().unwrap().is_empty(), "{step} checked nothing");
    }
    assert_eq!(steps.len(), 13, "{said}");
    assert!(output.status.success());
}

#[test]
fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_dough"))
        .args(["demo", "--listen", &address])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&address));
}
