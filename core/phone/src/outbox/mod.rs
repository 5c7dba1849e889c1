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
//!            |                                                 |
//!            +-> cancelled: taken back, never sent             +-> done <- the command's reply
//!                                                              +-> refused <- a final problem
//!                                                              +-> wedged: the customer is told
//! ```
//!
//! What is on disk at each step, and what a start after a sudden end does with it:
//!
//! | ended | on disk | the server | the next start |
//! |---|---|---|---|
//! | before the intent's transaction | nothing; the call never returned an id | knows nothing | nothing |
//! | after it | `queued`, `sent` 0 | knows nothing | sends it |
//! | after it was signed, before `sending` | `queued`, `sent` 0 | knows nothing | sends it, signed anew |
//! | in an attempt | `sending`, `sent` 1 | may have done it | makes it `queued`; the server answers from its memory, or does it now |
//! | after the reply, before it was kept | `sending`, `sent` 1 | has done or refused it | the same, and the same answer comes |
//! | after `done` | `done`, with answer, timeline and number | has done it | reads the journal up to that number |
//! | after `refused`, with what depends on it | `refused` | has refused it | nothing |
//! | in an attempt that failed, before it was put back | `sending` | may have done it | as in an attempt |
//!
//! | state | meaning | what start-up does |
//! |---|---|---|
//! | `queued` | it waits for its turn, or for another intent | sends it when it can |
//! | `sending` | an attempt is under way | makes it `queued`: the server knows its id |
//! | `done` | the server did it; kept 30 days | nothing; where the server is on another timeline and its entry is missing there, sends it again under its id |
//! | `refused` | a final problem; what depends on it is refused too | nothing; forgotten after 30 days |
//! | `cancelled` | taken back, with what depends on it | nothing; forgotten after 30 days |
//! | `wedged` | `unknown_kind`: this version can't send it | tries it again after an update |
//! | | `lost_by_server`: a restored server has forgotten it, and takes it no longer | nothing: the customer is told to ask the shop |
//!
//! `sent` counts the attempts that may have reached the server. As long as it is 0, an intent can be
//! taken back. An attempt that found no connection doesn't count.
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
