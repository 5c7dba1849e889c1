//! The line to the server, which can be another one: a simulated network, a shell's own client.

use http::{Request, Response};
use once_cell::sync::OnceCell;
use reqwest::Client;
use reqwest::redirect::Policy;
use std::fmt::Display;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Something that will be there later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// No connection, or one that broke.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unreachable {
    /// For a log.
    pub why: String,
    /// Whether the request may have reached the server all the same.
    pub may_have_arrived: bool,
}

impl Unreachable {
    /// Nothing was sent.
    pub fn before_sending(why: &dyn Display) -> Self {
        Self { why: why.to_string(), may_have_arrived: false }
    }

    /// It broke after something was sent.
    pub fn after_sending(why: &dyn Display) -> Self {
        Self { why: why.to_string(), may_have_arrived: true }
    }
}

impl From<reqwest::Error> for Unreachable {
    fn from(error: reqwest::Error) -> Self {
        let may_have_arrived = !error.is_connect() && !error.is_builder();
        // Without the address: it says nothing new, and ends up in logs.
        Self { why: error.without_url().to_string(), may_have_arrived }
    }
}

/// Carries requests to the server. How long a reply may take is the engine's business.
pub trait Transport: Send + Sync {
    /// Does what takes time before the first request: an attempt that is cut off in it was none.
    fn prepare(&self) -> Result<(), Unreachable> {
        Ok(())
    }

    /// Sends a request; what comes back is the reply's head, with its body to be read.
    fn send(&self, request: Request<Vec<u8>>) -> Later<'_, Result<Reply, Unreachable>>;
}

/// A reply whose body is still to be read.
pub type Reply = Response<Box<dyn Body>>;

/// A reply's body, as it comes.
pub trait Body: Send {
    /// The next bytes; nothing at the end.
    fn chunk(&mut self) -> Later<'_, Result<Option<Vec<u8>>, Unreachable>>;
}

/// The internet, over TLS with roots of its own, so that it is the same on each platform.
///
/// The client is made at the first call: TLS and its roots take longer than all else that opening
/// the app does, and what is on the screen first needs no network.
#[derive(Default)]
pub(crate) struct Internet {
    client: OnceCell<Client>,
}

impl Internet {
    fn client(&self) -> Result<&Client, Unreachable> {
        self.client.get_or_try_init(|| {
            let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let tls = rustls::ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .map_err(|error| Unreachable::before_sending(&format_args!("TLS: {error}")))?
                .with_root_certificates(roots)
                .with_no_client_auth();
            let client = Client::builder()
                .tls_backend_preconfigured(tls)
                .redirect(Policy::none())
                .connect_timeout(CONNECT)
                .build()?;
            Ok(client)
        })
    }
}

impl Transport for Internet {
    fn prepare(&self) -> Result<(), Unreachable> {
        self.client().map(drop)
    }

    fn send(&self, request: Request<Vec<u8>>) -> Later<'_, Result<Reply, Unreachable>> {
        Box::pin(async move {
            let response = self.client()?.execute(request.try_into()?).await?;
            let mut reply = Response::builder().status(response.status());
            if let Some(headers) = reply.headers_mut() {
                headers.clone_from(response.headers());
            }
            let body: Box<dyn Body> = Box::new(response);
            reply.body(body).map_err(|error| Unreachable::after_sending(&error))
        })
    }
}

impl Body for reqwest::Response {
    fn chunk(&mut self) -> Later<'_, Result<Option<Vec<u8>>, Unreachable>> {
        Box::pin(async { Ok(Self::chunk(self).await?.map(Into::into)) })
    }
}
