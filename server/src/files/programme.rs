//! `programme.toml`: how customers are rewarded.

use super::accrual::{self, Known};
use super::cell::Cell;
use super::document::{File, Problems, Section};
use super::rewards;
use super::segments;
use dough_rules::catalogue::day_of;
use dough_rules::expiry::ExpiryPolicy;
use dough_rules::ids::ItemId;
use dough_rules::programme::{Prize, Programme, ReferralTerms, SurpriseTerms, WeightedPrize};
use dough_rules::units::{Cents, Dough};
use std::collections::BTreeSet;

/// The most dough that one event may give or cost.
pub(super) const MAX_DOUGH: u32 = 10_000;
/// The most that an invitation may give one side.
const MAX_REFERRAL_AWARD: u32 = 100;
/// The most of any amount here: EUR 10,000.
pub(super) const MAX_AMOUNT: i64 = 1_000_000;
const MAX_PRIZES: usize = 100;

pub(super) struct ProgrammeFile {
    pub(super) programme: Programme,
    pub(super) odds_line: usize,
}

pub(super) fn read(text: &str, known: Known<'_>, problems: &Problems) -> Option<ProgrammeFile> {
    let file = File::new(super::PROGRAMME, text, problems);
    let table = file.parse()?;
    let root = Section::root(file, &table);
    let head = root.section("programme").and_then(|section| head(&section));
    let rules = accrual::rules(&root, known);
    let segments = segments::segments(&root);
    let campaigns = accrual::campaigns(&root, known);
    let rewards = rewards::rewards(&root, known);
    let expiry = root.section("expiry").and_then(|section| expiry(&section));
    let surprise = root.section("surprise").and_then(|section| surprise(&section, known.items));
    let referral = root.section("referral").and_then(|section| referral(&section));
    root.close();
    let Head { name, install_award, stack, dough_value } = head?;
    let (surprise, odds_line) = surprise?;
    Some(ProgrammeFile {
        programme: Programme {
            name,
            install_award,
            stack,
            accrual_rules: rules?,
            segments: segments?,
            campaigns: campaigns?,
            rewards: rewards?,
            dough_value,
            expiry: expiry?,
            surprise,
            referral: referral?,
        },
        odds_line,
    })
}

struct Head {
    name: String,
    install_award: Dough,
    stack: bool,
    dough_value: Cents,
}

fn head(section: &Section<'_>) -> Option<Head> {
    let name = section.need("name").and_then(|cell| cell.name());
    let install_award = section.need("install_award").and_then(|cell| dough(&cell, 0, MAX_DOUGH));
    let stack = match section.may("stack") {
        Some(cell) => cell.flag(),
        None => Some(false),
    };
    let dough_value = match section.may("dough_value") {
        Some(cell) => cell.cents(0..=MAX_AMOUNT),
        None => Some(Cents::ZERO),
    };
    section.close();
    Some(Head {
        name: name?,
        install_award: install_award?,
        stack: stack?,
        dough_value: dough_value?,
    })
}

#[derive(Clone, Copy)]
enum Policy {
    None,
    Rolling,
    Calendar,
    Sliding,
}

fn expiry(section: &Section<'_>) -> Option<ExpiryPolicy> {
    let policy = section.need("policy").and_then(|cell| {
        cell.word(&[
            ("none", Policy::None),
            ("rolling", Policy::Rolling),
            ("calendar", Policy::Calendar),
            ("sliding", Policy::Sliding),
        ])
    })?;
    let months = || section.need("months").and_then(|cell| cell.whole(1..=120));
    let expiry = match policy {
        Policy::None => Some(ExpiryPolicy::None),
        Policy::Rolling => months().map(|months| ExpiryPolicy::Rolling { months }),
        Policy::Sliding => months().map(|months| ExpiryPolicy::Sliding { months }),
        Policy::Calendar => calendar(section),
    };
    section.close();
    expiry
}

