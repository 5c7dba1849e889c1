//! A till: it signs each call with its own key.

use crate::client::{CallError, Said, http, read};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_paycode::{Signer, SoftwareKey, normalise_signature};
use dough_rules::ids::ReceiptId;
use dough_rules::refund::RefundScope;
use dough_rules::units::Millis;
use dough_rules::uuid_v7;
use dough_wire::paths;
use dough_wire::replies::{CommandReply, RegisterEnrolled};
use dough_wire::requests::{EnrolRegister, RefundRequest, ScanRequest};
use dough_wire::signature::{SignatureParams, UnsignedPost};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use uuid::Uuid;

/// Where a till takes its time from.
pub type Now = Arc<dyn Fn() -> Millis + Send + Sync>;

/// A till of a shop.
pub struct Till {
    server: String,
    authority: String,
    key: SoftwareKey,
    now: Now,
    client: reqwest::Client,
}

impl Till {
    /// A till with this key, which calls the shop at `server`: `https://shop.example`.
    pub fn new(server: &str, key: SoftwareKey, now: Now) -> Result<Self, CallError> {
        let server = server.trim_end_matches('/').to_owned();
        let authority = match server.split_once("://") {
            Some(("http" | "https", authority)) => authority.to_owned(),
            _ => return Err(CallError::Address(server)),
        };
        Ok(Self { server, authority, key, now, client: http()? })
    }

    /// Enrols with a one-time code.
    pub async fn enrol(&self, code: &str, name: &str) -> Result<Said<RegisterEnrolled>, CallError> {
        let key = URL_SAFE_NO_PAD.encode(self.key.public_key().to_sec1());
        let body = EnrolRegister { code: code.to_owned(), name: name.to_owned(), key };
        self.post(paths::REGISTERS, self.id(), &body).await
    }

    /// Books a sale.
    pub async fn scan(&self, sale: &ScanRequest) -> Result<Said<CommandReply>, CallError> {
        self.scan_as(self.id(), sale).await
    }

    /// Books a sale under a request id, as a till does that tries again.
    pub async fn scan_as(
        &self,
        request: Uuid,
        sale: &ScanRequest,
    ) -> Result<Said<CommandReply>, CallError> {
        self.post(paths::SCANS, request, sale).await
    }

    /// Refunds a receipt of the till's shop, or a part of it.
    pub async fn refund(
        &self,
        receipt: ReceiptId,
        scope: RefundScope,
    ) -> Result<Said<CommandReply>, CallError> {
        let asked = RefundRequest { receipt, shop: None, scope };
        self.post(paths::REFUNDS, self.id(), &asked).await
    }

    /// An id for a request: time-ordered, so that a shop's database keeps new ones together.
    fn id(&self) -> Uuid {
        uuid_v7((self.now)(), &rand::random())
    }

    /// A signed call, under a request id.
    pub async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        request: Uuid,
        body: &B,
    ) -> Result<Said<T>, CallError> {
        let body = serde_json::to_vec(body)?;
        let signed =
            signed_headers(&self.key, &self.authority, path, &body, request, (self.now)())?;
        let mut call = self.client.post(format!("{}{path}", self.server));
        for (name, value) in signed {
            call = call.header(name, value);
        }
        let response = call.header("content-type", "application/json").body(body).send().await?;
        read(response).await
    }
}

/// The headers of a `POST` that is signed with a key in memory: the till's own, or that of whoever
/// makes calls on purpose, as a load test does.
pub fn signed_headers(
    key: &SoftwareKey,
    authority: &str,
    path: &str,
    body: &[u8],
    request: Uuid,
    now: Millis,
) -> Result<[(&'static str, String); 4], CallError> {
    let params = SignatureParams {
        created: now.seconds(),
        nonce: fresh_id().simple().to_string(),
        key_id: key.public_key().kid().to_string(),
    };
    let post = UnsignedPost::new(authority, path, body, request, &params);
    let signature = key.sign(post.text()).map_err(|error| CallError::Key(error.to_string()))?;
    let signature = normalise_signature(&signature)
        .ok_or_else(|| CallError::Key("the signature has no known form".to_owned()))?;
    Ok(post.headers(&signature))
}

/// An id for one request, of random bits.
pub fn fresh_id() -> Uuid {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid()
}
