//! `shops.toml`: the outlets, their hours, and what their kitchens can do.

use super::cell::Cell;
use super::document::{File, Once, Problems, Section};
use super::programme::MAX_AMOUNT;
use dough_rules::catalogue::{Capacity, DayName, Hours, HoursException, Peak, Shop};
use jiff::civil::Time;
use std::collections::{BTreeMap, BTreeSet};

const MAX_SHOPS: usize = 500;

pub(super) const DAYS: [(&str, DayName); 7] = [
    ("monday", DayName::Monday),
    ("tuesday", DayName::Tuesday),
    ("wednesday", DayName::Wednesday),
    ("thursday", DayName::Thursday),
    ("friday", DayName::Friday),
    ("saturday", DayName::Saturday),
    ("sunday", DayName::Sunday),
];

pub(super) struct Shops {
    pub(super) outlets: Vec<Shop>,
    /// Every country that a shop names, also where the rest of that shop has a problem.
    pub(super) countries: Vec<String>,
    /// Every shop's id, also where the rest of that shop has a problem.
    pub(super) ids: BTreeSet<String>,
}

pub(super) fn read(text: &str, problems: &Problems) -> Option<Shops> {
    let file = File::new(super::SHOPS, text, problems);
    let table = file.parse()?;
    let root = Section::root(file, &table);
    let sections = root.sections("shop");
    root.close();
    if sections.is_empty() {
        root.report("there is no [[shop]]");
    }
    if let Some(first_too_many) = sections.get(MAX_SHOPS) {
        first_too_many.report(format!("there are more than {MAX_SHOPS} shops"));
    }
    let mut seen = Seen::default();
    let shops = sections.iter().filter_map(|section| shop(section, &mut seen)).collect();
    let mut countries = seen.countries;
    countries.sort_unstable();
    countries.dedup();
    let id = |section: &Section<'_>| Some(section.peek("id")?.to_owned());
    let ids = sections.iter().filter_map(id).collect();
    Some(Shops { outlets: shops, countries, ids })
}

#[derive(Default)]
struct Seen {
    ids: Once,
    numbers: Once,
    countries: Vec<String>,
}

fn shop(section: &Section<'_>, seen: &mut Seen) -> Option<Shop> {
    let id = section.need("id").and_then(|cell| {
        seen.ids.see("shop", cell.text()?, &cell);
        cell.parsed()
    });
    let number = section.need("number").and_then(|cell| {
        let number = cell.whole(1..=u32::from(u16::MAX))?;
        seen.numbers.see("shop number", &number.to_string(), &cell);
        u16::try_from(number).ok()
    });
    let name = section.need("name").and_then(|cell| cell.name());
    let company = match section.may("company") {
        Some(cell) => cell.name().map(Some),
        None => Some(None),
    };
    let dough_value = match section.may("dough_value") {
        Some(cell) => cell.cents(0..=MAX_AMOUNT).map(Some),
        None => Some(None),
    };
    let country = section.need("country").and_then(|cell| cell.country());
    seen.countries.extend(country.clone());
    let time_zone = section.need("time_zone").and_then(|cell| cell.time_zone());
    let hours = section.section("hours").and_then(|section| week(&section));
    let exceptions = exceptions(section);
    let capacity = section.section("capacity").and_then(|section| capacity(&section));
    section.close();
    Some(Shop {
        id: id?,
        number: number?,
        name: name?,
        company: company?,
        dough_value: dough_value?,
        country: country?,
        time_zone: time_zone?,
        hours: hours?,
        exceptions: exceptions?,
        capacity: capacity?,
    })
}

fn week(section: &Section<'_>) -> Option<BTreeMap<DayName, Hours>> {
    let days: Vec<_> = DAYS
        .iter()
        .filter_map(|(name, day)| section.may(name).map(|cell| (*day, opening(&cell))))
        .collect();
    section.close();
    let mut week = BTreeMap::new();
    for (day, opening) in days {
        if let Opening::From(hours) = opening? {
            week.insert(day, hours);
        }
    }
    Some(week)
}

/// What stands for a day.
enum Opening {
    Closed,
    From(Hours),
}

/// Hours, or `"closed"`.
fn opening(cell: &Cell<'_>) -> Option<Opening> {
    if cell.text()? == "closed" { Some(Opening::Closed) } else { hours(cell).map(Opening::From) }
}

/// `"07:00-19:00"`.
pub(super) fn hours(cell: &Cell<'_>) -> Option<Hours> {
    let text = cell.text()?;
    let time = |text: &str| Time::strptime("%H:%M", text.trim()).ok();
    let parsed = text.split_once('-').and_then(|(open, close)| Some((time(open)?, time(close)?)));
    let Some((open, close)) = parsed else {
        cell.report(format!("hours are written like \"07:00-19:00\" (it says \"{text}\")"));
        return None;
    };
    if open >= close {
        cell.report(format!("the hours {text} end before they begin"));
        return None;
    }
    Some(Hours { open, close })
}

fn exceptions(section: &Section<'_>) -> Option<Vec<HoursException>> {
    let Some(cell) = section.may("exceptions") else {
        return Some(vec![]);
    };
    let mut dates = Once::default();
    let read: Vec<_> = cell
        .sections()
        .iter()
        .map(|section| {
            let date = section.need("date").and_then(|cell| {
                let date = cell.date()?;
                dates.see("an exception for", &date.to_string(), &cell);
                Some(date)
            });
            let opening = section.need("hours").and_then(|cell| opening(&cell));
            section.close();
            Some(HoursException {
                date: date?,
                hours: match opening? {
                    Opening::Closed => None,
                    Opening::From(hours) => Some(hours),
                },
            })
        })
        .collect();
    read.into_iter().collect()
}

fn capacity(section: &Section<'_>) -> Option<Capacity> {
    let (make_minutes, orders) = room(section);
    let peak = match section.may("peak").map(|cell| cell.section()) {
        Some(section) => section.and_then(|section| peak(&section)).map(Some),
        None => Some(None),
    };
    section.close();
    Some(Capacity { make_minutes: make_minutes?, orders: orders?, peak: peak? })
}

fn peak(section: &Section<'_>) -> Option<Peak> {
    let (make_minutes, orders) = room(section);
    let hours = section.need("hours").and_then(|cell| cell.each(hours));
    section.close();
    Some(Peak { hours: hours?, make_minutes: make_minutes?, orders: orders? })
}

fn room(section: &Section<'_>) -> (Option<u32>, Option<u32>) {
    (
        section.need("make_minutes").and_then(|cell| cell.whole(1..=10_000)),
        section.need("orders").and_then(|cell| cell.whole(1..=1000)),
    )
}
