//! A line of history.

use dough_core::views;

/// A line of history.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct HistoryEntry {
    /// The journal's number; what the next page is asked for with.
    pub seq: u64,
    /// When it happened.
    pub at: i64,
    /// The event's stable kind.
    pub kind: String,
    /// What happened and why, in the customer's language.
    pub text: String,
    /// What it did to the dough to spend.
    pub dough: i64,
    /// What it did to the cents to spend.
    pub cents: i64,
    /// Whether the phone found the draw honest, where the line is an opened surprise.
    pub verified: Option<bool>,
    /// The receipt that the line is about.
    pub receipt: Option<String>,
}

impl From<views::HistoryEntry> for HistoryEntry {
    fn from(entry: views::HistoryEntry) -> Self {
        Self {
            seq: entry.seq.get(),
            at: entry.at.get(),
            kind: entry.kind,
            text: entry.text,
            dough: entry.dough,
            cents: entry.cents,
            verified: entry.verified,
            receipt: entry.receipt.map(|id| id.to_string()),
        }
    }
}

/// What happened in a month whose lines are gone: more than 13 months ago.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Month {
    /// The month: "2025-06".
    pub month: String,
    /// How often something was bought.
    pub visits: u32,
    /// What was paid for it, in cents; what was given back is taken off.
    pub cents: i64,
    /// Dough that came.
    pub gained: i64,
    /// Dough that went.
    pub used: i64,
}

impl From<views::Month> for Month {
    fn from(month: views::Month) -> Self {
        Self {
            month: month.month,
            visits: month.visits,
            cents: month.spent,
            gained: month.gained,
            used: month.used,
        }
    }
}
