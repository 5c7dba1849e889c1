//! What a shop's owner writes: shops, menu, VAT and programme, as one dated version.
//!
//! A version is immutable. A change makes a new one from a moment on, and each award and receipt
//! names the version that it was decided by.

use crate::ids::{Bytes32, CategoryId, ItemId, ModifierId, ShopId};
use crate::ledger::Issuer;
use crate::programme::Programme;
use crate::units::{Cents, MakeSeconds, Millis};
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One version of everything an owner decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalogue {
    /// 1, 2, 3, ...
    pub version: u32,
    /// From when it holds.
    pub valid_from: Millis,
    /// Who it belongs to.
    pub business: Business,
    /// The outlets.
    pub shops: Vec<Shop>,
    /// What they sell.
    pub items: Vec<Item>,
    /// Changes that items allow.
    pub modifiers: Vec<Modifier>,
    /// VAT rates.
    pub vat: Vec<VatRate>,
    /// How customers are rewarded.
    pub programme: Programme,
}

impl Catalogue {
    /// A shop by its id.
    pub fn shop(&self, id: &ShopId) -> Option<&Shop> {
        self.shops.iter().find(|shop| shop.id == *id)
    }

    /// An item by its id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// What a dough of an issuer is worth between outlets.
    pub fn dough_value(&self, issuer: &Issuer) -> Cents {
        let shop = match issuer {
            Issuer::Shop(shop) => self.shop(shop),
            Issuer::Programme => None,
        };
        shop.and_then(|shop| shop.dough_value).unwrap_or(self.programme.dough_value)
    }

    /// A modifier by its id.
    pub fn modifier(&self, id: &ModifierId) -> Option<&Modifier> {
        self.modifiers.iter().find(|modifier| modifier.id == *id)
    }

    /// The VAT rate of a class at a shop on a day, in hundredths of a percent.
    pub fn vat_rate(&self, shop: &Shop, class: VatClass, mode: Mode, day: Date) -> Option<u32> {
        self.vat
            .iter()
            .filter(|row| row.country == shop.country && row.class == class && row.mode == mode)
            .filter(|row| row.from <= day)
            .max_by_key(|row| row.from)
            .map(|row| row.rate)
    }
}

/// Who the shops belong to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Business {
    /// Its name, as customers know it.
    pub name: String,
    /// The zone in which dates without a shop are meant.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
}

/// An outlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shop {
    /// Its short name.
    pub id: ShopId,
    /// Its number in pay codes that name a shop.
    pub number: u16,
    /// Its name, as customers know it.
    pub name: String,
    /// Who pays and is paid for it, where several outlets are one company's; the outlet itself
    /// where nothing is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// What a dough that was earned here is worth to other outlets, where it isn't what the
    /// programme says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dough_value: Option<Cents>,
    /// Two letters; decides the VAT.
    pub country: String,
    /// Its own time.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    /// When it is open, by day of the week; a day that is absent is closed.
    pub hours: BTreeMap<DayName, Hours>,
    /// Other hours on certain dates.
    #[serde(default)]
    pub exceptions: Vec<HoursException>,
    /// What its kitchen can do.
    pub capacity: Capacity,
}

impl Shop {
    /// The shop's own date at a moment.
    pub fn day(&self, at: Millis) -> Date {
        at.in_zone(&self.time_zone).date()
    }

    /// The hours of a date; nothing when closed.
    pub fn hours_on(&self, day: Date) -> Option<Hours> {
        match self.exceptions.iter().find(|exception| exception.date == day) {
            Some(exception) => exception.hours,
            None => self.hours.get(&DayName::of(day)).copied(),
        }
    }
}

/// A day of the week, as owners write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DayName {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl DayName {
    /// The day of the week of a date.
    pub fn of(day: Date) -> Self {
        match day.weekday() {
            Weekday::Monday => Self::Monday,
            Weekday::Tuesday => Self::Tuesday,
            Weekday::Wednesday => Self::Wednesday,
            Weekday::Thursday => Self::Thursday,
            Weekday::Friday => Self::Friday,
            Weekday::Saturday => Self::Saturday,
            Weekday::Sunday => Self::Sunday,
        }
    }
}

/// A stretch of a day on the shop's own clock: from `open`, until before `close`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    /// The first minute.
    #[serde(with = "minute")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "07:00"))]
    pub open: Time,
    /// The first minute after.
    #[serde(with = "minute")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "19:00"))]
    pub close: Time,
}

/// Times as `HH:MM`.
mod minute {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    pub(super) fn serialize<S: Serializer>(time: &Time, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&time.strftime("%H:%M"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        let text = String::deserialize(from)?;
        Time::strptime("%H:%M", &text)
            .map_err(|_| serde::de::Error::custom(format!("\"{text}\" is not a time like 07:30")))
    }
}

/// A date with hours of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursException {
    /// The date.
    pub date: Date,
    /// Its hours; nothing when closed.
    #[serde(default)]
    pub hours: Option<Hours>,
}

/// What a kitchen can do in a window of 15 minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capacity {
    /// Minutes of work.
    pub make_minutes: u32,
    /// Pickups.
    pub orders: u32,
    /// More of both at named hours.
    #[serde(default)]
    pub peak: Option<Peak>,
}

/// Capacity at named hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Peak {
    /// When, each day.
    pub hours: Vec<Hours>,
    /// Minutes of work.
    pub make_minutes: u32,
    /// Pickups.
    pub orders: u32,
}

/// Something on the menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// Its short name.
    pub id: ItemId,
    /// Its name, as customers know it.
    pub name: String,
    /// Price of one, VAT included.
    pub price: Cents,
    /// What the VAT depends on.
    pub vat_class: VatClass,
    /// What it is grouped by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// Letters of what it contains.
    #[serde(default)]
    pub allergens: Vec<String>,
    /// Work for one.
    pub make_seconds: MakeSeconds,
    /// Changes that it allows.
    #[serde(default)]
    pub modifiers: Vec<ModifierId>,
    /// Its picture: the SHA-256 of the file, by which the server hands it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Bytes32>,
}

/// A change to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Modifier {
    /// Its short name.
    pub id: ModifierId,
    /// Its name, as customers know it.
    pub name: String,
    /// Added to the price of one.
    pub price: Cents,
    /// Letters of what it adds.
    #[serde(default)]
    pub allergens: Vec<String>,
    /// Whether the kitchen can't promise that nothing else gets in.
    #[serde(default)]
    pub cross_contact: bool,
}

/// What the VAT of an item depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VatClass {
    /// Food.
    Food,
    /// Drinks without alcohol.
    Drink,
    /// Drinks with alcohol.
    Alcohol,
}

/// Where it is eaten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Taken away.
    #[default]
    Takeaway,
    /// In the shop.
    EatIn,
}

/// A row of the VAT table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VatRate {
    /// Two letters.
    pub country: String,
    /// Which items.
    pub class: VatClass,
    /// Where eaten.
    pub mode: Mode,
    /// From which day.
    pub from: Date,
    /// Hundredths of a percent: 6 % is 600.
    pub rate: u32,
}

/// The name of a zone, such as Europe/Brussels.
pub fn zone_name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

/// The date, where the year has that day.
pub fn day_of(year: i16, month: u32, day: u32) -> Option<Date> {
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}
