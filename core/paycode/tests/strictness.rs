//! Everything but the one right form is refused, even when it is properly signed.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod common;

use common::{NOW, Parts, bstr, key, payload, read, read_bytes, request, to_bytes, to_text};
use dough_paycode::Rejected::{Altered, Malformed, NotOurs};
use dough_paycode::{Signer, mint, normalise_signature, parse};

#[test]
fn the_hand_made_code_is_the_minted_one() {
    let minted = mint(&request(), &key()).unwrap().text;
    assert_eq!(to_text(&Parts::good().bytes()), minted);
    assert!(read_bytes(&Parts::good().bytes()).is_ok());
}

#[track_caller]
fn refused(spoil: impl FnOnce(&mut Parts)) {
    let mut parts = Parts::good();
    spoil(&mut parts);
    assert_eq!(read_bytes(&parts.bytes()), Err(Malformed));
}

#[test]
fn the_frame_must_be_a_tagged_array_of_definite_length() {
    refused(|p| p.tag.clear());
    refused(|p| p.tag = vec![0xd1]);
    refused(|p| p.tag = vec![0xd8, 18]);
    refused(|p| p.tag = vec![0xd2, 0xd2]);
    refused(|p| p.tag = vec![0xd9, 0xd9, 0xf7, 0xd2]);
    refused(|p| p.array = vec![0x98, 4]);
    refused(|p| {
        p.array = vec![0x9f];
        p.end = vec![0xff];
    });
    refused(|p| p.array = vec![0x85]);
    refused(|p| p.end = vec![0]);
}

#[test]
fn the_headers_must_be_exactly_the_algorithm_and_the_kid_protected() {
    let kid = Parts::good().protected[3..].to_vec();
    refused(|p| p.unprotected = vec![0xa1, 0x01, 0x26]);
    refused(|p| p.unprotected = vec![0xa1, 0x18, 0x63, 0x00]);
    refused(|p| p.unprotected = vec![0xb8, 0]);
    refused(|p| {
        p.unprotected = vec![0xa1, 0x01, 0x26];
        p.protected = [&[0xa1][..], &kid].concat();
    });
    refused(|p| {
        p.unprotected = [&[0xa1][..], &kid].concat();
        p.protected = vec![0xa1, 0x01, 0x26];
    });
    refused(|p| p.protected = [&[0xa3, 0x01, 0x26, 0x03, 0x00][..], &kid].concat());
    refused(|p| p.protected = [&[0xa2][..], &kid, &[0x01, 0x26]].concat());
    refused(|p| p.protected[2] = 0x27);
    refused(|p| p.protected = [&[0xa2, 0x01, 0x38, 0x22][..], &kid].concat());
    refused(|p| {
        p.protected[4] = 0x49;
        p.protected.push(0);
    });
    refused(|p| p.protected.push(0));
}

#[test]
fn the_claims_must_be_known_complete_sensible_and_shortest() {
    for inner in [
        "a4 01 18 29 02 03 04 19 1388 06 00",    // an unknown claim
        "a2 02 03 04 19 1388",                   // no counter
        "a2 01 18 29 04 19 1388",                // no operations
        "a3 01 00 02 03 04 19 1388",             // counter zero
        "a3 01 20 02 03 04 19 1388",             // counter below zero
        "a3 01 18 29 02 00 04 19 1388",          // nothing permitted
        "a3 01 18 29 02 08 04 19 1388",          // an unknown operation
        "a2 01 18 29 02 03",                     // pays, no maximum
        "a3 01 18 29 02 03 04 00",               // pays, maximum zero
        "a3 01 18 29 02 02 04 19 1388",          // a maximum, does not pay
        "a4 01 18 29 02 03 03 01 04 19 1388",    // a reward, does not redeem
        "a3 01 19 0029 02 03 04 19 1388",        // a longer number
        "a3 01 18 29 18 02 03 04 19 1388",       // a longer label
        "a3 02 03 01 18 29 04 19 1388",          // another order
        "b8 03 01 18 29 02 03 04 19 1388",       // a longer map head
        "bf 01 18 29 02 03 04 19 1388 ff",       // an indefinite map
        "a4 01 18 29 01 18 29 02 03 04 19 1388", // twice the same claim
        "a3 01 18 29 02 03 04 41 05",            // a maximum of the wrong type
        "a4 01 18 29 02 03 04 19 1388 05 1a 00010000", // a store beyond 16 bits
        "a3 01 c2 41 29 02 03 04 19 1388",       // a bignum
        "a3 01 18 29 02 03 04 19 1388 00",       // more after the end
    ] {
        assert_eq!(
            read_bytes(&Parts { payload: payload(inner), ..Parts::good() }.bytes()),
            Err(Malformed),
            "{inner}"
        );
    }
    refused(|p| p.payload[0] = 0xa1);
    // A tagged time, and one more standard claim (iat).
    refused(|p| p.payload.insert(2, 0xc1));
    refused(|p| {
        p.payload[0] = 0xa3;
        p.payload.splice(7..7, [0x06, 0x00]);
    });
}

