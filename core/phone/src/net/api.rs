//! The contract's calls that a phone makes.

use super::http::{CallError, Http, Reply, accept, send};
use crate::ids;
use crate::keys::Keys;
use crate::ports::Random;
use crate::store::{Store, meta};
use crate::time::ServerClock;
use dough_paycode::SignError;
use dough_rules::ids::{Seq, ShopId};
use dough_rules::shop::ShopFacts;
use dough_rules::units::{Millis, Span};
use dough_wire::replies::{ChangesPage, CommandReply, QuoteReply, Session};
use dough_wire::requests::QuoteRequest;
use dough_wire::signature::{SignatureParams, UnsignedPost};
use dough_wire::{headers, paths};
use reqwest::header::{ACCEPT, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use reqwest::{RequestBuilder, Response, StatusCode, Url};
use std::sync::Arc;
use uuid::Uuid;

/// A token is renewed this long before it runs out.
const TOKEN_MARGIN: Span = Span::seconds(30);

struct Token {
    text: String,
    good_until: Millis,
}

/// The server, as the phone calls it.
pub(crate) struct Api {
    http: Http,
    base: Url,
    authority: String,
    app_version: String,
    keys: Keys,
    clock: Arc<ServerClock>,
    random: Arc<dyn Random>,
    store: Arc<Store>,
    token: tokio::sync::Mutex<Option<Token>>,
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
            http: Http::new(app_version),
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

    /// Sends an intent. The id is the same in each attempt, the signature another one.
    pub(crate) async fn command(
        &self,
        path: &str,
        body: &str,
        id: Uuid,
    ) -> Result<CommandReply, CallError> {
        self.signed(path, body, id).await?.read()
    }

    /// A page of the journal.
    pub(crate) async fn changes(&self, after: Seq) -> Result<ChangesPage, CallError> {
        let url = self.url(paths::CHANGES, Some(&format!("after={after}")));
        let client = self.http.calls()?;
        let page: ChangesPage = self.bearer(|| client.get(url.clone())).await?.read()?;
        self.learn(page.now)?;
        Ok(page)
    }

    /// Price, earning and slots of a basket, as the server has them.
    pub(crate) async fn quote(&self, request: &QuoteRequest) -> Result<QuoteReply, CallError> {
        let body = serde_json::to_vec(request).map_err(crate::store::StoreError::from)?;
        let url = self.url(paths::QUOTE, None);
        let client = self.http.calls()?;
        let call =
            || client.post(url.clone()).header(CONTENT_TYPE, "application/json").body(body.clone());
        self.bearer(call).await?.read()
    }

    /// The catalogue, unless it still has this tag.
    pub(crate) async fn catalogue(&self, etag: Option<&str>) -> Result<CatalogueReply, CallError> {
        let mut call = self.common(self.http.calls()?.get(self.url(paths::CATALOGUE, None)));
        if let Some(etag) = etag {
            call = call.header(IF_NONE_MATCH, etag);
        }
        let reply = send(call).await?;
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

    /// A shop's state.
    pub(crate) async fn shop_state(&self, shop: &ShopId) -> Result<ShopFacts, CallError> {
        let url = self.url(&paths::shop_state(shop), None);
        send(self.common(self.http.calls()?.get(url))).await?.read()
    }

    /// Opens the stream.
    pub(crate) async fn stream(&self) -> Result<Response, CallError> {
        let url = self.url(paths::STREAM, None);
        let token = self.token().await?;
        let call = self.http.streams()?.get(url).bearer_auth(token);
        let call = self.common(call).header(ACCEPT, "text/event-stream");
        let accepted = accept(call.send().await?).await;
        self.drop_refused_token(accepted).await
    }

    /// A signed call. A clock that is off is set by the server's answer, and the call made again
    /// once.
    async fn signed(&self, path: &str, body: &str, id: Uuid) -> Result<Reply, CallError> {
        let first = self.signed_once(path, body, id).await;
        let Err(CallError::Problem { problem, .. }) = &first else {
            return first;
        };
        let stated = problem.facts.get("now").and_then(serde_json::Value::as_i64);
        match stated {
            Some(now) if problem.code == "clock_skew" => {
                self.learn(Millis::new(now))?;
                self.signed_once(path, body, id).await
            }
            _ => first,
        }
    }

    async fn signed_once(&self, path: &str, body: &str, id: Uuid) -> Result<Reply, CallError> {
        let url = self.url(path, None);
        let params = SignatureParams {
            created: self.clock.now().seconds(),
            nonce: ids::nonce(&*self.random)
                .map_err(|error| SignError::Failed(error.to_string()))?,
            key_id: self.keys.api_kid().to_string(),
        };
        let post = UnsignedPost::new(&self.authority, url.path(), body.as_bytes(), id, &params);
        let (keys, text) = (self.keys.clone(), post.text().to_vec());
        let signature = tokio::task::spawn_blocking(move || keys.sign_call(&text))
            .await
            .map_err(|_| SignError::Failed("it panicked".to_owned()))??;
        let mut call = self.http.calls()?.post(url).header(CONTENT_TYPE, "application/json");
        for (name, value) in post.headers(&signature) {
            call = call.header(name, value);
        }
        send(self.common(call.body(body.to_owned()))).await
    }

    /// A call with a token. A refused token is renewed once.
    async fn bearer(&self, call: impl Fn() -> RequestBuilder) -> Result<Reply, CallError> {
        let attempt = async || {
            let token = self.token().await?;
            let answer = send(self.common(call().bearer_auth(token))).await;
            self.drop_refused_token(answer).await
        };
        match attempt().await {
            Err(CallError::Problem { problem, .. }) if problem.status == 401 => attempt().await,
            answer => answer,
        }
    }

    async fn token(&self) -> Result<String, CallError> {
        let mut token = self.token.lock().await;
        if let Some(token) = &*token
            && self.clock.now() < token.good_until
        {
            return Ok(token.text.clone());
        }
        let id = ids::new_id(self.clock.now(), &*self.random)
            .map_err(|error| SignError::Failed(error.to_string()))?;
        let session: Session = self.signed(paths::SESSION, "{}", id).await?.read()?;
        self.learn(session.now)?;
        *token = Some(Token {
            text: session.token.clone(),
            good_until: session.expires_at - TOKEN_MARGIN,
        });
        Ok(session.token)
    }

    async fn drop_refused_token<T>(&self, answer: Result<T, CallError>) -> Result<T, CallError> {
        if let Err(CallError::Problem { problem, .. }) = &answer
            && problem.status == 401
        {
            *self.token.lock().await = None;
        }
        answer
    }

    /// Learns the server's time, and keeps it for when there is no network.
    fn learn(&self, now: Millis) -> Result<(), CallError> {
        if let Some(offset) = self.clock.learn(now) {
            let value = offset.get().to_string();
            self.store.write(|db| meta::set(db, meta::CLOCK_OFFSET, &value))?;
        }
        Ok(())
    }

    fn common(&self, call: RequestBuilder) -> RequestBuilder {
        call.header(headers::CLIENT_VERSION, &self.app_version)
    }

    /// The address of a path of the contract, below the base's own path.
    fn url(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }
}
