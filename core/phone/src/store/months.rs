//! What the journal's old lines came to, by month.

use super::{Result, from_sql, to_sql};
use dough_rules::ids::Seq;
use rusqlite::Connection;

/// What happened in a month whose lines are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// The month: "2025-06".
    pub month: String,
    /// The number of its last line.
    pub last: Seq,
    /// How often something was bought.
    pub visits: u32,
    /// What was paid for it, in cents; what was given back is taken off.
    pub spent: i64,
    /// Dough that came.
    pub gained: i64,
    /// Dough that went.
    pub used: i64,
}

/// Adds to a month.
pub(crate) fn add(connection: &Connection, month: &Month) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO months (month, last, visits, spent, gained, used) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (month) DO UPDATE SET \
             last = max(last, excluded.last), visits = visits + excluded.visits, \
             spent = spent + excluded.spent, gained = gained + excluded.gained, \
             used = used + excluded.used",
        )?
        .execute((
            &month.month,
            to_sql(month.last.get()),
            month.visits,
            month.spent,
            month.gained,
            month.used,
        ))?;
    Ok(())
}

/// All of them, newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Month>> {
    let mut statement = connection.prepare_cached("SELECT * FROM months ORDER BY month DESC")?;
    let rows = statement.query_map([], |row| {
        Ok(Month {
            month: row.get("month")?,
            last: Seq::new(from_sql(row.get("last")?)),
            visits: row.get("visits")?,
            spent: row.get("spent")?,
            gained: row.get("gained")?,
            used: row.get("used")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
