//! What changes between two versions, in plain lines for the owner.

use dough_rules::Catalogue;
use dough_rules::catalogue::{
    Capacity, DayName, Hours, Item, Mode, Modifier, Shop, VatClass, VatRate, zone_name,
};
use dough_rules::expiry::ExpiryPolicy;
use dough_rules::ids::Bytes32;
use dough_rules::programme::{
    Accrual, AccrualRule, Campaign, Channel, Conditions, Prize, Programme, WeightedPrize,
};
use dough_rules::reward::{Benefit, RewardTerms};
use dough_rules::segment::Segment;
use std::fmt::Display;

/// A line for each change, in the order of the files; none where nothing changes.
pub fn diff(old: &Catalogue, new: &Catalogue) -> Vec<String> {
    let mut lines = Lines::default();
    lines.value("business: name", &old.business.name, &new.business.name);
    let (from, to) = (&old.business.time_zone, &new.business.time_zone);
    lines.value("business: time zone", zone_name(from), zone_name(to));
    lines.each("shop", &old.shops, &new.shops, |it| it.id.to_string(), shop);
    lines.each("item", &old.items, &new.items, |it| it.id.to_string(), item);
    let (from, to) = (&old.modifiers, &new.modifiers);
    lines.each("modifier", from, to, |it| it.id.to_string(), modifier);
    lines.each("VAT", &old.vat, &new.vat, vat_name, |lines, name, a, b| {
        lines.value(&format!("{name}: rate"), percent(a.rate), percent(b.rate));
    });
    programme(&mut lines, &old.programme, &new.programme);
    lines.0
}

#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    /// A line where a value has changed.
    fn value(&mut self, what: &str, old: impl Display, new: impl Display) {
        let (old, new) = (old.to_string(), new.to_string());
        if old != new {
            self.0.push(format!("{what}: {old} -> {new}"));
        }
    }

    /// What came, what went, and the changes of what stayed.
    fn each<T>(
        &mut self,
        what: &str,
        old: &[T],
        new: &[T],
        key: impl Fn(&T) -> String,
        changes: impl Fn(&mut Self, &str, &T, &T),
    ) {
        let find = |all: &[T], wanted: &str| all.iter().position(|it| key(it) == wanted);
        for gone in old.iter().map(&key).filter(|id| find(new, id).is_none()) {
            self.0.push(format!("{what} {gone}: removed"));
        }
        for it in new {
            let id = key(it);
            let name = format!("{what} {id}");
            match find(old, &id) {
                Some(place) => changes(self, &name, &old[place], it),
                None => self.0.push(format!("{name}: added")),
            }
        }
    }

    /// The same, of what is told in a line of words.
    fn each_in_words<T>(
        &mut self,
        what: &str,
        old: &[T],
        new: &[T],
        key: impl Fn(&T) -> String,
        words: impl Fn(&T) -> String,
    ) {
        self.each(what, old, new, key, |lines, name, a, b| lines.value(name, words(a), words(b)));
    }
}

fn shop(lines: &mut Lines, name: &str, old: &Shop, new: &Shop) {
    let field = |field: &str| format!("{name}: {field}");
    lines.value(&field("number"), old.number, new.number);
    lines.value(&field("name"), &old.name, &new.name);
    let company = |shop: &Shop| list(shop.company.as_slice());
    lines.value(&field("company"), company(old), company(new));
    let worth = |shop: &Shop| list(shop.dough_value.as_slice());
    lines.value(&field("worth of a dough"), worth(old), worth(new));
    lines.value(&field("country"), &old.country, &new.country);
    lines.value(&field("time zone"), zone_name(&old.time_zone), zone_name(&new.time_zone));
    for (day, label) in DAYS {
        let of = |shop: &Shop| hours(shop.hours.get(&day).copied());
        lines.value(&field(label), of(old), of(new));
    }
    let dates = |shop: &Shop| {
        let mut dates: Vec<_> = shop.exceptions.iter().map(|it| it.date).collect();
        dates.sort_unstable();
        dates
    };
    let mut all = dates(old);
    all.extend(dates(new));
    all.sort_unstable();
    all.dedup();
    for date in all {
        let of = |shop: &Shop| match shop.exceptions.iter().find(|it| it.date == date) {
            Some(exception) => hours(exception.hours),
            None => "as usual".to_owned(),
        };
        lines.value(&field(&date.to_string()), of(old), of(new));
    }
    let (from, to) = (capacity(&old.capacity), capacity(&new.capacity));
    lines.value(&field("capacity"), from, to);
}

const DAYS: [(DayName, &str); 7] = [
    (DayName::Monday, "Monday"),
    (DayName::Tuesday, "Tuesday"),
    (DayName::Wednesday, "Wednesday"),
    (DayName::Thursday, "Thursday"),
    (DayName::Friday, "Friday"),
    (DayName::Saturday, "Saturday"),
    (DayName::Sunday, "Sunday"),
];

fn hours(hours: Option<Hours>) -> String {
    hours.map_or("closed".to_owned(), |hours| {
        let (open, close) = (hours.open.strftime("%H:%M"), hours.close.strftime("%H:%M"));
        format!("{open}-{close}")
    })
}

