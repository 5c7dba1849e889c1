//! The story: one bakery's days, each step checked.
//!
//! | file | steps |
//! |---|---|
//! | [`opening`] | the shop opens, a wallet, an invitation |
//! | [`ordering`] | order ahead, pickup, the rewards of the invitation |
//! | [`register`] | scans over some days, a surprise, its voucher at another shop |
//! | [`trouble`] | lost replies, retries, no network, refusals, a refund |

mod opening;
mod ordering;
mod register;
mod trouble;

use super::report::Report;
use super::world::{Phone, World};
use crate::client::Staff;
use anyhow::{Context, Result};
use dough_core::engine::PayRequest;
use dough_register::{Till, fresh_id};
use dough_rules::Catalogue;
use dough_rules::catalogue::Mode;
use dough_rules::command::{Outcome, SaleTender};
use dough_rules::ids::ShopId;
use dough_rules::pricing::{Basket, BasketLine, price};
use dough_rules::receipt::Receipt;
use dough_rules::units::Cents;
use dough_server::store::Store;
use dough_wire::replies::CommandReply;
use dough_wire::requests::ScanRequest;
use std::sync::Arc;

/// Who plays.
struct Cast<'w> {
    world: &'w World,
    brussels: ShopId,
    antwerp: ShopId,
    owner: Staff,
    kitchen: Staff,
    till: Till,
    second_till: Till,
    antwerp_till: Till,
    /// The one who invites.
    inviter: Phone,
    /// The friend.
    friend: Phone,
    /// What the refund will be about.
    last_receipt: Option<Receipt>,
}

/// Tells the story. Its phones, if every step held.
pub(super) async fn tell(world: &World, report: &mut Report) -> Option<[Phone; 2]> {
    let cast = opening::opens(world, report).await;
    let mut cast = match cast {
        Ok(cast) => {
            report.end_step("The shop opens", Ok(()));
            cast
        }
        Err(error) => {
            report.end_step("The shop opens", Err(error));
            return None;
        }
    };
    let mut held = true;
    macro_rules! step {
        ($title:literal, $part:path) => {
            if held {
                let result = $part(&mut cast, report).await;
                held = report.end_step($title, result);
            }
        };
    }
    step!("A guest wallet: no form, two keys, one dough", opening::wallet);
    step!("A friend is invited", opening::invitation);
    step!("The friend orders ahead, and is told when it is ready", ordering::order);
    step!("Seven days later the invitation is rewarded", ordering::reward);
    step!("One scan pays and earns, and a third visit earns nothing", register::visits);
    step!("Seven dough open a surprise", register::surprise);
    step!("The voucher is used at another shop, the rest paid in the same scan", register::voucher);
    step!("A lost reply makes no second order, a repeated sale no second receipt", trouble::lost);
    step!("Without a network the wallet still shows, and intents wait", trouble::offline);
    step!("What is full, closed, stale, spent, altered or foreign is refused", trouble::refusals);
    step!("A receipt is refunded", trouble::refund);
    step!("Every invariant of the ledger holds", trouble::invariants);
    held.then_some([cast.inviter, cast.friend])
}

/// One piece of an item.
fn one(item: &str) -> Result<BasketLine> {
    Ok(BasketLine { item: item.parse()?, quantity: 1, modifiers: vec![] })
}

/// What lines cost at a shop.
fn total(catalogue: &Catalogue, shop: &ShopId, lines: &[BasketLine], cast: &Cast) -> Result<Cents> {
    let outlet = catalogue.shop(shop).context("no such shop")?;
    let basket = Basket::parse(lines.to_vec())?;
    Ok(price(catalogue, outlet, &basket, Mode::Takeaway, cast.world.now())?.total)
}

/// A sale of these items, with this code, paid so.
fn sale(
    cast: &Cast,
    shop: &ShopId,
    code: &str,
    items: &[&str],
    tenders: Vec<SaleTender>,
) -> Result<ScanRequest> {
    let lines = items.iter().map(|item| one(item)).collect::<Result<Vec<_>>>()?;
    Ok(ScanRequest {
        code: code.to_owned(),
        transaction: fresh_id().simple().to_string(),
        total: total(&cast.world.catalogue, shop, &lines, cast)?,
        lines,
        mode: Mode::Takeaway,
        tenders,
    })
}

/// All that the other tenders leave, from the balance.
fn from_balance() -> Vec<SaleTender> {
    vec![SaleTender::Balance { amount: None }]
}

/// A request for a code that pays up to EUR 50 and earns.
fn pay_and_earn() -> PayRequest {
    PayRequest { pay_max: Some(Cents::new(5000)), earn: true, ..PayRequest::default() }
}

/// The receipt in a reply.
fn receipt(reply: CommandReply) -> Result<Receipt> {
    match reply.outcome {
        Outcome::Receipt { receipt, .. } => Ok(*receipt),
        other => anyhow::bail!("a receipt was expected, not {other:?}"),
    }
}

/// The live database, beside the server.
async fn live_store(cast: &Cast<'_>) -> Result<Arc<dyn Store>> {
    crate::shop::visit(&cast.world.database()).await
}
