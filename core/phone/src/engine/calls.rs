//! What needs the server: reading the journal, server quotes, menu and shop states, and waiting
//! for what became of an intent.

use super::reads::not_open;
use super::writes::unknown_intent;
use super::{Engine, Inner};
use crate::error::{DoughError, ErrorKind};
use crate::net::{CallError, CatalogueReply};
use crate::outbox::full_jitter;
use crate::store::{intents, journal, menu};
use crate::sync;
use crate::views::{IntentId, IntentView, Quote};
use dough_rules::ids::{Bytes32, ShopId};
use dough_rules::pricing::BasketLine;
use dough_wire::requests::QuoteRequest;
use jiff::civil::Date;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long the journal of something that was done is waited for.
const JOURNAL_WAIT: Duration = Duration::from_secs(5);
/// Between two attempts to read the menu for the first time.
const MENU_WAIT: Duration = Duration::from_secs(1);
/// The longest wait between them.
const LONGEST_MENU_WAIT: Duration = Duration::from_mins(5);

impl Engine {
    /// Reads the journal to its end, and the menu where it has changed. Before the wallet is open,
    /// waits for that, or for an attempt to fail.
    pub async fn sync(&self) -> Result<(), DoughError> {
        self.network_changed();
        self.on_own_threads(async |inner| {
            inner.opened().await?;
            sync::run(&inner, None).await?;
            // A profile that can't be read now is read with the next connection.
            let _ = inner.refresh_profile().await;
            inner.refresh_menu().await
        })
        .await
    }

    /// Waits until an intent is over, and, where it was done, until its journal entries are here
    /// (for 5 seconds at most: the answer is in the view).
    pub async fn settled(&self, id: IntentId) -> Result<IntentView, DoughError> {
        self.on_own_threads(async move |inner| inner.settled(id).await).await
    }

    /// Price, earning and pickup times of a basket, as the server has them now.
    pub async fn server_quote(
        &self,
        shop: ShopId,
        lines: Vec<BasketLine>,
        day: Date,
    ) -> Result<Quote, DoughError> {
        self.on_own_threads(async move |inner| {
            inner.opened().await?;
            let asked = QuoteRequest { shop, lines, day, pickup_at: None, redeem: None };
            let answer = inner.api.quote(&asked).await;
            let reply = inner.heard(answer)?;
            Ok(Quote {
                reasons: inner.reasons(&reply.preview.earning),
                preview: reply.preview,
                catalogue: reply.catalogue,
                priced: reply.priced,
                estimate: false,
                slots: reply.slots,
            })
        })
        .await
    }

    /// Asks for a shop's state, which [`Engine::slots`] then rests on.
    pub async fn refresh_shop(&self, shop: ShopId) -> Result<(), DoughError> {
        self.on_own_threads(async move |inner| {
            let answer = inner.api.shop_state(&shop).await;
            let state = inner.heard(answer)?;
            let now = inner.clock.local();
            inner.store.write(|db| menu::set_shop_state(db, &state, now))?;
            inner.bump();
            Ok(())
        })
        .await
    }

    /// Where a picture of the menu lies on disk. One that is here needs no network.
    pub async fn image(&self, hash: Bytes32) -> Result<PathBuf, DoughError> {
        self.on_own_threads(async move |inner| {
            let now = inner.clock.local();
            if let Some(path) = inner.images.get(&hash, now) {
                return Ok(path);
            }
            let answer = inner.api.image(&hash).await;
            let bytes = inner.heard(answer)?;
            Ok(inner.images.put(&hash, &bytes, now)?)
        })
        .await
    }

    /// Asks for the catalogue, where it has changed.
    pub async fn refresh_catalogue(&self) -> Result<(), DoughError> {
        self.on_own_threads(async |inner| inner.refresh_menu().await).await
    }

    /// Runs work on the engine's threads. A caller that goes away stops waiting, not the work.
    pub(super) async fn on_own_threads<T, F>(
        &self,
        work: impl FnOnce(Arc<Inner>) -> F,
    ) -> Result<T, DoughError>
    where
        F: Future<Output = Result<T, DoughError>> + Send + 'static,
        T: Send + 'static,
    {
        let (inner, work) = (Arc::clone(&self.inner), work(Arc::clone(&self.inner)));
        let task = self.inner.runtime.spawn(async move {
            // Nothing is asked of the server while the engine is paused, or after its end.
            inner.store.read(|_| Ok(()))?;
            work.await
        });
        task.await
            .unwrap_or_else(|error| Err(DoughError::internal(format!("the work ended: {error}"))))
    }
}

