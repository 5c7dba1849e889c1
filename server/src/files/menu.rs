//! `menu.toml`: items, the changes that they allow, and the VAT table.

use super::cell::Cell;
use super::document::{File, Once, Problems, Section};
use super::images::Images;
use dough_rules::catalogue::{Item, Mode, Modifier, VatClass, VatRate};
use dough_rules::ids::ModifierId;
use dough_rules::units::MakeSeconds;
use std::collections::{BTreeMap, BTreeSet};

const MAX_ITEMS: usize = 1000;
const MAX_MODIFIERS: usize = 1000;
const MAX_PRICE: i64 = 1_000_000;
const MAX_MAKE_SECONDS: u32 = 3600;
const MAX_ALLERGENS: usize = 20;

const CLASSES: [(&str, VatClass); 3] =
    [("food", VatClass::Food), ("drink", VatClass::Drink), ("alcohol", VatClass::Alcohol)];
const MODES: [(&str, Mode); 2] = [("takeaway", Mode::Takeaway), ("eat_in", Mode::EatIn)];

pub(super) struct Menu {
    pub(super) items: Vec<Item>,
    pub(super) modifiers: Vec<Modifier>,
    pub(super) vat: Vec<VatRate>,
    /// Every item's id, also where the rest of that item has a problem.
    pub(super) item_ids: BTreeSet<String>,
    /// Every category that an item names.
    pub(super) categories: BTreeSet<String>,
}

/// `countries` are those of the shops; nothing where the shops can't be read.
pub(super) fn read(
    text: &str,
    countries: Option<&[String]>,
    images: &mut Images,
    problems: &Problems,
) -> Option<Menu> {
    let file = File::new(super::MENU, text, problems);
    let table = file.parse()?;
    let root = Section::root(file, &table);
    let item_sections = root.sections("item");
    let modifier_sections = root.sections("modifier");
    let vat_sections = root.sections("vat");
    root.close();
    limit(&root, &item_sections, MAX_ITEMS, "item");
    if let Some(first_too_many) = modifier_sections.get(MAX_MODIFIERS) {
        first_too_many.report(format!("there are more than {MAX_MODIFIERS} modifiers"));
    }

    let mut ids = Once::default();
    let modifier_ids = named(&modifier_sections, "id");
    let mut classes = BTreeMap::new();
    let items = item_sections
        .iter()
        .filter_map(|section| item(section, &mut ids, &modifier_ids, (&mut classes, images)))
        .collect();
    let modifiers =
        modifier_sections.iter().filter_map(|section| modifier(section, &mut ids)).collect();
    let mut dates = Once::default();
    let vat: Vec<_> = vat_sections.iter().map(|section| vat_rate(section, &mut dates)).collect();
    // A row that can't be read may be the one that is missing.
    if let (Some(countries), true) = (countries, vat.iter().all(Option::is_some)) {
        missing_rates(countries, &classes, &vat);
    }
    Some(Menu {
        items,
        modifiers,
        vat: vat.into_iter().flatten().collect(),
        item_ids: named(&item_sections, "id"),
        categories: named(&item_sections, "category"),
    })
}

fn limit(root: &Section<'_>, sections: &[Section<'_>], most: usize, what: &str) {
    if sections.is_empty() {
        root.report(format!("there is no [[{what}]]"));
    }
    if let Some(first_too_many) = sections.get(most) {
        first_too_many.report(format!("there are more than {most} {what}s"));
    }
}

