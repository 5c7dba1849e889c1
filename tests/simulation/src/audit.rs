//! What must hold when the world has come to rest: what was wanted, what was acknowledged and what
//! the server's journals hold are the same.

use crate::phone::{Phone, Wanted, What};
use crate::world::{Happened, World};
use dough_core::views::{IntentState, IntentView};
use dough_rules::ids::{OrderId, ReceiptId, Seq};
use dough_rules::order::EndReason;
use dough_rules::receipt::{Receipt, Tender};
use dough_rules::units::Cents;
use dough_rules::{Event, WalletFacts};
use dough_server::store::JournalPage;
use rusqlite::{Connection, OpenFlags};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use uuid::Uuid;

/// A wallet as the server has it.
struct Kept {
    facts: WalletFacts,
    page: JournalPage,
    events: Vec<Event>,
}

/// Looks at everything. Says how often what happened.
pub(crate) async fn check(world: &mut World) -> Happened {
    let mut happened = Happened::new();
    let report = world.shop.store().check().await.expect("the store can be checked");
    assert!(report.findings.is_empty(), "the store's own check: {:?}", report.findings);
    let mut all = Vec::new();
    for phone in &mut world.phones {
        let kept = kept(&world.shop, phone).await;
        check_intents(phone, &kept.events);
        check_replica(phone, &kept);
        for wanted in &phone.wanted {
            let view = view(phone, wanted);
            *happened.entry(format!("{} {}", view.kind, view.state)).or_default() += 1;
        }
        for event in &kept.events {
            *happened.entry(event.kind().to_owned()).or_default() += 1;
        }
        all.push((paid_in(phone), kept));
    }
    let wallets: BTreeSet<_> = all.iter().map(|(_, kept)| kept.facts.wallet).collect();
    assert_eq!(wallets.len(), all.len(), "two phones have one wallet");
    check_money(world, &all);
    happened
}

async fn kept(shop: &crate::shop::Shop, phone: &Phone) -> Kept {
    let (store, wallet) = (shop.store(), phone.wallet().expect("the wallet is open"));
    let facts = store.wallet(wallet).await.expect("facts are read").expect("the wallet is kept");
    let page = store.journal(wallet, Seq::START, u32::MAX).await.expect("the journal is read");
    let read = |entry: &dough_wire::replies::WireEntry| entry.read().expect("a known kind").event;
    let events = page.entries.iter().map(read).collect();
    Kept { facts, page, events }
}

/// The phone's file holds the server's journal, byte for byte, and the same facts.
fn check_replica(phone: &mut Phone, kept: &Kept) {
    let name = phone.name;
    let (facts, journal) = replica(phone.file_at_rest());
    phone.wakes_up();
    assert_eq!(facts, kept.facts, "phone {name}: its facts are the server's");
    let sent = kept.page.entries.iter().map(|entry| (entry.seq, entry.event.get().to_owned()));
    assert_eq!(journal, sent.collect::<Vec<_>>(), "phone {name}: its journal is the server's");
}

fn replica(file: &Path) -> (WalletFacts, Vec<(Seq, String)>) {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = Connection::open_with_flags(file, flags).expect("the phone's file opens");
    let json: String =
        db.query_row("SELECT json FROM facts", [], |row| row.get(0)).expect("there are facts");
    let mut rows = db.prepare("SELECT seq, event FROM journal ORDER BY seq").expect("a journal");
    let journal = rows
        .query_map([], |row| Ok((Seq::new(row.get::<_, u32>(0)?.into()), row.get(1)?)))
        .expect("the journal can be read")
        .collect::<Result<_, _>>()
        .expect("the journal can be read");
    (serde_json::from_str(&json).expect("the facts can be read"), journal)
}

/// No intent is missing, each is over, and each that is done has one effect; no effect is without
/// its intent.
fn check_intents(phone: &Phone, events: &[Event]) {
    let views: Vec<(&Wanted, IntentView)> =
        phone.wanted.iter().map(|wanted| (wanted, view(phone, wanted))).collect();
    let done = |what: &dyn Fn(&What) -> bool| -> Vec<Uuid> {
        let done = views.iter().filter(|(_, view)| view.state == IntentState::Done);
        let mut ids: Vec<_> =
            done.filter(|(it, _)| what(&it.what)).map(|(it, _)| it.id.uuid()).collect();
        ids.sort();
        ids
    };
    let found = |of: &dyn Fn(&Event) -> Option<Uuid>| -> Vec<Uuid> {
        let mut ids: Vec<_> = events.iter().filter_map(of).collect();
        ids.sort();
        ids
    };
    let name = phone.name;
    assert_eq!(
        done(&|what| matches!(what, What::TopUp(_))),
        found(&|event| match event {
            Event::ToppedUp { top_up, .. } => Some(top_up.uuid()),
            _ => None,
        }),
        "phone {name}: top-ups"
    );
    assert_eq!(
        done(&|what| matches!(what, What::Place { .. })),
        found(&|event| match event {
            Event::OrderPlaced { order } => Some(order.id.uuid()),
            _ => None,
        }),
        "phone {name}: orders"
    );
    let opened = events.iter().filter(|event| matches!(event, Event::WalletOpened { .. })).count();
    assert_eq!(opened, 1, "phone {name}: its wallet was opened once");
    check_counts(name, &views, events);
}