fn calendar(section: &Section<'_>) -> Option<ExpiryPolicy> {
    /// A year in which every day exists that any year has.
    const LEAP: i16 = 2028;
    let month = section.need("month").and_then(|cell| cell.whole(1..=12));
    let day_cell = section.need("day")?;
    let day = day_cell.whole(1..=31);
    let (month, day) = (month?, day?);
    if day_of(LEAP, month, day).is_none() {
        day_cell.report(format!("month {month} has no day {day}"));
        return None;
    }
    Some(ExpiryPolicy::Calendar { month, day })
}

fn surprise(
    section: &Section<'_>,
    items: Option<&BTreeSet<String>>,
) -> Option<(SurpriseTerms, usize)> {
    let cost = section.need("cost").and_then(|cell| dough(&cell, 1, MAX_DOUGH));
    let minimum_age = match section.may("minimum_age") {
        Some(cell) => cell.whole(0..=120).map(Some),
        None => Some(None),
    };
    let voucher_days = section.need("voucher_days").and_then(|cell| cell.whole(1..=3650));
    let odds = section
        .need("odds_version")
        .and_then(|cell| Some((cell.whole(1..=u32::MAX)?, cell.line())));
    let prizes = prizes(section, items);
    section.close();
    let (odds_version, odds_line) = odds?;
    let terms = SurpriseTerms {
        cost: cost?,
        minimum_age: minimum_age?,
        voucher_days: voucher_days?,
        odds_version,
        prizes: prizes?,
    };
    Some((terms, odds_line))
}

fn prizes(section: &Section<'_>, items: Option<&BTreeSet<String>>) -> Option<Vec<WeightedPrize>> {
    let sections = section.sections("prize");
    if let Some(first_too_many) = sections.get(MAX_PRIZES) {
        first_too_many.report(format!("there are more than {MAX_PRIZES} prizes"));
    }
    let read: Vec<_> = sections.iter().map(|one| prize(one, items)).collect();
    let prizes: Vec<WeightedPrize> = read.into_iter().collect::<Option<_>>()?;
    if prizes.iter().all(|prize| prize.weight == 0) {
        section.report("no [[surprise.prize]] has a weight above 0, so nothing could be drawn");
        return None;
    }
    Some(prizes)
}

fn prize(section: &Section<'_>, items: Option<&BTreeSet<String>>) -> Option<WeightedPrize> {
    let name = section.need("name").and_then(|cell| cell.name());
    let weight = section.need("weight").and_then(|cell| cell.whole(0..=1_000_000));
    let prize = match (section.may("item"), section.may("dough")) {
        (Some(cell), None) => known_item(&cell, items).map(Prize::Item),
        (None, Some(cell)) => dough(&cell, 1, MAX_DOUGH).map(Prize::Dough),
        _ => {
            section.report("a prize is either an item or dough");
            None
        }
    };
    section.close();
    Some(WeightedPrize { name: name?, weight: weight?, prize: prize? })
}

pub(super) fn known_item(cell: &Cell<'_>, items: Option<&BTreeSet<String>>) -> Option<ItemId> {
    let id = cell.text()?;
    if items.is_some_and(|items| !items.contains(id)) {
        cell.report(format!("there is no item {id} on the menu"));
        return None;
    }
    cell.parsed()
}

fn referral(section: &Section<'_>) -> Option<ReferralTerms> {
    let award = |key| section.need(key).and_then(|cell| dough(&cell, 1, MAX_REFERRAL_AWARD));
    let inviter_award = award("inviter_award");
    let friend_award = award("friend_award");
    let minimum = section.need("minimum").and_then(|cell| cell.cents(0..=MAX_AMOUNT));
    let pending_days = section.need("pending_days").and_then(|cell| cell.whole(0..=90));
    let max_per_month = section.need("max_per_month").and_then(|cell| cell.whole(0..=1000));
    section.close();
    Some(ReferralTerms {
        inviter_award: inviter_award?,
        friend_award: friend_award?,
        minimum: minimum?,
        pending_days: pending_days?,
        max_per_month: max_per_month?,
    })
}

pub(super) fn dough(cell: &Cell<'_>, least: u32, most: u32) -> Option<Dough> {
    let number = cell.whole(least..=most)?;
    Some(Dough::new(i64::from(number)))
}
