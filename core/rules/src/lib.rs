//! What a programme decides about money, dough, slots, orders, surprises and referrals.
//!
//! Everything here is a function of facts, a command and a [`Moment`]: no clock, no random source,
//! no I/O, no async. The server runs it to decide, the phone runs the same code to preview; so the
//! preview of a phone that has read its journal to the end *is* the award.
//!
//! ```text
//! Situation (facts of one wallet, one shop) + Command
//!     -> decide -> Decision (journal entries, the shop's changes, messages, the outcome)
//!               |  Refusal  (a stable code and the facts behind it; nothing changes)
//! Entry -> WalletFacts::apply -> WalletFacts          on the server and on the phone alike
//! ```
//!
//! | module | what lives there |
//! |---|---|
//! | [`units`], [`ids`] | amounts, times and names, each with a type of its own |
//! | [`ledger`] | accounts, transfers, balances, lots |
//! | [`catalogue`] | what a shop's owner writes: shops, menu, VAT |
//! | [`programme`] | and how customers are rewarded: rules, campaigns, surprises, invitations |
//! | [`segment`] | customers who have something in common |
//! | [`pricing`] | basket to priced lines and VAT |
//! | [`earning`] | accrual rules, their caps, and campaigns |
//! | [`quote`] | what a basket would cost and earn, and which rewards fit |
//! | [`expiry`] | when dough runs out, and when customers are told |
//! | [`slots`] | opening hours, capacity in make-seconds, offers |
//! | [`journal`], [`facts`] | events, and the fold of them that both sides keep |
//! | [`receipt`], [`order`] | what a sale and an order are |
//! | [`refund`] | what is left of a receipt |
//! | [`adjustment`] | what a manager puts right by hand |
//! | [`reward`] | rewards for dough, what they take off, what outlets owe each other for them |
//! | [`command`], [`mod@decide`] | what can be asked, and the answer |

pub mod adjustment;
pub mod catalogue;
pub mod command;
pub mod decide;
pub mod earning;
pub mod expiry;
pub mod facts;
pub mod ids;
pub mod journal;
pub mod ledger;
pub mod moment;
pub mod order;
pub mod pricing;
pub mod programme;
pub mod quote;
pub mod receipt;
pub mod refund;
pub mod refusal;
pub mod reward;
pub mod segment;
pub mod shop;
pub mod slots;
pub mod surprise;
pub mod units;

pub use catalogue::Catalogue;
pub use command::{Command, Outcome};
pub use decide::{Decision, Situation, decide};
pub use facts::WalletFacts;
pub use journal::{Entry, Event};
pub use moment::{Entropy, Moment, uuid_v7};
pub use refusal::Refusal;
