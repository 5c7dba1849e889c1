//! The contract's calls that a phone makes.

use super::http::{CallError, Line, Reply, Stream};
use super::transport::{Transport, Unreachable};
use crate::ids;
use crate::keys::Keys;
use crate::ports::Random;
use crate::store::{Store, StoreError, meta};
use crate::time::ServerClock;
use dough_paycode::SignError;
use dough_rules::ids::{Bytes32, Seq, ShopId};
use dough_rules::shop::ShopFacts;
use dough_rules::units::{Millis, Span};
use dough_wire::replies::{
    ChangesPage, CommandReply, DeviceCode, Profile, QuoteReply, Session, StreamEvent,
};
use dough_wire::requests::{QuoteRequest, RecoverWallet};
use dough_wire::signature::{SignatureParams, UnsignedPost};
use dough_wire::{Problem, headers, paths};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, USER_AGENT};
use http::request::Builder;
use http::{Method, Request, StatusCode};
use reqwest::Url;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// A token is renewed this long before it runs out.
const TOKEN_MARGIN: Span = Span::seconds(30);
/// How long a long poll may take: the server answers after 25 seconds.
const POLL: Duration = Duration::from_secs(40);
const JSON: &str = "application/json";

struct Token {
    text: String,
    good_until: Millis,
}

/// The server, as the phone calls it.
pub(crate) struct Api {
    line: Line,
    base: Url,
    authority: String,
    app_version: String,
    keys: Keys,
    clock: Arc<ServerClock>,
    random: Arc<dyn Random>,
    store: Arc<Store>,
    token: tokio::sync::Mutex<Option<Token>>,
}

/// The server has done what was wanted.
pub(crate) struct Done {
    /// The timeline of its database.
    pub(crate) epoch: Uuid,
    /// The wallet's last number after it.
    pub(crate) head: Option<Seq>,
    /// The answer, where this version can read it.
    pub(crate) read: Option<CommandReply>,
    /// The answer as it came.
    pub(crate) text: String,
}

/// The part of an answer that never changes.
#[derive(Deserialize)]
struct Known {
    epoch: Uuid,
    #[serde(default)]
    head: Option<Seq>,
}

/// What asking for the catalogue brought.
pub(crate) enum CatalogueReply {
    /// It is the one that the phone has.
    Same,
    /// Another one, as JSON, with its tag.
    Other { json: String, etag: Option<String> },
}

impl Api {
    /// Fails where the address isn't one of `http` or `https`.
    pub(crate) fn new(
        server: &str,
        app_version: &str,
        keys: Keys,
        clock: Arc<ServerClock>,
        random: Arc<dyn Random>,
        store: Arc<Store>,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, String> {
        let base = Url::parse(server).map_err(|error| format!("the server's address: {error}"))?;
        let host = base
            .host_str()
            .filter(|_| matches!(base.scheme(), "http" | "https"))
            .ok_or("the server's address must begin with https://")?;
        let authority = match base.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self {
            line: Line::new(transport),
            base,
            authority,
            app_version: app_version.to_owned(),
            keys,
            clock,
            random,
            store,
            token: tokio::sync::Mutex::new(None),
        })
    }

    /// Does what takes time before the first call. It may take long: not for an async worker.
    pub(crate) fn prepare(&self) -> Result<(), CallError> {
        self.line.prepare()
    }

    /// Sends an intent. The id is the same in each attempt, the signature another one.
    /// `ready` is asked when all is signed and the next step is to send; nothing comes where it
    /// says no.
    pub(crate) async fn command(
        &self,
        path: &str,
        body: &str,
        id: Uuid,
        ready: impl FnOnce() -> Result<bool, StoreError>,
    ) -> Result<Option<Done>, CallError> {
        let request = self.sign(path, body, id).await?;
        if !ready()? {
            return Ok(None);
        }
        let first = self.line.call(request).await;
        let reply = self.on_this_clock(first, path, body, id).await?;
        let read: Option<CommandReply> = reply.read().ok();
        // What a newer server answers may hold an outcome that this version doesn't know. It is
        // done all the same.
        let known: Known = reply.read()?;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        Ok(Some(Done { epoch: known.epoch, head: known.head, read, text }))
    }

    /// A page of the journal.
    pub(crate) async fn changes(&self, after: Seq) -> Result<ChangesPage, CallError> {
        let path = format!("{}?after={after}", paths::CHANGES);
        let page: ChangesPage = self.bearer(Method::GET, &path, vec![]).await?.read()?;
        self.learn(page.now)?;
        Ok(page)
    }

