//! Entries as they came, and what follows from them: facts, orders, receipts.

use super::{Result, from_sql, meta, to_sql};
use dough_rules::WalletFacts;
use dough_rules::ids::{OrderId, Seq, WalletId};
use dough_rules::journal::Refund;
use dough_rules::order::Order;
use dough_rules::receipt::Receipt;
use dough_rules::units::{Cents, Millis};
use rusqlite::{Connection, OptionalExtension, Row};

/// An entry's row.
#[derive(Clone, Debug)]
pub(crate) struct JournalRow {
    pub(crate) seq: Seq,
    pub(crate) at: Millis,
    pub(crate) kind: String,
    pub(crate) event: String,
    /// Whether a surprise's reveal was honest, where the entry is one.
    pub(crate) verified: Option<bool>,
}

/// A new entry's row.
pub(crate) struct NewRow<'a> {
    pub(crate) seq: Seq,
    pub(crate) at: Millis,
    pub(crate) kind: &'a str,
    pub(crate) event: &'a str,
    pub(crate) known: bool,
    pub(crate) shown: bool,
    pub(crate) verified: Option<bool>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<JournalRow> {
    Ok(JournalRow {
        seq: Seq::new(from_sql(row.get("seq")?)),
        at: Millis::new(row.get("at")?),
        kind: row.get("kind")?,
        event: row.get("event")?,
        verified: row.get("verified")?,
    })
}

/// What the journal adds up to; nothing before the first page was read.
pub(crate) fn facts(connection: &Connection) -> Result<Option<WalletFacts>> {
    let json: Option<String> = connection
        .prepare_cached("SELECT json FROM facts")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
}

/// Keeps the facts. Their head is the cursor.
pub(crate) fn set_facts(connection: &Connection, facts: &WalletFacts) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO facts (one, head, json) VALUES (1, ?1, ?2) \
             ON CONFLICT (one) DO UPDATE SET head = excluded.head, json = excluded.json",
        )?
        .execute((to_sql(facts.head.get()), serde_json::to_string(facts)?))?;
    Ok(())
}

/// The number of the last entry that was read.
pub(crate) fn cursor(connection: &Connection) -> Result<Seq> {
    let head: Option<i64> = connection
        .prepare_cached("SELECT head FROM facts")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(Seq::new(from_sql(head.unwrap_or(0))))
}

/// When the oldest entry that is kept happened.
pub(crate) fn oldest(connection: &Connection) -> Result<Option<Millis>> {
    let at: Option<i64> = connection
        .prepare_cached("SELECT at FROM journal ORDER BY seq LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(at.map(Millis::new))
}

/// Entries up to a moment, oldest first: those before the first that is newer.
pub(crate) fn until(
    connection: &Connection,
    before: Millis,
    limit: u32,
) -> Result<Vec<JournalRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM journal ORDER BY seq LIMIT ?1")?;
    let rows = statement.query_map([limit], read)?;
    let mut old = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let end = old.iter().position(|row| before <= row.at).unwrap_or(old.len());
    old.truncate(end);
    Ok(old)
}

/// Forgets the entries up to a number.
pub(crate) fn forget_until(connection: &Connection, last: Seq) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM journal WHERE seq <= ?1")?
        .execute([to_sql(last.get())])?;
    Ok(())
}

/// The wallet that the journal is of.
pub(crate) fn wallet(connection: &Connection) -> Result<Option<WalletId>> {
    meta::get(connection, meta::WALLET)
}

/// Keeps an entry.
pub(crate) fn insert(connection: &Connection, row: &NewRow<'_>) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO journal (seq, at, kind, event, known, shown, verified) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            to_sql(row.seq.get()),
            row.at.get(),
            row.kind,
            row.event,
            row.known,
            row.shown,
            row.verified,
        ))?;
    Ok(())
}

/// One entry.
pub(crate) fn get(connection: &Connection, seq: Seq) -> Result<Option<JournalRow>> {
    Ok(connection
        .prepare_cached("SELECT * FROM journal WHERE seq = ?1")?
        .query_row([to_sql(seq.get())], read)
        .optional()?)
}

