//! After a copy was put in place of a database: what must be done again before anybody is served.
//!
//! The erasures that the copy doesn't know are applied again, by the same commands that a customer's
//! wish becomes, with the time and the chance of then: a payout gets the name that it had, so that
//! the provider pays it once. Orders of such a wallet that the copy shows as open were over by the
//! time of the erasure; those that the kitchen had begun count as fetched, the others are called off.

use crate::engine::{Catalogues, Engine, Job, Nudges};
use crate::store::people::seal;
use crate::store::{Erasure, Store, StoreError};
use dough_rules::command::{KitchenStep, LastBalance};
use dough_rules::ids::{ShopId, WalletId};
use dough_rules::order::{Order, OrderState};
use dough_rules::units::Millis;
use dough_rules::{Command, Entropy, Moment};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why a database can't be served after all.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A wallet couldn't be erased again.
    #[error("wallet {wallet} was erased, and can't be erased again: {why}")]
    Refused {
        /// Which.
        wallet: WalletId,
        /// What the rules say.
        why: String,
    },
}

/// When an erasure is decided, and with what chance: the same each time that it is.
pub(crate) fn moment_of_erasure(store: &dyn Store, wallet: WalletId, at: Millis) -> Moment {
    let (name, time) = (wallet.to_string(), at.get().to_string());
    Moment { now: at, entropy: Entropy::new(seal(&store.token_key(), "erasure", &[&name, &time])) }
}

/// Applies erasures again that a restored database doesn't know. How many wallets that were.
pub async fn erase_again(
    store: Arc<dyn Store>,
    erasures: &[Erasure],
) -> Result<usize, RestoreError> {
    let catalogues = Arc::new(Catalogues::default());
    catalogues.refresh(store.as_ref()).await?;
    let (nudges, meters) = (Arc::new(Nudges::default()), Arc::default());
    let (engine, task) = Engine::start(Arc::clone(&store), catalogues, nudges, meters);
    let mut erased = 0;
    for erasure in erasures {
        let known = store.wallet(erasure.wallet).await?;
        if let Some(facts) = known.filter(|facts| facts.erased_at.is_none()) {
            end_orders(store.as_ref(), &engine, erasure, &facts.orders).await?;
            erase(store.as_ref(), &engine, erasure).await?;
            erased += 1;
        }
    }
    drop(engine);
    task.await.map_err(|_| StoreError::Closed)?;
    Ok(erased)
}

async fn end_orders(
    store: &dyn Store,
    engine: &Engine,
    erasure: &Erasure,
    orders: &[Order],
) -> Result<(), RestoreError> {
    let has_begun = |order: &&Order| match order.state {
        OrderState::Proposed => false,
        OrderState::Prepared => true,
        _ => order.fires_at() <= erasure.at,
    };
    let (begun, waiting): (Vec<_>, Vec<_>) = orders.iter().partition(has_begun);
    for order in begun {
        let command = Command::Kitchen { order: order.id, step: KitchenStep::PickedUp };
        decide(store, engine, erasure, Some(&order.shop), command).await?;
    }
    let shops: BTreeSet<&ShopId> = waiting.iter().map(|order| &order.shop).collect();
    for shop in shops {
        decide(store, engine, erasure, Some(shop), Command::CallOff).await?;
    }
    Ok(())
}

async fn erase(store: &dyn Store, engine: &Engine, erasure: &Erasure) -> Result<(), RestoreError> {
    // Euros that the copy shows, and that were gone by then, were spent in what is lost.
    let balance = match erasure.balance {
        LastBalance::PayOut => LastBalance::PayOut,
        LastBalance::GiveUp | LastBalance::NoneLeft => LastBalance::GiveUp,
    };
    decide(store, engine, erasure, None, Command::Erase { balance }).await
}

async fn decide(
    store: &dyn Store,
    engine: &Engine,
    erasure: &Erasure,
    shop: Option<&ShopId>,
    command: Command,
) -> Result<(), RestoreError> {
    let moment = moment_of_erasure(store, erasure.wallet, erasure.at);
    let mut job = Job::internal(Some(erasure.wallet), command, moment);
    job.shop = shop.cloned();
    let answer = engine.submit(job).await;
    if answer.is_success() {
        Ok(())
    } else {
        Err(RestoreError::Refused { wallet: erasure.wallet, why: answer.body })
    }
}
