//! A file and its sections, each with its line.
//!
//! A [`Section`] remembers which of its fields were asked for; [`Section::close`] reports the rest
//! as unknown. A [`Cell`] is a field's value.

use super::FileProblem;
use super::cell::Cell;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::DeTable;

/// What was found so far.
#[derive(Default)]
pub(super) struct Problems(RefCell<Vec<FileProblem>>);

impl Problems {
    /// All of them, by file and line.
    pub(super) fn into_sorted(self) -> Vec<FileProblem> {
        let mut problems = self.0.into_inner();
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        problems
    }
}

/// A file that is being read.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    name: &'static str,
    text: &'a str,
    problems: &'a Problems,
}

impl<'a> File<'a> {
    pub(super) const fn new(name: &'static str, text: &'a str, problems: &'a Problems) -> Self {
        Self { name, text, problems }
    }

    /// The file's TOML; reports what is wrong with its syntax.
    pub(super) fn parse(self) -> Option<Spanned<DeTable<'a>>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let message = format!("this is not TOML: {}", error.message());
            self.report(&error.span().unwrap_or(0..0), message);
        }
        errors.is_empty().then_some(table)
    }

    pub(super) fn line(self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }

    pub(super) fn report(self, span: &Range<usize>, message: impl Into<String>) {
        self.problems.0.borrow_mut().push(FileProblem {
            file: self.name.to_owned(),
            line: self.line(span),
            message: message.into(),
        });
    }
}

/// A table.
pub(super) struct Section<'a> {
    file: File<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    name: &'a str,
    asked: RefCell<BTreeSet<&'a str>>,
}

impl<'a> Section<'a> {
    pub(super) fn root(file: File<'a>, table: &'a Spanned<DeTable<'a>>) -> Self {
        Self::new(file, table.get_ref(), 0..0, "the file")
    }

    pub(super) fn new(
        file: File<'a>,
        table: &'a DeTable<'a>,
        span: Range<usize>,
        name: &'a str,
    ) -> Self {
        Self { file, table, span, name, asked: RefCell::default() }
    }

    pub(super) fn report(&self, message: impl Into<String>) {
        self.file.report(&self.span, message);
    }

    /// A field that may be left out.
    pub(super) fn may(&self, key: &'static str) -> Option<Cell<'a>> {
        self.asked.borrow_mut().insert(key);
        let value = self.table.get(key)?;
        Some(Cell::new(self.file, key, value))
    }

    /// A text field as it stands, without a report.
    pub(super) fn peek(&self, key: &str) -> Option<&'a str> {
        self.table.get(key)?.get_ref().as_str()
    }

    /// A field that must be there.
    pub(super) fn need(&self, key: &'static str) -> Option<Cell<'a>> {
        let cell = self.may(key);
        if cell.is_none() {
            self.report(format!("{key} is missing in {}", self.name));
        }
        cell
    }

    /// A table that must be there.
    pub(super) fn section(&self, key: &'static str) -> Option<Section<'a>> {
        self.need(key)?.section()
    }

    /// Tables that may be left out, such as all `[[item]]`.
    pub(super) fn sections(&self, key: &'static str) -> Vec<Section<'a>> {
        self.may(key).map_or(vec![], |cell| cell.sections())
    }

    /// Reports the fields that nobody asked for.
    pub(super) fn close(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                let known: Vec<_> = asked.iter().copied().collect();
                let message =
                    format!("{} has no field {name}; it has: {}", self.name, known.join(", "));
                self.file.report(&key.span(), message);
            }
        }
    }
}

/// Reports an id that stands twice; remembers each with its line.
#[derive(Default)]
pub(super) struct Once(BTreeMap<String, usize>);

impl Once {
    pub(super) fn see(&mut self, what: &str, id: &str, cell: &Cell<'_>) {
        if let Some(line) = self.0.get(id) {
            cell.report(format!("{what} {id} stands already in line {line}"));
        } else {
            self.0.insert(id.to_owned(), cell.line());
        }
    }
}
