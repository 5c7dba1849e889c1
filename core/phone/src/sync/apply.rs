//! One page of the journal, applied in one transaction.

use crate::store::journal::{self, NewRow};
use crate::store::{StoreError, intents, meta};
use crate::views;
use dough_rules::facts::ended_state;
use dough_rules::ids::{Bytes32, OrderId, Seq};
use dough_rules::order::{Order, OrderState};
use dough_rules::surprise::is_honest;
use dough_rules::units::Millis;
use dough_rules::{Entry, Event, WalletFacts};
use dough_wire::replies::{ChangesPage, WireEntry};
use dough_wire::requests::{Intent, OpenSurprise};
use rusqlite::Connection;

/// A page with what is to be known about it.
pub(super) struct Page<'a> {
    pub(super) reply: &'a ChangesPage,
    /// Whether it replaces the replica from 0.
    pub(super) fresh: bool,
    /// Whether an entry that doesn't follow from the facts is passed over.
    pub(super) tolerant: bool,
    pub(super) app_version: &'a str,
    /// The server's time.
    pub(super) now: Millis,
}

/// Why the journal must be read again from 0. Nothing of the page was taken.
pub(super) struct Reread(pub(super) &'static str);

/// Applies a page; answers whether there is more to read.
pub(super) fn apply(db: &Connection, work: &Page<'_>) -> Result<Result<bool, Reread>, StoreError> {
    let page = work.reply;
    let epoch = page.epoch.to_string();
    let known_epoch: Option<String> = meta::get(db, meta::EPOCH)?;
    if known_epoch.as_ref() != Some(&epoch) {
        if known_epoch.is_some() && !work.fresh {
            return Ok(Err(Reread("the server has another epoch")));
        }
        meta::set(db, meta::EPOCH, &epoch)?;
    }
    if work.fresh {
        intents::keep_proofs(db)?;
        journal::forget(db)?;
        meta::set(db, meta::FOLDED_BY, work.app_version)?;
        meta::clear(db, meta::REREAD)?;
    }
    let Some(wallet) = journal::wallet(db)? else {
        return Ok(Ok(false));
    };
    let mut facts = journal::facts(db)?.unwrap_or_else(|| WalletFacts::new(wallet));
    // Where entries were passed over, later ones may not follow from the facts.
    let tolerant = work.tolerant || journal::has_unknown(db)?;
    let before = facts.head;
    for entry in &page.entries {
        if entry.seq <= before {
            let kept = journal::get(db, entry.seq)?;
            // One that is not here any more was folded into its month.
            if kept.is_some_and(|kept| kept.event != entry.event.get()) {
                return Ok(Err(Reread("an entry has changed")));
            }
        } else if entry.seq != facts.head.next() {
            return Ok(Err(Reread("there is a gap")));
        } else if !take(db, &mut facts, entry, tolerant)? {
            return Ok(Err(Reread("an entry doesn't follow from the facts")));
        }
    }
    let reached = facts.head;
    if !page.more && reached < page.head {
        return Ok(Err(Reread("the page ends before the head")));
    }
    journal::set_facts(db, &facts)?;
    if !page.more {
        intents::requeue_missing(db, &epoch, work.now)?;
    }
    // A page that brings nothing new but promises more would be asked for for ever.
    Ok(Ok(page.more && reached > before))
}

/// Takes the next entry. Answers whether it was taken.
fn take(
    db: &Connection,
    facts: &mut WalletFacts,
    wire: &WireEntry,
    tolerant: bool,
) -> Result<bool, StoreError> {
    let entry = wire.read();
    let verified = match &entry {
        Some(entry) => reveal(db, facts, entry)?,
        None => None,
    };
    let known = match &entry {
        Some(entry) => match facts.apply(entry) {
            Ok(()) => true,
            Err(_) if tolerant => false,
            Err(_) => return Ok(false),
        },
        None => false,
    };
    if !known && facts.skip_unknown(wire.seq).is_err() {
        return Ok(false);
    }
    let kind = match &entry {
        Some(entry) => entry.event.kind().to_owned(),
        None => kind_of(wire).unwrap_or_default(),
    };
    journal::insert(
        db,
        &NewRow {
            seq: wire.seq,
            at: wire.at,
            kind: &kind,
            event: wire.event.get(),
            known,
            shown: entry.as_ref().is_some_and(|e| views::is_shown(&e.event)),
            verified,
        },
    )?;
    if let Some(entry) = &entry {
        project(db, facts, entry)?;
    }
    Ok(true)
}

/// The kind of an entry that this version can't read.
fn kind_of(wire: &WireEntry) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(wire.event.get()).ok()?;
    Some(value.get("kind")?.as_str()?.to_owned())
}

