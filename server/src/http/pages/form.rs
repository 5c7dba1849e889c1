//! A form as it was typed.

use dough_rules::Moment;
use dough_rules::ids::{ItemId, ModifierId};
use dough_rules::pricing::BasketLine;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fields of a form, the last of a name first.
pub(super) struct Typed(BTreeMap<String, String>);

impl Typed {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A field's text; empty where there is none.
    pub(super) fn text(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    fn id(&self, name: &str) -> Option<Uuid> {
        self.0.get(name)?.parse().ok()
    }
}

/// How a sale is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pay {
    #[default]
    Balance,
    Card,
    Cash,
}

impl Pay {
    pub(super) const ALL: [Self; 3] = [Self::Balance, Self::Card, Self::Cash];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Card => "card",
            Self::Cash => "cash",
        }
    }
}

/// An item with its change, as the page counts it: `cappuccino+oat-milk`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Variant {
    pub(super) item: ItemId,
    pub(super) modifier: Option<ModifierId>,
}

impl Variant {
    fn parse(text: &str) -> Option<Self> {
        Some(match text.split_once('+') {
            Some((item, modifier)) => {
                Self { item: item.parse().ok()?, modifier: Some(modifier.parse().ok()?) }
            }
            None => Self { item: text.parse().ok()?, modifier: None },
        })
    }

    /// The name of its field.
    pub(super) fn field(&self) -> String {
        match &self.modifier {
            Some(modifier) => format!("count.{}+{modifier}", self.item),
            None => format!("count.{}", self.item),
        }
    }
}

/// A sale as it was typed.
#[derive(Clone, Debug)]
pub(super) struct SaleForm {
    /// The sale's number: the same through every refusal, another one after it is booked.
    pub(super) sale: Uuid,
    /// The attempt's id: another one with every page that was shown.
    pub(super) attempt: Uuid,
    /// What the scanner typed.
    pub(super) code: String,
    /// How many of each.
    pub(super) counts: BTreeMap<Variant, u32>,
    pub(super) pay: Pay,
    /// What comes from the balance where the rest is paid by card or in cash, in cents.
    pub(super) part: Option<i64>,
    pub(super) eat_in: bool,
    pub(super) csrf: String,
}

impl SaleForm {
    /// An empty form.
    pub(super) fn fresh(moment: &Moment, csrf: &str) -> Self {
        Self {
            sale: moment.uuid("page sale"),
            attempt: moment.uuid("page attempt"),
            code: String::new(),
            counts: BTreeMap::new(),
            pay: Pay::default(),
            part: None,
            eat_in: false,
            csrf: csrf.to_owned(),
        }
    }

    /// What was sent. Counts that can't be read are none; ids that can't be read are new.
    pub(super) fn read(body: &[u8], moment: &Moment) -> Self {
        let typed = Typed::read(body);
        let counts = typed.0.iter().filter_map(|(name, value)| {
            let variant = Variant::parse(name.strip_prefix("count.")?)?;
            let count: u32 = value.trim().parse().ok()?;
            (count > 0).then_some((variant, count))
        });
        // A button that divides the payment says how: `card:500`.
        let split = typed.text("split");
        let (pay, part) = match split.split_once(':') {
            Some((pay, part)) => (pay.to_owned(), part.parse().ok()),
            None => (typed.text("pay"), None),
        };
        Self {
            sale: typed.id("sale").unwrap_or_else(|| moment.uuid("page sale")),
            attempt: typed.id("attempt").unwrap_or_else(|| moment.uuid("page attempt")),
            code: typed.text("code").trim().to_owned(),
            counts: counts.collect(),
            pay: Pay::ALL.into_iter().find(|it| it.name() == pay).unwrap_or_default(),
            part,
            eat_in: typed.text("mode") == "eat_in",
            csrf: typed.text("csrf"),
        }
    }

    /// What is bought, as a till says it.
    pub(super) fn lines(&self) -> Vec<BasketLine> {
        let line = |(variant, count): (&Variant, &u32)| BasketLine {
            item: variant.item.clone(),
            quantity: *count,
            modifiers: variant.modifier.iter().cloned().collect(),
        };
        self.counts.iter().map(line).collect()
    }

    /// The same, to be shown again: what was typed stays, and the next attempt has an id of its own.
    pub(super) fn again(self, moment: &Moment, csrf: &str) -> Self {
        Self { attempt: moment.uuid("page attempt"), csrf: csrf.to_owned(), ..self }
    }
}
