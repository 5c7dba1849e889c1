//! From a situation and a command to a decision, or a refusal.
//!
//! Each area has a file: [`wallet`] (open, top up), [`order`], [`edit`], [`scan`], [`refund`],
//! [`surprise`], [`reward`], [`referral`], [`expiry`], [`settle`] (what falls due by itself), [`shop`] (the
//! staff's levers), [`adjust`], [`device`] (phones, consents) and [`erase`]. All work on a `Draft`,
//! which applies each event as it is added, so that later steps of one decision see the earlier ones.

mod adjust;
mod device;
mod draft;
mod edit;
mod erase;
mod expiry;
mod order;
mod referral;
mod refund;
mod reward;
mod scan;
mod settle;
mod shop;
mod surprise;
mod wallet;

use crate::catalogue::Catalogue;
use crate::command::{Command, Message, Outcome};
use crate::facts::WalletFacts;
use crate::ids::{Bytes32, OrderId, Seq, WalletId};
use crate::journal::{Entry, Event, Refund};
use crate::moment::Moment;
use crate::order::Allocation;
use crate::receipt::Receipt;
use crate::refusal::Refusal;
use crate::shop::ShopFacts;
use crate::units::Millis;
use std::collections::BTreeMap;

use draft::Draft;
pub use wallet::check_top_up;

/// Room that an unpaid order holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The order.
    pub order: OrderId,
    /// Until when.
    pub until: Millis,
    /// The room.
    pub allocation: Allocation,
}

/// A receipt as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedReceipt {
    /// The receipt.
    pub receipt: Receipt,
    /// What was given back of it.
    pub refunds: Vec<Refund>,
}

/// All that a decision may rest on.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// Time and randomness, the same through every retry.
    pub moment: Moment,
    /// What the owner has decided, in force now.
    pub catalogue: &'a Catalogue,
    /// The wallet; a new one has no entries.
    pub wallet: &'a WalletFacts,
    /// The state of the shop that the command names.
    pub shop: Option<&'a ShopFacts>,
    /// Unpaid orders of that shop.
    pub holds: &'a [Hold],
    /// The receipt that the command names.
    pub receipt: Option<&'a BookedReceipt>,
    /// What the owner had decided when that was booked.
    pub then: Option<&'a Catalogue>,
    /// The secrets behind the wallet's ready surprises. Only the server knows them.
    pub secrets: &'a BTreeMap<Seq, Bytes32>,
    /// The kid of the phone's key that signed the call or the code. Nothing for the server's own
    /// jobs, and where no phone of the wallet asks.
    pub device: Option<&'a str>,
}

/// What happens to the room of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomChange {
    /// An order takes room, until it ends or its hold runs out.
    Take {
        /// The order.
        order: OrderId,
        /// Whose.
        wallet: WalletId,
        /// The room.
        allocation: Allocation,
        /// Until when it is only held.
        hold_until: Option<Millis>,
    },
    /// A held order was paid: its room stays.
    Keep {
        /// The order.
        order: OrderId,
    },
    /// An order gives its room back.
    Free {
        /// The order.
        order: OrderId,
        /// The room.
        allocation: Allocation,
    },
}

/// What a decision changes. All of it is committed at once, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// New entries of the wallet's journal.
    pub entries: Vec<Entry>,
    /// The wallet after them.
    pub wallet: WalletFacts,
    /// The shop afterwards, where it changed.
    pub shop: Option<ShopFacts>,
    /// Changes of the shop's room, in order.
    pub room: Vec<RoomChange>,
    /// Word to other wallets.
    pub messages: Vec<Message>,
    /// Secrets of surprises that became ready.
    pub secrets: Vec<(Seq, Bytes32)>,
    /// The answer.
    pub outcome: Outcome,
}

/// Decides one command.
pub fn decide(situation: &Situation<'_>, command: &Command) -> Result<Decision, Refusal> {
    let mut draft = Draft::new(situation);
    device::admit(&draft, command)?;
    expiry::expire(&mut draft)?;
    reward::expire(&mut draft)?;
    let outcome = match command {
        Command::OpenWallet { invite_code, pay_key, api_key } => {
            wallet::open(&mut draft, invite_code, pay_key, api_key)?
        }
        Command::TopUp { top_up, amount, provider } => {
            wallet::top_up(&mut draft, *top_up, *amount, provider)?
        }
        Command::AcceptInvitation { inviter, lineage } => {
            referral::accept(&mut draft, *inviter, lineage)?
        }
        Command::PlaceOrder(order) => order::place(&mut draft, order)?,
        Command::PayOrder { order } => order::pay(&mut draft, *order)?,
        Command::CancelOrder { order, version } => order::cancel(&mut draft, *order, *version)?,
        Command::EditOrder(edit) => edit::edit(&mut draft, edit)?,
        Command::Kitchen { order, step } => order::kitchen(&mut draft, *order, *step)?,
        Command::Scan(scan) => scan::scan(&mut draft, scan)?,
        Command::Refund { receipt, shop, scope } => {
            refund::refund(&mut draft, *receipt, shop, scope)?
        }
        Command::Adjust { adjustment, shop, correction, reason } => {
            adjust::adjust(&mut draft, *adjustment, shop, (*correction, *reason))?
        }
        Command::IssueReward { reward } => reward::issue(&mut draft, reward)?,
        Command::DeleteReward { reward } => reward::delete(&mut draft, *reward)?,
        Command::OpenSurprise { surprise, nonce, of_age } => {
            surprise::open(&mut draft, *surprise, *nonce, *of_age)?
        }
        Command::Deliver(message) => referral::deliver(&mut draft, message)?,
        Command::Settle => settle::settle(&mut draft)?,
        Command::ControlShop { shop, control } => shop::control(&mut draft, shop, control)?,
        Command::EnrolDevice { pay_key, api_key, proof, revoke_others } => {
            device::enrol(&mut draft, (pay_key, api_key), proof, *revoke_others)?
        }
        Command::RevokeDevice { api_key, give_up } => {
            device::revoke(&mut draft, api_key, *give_up)?
        }
        Command::ChangeProfile => device::note(&mut draft, Event::ProfileChanged {})?,
        Command::GiveConsents { news, research } => {
            let event = Event::ConsentsGiven { news: *news, research: *research };
            device::note(&mut draft, event)?
        }
        Command::ConfirmEmail => device::confirm_email(&mut draft)?,
        Command::CallOff => erase::call_off(&mut draft)?,
        Command::Erase { balance } => erase::erase(&mut draft, *balance)?,
        Command::CheckErase { balance } => erase::check(&draft, *balance)?,
        Command::Acknowledge => Outcome::Done,
    };
    // Once more: an order that ended gives back what is over by now.
    reward::expire(&mut draft)?;
    surprise::balance(&mut draft)?;
    expiry::keep_rule(&mut draft)?;
    Ok(draft.finish(outcome))
}
