//! The phones of a wallet, and what their owner says about the wallet itself.

use super::draft::Draft;
use crate::command::{Command, DeviceProof, Outcome};
use crate::ids::Seq;
use crate::journal::Event;
use crate::refusal::Refusal;
use crate::units::{Millis, Span};

/// How many phones a wallet has at most.
const MOST_DEVICES: u32 = 10;
/// How long a phone that came by e-mail may not spend euros. Whoever reads the customer's mail gets
/// no money before the customer can have noticed.
const HOLD: Span = Span::hours(24);

/// Refuses what an erased wallet, or a phone that was removed, asks.
///
/// Word from other wallets still comes in, and a shop's levers are nobody's. Money that a provider
/// has taken is booked, whoever asked and whatever became of the wallet.
pub(super) fn admit(draft: &Draft<'_>, command: &Command) -> Result<(), Refusal> {
    let is_apart = matches!(
        command,
        Command::Deliver(_) | Command::ControlShop { .. } | Command::TopUp { .. }
    );
    if draft.facts.head == Seq::START || is_apart {
        return Ok(());
    }
    if draft.facts.erased_at.is_some() {
        return Err(Refusal::WalletErased);
    }
    let is_known = |kid| draft.facts.device(kid).is_some();
    if draft.situation.device.is_none_or(is_known) { Ok(()) } else { Err(Refusal::DeviceRevoked) }
}

pub(super) fn enrol(
    draft: &mut Draft<'_>,
    (pay_key, api_key): (&str, &str),
    proof: &DeviceProof,
    revoke_others: bool,
) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let spends_from = spends_from(draft, proof)?;
    if revoke_others {
        let others: Vec<_> = draft.facts.devices.iter().map(|it| it.api_key.clone()).collect();
        for other in others.into_iter().filter(|other| other != api_key) {
            draft.push(Event::DeviceRevoked { api_key: other })?;
        }
    }
    if draft.facts.device(api_key).is_none() {
        if draft.facts.devices.len() >= MOST_DEVICES as usize {
            return Err(Refusal::TooManyDevices { most: MOST_DEVICES });
        }
        let (pay_key, api_key) = (pay_key.to_owned(), api_key.to_owned());
        draft.push(Event::DeviceEnrolled { pay_key, api_key, spends_from })?;
    }
    Ok(Outcome::Opened { wallet: draft.facts.wallet })
}

/// From when on a new phone may spend. One that another phone agreed to may no sooner than that one,
/// so that a phone under hold can't shake it off.
fn spends_from(draft: &Draft<'_>, proof: &DeviceProof) -> Result<Option<Millis>, Refusal> {
    match proof {
        DeviceProof::Email => Ok(Some(draft.now() + HOLD)),
        DeviceProof::Device(kid) => {
            let agreeing = draft.facts.device(kid).ok_or(Refusal::DeviceRevoked)?;
            Ok(agreeing.spends_from.filter(|from| draft.now() < *from))
        }
    }
}

pub(super) fn revoke(
    draft: &mut Draft<'_>,
    api_key: &str,
    give_up: bool,
) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let devices = &draft.facts.devices;
    if !devices.iter().any(|device| device.api_key == api_key) {
        return Err(Refusal::UnknownDevice);
    }
    if devices.len() == 1 && !draft.facts.has_email && !give_up {
        return Err(Refusal::LastDevice);
    }
    draft.push(Event::DeviceRevoked { api_key: api_key.to_owned() })?;
    Ok(Outcome::Done)
}

/// Another address takes the way back to the wallet away from whoever has the one of before: no phone
/// under hold may do that, or who reads the customer's mail could keep the wallet.
pub(super) fn confirm_email(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    if draft.facts.has_email {
        draft.require_spending()?;
    }
    note(draft, Event::EmailConfirmed {})
}

/// Keeps that something was said.
pub(super) fn note(draft: &mut Draft<'_>, event: Event) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    draft.push(event)?;
    Ok(Outcome::Done)
}
