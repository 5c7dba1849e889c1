//! Vectors that others published.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;

use common::{hex, to_text};
use dough_paycode::{KeyError, Kid, PublicKey, Rejected, parse};

fn public_key(x: &str, y: &str) -> PublicKey {
    PublicKey::from_xy(&hex(x).try_into().unwrap(), &hex(y).try_into().unwrap()).unwrap()
}

#[test]
fn the_kid_begins_the_thumbprint_of_rfc_9679() {
    let key = public_key(
        "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d",
        "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c",
    );
    assert_eq!(key.kid().to_string(), "496bd8afadf307e5");
    assert_eq!("496bd8afadf307e5".parse(), Ok(key.kid()));
    assert_eq!(serde_json::to_string(&key.kid()).unwrap(), "\"496bd8afadf307e5\"");
    for wrong in ["496BD8AFADF307E5", "496bd8afadf307e", "+96bd8afadf307e5", ""] {
        assert_eq!(wrong.parse::<Kid>(), Err(KeyError::Kid));
    }
}

#[test]
fn the_signed_token_of_rfc_8392_verifies_and_the_profile_refuses_it() {
    let key = public_key(
        "c4f9160fc22682991c59c4d96e8accc2da3cc7b7a9bc197c7c1e1bc6d0c1dc61",
        "feb11ca73b028a10cf77d58a2dfdf2a11eab8ffeeeaaeeb03097ffee9f3ef2fc",
    );
    let to_be_signed = "846a5369676e61747572653147a20319fde80126405853a70175636f61703a2f2f61732e\
        6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d\
        04c11a5612aeb005c11a5610d9f006c11a5610d9f007420b71";
    let signature = "8caad9ebd60e5f41cd683771e8a02cade07d894dd1cfaf3a23c6481546e78feb\
        c0c13e8f649096f347480db3e8c16cddc04116a3874cf0a4da2f4cb2d67c8eb0";
    let token = "d28447a20319fde80126a05853a70175636f61703a2f2f61732e6578616d706c652e636f6d\
        02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d04c11a5612aeb0\
        05c11a5610d9f006c11a5610d9f007420b715840";
    let signature_bytes: [u8; 64] = hex(signature).try_into().unwrap();
    assert!(key.verify(&hex(to_be_signed), &signature_bytes));

    let text = to_text(&hex(&format!("{token}{signature}")));
    assert_eq!(parse(&text), Err(Rejected::Malformed));
}

#[test]
fn the_response_signature_of_rfc_9421_verifies() {
    let key = public_key(
        "a885586552c2acf6471878cfd7b0935b4ffe0fd2dfc341248ea17bc41e058af0",
        "31ce2737d2d30ce0617e851e83c61ef5679d151867657649035d90a74cd9e85d",
    );
    let base = "\"@status\": 200\n\
        \"content-type\": application/json\n\
        \"content-digest\": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n\
        \"content-length\": 23\n\
        \"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"";
    let signature = b64(
        "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==",
    );
    assert!(key.verify(base.as_bytes(), &signature.try_into().unwrap()));
}

fn b64(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[test]
fn a_key_is_a_point_on_the_curve_in_its_long_form() {
    let key = public_key(
        "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d",
        "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c",
    );
    let bytes = key.to_sec1();
    assert_eq!(PublicKey::from_sec1(&bytes), Ok(key.clone()));
    assert_eq!(PublicKey::from_xy(&key.x(), &key.y()), Ok(key.clone()));
    let json = serde_json::to_string(&key).unwrap();
    assert_eq!(serde_json::from_str::<PublicKey>(&json).unwrap(), key);

    let mut off = bytes;
    off[64] ^= 1;
    assert_eq!(PublicKey::from_sec1(&off), Err(KeyError::NotOnCurve));
    let compressed = [&[2][..], &key.x()].concat();
    assert_eq!(PublicKey::from_sec1(&compressed), Err(KeyError::Encoding));
    assert_eq!(PublicKey::from_sec1(&bytes[..64]), Err(KeyError::Encoding));
    let hybrid = [&[6 + (bytes[64] & 1)][..], &bytes[1..]].concat();
    assert_eq!(PublicKey::from_sec1(&hybrid), Err(KeyError::Encoding));
}
