//! Names and clocks as customers know them; ids and UTC before the catalogue was read.

use dough_rules::Catalogue;
use dough_rules::ids::{ItemId, ShopId};
use dough_rules::slots::local_label;
use dough_rules::units::Millis;

/// Looks names up.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    /// The catalogue, where it was read.
    pub(crate) catalogue: Option<&'a Catalogue>,
}

impl Names<'_> {
    /// What a shop is called.
    pub(crate) fn shop(self, id: &ShopId) -> String {
        let shop = self.catalogue.and_then(|catalogue| catalogue.shop(id));
        shop.map_or_else(|| id.to_string(), |shop| shop.name.clone())
    }

    /// What an item is called on the menu.
    pub(crate) fn item(self, id: &ItemId) -> String {
        let item = self.catalogue.and_then(|catalogue| catalogue.item(id));
        item.map_or_else(|| id.to_string(), |item| item.name.clone())
    }

    /// A shop's own clock at a moment: "08:10".
    pub(crate) fn clock(self, id: &ShopId, at: Millis) -> String {
        let shop = self.catalogue.and_then(|catalogue| catalogue.shop(id));
        shop.map_or_else(
            || at.to_utc().strftime("%H:%M UTC").to_string(),
            |shop| local_label(shop, at),
        )
    }
}