/// Whether a surprise's reveal is honest, where the entry is one: the secret is the one that was
/// committed to, the nonce is this phone's, and the prize is the one drawn. `facts` are those
/// before the entry.
fn reveal(db: &Connection, facts: &WalletFacts, entry: &Entry) -> Result<Option<bool>, StoreError> {
    let Event::SurpriseOpened { surprise, nonce, secret, prize, .. } = &entry.event else {
        return Ok(None);
    };
    let ready = facts.surprises.iter().find(|ready| ready.number == *surprise);
    let drawn = ready.is_some_and(|ready| is_honest(ready, facts.wallet, secret, nonce, prize));
    Ok(Some(drawn && is_own_nonce(db, *surprise, nonce)?))
}

/// Whether the nonce is one that this phone sent; another phone of the wallet may have opened it.
fn is_own_nonce(db: &Connection, surprise: Seq, nonce: &Bytes32) -> Result<bool, StoreError> {
    let rows = intents::of_kind(db, "open_surprise")?;
    let target = surprise.to_string();
    let mut sent = rows
        .iter()
        .filter(|row| row.target.as_deref() == Some(target.as_str()))
        .filter_map(|row| serde_json::from_str::<Intent<OpenSurprise>>(&row.body).ok())
        .peekable();
    Ok(sent.peek().is_none() || sent.any(|intent| intent.body.nonce == *nonce))
}

/// Keeps what a shell lists beyond the facts: orders that are over, receipts.
fn project(db: &Connection, facts: &WalletFacts, entry: &Entry) -> Result<(), StoreError> {
    match &entry.event {
        Event::OrderPlaced { order } | Event::OrderEdited { order, .. } => {
            journal::set_order(db, order)
        }
        Event::OrderPaid { order, .. } | Event::OrderReady { order } => {
            facts.order(*order).map_or(Ok(()), |order| journal::set_order(db, order))
        }
        Event::OrderCompleted { receipt } => {
            journal::insert_receipt(db, entry.seq, entry.at, receipt)?;
            change_order(db, OrderId::new(receipt.id.uuid()), |order| {
                order.state = OrderState::Completed;
                order.picked_up_at = Some(entry.at);
            })
        }
        Event::OrderEnded { order, reason, .. } => change_order(db, *order, |order| {
            order.state = ended_state(*reason);
            order.ended_at = Some(entry.at);
            order.hold_until = None;
        }),
        Event::SaleBooked { receipt } => journal::insert_receipt(db, entry.seq, entry.at, receipt),
        Event::Refunded { refund } => journal::note_refund(db, refund),
        Event::ProfileChanged { .. }
        | Event::EmailConfirmed { .. }
        | Event::ConsentsGiven { .. } => meta::set(db, meta::PROFILE_CHANGED, "1"),
        _ => Ok(()),
    }
}

fn change_order(
    db: &Connection,
    id: OrderId,
    change: impl FnOnce(&mut Order),
) -> Result<(), StoreError> {
    let Some(mut order) = journal::order(db, id)? else {
        return Ok(());
    };
    change(&mut order);
    order.version += 1;
    journal::set_order(db, &order)
}

/// After an update of the app: where entries had been passed over, the journal is read again.
pub(crate) fn refold_if_updated(db: &Connection, app_version: &str) -> Result<(), StoreError> {
    let folded_by: Option<String> = meta::get(db, meta::FOLDED_BY)?;
    if folded_by.as_deref() == Some(app_version) {
        return Ok(());
    }
    if journal::has_unknown(db)? {
        meta::set(db, meta::REREAD, "1")?;
    }
    intents::unwedge(db)?;
    meta::set(db, meta::FOLDED_BY, app_version)
}
