//! Journals are kept for good: what an older version wrote must be read by every later one.
//!
//! `fixtures/journal-1.jsonl` holds an event of each kind as it was first written, and each file
//! after it what was new then. None is ever edited; a new form or kind gets a new file.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

use dough_rules::Event;
use dough_rules::ids::Seq;
use dough_rules::units::Millis;
use dough_wire::replies::WireEntry;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

const KEPT: [&str; 4] = [
    include_str!("fixtures/journal-1.jsonl"),
    include_str!("fixtures/journal-2.jsonl"),
    include_str!("fixtures/journal-3.jsonl"),
    include_str!("fixtures/journal-4.jsonl"),
];

#[test]
fn every_kind_that_was_ever_written_is_read_and_written_the_same() {
    let mut kinds = BTreeSet::new();
    for line in KEPT.into_iter().flat_map(str::lines) {
        let kept: Value = serde_json::from_str(line).unwrap();
        let event: Event = serde_json::from_str(line).unwrap_or_else(|error| {
            panic!("{line}: {error}");
        });
        assert_eq!(serde_json::to_value(&event).unwrap(), kept);
        kinds.insert(event.kind());
    }
    let known: BTreeSet<_> = Event::kinds().iter().copied().collect();
    assert_eq!(kinds, known, "each kind has a line");
}

#[test]
fn a_kind_that_is_not_known_is_kept_raw() {
    let event = RawValue::from_string("{\"kind\":\"tier_reached\",\"tier\":2}".to_owned()).unwrap();
    let entry = WireEntry { seq: Seq::new(1), at: Millis::new(0), event };
    assert_eq!(entry.read(), None);
    let text = serde_json::to_string(&entry).unwrap();
    assert!(text.contains("tier_reached"), "{text}");
}
