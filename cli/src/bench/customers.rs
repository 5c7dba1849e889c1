//! Wallets with keys of their own, and what they and the tills send: signed, as whole requests.

use super::load::Calls;
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_core::SoftwareKeys;
use dough_paycode::{MintRequest, Ops, PublicKey, Signer as _, SoftwareKey, mint_text};
use dough_register::signed_headers;
use dough_rules::catalogue::Mode;
use dough_rules::command::SaleTender;
use dough_rules::ids::ShopId;
use dough_rules::pricing::BasketLine;
use dough_rules::units::{Cents, Millis, Span};
use dough_rules::uuid_v7;
use dough_server::{Clock, SystemClock};
use dough_wire::paths;
use dough_wire::requests::{Intent, OpenWallet, PlaceOrder, ScanRequest, TopUp};
use serde::Serialize;
use std::fmt::Write as _;
use uuid::Uuid;

/// What each customer pays in; the most that one call takes.
pub(super) const BALANCE: Cents = Cents::new(25_000);
/// What each sale is: a loaf and a croissant of the bakery, EUR 6.30, enough for a dough.
pub(super) const BASKET: [(&str, i64); 2] = [("sourdough-loaf", 420), ("croissant", 210)];
/// How often a balance pays for that.
pub(super) const SALES_EACH: usize = 39;

/// An id as a till and a phone make it: time-ordered.
fn fresh_id() -> Uuid {
    uuid_v7(SystemClock::new().now(), &rand::random())
}

/// What is bought.
pub(super) fn lines() -> Result<Vec<BasketLine>> {
    let line = |item: &str| -> Result<BasketLine> {
        Ok(BasketLine { item: item.parse()?, quantity: 1, modifiers: vec![] })
    };
    BASKET.iter().map(|(item, _)| line(item)).collect()
}

/// What a sale costs.
pub(super) fn total() -> Cents {
    BASKET.iter().map(|(_, price)| Cents::new(*price)).sum()
}

/// A customer: two keys, and how many codes were shown.
pub(super) struct Customer {
    pay: SoftwareKey,
    api: SoftwareKey,
    counter: u64,
}

/// The address that calls are signed for.
pub(super) struct Shop<'a> {
    pub(super) authority: &'a str,
    pub(super) now: Millis,
}

impl<'a> Shop<'a> {
    /// The shop at an address, now.
    pub(super) fn at(authority: &'a str) -> Self {
        Self { authority, now: SystemClock::new().now() }
    }

    fn post<B: Serialize>(&self, path: &str, key: &SoftwareKey, body: &B) -> Result<Vec<u8>> {
        let body = serde_json::to_vec(body)?;
        let headers = signed_headers(key, self.authority, path, &body, fresh_id(), self.now)?;
        let mut head = format!("POST {path} HTTP/1.1\r\nhost: {}\r\n", self.authority);
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n")?;
        }
        write!(head, "content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len())?;
        let mut call = head.into_bytes();
        call.extend(body);
        Ok(call)
    }
}

impl Customer {
    pub(super) fn new() -> Result<Self> {
        let key = || SoftwareKey::from_bytes(&rand::random());
        Ok(Self::with_keys(key()?, key()?))
    }

    pub(super) const fn with_keys(pay: SoftwareKey, api: SoftwareKey) -> Self {
        Self { pay, api, counter: 0 }
    }

    /// The paying key and the silent one, as the shop knows them.
    pub(super) fn public_keys(&self) -> [PublicKey; 2] {
        [self.pay.public_key(), self.api.public_key()]
    }

    /// The secrets of the paying key and of the silent one.
    pub(super) fn secrets(&self) -> [[u8; 32]; 2] {
        [self.pay.to_bytes(), self.api.to_bytes()]
    }

    /// Opens the wallet, and pays in.
    pub(super) fn arrive(&self, shop: &Shop<'_>) -> Result<[Vec<u8>; 2]> {
        let encoded = |key: &SoftwareKey| URL_SAFE_NO_PAD.encode(key.public_key().to_sec1());
        let open = OpenWallet { pay_key: encoded(&self.pay), api_key: encoded(&self.api) };
        let intent = Intent { not_after: shop.now + Span::hours(1), body: open };
        Ok([shop.post(paths::WALLETS, &self.api, &intent)?, self.top_up(shop, BALANCE)?])
    }

    /// The keys, as the customer's own phone has them.
    pub(super) fn into_keys(self) -> SoftwareKeys {
        SoftwareKeys::new(self.pay, self.api)
    }

    /// Pays in what a sale costs.
    pub(super) fn pay_for_one(&self, shop: &Shop<'_>) -> Result<Vec<u8>> {
        self.top_up(shop, total())
    }

    fn top_up(&self, shop: &Shop<'_>, amount: Cents) -> Result<Vec<u8>> {
        let intent = Intent { not_after: shop.now + Span::hours(1), body: TopUp { amount } };
        shop.post(paths::TOP_UPS, &self.api, &intent)
    }

    /// Shows a code, and is scanned by a till: the sale is paid from the balance, and earns.
    pub(super) fn buy(&mut self, shop: &Shop<'_>, till: &SoftwareKey) -> Result<Vec<u8>> {
        self.counter += 1;
        let request = MintRequest {
            counter: self.counter,
            ops: Ops::PAY | Ops::EARN,
            max_cents: Some(1_000),
            reward: None,
            store: None,
            now: shop.now.seconds(),
        };
        let (code, _) = mint_text(&request, &self.pay)?;
        let sale = ScanRequest {
            code,
            transaction: fresh_id().simple().to_string(),
            lines: lines()?,
            mode: Mode::default(),
            total: total(),
            tenders: vec![SaleTender::Balance { amount: None }],
        };
        shop.post(paths::SCANS, till, &sale)
    }

    /// Orders the same for a time, paid from the balance.
    pub(super) fn order(
        &self,
        shop: &Shop<'_>,
        outlet: &ShopId,
        pickup_at: Millis,
    ) -> Result<Vec<u8>> {
        let body = PlaceOrder {
            shop: outlet.clone(),
            lines: lines()?,
            pickup_at,
            total: total(),
            pay: true,
            redeem: None,
        };
        let intent = Intent { not_after: shop.now + Span::hours(1), body };
        shop.post(paths::ORDERS, &self.api, &intent)
    }
}

/// Splits a number among the machine's processors.
pub(super) fn shares(count: usize) -> Vec<usize> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    (0..threads).map(|n| count * (n + 1) / threads - count * n / threads).collect()
}

/// One of each in turn.
pub(super) fn interleaved(lists: Vec<Vec<Vec<u8>>>) -> Vec<Vec<u8>> {
    let mut mixed = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    loop {
        let before = mixed.len();
        mixed.extend(lists.iter_mut().filter_map(Iterator::next));
        if mixed.len() == before {
            return mixed;
        }
    }
}

/// Does work for each group on a thread of its own.
pub(super) fn in_parallel<T: Send, R: Send>(
    groups: Vec<T>,
    work: impl Fn(T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> =
            groups.into_iter().map(|group| scope.spawn(move || work(group))).collect();
        threads.into_iter().map(|thread| thread.join().ok().context("a thread panicked")?).collect()
    })
}

/// Deals calls out to connections, one after the other.
pub(super) fn deal(calls: Vec<Vec<u8>>, connections: usize) -> Vec<Calls> {
    let mut lists: Vec<Calls> = (0..connections).map(|_| Calls::new()).collect();
    for (n, call) in calls.into_iter().enumerate() {
        lists[n % connections].push(call);
    }
    lists
}
