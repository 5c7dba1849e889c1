//! "Something happened": told to streams and jobs, after the commit.

use super::batch::Decided;
use crate::keys::KeyCache;
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

    /// Tells what a committed batch changed.
    pub(super) fn tell(&self, decided: &Decided) {
        self.keys.forget(decided.keys.iter().copied());
        {
            let wallets = self.wallets.lock().unwrap_or_else(PoisonError::into_inner);
            for (wallet, head) in &decided.heads {
                if let Some(sender) = wallets.get(wallet) {
                    sender.send_replace(*head);
                }
            }
        }
        {
            let boards = self.boards.lock().unwrap_or_else(PoisonError::into_inner);
            for shop in &decided.boards {
                if let Some(sender) = boards.get(shop) {
                    sender.send_modify(|count| *count += 1);
                }
            }
        }
        if decided.wakes_jobs {
            self.jobs.send_modify(|count| *count += 1);
        }
    }
}
