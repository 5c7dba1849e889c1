//! The outbox's rows.

use super::{Result, to_sql};
use dough_rules::ids::Seq;
use dough_rules::units::Millis;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use rusqlite::{Connection, Row};
use uuid::Uuid;

/// Where an intent stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, strum::EnumString, strum::Display, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum IntentState {
    /// It waits to be sent, for the first time or again.
    Queued,
    /// An attempt is under way.
    Sending,
    /// The server did it.
    Done,
    /// The server refused it, for good.
    Refused,
    /// It can't go on by itself: the customer is told what to do.
    Wedged,
    /// The customer took it back before it was sent.
    Cancelled,
}

impl IntentState {
    /// Whether nothing more will happen to it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::Wedged | Self::Cancelled)
    }

    /// Whether an attempt is under way.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Sending)
    }
}

impl FromSql for IntentState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|_| rusqlite::types::FromSqlError::InvalidType)
    }
}

/// Why an intent is wedged: this version doesn't know its kind.
pub(crate) const UNKNOWN_KIND: &str = "unknown_kind";
/// Why an intent is wedged: a restored server has forgotten it, and takes it no longer.
pub(crate) const LOST_BY_SERVER: &str = "lost_by_server";

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct IntentRow {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) target: Option<String>,
    pub(crate) body: String,
    pub(crate) state: IntentState,
    pub(crate) attempts: u32,
    pub(crate) created_at: Millis,
    pub(crate) not_after: Millis,
    /// A `CommandReply` or a `Problem`, as it came; a code where it is wedged.
    pub(crate) answer: Option<String>,
    /// Why the last attempt came to nothing.
    pub(crate) last_error: Option<String>,
}

/// A new row.
pub(crate) struct NewIntent<'a> {
    pub(crate) id: Uuid,
    pub(crate) kind: &'a str,
    pub(crate) target: Option<&'a str>,
    pub(crate) body: &'a str,
    pub(crate) not_after: Millis,
    pub(crate) depends_on: Option<Uuid>,
    pub(crate) created_at: Millis,
}

fn read(row: &Row<'_>) -> rusqlite::Result<IntentRow> {
    let uuid = |text: String| text.parse::<Uuid>().map_err(|_| rusqlite::Error::InvalidQuery);
    Ok(IntentRow {
        id: uuid(row.get("id")?)?,
        kind: row.get("kind")?,
        target: row.get("target")?,
        body: row.get("body")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        created_at: Millis::new(row.get("created_at")?),
        not_after: Millis::new(row.get("not_after")?),
        answer: row.get("answer")?,
        last_error: row.get("last_error")?,
    })
}

fn select(
    connection: &Connection,
    sql: &str,
    by: &[&dyn rusqlite::ToSql],
) -> Result<Vec<IntentRow>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(by, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Stores an intent.
pub(crate) fn insert(connection: &Connection, intent: &NewIntent<'_>) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO intents (id, kind, target, body, not_after, state, depends_on, created_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?7)",
        )?
        .execute((
            intent.id.to_string(),
            intent.kind,
            intent.target,
            intent.body,
            intent.not_after.get(),
            intent.depends_on.map(|id| id.to_string()),
            intent.created_at.get(),
        ))?;
    Ok(())
}

/// One intent.
pub(crate) fn get(connection: &Connection, id: Uuid) -> Result<Option<IntentRow>> {
    Ok(select(connection, "SELECT * FROM intents WHERE id = ?1", &[&id.to_string()])?.pop())
}

/// The intent that opens the wallet, if there is one that isn't refused.
pub(crate) fn opening(connection: &Connection) -> Result<Option<IntentRow>> {
    let sql = "SELECT * FROM intents WHERE kind = 'open_wallet' AND state != 'refused' ORDER BY number LIMIT 1";
    Ok(select(connection, sql, &[])?.pop())
}

/// Intents that can be sent: what they depend on is done. Oldest first.
pub(crate) fn sendable(connection: &Connection) -> Result<Vec<IntentRow>> {
    let sql = "SELECT * FROM intents WHERE state = 'queued' AND (depends_on IS NULL OR EXISTS (SELECT 1 FROM intents \
                AS other WHERE other.id = intents.depends_on AND other.state = 'done')) \
                ORDER BY number";
    select(connection, sql, &[])
}

