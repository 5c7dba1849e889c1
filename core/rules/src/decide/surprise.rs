//! Surprises become ready, go, and are opened.

use super::draft::Draft;
use crate::command::Outcome;
use crate::ids::{Bytes32, Seq};
use crate::journal::Event;
use crate::ledger::{Cause, Issuer, choose_lots};
use crate::programme::Prize;
use crate::refusal::Refusal;
use crate::reward::claims;
use crate::surprise::{Odds, commitment, draw};
use crate::units::Cents;

/// As many surprises wait as the dough to spend can pay: more become ready, or the newest go.
pub(super) fn balance(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let terms = &draft.programme().surprise;
    if !terms.cost.is_positive() {
        return Ok(());
    }
    let affordable = draft.facts.balances.dough_available.get() / terms.cost.get();
    let affordable = usize::try_from(affordable).unwrap_or(0);
    while let Some(newest) = draft.facts.surprises.get(affordable..).and_then(<[_]>::last) {
        let surprise = newest.number;
        draft.push(Event::SurpriseWithdrawn { surprise })?;
    }
    while draft.facts.surprises.len() < affordable {
        let number = draft.facts.head.next();
        let secret = draft.situation.moment.entropy.bytes("surprise", number.get());
        let odds = Odds { version: terms.odds_version, prizes: terms.prizes.clone() };
        let commitment = commitment(&secret, draft.facts.wallet, number, odds.version);
        draft.push(Event::SurpriseReady { commitment, odds })?;
        draft.keep_secret(number, secret);
    }
    Ok(())
}

pub(super) fn open(
    draft: &mut Draft<'_>,
    number: Seq,
    nonce: Bytes32,
    of_age: bool,
) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let surprise = draft
        .facts
        .surprises
        .iter()
        .find(|surprise| surprise.number == number)
        .cloned()
        .ok_or(Refusal::UnknownSurprise)?;
    confirm_age(draft, of_age)?;
    let secret = *draft.situation.secrets.get(&number).ok_or(Refusal::UnknownSurprise)?;
    let prize =
        draw(&surprise.odds, &secret, &nonce, number).cloned().ok_or(Refusal::UnknownSurprise)?;
    let catalogue = draft.situation.catalogue;
    let terms = &catalogue.programme.surprise;
    let spent = choose_lots(&draft.facts.lots, terms.cost, &[]).ok_or(Refusal::UnknownSurprise)?;
    draft.push(Event::SurpriseOpened {
        surprise: number,
        nonce,
        secret,
        prize: prize.clone(),
        clearing: claims(catalogue, &spent, &Issuer::Programme),
        spent,
    })?;
    match &prize {
        Prize::Item(item) => {
            let expires_at = draft.now() + terms.voucher_life();
            let item = item.clone();
            let worth = catalogue.dough_value(&Issuer::Programme).get() * terms.cost.get();
            let worth = Cents::new(worth);
            draft.push(Event::VoucherIssued { item, expires_at, surprise: number, worth })?;
        }
        Prize::Dough(dough) => {
            let award = draft.award(*dough, Issuer::Programme, Cause::Surprise(number));
            draft.earn(award)?;
        }
    }
    Ok(Outcome::Surprise { prize })
}

/// Records the customer's confirmation of the programme's minimum age, once.
fn confirm_age(draft: &mut Draft<'_>, of_age: bool) -> Result<(), Refusal> {
    let Some(years) = draft.programme().surprise.minimum_age else {
        return Ok(());
    };
    if draft.facts.confirmed_age >= years {
        return Ok(());
    }
    if !of_age {
        return Err(Refusal::AgeUnconfirmed { minimum_age: years });
    }
    draft.push(Event::AgeConfirmed { years })?;
    Ok(())
}