    /// Waits until the head is above a number, or for as long as the server lets one wait.
    pub(crate) async fn head_above(&self, after: Seq) -> Result<StreamEvent, CallError> {
        let path = format!("{}?after={after}", paths::HEAD);
        let token = self.token().await?;
        let call = self.call(Method::GET, &path).header(AUTHORIZATION, bearer(&token));
        let answer = self.line.call_within(finish(call, vec![])?, POLL).await;
        self.drop_refused_token(answer).await?.read()
    }

    /// Price, earning and slots of a basket, as the server has them.
    pub(crate) async fn quote(&self, request: &QuoteRequest) -> Result<QuoteReply, CallError> {
        let body = serde_json::to_vec(request).map_err(StoreError::from)?;
        self.bearer(Method::POST, paths::QUOTE, body).await?.read()
    }

    /// The catalogue, unless it still has this tag.
    pub(crate) async fn catalogue(&self, etag: Option<&str>) -> Result<CatalogueReply, CallError> {
        let mut call = self.call(Method::GET, paths::CATALOGUE);
        if let Some(etag) = etag {
            call = call.header(IF_NONE_MATCH, etag);
        }
        let reply = self.send(call, vec![]).await?;
        if reply.status == StatusCode::NOT_MODIFIED {
            return Ok(CatalogueReply::Same);
        }
        // Read once to be sure that it is ours; what is kept are the server's own words.
        let _: dough_rules::Catalogue = reply.read()?;
        let tag = reply.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        Ok(CatalogueReply::Other {
            etag: tag.map(str::to_owned),
            json: String::from_utf8_lossy(&reply.body).into_owned(),
        })
    }

    /// A code by which this phone agrees to another one.
    pub(crate) async fn device_code(&self) -> Result<DeviceCode, CallError> {
        self.signed(paths::DEVICE_CODE, "{}", self.id()?).await?.read()
    }

    /// Has a code sent to a wallet's address.
    pub(crate) async fn recovery_code(&self, asked: &RecoverWallet) -> Result<(), CallError> {
        let body = serde_json::to_string(asked).map_err(StoreError::from)?;
        self.signed(paths::DEVICE_RECOVERY, &body, self.id()?).await?;
        Ok(())
    }

    /// What is known of the customer.
    pub(crate) async fn profile(&self) -> Result<Profile, CallError> {
        self.bearer(Method::GET, paths::PROFILE, vec![]).await?.read()
    }

    /// All that is kept of the customer beside the journal, as it came.
    pub(crate) async fn export(&self) -> Result<Box<RawValue>, CallError> {
        self.bearer(Method::GET, paths::EXPORT, vec![]).await?.read()
    }

    fn id(&self) -> Result<Uuid, CallError> {
        let id = ids::new_id(self.clock.now(), &*self.random);
        Ok(id.map_err(|error| SignError::Failed(error.to_string()))?)
    }

    /// A picture's bytes. What comes has this hash, or nothing comes.
    pub(crate) async fn image(&self, hash: &Bytes32) -> Result<Vec<u8>, CallError> {
        let reply = self.send(self.call(Method::GET, &paths::image(hash)), vec![]).await?;
        let found = ring::digest::digest(&ring::digest::SHA256, &reply.body);
        if found.as_ref() == hash.0 {
            Ok(reply.body)
        } else {
            Err(CallError::NotOurs { status: reply.status.as_u16() })
        }
    }

    /// A shop's state.
    pub(crate) async fn shop_state(&self, shop: &ShopId) -> Result<ShopFacts, CallError> {
        self.send(self.call(Method::GET, &paths::shop_state(shop)), vec![]).await?.read()
    }

    /// Opens the stream. A refused token is renewed once.
    pub(crate) async fn stream(&self) -> Result<Stream, CallError> {
        let attempt = async || {
            let token = self.token().await?;
            let call = self
                .call(Method::GET, paths::STREAM)
                .header(AUTHORIZATION, bearer(&token))
                .header(ACCEPT, "text/event-stream");
            let opened = self.line.stream(finish(call, vec![])?).await;
            self.drop_refused_token(opened).await
        };
        let answer = attempt().await;
        if is_refused(&answer) { attempt().await } else { answer }
    }

    /// A signed call.
    async fn signed(&self, path: &str, body: &str, id: Uuid) -> Result<Reply, CallError> {
        let first = self.line.call(self.sign(path, body, id).await?).await;
        self.on_this_clock(first, path, body, id).await
    }

    /// Where the first answer says that the clock is off, sets it by the server's and makes the
    /// call again, once.
    async fn on_this_clock(
        &self,
        first: Result<Reply, CallError>,
        path: &str,
        body: &str,
        id: Uuid,
    ) -> Result<Reply, CallError> {
        match &first {
            Err(CallError::Problem { problem, .. })
                if problem.code == "clock_skew" && self.learn_stated(problem)? =>
            {
                self.line.call(self.sign(path, body, id).await?).await
            }
            _ => first,
        }
    }

