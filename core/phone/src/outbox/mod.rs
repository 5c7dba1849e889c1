//! The outbox: what the customer wants, stored before it is sent.
//!
//! An intent gets its id when it is made; the id is the call's `Idempotency-Key` in every attempt,
//! and the server keeps its answer under it. So a lost reply, a retry or a restart can neither lose
//! nor double anything.
//!
//! ```text
//!            +--- no answer, not ours, not final: later, with backoff ---+
//!            v                                                           |
//! stored -> queued -- due, and what it depends on is done -> sending ----+
//!                                                              |
//!              the command's reply -> done <-------------------+--> refused <- a final problem
//! ```
//!
//! | state | meaning | what start-up does |
//! |---|---|---|
//! | `queued` | it waits for its turn, or for another intent | sends it when it can |
//! | `sending` | an attempt is under way | makes it `queued`: the server knows its id |
//! | `done` | the server did it; the answer is kept 30 days | nothing; after the server was restored from a backup, sends it again |
//! | `refused` | a final problem; what depends on it is refused too | nothing |
//! | `wedged` | this version can't send it | nothing; a newer version may |
//!
//! Only a problem that the table of codes calls final ends an intent. Time-outs, 5xx, 401, 408,
//! 425, 426, 429, a wrong clock and a hotel's portal keep it. The phone doesn't judge `not_after`
//! itself, since its clock may be wrong: the server refuses with `intent_expired`.

mod backoff;
mod gate;
mod intent;
mod worker;

pub(crate) use backoff::full_jitter;
pub(crate) use gate::Gate;
pub(crate) use intent::{Kind, Wanted};
pub(crate) use worker::run;
