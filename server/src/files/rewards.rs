//! The rewards that dough can be spent on.

use super::accrual::Known;
use super::document::{Once, Section};
use super::programme::{MAX_AMOUNT, MAX_DOUGH, dough, known_item};
use dough_rules::reward::{Benefit, RewardTerms};
use dough_rules::units::Cents;

const MAX_REWARDS: usize = 100;
/// What becomes of the dough of a reward that isn't used in time: whether it is lost.
const UNUSED: [(&str, bool); 2] = [("returned", false), ("lost", true)];

pub(super) fn rewards(root: &Section<'_>, known: Known<'_>) -> Option<Vec<RewardTerms>> {
    let sections = root.sections("reward");
    if let Some(first_too_many) = sections.get(MAX_REWARDS) {
        first_too_many.report(format!("there are more than {MAX_REWARDS} rewards"));
    }
    let mut ids = Once::default();
    let rewards: Vec<_> = sections.iter().map(|section| reward(section, &mut ids, known)).collect();
    rewards.into_iter().collect()
}

fn reward(section: &Section<'_>, ids: &mut Once, known: Known<'_>) -> Option<RewardTerms> {
    let id = section.need("id").and_then(|cell| {
        ids.see("reward", cell.text()?, &cell);
        cell.parsed()
    });
    let name = section.need("name").and_then(|cell| cell.name());
    let cost = section.need("dough").and_then(|cell| dough(&cell, 1, MAX_DOUGH));
    let benefit = benefit(section, known);
    let minimum = match section.may("minimum") {
        Some(cell) => cell.cents(0..=MAX_AMOUNT),
        None => Some(Cents::ZERO),
    };
    let days = section.need("days").and_then(|cell| cell.whole(1..=3650));
    let forfeits = match section.may("unused") {
        Some(cell) => cell.word(&UNUSED),
        None => Some(false),
    };
    section.close();
    Some(RewardTerms {
        id: id?,
        name: name?,
        cost: cost?,
        benefit: benefit?,
        minimum: minimum?,
        days: days?,
        forfeits: forfeits?,
    })
}

fn benefit(section: &Section<'_>, known: Known<'_>) -> Option<Benefit> {
    let (item, amount) = (section.may("item"), section.may("amount"));
    let (percent, at_most) = (section.may("percent"), section.may("at_most"));
    if let (None, Some(cell)) = (&percent, &at_most) {
        cell.report("at_most bounds a percent, and there is none");
        return None;
    }
    match (item, amount, percent) {
        (Some(cell), None, None) => {
            known_item(&cell, known.items).map(|item| Benefit::Item { item })
        }
        (None, Some(cell), None) => {
            cell.cents(1..=MAX_AMOUNT).map(|amount| Benefit::Amount { amount })
        }
        (None, None, Some(cell)) => {
            let at_most = match at_most {
                Some(cell) => Some(cell.cents(1..=MAX_AMOUNT)?),
                None => None,
            };
            let hundredths = cell.percent()?;
            if hundredths == 0 || hundredths % 100 != 0 {
                cell.report("percent must be a whole one, from \"1 %\" to \"100 %\"");
                return None;
            }
            Some(Benefit::Percent { percent: hundredths / 100, at_most })
        }
        _ => {
            section.report("a reward is either an item, an amount or a percent");
            None
        }
    }
}
