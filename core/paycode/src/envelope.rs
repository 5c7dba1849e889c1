//! A code's bytes: claims in a signed and tagged `COSE_Sign1` (RFC 9052), and back.

use coset::cbor::value::Value;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana,
};

use crate::claims::Claims;
use crate::key::Kid;
use crate::signer::normalise_signature;
use crate::{MAX_BYTES, PREFIX};

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) kid: Kid,
    pub(crate) claims: Claims,
    pub(crate) signature: [u8; 64],
}

impl Envelope {
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        let mut message = unsigned(self.kid, &self.claims)?;
        message.signature = self.signature.to_vec();
        message.to_tagged_vec().ok()
    }

    /// Reads leniently, writes what it understood strictly, and compares. So each code has one
    /// encoding, and whatever this version does not know (a header, a claim, another algorithm, a
    /// longer form of a number, a missing tag) is refused without a list of all such things.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_BYTES {
            return None;
        }
        let message = CoseSign1::from_tagged_slice(bytes).ok()?;
        let kid: [u8; 8] = message.protected.header.key_id.try_into().ok()?;
        let payload = Value::from_slice(&message.payload?).ok()?;
        let envelope = Self {
            kid: Kid::from_bytes(kid),
            claims: Claims::from_cbor(&payload)?,
            signature: message.signature.try_into().ok()?,
        };
        let is_low_s = normalise_signature(&envelope.signature)? == envelope.signature;
        (is_low_s && envelope.encode()? == bytes).then_some(envelope)
    }
}

/// The bytes that are signed: the `Sig_structure`, with the text's prefix as associated data.
pub(crate) fn to_be_signed(kid: Kid, claims: &Claims) -> Option<Vec<u8>> {
    Some(unsigned(kid, claims)?.tbs_data(PREFIX.as_bytes()))
}

fn unsigned(kid: Kid, claims: &Claims) -> Option<CoseSign1> {
    let protected = HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .key_id(kid.as_bytes().to_vec())
        .build();
    let payload = claims.to_cbor().to_vec().ok()?;
    Some(CoseSign1Builder::new().protected(protected).payload(payload).build())
}
