//! What a basket would cost and earn, and which rewards fit it: the same code at phone and server.

use crate::catalogue::{Catalogue, Shop};
use crate::earning::{Goods, Purchase, earn};
use crate::facts::WalletFacts;
use crate::ids::{OrderId, Seq};
use crate::ledger::Issuer;
use crate::pricing::Priced;
use crate::programme::Channel;
use crate::receipt::{Earning, Tender};
use crate::refusal::Refusal;
use crate::reward::Discount;
use crate::units::{Cents, Millis};
use serde::{Deserialize, Serialize};

/// How a basket would be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// In an order or at a till.
    pub channel: Channel,
    /// When; of an order, its pickup.
    pub at: Millis,
    /// With this voucher or reward.
    pub redeem: Option<Seq>,
    /// As another shape of this order: what is attached to it can be used with it.
    pub order: Option<OrderId>,
}

/// What a basket would cost and earn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// What the voucher or the reward takes off.
    pub off: Cents,
    /// What is left to pay with money.
    pub due: Cents,
    /// What it would earn, and why.
    pub earning: Earning,
    /// The customer's vouchers and rewards, each with what it would take off.
    pub fits: Vec<Fit>,
}

/// What a voucher or a reward would take off a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fit {
    /// Its number in the wallet.
    pub number: Seq,
    /// How much; nothing where it can't be used with this basket.
    pub off: Cents,
    /// Why it can't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
}

/// What a priced basket would cost and earn in a shop. Refuses what using the voucher or the reward
/// would refuse.
pub fn preview(
    catalogue: &Catalogue,
    facts: &WalletFacts,
    (outlet, priced): (&Shop, &Priced),
    plan: Plan,
    now: Millis,
) -> Result<Preview, Refusal> {
    let here = Issuer::Shop(outlet.id.clone());
    let redeem = |number| facts.redeem(catalogue, (number, plan.order), (priced, &here), now);
    let chosen = plan.redeem.map(redeem).transpose()?;
    let discount = Discount::by(chosen.as_ref(), &priced.lines);
    let due = priced.total - discount.amount;
    let goods = Goods::whole(&priced.lines, discount.free, due);
    let purchase = Purchase::at(outlet, plan.channel, plan.at, goods);
    let usable = facts.vouchers.iter().filter(|voucher| now < voucher.expires_at);
    let numbers = usable.map(|voucher| voucher.number);
    let numbers = numbers.chain(facts.rewards.iter().map(|reward| reward.number));
    let fits = numbers.map(|number| fit(number, redeem(number)));
    Ok(Preview {
        off: discount.amount,
        due,
        earning: earn(catalogue, facts, &purchase),
        fits: fits.collect(),
    })
}

fn fit(number: Seq, tender: Result<Tender, Refusal>) -> Fit {
    match tender {
        Ok(tender) => Fit { number, off: tender.amount(), refusal: None },
        Err(refusal) => Fit { number, off: Cents::ZERO, refusal: Some(refusal) },
    }
}
