//! A shop's minute: its state, its windows, and the room that orders take.

use super::columns::{self, signed, to_json};
use super::commit::{Must, Step, column, push};
use super::queries::commit as queries;
use crate::store::{Batch, Needs, StoreError};
use dough_rules::decide::RoomChange;
use dough_rules::ids::{OrderId, ShopId, WalletId};
use dough_rules::order::Allocation;
use dough_rules::shop::ShopFacts;
use dough_rules::units::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of an order's room: whether there was a row before, and what stands there after.
#[derive(Default)]
struct Room<'a> {
    was_there: bool,
    taken: Option<(WalletId, &'a Allocation, Option<Millis>)>,
    kept: bool,
}

/// The last word on each order's room, from all changes in order.
fn rooms(batch: &Batch) -> BTreeMap<(&ShopId, OrderId), Room<'_>> {
    let mut rooms: BTreeMap<_, Room<'_>> = BTreeMap::new();
    for (shop, change) in &batch.room {
        let (RoomChange::Take { order, .. }
        | RoomChange::Keep { order }
        | RoomChange::Free { order, .. }) = change;
        let room = rooms.entry((shop, *order)).or_insert_with(|| Room {
            was_there: !matches!(change, RoomChange::Take { .. }),
            kept: !matches!(change, RoomChange::Take { .. }),
            ..Room::default()
        });
        match change {
            RoomChange::Take { wallet, allocation, hold_until, .. } => {
                room.taken = Some((*wallet, allocation, *hold_until));
            }
            RoomChange::Keep { .. } => {
                if let Some((_, _, hold_until)) = &mut room.taken {
                    *hold_until = None;
                }
            }
            RoomChange::Free { .. } => (room.taken, room.kept) = (None, false),
        }
    }
    rooms
}

pub(super) fn write_room(steps: &mut Vec<Step>, batch: &Batch) -> Result<(), StoreError> {
    let (mut freed, mut taken, mut texts, mut kept) = (vec![], vec![], vec![], vec![]);
    for ((shop, order), room) in rooms(batch) {
        let key = (shop.to_string(), order.uuid());
        if room.kept {
            kept.push(key);
            continue;
        }
        if room.was_there {
            freed.push(key.clone());
        }
        if let Some((wallet, allocation, hold_until)) = room.taken {
            texts.push(to_json("allocations", allocation)?);
            taken.push((key.0, key.1, wallet.uuid(), hold_until.map(Millis::get)));
        }
    }
    for (query, keys) in [(queries::FREE, freed), (queries::KEEP, kept)] {
        if !keys.is_empty() {
            let params = vec![
                column(keys.iter().map(|it| it.0.clone())),
                column(keys.iter().map(|it| it.1)),
            ];
            push(steps, query, params, Must::Write(keys.len()));
        }
    }
    if !taken.is_empty() {
        let params = vec![
            column(taken.iter().map(|it| it.0.clone())),
            column(taken.iter().map(|it| it.1)),
            column(taken.iter().map(|it| it.2)),
            column(taken.iter().map(|it| it.3)),
            column(texts.into_iter()),
        ];
        push(steps, queries::TAKE, params, Must::Write(taken.len()));
    }
    write_windows(steps, batch);
    Ok(())
}

/// Windows that changed, as the shop's facts have them now.
fn write_windows(steps: &mut Vec<Step>, batch: &Batch) {
    let mut touched: BTreeSet<(&ShopId, Millis)> = BTreeSet::new();
    for (shop, room) in &batch.room {
        if let RoomChange::Take { allocation, .. } | RoomChange::Free { allocation, .. } = room {
            touched.insert((shop, allocation.window));
            touched.extend(allocation.shares.iter().map(|share| (shop, share.start)));
        }
    }
    let shops: BTreeMap<&ShopId, &ShopFacts> =
        batch.shops.iter().map(|(_, facts)| (&facts.shop, facts)).collect();
    let (mut set, mut ended) = (Vec::new(), Vec::new());
    for (shop, start) in touched {
        match shops.get(shop).and_then(|facts| facts.reserved.get(&start)) {
            Some(window) => set.push((shop.to_string(), start.get(), *window)),
            None => ended.push((shop.to_string(), start.get())),
        }
    }
    if !ended.is_empty() {
        let params =
            vec![column(ended.iter().map(|it| it.0.clone())), column(ended.iter().map(|it| it.1))];
        push(steps, queries::END_WINDOWS, params, Must::Any);
    }
    if !set.is_empty() {
        let params = vec![
            column(set.iter().map(|it| it.0.clone())),
            column(set.iter().map(|it| it.1)),
            column(set.iter().map(|it| i64::from(it.2.make_seconds.get()))),
            column(set.iter().map(|it| i64::from(it.2.orders))),
        ];
        push(steps, queries::SET_WINDOWS, params, Must::Any);
    }
}

/// Shops' rows without their windows, which have rows of their own.
pub(super) fn write_shops(steps: &mut Vec<Step>, batch: &Batch) -> Result<(), StoreError> {
    let mut shops: Vec<_> = batch.shops.iter().collect();
    shops.sort_by_key(|(_, facts)| &facts.shop);
    let (new, known): (Vec<_>, Vec<_>) = shops.into_iter().partition(|(version, _)| *version == 0);
    for (query, rows) in [(queries::UPDATE_SHOPS, known), (queries::INSERT_SHOPS, new)] {
        if rows.is_empty() {
            continue;
        }
        let state = |facts: &ShopFacts| {
            to_json("shops", &ShopFacts { reserved: BTreeMap::new(), ..facts.clone() })
        };
        let states: Result<Vec<_>, _> = rows.iter().map(|(_, facts)| state(facts)).collect();
        let params = vec![
            column(rows.iter().map(|(_, facts)| facts.shop.to_string())),
            column(rows.iter().map(|(version, _)| signed(*version))),
            column(states?.into_iter()),
        ];
        let shops = rows.iter().map(|(_, facts)| facts.shop.clone()).collect();
        let must =
            Must::Claim(Box::new(Needs { shops, ..Needs::default() }), rows.len(), |row, needs| {
                needs.shops.remove(&columns::shop(row, 0)?);
                Ok(())
            });
        push(steps, query, params, must);
    }
    Ok(())
}
