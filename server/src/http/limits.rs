//! How much anybody may ask for: rates by key and by address, and whose word is taken for an address.
//!
//! A rate is a bucket that fills by the second and holds ten seconds' worth. A key is counted once
//! its signature fits, so nobody uses up another's; an address before anything else is done. Behind
//! a proxy the address is the one that the proxy names, if the proxy is one that is trusted. This
//! machine's own address is no customer's, and isn't counted.

use super::reply::Failure;
use crate::app::App;
use axum::http::HeaderMap;
use dough_paycode::Kid;
use dough_rules::units::Millis;
use dough_wire::Problem;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

/// How many buckets are remembered of a kind. Those that have filled up again are forgotten first.
const REMEMBERED: usize = 100_000;
/// How many seconds' worth a bucket holds.
const HOLDS: i64 = 10;
/// How many passwords may be wrong at once, and how long it takes until one more may.
const WRONG_PASSWORDS: i64 = 10;
const PASSWORD_AGAIN: i64 = 30_000;

/// Addresses that begin alike: `10.0.0.0/8`, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: u128,
    mask: u128,
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        number(address) & self.mask == self.first
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const BAD: &str = "a network is an address, or one with its length: 10.0.0.0/8";
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| BAD)?;
        let longest: u32 = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Ok(longest), |length| length.parse().map_err(|_| BAD))?;
        let free = longest.checked_sub(length).ok_or(BAD)?;
        let mask = u128::MAX.checked_shl(free).unwrap_or(0);
        Ok(Self { first: number(address) & mask, mask })
    }
}

/// Addresses of both kinds as one kind.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
    .into()
}

/// How much is allowed.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Calls of one key in a second; 0 for any number.
    pub calls_per_key: u32,
    /// Calls from one address in a second; 0 for any number.
    pub calls_per_address: u32,
    /// Connections at a time.
    pub connections: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: Vec<Network>,
}

impl Default for Limits {
    /// No rates, and as many connections as streams have places, and half as many more.
    fn default() -> Self {
        Self { calls_per_key: 0, calls_per_address: 0, connections: 16_384, proxies: vec![] }
    }
}

/// What fills up again with time: how much is used, and when that was counted.
struct Bucket {
    used: i64,
    at: Millis,
}

/// Buckets by name. One use takes `cost` ms to fill up again, and at most `most` ms may be missing.
struct Buckets<K> {
    cost: i64,
    most: i64,
    all: Mutex<HashMap<K, Bucket>>,
}

impl<K: Eq + Hash> Buckets<K> {
    /// So many in a second; any number for 0.
    fn per_second(rate: u32) -> Self {
        let rate = i64::from(rate);
        let cost = if rate == 0 { 0 } else { (1000 / rate).max(1) };
        Self { cost, most: HOLDS * rate * cost, all: Mutex::default() }
    }

    /// Takes one, or says in how many ms there is one again.
    fn take(&self, name: K, now: Millis) -> Result<(), i64> {
        if self.cost == 0 {
            return Ok(());
        }
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED && !all.contains_key(&name) {
            all.retain(|_, bucket| bucket.used > (now - bucket.at).get());
            if all.len() >= REMEMBERED {
                all.clear();
            }
        }
        let bucket = all.entry(name).or_insert(Bucket { used: 0, at: now });
        let used = (bucket.used - (now - bucket.at).get().max(0)).max(0);
        let over = used + self.cost - self.most;
        if over > 0 {
            return Err(over);
        }
        *bucket = Bucket { used: used + self.cost, at: now };
        Ok(())
    }

    /// Whether one could be taken.
    fn is_empty(&self, name: &K, now: Millis) -> Option<i64> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = all.get(name)?;
        let used = (bucket.used - (now - bucket.at).get().max(0)).max(0);
        Some(used + self.cost - self.most).filter(|over| *over > 0)
    }
}

/// What everybody has used up.
pub(crate) struct Rates {
    keys: Buckets<Kid>,
    addresses: Buckets<u128>,
    passwords: Buckets<(Option<u128>, String)>,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        let most = WRONG_PASSWORDS * PASSWORD_AGAIN;
        Self {
            keys: Buckets::per_second(limits.calls_per_key),
            addresses: Buckets::per_second(limits.calls_per_address),
            passwords: Buckets { cost: PASSWORD_AGAIN, most, all: Mutex::default() },
        }
    }
}

