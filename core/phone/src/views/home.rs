//! The first screen.

use crate::views::{Lens, announcements};
use dough_rules::WalletFacts;
use dough_rules::ids::{InviteCode, OrderId, Seq, ShopId, WalletId};
use dough_rules::order::{Order, OrderState};
use dough_rules::units::{Cents, Dough, Millis};
use std::collections::BTreeSet;

/// Whether this phone may use its wallet.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Access {
    /// The server hasn't opened the wallet yet.
    #[default]
    Opening,
    /// It may.
    Open,
    /// Another phone, or this one, took it out of the wallet. What is shown is as it was then.
    Revoked,
    /// The wallet was erased.
    Erased,
}

/// The first screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// Whether this phone may use its wallet.
    pub access: Access,
    /// Whether an e-mail address leads back to the wallet; otherwise it is lost with the phone.
    pub has_email: bool,
    /// From when on this phone may spend euros, by its own clock; nothing where it may now.
    pub spends_from: Option<Millis>,
    /// The wallet's id; nothing until the server has opened it.
    pub wallet: Option<WalletId>,
    /// Dough to spend.
    pub dough_available: Dough,
    /// Dough that waits for a date or a pickup.
    pub dough_pending: Dough,
    /// Dough that was spent and then taken back: the next that comes settles it. Zero or above.
    pub dough_owed: Dough,
    /// Dots of the row that fills up to the next surprise: the dough to spend, counted anew from
    /// each surprise's cost on.
    pub dots: Dough,
    /// What a surprise costs; nothing until the catalogue was read.
    pub surprise_cost: Option<Dough>,
    /// Surprises that can be opened.
    pub surprises_ready: u32,
    /// Euros to spend.
    pub eur_available: Cents,
    /// Euros of orders that wait for their pickup.
    pub eur_held: Cents,
    /// The order that is fetched next.
    pub next_pickup: Option<OrderSummary>,
    /// The customer's own invitation code.
    pub invite_code: Option<InviteCode>,
    /// Vouchers and rewards that can be used.
    pub vouchers: u32,
    /// Announcements that the customer hasn't looked at.
    pub unread: u32,
    /// What is still on its way to the server.
    pub outbox: u32,
    /// Since when nothing was heard from the server; nothing while it answers.
    pub offline_since: Option<Millis>,
    /// The number of the last journal entry that was read.
    pub head: Seq,
}

/// An order in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderSummary {
    /// Its id.
    pub id: OrderId,
    /// Where it is fetched.
    pub shop: ShopId,
    /// What the shop is called.
    pub shop_name: String,
    /// What the customer says at the counter.
    pub code: String,
    /// When it is fetched.
    pub pickup_at: Millis,
    /// The same by the phone's own clock, which may be off: what a countdown runs to.
    pub due_at: Millis,
    /// The shop's own clock then: "08:10".
    pub local_label: String,
    /// Where it stands.
    pub state: OrderState,
}

/// The home of a wallet, but for what the store doesn't know.
pub(crate) fn home(facts: &WalletFacts, lens: &Lens<'_>, seen: &BTreeSet<String>) -> Home {
    let now = lens.now;
    let balances = facts.balances;
    let cost = lens.names.catalogue.map(|catalogue| catalogue.programme.surprise.cost);
    let dots = match cost {
        Some(cost) if cost.is_positive() => balances.dough_available.get() % cost.get(),
        _ => balances.dough_available.get(),
    };
    let vouchers = facts.vouchers.iter().map(|it| (it.number, it.expires_at));
    let rewards = facts.rewards.iter().map(|it| (it.number, it.expires_at));
    let usable = vouchers.chain(rewards).filter(|(number, end)| facts.is_good(*number, *end, now));
    Home {
        access: if facts.erased_at.is_some() { Access::Erased } else { Access::Open },
        has_email: facts.has_email,
        spends_from: None,
        wallet: Some(facts.wallet),
        dough_available: balances.dough_available,
        dough_pending: balances.dough_pending,
        dough_owed: -balances.dough_owed,
        dots: Dough::new(dots),
        surprise_cost: cost,
        surprises_ready: count(facts.surprises.len()),
        eur_available: balances.eur_available,
        eur_held: balances.eur_held,
        next_pickup: facts
            .orders
            .iter()
            .min_by_key(|order| order.pickup_at)
            .map(|order| summary(order, lens)),
        invite_code: facts.invite_code.clone(),
        vouchers: count(usable.count()),
        unread: count(announcements::ids(facts, now).filter(|id| !seen.contains(id)).count()),
        outbox: 0,
        offline_since: None,
        head: facts.head,
    }
}

fn summary(order: &Order, lens: &Lens<'_>) -> OrderSummary {
    OrderSummary {
        id: order.id,
        shop: order.shop.clone(),
        shop_name: lens.names.shop(&order.shop),
        code: order.code.clone(),
        pickup_at: order.pickup_at,
        due_at: lens.on_phone(order.pickup_at),
        local_label: lens.names.clock(&order.shop, order.pickup_at),
        state: order.state,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
