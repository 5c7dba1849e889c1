//! Accrual rules and campaigns: how buying earns, where and when.

use super::cell::Cell;
use super::document::{Once, Section};
use super::programme::{MAX_AMOUNT, MAX_DOUGH, dough};
use super::shops::{DAYS, hours};
use dough_rules::programme::{Accrual, AccrualRule, Campaign, Channel, Conditions};
use dough_rules::units::Cents;
use std::collections::BTreeSet;
use std::str::FromStr;

const MAX_RULES: usize = 50;
const MAX_CAMPAIGNS: usize = 50;
/// The most that a campaign multiplies by, in hundredths.
const MAX_TIMES: i64 = 1_000;
const CHANNELS: [(&str, Channel); 2] = [("order", Channel::Order), ("register", Channel::Register)];

/// The names that other files define; nothing of a file that can't be read.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) shops: Option<&'a BTreeSet<String>>,
    pub(super) items: Option<&'a BTreeSet<String>>,
    pub(super) categories: Option<&'a BTreeSet<String>>,
}

pub(super) fn rules(root: &Section<'_>, known: Known<'_>) -> Option<Vec<AccrualRule>> {
    let segment_ids = ids_of(root, "segment");
    let sections = root.sections("accrual_rule");
    if let Some(first_too_many) = sections.get(MAX_RULES) {
        first_too_many.report(format!("there are more than {MAX_RULES} rules"));
    }
    let mut ids = Once::default();
    let rules: Vec<_> =
        sections.iter().map(|section| rule(section, &mut ids, &segment_ids, known)).collect();
    rules.into_iter().collect()
}

/// `rules` are the ids of the accrual rules.
pub(super) fn campaigns(root: &Section<'_>, known: Known<'_>) -> Option<Vec<Campaign>> {
    let (rule_ids, segment_ids) = (ids_of(root, "accrual_rule"), ids_of(root, "segment"));
    let sections = root.sections("campaign");
    if let Some(first_too_many) = sections.get(MAX_CAMPAIGNS) {
        first_too_many.report(format!("there are more than {MAX_CAMPAIGNS} campaigns"));
    }
    let mut ids = Once::default();
    let read = |section| campaign(section, &mut ids, (&rule_ids, &segment_ids), known);
    let campaigns: Vec<_> = sections.iter().map(read).collect();
    campaigns.into_iter().collect()
}

#[derive(Clone, Copy)]
enum Kind {
    Visit,
    Spend,
    Items,
    Category,
}

const KINDS: [(&str, Kind); 4] = [
    ("VISIT", Kind::Visit),
    ("SPEND", Kind::Spend),
    ("ITEM_VARIATION", Kind::Items),
    ("CATEGORY", Kind::Category),
];

/// The ids of all sections of a name.
fn ids_of(root: &Section<'_>, name: &'static str) -> BTreeSet<String> {
    root.sections(name).iter().filter_map(|it| it.peek("id")).map(str::to_owned).collect()
}

fn rule(
    section: &Section<'_>,
    ids: &mut Once,
    segment_ids: &BTreeSet<String>,
    known: Known<'_>,
) -> Option<AccrualRule> {
    let id = section.need("id").and_then(|cell| {
        ids.see("rule", cell.text()?, &cell);
        cell.parsed()
    });
    let kind = section.need("type").and_then(|cell| cell.word(&KINDS));
    let given = section.need("dough").and_then(|cell| dough(&cell, 1, MAX_DOUGH));
    let accrual = match kind {
        Some(Kind::Visit) => given.map(|dough| Accrual::Visit { dough }),
        Some(Kind::Spend) => section
            .need("per")
            .and_then(|cell| cell.cents(1..=MAX_AMOUNT))
            .and_then(|per| Some(Accrual::Spend { dough: given?, per })),
        Some(Kind::Items) => section
            .need("items")
            .and_then(|cell| some(&cell, "item on the menu", known.items))
            .and_then(|items| Some(Accrual::ItemVariation { dough: given?, items })),
        Some(Kind::Category) => section
            .need("categories")
            .and_then(|cell| some(&cell, "item on the menu of the category", known.categories))
            .and_then(|categories| Some(Accrual::Category { dough: given?, categories })),
        // Without a kind it can't be said what else the rule has.
        None => {
            let _ = ["per", "items", "categories"].map(|key| section.may(key));
            None
        }
    };
    let minimum = match section.may("minimum") {
        Some(cell) => cell.cents(0..=MAX_AMOUNT),
        None => Some(Cents::ZERO),
    };
    let bound = |key| match section.may(key) {
        Some(cell) => cell.whole(1..=1000).map(Some),
        None => Some(None),
    };
    let [max_per_day, max_per_week, max_per_customer] =
        ["max_per_day", "max_per_week", "max_per_customer"].map(bound);
    let wider = [("max_per_day", max_per_day), ("max_per_week", max_per_week)];
    for ((narrow, within), (wide, bound)) in wider
        .into_iter()
        .zip([("max_per_week", max_per_week), ("max_per_customer", max_per_customer)])
    {
        if let (Some(Some(within)), Some(Some(bound))) = (within, bound)
            && bound < within
        {
            section.report(format!("{wide} is {bound}, so {narrow} can't be {within}"));
        }
    }
    let only = conditions(section, segment_ids, known);
    section.close();
    Some(AccrualRule {
        id: id?,
        accrual: accrual?,
        minimum: minimum?,
        only: only?,
        max_per_day: max_per_day?,
        max_per_week: max_per_week?,
        max_per_customer: max_per_customer?,
    })
}

