//! Word of what happened, to other programs of the business, by the Standard Webhooks specification.
//!
//! ```text
//! a command is decided -> its entries, and a row for each address that was given    one transaction
//! every second          -> rows that are due are leased, by one server
//!                       -> signed, sent; the answer is kept: done, or when to try again
//! ```
//! At least once: a server that stops between sending and keeping sends again, under the same id. In
//! order for each wallet, as far as it goes: a row waits until those before it are through or given
//! up. A row that can't be sent is tried again after 5 seconds, 5 minutes, half an hour, up to a day,
//! for about three days; an address that fails for five, or says `410 Gone`, is disabled. Rows are
//! kept for 30 days, also those of a disabled address, and can be sent again.
//!
//! | module | what lives there |
//! |---|---|
//! | [`sign`] | secrets, ids, signatures |
//! | [`send`] | one attempt; which addresses may be called |
//! | [`job`] | what is due, and what becomes of it |

pub(crate) mod job;
pub(crate) mod send;
pub(crate) mod sign;

pub use send::Outbound;
