//! A manager puts something right by hand.

use super::draft::Draft;
use super::wallet::stated;
use crate::adjustment::{AdjustmentReason, Corrected, Correction, MAX_ADJUSTED};
use crate::command::Outcome;
use crate::ids::{AdjustmentId, ShopId};
use crate::journal::Event;
use crate::ledger::{Cause, Issuer, choose_lots};
use crate::refusal::Refusal;
use crate::units::Dough;

pub(super) fn adjust(
    draft: &mut Draft<'_>,
    adjustment: AdjustmentId,
    shop: &ShopId,
    (correction, reason): (Correction, AdjustmentReason),
) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    draft.outlet(shop)?;
    let corrected = match correction {
        Correction::GiveDough { dough } => {
            let issuer = Issuer::Shop(shop.clone());
            let award = draft.award(bounded(dough)?, issuer, Cause::Adjustment(adjustment));
            Corrected::DoughGiven { award: draft.settling(award) }
        }
        Correction::TakeDough { dough } => {
            let available = draft.facts.balances.dough_available;
            let short = Refusal::DoughShort { available, cost: dough };
            let lots = choose_lots(&draft.facts.lots, bounded(dough)?, &[]).ok_or(short)?;
            Corrected::DoughTaken { lots }
        }
        Correction::GiveMoney { amount } => Corrected::MoneyGiven { amount: stated(amount)? },
        Correction::TakeMoney { amount } => {
            let (amount, available) = (stated(amount)?, draft.facts.balances.eur_available);
            if amount > available {
                return Err(Refusal::BalanceShort { available, remaining: amount - available });
            }
            Corrected::MoneyTaken { amount }
        }
    };
    let shop = shop.clone();
    draft.push(Event::Adjusted { adjustment, shop, reason, corrected })?;
    Ok(Outcome::Done)
}

fn bounded(dough: Dough) -> Result<Dough, Refusal> {
    let least = Dough::new(1);
    if (least..=MAX_ADJUSTED).contains(&dough) {
        Ok(dough)
    } else {
        Err(Refusal::DoughInvalid { least, most: MAX_ADJUSTED })
    }
}
