//! How a call is signed: one frozen profile of RFC 9421.
//!
//! ```text
//! Content-Digest: sha-256=:<base64>:
//! Signature-Input: sig=("@method" "@authority" "@path" "@query" "content-digest"
//!   "idempotency-key");created=<unix seconds>;nonce="<text>";keyid="<kid, hex>";tag="dough"
//! Signature: sig=:<base64 of 64 bytes ES256>:
//! ```
//! Any other list of components, order or parameter is refused, so that the text to be signed is a
//! fixed form and nothing has to be canonicalised. A replay is harmless: the idempotency key is
//! signed, so it gets the first answer again.

use crate::headers;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use uuid::Uuid;

/// How far `created` may be from the server's clock, in seconds.
pub const MAX_SKEW_SECONDS: i64 = 60;

const COMPONENTS: &str =
    r#"("@method" "@authority" "@path" "@query" "content-digest" "idempotency-key")"#;

/// What a signature covers, apart from the call itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureParams {
    /// When it was made: seconds since 1970, on the server's clock as far as the client knows.
    pub created: i64,
    /// 1 to 64 letters and digits, another one each time.
    pub nonce: String,
    /// The key, by its kid in lower-case hexadecimal.
    pub key_id: String,
}

/// The call that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedCall<'a> {
    /// `POST`.
    pub method: &'a str,
    /// The public host, with the port where it isn't the scheme's own.
    pub authority: &'a str,
    /// The path.
    pub path: &'a str,
    /// The query without its question mark; empty for none.
    pub query: &'a str,
    /// The value of the `Content-Digest` header.
    pub content_digest: &'a str,
    /// The value of the `Idempotency-Key` header.
    pub idempotency_key: &'a str,
}

/// A header that doesn't have the one form that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {0} header doesn't have the form of the profile")]
pub struct BadHeader(pub &'static str);

/// The `Content-Digest` header of a body.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)))
}

impl SignatureParams {
    /// The value of the `Signature-Input` header.
    pub fn to_header(&self) -> String {
        format!("sig={}", self.parameters())
    }

    fn parameters(&self) -> String {
        let Self { created, nonce, key_id } = self;
        format!(r#"{COMPONENTS};created={created};nonce="{nonce}";keyid="{key_id}";tag="dough""#)
    }

    /// Reads a `Signature-Input` header.
    pub fn from_header(header: &str) -> Result<Self, BadHeader> {
        Self::read(header).ok_or(BadHeader("Signature-Input"))
    }

    fn read(header: &str) -> Option<Self> {
        let rest = header.strip_prefix("sig=")?.strip_prefix(COMPONENTS)?;
        let rest = rest.strip_prefix(";created=")?;
        let (created, rest) = rest.split_once(";nonce=\"")?;
        let (nonce, rest) = rest.split_once("\";keyid=\"")?;
        let key_id = rest.strip_suffix("\";tag=\"dough\"")?;
        let plain = |text: &str| {
            (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let digits =
            (1..=12).contains(&created.len()) && created.bytes().all(|b| b.is_ascii_digit());
        if !(digits && plain(nonce) && plain(key_id)) {
            return None;
        }
        Some(Self {
            created: created.parse().ok()?,
            nonce: nonce.to_owned(),
            key_id: key_id.to_owned(),
        })
    }

    /// The text that is signed.
    pub fn base(&self, call: &SignedCall<'_>) -> String {
        let mut base = String::with_capacity(512);
        for (name, prefix, value) in [
            ("@method", "", call.method),
            ("@authority", "", call.authority),
            ("@path", "", call.path),
            ("@query", "?", call.query),
            ("content-digest", "", call.content_digest),
            ("idempotency-key", "", call.idempotency_key),
        ] {
            // Writing to a string can't fail.
            let _ = writeln!(base, "\"{name}\": {prefix}{value}");
        }
        let _ = write!(base, "\"@signature-params\": {}", self.parameters());
        base
    }
}

/// A `POST` as a client signs it: the text, and then the headers that go with the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedPost {
    text: String,
    content_digest: String,
    idempotency_key: String,
    signature_input: String,
}

impl UnsignedPost {
    /// A call of a path without a query.
    pub fn new(
        authority: &str,
        path: &str,
        body: &[u8],
        request: Uuid,
        params: &SignatureParams,
    ) -> Self {
        let (content_digest, idempotency_key) = (content_digest(body), request.to_string());
        let text = params.base(&SignedCall {
            method: "POST",
            authority,
            path,
            query: "",
            content_digest: &content_digest,
            idempotency_key: &idempotency_key,
        });
        Self { text, content_digest, idempotency_key, signature_input: params.to_header() }
    }

    /// What the key signs.
    pub fn text(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The headers of the call, with its signature.
    pub fn headers(self, signature: &[u8; 64]) -> [(&'static str, String); 4] {
        [
            (headers::IDEMPOTENCY_KEY, self.idempotency_key),
            (headers::CONTENT_DIGEST, self.content_digest),
            (headers::SIGNATURE_INPUT, self.signature_input),
            (headers::SIGNATURE, signature_header(signature)),
        ]
    }
}

/// The value of the `Signature` header.
pub fn signature_header(signature: &[u8; 64]) -> String {
    format!("sig=:{}:", STANDARD.encode(signature))
}

/// Reads a `Signature` header.
pub fn read_signature_header(header: &str) -> Result<[u8; 64], BadHeader> {
    let bad = BadHeader("Signature");
    let inner = header.strip_prefix("sig=:").and_then(|rest| rest.strip_suffix(':')).ok_or(bad)?;
    STANDARD.decode(inner).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> SignatureParams {
        SignatureParams {
            created: 1_750_000_000,
            nonce: "n0nce".to_owned(),
            key_id: "0011223344556677".to_owned(),
        }
    }

    #[test]
    fn a_header_comes_back_and_any_other_form_is_refused() {
        let header = params().to_header();
        assert_eq!(SignatureParams::from_header(&header), Ok(params()));
        for (from, to) in [
            ("@query", "@target-uri"),
            ("\"content-digest\" ", ""),
            ("tag=\"dough\"", "tag=\"dawn\""),
            (";tag=\"dough\"", ";alg=\"none\";tag=\"dough\""),
            ("created=1", "created=-1"),
            ("n0nce", "n0 nce"),
            ("sig=", "sig2="),
        ] {
            let other = header.replace(from, to);
            assert_ne!(other, header, "{from} must occur");
            assert!(SignatureParams::from_header(&other).is_err(), "{other}");
        }
    }

    #[test]
    fn the_text_that_is_signed_has_the_form_of_the_standard() {
        let digest = content_digest(b"{}");
        let call = SignedCall {
            method: "POST",
            authority: "shop.example",
            path: "/v1/orders",
            query: "",
            content_digest: &digest,
            idempotency_key: "018f",
        };
        assert_eq!(
            params().base(&call),
            "\"@method\": POST\n\"@authority\": shop.example\n\"@path\": /v1/orders\n\
             \"@query\": ?\n\
             \"content-digest\": sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:\n\
             \"idempotency-key\": 018f\n\
             \"@signature-params\": (\"@method\" \"@authority\" \"@path\" \"@query\" \
             \"content-digest\" \"idempotency-key\");created=1750000000;nonce=\"n0nce\";\
             keyid=\"0011223344556677\";tag=\"dough\""
        );
    }
}
