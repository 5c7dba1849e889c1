//! tests/scenarios/*.json, told by the engine itself against a real server process. The same files
//! are told through the bindings by other languages; tests/scenarios/README.md says what they mean.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod orders;
mod phone;
mod stage;
#[path = "../support/mod.rs"]
mod support;

use serde_json::Value;
use stage::Stage;
use support::repository;

macro_rules! scenarios {
    ($($name:ident),* $(,)?) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            tell(stringify!($name)).await;
        })*

        #[test]
        fn every_file_is_told() {
            let told = [$(stringify!($name)),*];
            let files = std::fs::read_dir(repository().join("tests/scenarios")).unwrap();
            let files = files.map(|file| file.unwrap().path());
            for file in files.filter(|file| file.extension().is_some_and(|end| end == "json")) {
                let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
                assert!(told.contains(&name.as_str()), "{name} isn't told");
            }
        }
    };
}

scenarios!(
    open,
    invite,
    order,
    hold_and_cancel,
    pay_and_earn,
    surprise,
    offline_and_back,
    refused_orders,
    refused_codes,
    refund,
    refund_in_parts,
    rewards,
    order_after_top_up,
    taken_back,
    edit_order,
    refused_edits,
    pay_session,
    fresh_picture,
    no_email_yet,
    recovery,
    own_wallet_in_the_way,
    two_phones,
    moved_phone,
    log_out,
    erase_and_pay_out,
    erase_and_give_up,
    profile,
    export,
    paused,
    background,
    news,
);

async fn tell(name: &str) {
    let path = repository().join(format!("tests/scenarios/{name}.json"));
    let story: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut stage = Stage::open(&repository().join("tests/scenarios/shop"));
    for (n, step) in story["steps"].as_array().unwrap().iter().enumerate() {
        let step = stage.resolve(step);
        let found = stage.play(&step).await;
        let expected = step.get("expect").cloned().unwrap_or_default();
        assert!(holds(&found, &expected), "{name}, step {}: {step}\nfound {found}", n + 1);
    }
}

/// Whether what was found holds what is expected, member by member.
fn holds(found: &Value, expected: &Value) -> bool {
    match expected {
        Value::Null => true,
        Value::Object(members) => {
            members.iter().all(|(key, value)| match (found.get(key), value) {
                (Some(found), Value::Null) => found.is_null(),
                (Some(found), value) => holds(found, value),
                (None, _) => false,
            })
        }
        other => found == other,
    }
}

fn text<'a>(step: &'a Value, member: &str) -> &'a str {
    step[member].as_str().unwrap_or_else(|| panic!("{member} is missing in {step}"))
}
