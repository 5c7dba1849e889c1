//! Pickup times: when a shop is open, what its kitchen can still do, and what that offers.
//!
//! Pickup times stand every 5 minutes; capacity is kept by window of 15 minutes. An order fills the
//! window of its pickup first and spills backwards into at most 3 earlier windows. Windows are cut
//! in UTC; every zone's offset in use is a whole number of quarters of an hour, so they are the
//! shop's own quarters too.

use crate::catalogue::{Hours, Shop};
use crate::order::{Allocation, Order, WindowShare};
use crate::shop::ShopFacts;
use crate::units::{MakeSeconds, Millis, Span};
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// Pickup times stand this far apart.
pub const STEP: Span = Span::minutes(5);
/// The length of a window.
pub const WINDOW: Span = Span::minutes(15);
/// How many earlier windows an order may spill into.
pub const SPILL: i64 = 3;
/// The least time between ordering and pickup.
pub const LEAD: Span = Span::minutes(10);
/// The last pickup stands this long before closing.
pub const LAST_BEFORE_CLOSE: Span = Span::minutes(15);
/// How many days ahead one may order, today not counted.
pub const DAYS_AHEAD: i32 = 7;

/// A pickup time on offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slot {
    /// The moment.
    pub pickup_at: Millis,
    /// The shop's own clock then, "08:10"; with the zone where an hour comes twice.
    pub local_label: String,
    /// How many more orders its window takes.
    pub room: u32,
}

/// Why a time can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSlot {
    /// The shop is closed then, or too close to closing, or too far ahead, or it is no slot's time.
    Closed,
    /// It is too soon.
    TooSoon,
    /// The kitchen is full.
    Full,
}

/// The moments at which a shop's clock shows a time on a date: none in spring's missing hour, two
/// in autumn's double one.
pub fn local_instants(zone: &TimeZone, day: Date, time: Time) -> impl Iterator<Item = Millis> {
    let local = day.to_datetime(time);
    let (first, second) = match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Gap { .. } => (None, None),
        AmbiguousOffset::Unambiguous { offset } => (Some(offset), None),
        AmbiguousOffset::Fold { before, after } => (Some(before), Some(after)),
    };
    let moment = move |offset: Offset| offset.to_timestamp(local).ok().map(Millis::from);
    first.into_iter().chain(second).filter_map(moment)
}

/// The first moment of a date in a zone.
pub fn day_begins(zone: &TimeZone, day: Date) -> Option<Millis> {
    day.to_zoned(zone.clone()).ok().map(|start| start.timestamp().into())
}

/// When the shop opens and closes on a date, or nothing when it is closed. An opening time in the
/// missing hour is the first moment after it.
pub fn opening(shop: &Shop, day: Date) -> Option<(Millis, Millis)> {
    let Hours { open, close } = shop.hours_on(day)?;
    let at = |time: Time| {
        let mut time = time;
        for _ in 0..24 {
            if let Some(moment) = local_instants(&shop.time_zone, day, time).next() {
                return Some(moment);
            }
            time = time.wrapping_add(5.minutes());
        }
        None
    };
    let closing = local_instants(&shop.time_zone, day, close).last().or_else(|| at(close))?;
    Some((at(open)?, closing)).filter(|(open, close)| open < close)
}

/// Whether the shop's doors are open.
pub fn is_open(shop: &Shop, now: Millis) -> bool {
    opening(shop, shop.day(now)).is_some_and(|(open, close)| open <= now && now < close)
}

/// The shop's own clock at a moment; with the zone's name where an hour comes twice.
pub fn local_label(shop: &Shop, at: Millis) -> String {
    let local = at.in_zone(&shop.time_zone);
    let twice = local_instants(&shop.time_zone, local.date(), local.time()).count() > 1;
    local.strftime(if twice { "%H:%M %Z" } else { "%H:%M" }).to_string()
}

/// The beginning of the window that holds a moment.
pub fn window_of(at: Millis) -> Millis {
    Millis::new(at.get() - at.get().rem_euclid(WINDOW.get()))
}

/// All pickup times of a day for this much work: none of a paused shop, and none of a day that is
/// past or too far ahead.
pub fn offer(
    shop: &Shop,
    state: &ShopFacts,
    work: MakeSeconds,
    day: Date,
    now: Millis,
) -> Vec<Slot> {
    let Some((open, close)) = opening(shop, day) else {
        return vec![];
    };
    if state.is_paused(now) {
        return vec![];
    }
    let last = close - LAST_BEFORE_CLOSE;
    let first = ceil_step(open.max(earliest(shop, state, now)));
    let times = std::iter::successors(Some(first), |at| Some(*at + STEP));
    times
        .take_while(|at| *at <= last)
        .filter(|at| allocate(shop, state, work, *at, now).is_ok())
        .map(|at| Slot {
            pickup_at: at,
            local_label: local_label(shop, at),
            room: room(shop, state, window_of(at)),
        })
        .collect()
}

