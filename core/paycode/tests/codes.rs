//! Codes as phones make them and registers read them.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;

use common::{NOW, key, read, request, to_bytes};
use dough_paycode::{
    LIFETIME_SECONDS, MAX_BYTES, MintError, MintRequest, Ops, PublicKey, Rejected, SignError,
    Signer, SoftwareKey, mint, parse, picture, verify, verify_ignoring_time,
};
use proptest::prelude::*;

#[test]
fn a_code_says_what_was_asked_for() {
    let code = mint(&request(), &key()).unwrap();
    assert_eq!(code.expires_at, NOW + LIFETIME_SECONDS);
    let unverified = parse(&code.text).unwrap();
    assert_eq!(unverified.kid(), key().public_key().kid());
    let checked = verify(&unverified, &key().public_key(), NOW).unwrap();
    assert_eq!(checked.kid(), unverified.kid());
    assert_eq!(checked.counter(), 41);
    assert_eq!(checked.ops(), Ops::PAY | Ops::EARN);
    assert_eq!(checked.max_cents(), Some(5000));
    assert_eq!((checked.reward(), checked.store()), (None, None));
    assert_eq!(checked.expires_at(), code.expires_at);
}

#[test]
fn sizes_are_as_the_specification_says() {
    let typical = MintRequest { counter: 1234, ..request() };
    assert_eq!(size(&typical), 107);
    let smallest = MintRequest { counter: 1, ops: Ops::EARN, max_cents: None, ..request() };
    assert_eq!(size(&smallest), 101);
    let largest = MintRequest {
        counter: u64::MAX,
        ops: Ops::PAY | Ops::EARN | Ops::REDEEM,
        max_cents: Some(u64::MAX),
        reward: Some(u32::MAX),
        store: Some(u16::MAX),
        now: NOW,
    };
    assert_eq!(size(&largest), 130);
    assert!(size(&largest) <= MAX_BYTES);
}

fn size(request: &MintRequest) -> usize {
    let code = mint(request, &key()).unwrap();
    assert_eq!(code.matrix.width(), 49);
    to_bytes(&code.text).len()
}

#[test]
fn a_code_lives_for_its_minute_and_the_clocks_difference() {
    let text = mint(&request(), &key()).unwrap().text;
    let at = |now| read(&text, &key().public_key(), now).map(|_| ());
    let exp = NOW + 60;
    assert_eq!(at(exp - 91), Err(Rejected::NotYetValid));
    assert_eq!(at(exp - 90), Ok(()));
    assert_eq!(at(exp + 29), Ok(()));
    assert_eq!(at(exp + 30), Err(Rejected::Expired));
    assert_eq!(at(i64::MAX), Err(Rejected::Expired));
    assert_eq!(at(i64::MIN), Err(Rejected::NotYetValid));
    let old = verify_ignoring_time(&parse(&text).unwrap(), &key().public_key()).unwrap();
    assert_eq!(old.judge_time(i64::MAX), Err(Rejected::Expired));
}

#[test]
fn a_fresh_picture_is_the_same_spend() {
    let first = mint(&request(), &key()).unwrap().text;
    let later = MintRequest { now: NOW + 45, ..request() };
    let second = mint(&later, &key()).unwrap().text;
    assert_ne!(first, second);
    let spend = |text: &str| {
        let checked = read(text, &key().public_key(), NOW + 45).unwrap();
        (checked.kid(), checked.counter())
    };
    assert_eq!(spend(&first), spend(&second));
}

#[test]
fn another_key_is_told_from_an_altered_code() {
    let text = mint(&request(), &key()).unwrap().text;
    let other = SoftwareKey::from_bytes(&[8; 32]).unwrap();
    assert_eq!(read(&text, &other.public_key(), NOW), Err(Rejected::WrongKey));
    let mut bytes = to_bytes(&text);
    let max = bytes.windows(2).position(|pair| pair == [0x13, 0x88]).unwrap();
    bytes[max] = 0x14;
    assert_eq!(common::read_bytes(&bytes), Err(Rejected::Altered));
}

#[test]
fn requests_that_mean_nothing_are_refused() {
    let earn = MintRequest { ops: Ops::EARN, max_cents: None, ..request() };
    let cases = [
        (MintRequest { counter: 0, ..request() }, MintError::ZeroCounter),
        (MintRequest { max_cents: None, ..request() }, MintError::PayWithoutMax),
        (MintRequest { max_cents: Some(0), ..request() }, MintError::PayWithoutMax),
        (MintRequest { max_cents: Some(1), ..earn.clone() }, MintError::MaxWithoutPay),
        (MintRequest { reward: Some(1), ..earn.clone() }, MintError::RewardWithoutRedeem),
        (MintRequest { now: 0, ..request() }, MintError::Clock),
        (MintRequest { now: -1000, ..request() }, MintError::Clock),
        (MintRequest { now: i64::MAX, ..request() }, MintError::Clock),
    ];
    for (request, error) in cases {
        assert_eq!(mint(&request, &key()), Err(error));
    }
    assert!(mint(&earn, &key()).is_ok());
}

/// A key store that answers what a test wants.
struct Store(PublicKey, Box<Answer>);

type Answer = dyn Fn(&[u8]) -> Result<Vec<u8>, SignError>;

impl Signer for Store {
    fn public_key(&self) -> PublicKey {
        self.0.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        (self.1)(message)
    }
}