fn capacity(capacity: &Capacity) -> String {
    let room = |minutes: u32, orders: u32| format!("{minutes} make-minutes, {orders} orders");
    let usual = room(capacity.make_minutes, capacity.orders);
    match &capacity.peak {
        Some(peak) => {
            let times: Vec<_> = peak.hours.iter().map(|it| hours(Some(*it))).collect();
            let more = room(peak.make_minutes, peak.orders);
            format!("{usual} (at {}: {more})", times.join(" and "))
        }
        None => usual,
    }
}

fn item(lines: &mut Lines, name: &str, old: &Item, new: &Item) {
    let field = |field: &str| format!("{name}: {field}");
    lines.value(&field("name"), &old.name, &new.name);
    lines.value(&field("price"), old.price, new.price);
    let (from, to) = (class(old.vat_class), class(new.vat_class));
    lines.value(&field("VAT class"), from, to);
    let category = |item: &Item| list(item.category.as_slice());
    lines.value(&field("category"), category(old), category(new));
    let (from, to) = (list(&old.allergens), list(&new.allergens));
    lines.value(&field("allergens"), from, to);
    let (from, to) = (old.make_seconds.get(), new.make_seconds.get());
    lines.value(&field("make-seconds"), from, to);
    let (from, to) = (list(&old.modifiers), list(&new.modifiers));
    lines.value(&field("modifiers"), from, to);
    let (from, to) = (picture(old), picture(new));
    lines.value(&field("picture"), from, to);
}

/// A picture by the beginning of its hash.
fn picture(item: &Item) -> String {
    let short = |hash: Bytes32| hash.to_string().chars().take(8).collect();
    item.image.map_or("none".to_owned(), short)
}

fn modifier(lines: &mut Lines, name: &str, old: &Modifier, new: &Modifier) {
    let field = |field: &str| format!("{name}: {field}");
    lines.value(&field("name"), &old.name, &new.name);
    lines.value(&field("price"), old.price, new.price);
    let (from, to) = (list(&old.allergens), list(&new.allergens));
    lines.value(&field("allergens"), from, to);
    let warning = |modifier: &Modifier| if modifier.cross_contact { "yes" } else { "no" };
    let (from, to) = (warning(old), warning(new));
    lines.value(&field("cross-contact warning"), from, to);
}

fn list<T: Display>(items: &[T]) -> String {
    let items: Vec<_> = items.iter().map(ToString::to_string).collect();
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}

fn vat_name(row: &VatRate) -> String {
    let mode = match row.mode {
        Mode::Takeaway => "takeaway",
        Mode::EatIn => "eat-in",
    };
    let class = class(row.class);
    format!("{} {class} {mode} from {}", row.country, row.from)
}

const fn class(class: VatClass) -> &'static str {
    match class {
        VatClass::Food => "food",
        VatClass::Drink => "drink",
        VatClass::Alcohol => "alcohol",
    }
}

/// Hundredths of a percent, as "6 %" or "5.50 %".
fn percent(rate: u32) -> String {
    match (rate / 100, rate % 100) {
        (whole, 0) => format!("{whole} %"),
        (whole, part) => format!("{whole}.{part:02} %"),
    }
}

fn programme(lines: &mut Lines, old: &Programme, new: &Programme) {
    lines.value("programme: name", &old.name, &new.name);
    let (from, to) = (old.install_award, new.install_award);
    lines.value("programme: for installing the app", from, to);
    let stacked = |stack: bool| if stack { "all give" } else { "the best gives" };
    let (from, to) = (stacked(old.stack), stacked(new.stack));
    lines.value("programme: matching rules", from, to);
    let (from, to) = (&old.accrual_rules, &new.accrual_rules);
    lines.each_in_words("rule", from, to, |it| it.id.to_string(), rule);
    let (from, to) = (&old.segments, &new.segments);
    lines.each_in_words("segment", from, to, |it| it.id.to_string(), segment);
    let (from, to) = (&old.campaigns, &new.campaigns);
    lines.each_in_words("campaign", from, to, |it| it.id.to_string(), campaign);
    let (from, to) = (&old.rewards, &new.rewards);
    lines.each_in_words("reward", from, to, |it| it.id.to_string(), reward);
    lines.value("programme: worth of a dough", old.dough_value, new.dough_value);
    lines.value("expiry", expiry(old.expiry), expiry(new.expiry));
    let (from, to) = (&old.surprise, &new.surprise);
    lines.value("surprise: cost", from.cost, to.cost);
    let age = |age: Option<u32>| age.map_or("none".to_owned(), |years| years.to_string());
    let (a, b) = (age(from.minimum_age), age(to.minimum_age));
    lines.value("surprise: minimum age", a, b);
    let (a, b) = (from.voucher_days, to.voucher_days);
    lines.value("surprise: days that a voucher is good for", a, b);
    lines.value("surprise: odds version", from.odds_version, to.odds_version);
    lines.value("surprise: odds", odds(&from.prizes), odds(&to.prizes));
    let (from, to) = (&old.referral, &new.referral);
    lines.value("invitation: for the inviter", from.inviter_award, to.inviter_award);
    lines.value("invitation: for the friend", from.friend_award, to.friend_award);
    lines.value("invitation: first order of at least", from.minimum, to.minimum);
    lines.value("invitation: days of waiting", from.pending_days, to.pending_days);
    lines.value("invitation: most in a month", from.max_per_month, to.max_per_month);
}

