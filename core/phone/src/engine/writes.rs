//! What a customer wants: stored under an id of its own, then sent. Each returns when it is stored.

use super::{Engine, Inner};
use crate::error::{DoughError, ErrorKind};
use crate::ids;
use crate::outbox::{Kind, Wanted};
use crate::store::intents::{self, IntentRow, IntentState, NewIntent};
use crate::store::{StoreError, journal, meta};
use crate::views::{Access, IntentId};
use dough_rules::Refusal;
use dough_rules::ids::{Bytes32, InviteCode, OrderId, RewardId, Seq};
use dough_rules::pricing::{Basket, BasketLine};
use dough_rules::units::{Cents, MAX_CENTS, Millis};
use dough_wire::requests::{
    AcceptInvitation, CancelOrder, EditOrder, Intent, IssueReward, LONGEST_INTENT, OpenSurprise,
    OpenWallet, PlaceOrder, TopUp,
};
use rusqlite::Connection;
use uuid::Uuid;

impl Engine {
    /// Places an order; its outcome arrives as the order's state. The id is also the intent's.
    pub fn place_order(&self, order: PlaceOrder) -> Result<OrderId, DoughError> {
        Basket::parse(order.lines.clone())?;
        let id = self.want_in_wallet(&Wanted::PlaceOrder(order))?;
        Ok(OrderId::new(id.uuid()))
    }

    /// The same, once something else that was wanted is done: an order that waits for its top-up.
    /// Where that is refused or taken back, so is the order.
    pub fn place_order_after(
        &self,
        order: PlaceOrder,
        after: IntentId,
    ) -> Result<OrderId, DoughError> {
        Basket::parse(order.lines.clone())?;
        let first = self.intent(after)?.ok_or_else(unknown_intent)?;
        if let Some(code) = first.code {
            return Err(DoughError::refused(&code, "what the order waits for came to nothing"));
        }
        let id = self.want(&Wanted::PlaceOrder(order), |db| after_intent(db, after.uuid()))?;
        Ok(OrderId::new(id.uuid()))
    }

    /// Takes back something that was wanted, with what waits for it, as long as it never reached
    /// the server. Waits for an attempt that is under way. `Refused` with `already_sent` where the
    /// server may have done it.
    pub async fn take_back(&self, id: IntentId) -> Result<(), DoughError> {
        self.on_own_threads(async move |inner| {
            let mut changed = inner.changed.subscribe();
            loop {
                changed.mark_unchanged();
                // An attempt may begin or end in between, so what stands is looked at after the try.
                let taken = inner.take_back(id);
                let (under_way, unsent) = inner.store.read(|db| {
                    let row = intents::get(db, id.uuid())?;
                    let under_way = row.is_some_and(|row| row.state.is_under_way());
                    Ok((under_way, intents::is_unsent(db, id.uuid())?))
                })?;
                if taken.is_ok() || !(under_way || unsent) {
                    return taken;
                }
                if under_way && changed.changed().await.is_err() {
                    return taken;
                }
            }
        })
        .await
    }

    /// Pays a held order from the balance.
    pub fn pay_order(&self, order: OrderId) -> Result<IntentId, DoughError> {
        self.want(&Wanted::PayOrder(order), |db| after_placing(db, order))
    }

    /// Changes an order's lines and time, as the customer sees it now: both at once, or neither.
    /// `total` is the sum that was shown.
    pub fn edit_order(
        &self,
        order: OrderId,
        lines: Vec<BasketLine>,
        pickup_at: Millis,
        total: Cents,
    ) -> Result<IntentId, DoughError> {
        Basket::parse(lines.clone())?;
        let version = self.inner.store.read(|db| seen_version(db, order))?;
        let version = version.ok_or(Refusal::UnknownOrder)?;
        let wanted = Wanted::EditOrder(order, EditOrder { version, lines, pickup_at, total });
        self.want(&wanted, |db| after_placing(db, order))
    }

    /// Calls an order off, as the customer sees it now. One that was never sent is just taken back;
    /// then the id is the order's own.
    pub fn cancel_order(&self, order: OrderId) -> Result<IntentId, DoughError> {
        let placing = IntentId::from(order);
        match self.inner.take_back(placing) {
            Ok(()) => return Ok(placing),
            Err(error) if error.kind == ErrorKind::Refused => {}
            Err(error) => return Err(error),
        }
        let version = self.inner.store.read(|db| seen_version(db, order))?;
        let version = version.ok_or(Refusal::UnknownOrder)?;
        let wanted = Wanted::CancelOrder(order, CancelOrder { version });
        self.want(&wanted, |db| after_placing(db, order))
    }

