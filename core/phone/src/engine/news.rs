//! What is new for the customer, and what of it was looked at.

use super::Engine;
use crate::error::DoughError;
use crate::store::{StoreError, meta};
use crate::views::{self, Announcement};
use rusqlite::Connection;
use std::collections::BTreeSet;

impl Engine {
    /// What is new, newest first: surprises and orders that are ready, vouchers that end soon, a
    /// friend's reward. Each is told until it is over.
    pub fn announcements(&self) -> Result<Vec<Announcement>, DoughError> {
        let menu = self.inner.menu();
        let facts = self.inner.facts()?;
        let lens = self.inner.lens(menu.as_ref().map(|menu| &*menu.catalogue));
        Ok(self.inner.store.read(|db| views::announcements(db, &facts, &lens, &news_seen(db)?))?)
    }

    /// The customer has looked at what is new now.
    pub fn announcements_seen(&self) -> Result<(), DoughError> {
        let told = self.announcements()?;
        if told.iter().all(|announcement| announcement.seen) {
            return Ok(());
        }
        // Only what is still told: the list stays as short as the screen.
        let ids: BTreeSet<_> = told.into_iter().map(|announcement| announcement.id).collect();
        let json = serde_json::to_string(&ids).map_err(StoreError::from)?;
        self.inner.store.write(|db| meta::set(db, meta::NEWS_SEEN, &json))?;
        self.inner.bump();
        Ok(())
    }
}

/// The ids of announcements that were looked at.
pub(super) fn news_seen(db: &Connection) -> Result<BTreeSet<String>, StoreError> {
    let kept: Option<String> = meta::get(db, meta::NEWS_SEEN)?;
    Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}
