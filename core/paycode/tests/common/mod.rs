//! A second, independent way to make codes: by hand, so that tests can make wrong ones.
#![allow(dead_code, reason = "each test file uses its own part")]

use dough_paycode::{Checked, normalise_signature, parse, verify};
use dough_paycode::{MintRequest, Ops, PublicKey, Rejected, Signer, SoftwareKey};

pub(crate) const NOW: i64 = 1_780_000_000;

pub(crate) fn key() -> SoftwareKey {
    SoftwareKey::from_bytes(&[7; 32]).unwrap()
}

pub(crate) fn request() -> MintRequest {
    MintRequest {
        counter: 41,
        ops: Ops::PAY | Ops::EARN,
        max_cents: Some(5000),
        reward: None,
        store: None,
        now: NOW,
    }
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

pub(crate) fn to_text(bytes: &[u8]) -> String {
    let mut text = "BK1:".to_owned();
    for chunk in bytes.chunks(2) {
        let value = chunk.iter().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        for power in [1, 45, 2025].iter().take(chunk.len() + 1) {
            text.push(char::from(ALPHABET.as_bytes()[value / power % 45]));
        }
    }
    text
}

pub(crate) fn to_bytes(text: &str) -> Vec<u8> {
    let digits: Vec<u16> =
        text[4..].chars().map(|c| u16::try_from(ALPHABET.find(c).unwrap()).unwrap()).collect();
    let mut bytes = Vec::new();
    for chunk in digits.chunks(3) {
        let value = chunk.iter().rev().fold(0, |sum, digit| sum * 45 + digit);
        if chunk.len() == 3 {
            bytes.push(u8::try_from(value >> 8).unwrap());
        }
        bytes.push(u8::try_from(value & 255).unwrap());
    }
    bytes
}

/// A CBOR byte string of fewer than 256 bytes, in its shortest form.
pub(crate) fn bstr(bytes: &[u8]) -> Vec<u8> {
    let len = u8::try_from(bytes.len()).unwrap();
    let mut out = if len < 24 { vec![0x40 + len] } else { vec![0x58, len] };
    out.extend(bytes);
    out
}

/// A code's parts, to be spoilt one at a time; `bytes` signs what they have become.
pub(crate) struct Parts {
    pub(crate) tag: Vec<u8>,
    pub(crate) array: Vec<u8>,
    pub(crate) protected: Vec<u8>,
    pub(crate) unprotected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) aad: Vec<u8>,
    pub(crate) end: Vec<u8>,
}

impl Parts {
    pub(crate) fn good() -> Self {
        let kid = key().public_key().kid();
        Self {
            tag: vec![0xd2],
            array: vec![0x84],
            protected: [&[0xa2, 0x01, 0x26, 0x04, 0x48][..], kid.as_bytes()].concat(),
            unprotected: vec![0xa0],
            payload: payload("a3 01 18 29 02 03 04 19 1388"),
            aad: b"BK1:".to_vec(),
            end: Vec::new(),
        }
    }

    pub(crate) fn signature(&self) -> [u8; 64] {
        let message = [
            &[0x84, 0x6a][..],
            b"Signature1",
            &bstr(&self.protected),
            &bstr(&self.aad),
            &bstr(&self.payload),
        ]
        .concat();
        normalise_signature(&key().sign(&message).unwrap()).unwrap()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.with_signature(&bstr(&self.signature()))
    }

    pub(crate) fn with_signature(&self, signature: &[u8]) -> Vec<u8> {
        [
            &self.tag[..],
            &self.array,
            &bstr(&self.protected),
            &self.unprotected,
            &bstr(&self.payload),
            signature,
            &self.end,
        ]
        .concat()
    }
}

/// The claims with the expiry of `NOW + 60` and this inner map.
pub(crate) fn payload(inner: &str) -> Vec<u8> {
    let exp = u32::try_from(NOW + 60).unwrap().to_be_bytes();
    let start = [&[0xa2, 0x04, 0x1a][..], &exp, &[0x3a, 0, 1, 0, 0]].concat();
    [start, hex(inner)].concat()
}

pub(crate) fn read(text: &str, key: &PublicKey, now: i64) -> Result<Checked, Rejected> {
    verify(&parse(text)?, key, now)
}

pub(crate) fn read_bytes(bytes: &[u8]) -> Result<Checked, Rejected> {
    read(&to_text(bytes), &key().public_key(), NOW)
}