    /// Pays money in. Before the first time, `Refused` with `no_email_yet` where no address leads
    /// back to the wallet: it would be lost with the phone. `even_so`: the customer was told.
    pub fn top_up(&self, amount: Cents, even_so: bool) -> Result<IntentId, DoughError> {
        let (least, most) = (Cents::new(1), Cents::new(MAX_CENTS));
        if !(least..=most).contains(&amount) {
            return Err(Refusal::AmountInvalid { least, most }.into());
        }
        if !even_so && self.inner.would_be_lost()? {
            let text = "no e-mail address leads back to the wallet: it is lost with the phone";
            return Err(DoughError::refused("no_email_yet", text));
        }
        self.want_in_wallet(&Wanted::TopUp(TopUp { amount }))
    }

    /// Accepts a friend's invitation: its code as typed, or its link.
    pub fn accept_invite(&self, code: &str) -> Result<IntentId, DoughError> {
        let last = code.trim().rsplit('/').next().unwrap_or_default();
        let code: InviteCode = last.parse().map_err(|_| Refusal::UnknownInvitation)?;
        let wanted = Wanted::AcceptInvitation(AcceptInvitation { code });
        self.want(&wanted, after_opening)
    }

    /// Takes a reward for dough.
    pub fn issue_reward(&self, reward: RewardId) -> Result<IntentId, DoughError> {
        self.want_in_wallet(&Wanted::IssueReward(IssueReward { reward }))
    }

    /// Gives a reward back for its dough. Asked for twice, the first intent answers, unless it was
    /// refused.
    pub fn delete_reward(&self, reward: Seq) -> Result<IntentId, DoughError> {
        self.want(&Wanted::DeleteReward(reward), |db| {
            let mut rows = about(db, Kind::DeleteReward, reward)?.into_iter();
            match rows.find(|row| row.state != IntentState::Refused) {
                Some(row) => Ok(Plan::Same(row.id)),
                None => after_opening(db),
            }
        })
    }

    /// Opens a surprise. `of_age`: whether the customer confirms the programme's minimum age now.
    /// Asked for twice, the first intent answers, unless it was refused: the nonce that decides the
    /// draw is rolled once.
    pub fn open_surprise(&self, surprise: Seq, of_age: bool) -> Result<IntentId, DoughError> {
        let earlier = self.inner.store.read(|db| about(db, Kind::OpenSurprise, surprise))?;
        let sent_nonce = earlier.iter().find_map(|row| {
            let intent: Intent<OpenSurprise> = serde_json::from_str(&row.body).ok()?;
            Some(intent.body.nonce)
        });
        let nonce = sent_nonce.map_or_else(|| self.roll(), Ok)?;
        let wanted = Wanted::OpenSurprise(surprise, OpenSurprise { nonce, of_age });
        self.want(&wanted, |db| {
            let mut rows = about(db, Kind::OpenSurprise, surprise)?.into_iter();
            match rows.find(|row| row.state != IntentState::Refused) {
                Some(row) => Ok(Plan::Same(row.id)),
                None => after_opening(db),
            }
        })
    }

    fn roll(&self) -> Result<Bytes32, DoughError> {
        let mut bytes = [0; 32];
        let rolled = self.inner.random.fill(&mut bytes);
        rolled.map_err(|error| DoughError::internal(error.to_string()))?;
        Ok(Bytes32(bytes))
    }

    fn want(
        &self,
        wanted: &Wanted,
        plan: impl FnOnce(&Connection) -> Result<Plan, StoreError>,
    ) -> Result<IntentId, DoughError> {
        self.inner.require_in_wallet()?;
        self.inner.want(wanted, plan)
    }

    /// What waits for nothing but the wallet.
    pub(super) fn want_in_wallet(&self, wanted: &Wanted) -> Result<IntentId, DoughError> {
        self.want(wanted, after_opening)
    }
}

impl Inner {
    /// Asks the server for a wallet, once: where it was asked for, the same intent answers.
    pub(crate) fn open_wallet(&self) -> Result<IntentId, DoughError> {
        let wanted = Wanted::OpenWallet(OpenWallet {
            pay_key: self.keys.pay_key().clone().into(),
            api_key: self.keys.api_key().clone().into(),
        });
        self.want(&wanted, |db| Ok(Plan::unless(intents::opening(db)?)))
    }

    /// Takes an intent back, if that is still possible.
    fn take_back(&self, id: IntentId) -> Result<(), DoughError> {
        let now = self.clock.local();
        let taken = self.store.write(|db| match intents::get(db, id.uuid())? {
            None => Ok(None),
            Some(row) if row.state == IntentState::Cancelled => Ok(Some(true)),
            Some(row) => Ok(Some(intents::cancel(db, row.id, now)?)),
        })?;
        match taken {
            None => Err(unknown_intent()),
            Some(true) => {
                // Only now: who waits for a change must not be woken by its own try.
                self.bump();
                Ok(())
            }
            Some(false) => Err(DoughError::refused("already_sent", "it was sent, or is over")),
        }
    }