#[test]
fn a_der_signature_makes_the_same_code() {
    let der = |message: &[u8]| {
        let raw = key().sign(message)?;
        Ok(p256::ecdsa::Signature::from_slice(&raw).unwrap().to_der().to_bytes().into())
    };
    let store = Store(key().public_key(), Box::new(der));
    assert_eq!(mint(&request(), &store), mint(&request(), &key()));
}

#[test]
fn a_key_store_that_fails_makes_no_code() {
    let with = |answer: fn(&[u8]) -> Result<Vec<u8>, SignError>| {
        mint(&request(), &Store(key().public_key(), Box::new(answer))).unwrap_err()
    };
    assert_eq!(
        with(|_| Err(SignError::NeedsUserPresence)),
        MintError::Sign(SignError::NeedsUserPresence)
    );
    assert_eq!(with(|_| Ok(vec![1; 70])), MintError::BadSignature);
    assert_eq!(with(|_| key().sign(b"other")), MintError::BadSignature);
}

#[test]
fn operations_are_a_set_of_known_words() {
    assert_eq!("pay,earn,redeem".parse(), Ok(Ops::PAY | Ops::EARN | Ops::REDEEM));
    assert_eq!((Ops::REDEEM | Ops::PAY).to_string(), "pay,redeem");
    assert_eq!(serde_json::to_string(&Ops::EARN).unwrap(), "\"earn\"");
    for wrong in ["", "pay,", "pay,pay", "PAY", "pay earn", "spend"] {
        assert!(wrong.parse::<Ops>().is_err());
    }
    assert_eq!((Ops::from_bits(0), Ops::from_bits(8)), (None, None));
}

#[test]
fn an_independent_reader_reads_the_picture() {
    for counter in 1..=12 {
        let request =
            MintRequest { counter: counter * 12_345_678_901, store: Some(3), ..request() };
        let code = mint(&request, &key()).unwrap();
        let (side, pixels) = code.matrix.to_luma(4);
        assert_eq!(side, (49 + 8) * 4);
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
        let grids = image.detect_grids();
        let (meta, text) = grids[0].decode().unwrap();
        assert_eq!(text, code.text);
        assert_eq!((meta.version.0, meta.ecc_level), (8, 0));
    }
}

#[test]
fn a_picture_is_drawn_of_codes_only() {
    let code = mint(&request(), &key()).unwrap();
    assert_eq!(picture(&format!("{}\r\n", code.text)), Ok(code.matrix.clone()));
    assert_eq!(picture("HTTPS://EXAMPLE.COM"), Err(Rejected::NotOurs));

    let matrix = code.matrix;
    let dark = matrix.rows().flatten().filter(|dark| **dark).count();
    assert_eq!(matrix.to_svg().matches("h1v1h-1z").count(), dark);
    let terminal = matrix.to_terminal();
    assert_eq!(terminal.lines().count(), 29);
    assert!(terminal.starts_with("\u{1b}[38;5;16;48;5;231m     "));
    assert!(matrix.dark(0, 0) && !matrix.dark(49, 0) && !matrix.dark(0, 49));
}

fn any_request() -> impl Strategy<Value = MintRequest> {
    (
        1..=u64::MAX,
        1..=7_u8,
        1..=u64::MAX,
        any::<Option<u32>>(),
        any::<Option<u16>>(),
        65_536..4_294_967_235_i64,
    )
        .prop_map(|(counter, bits, max, reward, store, now)| {
            let ops = Ops::from_bits(bits).unwrap();
            MintRequest {
                counter,
                ops,
                max_cents: ops.contains(Ops::PAY).then_some(max),
                reward: reward.filter(|_| ops.contains(Ops::REDEEM)),
                store,
                now,
            }
        })
}

proptest! {
    #[test]
    fn whatever_is_minted_is_read_back(request in any_request(), secret in 1..=u128::MAX) {
        let mut bytes = [0; 32];
        bytes[16..].copy_from_slice(&secret.to_be_bytes());
        let key = SoftwareKey::from_bytes(&bytes).unwrap();
        prop_assert_eq!(key.to_bytes(), bytes);
        let code = mint(&request, &key).unwrap();
        let checked = read(&code.text, &key.public_key(), request.now).unwrap();
        prop_assert_eq!(checked.counter(), request.counter);
        prop_assert_eq!(checked.ops(), request.ops);
        prop_assert_eq!(checked.max_cents(), request.max_cents);
        prop_assert_eq!(checked.reward(), request.reward);
        prop_assert_eq!(checked.store(), request.store);
        prop_assert_eq!(checked.expires_at(), code.expires_at);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        prop_assert!(parse(&text).is_err());
        prop_assert!(parse(&("BK1:".to_owned() + &text)).is_err());
    }

    #[test]
    fn no_characters_of_the_alphabet_make_it_panic(text in "BK1:[0-9A-Z $%*+./:-]{150,420}") {
        prop_assert!(parse(&text).is_err());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 90..150)) {
        prop_assert!(common::read_bytes(&bytes).is_err());
    }

    /// Nearly right: a valid code with a few bytes replaced, removed or put in.
    #[test]
    fn no_damage_makes_it_panic(
        damage in proptest::collection::vec((0..107_usize, any::<u8>(), 0..3_u8), 1..4)
    ) {
        let good = to_bytes(&mint(&request(), &key()).unwrap().text);
        let mut bytes = good.clone();
        for (at, byte, how) in damage {
            let at = at.min(bytes.len() - 1);
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        prop_assert!(bytes == good || common::read_bytes(&bytes).is_err());
    }
}
