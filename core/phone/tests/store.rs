//! The file outlives the engine, and what happens to it.

mod common;

use common::{NOWHERE, Phone, Shop};
use dough_core::engine::PayRequest;
use dough_core::rules::units::Cents;
use dough_core::{ErrorKind, Language};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_sessions_number_never_comes_twice() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let paying =
        PayRequest { pay_max: Some(Cents::new(2_000)), earn: true, ..PayRequest::default() };
    let earning = PayRequest { earn: true, ..PayRequest::default() };
    let mut seen = BTreeSet::new();
    let engine = phone.start(&shop.url());
    assert_eq!(engine.pay_code(PayRequest::default()).unwrap_err().code, "malformed_request");
    engine.sync().await.unwrap();
    drop(engine);
    for _ in 0..3 {
        let engine = phone.start(NOWHERE);
        for request in [paying, earning] {
            let code = engine.pay_code(request).unwrap();
            assert!(seen.insert(code.session), "{} came twice", code.session);
            phone.clock.add_seconds(45);
            let fresh = engine.refresh_code(code.session).unwrap();
            assert_eq!(fresh.session, code.session);
            assert!(fresh.expires_at > code.expires_at && fresh.text != code.text);
            assert_eq!(fresh.matrix.width(), 49);
        }
    }
    let engine = phone.start(NOWHERE);
    let old = *seen.last().unwrap();
    assert_eq!(engine.refresh_code(old).unwrap_err().code, "unknown_session");
}

#[test]
fn a_code_before_the_wallet_is_open_says_so() {
    let phone = Phone::new();
    let engine = phone.start(NOWHERE);
    let request = PayRequest { earn: true, ..PayRequest::default() };
    assert_eq!(engine.pay_code(request).unwrap_err().code, "wallet_not_open");
}

#[test]
fn a_corrupt_file_is_set_aside_and_said_so() {
    let phone = Phone::new();
    std::fs::write(phone.file(), vec![9; 4096]).unwrap();
    let engine = phone.start(NOWHERE);
    assert!(engine.diagnostics().contains("set aside: dough.db.corrupt-1"));
    assert_eq!(engine.home().unwrap().outbox, 1, "it asks for its wallet again");
    assert!(phone.folder().join("dough.db.corrupt-1").exists());
}

#[test]
fn a_file_that_is_no_store_of_ours_or_a_newer_one_is_refused() {
    let phone = Phone::new();
    drop(phone.start(NOWHERE));
    let file = std::fs::read(phone.file()).unwrap();
    let mut newer = file.clone();
    // The version that a schema states, at byte 60 of SQLite's header.
    newer[60..64].copy_from_slice(&99u32.to_be_bytes());
    std::fs::write(phone.file(), newer).unwrap();
    let error = phone.try_start(NOWHERE, Language::En).unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::UpdateRequired, "store_newer"));
    std::fs::write(phone.file(), file).unwrap();
    assert!(phone.try_start(NOWHERE, Language::En).is_ok());
}

#[test]
fn an_address_that_is_none_is_refused() {
    let phone = Phone::new();
    let error = phone.try_start("shop.example", Language::En).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Internal);
}
