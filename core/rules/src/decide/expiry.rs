//! Dough runs out, and customers are told ahead.

use super::draft::Draft;
use crate::journal::Event;
use crate::refusal::Refusal;

/// Ends the dough that has run out. Before anything else is decided: nobody spends it any more, also
/// where the job that ends it is late.
pub(super) fn expire(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let lots = draft.facts.run_out(draft.now());
    if !lots.is_empty() {
        draft.push(Event::DoughExpired { lots })?;
    }
    Ok(())
}

/// Tells the customer of dough that will run out.
pub(super) fn announce(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    for deadline in draft.facts.to_announce(draft.now()) {
        draft.push(Event::ExpiryAnnounced { expires_at: deadline.at, dough: deadline.dough })?;
    }
    Ok(())
}

/// Puts the programme's rule for all dough of a wallet into its journal, where it is another.
pub(super) fn keep_rule(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let catalogue = draft.situation.catalogue;
    let sliding = catalogue.programme.expiry.sliding(&catalogue.business.time_zone);
    if draft.has_entries() && draft.facts.erased_at.is_none() && sliding != draft.facts.sliding {
        draft.push(Event::ExpirySet { sliding })?;
    }
    Ok(())
}