fn rule(rule: &AccrualRule) -> String {
    let given = match &rule.accrual {
        Accrual::Visit { dough } => format!("{dough} a visit"),
        Accrual::Spend { dough, per } => format!("{dough} for each {per}"),
        Accrual::ItemVariation { dough, items } => format!("{dough} for each {}", list(items)),
        Accrual::Category { dough, categories } => {
            format!("{dough} for each of {}", list(categories))
        }
    };
    let bounds = [
        (rule.max_per_day, "a day"),
        (rule.max_per_week, "a week"),
        (rule.max_per_customer, "a customer"),
    ];
    let bounds = bounds.into_iter().filter_map(|(most, of)| Some((most?, of)));
    let bounds: Vec<_> = bounds.map(|(most, of)| format!(", at most {most} {of}")).collect();
    let bounds = bounds.concat();
    format!("{given} of at least {}{bounds}{}", rule.minimum, conditions(&rule.only))
}

fn campaign(campaign: &Campaign) -> String {
    let (whole, part) = (campaign.percent / 100, campaign.percent % 100);
    let rules = match &campaign.rules[..] {
        [] => "all rules".to_owned(),
        rules => list(rules),
    };
    format!("{}, {whole}.{part:02} times {rules}{}", campaign.name, conditions(&campaign.only))
}

fn segment(segment: &Segment) -> String {
    let days = [
        (segment.joined_at_most, "joined at most", "days ago"),
        (segment.joined_at_least, "joined at least", "days ago"),
        (segment.away, "away for at least", "days"),
    ];
    let days = days
        .into_iter()
        .filter_map(|(count, what, unit)| count.map(|count| format!("{what} {count} {unit}")));
    let marks = [
        (segment.invited, "invited"),
        (segment.has_ordered, "has ordered ahead"),
        (segment.has_email, "has an e-mail address"),
    ];
    let marks = marks.into_iter().filter_map(|(wanted, what)| {
        wanted.map(|wanted| if wanted { what.to_owned() } else { format!("not: {what}") })
    });
    days.chain(marks).collect::<Vec<_>>().join(", ")
}

fn conditions(only: &Conditions) -> String {
    let mut told = Vec::new();
    if !only.segments.is_empty() {
        told.push(format!("for {}", list(&only.segments)));
    }
    if !only.shops.is_empty() {
        told.push(format!("in {}", list(&only.shops)));
    }
    let channels = only.channels.iter().map(|channel| match channel {
        Channel::Order => "ordered ahead",
        Channel::Register => "at a till",
    });
    told.extend(channels.map(str::to_owned));
    let days = DAYS.iter().filter(|(day, _)| only.days.contains(day)).map(|(_, label)| label);
    told.extend(days.map(|label| format!("on {label}")));
    told.extend(only.hours.iter().map(|it| format!("at {}", hours(Some(*it)))));
    told.extend(only.from.map(|day| format!("from {day}")));
    told.extend(only.until.map(|day| format!("until {day}")));
    let told: Vec<_> = told.into_iter().map(|part| format!(", {part}")).collect();
    told.concat()
}

fn reward(terms: &RewardTerms) -> String {
    let gives = match &terms.benefit {
        Benefit::Item { item } => item.to_string(),
        Benefit::Amount { amount } => format!("{amount} off"),
        Benefit::Percent { percent, at_most: None } => format!("{percent} % off"),
        Benefit::Percent { percent, at_most: Some(most) } => {
            format!("{percent} % off, at most {most}")
        }
    };
    let lost = if terms.forfeits { ", lost if unused" } else { "" };
    let (name, cost, minimum, days) = (&terms.name, terms.cost, terms.minimum, terms.days);
    format!("{name}, {gives} for {cost}, of at least {minimum}, {days} days{lost}")
}

fn expiry(policy: ExpiryPolicy) -> String {
    match policy {
        ExpiryPolicy::None => "never".to_owned(),
        ExpiryPolicy::Rolling { months } => format!("{months} months after earning"),
        ExpiryPolicy::Calendar { month, day } => format!("each year after {day:02}/{month:02}"),
        ExpiryPolicy::Sliding { months } => format!("{months} months after the last activity"),
    }
}

fn odds(prizes: &[WeightedPrize]) -> String {
    let prizes: Vec<_> = prizes
        .iter()
        .map(|row| match &row.prize {
            Prize::Item(item) => format!("{} ({item}) {}", row.name, row.weight),
            Prize::Dough(dough) => format!("{} ({dough}) {}", row.name, row.weight),
        })
        .collect();
    prizes.join(", ")
}
