//! From what a customer chose to priced lines, and the VAT in what was paid.

use crate::catalogue::{Catalogue, Mode, Shop};
use crate::ids::{ItemId, ModifierId};
use crate::receipt::{PricedLine, VatTotal};
use crate::refusal::Refusal;
use crate::reward::Discount;
use crate::units::{Cents, MakeSeconds, Millis};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most lines of a basket.
pub const MAX_LINES: usize = 50;
/// The most of one item in a line.
pub const MAX_QUANTITY: u32 = 100;
/// The most changes to one item.
pub const MAX_MODIFIERS: usize = 8;

/// A line as a customer chose it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BasketLine {
    /// What.
    pub item: ItemId,
    /// How many, 1 to 100.
    pub quantity: u32,
    /// With which changes.
    #[serde(default)]
    pub modifiers: Vec<ModifierId>,
}

/// What a customer chose: 1 to 50 lines, each within its bounds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Basket {
    lines: Vec<BasketLine>,
}

impl Basket {
    /// Takes lines as a basket, or refuses [`Refusal::BasketInvalid`].
    pub fn parse(lines: Vec<BasketLine>) -> Result<Self, Refusal> {
        let invalid = |why: &str| Err(Refusal::BasketInvalid { why: why.to_owned() });
        if lines.is_empty() {
            return invalid("it is empty");
        }
        if lines.len() > MAX_LINES {
            return invalid("it has more than 50 lines");
        }
        for line in &lines {
            if !(1..=MAX_QUANTITY).contains(&line.quantity) {
                return invalid("a quantity is not between 1 and 100");
            }
            let distinct: BTreeSet<_> = line.modifiers.iter().collect();
            if line.modifiers.len() > MAX_MODIFIERS || distinct.len() != line.modifiers.len() {
                return invalid("a line has too many changes, or the same one twice");
            }
        }
        Ok(Self { lines })
    }

    /// The lines.
    pub fn lines(&self) -> &[BasketLine] {
        &self.lines
    }
}

/// A priced basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Priced {
    /// The lines with prices.
    pub lines: Vec<PricedLine>,
    /// Their sum, VAT included.
    pub total: Cents,
}

impl Priced {
    /// The work of all lines.
    pub fn make_seconds(&self) -> MakeSeconds {
        self.lines.iter().map(|line| line.make_seconds).sum()
    }
}

/// Prices a basket from the menu of a shop, with the VAT rates of the shop's day.
///
/// Refuses [`Refusal::UnknownItem`] and [`Refusal::UnknownModifier`].
pub fn price(
    catalogue: &Catalogue,
    shop: &Shop,
    basket: &Basket,
    mode: Mode,
    now: Millis,
) -> Result<Priced, Refusal> {
    let lines = basket
        .lines
        .iter()
        .map(|line| price_line(catalogue, shop, line, mode, now))
        .collect::<Result<Vec<_>, _>>()?;
    let total = lines.iter().map(|line| line.amount).sum();
    Ok(Priced { lines, total })
}

fn price_line(
    catalogue: &Catalogue,
    shop: &Shop,
    line: &BasketLine,
    mode: Mode,
    now: Millis,
) -> Result<PricedLine, Refusal> {
    let item = catalogue
        .item(&line.item)
        .ok_or_else(|| Refusal::UnknownItem { item: line.item.clone() })?;
    let mut unit_price = item.price;
    let mut allergens: BTreeSet<&str> = item.allergens.iter().map(String::as_str).collect();
    for id in &line.modifiers {
        let modifier =
            catalogue.modifier(id).filter(|_| item.modifiers.contains(id)).ok_or_else(|| {
                Refusal::UnknownModifier { item: line.item.clone(), modifier: id.clone() }
            })?;
        unit_price = unit_price + modifier.price;
        allergens.extend(modifier.allergens.iter().map(String::as_str));
        if modifier.cross_contact {
            allergens.insert("cross-contact");
        }
    }
    let vat_rate = catalogue
        .vat_rate(shop, item.vat_class, mode, shop.day(now))
        .ok_or_else(|| Refusal::UnknownItem { item: line.item.clone() })?;
    Ok(PricedLine {
        item: item.id.clone(),
        name: item.name.clone(),
        quantity: line.quantity,
        modifiers: line.modifiers.clone(),
        unit_price,
        amount: unit_price.times(line.quantity),
        vat_rate,
        allergens: allergens.into_iter().map(str::to_owned).collect(),
        make_seconds: MakeSeconds::new(item.make_seconds.get() * line.quantity),
    })
}

/// Spreads an amount over parts by what they come to: each gets what the sum of it and those before
/// it should have, less what those before have, so that all together get the amount.
pub(crate) fn spread(amount: Cents, parts: impl Iterator<Item = Cents> + Clone) -> Vec<Cents> {
    let total = i128::from(parts.clone().sum::<Cents>().get().max(1));
    let (mut so_far, mut given) = (0, 0);
    let share = |part: Cents| {
        so_far += i128::from(part.get());
        let due = i64::try_from(i128::from(amount.get()) * so_far / total).unwrap_or(0);
        let share = Cents::new(due - given);
        given = due;
        share
    };
    parts.map(share).collect()
}

/// The VAT in an amount that includes it, rounded half up.
pub fn vat_within(gross: Cents, rate: u32) -> Cents {
    let rate = i128::from(rate);
    let vat = (i128::from(gross.get()) * rate * 2 + 10_000 + rate) / ((10_000 + rate) * 2);
    Cents::new(i64::try_from(vat).unwrap_or(i64::MAX))
}

/// The VAT of lines by rate, each taken after the line's discount.
pub fn vat_totals(lines: &[PricedLine], discount: &Discount) -> Vec<VatTotal> {
    let mut totals: BTreeMap<u32, (Cents, Cents)> = BTreeMap::new();
    for (line, off) in lines.iter().zip(&discount.by_line) {
        let gross = line.amount - *off;
        let (sum, vat) = totals.entry(line.vat_rate).or_default();
        *sum = *sum + gross;
        *vat = *vat + vat_within(gross, line.vat_rate);
    }
    totals.into_iter().map(|(rate, (gross, vat))| VatTotal { rate, gross, vat }).collect()
}