/// Intents of a kind, oldest first.
pub(crate) fn of_kind(connection: &Connection, kind: &str) -> Result<Vec<IntentRow>> {
    select(connection, "SELECT * FROM intents WHERE kind = ?1 ORDER BY number", &[&kind])
}

/// Intents that wait, are under way, or need the customer, oldest first.
pub(crate) fn unfinished(connection: &Connection) -> Result<Vec<IntentRow>> {
    let sql =
        "SELECT * FROM intents WHERE state IN ('queued', 'sending', 'wedged') ORDER BY number";
    select(connection, sql, &[])
}

/// How many intents wait or are under way.
pub(crate) fn count_open(connection: &Connection) -> Result<u32> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM intents WHERE state IN ('queued', 'sending')")?
        .query_row([], |row| row.get(0))?)
}

/// How many there are in each state.
pub(crate) fn count_by_state(connection: &Connection) -> Result<Vec<(String, u32)>> {
    let mut statement =
        connection.prepare_cached("SELECT state, count(*) FROM intents GROUP BY state")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An attempt begins, unless the intent was taken back. Whether it did.
pub(crate) fn begin(connection: &Connection, id: Uuid) -> Result<bool> {
    let begun = connection
        .prepare_cached(
            "UPDATE intents SET state = 'sending', attempts = attempts + 1, sent = sent + 1 \
             WHERE id = ?1 AND state = 'queued'",
        )?
        .execute([id.to_string()])?;
    Ok(begun == 1)
}

/// An attempt came to nothing; the next one is due at `next`. One that didn't reach the server
/// doesn't count as sent.
pub(crate) fn put_back(
    connection: &Connection,
    id: Uuid,
    next: Millis,
    error: &str,
    may_have_arrived: bool,
) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE intents SET state = 'queued', next_attempt = ?2, last_error = ?3, \
             sent = sent - iif(?4 OR state != 'sending', 0, 1) WHERE id = ?1",
        )?
        .execute((id.to_string(), next.get(), error, may_have_arrived))?;
    Ok(())
}

/// It is wanted until another moment, which stands in its body too.
pub(crate) fn set_end(
    connection: &Connection,
    id: Uuid,
    body: &str,
    not_after: Millis,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE intents SET body = ?2, not_after = ?3 WHERE id = ?1")?
        .execute((id.to_string(), body, not_after.get()))?;
    Ok(())
}

/// It is done: at this number of this timeline.
pub(crate) fn done(
    connection: &Connection,
    id: Uuid,
    answer: &str,
    (epoch, head): (Uuid, Option<Seq>),
    at: Millis,
) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE intents SET state = 'done', answer = ?2, ended_at = ?3, epoch = ?4, head = ?5, \
             proof = NULL, last_error = NULL WHERE id = ?1",
        )?
        .execute((
            id.to_string(),
            answer,
            at.get(),
            epoch.to_string(),
            head.map(|head| to_sql(head.get())),
        ))?;
    Ok(())
}

/// It is over without being done.
pub(crate) fn end(
    connection: &Connection,
    id: Uuid,
    state: IntentState,
    answer: &str,
    at: Millis,
) -> Result<()> {
    let state: &'static str = state.into();
    connection
        .prepare_cached("UPDATE intents SET state = ?2, answer = ?3, ended_at = ?4 WHERE id = ?1")?
        .execute((id.to_string(), state, answer, at.get()))?;
    Ok(())
}

/// Takes an intent back, with what depends on it, unless an attempt may have reached the server. Whether it was taken back.
pub(crate) fn cancel(connection: &Connection, id: Uuid, at: Millis) -> Result<bool> {
    let cancelled = connection
        .prepare_cached(
            "UPDATE intents SET state = 'cancelled', ended_at = ?2 \
             WHERE id = ?1 AND state = 'queued' AND sent = 0",
        )?
        .execute((id.to_string(), at.get()))?;
    if cancelled == 1 {
        end_dependants(connection, id, IntentState::Cancelled, None, at)?;
    }
    Ok(cancelled == 1)
}