/// The address that a connection comes from, beside each of its calls.
#[derive(Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// The address that is counted, a network of 64 bits for the long ones. Nothing where it is this
/// machine's own.
pub(super) fn counted_address(
    limits: &Limits,
    peer: Option<Peer>,
    headers: &HeaderMap,
) -> Option<IpAddr> {
    let trusted = |address: IpAddr| limits.proxies.iter().any(|proxy| proxy.holds(address));
    let mut address = peer?.0.ip().to_canonical();
    if trusted(address) {
        // Each proxy adds whom it heard at the end; what stands before, anybody may have written.
        let named = headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
        let named: Vec<&str> = named.flat_map(|line| line.split(',')).collect();
        for name in named.iter().rev() {
            let Ok(before) = name.trim().parse::<IpAddr>() else { break };
            address = before.to_canonical();
            if !trusted(address) {
                break;
            }
        }
    }
    if address.is_loopback() || trusted(address) {
        return None;
    }
    Some(match address {
        IpAddr::V6(long) => Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << 64)).into(),
        short @ IpAddr::V4(_) => short,
    })
}

fn too_many(over: i64) -> Failure {
    let problem = Problem::new("too_many_requests", "Too many calls from here; wait a little.");
    Failure(problem.with("retry_after", over.div_euclid(1000) + 1))
}

/// Counts a call of an address.
pub(super) fn count_address(app: &App, address: IpAddr) -> Result<(), Failure> {
    app.rates.addresses.take(number(address), app.now()).map_err(too_many)
}

/// Counts a call of a key whose signature, or token, fits.
pub(super) fn count_key(app: &App, kid: Kid) -> Result<(), Failure> {
    app.rates.keys.take(kid, app.now()).map_err(too_many)
}

/// Refuses whoever has tried too many passwords for an account.
pub(super) fn may_try(app: &App, address: Option<IpAddr>, account: &str) -> Result<(), Failure> {
    let name = (address.map(number), account.to_owned());
    app.rates.passwords.is_empty(&name, app.now()).map_or(Ok(()), |over| Err(too_many(over)))
}

/// Counts a password that was wrong.
pub(super) fn count_wrong(app: &App, address: Option<IpAddr>, account: &str) {
    // A name that is none is as long as a body; what is remembered is bounded.
    let account: String = account.chars().take(100).collect();
    // Whether it was the last one is asked before the next try.
    let _ = app.rates.passwords.take((address.map(number), account), app.now());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(proxies: &[&str]) -> Limits {
        let proxies = proxies.iter().map(|text| text.parse().unwrap()).collect();
        Limits { proxies, ..Limits::default() }
    }

    fn counted(proxies: &[&str], peer: &str, forwarded: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let peer = Peer(SocketAddr::new(peer.parse().unwrap(), 1));
        counted_address(&limits(proxies), Some(peer), &headers).map(|it| it.to_string())
    }

    #[test]
    fn a_proxy_that_is_not_trusted_names_nobody() {
        assert_eq!(counted(&[], "10.0.0.1", "1.2.3.4").as_deref(), Some("10.0.0.1"));
        assert_eq!(counted(&[], "127.0.0.1", "1.2.3.4"), None);
    }

    #[test]
    fn the_last_address_that_is_no_proxys_counts() {
        let proxies = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
        let of = |peer, forwarded| counted(&proxies, peer, forwarded);
        assert_eq!(of("127.0.0.1", "6.6.6.6, 1.2.3.4").as_deref(), Some("1.2.3.4"));
        assert_eq!(of("::ffff:10.1.1.1", "6.6.6.6, 1.2.3.4, 10.0.0.9").as_deref(), Some("1.2.3.4"));
        assert_eq!(of("10.0.0.1", "6.6.6.6, nobody"), None);
        assert_eq!(of("fd00::1", "2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1:2::"));
    }

    #[test]
    fn a_network_is_read_or_refused() {
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.holds("8.8.8.8".parse().unwrap()) && !all.holds("::1".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "example.com"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_bucket_gives_out_what_it_holds_and_fills_by_the_second() {
        let buckets = Buckets::per_second(2);
        let at = |ms: i64| Millis::new(1_000_000 + ms);
        for _ in 0..20 {
            assert_eq!(buckets.take(1, at(0)), Ok(()));
        }
        assert_eq!(buckets.take(1, at(0)), Err(500));
        assert_eq!(buckets.take(2, at(0)), Ok(()), "another's is full");
        assert_eq!(buckets.take(1, at(499)), Err(1));
        assert_eq!(buckets.take(1, at(500)), Ok(()));
        assert_eq!(buckets.take(1, at(-9_000)), Err(500), "a clock that goes back gives nothing");
    }
}