fn campaign(
    section: &Section<'_>,
    ids: &mut Once,
    (rule_ids, segment_ids): (&BTreeSet<String>, &BTreeSet<String>),
    known: Known<'_>,
) -> Option<Campaign> {
    let id = section.need("id").and_then(|cell| {
        ids.see("campaign", cell.text()?, &cell);
        cell.parsed()
    });
    let name = section.need("name").and_then(|cell| cell.name());
    let percent = section.need("times").and_then(|cell| cell.times(101..=MAX_TIMES));
    let rules = match section.may("rules") {
        Some(cell) => some(&cell, "[[accrual_rule]]", Some(rule_ids)),
        None => Some(vec![]),
    };
    let only = conditions(section, segment_ids, known);
    section.close();
    Some(Campaign { id: id?, name: name?, percent: percent?, rules: rules?, only: only? })
}

/// For whom, where and when: fields beside those of the rule or the campaign.
fn conditions(
    section: &Section<'_>,
    segment_ids: &BTreeSet<String>,
    known: Known<'_>,
) -> Option<Conditions> {
    let segments = match section.may("segments") {
        Some(cell) => some(&cell, "[[segment]]", Some(segment_ids)),
        None => Some(vec![]),
    };
    let shops = match section.may("shops") {
        Some(cell) => some(&cell, "[[shop]]", known.shops),
        None => Some(vec![]),
    };
    let channels = list(section, "channels", |cell| cell.word(&CHANNELS));
    let days = list(section, "days", |cell| cell.word(&DAYS));
    let hours = list(section, "hours", hours);
    let day = |key| match section.may(key) {
        Some(cell) => cell.date().map(Some),
        None => Some(None),
    };
    let (from, until) = (day("from"), day("until"));
    if let (Some(Some(from)), Some(Some(until))) = (from, until)
        && until < from
    {
        section.report(format!("it ends on {until}, before it begins on {from}"));
        return None;
    }
    Some(Conditions {
        segments: segments?,
        shops: shops?,
        channels: channels?,
        days: days?,
        hours: hours?,
        from: from?,
        until: until?,
    })
}

/// A list with something in it, where it is there.
fn list<T>(
    section: &Section<'_>,
    key: &'static str,
    read: impl Fn(&Cell<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(cell) = section.may(key) else {
        return Some(vec![]);
    };
    filled(&cell, cell.each(|cell| read(cell))?)
}

/// Names that are defined elsewhere, at least one.
fn some<T: FromStr>(cell: &Cell<'_>, what: &str, known: Option<&BTreeSet<String>>) -> Option<Vec<T>>
where
    T::Err: std::fmt::Display,
{
    let named = cell.each(|cell| {
        let id = cell.text()?;
        if known.is_some_and(|known| !known.contains(id)) {
            cell.report(format!("there is no {what} {id}"));
            return None;
        }
        cell.parsed()
    })?;
    filled(cell, named)
}

fn filled<T>(cell: &Cell<'_>, values: Vec<T>) -> Option<Vec<T>> {
    if values.is_empty() {
        cell.report("an empty list would hold nowhere; leave it out to hold everywhere");
        return None;
    }
    Some(values)
}