#[test]
fn the_signature_must_be_64_bytes_with_low_s_over_our_prefix() {
    let good = Parts::good();
    let signature = good.signature();
    for wrong in [
        bstr(&signature[..63]),
        bstr(&[&signature[..], &[0]].concat()),
        [&[0x59, 0, 64][..], &signature].concat(),
        [&[0x5f, 0x58, 64][..], &signature, &[0xff]].concat(),
        bstr(&[0; 64]),
        bstr(&high_s(&signature)),
        vec![0xf6],
    ] {
        assert_eq!(read_bytes(&good.with_signature(&wrong)), Err(Malformed));
    }
    for aad in [&b""[..], b"BKC1", b"BK2:"] {
        let other = Parts { aad: aad.to_vec(), ..Parts::good() };
        assert_eq!(read_bytes(&other.bytes()), Err(Altered));
    }
}

#[test]
fn a_high_s_is_good_ecdsa_and_is_normalised_when_minting() {
    let low = normalise_signature(&key().sign(b"text").unwrap()).unwrap();
    let high = high_s(&low);
    assert!(key().public_key().verify(b"text", &low));
    assert!(key().public_key().verify(b"text", &high));
    assert_eq!(normalise_signature(&high), Some(low));
}

/// The order of the group less S.
fn high_s(signature: &[u8; 64]) -> [u8; 64] {
    let order = common::hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let mut high = *signature;
    let mut borrow = 0;
    for i in (0..32).rev() {
        let difference = i16::from(order[i]) - i16::from(signature[32 + i]) - borrow;
        borrow = i16::from(difference < 0);
        high[32 + i] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    high
}

#[test]
fn only_line_ends_and_spaces_at_the_ends_are_dropped() {
    let text = mint(&request(), &key()).unwrap().text;
    let public = key().public_key();
    assert!(read(&format!(" \r\n{text}\r\n "), &public, NOW).is_ok());
    for foreign in [
        String::new(),
        text.to_lowercase(),
        text.replacen("BK1", "bk1", 1),
        text.replacen("BK1:", "BKC1", 1),
        text.replacen("BK1:", "BKC1:", 1),
        text[1..].to_owned(),
        format!("\t{text}"),
        format!("\u{feff}{text}"),
        "https://example.com".to_owned(),
    ] {
        assert_eq!(parse(&foreign), Err(NotOurs), "{foreign}");
    }
    for malformed in [
        "BK1:".to_owned(),
        format!("BK1:{}", text[4..].to_lowercase()),
        format!("{text}\t"),
        format!("{text}\0"),
        format!("{text}000"),
        format!("{}\n{}", &text[..50], &text[50..]),
        format!("BK1:{}", "0".repeat(420)),
        format!("BK1:{}", "0".repeat(1_000_000)),
    ] {
        assert_eq!(parse(&malformed), Err(Malformed));
    }
}

#[test]
fn every_single_bit_flip_is_refused() {
    let text = mint(&request(), &key()).unwrap().text;
    let public = key().public_key();
    for bit in 0..text.len() * 8 {
        let mut flipped = text.clone().into_bytes();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let flipped = String::from_utf8_lossy(&flipped);
        assert!(read(&flipped, &public, NOW).is_err(), "{flipped}");
    }
    let bytes = to_bytes(&text);
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(read_bytes(&flipped).is_err(), "bit {bit}");
    }
}

#[test]
fn every_truncation_is_refused() {
    let text = mint(&request(), &key()).unwrap().text;
    let public = key().public_key();
    for cut in 0..text.len() {
        assert!(read(&text[..cut], &public, NOW).is_err());
        assert!(read(&text[text.len() - cut..], &public, NOW).is_err());
    }
    let bytes = to_bytes(&text);
    for cut in 0..bytes.len() {
        assert!(read_bytes(&bytes[..cut]).is_err());
        assert!(read_bytes(&bytes[bytes.len() - cut..]).is_err());
    }
}

#[test]
fn every_transposition_of_neighbours_is_refused() {
    let text = mint(&request(), &key()).unwrap().text;
    let public = key().public_key();
    for i in 1..text.len() {
        let mut swapped = text.clone().into_bytes();
        swapped.swap(i - 1, i);
        let swapped = String::from_utf8(swapped).unwrap();
        assert!(swapped == text || read(&swapped, &public, NOW).is_err());
    }
    let bytes = to_bytes(&text);
    for i in 1..bytes.len() {
        let mut swapped = bytes.clone();
        swapped.swap(i - 1, i);
        assert!(swapped == bytes || read_bytes(&swapped).is_err());
    }
}
