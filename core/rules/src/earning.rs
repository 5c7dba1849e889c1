//! What a purchase earns: the best matching rule, or all of them, within their caps, and more where a
//! campaign holds.
//!
//! Earning reads the wallet's facts, what was bought and paid, and the catalogue, and nothing else;
//! the phone previews with the same function as the server awards by. A refund judges again what is
//! left, with the same rules closed and the same campaigns as then.

use crate::catalogue::{Catalogue, Shop};
use crate::facts::WalletFacts;
use crate::ids::{CampaignId, ItemId, SegmentId, ShopId};
use crate::programme::{Accrual, AccrualRule, Campaign, Channel, Conditions, Programme};
use crate::receipt::{Earning, EarningReason, PricedLine, RuleAward};
use crate::units::{Cents, Dough, Millis};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

/// What is bought, as far as earning asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Where.
    pub shop: ShopId,
    /// How.
    pub channel: Channel,
    /// When, by the shop's own clock; of an order, its pickup.
    pub at: DateTime,
    /// The goods.
    pub goods: Goods,
}

/// What counts of a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goods {
    /// Pieces that were paid with money, by item.
    pub pieces: Vec<(ItemId, u32)>,
    /// What was paid for them, VAT included and after rewards.
    pub paid: Cents,
}

/// What a rule gives and why, or why it gives nothing.
type Judged = Result<(Dough, EarningReason), EarningReason>;

impl Purchase {
    /// Goods bought in a shop at a moment.
    pub fn at(shop: &Shop, channel: Channel, moment: Millis, goods: Goods) -> Self {
        let at = moment.in_zone(&shop.time_zone).datetime();
        Self { shop: shop.id.clone(), channel, at, goods }
    }
}

impl Goods {
    /// So many pieces of each line. `free` names a line, by its place, of which one piece was paid
    /// by a voucher.
    pub fn of(lines: &[PricedLine], pieces: &[u32], free: Option<usize>, paid: Cents) -> Self {
        let counted = lines.iter().zip(pieces).enumerate().map(|(place, (line, pieces))| {
            (line.item.clone(), pieces.saturating_sub(u32::from(free == Some(place))))
        });
        Self { pieces: counted.collect(), paid }
    }

    /// All of some lines.
    pub fn whole(lines: &[PricedLine], free: Option<usize>, paid: Cents) -> Self {
        let pieces: Vec<_> = lines.iter().map(|line| line.quantity).collect();
        Self::of(lines, &pieces, free, paid)
    }
}

impl Earning {
    /// Nothing, since the customer didn't ask for it.
    pub fn not_asked() -> Self {
        Self::nothing(vec![EarningReason::NotAsked])
    }

    fn nothing(reasons: Vec<EarningReason>) -> Self {
        Self { dough: Dough::ZERO, awards: vec![], reasons, closed: vec![], campaigns: vec![] }
    }
}

/// What a purchase earns.
pub fn earn(catalogue: &Catalogue, facts: &WalletFacts, purchase: &Purchase) -> Earning {
    let Purchase { shop, channel, at, goods } = purchase;
    let programme = &catalogue.programme;
    let day = at.date();
    let segments = segments(catalogue, facts, purchase);
    let holds = |only: &Conditions| only.hold(shop, *channel, *at, &segments);
    let campaigns = programme.campaigns.iter().filter(|it| holds(&it.only));
    let campaigns: Vec<_> = campaigns.map(|campaign| campaign.id.clone()).collect();
    let closed = |rule: &AccrualRule| {
        let elsewhere = (!holds(&rule.only)).then_some(EarningReason::Elsewhere {});
        elsewhere.or_else(|| full(rule, facts, day))
    };
    let rules = &programme.accrual_rules;
    let earning = choose(
        catalogue,
        &campaigns,
        rules.iter().map(|rule| {
            (
                rule,
                gives(catalogue, rule, goods).and_then(|given| closed(rule).map_or(Ok(given), Err)),
            )
        }),
    );
    let is_closed = rules.iter().filter(|rule| closed(rule).is_some());
    Earning { closed: is_closed.map(|rule| rule.id.clone()).collect(), campaigns, ..earning }
}

/// The segments that a customer belongs to.
fn segments<'a>(
    catalogue: &'a Catalogue,
    facts: &WalletFacts,
    purchase: &Purchase,
) -> Vec<&'a SegmentId> {
    let Some(shop) = catalogue.shop(&purchase.shop) else {
        return vec![];
    };
    let day = purchase.at.date();
    let segments = catalogue.programme.segments.iter();
    segments.filter(|it| it.holds(facts, day, &shop.time_zone)).map(|it| &it.id).collect()
}

/// What only `goods` would have earned, where `earning` was earned before others went back: under
/// the catalogue of then, with the same rules closed and the same campaigns.
pub fn earn_again(catalogue: &Catalogue, earning: &Earning, goods: &Goods) -> Dough {
    if earning.awards.is_empty() {
        return Dough::ZERO;
    }
    let rules = &catalogue.programme.accrual_rules;
    let open = rules.iter().filter(|rule| !earning.closed.contains(&rule.id));
    let judged = open.map(|rule| (rule, gives(catalogue, rule, goods)));
    choose(catalogue, &earning.campaigns, judged).dough.min(earning.dough)
}

