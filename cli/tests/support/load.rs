//! Tills that sell for cash, each to a customer of its own.

use super::Shop;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_paycode::{MintRequest, Ops, Signer as _, SoftwareKey, mint};
use dough_register::{Said, Till, fresh_id};
use dough_rules::catalogue::Mode;
use dough_rules::command::SaleTender;
use dough_rules::pricing::BasketLine;
use dough_rules::units::{Cents, Span};
use dough_wire::replies::{CommandReply, RegisterCode, SignedIn};
use dough_wire::requests::{Intent, OpenWallet, ScanRequest, SignIn};
use dough_wire::{headers, paths};
use std::sync::Arc;

fn key() -> SoftwareKey {
    SoftwareKey::from_bytes(&rand::random()).unwrap()
}

fn caller(shop: &Shop, key: SoftwareKey) -> Till {
    Till::new(&shop.url, key, Arc::new(super::now)).unwrap()
}

/// An enrolled till, and the key that its customer pays with.
pub(crate) async fn till_and_customer(shop: &Shop) -> (Till, SoftwareKey) {
    let till = caller(shop, key());
    let code = register_code(shop).await;
    till.enrol(&code, "till").await.unwrap().yes().unwrap();
    let new = NewWallet::of(shop);
    let said: Said<CommandReply> =
        new.phone.post(paths::WALLETS, fresh_id(), &new.opening).await.unwrap();
    said.yes().unwrap();
    (till, new.pay)
}

/// A wallet that wasn't opened yet.
pub(crate) struct NewWallet {
    /// Signs its calls.
    pub(crate) phone: Till,
    /// Signs its codes.
    pub(crate) pay: SoftwareKey,
    /// The call that opens it.
    pub(crate) opening: Intent<OpenWallet>,
}

impl NewWallet {
    pub(crate) fn of(shop: &Shop) -> Self {
        let text = |key: &SoftwareKey| URL_SAFE_NO_PAD.encode(key.public_key().to_sec1());
        let (api, pay) = (key(), key());
        let opening = intent(OpenWallet { pay_key: text(&pay), api_key: text(&api) });
        Self { phone: caller(shop, api), pay, opening }
    }
}

pub(crate) fn intent<T>(body: T) -> Intent<T> {
    Intent { not_after: super::now() + Span::days(1), body }
}

/// A brownie for cash, with a code that earns.
pub(crate) fn sale(pay: &SoftwareKey, counter: u64, transaction: &str) -> ScanRequest {
    let now = super::now().seconds();
    let ops = Ops::EARN;
    let minted =
        mint(&MintRequest { counter, ops, max_cents: None, reward: None, store: None, now }, pay);
    let item = "brownie".parse().unwrap();
    ScanRequest {
        code: minted.unwrap().text,
        transaction: transaction.to_owned(),
        lines: vec![BasketLine { item, quantity: 1, modifiers: vec![] }],
        mode: Mode::Takeaway,
        total: Cents::new(180),
        tenders: vec![SaleTender::Cash { amount: Cents::new(180) }],
    }
}

/// A code that enrols a till, of the owner's.
async fn register_code(shop: &Shop) -> String {
    let client = dough_register::http().unwrap();
    let body = SignIn { name: "owner".to_owned(), password: shop.password.clone() };
    let url = format!("{}{}", shop.url, paths::STAFF_SIGN_IN);
    let reply = client.post(url).json(&body).send().await.unwrap();
    let cookie = reply.headers()["set-cookie"].to_str().unwrap().to_owned();
    let csrf = reply.json::<SignedIn>().await.unwrap().csrf;
    let path = paths::register_codes(&"centre".parse().unwrap());
    let call = client.post(format!("{}{path}", shop.url)).json(&());
    let reply = call.header("cookie", cookie).header(headers::CSRF, csrf).send().await.unwrap();
    reply.json::<RegisterCode>().await.unwrap().code
}
