//! A shop as it is today, for the screen of its menu.

use crate::views::Lens;
use dough_rules::catalogue::Shop;
use dough_rules::ids::ItemId;
use dough_rules::shop::ShopFacts;
use dough_rules::slots::is_open;
use dough_rules::units::Millis;

/// A shop as it is today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopToday {
    /// Whether its doors are open now.
    pub open_now: bool,
    /// Today's hours on its own clock: "07:00–19:00"; nothing when it is closed.
    pub hours: Option<String>,
    /// Until when it takes no orders ahead, by the phone's own clock; nothing where it does.
    pub paused_until: Option<Millis>,
    /// Items that can't be had now.
    pub sold_out: Vec<ItemId>,
    /// When the shop's state was asked for; nothing if never.
    pub as_of: Option<Millis>,
}

/// How a shop is now, by its state as last known.
pub(crate) fn shop_today(
    shop: &Shop,
    (state, as_of): (&ShopFacts, Option<Millis>),
    lens: &Lens<'_>,
) -> ShopToday {
    let now = lens.now;
    let hours = shop.hours_on(shop.day(now)).map(|hours| {
        let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
        format!("{}–{}", clock(hours.open), clock(hours.close))
    });
    let sold_out = state.sold_out.keys().filter(|item| state.is_sold_out(item, now));
    ShopToday {
        open_now: is_open(shop, now),
        hours,
        paused_until: state.paused_until.filter(|until| now < *until).map(|at| lens.on_phone(at)),
        sold_out: sold_out.cloned().collect(),
        as_of,
    }
}
