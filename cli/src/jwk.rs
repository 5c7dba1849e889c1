//! P-256 keys as JSON Web Keys (RFC 7517).

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_paycode::{PublicKey, Signer, SoftwareKey};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

/// `x` and `y` alone.
pub(crate) fn coordinates(key: &PublicKey) -> Value {
    json!({
        "x": URL_SAFE_NO_PAD.encode(key.x()),
        "y": URL_SAFE_NO_PAD.encode(key.y()),
    })
}

pub(crate) fn private(key: &SoftwareKey) -> Value {
    let mut jwk = coordinates(&key.public_key());
    jwk["kty"] = json!("EC");
    jwk["crv"] = json!("P-256");
    jwk["d"] = json!(URL_SAFE_NO_PAD.encode(key.to_bytes()));
    jwk
}

/// The private key in a JWK, if its public half belongs to it.
pub(crate) fn read_private(jwk: &Value) -> Result<SoftwareKey> {
    let key = SoftwareKey::from_bytes(&bytes(jwk, "d")?)?;
    ensure!(key.public_key() == public(jwk)?, "d does not belong to x and y");
    Ok(key)
}

/// The public keys in a JWK set, or the one in anything with `x` and `y`.
pub(crate) fn read_public(keys: &Value) -> Result<Vec<PublicKey>> {
    match keys.get("keys").and_then(Value::as_array) {
        Some(set) => set.iter().map(public).collect(),
        None => Ok(vec![public(keys)?]),
    }
}

fn public(jwk: &Value) -> Result<PublicKey> {
    for (member, only) in [("kty", "EC"), ("crv", "P-256")] {
        let value = jwk.get(member).map_or(Some(only), Value::as_str);
        ensure!(value == Some(only), "{member} must be {only}");
    }
    Ok(PublicKey::from_xy(&bytes(jwk, "x")?, &bytes(jwk, "y")?)?)
}

fn bytes(jwk: &Value, member: &str) -> Result<[u8; 32]> {
    let text = jwk.get(member).and_then(Value::as_str);
    let decoded = text.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    decoded
        .and_then(|bytes| bytes.try_into().ok())
        .with_context(|| format!("{member} must be 32 bytes in base64url without padding"))
}

/// Writes a secret to a new file that only its owner can read; an existing one is never touched.
pub(crate) fn write_secret(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| format!("writing {}", path.display()))
}
