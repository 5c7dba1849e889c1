//! Rewards are issued for dough, given back, and end by themselves.

use super::draft::Draft;
use crate::command::Outcome;
use crate::ids::{RewardId, Seq};
use crate::journal::Event;
use crate::ledger::choose_lots;
use crate::refusal::Refusal;
use crate::reward::{IssuedReward, RewardEnd};

/// The most rewards that one wallet may hold at a time.
const MAX_REWARDS: u32 = 20;

pub(super) fn issue(draft: &mut Draft<'_>, id: &RewardId) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let offered = draft.programme().rewards.iter().find(|terms| terms.id == *id);
    let terms = offered.ok_or_else(|| Refusal::UnknownReward { reward: id.clone() })?.clone();
    if draft.facts.rewards.len() >= MAX_REWARDS as usize {
        return Err(Refusal::TooManyRewards { most: MAX_REWARDS });
    }
    let available = draft.facts.balances.dough_available;
    let short = Refusal::DoughShort { available, cost: terms.cost };
    let lots = choose_lots(&draft.facts.lots, terms.cost, &[]).ok_or(short)?;
    let expires_at = draft.now() + terms.life();
    let number = draft.push(Event::RewardIssued { terms, lots, expires_at })?;
    let issued = draft.facts.reward(number).ok_or(Refusal::UnknownVoucher)?;
    Ok(Outcome::Reward { reward: Box::new(issued.clone()) })
}

/// The customer wants the dough instead.
pub(super) fn delete(draft: &mut Draft<'_>, number: Seq) -> Result<Outcome, Refusal> {
    draft.require_wallet()?;
    let reward = draft.facts.reward(number).cloned().ok_or(Refusal::UnknownVoucher)?;
    if let Some(order) = draft.facts.attached_to(number) {
        return Err(Refusal::RewardAttached { order: order.id });
    }
    end(draft, &reward, RewardEnd::Deleted)?;
    Ok(Outcome::Done)
}

/// Ends the rewards that nobody used in time.
pub(super) fn expire(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    for reward in draft.facts.ended_rewards(draft.now()) {
        let lost = reward.terms.forfeits;
        end(draft, &reward, if lost { RewardEnd::Forfeited } else { RewardEnd::Expired })?;
    }
    Ok(())
}

/// Gives the dough of every reward back, before a wallet ends.
pub(super) fn end_all(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    for reward in draft.facts.rewards.clone() {
        end(draft, &reward, RewardEnd::Deleted)?;
    }
    Ok(())
}

fn end(draft: &mut Draft<'_>, reward: &IssuedReward, end: RewardEnd) -> Result<(), Refusal> {
    let (number, lots) = (reward.number, reward.lots.clone());
    let name = reward.terms.name.clone();
    draft.push(Event::RewardEnded { reward: number, name, end, lots })?;
    Ok(())
}
