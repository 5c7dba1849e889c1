//! The worked example in docs/paycode.md is what the code does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at what it did not expect"
)]

mod common;

use common::{hex, read, to_bytes, to_hex};
use dough_paycode::{MintRequest, Ops, Rejected, Signer, SoftwareKey, mint};

/// The text of the first block under the line `**name**`, without line ends.
fn vector(name: &str) -> String {
    let document = include_str!("../../../docs/paycode.md");
    let start = format!("**{name}**");
    let after = document.split_once(&start).expect(name).1;
    let block = after.split("```").nth(1).unwrap();
    // The first line names the block's language.
    block.lines().skip(1).collect()
}

fn example() -> (SoftwareKey, MintRequest) {
    let key = SoftwareKey::from_bytes(&std::array::from_fn(|i| u8::try_from(i + 1).unwrap()));
    let request = MintRequest {
        counter: 1234,
        ops: Ops::PAY | Ops::EARN,
        max_cents: Some(5000),
        reward: None,
        store: None,
        now: 1_780_000_000,
    };
    (key.unwrap(), request)
}

#[test]
fn the_worked_example_is_what_is_minted() {
    let (key, request) = example();
    let public = key.public_key();
    assert_eq!(vector("Private key d"), to_hex(&key.to_bytes()));
    assert_eq!(vector("Public key x"), to_hex(&public.x()));
    assert_eq!(vector("Public key y"), to_hex(&public.y()));
    assert_eq!(vector("kid"), public.kid().to_string());

    let code = mint(&request, &key).unwrap();
    assert_eq!(vector("Code, 107 bytes"), to_hex(&to_bytes(&code.text)));
    assert_eq!(vector("Text"), code.text);

    let message = hex(&vector("To be signed (Sig_structure)"));
    let signature = to_bytes(&code.text)[43..].to_vec();
    assert!(public.verify(&message, &signature.try_into().unwrap()));
}

#[test]
fn the_worked_example_is_accepted_when_the_document_says() {
    let public = example().0.public_key();
    let at = |now| read(&vector("Text"), &public, now).map(|checked| checked.counter());
    assert_eq!(at(1_779_999_969), Err(Rejected::NotYetValid));
    assert_eq!(at(1_779_999_970), Ok(1234));
    assert_eq!(at(1_780_000_089), Ok(1234));
    assert_eq!(at(1_780_000_090), Err(Rejected::Expired));
}

#[test]
fn every_refusal_is_in_the_document() {
    let document = include_str!("../../../docs/paycode.md");
    for rejected in [
        Rejected::NotOurs,
        Rejected::Malformed,
        Rejected::Altered,
        Rejected::WrongKey,
        Rejected::Expired,
        Rejected::NotYetValid,
    ] {
        let row = format!("| `{}` | {rejected} |", rejected.code());
        assert!(document.contains(&row), "{row}");
    }
}