/// Entries that history shows, newest first, before a number.
pub(crate) fn shown_before(
    connection: &Connection,
    before: Seq,
    limit: u32,
) -> Result<Vec<JournalRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM journal WHERE shown = 1 AND seq < ?1 ORDER BY seq DESC LIMIT ?2",
    )?;
    let rows = statement.query_map((to_sql(before.get()), limit), read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Entries of a kind, newest first.
pub(crate) fn of_kind(connection: &Connection, kind: &str, limit: u32) -> Result<Vec<JournalRow>> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM journal WHERE kind = ?1 ORDER BY seq DESC LIMIT ?2")?;
    let rows = statement.query_map((kind, limit), read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether there are entries that were passed over when they came.
pub(crate) fn has_unknown(connection: &Connection) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM journal WHERE known = 0)")?
        .query_row([], |row| row.get(0))?)
}

/// Forgets the replica, so that it can be read again. Intents and counters stay.
pub(crate) fn forget(connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "DELETE FROM journal; DELETE FROM facts; DELETE FROM orders; DELETE FROM receipts; \
         DELETE FROM months;",
    )?;
    Ok(())
}

/// Keeps an order as it stands now.
pub(crate) fn set_order(connection: &Connection, order: &Order) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO orders (id, placed_at, json) VALUES (?1, ?2, ?3) \
             ON CONFLICT (id) DO UPDATE SET json = excluded.json",
        )?
        .execute((order.id.to_string(), order.placed_at.get(), serde_json::to_string(order)?))?;
    Ok(())
}

/// One order.
pub(crate) fn order(connection: &Connection, id: OrderId) -> Result<Option<Order>> {
    let json: Option<String> = connection
        .prepare_cached("SELECT json FROM orders WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?)
}

/// The last orders, newest first.
pub(crate) fn orders(connection: &Connection, limit: u32) -> Result<Vec<Order>> {
    let mut statement =
        connection.prepare_cached("SELECT json FROM orders ORDER BY placed_at DESC LIMIT ?1")?;
    let rows = statement.query_map([limit], |row| row.get::<_, String>(0))?;
    rows.map(|json| Ok(serde_json::from_str(&json?)?)).collect()
}

/// Keeps a receipt.
pub(crate) fn insert_receipt(
    connection: &Connection,
    seq: Seq,
    at: Millis,
    receipt: &Receipt,
) -> Result<()> {
    let code = receipt.sale.as_ref().and_then(|sale| sale.code.as_ref());
    connection
        .prepare_cached(
            "INSERT INTO receipts (id, seq, at, kid, session, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            receipt.id.to_string(),
            to_sql(seq.get()),
            at.get(),
            code.map(|code| &code.kid),
            code.map(|code| to_sql(code.counter)),
            serde_json::to_string(receipt)?,
        ))?;
    Ok(())
}

/// The receipt of a payment session of one of these keys.
pub(crate) fn receipt_of_session(
    connection: &Connection,
    session: u64,
    kids: &[String; 2],
) -> Result<Option<StoredReceipt>> {
    let row = connection
        .prepare_cached(
            "SELECT json, at, returned, refunded FROM receipts WHERE session = ?1 AND kid IN (?2, ?3)",
        )?
        .query_row((to_sql(session), &kids[0], &kids[1]), receipt_row)
        .optional()?;
    row.map(read_receipt).transpose()
}

/// A receipt with its time, what went back of it, and whether that is all.
pub(crate) type StoredReceipt = (Receipt, Millis, Cents, bool);

type ReceiptRow = (String, i64, i64, bool);

fn receipt_row(row: &Row<'_>) -> rusqlite::Result<ReceiptRow> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn read_receipt((json, at, returned, refunded): ReceiptRow) -> Result<StoredReceipt> {
    Ok((serde_json::from_str(&json)?, Millis::new(at), Cents::new(returned), refunded))
}

/// Money of a receipt, and maybe all of it, went back.
pub(crate) fn note_refund(connection: &Connection, refund: &Refund) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE receipts SET returned = returned + ?2, refunded = max(refunded, ?3)
             WHERE id = ?1",
        )?
        .execute((refund.receipt.to_string(), refund.money().get(), refund.complete))?;
    Ok(())
}

/// The last receipts, newest first.
pub(crate) fn receipts(connection: &Connection, limit: u32) -> Result<Vec<StoredReceipt>> {
    let mut statement = connection.prepare_cached(
        "SELECT json, at, returned, refunded FROM receipts ORDER BY seq DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], receipt_row)?;
    rows.map(|row| read_receipt(row?)).collect()
}
