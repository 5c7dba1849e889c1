//! What a purchase earns: the best matching rule, or all of them, within their caps.
//!
//! Earning reads the wallet's facts, what was paid for goods, the programme and the shop's day, and
//! nothing else; the phone previews with the same function as the server awards by.

use crate::facts::WalletFacts;
use crate::programme::{Accrual, AccrualRule, Programme};
use crate::receipt::{Earning, EarningReason, RuleAward};
use crate::units::{Cents, Dough};
use jiff::civil::Date;

impl Earning {
    /// Nothing, since the customer didn't ask for it.
    pub fn not_asked() -> Self {
        let reasons = vec![EarningReason::NotAsked];
        Self { dough: Dough::ZERO, awards: vec![], reasons, full: vec![] }
    }
}

/// What paying `paid` for goods, VAT included and after rewards, earns on `day`.
pub fn earn(programme: &Programme, facts: &WalletFacts, paid: Cents, day: Date) -> Earning {
    earn_by(programme, paid, day, |rule| facts.counted_on(&rule.id, day))
}

/// What paying only `paid` would have earned, where `earning` was earned before a part of the goods
/// went back: under the same programme, with the same rules full.
pub fn earn_again(programme: &Programme, earning: &Earning, paid: Cents, day: Date) -> Dough {
    if earning.awards.is_empty() {
        return Dough::ZERO;
    }
    let counted = |rule: &AccrualRule| if earning.full.contains(&rule.id) { u32::MAX } else { 0 };
    earn_by(programme, paid, day, counted).dough.min(earning.dough)
}

fn earn_by(
    programme: &Programme,
    paid: Cents,
    day: Date,
    counted: impl Fn(&AccrualRule) -> u32,
) -> Earning {
    let rules = &programme.accrual_rules;
    let outcomes: Vec<_> =
        rules.iter().map(|rule| (rule, judge(rule, counted(rule), paid, day))).collect();
    let is_full = |rule: &&AccrualRule| rule.max_per_day.is_some_and(|most| counted(rule) >= most);
    let full: Vec<_> = rules.iter().filter(is_full).map(|rule| rule.id.clone()).collect();
    let given = outcomes.iter().filter_map(|(rule, outcome)| {
        let (dough, reason) = outcome.as_ref().ok()?;
        Some((RuleAward { rule: rule.id.clone(), dough: *dough }, reason.clone()))
    });
    let chosen: Vec<_> = if programme.stack {
        given.collect()
    } else {
        // The first of equals wins, so that the order in the programme decides.
        given
            .reduce(|best, next| if next.0.dough > best.0.dough { next } else { best })
            .into_iter()
            .collect()
    };
    if chosen.is_empty() {
        let reasons = outcomes.into_iter().filter_map(|(_, outcome)| outcome.err()).collect();
        return Earning { dough: Dough::ZERO, awards: vec![], reasons, full };
    }
    let (awards, reasons): (Vec<_>, Vec<_>) = chosen.into_iter().unzip();
    let dough = awards.iter().map(|award: &RuleAward| award.dough).sum();
    Earning { dough, awards, reasons, full }
}

/// What one rule gives, or why it gives nothing.
fn judge(
    rule: &AccrualRule,
    counted: u32,
    paid: Cents,
    day: Date,
) -> Result<(Dough, EarningReason), EarningReason> {
    let (dough, reason, least) = match rule.accrual {
        Accrual::Visit { dough } => (dough, EarningReason::Visit { dough }, Cents::new(1)),
        Accrual::Spend { dough, per } => {
            let times = paid.get().max(0) / per.get().max(1);
            let dough = Dough::new(dough.get().saturating_mul(times));
            (dough, EarningReason::Spend { dough, paid }, per)
        }
    };
    let minimum = rule.minimum.max(least);
    if paid < minimum || !dough.is_positive() {
        return Err(EarningReason::BelowMinimum { minimum, paid });
    }
    if rule.max_per_day.is_some_and(|most| counted >= most) {
        let next_day = day.tomorrow().unwrap_or(day);
        return Err(EarningReason::DayCapReached { counted, next_day });
    }
    Ok((dough, reason))
}
