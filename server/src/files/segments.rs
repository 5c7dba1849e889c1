//! Segments: customers who have something in common.

use super::document::{Once, Section};
use dough_rules::segment::Segment;

const MAX_SEGMENTS: usize = 50;
/// The most days that a segment may ask for: ten years.
const MAX_DAYS: u32 = 3650;

pub(super) fn segments(root: &Section<'_>) -> Option<Vec<Segment>> {
    let sections = root.sections("segment");
    if let Some(first_too_many) = sections.get(MAX_SEGMENTS) {
        first_too_many.report(format!("there are more than {MAX_SEGMENTS} segments"));
    }
    let mut ids = Once::default();
    let segments: Vec<_> = sections.iter().map(|section| segment(section, &mut ids)).collect();
    segments.into_iter().collect()
}

fn segment(section: &Section<'_>, ids: &mut Once) -> Option<Segment> {
    let id = section.need("id").and_then(|cell| {
        ids.see("segment", cell.text()?, &cell);
        cell.parsed()
    });
    let days = |key| match section.may(key) {
        Some(cell) => cell.whole(0..=MAX_DAYS).map(Some),
        None => Some(None),
    };
    let flag = |key| match section.may(key) {
        Some(cell) => cell.flag().map(Some),
        None => Some(None),
    };
    let [joined_at_most, joined_at_least, away] =
        ["joined_at_most_days", "joined_at_least_days", "away_days"].map(days);
    let [invited, has_ordered, has_email] = ["invited", "has_ordered", "has_email"].map(flag);
    section.close();
    let read = Segment {
        id: id?,
        joined_at_most: joined_at_most?,
        joined_at_least: joined_at_least?,
        away: away?,
        invited: invited?,
        has_ordered: has_ordered?,
        has_email: has_email?,
    };
    is_possible(section, &read).then_some(read)
}

/// Whether anybody can belong to it, and not everybody does; otherwise that is reported.
fn is_possible(section: &Section<'_>, segment: &Segment) -> bool {
    let everybody = Segment {
        id: segment.id.clone(),
        joined_at_most: None,
        joined_at_least: None,
        away: None,
        invited: None,
        has_ordered: None,
        has_email: None,
    };
    if *segment == everybody {
        section.report("it says nothing of its customers, so everybody would belong to it");
        return false;
    }
    for (least, what) in
        [(segment.joined_at_least, "joined_at_least_days"), (segment.away, "away_days")]
    {
        if let (Some(most), Some(least)) = (segment.joined_at_most, least)
            && most < least
        {
            section.report(format!(
                "joined_at_most_days is {most} and {what} is {least}: nobody belongs to it"
            ));
            return false;
        }
    }
    true
}