/// The room that an order would take at a pickup time, or why there is none.
pub fn allocate(
    shop: &Shop,
    state: &ShopFacts,
    work: MakeSeconds,
    pickup_at: Millis,
    now: Millis,
) -> Result<Allocation, NoSlot> {
    let day = shop.day(pickup_at);
    let (open, close) = opening(shop, day).ok_or(NoSlot::Closed)?;
    let on_step = pickup_at.get().rem_euclid(STEP.get()) == 0;
    let far = days_between(shop.day(now), day) > DAYS_AHEAD;
    if !on_step || far || pickup_at < open || pickup_at > close - LAST_BEFORE_CLOSE {
        return Err(NoSlot::Closed);
    }
    if pickup_at < earliest(shop, state, now) {
        return Err(NoSlot::TooSoon);
    }
    let window = window_of(pickup_at);
    if room(shop, state, window) == 0 {
        return Err(NoSlot::Full);
    }
    let mut left = work.get();
    let mut shares = Vec::new();
    for back in 0..=SPILL {
        let start = window - Span::millis(back * WINDOW.get());
        let share = free_work(shop, state, start, now).min(left);
        if share > 0 {
            shares.push(WindowShare { start, make_seconds: MakeSeconds::new(share) });
            left -= share;
        }
        if left == 0 {
            return Ok(Allocation { window, shares });
        }
    }
    Err(NoSlot::Full)
}

/// The room that a live order would take if it were edited to this work and pickup time.
///
/// Its own room counts as free. An order that stays at its time with no more work than before keeps
/// its room, whatever has become of the windows since.
pub fn allocate_edited(
    shop: &Shop,
    state: &ShopFacts,
    order: &Order,
    (work, pickup_at): (MakeSeconds, Millis),
    now: Millis,
) -> Result<Allocation, NoSlot> {
    if pickup_at == order.pickup_at && work <= order.make_seconds() {
        return Ok(order.allocation.at_most(work));
    }
    allocate(shop, &state.without(&order.allocation), work, pickup_at, now)
}

/// All pickup times of a day for a live order that would be edited to this much work: those of
/// [`offer`] with its own room free, and its own time where it may keep that.
pub fn offer_edited(
    shop: &Shop,
    state: &ShopFacts,
    order: &Order,
    (work, day): (MakeSeconds, Date),
    now: Millis,
) -> Vec<Slot> {
    let mut offered = offer(shop, &state.without(&order.allocation), work, day, now);
    let own = order.pickup_at;
    let keeps = !state.is_paused(now) && order.day == day && work <= order.make_seconds();
    if keeps && offered.iter().all(|slot| slot.pickup_at != own) {
        offered.push(Slot { pickup_at: own, local_label: local_label(shop, own), room: 1 });
        offered.sort_by_key(|slot| slot.pickup_at);
    }
    offered
}

/// Up to three offered times nearest to the one that can't be had: of its day, then of the days
/// that follow.
pub fn alternatives(
    shop: &Shop,
    state: &ShopFacts,
    work: MakeSeconds,
    wanted: Millis,
    now: Millis,
) -> Vec<Slot> {
    let today = shop.day(now);
    let mut day = shop.day(wanted).max(today);
    let mut found = Vec::new();
    while found.len() < 3 && days_between(today, day) <= DAYS_AHEAD {
        let mut offered = offer(shop, state, work, day, now);
        offered.sort_by_key(|slot| slot.pickup_at.get().abs_diff(wanted.get()));
        found.extend(offered.into_iter().take(3 - found.len()));
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    found.sort_by_key(|slot| slot.pickup_at);
    found
}

fn days_between(from: Date, until: Date) -> i32 {
    (until - from).get_days()
}

/// The soonest pickup: the lead time, and what the kitchen has on its hands in this window.
fn earliest(shop: &Shop, state: &ShopFacts, now: Millis) -> Millis {
    let current = window_of(now);
    let busy = i64::from(state.reserved(current).make_seconds.get());
    let full = i64::from(capacity(shop, state, current).0).max(1);
    now + LEAD + Span::millis(busy.min(full) * WINDOW.get() / full)
}

/// How many more orders a window takes.
fn room(shop: &Shop, state: &ShopFacts, window: Millis) -> u32 {
    capacity(shop, state, window).1.saturating_sub(state.reserved(window).orders)
}

/// Seconds of work that a window can still take: none of one that is past, and of the current one
/// only the share of its time that remains.
fn free_work(shop: &Shop, state: &ShopFacts, start: Millis, now: Millis) -> u32 {
    let remaining = (start + WINDOW - now).get().clamp(0, WINDOW.get());
    let all = i64::from(capacity(shop, state, start).0) * remaining / WINDOW.get();
    u32::try_from(all).unwrap_or(0).saturating_sub(state.reserved(start).make_seconds.get())
}

/// Seconds of work and pickups of a window, before anything is taken.
fn capacity(shop: &Shop, state: &ShopFacts, window: Millis) -> (u32, u32) {
    let clock = window.in_zone(&shop.time_zone).time();
    let peak =
        shop.capacity.peak.as_ref().filter(|peak| {
            peak.hours.iter().any(|hours| hours.open <= clock && clock < hours.close)
        });
    let (minutes, orders) = match peak {
        Some(peak) => (peak.make_minutes, peak.orders),
        None => (shop.capacity.make_minutes, shop.capacity.orders),
    };
    let part = if state.throttled { 2 } else { 1 };
    (minutes * 60 / part, orders / part)
}

fn ceil_step(at: Millis) -> Millis {
    let over = at.get().rem_euclid(STEP.get());
    if over == 0 { at } else { Millis::new(at.get() - over + STEP.get()) }
}