impl Inner {
    /// Notes whether the server answers.
    pub(super) fn heard<T>(&self, answer: Result<T, CallError>) -> Result<T, DoughError> {
        self.link.heard(&answer, self.clock.local());
        self.bump();
        Ok(answer?)
    }

    /// Waits until the wallet is open, or an attempt to open it has failed.
    pub(super) async fn opened(&self) -> Result<(), DoughError> {
        let mut changed = self.changed.subscribe();
        let tried = self.store.read(intents::opening)?.map_or(0, |row| row.attempts);
        loop {
            changed.mark_unchanged();
            // The intent first: one that is done by then has left its wallet.
            let (opening, wallet) =
                self.store.read(|db| Ok((intents::opening(db)?, journal::wallet(db)?)))?;
            if wallet.is_some() {
                return Ok(());
            }
            match opening {
                None => return Err(self.opening_refused()?),
                Some(row) if row.attempts > tried && !row.state.is_under_way() => {
                    return Err(self.why_not_open());
                }
                Some(_) => {}
            }
            if changed.changed().await.is_err() {
                return Err(not_open());
            }
        }
    }

    /// Why an attempt to open the wallet failed.
    fn why_not_open(&self) -> DoughError {
        if self.link.update_required() {
            let text = "the server asks for a newer app";
            return DoughError::new(ErrorKind::UpdateRequired, "update_required", text);
        }
        not_open()
    }

    /// Why no wallet was opened.
    fn opening_refused(&self) -> Result<DoughError, DoughError> {
        let rows = self.store.read(|db| intents::of_kind(db, "open_wallet"))?;
        let view = rows.last().map(|row| IntentView::read(row, self.link.seen())).transpose()?;
        let problem = view.and_then(|view| view.problem);
        Ok(problem.map_or_else(not_open, DoughError::from))
    }

    async fn settled(&self, id: IntentId) -> Result<IntentView, DoughError> {
        let mut changed = self.changed.subscribe();
        loop {
            changed.mark_unchanged();
            let row = self.store.read(|db| intents::get(db, id.uuid()))?;
            let row = row.ok_or_else(unknown_intent)?;
            if row.state.is_over() {
                let view = IntentView::read(&row, self.link.seen())?;
                if let Some((epoch, head)) =
                    view.answer.as_ref().and_then(|reply| Some((reply.epoch, reply.head?)))
                {
                    let read = sync::run_to(self, epoch, head);
                    // The intent is done, whether or not its entries are here.
                    let _ = tokio::time::timeout(JOURNAL_WAIT, read).await;
                }
                return Ok(view);
            }
            if changed.changed().await.is_err() {
                let stopped = "the engine was stopped";
                return Err(DoughError::new(ErrorKind::Locked, "shut_down", stopped));
            }
        }
    }

    pub(crate) async fn refresh_menu(&self) -> Result<(), DoughError> {
        let etag = self.store.read(menu::etag)?;
        let answer = self.api.catalogue(etag.as_deref()).await;
        let reply = self.heard(answer)?;
        let now = self.clock.local();
        self.store.write(|db| match &reply {
            CatalogueReply::Same => menu::confirm_catalogue(db, now),
            CatalogueReply::Other { json, etag } => {
                menu::set_catalogue(db, json, etag.as_deref(), now)
            }
        })?;
        self.load_menu()?;
        self.bump();
        Ok(())
    }
}

/// Reads the menu at the start, until it was read once; afterwards each stream's beginning does.
pub(super) async fn first_menu(inner: Arc<Inner>) {
    let mut failures = 0;
    while inner.refresh_menu().await.is_err() {
        failures += 1;
        let pause = full_jitter(MENU_WAIT, LONGEST_MENU_WAIT, failures, &*inner.random);
        tokio::time::sleep(pause).await;
    }
}
