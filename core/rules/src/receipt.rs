//! What was bought, how it was paid, and what it earned.

use crate::ids::{CampaignId, ItemId, ModifierId, ReceiptId, RegisterId, RuleId, Seq, ShopId};
use crate::ledger::Lot;
use crate::reward::{Claim, IssuedReward};
use crate::units::{Cents, Dough, MakeSeconds, Millis};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A part of the payment. All parts together are the receipt's total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tender {
    /// From the wallet.
    Balance {
        /// How much.
        amount: Cents,
    },
    /// A payment card, as the register stated it.
    Card {
        /// How much.
        amount: Cents,
    },
    /// Cash, as the register stated it.
    Cash {
        /// How much.
        amount: Cents,
    },
    /// A voucher for an item.
    Voucher {
        /// The voucher's number in the wallet.
        voucher: Seq,
        /// The item that it paid for.
        item: ItemId,
        /// When it would have run out.
        expires_at: Millis,
        /// The item's price.
        amount: Cents,
        /// What the programme pays the shop for it.
        #[serde(default, skip_serializing_if = "Cents::is_zero")]
        worth: Cents,
    },
    /// A reward of the catalogue.
    Reward {
        /// The reward, as it was issued.
        reward: Box<IssuedReward>,
        /// What it took off.
        amount: Cents,
        /// The lots of the dough behind it.
        lots: Vec<Lot>,
        /// What other outlets owe the shop for that dough.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        clearing: Vec<Claim>,
    },
}

impl Tender {
    /// What it is called in reports and at tills.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Balance { .. } => "balance",
            Self::Card { .. } => "card",
            Self::Cash { .. } => "cash",
            Self::Voucher { .. } => "voucher",
            Self::Reward { .. } => "reward",
        }
    }

    /// Whether it is money, and neither a voucher nor a reward.
    pub const fn is_money(&self) -> bool {
        !matches!(self, Self::Voucher { .. } | Self::Reward { .. })
    }

    /// How much was paid this way.
    pub const fn amount(&self) -> Cents {
        match self {
            Self::Balance { amount }
            | Self::Card { amount }
            | Self::Cash { amount }
            | Self::Voucher { amount, .. }
            | Self::Reward { amount, .. } => *amount,
        }
    }
}

/// The money among tenders, without vouchers and rewards.
pub fn money(tenders: &[Tender]) -> Cents {
    tenders.iter().filter(|tender| tender.is_money()).map(Tender::amount).sum()
}

/// A priced line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PricedLine {
    /// What.
    pub item: ItemId,
    /// What it was called on the menu of that day.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// With which changes.
    pub modifiers: Vec<ModifierId>,
    /// Price of one, changes and VAT included.
    pub unit_price: Cents,
    /// Price of all, VAT included.
    pub amount: Cents,
    /// VAT rate in hundredths of a percent: 6 % is 600.
    pub vat_rate: u32,
    /// Letters of what it contains, and "cross-contact" where a change asks for the warning.
    pub allergens: Vec<String>,
    /// Work for all of it.
    pub make_seconds: MakeSeconds,
}

/// The VAT within a receipt, by rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VatTotal {
    /// Rate in hundredths of a percent.
    pub rate: u32,
    /// What was paid at this rate, VAT included, vouchers and rewards taken off.
    pub gross: Cents,
    /// The VAT in it.
    pub vat: Cents,
}

/// Why a purchase earned what it earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum EarningReason {
    /// A visit counted.
    Visit {
        /// What it gave.
        dough: Dough,
    },
    /// What was spent counted.
    Spend {
        /// What it gave.
        dough: Dough,
        /// What was spent.
        paid: Cents,
    },
    /// Pieces of certain items or categories counted.
    Pieces {
        /// What they gave.
        dough: Dough,
        /// How many there were.
        pieces: u32,
    },
    /// A campaign gave more.
    Campaign {
        /// Its name, as customers know it.
        name: String,
        /// What it gave in addition.
        dough: Dough,
    },
    /// Too little was paid.
    BelowMinimum {
        /// What it takes.
        minimum: Cents,
        /// What was paid for goods.
        paid: Cents,
    },
    /// There was no piece that counts.
    NoSuchPiece {},
    /// The day's count is full.
    DayCapReached {
        /// How many counted that day.
        counted: u32,
        /// When the next one counts.
        next_day: Date,
    },
    /// The week's count is full.
    WeekCapReached {
        /// How many counted that week.
        counted: u32,
        /// When the next one counts.
        next_day: Date,
    },
    /// The customer's count is full.
    CustomerCapReached {
        /// How many counted.
        counted: u32,
    },
    /// It counts for other customers, in other shops, by another way of buying, or at another time.
    Elsewhere {},
    /// The customer didn't ask for it with this code.
    NotAsked,
}

/// What a purchase earned, under which rule, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Earning {
    /// How much in all.
    pub dough: Dough,
    /// Each rule that gave something.
    pub awards: Vec<RuleAward>,
    /// Each reason, given or not.
    pub reasons: Vec<EarningReason>,
    /// The rules that couldn't give, also where another one gave: full, or not for that shop or
    /// time. A refund judges again without them.
    #[serde(default, alias = "full", skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<RuleId>,
    /// The campaigns that held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<CampaignId>,
}

/// What one rule gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleAward {
    /// The rule.
    pub rule: RuleId,
    /// How much.
    pub dough: Dough,
    /// Whether it counts for good, since the rule bounds how often it gives one customer.
    #[serde(default, skip_serializing_if = "is_no")]
    pub lasting: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
pub(crate) const fn is_no(value: &bool) -> bool {
    !*value
}

/// A sale that was booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// Its id; an order's receipt bears the order's.
    pub id: ReceiptId,
    /// Where.
    pub shop: ShopId,
    /// At which till, under which of its transactions; nothing for an order.
    pub sale: Option<Sale>,
    /// The shop's own date.
    pub day: Date,
    /// What.
    pub lines: Vec<PricedLine>,
    /// How it was paid.
    pub tenders: Vec<Tender>,
    /// The sum of the lines, VAT included.
    pub total: Cents,
    /// The VAT in it, by rate.
    pub vat: Vec<VatTotal>,
    /// What it earned.
    pub earning: Earning,
    /// The version of catalogue and programme that priced and rewarded it.
    pub catalogue: u32,
}

/// A till's name for a sale, and the code that it was made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sale {
    /// The till.
    pub register: RegisterId,
    /// The till's own number of the sale.
    pub transaction: String,
    /// The code that was scanned: a phone finds the session that showed it. Absent in receipts that
    /// are older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeUse>,
}

/// The name of a pay code: no two codes share it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeUse {
    /// The key that signed it: its kid in 16 hexadecimal digits.
    pub kid: String,
    /// Its number among the codes of that key.
    pub counter: u64,
}