    /// Whether money would be paid into a wallet that is lost with the phone, for the first time.
    fn would_be_lost(&self) -> Result<bool, DoughError> {
        if self.facts()?.has_email {
            return Ok(false);
        }
        Ok(self.store.read(|db| {
            let paid_in = !journal::of_kind(db, "topped_up", 1)?.is_empty();
            Ok(!paid_in && intents::of_kind(db, Kind::TopUp.into())?.is_empty())
        })?)
    }

    /// Refuses what is wanted of a wallet that this phone is out of.
    fn require_in_wallet(&self) -> Result<(), DoughError> {
        match self.store.read(|db| meta::get::<Access>(db, meta::LEFT))? {
            Some(Access::Erased) => Err(Refusal::WalletErased.into()),
            Some(_) => Err(Refusal::DeviceRevoked.into()),
            None => Ok(()),
        }
    }

    /// Stores what is wanted, in one transaction with the look at what it depends on.
    pub(super) fn want(
        &self,
        wanted: &Wanted,
        plan: impl FnOnce(&Connection) -> Result<Plan, StoreError>,
    ) -> Result<IntentId, DoughError> {
        let now = self.clock.now();
        let id = ids::new_id(now, &*self.random)
            .map_err(|error| DoughError::internal(error.to_string()))?;
        let not_after = now + LONGEST_INTENT;
        let body =
            wanted.body(not_after).map_err(|error| DoughError::internal(error.to_string()))?;
        let target = wanted.target();
        let stored = self.store.write(|db| {
            let depends_on = match plan(db)? {
                Plan::Same(id) => return Ok(id),
                Plan::After(other) => other,
            };
            let intent = NewIntent {
                id,
                kind: wanted.kind().into(),
                target: target.as_deref(),
                body: &body,
                not_after,
                depends_on,
                created_at: self.clock.local(),
            };
            intents::insert(db, &intent)?;
            Ok(id)
        })?;
        self.wake_outbox.notify_one();
        self.bump();
        Ok(IntentId::new(stored))
    }
}

/// How an intent is stored.
pub(super) enum Plan {
    /// Not at all: this one is the same.
    Same(Uuid),
    /// To be sent when that one is done.
    After(Option<Uuid>),
}

impl Plan {
    fn unless(earlier: Option<IntentRow>) -> Self {
        earlier.map_or(Self::After(None), |row| Self::Same(row.id))
    }
}

/// Everything waits for the wallet.
fn after_opening(db: &Connection) -> Result<Plan, StoreError> {
    Ok(Plan::After(intents::opening(db)?.map(|row| row.id)))
}

pub(super) fn unknown_intent() -> DoughError {
    DoughError::refused("unknown_intent", "nothing was wanted under this id")
}

/// What waits for an intent that is not over; otherwise for the wallet alone.
fn after_intent(db: &Connection, first: Uuid) -> Result<Plan, StoreError> {
    match intents::get(db, first)? {
        Some(row) if !row.state.is_over() => Ok(Plan::After(Some(row.id))),
        _ => after_opening(db),
    }
}

/// What befalls an order waits until it is placed.
fn after_placing(db: &Connection, order: OrderId) -> Result<Plan, StoreError> {
    after_intent(db, order.uuid())
}

/// The version of an order that the customer sees. One that is still on its way will be at 1 when
/// it is placed, and at 2 when it is paid at once.
fn seen_version(db: &Connection, order: OrderId) -> Result<Option<u32>, StoreError> {
    if let Some(order) = journal::order(db, order)? {
        return Ok(Some(order.version));
    }
    let Some(row) = intents::get(db, order.uuid())? else {
        return Ok(None);
    };
    let wanted: Option<Intent<PlaceOrder>> = serde_json::from_str(&row.body).ok();
    let open = !matches!(row.state, IntentState::Refused | IntentState::Cancelled);
    Ok(wanted
        .filter(|_| open && row.kind == Kind::PlaceOrder.to_string())
        .map(|wanted| if wanted.body.pay { 2 } else { 1 }))
}

/// The intents of a kind that are about a surprise or a reward, oldest first.
fn about(db: &Connection, kind: Kind, number: Seq) -> Result<Vec<IntentRow>, StoreError> {
    let target = number.to_string();
    let mut rows = intents::of_kind(db, kind.into())?;
    rows.retain(|row| row.target.as_deref() == Some(target.as_str()));
    Ok(rows)
}
