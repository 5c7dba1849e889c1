//! One attempt to tell an address, and which addresses may be told.
//!
//! Who gives an address is the owner, but what listens there may be anything: without leave, only
//! `https` to addresses of the open internet is called, so that nobody reaches this machine's own
//! network through the shop. The check is made on the very addresses that are connected to, names
//! resolved; redirects are not followed.

use super::sign::signature;
use crate::store::Delivery;
use dough_rules::units::Millis;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest address that is taken.
const LONGEST: usize = 2000;

/// What may be called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outbound {
    /// Addresses of private networks, and `http`.
    pub private: bool,
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It was taken.
    Taken(u16),
    /// Nobody wants it any more.
    Gone,
    /// It failed, in a few words that name no address.
    Failed(String),
}

/// Whether an address stands in the open internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            let is_special = address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_multicast()
                || address.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (b == 18 || b == 19))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99);
            !is_special
        }
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(short) => is_public(short.into()),
            None => is_public_long(address),
        },
    }
}

/// What is given out as global, without what carries short addresses inside, or is for special use.
fn is_public_long(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    (0x2000..0x4000).contains(&a)
        && a != 0x2002
        && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8))
        && !(a == 0x3fff && b < 0x1000)
}

/// Resolves names to those addresses that may be called.
struct Guard(Outbound);

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let outbound = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> =
                found.filter(|it| outbound.private || is_public(it.ip())).collect();
            if allowed.is_empty() {
                return Err("the name leads to no address that may be called".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Calls addresses.
pub(crate) struct Sender {
    outbound: Outbound,
    client: Option<Client>,
}

impl Sender {
    pub(crate) fn new(outbound: Outbound) -> Self {
        let client = client(outbound).inspect_err(|error| {
            tracing::error!(%error, "webhooks can't be sent");
        });
        Self { outbound, client: client.ok() }
    }

    /// An address that may be told, as it is written from now on; or why it may not.
    pub(crate) fn address(&self, text: &str) -> Result<String, &'static str> {
        if text.len() > LONGEST {
            return Err("An address has at most 2,000 characters.");
        }
        let url: Url = text.parse().map_err(|_| "This is no address.")?;
        self.allow(&url)?;
        Ok(url.to_string())
    }

    fn allow(&self, url: &Url) -> Result<(), &'static str> {
        let https = url.scheme() == "https";
        if !(https || self.outbound.private && url.scheme() == "http") {
            return Err("An address begins with https://.");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("An address holds no name and password.");
        }
        let host = url.host_str().ok_or("An address has a host.")?;
        let number: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        match number {
            Some(address) if !self.outbound.private && !is_public(address) => {
                Err("Only addresses of the open internet are called.")
            }
            _ => Ok(()),
        }
    }

    /// Makes one attempt.
    pub(crate) async fn tell(&self, delivery: &Delivery, now: Millis) -> Told {
        let Some(client) = &self.client else {
            return Told::Failed("no TLS".to_owned());
        };
        // Checked again: what is allowed may have changed since the address was given.
        let Some(url) = delivery.url.parse().ok().filter(|url| self.allow(url).is_ok()) else {
            return Told::Failed("the address may not be called".to_owned());
        };
        let (id, seconds) = (delivery.message_id(), now.seconds());
        let signed = signature(&delivery.secret, &id, seconds, &delivery.body);
        let sent = client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signed)
            .body(delivery.body.clone())
            .send()
            .await;
        match sent.map(|answer| answer.status().as_u16()) {
            Ok(status @ 200..=299) => Told::Taken(status),
            Ok(410) => Told::Gone,
            Ok(status) => Told::Failed(status.to_string()),
            Err(error) if error.is_timeout() => Told::Failed("no answer in time".to_owned()),
            Err(error) if error.is_connect() => Told::Failed("no connection".to_owned()),
            Err(_) => Told::Failed("no answer".to_owned()),
        }
    }
}

fn client(outbound: Outbound) -> Result<Client, Box<dyn std::error::Error>> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(Guard(outbound)))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("dough/", env!("CARGO_PKG_VERSION")))
        .timeout(PATIENCE)
        .build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_open_internet_is_called_without_leave() {
        let guarded = Sender::new(Outbound::default());
        for bad in [
            "http://example.com/hook",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://172.20.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://anna:secret@example.com/",
            "ftp://example.com/",
            "example.com",
        ] {
            assert!(guarded.address(bad).is_err(), "{bad}");
        }
        for good in ["https://example.com/hook?a=b", "https://8.8.8.8/", "https://[2606:4700::1]/"]
        {
            assert_eq!(guarded.address(good).as_deref(), Ok(good));
        }
        let trusting = Sender::new(Outbound { private: true });
        assert!(trusting.address("http://127.0.0.1:9000/hook").is_ok());
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_called() {
        let name = || "localhost".parse::<Name>().unwrap();
        assert!(Guard(Outbound::default()).resolve(name()).await.is_err());
        assert!(Guard(Outbound { private: true }).resolve(name()).await.is_ok());
    }
}