fn named(sections: &[Section<'_>], key: &str) -> BTreeSet<String> {
    let name = |section: &Section<'_>| Some(section.peek(key)?.to_owned());
    sections.iter().filter_map(name).collect()
}

fn item<'a>(
    section: &Section<'a>,
    ids: &mut Once,
    modifier_ids: &BTreeSet<String>,
    (classes, images): (&mut BTreeMap<&'static str, (VatClass, Cell<'a>)>, &mut Images),
) -> Option<Item> {
    let id = section.need("id").and_then(|cell| {
        ids.see("an item or modifier named", cell.text()?, &cell);
        cell.parsed()
    });
    let name = section.need("name").and_then(|cell| cell.name());
    let price = section.need("price").and_then(|cell| cell.cents(1..=MAX_PRICE));
    let vat_class = section.need("vat_class").and_then(|cell| {
        let class = cell.word(&CLASSES)?;
        classes.entry(word_for(&CLASSES, class)).or_insert((class, cell));
        Some(class)
    });
    let category = match section.may("category") {
        Some(cell) => cell.parsed().map(Some),
        None => Some(None),
    };
    let make_seconds =
        section.need("make_seconds").and_then(|cell| cell.whole(1..=MAX_MAKE_SECONDS));
    let allergens = allergens(section);
    let modifiers = match section.may("modifiers") {
        Some(cell) => cell.each(|cell| known_modifier(cell, modifier_ids)),
        None => Some(vec![]),
    };
    let image = match section.may("image") {
        Some(cell) => images.named(&cell).map(Some),
        None => Some(None),
    };
    section.close();
    Some(Item {
        id: id?,
        name: name?,
        price: price?,
        vat_class: vat_class?,
        category: category?,
        allergens: allergens?,
        make_seconds: MakeSeconds::new(make_seconds?),
        modifiers: modifiers?,
        image: image?,
    })
}

fn known_modifier(cell: &Cell<'_>, known: &BTreeSet<String>) -> Option<ModifierId> {
    let id = cell.text()?;
    if !known.contains(id) {
        cell.report(format!("there is no [[modifier]] with the id {id}"));
        return None;
    }
    cell.parsed()
}

fn modifier(section: &Section<'_>, ids: &mut Once) -> Option<Modifier> {
    let id = section.need("id").and_then(|cell| {
        ids.see("an item or modifier named", cell.text()?, &cell);
        cell.parsed()
    });
    let name = section.need("name").and_then(|cell| cell.name());
    let price = section.need("price").and_then(|cell| cell.cents(0..=MAX_PRICE));
    let allergens = allergens(section);
    let cross_contact = match section.may("cross_contact") {
        Some(cell) => cell.flag(),
        None => Some(false),
    };
    section.close();
    Some(Modifier {
        id: id?,
        name: name?,
        price: price?,
        allergens: allergens?,
        cross_contact: cross_contact?,
    })
}

fn allergens(section: &Section<'_>) -> Option<Vec<String>> {
    let Some(cell) = section.may("allergens") else {
        return Some(vec![]);
    };
    let allergens = cell.each(Cell::name)?;
    if allergens.len() > MAX_ALLERGENS {
        cell.report(format!("there are more than {MAX_ALLERGENS} allergens"));
        return None;
    }
    Some(allergens)
}

fn vat_rate(section: &Section<'_>, dates: &mut Once) -> Option<VatRate> {
    let country = section.need("country").and_then(|cell| cell.country());
    let class = section.need("class").and_then(|cell| cell.word(&CLASSES));
    let mode = section.need("mode").and_then(|cell| cell.word(&MODES));
    let from_cell = section.need("from");
    let from = from_cell.as_ref().and_then(Cell::date);
    let rate = section.need("rate").and_then(|cell| cell.percent());
    section.close();
    let row = VatRate { country: country?, class: class?, mode: mode?, from: from?, rate: rate? };
    let key = format!(
        "{}, {}, {}, from {}",
        row.country,
        word_for(&CLASSES, row.class),
        word_for(&MODES, row.mode),
        row.from
    );
    dates.see("the VAT rate of", &key, &from_cell?);
    Some(row)
}

/// Reports each rate that a sale could need and not find, at the first item that needs it.
fn missing_rates(
    countries: &[String],
    classes: &BTreeMap<&'static str, (VatClass, Cell<'_>)>,
    vat: &[Option<VatRate>],
) {
    for country in countries {
        for (class_name, (class, cell)) in classes {
            for (mode_name, mode) in MODES {
                let found = vat
                    .iter()
                    .flatten()
                    .any(|row| row.country == *country && row.class == *class && row.mode == mode);
                if !found {
                    cell.report(format!(
                        "there is no VAT rate for {class_name}, {mode_name}, in {country}: add a [[vat]]"
                    ));
                }
            }
        }
    }
}

fn word_for<T: Copy + PartialEq>(words: &[(&'static str, T)], wanted: T) -> &'static str {
    let found = words.iter().find(|(_, value)| *value == wanted);
    found.map_or("", |(word, _)| word)
}
