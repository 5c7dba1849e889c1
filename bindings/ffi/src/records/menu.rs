//! Menu, baskets, quotes, pickup times.

use crate::error::{DoughError, unreadable};
use dough_core::rules::units::Millis;
use dough_core::rules::{catalogue, pricing, quote, receipt, slots};
use dough_core::views;

/// Shops and what they sell, as last known.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Catalogue {
    /// Its version.
    pub version: u32,
    /// When the server last confirmed it.
    pub fetched_at: i64,
    /// Who the shops belong to.
    pub business: String,
    /// What the programme is called.
    pub programme: String,
    /// Dough that an invitation brings the one who invited.
    pub inviter_award: i64,
    /// Dough that it brings the friend.
    pub friend_award: i64,
    /// Years of age that opening a surprise asks to confirm.
    pub surprise_minimum_age: Option<u32>,
    /// The outlets.
    pub shops: Vec<Shop>,
    /// What they sell.
    pub items: Vec<Item>,
    /// Changes that items allow.
    pub modifiers: Vec<Modifier>,
}

/// An outlet.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Shop {
    /// Its short name.
    pub id: String,
    /// Its number in pay codes that name a shop.
    pub number: u16,
    /// Its name, as customers know it.
    pub name: String,
    /// Its own time: `Europe/Brussels`.
    pub time_zone: String,
}

/// A shop as it is today.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ShopToday {
    /// Whether its doors are open now.
    pub open_now: bool,
    /// Today's hours on its own clock: "07:00–19:00"; nothing when it is closed.
    pub hours: Option<String>,
    /// Until when it takes no orders ahead, by the phone's own clock; nothing where it does.
    pub paused_until: Option<i64>,
    /// Items that can't be had now.
    pub sold_out: Vec<String>,
    /// When the shop's state was asked for; nothing if never.
    pub as_of: Option<i64>,
}

/// Something on the menu.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Item {
    /// Its short name.
    pub id: String,
    /// Its name, as customers know it.
    pub name: String,
    /// Price of one in cents, VAT included.
    pub price: i64,
    /// Letters of what it contains.
    pub allergens: Vec<String>,
    /// Changes that it allows.
    pub modifiers: Vec<String>,
    /// Its picture: what `Dough.image` is asked with.
    pub image: Option<String>,
}

/// A change to an item.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Modifier {
    /// Its short name.
    pub id: String,
    /// Its name, as customers know it.
    pub name: String,
    /// Added to the price of one, in cents.
    pub price: i64,
    /// Letters of what it adds.
    pub allergens: Vec<String>,
    /// Whether the kitchen can't promise that nothing else gets in.
    pub cross_contact: bool,
}

/// A line as a customer chose it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BasketLine {
    /// What.
    pub item: String,
    /// How many, 1 to 100.
    pub quantity: u32,
    /// With which changes.
    pub modifiers: Vec<String>,
}

/// A priced line.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PricedLine {
    /// What.
    pub item: String,
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// With which changes.
    pub modifiers: Vec<String>,
    /// Price of one in cents, changes and VAT included.
    pub unit_price: i64,
    /// Price of all.
    pub amount: i64,
    /// Letters of what it contains, and "cross-contact" where a change asks for the warning.
    pub allergens: Vec<String>,
}

/// What a voucher or a reward would take off a basket.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Fit {
    /// Its number in the wallet.
    pub number: u64,
    /// How many cents; nothing where it can't be used with this basket.
    pub off: i64,
    /// Why it can't: a stable code.
    pub code: Option<String>,
}

/// What a basket costs and would earn.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Quote {
    /// The lines with prices.
    pub lines: Vec<PricedLine>,
    /// Their sum in cents, VAT included.
    pub total: i64,
    /// What the voucher or the reward takes off, in cents.
    pub off: i64,
    /// What is left to pay with money, in cents.
    pub due: i64,
    /// What it would earn.
    pub dough: i64,
    /// Why, in the customer's language.
    pub reasons: Vec<String>,
    /// The customer's vouchers and rewards, each with what it would take off.
    pub fits: Vec<Fit>,
    /// The version of the catalogue that it rests on.
    pub catalogue: u32,
    /// Whether it was made on the phone.
    pub estimate: bool,
    /// Pickup times, where the server made it.
    pub slots: Vec<Slot>,
}

/// A pickup time on offer.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Slot {
    /// The moment.
    pub pickup_at: i64,
    /// The shop's own clock then: "08:10".
    pub local_label: String,
    /// How many more orders its window takes.
    pub room: u32,
}

/// Pickup times on a day.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Slots {
    /// The times.
    pub slots: Vec<Slot>,
    /// When the shop's state was asked for; nothing if never.
    pub as_of: Option<i64>,
}

fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

impl From<views::CatalogueView> for Catalogue {
    fn from(view: views::CatalogueView) -> Self {
        let known = &*view.catalogue;
        Self {
            version: known.version,
            fetched_at: view.fetched_at.get(),
            business: known.business.name.clone(),
            programme: known.programme.name.clone(),
            inviter_award: known.programme.referral.inviter_award.get(),
            friend_award: known.programme.referral.friend_award.get(),
            surprise_minimum_age: known.programme.surprise.minimum_age,
            shops: known.shops.iter().map(Into::into).collect(),
            items: known.items.iter().map(Into::into).collect(),
            modifiers: known.modifiers.iter().map(Into::into).collect(),
        }
    }
}

impl From<&catalogue::Shop> for Shop {
    fn from(shop: &catalogue::Shop) -> Self {
        Self {
            id: shop.id.to_string(),
            number: shop.number,
            name: shop.name.clone(),
            time_zone: catalogue::zone_name(&shop.time_zone).to_owned(),
        }
    }
}

impl From<views::ShopToday> for ShopToday {
    fn from(today: views::ShopToday) -> Self {
        Self {
            open_now: today.open_now,
            hours: today.hours,
            paused_until: today.paused_until.map(Millis::get),
            sold_out: today.sold_out.into_iter().map(|item| item.to_string()).collect(),
            as_of: today.as_of.map(Millis::get),
        }
    }
}

impl From<&catalogue::Item> for Item {
    fn from(item: &catalogue::Item) -> Self {
        Self {
            id: item.id.to_string(),
            name: item.name.clone(),
            price: item.price.get(),
            allergens: item.allergens.clone(),
            modifiers: texts(&item.modifiers),
            image: item.image.map(|hash| hash.to_string()),
        }
    }
}

impl From<&catalogue::Modifier> for Modifier {
    fn from(modifier: &catalogue::Modifier) -> Self {
        Self {
            id: modifier.id.to_string(),
            name: modifier.name.clone(),
            price: modifier.price.get(),
            allergens: modifier.allergens.clone(),
            cross_contact: modifier.cross_contact,
        }
    }
}

impl From<pricing::BasketLine> for BasketLine {
    fn from(line: pricing::BasketLine) -> Self {
        Self {
            item: line.item.to_string(),
            quantity: line.quantity,
            modifiers: texts(&line.modifiers),
        }
    }
}

/// Reads a basket's lines.
pub(crate) fn read_lines(lines: Vec<BasketLine>) -> Result<Vec<pricing::BasketLine>, DoughError> {
    let read = |line: BasketLine| {
        let modifiers = line.modifiers.iter().map(|id| id.parse().ok());
        Some(pricing::BasketLine {
            item: line.item.parse().ok()?,
            quantity: line.quantity,
            modifiers: modifiers.collect::<Option<_>>()?,
        })
    };
    let lines: Option<_> = lines.into_iter().map(read).collect();
    lines.ok_or_else(|| unreadable("a line of the basket"))
}

impl From<&receipt::PricedLine> for PricedLine {
    fn from(line: &receipt::PricedLine) -> Self {
        Self {
            item: line.item.to_string(),
            name: line.name.clone(),
            quantity: line.quantity,
            modifiers: texts(&line.modifiers),
            unit_price: line.unit_price.get(),
            amount: line.amount.get(),
            allergens: line.allergens.clone(),
        }
    }
}

impl From<views::Quote> for Quote {
    fn from(quote: views::Quote) -> Self {
        Self {
            lines: quote.priced.lines.iter().map(Into::into).collect(),
            total: quote.priced.total.get(),
            off: quote.preview.off.get(),
            due: quote.preview.due.get(),
            dough: quote.preview.earning.dough.get(),
            reasons: quote.reasons,
            fits: quote.preview.fits.into_iter().map(Into::into).collect(),
            catalogue: quote.catalogue,
            estimate: quote.estimate,
            slots: quote.slots.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<quote::Fit> for Fit {
    fn from(fit: quote::Fit) -> Self {
        Self {
            number: fit.number.get(),
            off: fit.off.get(),
            code: fit.refusal.map(|refusal| refusal.code().to_owned()),
        }
    }
}

impl From<slots::Slot> for Slot {
    fn from(slot: slots::Slot) -> Self {
        Self { pickup_at: slot.pickup_at.get(), local_label: slot.local_label, room: slot.room }
    }
}

impl From<views::Slots> for Slots {
    fn from(slots: views::Slots) -> Self {
        Self {
            slots: slots.slots.into_iter().map(Into::into).collect(),
            as_of: slots.as_of.map(Millis::get),
        }
    }
}
