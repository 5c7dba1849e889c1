//! Opening a wallet, and paying money in.

use super::draft::Draft;
use crate::command::Outcome;
use crate::ids::{InviteCode, Seq, TopUpId};
use crate::journal::Event;
use crate::ledger::{Cause, Issuer};
use crate::refusal::Refusal;
use crate::units::{Cents, MAX_CENTS};

/// The least that one may pay in.
const LEAST_TOP_UP: Cents = Cents::new(100);
/// The most that one may pay in at once: EUR 250.
const MOST_TOP_UP: Cents = Cents::new(25_000);

pub(super) fn open(
    draft: &mut Draft<'_>,
    invite_code: &InviteCode,
    pay_key: &str,
    api_key: &str,
) -> Result<Outcome, Refusal> {
    if draft.facts.head != Seq::START {
        return Err(Refusal::WalletExists);
    }
    draft.push(Event::WalletOpened { invite_code: invite_code.clone() })?;
    let (pay_key, api_key) = (pay_key.to_owned(), api_key.to_owned());
    draft.push(Event::DeviceEnrolled { pay_key, api_key, spends_from: None })?;
    let dough = draft.programme().install_award;
    if dough.is_positive() {
        let award = draft.award(dough, Issuer::Programme, Cause::Install);
        draft.earn(award)?;
    }
    Ok(Outcome::Opened { wallet: draft.facts.wallet })
}

/// Books what a provider took. A wallet that ended while the provider was asked pays it straight out.
pub(super) fn top_up(
    draft: &mut Draft<'_>,
    top_up: TopUpId,
    amount: Cents,
    provider: &str,
) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    if !(LEAST_TOP_UP..=MOST_TOP_UP).contains(&amount) {
        return Err(Refusal::AmountInvalid { least: LEAST_TOP_UP, most: MOST_TOP_UP });
    }
    draft.push(Event::ToppedUp { top_up, amount, provider: provider.to_owned() })?;
    if draft.facts.erased_at.is_some() {
        draft.pay_out(amount)?;
    }
    Ok(Outcome::Done)
}

/// Whether an amount may be paid in; asked before a payment provider takes it.
pub fn check_top_up(amount: Cents) -> Result<(), Refusal> {
    within(amount, LEAST_TOP_UP, MOST_TOP_UP).map(drop)
}

/// An amount that a till or a manager states.
pub(super) fn stated(amount: Cents) -> Result<Cents, Refusal> {
    within(amount, Cents::new(1), Cents::new(MAX_CENTS))
}

fn within(amount: Cents, least: Cents, most: Cents) -> Result<Cents, Refusal> {
    if (least..=most).contains(&amount) {
        Ok(amount)
    } else {
        Err(Refusal::AmountInvalid { least, most })
    }
}