/// Whether it waits and no attempt may have reached the server.
pub(crate) fn is_unsent(connection: &Connection, id: Uuid) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM intents WHERE id = ?1 AND state = 'queued' AND sent = 0)",
        )?
        .query_row([id.to_string()], |row| row.get(0))?)
}

/// Forgets what is over, as after the phone went over to another wallet.
pub(crate) fn forget_ended(connection: &Connection) -> Result<()> {
    connection.execute(
        "DELETE FROM intents WHERE state NOT IN ('queued', 'sending') AND kind != 'open_wallet'",
        [],
    )?;
    Ok(())
}

/// Ends what depends on an intent that came to nothing, and what depends on that.
pub(crate) fn end_dependants(
    connection: &Connection,
    id: Uuid,
    state: IntentState,
    answer: Option<&str>,
    at: Millis,
) -> Result<()> {
    let state: &'static str = state.into();
    connection.execute(
        "WITH RECURSIVE lost (id) AS (SELECT id FROM intents WHERE depends_on = ?1 \
         UNION SELECT intents.id FROM intents JOIN lost ON intents.depends_on = lost.id) \
         UPDATE intents SET state = ?2, answer = ?3, ended_at = ?4 \
         WHERE id IN (SELECT id FROM lost) AND state = 'queued'",
        (id.to_string(), state, answer, at.get()),
    )?;
    Ok(())
}

/// What start-up does: an attempt that was cut off is made again under the same id, and what ended
/// before `forget_before` is forgotten.
pub(crate) fn recover(connection: &Connection, forget_before: Millis) -> Result<()> {
    connection.execute("UPDATE intents SET state = 'queued' WHERE state = 'sending'", [])?;
    connection.execute(
        "DELETE FROM intents WHERE state IN ('done', 'refused', 'cancelled') AND ended_at < ?1 \
         AND kind != 'open_wallet' AND NOT EXISTS (SELECT 1 FROM intents AS other \
         WHERE other.depends_on = intents.id AND other.state IN ('queued', 'sending'))",
        [forget_before.get()],
    )?;
    Ok(())
}

/// Gives wedged intents another try, as after an update of the app.
pub(crate) fn unwedge(connection: &Connection) -> Result<()> {
    connection.execute(
        "UPDATE intents SET state = 'queued', answer = NULL, ended_at = NULL \
         WHERE state = 'wedged' AND answer = ?1",
        [UNKNOWN_KIND],
    )?;
    Ok(())
}

/// Before the replica of another timeline is forgotten: keeps beside each intent that was done the
/// entry that it brought.
pub(crate) fn keep_proofs(connection: &Connection) -> Result<()> {
    connection.execute(
        "UPDATE intents SET proof = (SELECT event FROM journal WHERE journal.seq = intents.head) \
         WHERE state = 'done' AND proof IS NULL",
        [],
    )?;
    Ok(())
}

/// After the journal of another timeline was read: sends again what was done and is missing there.
/// An answer that the server has kept comes back as it was. What it takes no longer, since it is too
/// old, is wedged with [`LOST_BY_SERVER`]: the customer is told.
pub(crate) fn requeue_missing(connection: &Connection, epoch: &str, now: Millis) -> Result<()> {
    const MISSING: &str = "state = 'done' AND epoch IS NOT ?1 AND NOT EXISTS (SELECT 1 FROM journal \
         WHERE journal.seq = intents.head AND journal.event = intents.proof)";
    connection.execute(
        &format!(
            "UPDATE intents SET state = 'queued', ended_at = NULL \
             WHERE {MISSING} AND not_after > ?2"
        ),
        (epoch, now.get()),
    )?;
    connection.execute(
        &format!(
            "UPDATE intents SET state = 'wedged', answer = ?2 \
             WHERE {MISSING} AND kind != 'open_wallet'"
        ),
        (epoch, LOST_BY_SERVER),
    )?;
    connection.execute(
        "UPDATE intents SET epoch = ?1, proof = NULL WHERE state = 'done' AND epoch IS NOT ?1",
        [epoch],
    )?;
    Ok(())
}

/// Forgets a kind of intent, as the opening of a wallet that was left for another.
pub(crate) fn forget_kind(connection: &Connection, kind: &str) -> Result<()> {
    connection.execute("DELETE FROM intents WHERE kind = ?1", [kind])?;
    Ok(())
}
