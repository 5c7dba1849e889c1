//! A value with its line.
//!
//! A [`Cell`] turns a value into one type, or reports a sentence and gives nothing, so that reading
//! goes on to the next problem.

use super::document::{File, Section};
use dough_rules::catalogue::day_of;
use dough_rules::units::Cents;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::ops::RangeInclusive;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeArray, DeValue};

/// The longest name, in characters.
const MAX_NAME: usize = 80;

/// A value.
#[derive(Clone)]
pub(super) struct Cell<'a> {
    file: File<'a>,
    key: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Cell<'a> {
    pub(super) const fn new(file: File<'a>, key: &'a str, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { file, key, value }
    }

    pub(super) fn line(&self) -> usize {
        self.file.line(&self.value.span())
    }

    pub(super) fn report(&self, message: impl Into<String>) {
        self.file.report(&self.value.span(), message);
    }

    fn must<T>(&self, what: &str) -> Option<T> {
        self.report(format!("{} must be {what}", self.key));
        None
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        let text = self.value.get_ref().as_str();
        text.or_else(|| self.must("text in quotes"))
    }

    /// What customers read.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.text()?.trim();
        if (1..=MAX_NAME).contains(&name.chars().count()) {
            Some(name.to_owned())
        } else {
            self.must("a name of 1 to 80 characters")
        }
    }

    /// Text that a type of the rules takes.
    pub(super) fn parsed<T: FromStr>(&self) -> Option<T>
    where
        T::Err: std::fmt::Display,
    {
        let parsed = self.text()?.parse::<T>();
        parsed.map_err(|error| self.report(error.to_string())).ok()
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.must(&format!("one of: {} (it says \"{text}\")", known.join(", ")))
        })
    }

    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.value.get_ref().as_bool();
        flag.or_else(|| self.must("true or false"))
    }

    /// A whole number within bounds.
    pub(super) fn whole(&self, bounds: RangeInclusive<u32>) -> Option<u32> {
        let number = self.value.get_ref().as_integer().and_then(|number| {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix()).ok()
        });
        let fitting = number
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| bounds.contains(number));
        fitting.or_else(|| {
            let (least, most) = (bounds.start(), bounds.end());
            self.must(&format!("a whole number from {least} to {most}"))
        })
    }

    /// Euros and cents in quotes, such as "4.20".
    pub(super) fn cents(&self, bounds: RangeInclusive<i64>) -> Option<Cents> {
        let Some(text) = self.value.get_ref().as_str() else {
            return self.must("an amount in quotes, like \"4.20\"");
        };
        let Some(cents) = hundredths(text) else {
            return self.must(&format!("an amount like \"4.20\", in euros (it says \"{text}\")"));
        };
        if bounds.contains(&cents) {
            return Some(Cents::new(cents));
        }
        let (least, most) = (Cents::new(*bounds.start()), Cents::new(*bounds.end()));
        self.must(&format!("from {least} to {most}"))
    }

    /// A percentage in quotes, such as "6 %", in hundredths of a percent.
    pub(super) fn percent(&self) -> Option<u32> {
        let percent = self.value.get_ref().as_str().and_then(|text| {
            let number = text.strip_suffix('%')?.trim_end();
            u32::try_from(hundredths(number)?).ok()
        });
        percent
            .filter(|rate| *rate <= 10_000)
            .or_else(|| self.must("a percentage in quotes from \"0 %\" to \"100 %\""))
    }

    /// How many times, such as "2" or "1.5", in hundredths.
    pub(super) fn times(&self, bounds: RangeInclusive<i64>) -> Option<u32> {
        let times = self.value.get_ref().as_str().and_then(hundredths);
        let times = times.filter(|times| bounds.contains(times));
        let times = times.and_then(|times| u32::try_from(times).ok());
        times.or_else(|| self.must("a number in quotes above \"1\" and up to \"10\", like \"1.5\""))
    }

    pub(super) fn date(&self) -> Option<Date> {
        let date = self.value.get_ref().as_datetime().and_then(|found| {
            let whole_day = found.time.is_none() && found.offset.is_none();
            let date = found.date.filter(|_| whole_day)?;
            day_of(date.year.try_into().ok()?, date.month.into(), date.day.into())
        });
        date.or_else(|| self.must("a date without quotes, like 2027-01-31"))
    }

    pub(super) fn time_zone(&self) -> Option<TimeZone> {
        let name = self.text()?;
        let unknown = || {
            self.report(format!(
                "there is no time zone \"{name}\"; they are named like Europe/Brussels"
            ));
        };
        TimeZone::get(name).map_err(|_| unknown()).ok()
    }

    /// A country's two capital letters.
    pub(super) fn country(&self) -> Option<String> {
        let text = self.text()?;
        if text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase()) {
            Some(text.to_owned())
        } else {
            self.must("a country's two capital letters, like BE")
        }
    }

    /// The values of a list.
    pub(super) fn list(&self) -> Option<Vec<Cell<'a>>> {
        let Some(array) = self.value.get_ref().as_array() else {
            return self.must("a list in brackets");
        };
        let array: &'a DeArray<'a> = array;
        let cell = |value| Cell { value, ..self.clone() };
        Some(array.iter().map(cell).collect())
    }

    /// A list whose values all read, or nothing.
    pub(super) fn each<T>(&self, read: impl Fn(&Cell<'a>) -> Option<T>) -> Option<Vec<T>> {
        let read: Vec<_> = self.list()?.iter().map(read).collect();
        read.into_iter().collect()
    }

    pub(super) fn section(&self) -> Option<Section<'a>> {
        let table = self.value.get_ref().as_table();
        let table = table.or_else(|| self.must("a table"))?;
        Some(Section::new(self.file, table, self.value.span(), self.key))
    }

    pub(super) fn sections(&self) -> Vec<Section<'a>> {
        let cells = self.list().unwrap_or_default();
        cells.iter().filter_map(Self::section).collect()
    }
}

/// A decimal number with at most two places, times a hundred.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let fits = (1..=9).contains(&whole.len()) && (1..=2).contains(&part.len());
    if !fits || !digits(whole) || !digits(part) {
        return None;
    }
    let part_value: i64 = part.parse().ok()?;
    let scale = if part.len() == 1 { 10 } else { 1 };
    Some(whole.parse::<i64>().ok()? * 100 + part_value * scale)
}
