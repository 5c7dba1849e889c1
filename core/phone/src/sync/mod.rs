//! Reading the journal.
//!
//! `GET changes?after=cursor` brings pages; each is applied in one transaction with its cursor, so
//! that a phone that is switched off in the middle goes on where it was.
//!
//! | what comes | what is done |
//! |---|---|
//! | the next number | folded and kept |
//! | a number that is here, with the same bytes | ignored |
//! | a number that is here, with other bytes | read again from 0 |
//! | a number that was folded into its month | ignored |
//! | a gap, `cursor_ahead` or `cursor_gone` | read again from 0 |
//! | another epoch: the server was restored from a backup | read again from 0; intents that were done and whose entry is missing are sent again under their ids |
//! | the restored server doesn't know the phone's keys | the wallet is opened again, then as above |
//! | a kind that this version doesn't know | kept raw and passed over; a newer version reads again from 0 |
//! | an entry that doesn't follow from the facts | read again from 0; if it comes again so, passed over |
//!
//! Reading again from 0 replaces the replica page by page; intents and payment sessions stay.

mod apply;
pub(crate) mod replica;
mod retention;
mod stream;

pub(crate) use apply::refold_if_updated;
pub(crate) use retention::fold_old;
pub(crate) use stream::run as run_stream;

use crate::engine::Inner;
use crate::error::DoughError;
use crate::net::CallError;
use crate::ports::LogLevel;
use crate::store::{journal, meta};
use apply::{Page, Reread};
use dough_rules::ids::Seq;
use uuid::Uuid;

/// The most pages of one run: at a few hundred entries a page, more than any wallet has.
const MAX_PAGES: u32 = 100_000;

/// Reads the journal to its end, unless it has been read up to `wanted` already. Runs one at a
/// time; who waited meanwhile mostly finds it done.
pub(crate) async fn run(inner: &Inner, wanted: Option<Seq>) -> Result<(), DoughError> {
    let _one_at_a_time = inner.syncing.lock().await;
    if let Some(wanted) = wanted
        && inner.store.read(journal::cursor)? >= wanted
    {
        return Ok(());
    }
    let result = read_to_end(inner).await;
    inner.link.heard(&result, inner.clock.local());
    match &result {
        Ok(()) => inner.fold_old()?,
        Err(error) => {
            inner.note_left(error.code())?;
            inner.reopen_if_forgotten(error)?;
        }
    }
    if let Err(error) = &result {
        inner.link.failed("sync", error);
        inner.log(LogLevel::Info, &format!("sync: {error}"));
    }
    inner.bump();
    // After a restored server, intents may wait to be sent again.
    inner.wake_outbox.notify_one();
    Ok(result?)
}

/// Whether the server can't go on from where the phone is: it has forgotten, one way or the other.
fn is_cursor_refused(error: &CallError) -> bool {
    matches!(error.code(), Some("cursor_ahead" | "cursor_gone"))
}

/// Reads the journal up to a number of a timeline, or all of it where the timeline is another one.
pub(crate) async fn run_to(inner: &Inner, epoch: Uuid, head: Seq) -> Result<(), DoughError> {
    let known = inner.store.read(|db| meta::get::<Uuid>(db, meta::EPOCH))?;
    run(inner, Some(head).filter(|_| known == Some(epoch))).await
}

async fn read_to_end(inner: &Inner) -> Result<(), CallError> {
    let mut fresh = inner.store.read(|db| meta::get::<u8>(db, meta::REREAD))?.is_some();
    let mut rereads = u32::from(fresh);
    for _ in 0..MAX_PAGES {
        let after = if fresh { Seq::START } else { inner.store.read(journal::cursor)? };
        let page = match inner.api.changes(after).await {
            Err(error) if is_cursor_refused(&error) && rereads < 2 => {
                (fresh, rereads) = (true, rereads + 1);
                continue;
            }
            answer => answer?,
        };
        let work = Page {
            reply: &page,
            fresh,
            tolerant: rereads > 0,
            app_version: &inner.config.app_version,
            now: inner.clock.now(),
        };
        let applied = inner.store.write_or_undo(|db| apply::apply(db, &work))?;
        inner.forget_facts();
        match applied {
            Ok(false) => return Ok(()),
            Ok(true) => fresh = false,
            Err(Reread(why)) => {
                inner.log(LogLevel::Warning, &format!("sync: from 0 again: {why}"));
                // Kept, so that a phone that is switched off now does it at the next start.
                inner.store.write(|db| meta::set(db, meta::REREAD, "1"))?;
                if rereads >= 2 {
                    return Err(CallError::NotOurs { status: 200 });
                }
                (fresh, rereads) = (true, rereads + 1);
            }
        }
        inner.bump();
    }
    Ok(())
}
