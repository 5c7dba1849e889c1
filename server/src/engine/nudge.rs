//! "Something happened": told to streams and jobs, after the commit.

use super::batch::Decided;
use crate::keys::KeyCache;
use crate::store::Watched;
use dough_rules::ids::{Seq, ShopId, WalletId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Who listens to what. A listener that is slow sees only the newest.
#[derive(Default)]
pub struct Nudges {
    wallets: Mutex<HashMap<WalletId, watch::Sender<Seq>>>,
    boards: Mutex<HashMap<ShopId, watch::Sender<u64>>>,
    jobs: watch::Sender<u64>,
    keys: Arc<KeyCache>,
}

impl Nudges {
    /// Nobody listens yet; changed keys are forgotten in `keys`.
    pub fn new(keys: Arc<KeyCache>) -> Self {
        Self { keys, ..Self::default() }
    }

    /// The newest head of a wallet, as it changes.
    pub fn wallet(&self, wallet: WalletId) -> watch::Receiver<Seq> {
        let mut wallets = self.wallets.lock().unwrap_or_else(PoisonError::into_inner);
        wallets.retain(|_, sender| sender.receiver_count() > 0);
        wallets.entry(wallet).or_insert_with(|| watch::Sender::new(Seq::START)).subscribe()
    }

    /// Changes of a shop's board, counted.
    pub fn board(&self, shop: ShopId) -> watch::Receiver<u64> {
        let mut boards = self.boards.lock().unwrap_or_else(PoisonError::into_inner);
        boards.entry(shop).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Work for the jobs, counted.
    pub fn jobs(&self) -> watch::Receiver<u64> {
        self.jobs.subscribe()
    }

    /// The wallets and boards that somebody listens to.
    pub(crate) fn watched(&self) -> Watched {
        let wallets = self.wallets.lock().unwrap_or_else(PoisonError::into_inner);
        let boards = self.boards.lock().unwrap_or_else(PoisonError::into_inner);
        let wallets = wallets.iter().filter(|(_, sender)| sender.receiver_count() > 0);
        let boards = boards.iter().filter(|(_, sender)| sender.receiver_count() > 0);
        Watched {
            wallets: wallets.map(|(wallet, _)| *wallet).collect(),
            shops: boards.map(|(shop, _)| shop.clone()).collect(),
            ..Watched::default()
        }
    }

    /// Tells what a committed batch changed.
    pub(super) fn tell(&self, decided: &Decided) {
        self.keys.forget(decided.keys.iter().copied());
        self.tell_heads(&decided.heads);
        self.tell_boards(&decided.boards);
        if decided.wakes_jobs {
            self.jobs.send_modify(|count| *count += 1);
        }
    }

    /// Tells heads that are above those told before.
    pub(crate) fn tell_heads(&self, heads: &[(WalletId, Seq)]) {
        let wallets = self.wallets.lock().unwrap_or_else(PoisonError::into_inner);
        for (wallet, head) in heads {
            if let Some(sender) = wallets.get(wallet) {
                sender.send_if_modified(|told| {
                    let is_news = *head > *told;
                    *told = (*told).max(*head);
                    is_news
                });
            }
        }
    }

    /// Tells that boards have changed.
    pub(crate) fn tell_boards<'a>(&self, shops: impl IntoIterator<Item = &'a ShopId>) {
        let boards = self.boards.lock().unwrap_or_else(PoisonError::into_inner);
        for shop in shops {
            if let Some(sender) = boards.get(shop) {
                sender.send_modify(|count| *count += 1);
            }
        }
    }
}