    /// Learns the server's time from a problem that states it. Whether it did.
    pub(crate) fn learn_stated(&self, problem: &Problem) -> Result<bool, StoreError> {
        let stated = problem.facts.get("now").and_then(serde_json::Value::as_i64);
        if let Some(now) = stated {
            self.learn(Millis::new(now))?;
        }
        Ok(stated.is_some())
    }

    /// A signed request, as of now.
    async fn sign(&self, path: &str, body: &str, id: Uuid) -> Result<Request<Vec<u8>>, CallError> {
        let params = SignatureParams {
            created: self.clock.now().seconds(),
            nonce: ids::nonce(&*self.random)
                .map_err(|error| SignError::Failed(error.to_string()))?,
            key_id: self.keys.api_kid().to_string(),
        };
        let url = self.url(path);
        let post = UnsignedPost::new(&self.authority, url.path(), body.as_bytes(), id, &params);
        let (keys, text) = (self.keys.clone(), post.text().to_vec());
        let signature = tokio::task::spawn_blocking(move || keys.sign_call(&text))
            .await
            .map_err(|_| SignError::Failed("it panicked".to_owned()))??;
        let mut call = self.call(Method::POST, path).header(CONTENT_TYPE, JSON);
        for (name, value) in post.headers(&signature) {
            call = call.header(name, value);
        }
        finish(call, body.as_bytes().to_vec())
    }

    /// A call with a token. A refused token is renewed once.
    async fn bearer(&self, verb: Method, path: &str, body: Vec<u8>) -> Result<Reply, CallError> {
        let attempt = async || {
            let token = self.token().await?;
            let mut call = self.call(verb.clone(), path).header(AUTHORIZATION, bearer(&token));
            if !body.is_empty() {
                call = call.header(CONTENT_TYPE, JSON);
            }
            let answer = self.send(call, body.clone()).await;
            self.drop_refused_token(answer).await
        };
        let answer = attempt().await;
        if is_refused(&answer) { attempt().await } else { answer }
    }

    async fn token(&self) -> Result<String, CallError> {
        let mut token = self.token.lock().await;
        if let Some(token) = &*token
            && self.clock.now() < token.good_until
        {
            return Ok(token.text.clone());
        }
        let session: Session = self.signed(paths::SESSION, "{}", self.id()?).await?.read()?;
        self.learn(session.now)?;
        *token = Some(Token {
            text: session.token.clone(),
            good_until: session.expires_at - TOKEN_MARGIN,
        });
        Ok(session.token)
    }

    async fn drop_refused_token<T>(&self, answer: Result<T, CallError>) -> Result<T, CallError> {
        if is_refused(&answer) {
            self.forget_token().await;
        }
        answer
    }

    /// The next call asks for a new token, as after the wallet became another one.
    pub(crate) async fn forget_token(&self) {
        *self.token.lock().await = None;
    }

    /// The timeline that the server named last.
    pub(crate) fn epoch_heard(&self) -> Option<Uuid> {
        self.line.epoch_heard()
    }

    /// Learns the server's time, and keeps it for when there is no network.
    fn learn(&self, now: Millis) -> Result<(), StoreError> {
        if let Some(offset) = self.clock.learn(now) {
            let value = offset.get().to_string();
            self.store.write(|db| meta::set(db, meta::CLOCK_OFFSET, &value))?;
        }
        Ok(())
    }

    async fn send(&self, call: Builder, body: Vec<u8>) -> Result<Reply, CallError> {
        self.line.call(finish(call, body)?).await
    }

    /// A call's head, with what each carries.
    fn call(&self, verb: Method, path: &str) -> Builder {
        Request::builder()
            .method(verb)
            .uri(self.url(path).as_str())
            .header(USER_AGENT, format!("dough/{}", self.app_version))
            .header(headers::CLIENT_VERSION, &self.app_version)
    }

    /// The address of a path of the contract, maybe with a query, below the base's own path.
    fn url(&self, path: &str) -> Url {
        let (path, query) = path.split_once('?').map_or((path, None), |(p, q)| (p, Some(q)));
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }
}

/// Whether the token was refused: then the call is made again with another one.
fn is_refused<T>(answer: &Result<T, CallError>) -> bool {
    matches!(answer, Err(CallError::Problem { problem, .. }) if problem.status == 401)
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// A version or a token that can't stand in a header is a mistake of the shell's.
fn finish(call: Builder, body: Vec<u8>) -> Result<Request<Vec<u8>>, CallError> {
    Ok(call.body(body).map_err(|error| Unreachable::before_sending(&error))?)
}
