//! What is kept of addresses that are told what happens, and of what they are to be told.

use dough_rules::ids::{Seq, WalletId};
use dough_rules::units::Millis;
use uuid::Uuid;

/// Something that happened, for each address that there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// In which wallet.
    pub wallet: WalletId,
    /// Its number in the wallet's journal.
    pub number: Seq,
    /// The message's id, the same in each attempt.
    pub id: Uuid,
    /// When.
    pub at: Millis,
    /// The message.
    pub body: String,
}

/// A new address.
#[derive(Clone)]
pub struct NewWebhook {
    /// Its name here.
    pub id: Uuid,
    /// The address.
    pub url: String,
    /// What its messages are signed with.
    pub secret: [u8; 32],
}

/// How an address fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its name here.
    pub id: Uuid,
    /// The address.
    pub url: String,
    /// Since when it is there.
    pub made_at: Millis,
    /// Since when it is told nothing.
    pub disabled_at: Option<Millis>,
    /// Since when no attempt went well.
    pub failing_since: Option<Millis>,
    /// What came of the last attempt.
    pub last_answer: Option<String>,
    /// How many messages wait for it.
    pub waiting: u64,
}

/// What is done with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookChange {
    /// It is told again, what waits first.
    Enable,
    /// It is told nothing more; what happens is kept for it.
    Disable,
    /// It goes, and all that waits for it.
    Remove,
    /// It is told again what happened since a time.
    Resend(Millis),
}

/// Which message to which address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryKey {
    /// The address.
    pub webhook: Uuid,
    /// The wallet.
    pub wallet: WalletId,
    /// The number in its journal.
    pub number: Seq,
}

/// A message that is due, with all that is needed to send it.
#[derive(Clone)]
pub struct Delivery {
    /// The address's name.
    pub webhook: Uuid,
    /// The address.
    pub url: String,
    /// What it is signed with.
    pub secret: Vec<u8>,
    /// In which wallet it happened.
    pub wallet: WalletId,
    /// The number in its journal.
    pub number: Seq,
    /// The message's id.
    pub id: Uuid,
    /// The message.
    pub body: String,
    /// How often it was tried in vain.
    pub tries: u32,
}

impl Delivery {
    /// The message's name for its receiver.
    pub fn message_id(&self) -> String {
        format!("msg_{}", self.id.simple())
    }

    /// Which row it is.
    pub fn key(&self) -> DeliveryKey {
        DeliveryKey { webhook: self.webhook, wallet: self.wallet, number: self.number }
    }
}
