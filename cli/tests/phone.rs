//! `dough phone`: a customer's days on the command line, against a real server.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use jiff::ToSpan;
use jiff::tz::TimeZone;
use std::path::PathBuf;
use std::process::Output;
use support::{Shop, dough, printed, repository};

struct Phone {
    server: String,
    store: PathBuf,
}

impl Phone {
    fn new(shop: &Shop, name: &str) -> Self {
        Self { server: shop.url.clone(), store: shop.path(name) }
    }

    fn run(&self, words: &str) -> Output {
        dough()
            .args(["phone", "--server", &self.server, "--store"])
            .arg(&self.store)
            .args(words.split_whitespace())
            .output()
            .unwrap()
    }

    fn says(&self, words: &str) -> String {
        printed(&self.run(words))
    }

    /// What a command that must fail says.
    fn refuses(&self, words: &str) -> String {
        let output = self.run(words);
        assert!(!output.status.success(), "{words}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

/// The first word of the line that holds something.
fn first_word(said: &str, holds: &str) -> String {
    let line = said.lines().find(|line| line.contains(holds)).unwrap_or_else(|| panic!("{said}"));
    line.split_whitespace().next().unwrap().to_owned()
}

fn the_day_after_tomorrow() -> String {
    (support::now().in_zone(&TimeZone::UTC).date() + 2_i32.days()).to_string()
}

#[test]
fn a_customer_orders_edits_and_calls_off() {
    let shop = Shop::start(Some(&repository().join("tests/scenarios/shop")));
    let ada = Phone::new(&shop, "ada");
    assert!(ada.says("menu").contains("quiche"));
    assert!(ada.refuses("top-up 2000").contains("no_email_yet"));
    assert!(ada.says("top-up 2000 --even-so").contains("balance   EUR 20.00"));
    let day = the_day_after_tomorrow();
    let wanted = format!("--shop centre --item quiche --day {day}");
    let slots = ada.says(&format!("slots {wanted}"));
    assert!(slots.lines().count() > 100, "{slots}");
    let (nine, ten) = (first_word(&slots, "09:00"), first_word(&slots, "10:00"));
    let placed = ada.says(&format!("order {wanted} --at {nine} --pay"));
    assert!(placed.contains("reserved") && placed.contains("EUR 8.20"), "{placed}");
    assert!(ada.refuses(&format!("order {wanted} --at 03:01")).contains("isn't offered"));
    let id = first_word(&ada.says("orders"), "reserved");
    ada.says(&format!("edit {id} --item brownie --day {day} --at {ten}"));
    assert!(ada.says("orders").contains("10:00 Centre  EUR 1.80"));
    ada.says(&format!("cancel {id}"));
    assert!(ada.says("home").contains("balance   EUR 20.00"));
    assert!(ada.says("history").contains("Top-up, EUR 20.00"));
    assert!(ada.says("outbox").is_empty());
    assert!(ada.says("diagnostics").contains("outbox done"));
    shop.check();
}

#[test]
fn what_is_wanted_without_a_network_is_stored_and_can_be_taken_back() {
    let mut shop = Shop::start(Some(&repository().join("tests/scenarios/shop")));
    let ada = Phone::new(&shop, "ada");
    ada.says("home");
    shop.stop();
    let day = the_day_after_tomorrow();
    let said = ada.says(&format!("order --shop centre --item quiche --day {day} --at 09:00"));
    assert!(said.contains("it is sent when there is a network"), "{said}");
    let id = first_word(&said, "placing");
    ada.says(&format!("take-back {id}"));
    assert!(ada.says("outbox").is_empty());
    assert!(ada.says("home").contains("as last known"));
}

#[test]
fn friends_phones_and_leaving() {
    let shop = Shop::start(Some(&repository().join("tests/scenarios/shop")));
    let (ada, ben) = (Phone::new(&shop, "ada"), Phone::new(&shop, "ben"));
    let link = ada.says("invite").lines().nth(1).unwrap().to_owned();
    ben.says(&format!("accept {link}"));
    assert!(ben.refuses(&format!("accept {link}")).contains("invitation_already_accepted"));
    let code = first_word(&ada.says("agree"), ", until").trim_end_matches(',').to_owned();
    let tablet = Phone::new(&shop, "tablet");
    tablet.says(&format!("join {code} --keep-others"));
    assert!(tablet.says("devices").contains("another phone"));
    let files = tablet.says(&format!("export {}", shop.path("export").display()));
    assert!(std::fs::read_to_string(files.lines().next().unwrap()).unwrap().contains("journal"));
    tablet.says("log-out");
    assert!(!tablet.store.join("phone.db").exists() && !tablet.store.join("keys.hex").exists());
    assert!(ada.refuses("log-out").contains("last_device"));
    ada.says("erase");
    assert!(ada.says("home").contains("dough     1"), "a new wallet, with new keys");
    shop.check();
}