/// The best of what rules give, or all of it.
fn choose<'a>(
    catalogue: &Catalogue,
    campaigns: &[CampaignId],
    judged: impl Iterator<Item = (&'a AccrualRule, Judged)>,
) -> Earning {
    let programme = &catalogue.programme;
    let (mut given, mut refused) = (Vec::new(), Vec::new());
    for (rule, outcome) in judged {
        match outcome {
            Ok((dough, reason)) => given.push(award(programme, campaigns, rule, dough, reason)),
            Err(reason) => refused.push(reason),
        }
    }
    if !programme.stack {
        // The first of equals wins, so that the order in the programme decides.
        let better =
            |best: Given, next: Given| if next.0.dough > best.0.dough { next } else { best };
        given = given.into_iter().reduce(better).into_iter().collect();
    }
    if given.is_empty() {
        refused.dedup();
        return Earning::nothing(refused);
    }
    let (awards, reasons): (Vec<_>, Vec<_>) = given.into_iter().unzip();
    let dough = awards.iter().map(|award: &RuleAward| award.dough).sum();
    Earning { dough, awards, ..Earning::nothing(reasons.into_iter().flatten().collect()) }
}

type Given = (RuleAward, Vec<EarningReason>);

/// What a rule gives, with what the most generous campaign adds.
fn award(
    programme: &Programme,
    campaigns: &[CampaignId],
    rule: &AccrualRule,
    dough: Dough,
    reason: EarningReason,
) -> Given {
    let holds = |it: &&Campaign| campaigns.contains(&it.id) && it.covers(&rule.id);
    let campaign = programme.campaigns.iter().filter(holds).max_by_key(|campaign| campaign.percent);
    let more = campaign.map_or(Dough::ZERO, |campaign| {
        Dough::new(dough.get().saturating_mul(i64::from(campaign.percent)) / 100 - dough.get())
    });
    let mut reasons = vec![reason];
    if let Some(campaign) = campaign.filter(|_| more.is_positive()) {
        reasons.push(EarningReason::Campaign { name: campaign.name.clone(), dough: more });
    }
    let lasting = rule.max_per_customer.is_some();
    (RuleAward { rule: rule.id.clone(), dough: dough + more, lasting }, reasons)
}

/// What one rule gives for goods, whatever else bounds it.
fn gives(catalogue: &Catalogue, rule: &AccrualRule, goods: &Goods) -> Judged {
    let paid = goods.paid;
    let mut least = Cents::new(1);
    let (dough, reason) = match &rule.accrual {
        Accrual::Visit { dough } => (*dough, EarningReason::Visit { dough: *dough }),
        Accrual::Spend { dough, per } => {
            least = *per;
            let dough = times(*dough, paid.get().max(0) / per.get().max(1));
            (dough, EarningReason::Spend { dough, paid })
        }
        Accrual::ItemVariation { dough, items } => {
            for_pieces(*dough, goods, |item| items.contains(item))?
        }
        Accrual::Category { dough, categories } => for_pieces(*dough, goods, |item| {
            let category = catalogue.item(item).and_then(|item| item.category.as_ref());
            category.is_some_and(|category| categories.contains(category))
        })?,
    };
    let minimum = rule.minimum.max(least);
    if paid < minimum || !dough.is_positive() {
        return Err(EarningReason::BelowMinimum { minimum, paid });
    }
    Ok((dough, reason))
}

fn for_pieces(dough: Dough, goods: &Goods, counts: impl Fn(&ItemId) -> bool) -> Judged {
    let counting = goods.pieces.iter().filter(|(item, _)| counts(item));
    let pieces: u32 = counting.map(|(_, pieces)| pieces).sum();
    if pieces == 0 {
        return Err(EarningReason::NoSuchPiece {});
    }
    let dough = times(dough, i64::from(pieces));
    Ok((dough, EarningReason::Pieces { dough, pieces }))
}

fn times(dough: Dough, times: i64) -> Dough {
    Dough::new(dough.get().saturating_mul(times))
}

/// Why a rule gives this customer nothing more on a day.
fn full(rule: &AccrualRule, facts: &WalletFacts, day: Date) -> Option<EarningReason> {
    let reached = |counted: u32, most: Option<u32>| most.is_some_and(|most| counted >= most);
    let counted = facts.counted_ever(&rule.id);
    if reached(counted, rule.max_per_customer) {
        return Some(EarningReason::CustomerCapReached { counted });
    }
    let monday = monday_of(day);
    let counted = facts.counted_between(&rule.id, monday, monday.saturating_add(6.days()));
    if reached(counted, rule.max_per_week) {
        let next_day = monday.saturating_add(7.days());
        return Some(EarningReason::WeekCapReached { counted, next_day });
    }
    let counted = facts.counted_between(&rule.id, day, day);
    let next_day = day.tomorrow().unwrap_or(day);
    reached(counted, rule.max_per_day).then_some(EarningReason::DayCapReached { counted, next_day })
}

fn monday_of(day: Date) -> Date {
    let since = i64::from(day.weekday().since(Weekday::Monday));
    day.saturating_sub(since.days())
}
