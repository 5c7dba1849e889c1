//! A command on its way through the queue, with all that makes it exactly once.

use super::people::PeopleJob;
use crate::store::{AuditLine, KeyRecord, MessageKey, Needs, RequestKey, SaleKey};
use dough_paycode::{Checked, Kid};
use dough_rules::ids::{InviteCode, ReceiptId, ShopId, WalletId};
use dough_rules::units::Millis;
use dough_rules::{Command, Moment};
use dough_wire::Problem;

/// An answer as it goes out, and as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body: JSON.
    pub body: String,
}

impl Answer {
    /// A problem as an answer.
    pub fn problem(problem: &Problem) -> Self {
        let status = problem.status;
        let body = serde_json::to_string(problem).unwrap_or_default();
        Self { status, body }
    }

    /// Too much at once.
    pub fn overloaded() -> Self {
        let problem = Problem::new("overloaded", "Too much at once; try again in a second.");
        Self::problem(&problem.with("retry_after", 1))
    }

    /// Whether it is a yes.
    pub const fn is_success(&self) -> bool {
        self.status < 300
    }
}

/// What a scan claims: the sale and the code, each once.
#[derive(Clone, Debug)]
pub struct SaleJob {
    /// The till's name for it.
    pub key: SaleKey,
    /// The code, its signature checked; its time is judged after stored replies were looked up.
    pub code: Checked,
}

impl SaleJob {
    /// The code's name.
    pub fn code_key(&self) -> (Kid, u64) {
        (self.code.kid(), self.code.counter())
    }
}

/// What opening a wallet claims: the phone's two keys and an invitation code.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The key that pays.
    pub pay_key: KeyRecord,
    /// The key that signs calls.
    pub api_key: KeyRecord,
    /// The invitation code.
    pub invite_code: InviteCode,
}

/// A command, and what it names.
#[derive(Clone, Debug)]
pub struct Job {
    /// Whose wallet it is about; nothing for a shop's lever.
    pub wallet: Option<WalletId>,
    /// Whose room it is about.
    pub shop: Option<ShopId>,
    /// Which receipt it is about.
    pub receipt: Option<ReceiptId>,
    /// What is asked.
    pub command: Command,
    /// Time and randomness, the same through every retry.
    pub moment: Moment,
    /// The intent: its id and a hash of its meaning. Nothing for the server's own jobs.
    pub intent: Option<(RequestKey, [u8; 32])>,
    /// Until when it is wanted.
    pub not_after: Option<Millis>,
    /// What a scan claims.
    pub sale: Option<SaleJob>,
    /// What opening a wallet claims.
    pub opening: Option<Box<Opening>>,
    /// The message that it delivers.
    pub delivers: Option<MessageKey>,
    /// A line for the audit log, where staff asked.
    pub audit: Option<AuditLine>,
    /// Whether the caller owns the wallet, and so is told its head.
    pub tells_head: bool,
    /// The phone's key that signed the call or the code.
    pub device: Option<Kid>,
    /// What it claims of people and phones.
    pub people: Option<Box<PeopleJob>>,
    /// Whether it is asked only whether it would be refused: a yes changes nothing, a no is kept.
    pub ahead: bool,
}

impl Job {
    /// A command of the server itself.
    pub fn internal(wallet: Option<WalletId>, command: Command, moment: Moment) -> Self {
        Self {
            wallet,
            shop: None,
            receipt: None,
            command,
            moment,
            intent: None,
            not_after: None,
            sale: None,
            opening: None,
            delivers: None,
            audit: None,
            tells_head: false,
            device: None,
            people: None,
            ahead: false,
        }
    }

    /// Whether it names one of these rows.
    pub(super) fn names_any_of(&self, rows: &Needs) -> bool {
        let mut needs = Needs::default();
        self.name_needs(&mut needs);
        needs.meets(rows)
    }

    /// Adds what must be loaded to decide it.
    pub(super) fn name_needs(&self, needs: &mut Needs) {
        needs.wallets.extend(self.wallet);
        needs.shops.extend(self.shop.clone());
        needs.receipts.extend(self.receipt);
        needs.requests.extend(self.intent.map(|(key, _)| key));
        if let Command::PlaceOrder(order) = &self.command {
            needs.new_orders.insert(order.order);
        }
        if let Some(sale) = &self.sale {
            needs.sales.insert(sale.key.clone());
            needs.codes.insert(sale.code_key());
        }
        if let Some(opening) = &self.opening {
            needs.keys.extend([opening.pay_key.kid, opening.api_key.kid]);
            needs.invite_codes.insert(opening.invite_code.to_string());
        }
        if let Some(people) = &self.people {
            people.name_needs(needs);
        }
    }
}
