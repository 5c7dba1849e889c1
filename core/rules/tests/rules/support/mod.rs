//! What all stories share: a small catalogue, baskets, a world that plays the server, and a naive
//! model that checks it.

mod model;
mod world;

pub(crate) use world::World;

use dough_rules::Catalogue;
use dough_rules::catalogue::{
    Business, Capacity, DayName, Hours, Item, Mode, Peak, Shop, VatClass, VatRate,
};
use dough_rules::expiry::ExpiryPolicy;
use dough_rules::ids::ShopId;
use dough_rules::pricing::{Basket, BasketLine};
use dough_rules::programme::{
    Accrual, AccrualRule, Conditions, Prize, Programme, ReferralTerms, SurpriseTerms, WeightedPrize,
};
use dough_rules::units::{Cents, Dough, MakeSeconds, Millis};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

pub(crate) fn brussels() -> TimeZone {
    TimeZone::get("Europe/Brussels").unwrap()
}
pub(crate) const DAYS: [DayName; 7] = [
    DayName::Monday,
    DayName::Tuesday,
    DayName::Wednesday,
    DayName::Thursday,
    DayName::Friday,
    DayName::Saturday,
    DayName::Sunday,
];
/// Items of the menu with their prices, classes and work.
const MENU: [(&str, i64, VatClass, u32); 5] = [
    ("croissant", 210, VatClass::Food, 15),
    ("cappuccino", 360, VatClass::Drink, 75),
    ("tartine", 890, VatClass::Food, 180),
    ("quiche", 820, VatClass::Food, 300),
    ("buffet", 9000, VatClass::Food, 1500),
];

pub(crate) fn time(hour: i8, minute: i8) -> Time {
    Time::constant(hour, minute, 0, 0)
}

pub(crate) fn date(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

/// A moment by Brussels' clocks, the first one where an hour comes twice.
pub(crate) fn at(day: Date, hour: i8, minute: i8) -> Millis {
    dough_rules::slots::local_instants(&brussels(), day, time(hour, minute)).next().unwrap()
}

pub(crate) fn shop_id(id: &str) -> ShopId {
    id.parse().unwrap()
}

pub(crate) fn basket(lines: &[(&str, u32)]) -> Basket {
    let line = |(item, quantity): &(&str, u32)| BasketLine {
        item: item.parse().unwrap(),
        quantity: *quantity,
        modifiers: vec![],
    };
    Basket::parse(lines.iter().map(line).collect()).unwrap()
}

/// What a basket costs, by the price list above.
pub(crate) fn cost(basket: &Basket) -> Cents {
    let price = |line: &BasketLine| {
        let row = MENU.iter().find(|row| row.0 == line.item.as_str());
        row.unwrap().1 * i64::from(line.quantity)
    };
    Cents::new(basket.lines().iter().map(price).sum())
}

pub(crate) fn shop(id: &str, number: u16, zone: TimeZone, open: Time, close: Time) -> Shop {
    Shop {
        id: shop_id(id),
        number,
        name: id.to_owned(),
        company: None,
        dough_value: None,
        country: "BE".to_owned(),
        time_zone: zone,
        hours: DAYS.map(|day| (day, Hours { open, close })).into(),
        exceptions: vec![],
        capacity: Capacity {
            make_minutes: 30,
            orders: 6,
            peak: Some(Peak {
                hours: vec![Hours { open: time(12, 0), close: time(13, 30) }],
                make_minutes: 45,
                orders: 9,
            }),
        },
    }
}

pub(crate) fn visit(dough: i64, max_per_day: Option<u32>) -> AccrualRule {
    AccrualRule {
        id: "visit".parse().unwrap(),
        accrual: Accrual::Visit { dough: Dough::new(dough) },
        minimum: Cents::new(500),
        only: Conditions::default(),
        max_per_day,
        max_per_week: None,
        max_per_customer: None,
    }
}

pub(crate) fn spend(dough: i64, per: i64) -> AccrualRule {
    AccrualRule {
        id: "spend".parse().unwrap(),
        accrual: Accrual::Spend { dough: Dough::new(dough), per: Cents::new(per) },
        minimum: Cents::ZERO,
        only: Conditions::default(),
        max_per_day: None,
        max_per_week: None,
        max_per_customer: None,
    }
}

fn prize(name: &str, weight: u32, prize: Prize) -> WeightedPrize {
    WeightedPrize { name: name.to_owned(), weight, prize }
}

/// Two shops, five items, and the programme of the example with a surprise that costs 3.
pub(crate) fn catalogue() -> Catalogue {
    let item = |(id, price, vat_class, make_seconds): (&str, i64, VatClass, u32)| Item {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        price: Cents::new(price),
        vat_class,
        category: None,
        allergens: vec![],
        make_seconds: MakeSeconds::new(make_seconds),
        modifiers: vec![],
        image: None,
    };
    let rate = |class, mode, rate| VatRate {
        country: "BE".to_owned(),
        class,
        mode,
        from: date(2020, 1, 1),
        rate,
    };
    Catalogue {
        version: 1,
        valid_from: Millis::new(0),
        business: Business { name: "Test".to_owned(), time_zone: brussels() },
        shops: vec![
            shop("day", 1, brussels(), time(7, 0), time(19, 0)),
            shop("night", 2, brussels(), time(0, 0), time(6, 0)),
        ],
        items: MENU.map(item).into(),
        modifiers: vec![],
        vat: vec![
            rate(VatClass::Food, Mode::Takeaway, 600),
            rate(VatClass::Food, Mode::EatIn, 1200),
            rate(VatClass::Drink, Mode::Takeaway, 600),
            rate(VatClass::Drink, Mode::EatIn, 2100),
        ],
        programme: Programme {
            name: "Test".to_owned(),
            install_award: Dough::new(1),
            stack: false,
            accrual_rules: vec![visit(1, Some(2))],
            segments: vec![],
            campaigns: vec![],
            rewards: vec![],
            dough_value: Cents::ZERO,
            expiry: ExpiryPolicy::Sliding { months: 12 },
            surprise: SurpriseTerms {
                cost: Dough::new(3),
                minimum_age: Some(16),
                voucher_days: 30,
                odds_version: 1,
                prizes: vec![
                    prize("croissant", 45, Prize::Item("croissant".parse().unwrap())),
                    prize("coffee", 25, Prize::Item("cappuccino".parse().unwrap())),
                    prize("dough", 30, Prize::Dough(Dough::new(4))),
                ],
            },
            referral: ReferralTerms {
                inviter_award: Dough::new(1),
                friend_award: Dough::new(1),
                minimum: Cents::new(500),
                pending_days: 7,
                max_per_month: 2,
            },
        },
    }
}

/// A map by key, for facts that stories compare.
pub(crate) fn tally<K: Ord>(keys: impl IntoIterator<Item = K>) -> BTreeMap<K, u32> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts
}
