//! Pay codes: made on the phone, without a network.
//!
//! A payment session has a number that its key never uses twice; the store is above it before the
//! code is shown, some numbers at a time. A fresh picture of a session keeps the number and moves the time, so that of all
//! its pictures one can be spent.

use super::Engine;
use super::reads::not_open;
use crate::error::DoughError;
use crate::store::{counters, journal};
use dough_paycode::{Matrix, MintRequest, Ops, mint};
use dough_rules::ids::Seq;
use dough_rules::units::{Cents, Millis, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::PoisonError;

/// How many sessions can have a fresh picture.
const SESSIONS_KEPT: usize = 16;
/// A fresh picture is due this long before the old one runs out.
const REFRESH_BEFORE: Span = Span::seconds(15);

/// What a code is to allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayRequest {
    /// Paying from the balance, up to this much.
    pub pay_max: Option<Cents>,
    /// Earning.
    pub earn: bool,
    /// Using the voucher of this number.
    pub redeem: Option<Seq>,
    /// The number of the only shop that may use it; anywhere if absent.
    pub shop: Option<u16>,
}

/// A code to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayCodeView {
    /// What the register reads.
    pub text: String,
    /// The picture, without its quiet zone.
    pub matrix: Matrix,
    /// Until when it is good, by the phone's own clock.
    pub expires_at: Millis,
    /// When to show a fresh picture, by the phone's own clock.
    pub refresh_at: Millis,
    /// The payment session: what a fresh picture is asked for with.
    pub session: u64,
}

/// Payment sessions of this run.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    /// The last ones, by number.
    shown: BTreeMap<u64, PayRequest>,
    /// Numbers that the store has given and that are not used yet.
    free: Range<u64>,
}

impl Engine {
    /// A code of a new payment session. A code that only earns is signed by the silent key, any
    /// other by the paying key: `NeedsUserPresence` where that is locked.
    pub fn pay_code(&self, request: PayRequest) -> Result<PayCodeView, DoughError> {
        let inner = &self.inner;
        ops(&request)?;
        let signer = inner.keys.signer(is_silent(&request));
        let kid = dough_paycode::Signer::public_key(&signer).kid().to_string();
        if inner.store.read(journal::wallet)?.is_none() {
            return Err(not_open());
        }
        // A store that is new, while its keys may not be (the file was set aside, the app was
        // installed again), begins above what they can have used: a session takes a second.
        let first = u64::try_from(inner.clock.now().seconds()).unwrap_or(1);
        let session = self.next_session(&kid, first)?;
        let code = self.picture(session, &request)?;
        let mut sessions = inner.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.shown.insert(session, request);
        while sessions.shown.len() > SESSIONS_KEPT {
            sessions.shown.pop_first();
        }
        Ok(code)
    }

    /// A fresh picture of a session. `Refused` with `unknown_session` after a restart: then it
    /// takes a new one.
    pub fn refresh_code(&self, session: u64) -> Result<PayCodeView, DoughError> {
        // A code that can't be used any more isn't drawn: while paused, and after the end.
        self.inner.store.read(journal::wallet)?;
        let sessions = self.inner.sessions.lock();
        let request = sessions.unwrap_or_else(PoisonError::into_inner).shown.get(&session).copied();
        let request = request
            .ok_or_else(|| DoughError::refused("unknown_session", "no such payment session"))?;
        self.picture(session, &request)
    }

    /// A number that no session had: the store is above it before it is used.
    fn next_session(&self, kid: &str, first: u64) -> Result<u64, DoughError> {
        let mut sessions = self.inner.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.free.is_empty() {
            sessions.free = self.inner.store.write(|db| counters::take(db, kid, first))?;
        }
        let next = sessions.free.start;
        sessions.free.start += 1;
        Ok(next)
    }

    fn picture(&self, session: u64, request: &PayRequest) -> Result<PayCodeView, DoughError> {
        let inner = &self.inner;
        let code = mint(
            &MintRequest {
                counter: session,
                ops: ops(request)?,
                max_cents: request.pay_max.and_then(|max| u64::try_from(max.get()).ok()),
                reward: request.redeem.map(reward).transpose()?,
                store: request.shop,
                now: inner.clock.now().seconds(),
            },
            &inner.keys.signer(is_silent(request)),
        )?;
        let expires_at = Millis::new(code.expires_at.saturating_mul(1000)) - inner.clock.offset();
        Ok(PayCodeView {
            text: code.text,
            matrix: code.matrix,
            expires_at,
            refresh_at: expires_at - REFRESH_BEFORE,
            session,
        })
    }
}

/// Whether the silent key signs it.
const fn is_silent(request: &PayRequest) -> bool {
    request.pay_max.is_none() && request.redeem.is_none()
}

fn ops(request: &PayRequest) -> Result<Ops, DoughError> {
    let asked = [
        (request.pay_max.is_some(), Ops::PAY),
        (request.earn, Ops::EARN),
        (request.redeem.is_some(), Ops::REDEEM),
    ];
    asked
        .into_iter()
        .filter_map(|(wanted, op)| wanted.then_some(op))
        .reduce(|all, op| all | op)
        .ok_or_else(|| DoughError::refused("malformed_request", "the code would allow nothing"))
}

fn reward(number: Seq) -> Result<u32, DoughError> {
    u32::try_from(number.get())
        .map_err(|_| DoughError::refused("unknown_voucher", "no voucher has this number"))
}
