//! Adjustments that wait for a second manager.

use dough_rules::adjustment::{AdjustmentReason, Correction};
use dough_rules::ids::{AdjustmentId, ShopId, WalletId};
use dough_rules::units::Millis;
use serde::{Deserialize, Serialize};

/// What a manager proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its id: the request's own.
    pub id: AdjustmentId,
    /// Whose wallet.
    pub wallet: WalletId,
    /// Whose manager.
    pub shop: ShopId,
    /// What, and why.
    pub asked: AskedAdjustment,
    /// The account that proposed it: another one has to agree.
    pub proposer: String,
    /// Until when it waits.
    pub expires_at: Millis,
}

/// What is to be moved, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AskedAdjustment {
    /// What.
    pub correction: Correction,
    /// Why.
    pub reason: AdjustmentReason,
}