fn view(phone: &Phone, wanted: &Wanted) -> IntentView {
    let view = phone.engine().intent(wanted.id).expect("the intent can be read");
    let view = view.unwrap_or_else(|| panic!("phone {}: {wanted:?} is missing", phone.name));
    let over =
        matches!(view.state, IntentState::Done | IntentState::Refused | IntentState::Cancelled);
    assert!(over, "phone {}: {wanted:?} isn't over: {view:?}", phone.name);
    // What a phone with a wrong clock or behind a portal suffers must never end an intent.
    let code = view.code.as_deref().unwrap_or_default();
    let innocent =
        ["not_after_too_far", "intent_expired", "idempotency_key_reused", "order_exists"];
    assert!(!innocent.contains(&code), "phone {}: {wanted:?} was refused: {code}", phone.name);
    view
}

/// What befell something else: how often, by what it befell.
fn check_counts(name: u64, views: &[(&Wanted, IntentView)], events: &[Event]) {
    let mut wanted: BTreeMap<(&str, String), u32> = BTreeMap::new();
    for (it, view) in views.iter().filter(|(_, view)| view.state == IntentState::Done) {
        let key = match &it.what {
            What::TopUp(_) | What::Place { pay: false } => continue,
            What::Place { pay: true } => ("paid", OrderId::new(it.id.uuid()).to_string()),
            What::Pay(order) => ("paid", order.to_string()),
            What::Edit(order) => ("edited", order.to_string()),
            What::Cancel(order) => ("called off", order.to_string()),
            What::Accept => ("accepted", String::new()),
            What::Open(surprise) => ("opened", surprise.to_string()),
        };
        let head = view.answer.as_ref().and_then(|answer| answer.head);
        assert!(head.is_some(), "phone {name}: {it:?} is done without a number");
        *wanted.entry(key).or_default() += 1;
    }
    let mut found: BTreeMap<(&str, String), u32> = BTreeMap::new();
    for event in events {
        let key = match event {
            Event::OrderPaid { order, .. } => ("paid", order.to_string()),
            Event::OrderEdited { order, .. } => ("edited", order.id.to_string()),
            Event::OrderEnded { order, reason: EndReason::ByCustomer, .. } => {
                ("called off", order.to_string())
            }
            Event::InvitationAccepted { .. } => ("accepted", String::new()),
            Event::SurpriseOpened { surprise, .. } => ("opened", surprise.to_string()),
            _ => continue,
        };
        *found.entry(key).or_default() += 1;
    }
    assert_eq!(wanted, found, "phone {name}: each wish that is done has one effect");
}

/// What the phone's top-ups that are done come to.
fn paid_in(phone: &Phone) -> Cents {
    phone
        .wanted
        .iter()
        .filter(|wanted| view(phone, wanted).state == IntentState::Done)
        .filter_map(|wanted| match wanted.what {
            What::TopUp(amount) => Some(amount),
            _ => None,
        })
        .sum()
}

/// Balances are the sum of what phones, tills and the kitchen were told.
fn check_money(world: &World, all: &[(Cents, Kept)]) {
    let seen = world.counter.acknowledged();
    let (sold, fetched) = (seen.sold(), &seen.fetched);
    let mut booked: BTreeSet<ReceiptId> = BTreeSet::new();
    let mut refunded: BTreeSet<ReceiptId> = BTreeSet::new();
    for (paid_in, kept) in all {
        let mut stands = *paid_in;
        for event in &kept.events {
            match event {
                Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
                    assert!(booked.insert(receipt.id), "receipt {} came twice", receipt.id);
                    let told = sold.get(&receipt.id).copied().or(fetched.get(&receipt.id));
                    assert_eq!(told, Some(receipt), "what was booked was acknowledged");
                    stands = stands - from_balance(receipt);
                }
                Event::Refunded { refund } => {
                    assert!(refunded.insert(refund.receipt), "a receipt was refunded twice");
                    let told = sold.get(&refund.receipt).copied();
                    let told = told.or(fetched.get(&refund.receipt)).expect("it was acknowledged");
                    stands = stands + from_balance(told);
                }
                _ => {}
            }
        }
        let balances = kept.facts.balances;
        assert_eq!(
            balances.eur_available + balances.eur_held,
            stands,
            "wallet {}: its euros are what was acknowledged",
            kept.facts.wallet
        );
    }
    let told: BTreeSet<_> = sold.keys().chain(fetched.keys()).copied().collect();
    assert_eq!(booked, told, "receipts that were acknowledged, and those that are booked");
    assert_eq!(refunded, seen.refunds, "refunds that were acknowledged, and those that are booked");
}

fn from_balance(receipt: &Receipt) -> Cents {
    let balance = receipt.tenders.iter().filter(|tender| matches!(tender, Tender::Balance { .. }));
    balance.map(Tender::amount).sum()
}
