//! Quotes and pickup times, by the same rules as the server's.

use dough_rules::Catalogue;
use dough_rules::pricing::Priced;
use dough_rules::quote::Preview;
use dough_rules::slots::Slot;
use dough_rules::units::Millis;
use std::sync::Arc;

/// The catalogue, as last known.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogueView {
    /// Shops, menu, VAT, programme.
    pub catalogue: Arc<Catalogue>,
    /// When the server last confirmed it.
    pub fetched_at: Millis,
}

/// What a basket costs and would earn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Prices.
    pub priced: Priced,
    /// What it would cost and earn, and which rewards fit.
    pub preview: Preview,
    /// Why it would earn that, in the customer's language.
    pub reasons: Vec<String>,
    /// The version of the catalogue that it rests on.
    pub catalogue: u32,
    /// Whether the phone made it: the server decides, by the same rules on newer facts.
    pub estimate: bool,
    /// Pickup times on the day that was asked for, where the server made it.
    pub slots: Vec<Slot>,
}

/// Pickup times on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slots {
    /// The times.
    pub slots: Vec<Slot>,
    /// When the shop's state was asked for; nothing if never: then as if nothing was taken.
    pub as_of: Option<Millis>,
}
