//! What changes about a shop from minute to minute: room taken, pause, throttle, sold out.
//!
//! It names no customer, so the server hands it to any phone, which then offers slots by the same
//! function as the server.

use crate::ids::{ItemId, ShopId};
use crate::order::Allocation;
use crate::units::{MakeSeconds, Millis};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is taken of one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reserved {
    /// Work.
    pub make_seconds: MakeSeconds,
    /// Pickups.
    pub orders: u32,
}

/// A shop's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShopFacts {
    /// Which shop.
    pub shop: ShopId,
    /// No order ahead before this moment; nothing when orders are taken.
    pub paused_until: Option<Millis>,
    /// New orders get half the capacity.
    pub throttled: bool,
    /// What is sold out, and until when.
    pub sold_out: BTreeMap<ItemId, Millis>,
    /// What is taken, by the beginning of the window. Windows without an order are absent.
    pub reserved: BTreeMap<Millis, Reserved>,
    /// How many pickup codes were given for a date.
    pub pickup_codes: BTreeMap<Date, u32>,
}

impl ShopFacts {
    /// A shop without orders.
    pub const fn new(shop: ShopId) -> Self {
        Self {
            shop,
            paused_until: None,
            throttled: false,
            sold_out: BTreeMap::new(),
            reserved: BTreeMap::new(),
            pickup_codes: BTreeMap::new(),
        }
    }

    /// Whether orders ahead are refused now.
    pub fn is_paused(&self, now: Millis) -> bool {
        self.paused_until.is_some_and(|until| now < until)
    }

    /// Whether an item can't be had now.
    pub fn is_sold_out(&self, item: &ItemId, now: Millis) -> bool {
        self.sold_out.get(item).is_some_and(|until| now < *until)
    }

    /// What is taken of the window that begins at `start`.
    pub fn reserved(&self, start: Millis) -> Reserved {
        self.reserved.get(&start).copied().unwrap_or_default()
    }

    /// The next pickup number of a date, counted from 0; dates before today are forgotten.
    pub fn next_pickup_number(&mut self, day: Date, today: Date) -> u32 {
        self.pickup_codes.retain(|date, _| *date >= today);
        let given = self.pickup_codes.entry(day).or_default();
        *given += 1;
        *given - 1
    }

    /// Takes an order's room.
    pub fn take(&mut self, allocation: &Allocation) {
        self.reserved.entry(allocation.window).or_default().orders += 1;
        for share in &allocation.shares {
            let window = self.reserved.entry(share.start).or_default();
            window.make_seconds =
                MakeSeconds::new(window.make_seconds.get() + share.make_seconds.get());
        }
    }

    /// Gives an order's room back, exactly as it was taken.
    pub fn give_back(&mut self, allocation: &Allocation) {
        if let Some(window) = self.reserved.get_mut(&allocation.window) {
            window.orders = window.orders.saturating_sub(1);
        }
        for share in &allocation.shares {
            if let Some(window) = self.reserved.get_mut(&share.start) {
                let left = window.make_seconds.get().saturating_sub(share.make_seconds.get());
                window.make_seconds = MakeSeconds::new(left);
            }
        }
        self.reserved.retain(|_, window| *window != Reserved::default());
    }

    /// The same state, with an order's room free.
    #[must_use]
    pub fn without(&self, allocation: &Allocation) -> Self {
        let mut state = self.clone();
        state.give_back(allocation);
        state
    }
}
