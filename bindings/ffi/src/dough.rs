//! The object.

use crate::error::{DoughError, unreadable};
use crate::ports::{Clock, DeviceKeys, Foreign, LogSink, Observer, Subscription};
use crate::records::{
    Announcement, Background, BasketLine, Catalogue, Config, HistoryEntry, Home, Intent, Invite,
    Invites, Month, Order, PayCode, PayRequest, PaySession, PlaceOrder, Quote, Receipt, Reveal,
    RewardOffer, ShopToday, Slots, Surprise, Topic, Voucher, read_lines,
};
use dough_core::rules::ids::Seq;
use dough_core::rules::units::{Cents, Millis};
use dough_core::{Engine, Ports};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The version of this library.
#[uniffi::export]
pub fn library_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The engine of one wallet. Reads and writes return at once and may be called from any thread;
/// what is asynchronous goes on where a caller stops waiting.
#[derive(Debug, uniffi::Object)]
pub struct Dough {
    pub(crate) engine: Engine,
}

/// Reads an id, a short name or a date.
fn read<T: FromStr>(text: &str, what: &str) -> Result<T, DoughError> {
    text.parse().map_err(|_| unreadable(what))
}

pub(crate) fn all<A, B: From<A>>(values: Vec<A>) -> Vec<B> {
    values.into_iter().map(B::from).collect()
}

#[uniffi::export]
impl Dough {
    /// Opens the store and starts the engine, with the system's clock unless another is given.
    /// Without a wallet yet, it asks the server for one, as soon as there is a network.
    #[uniffi::constructor(default(clock = None, log = None))]
    pub fn open(
        config: Config,
        keys: Arc<dyn DeviceKeys>,
        clock: Option<Arc<dyn Clock>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, DoughError> {
        let mut ports = Ports::system();
        if let Some(clock) = clock {
            ports.clock = Arc::new(Foreign(clock));
        }
        if let Some(log) = log {
            ports.log = Some(Arc::new(Foreign(log)));
        }
        let engine = Engine::open(config.into(), Arc::new(Foreign(keys)), ports)?;
        Ok(Arc::new(Self { engine }))
    }

    /// The first screen.
    pub fn home(&self) -> Result<Home, DoughError> {
        Ok(self.engine.home()?.into())
    }

    /// A page of history, newest first: at most `limit` lines before a number.
    #[uniffi::method(default(before = None, limit = 50))]
    pub fn history(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>, DoughError> {
        Ok(all(self.engine.history(before.map(Seq::new), limit)?))
    }

    /// The rewards that dough can be spent on, the cheapest first.
    pub fn reward_offers(&self) -> Result<Vec<RewardOffer>, DoughError> {
        Ok(all(self.engine.reward_offers()?))
    }

    /// Vouchers and rewards that can be used.
    pub fn rewards(&self) -> Result<Vec<Voucher>, DoughError> {
        Ok(all(self.engine.rewards()?))
    }

    /// Surprises that can be opened.
    pub fn surprises(&self) -> Result<Vec<Surprise>, DoughError> {
        Ok(all(self.engine.surprises()?))
    }

    /// Surprises that were opened, newest first.
    pub fn reveals(&self) -> Result<Vec<Reveal>, DoughError> {
        Ok(all(self.engine.reveals()?))
    }

    /// Invitations, on both sides.
    pub fn invites(&self) -> Result<Invites, DoughError> {
        Ok(self.engine.invites()?.into())
    }

    /// What a customer gives a friend.
    pub fn invite(&self) -> Result<Invite, DoughError> {
        Ok(self.engine.invite()?.into())
    }

    /// Orders, newest first, also those that are on their way or were refused.
    pub fn orders(&self) -> Result<Vec<Order>, DoughError> {
        Ok(all(self.engine.orders()?))
    }

    /// One order.
    pub fn order(&self, id: String) -> Result<Option<Order>, DoughError> {
        let id = read(&id, "the order's id")?;
        Ok(self.engine.order(id)?.map(Into::into))
    }

    /// What is new, newest first. Each is told until it is over.
    pub fn announcements(&self) -> Result<Vec<Announcement>, DoughError> {
        Ok(all(self.engine.announcements()?))
    }

    /// The customer has looked at what is new now.
    pub fn announcements_seen(&self) -> Result<(), DoughError> {
        Ok(self.engine.announcements_seen()?)
    }

    /// Receipts, newest first.
    pub fn receipts(&self) -> Result<Vec<Receipt>, DoughError> {
        Ok(all(self.engine.receipts()?))
    }

    /// Shops and menu, as last known; nothing before they were read.
    pub fn catalogue(&self) -> Option<Catalogue> {
        self.engine.catalogue().map(Into::into)
    }

    /// A shop as it is today, by its state as last known, which `refresh_shop` renews; nothing where
    /// the menu has no such shop.
    pub fn shop_today(&self, shop: String) -> Result<Option<ShopToday>, DoughError> {
        let shop = read(&shop, "the shop")?;
        Ok(self.engine.shop_today(&shop)?.map(Into::into))
    }

    /// What a basket costs and would earn, by the phone's own rules, at once: at a pickup, or now;
    /// with a voucher or a reward, by its number.
    #[uniffi::method(default(pickup_at = None, redeem = None))]
    pub fn quote(
        &self,
        shop: String,
        lines: Vec<BasketLine>,
        pickup_at: Option<i64>,
        redeem: Option<u64>,
    ) -> Result<Quote, DoughError> {
        let (shop, lines) = (read(&shop, "the shop")?, read_lines(lines)?);
        let (pickup_at, redeem) = (pickup_at.map(Millis::new), redeem.map(Seq::new));
        Ok(self.engine.quote(&shop, lines, pickup_at, redeem)?.into())
    }

    /// What an order would cost and earn with these lines, at another pickup or its own, with the
    /// voucher or the reward that is attached to it: by the phone's own rules, at once.
    #[uniffi::method(default(pickup_at = None))]
    pub fn edit_quote(
        &self,
        order: String,
        lines: Vec<BasketLine>,
        pickup_at: Option<i64>,
    ) -> Result<Quote, DoughError> {
        let (order, lines) = (read(&order, "the order's id")?, read_lines(lines)?);
        Ok(self.engine.edit_quote(order, lines, pickup_at.map(Millis::new))?.into())
    }

    /// Pickup times for a basket on a day (`2026-06-16`), by the shop's state as last known.
    pub fn slots(
        &self,
        shop: String,
        day: String,
        lines: Vec<BasketLine>,
    ) -> Result<Slots, DoughError> {
        let (shop, day) = (read(&shop, "the shop")?, read(&day, "the day")?);
        Ok(self.engine.slots(&shop, day, read_lines(lines)?)?.into())
    }

    /// What became of something that was wanted.
    pub fn intent(&self, id: String) -> Result<Option<Intent>, DoughError> {
        let id = read(&id, "the id")?;
        Ok(self.engine.intent(id)?.map(Into::into))
    }

    /// What waits to be sent, and what needs the customer, oldest first.
    pub fn outbox(&self) -> Result<Vec<Intent>, DoughError> {
        Ok(all(self.engine.outbox()?))
    }

    /// Takes back something that was wanted, with what waits for it, as long as it never reached the
    /// server; waits for an attempt that is under way. `Refused` with `already_sent` afterwards.
    pub async fn take_back(&self, id: String) -> Result<(), DoughError> {
        let id = read(&id, "the id")?;
        Ok(self.engine.take_back(id).await?)
    }

    /// Months whose lines of history are gone, newest first.
    pub fn earlier_months(&self) -> Result<Vec<Month>, DoughError> {
        Ok(all(self.engine.earlier_months()?))
    }

    /// Places an order; returns its id when it is stored. The outcome arrives as its status.
    pub fn place_order(&self, order: PlaceOrder) -> Result<String, DoughError> {
        let after = order.after.as_deref().map(|id| read(id, "what it waits for")).transpose()?;
        let order = order.try_into()?;
        let id = match after {
            Some(after) => self.engine.place_order_after(order, after)?,
            None => self.engine.place_order(order)?,
        };
        Ok(id.to_string())
    }

    /// Pays a held order from the balance. Returns the intent's id.
    pub fn pay_order(&self, order: String) -> Result<String, DoughError> {
        let order = read(&order, "the order's id")?;
        Ok(self.engine.pay_order(order)?.to_string())
    }

    /// Changes an order's lines and time, as the customer sees it now: both at once, or neither.
    /// `total`: the sum in cents that was shown. Returns the intent's id.
    pub fn edit_order(
        &self,
        order: String,
        lines: Vec<BasketLine>,
        pickup_at: i64,
        total: i64,
    ) -> Result<String, DoughError> {
        let (order, lines) = (read(&order, "the order's id")?, read_lines(lines)?);
        let (pickup_at, total) = (Millis::new(pickup_at), Cents::new(total));
        Ok(self.engine.edit_order(order, lines, pickup_at, total)?.to_string())
    }

    /// Pickup times that an order can be moved to on a day, with these lines: its own room counts as
    /// free.
    pub fn edit_slots(
        &self,
        order: String,
        day: String,
        lines: Vec<BasketLine>,
    ) -> Result<Slots, DoughError> {
        let (order, day) = (read(&order, "the order's id")?, read(&day, "the day")?);
        Ok(self.engine.edit_slots(order, day, read_lines(lines)?)?.into())
    }

    /// Calls an order off, as the customer sees it now; one that was never sent is just taken back.
    /// Returns the intent's id.
    pub fn cancel_order(&self, order: String) -> Result<String, DoughError> {
        let order = read(&order, "the order's id")?;
        Ok(self.engine.cancel_order(order)?.to_string())
    }

    /// Pays so many cents in. Returns the intent's id. Before the first time, `Refused` with
    /// `no_email_yet` where no address leads back to the wallet, so that it would be lost with the
    /// phone; `even_so`: the customer was told.
    #[uniffi::method(default(even_so = false))]
    pub fn top_up(&self, cents: i64, even_so: bool) -> Result<String, DoughError> {
        Ok(self.engine.top_up(Cents::new(cents), even_so)?.to_string())
    }

    /// Accepts a friend's invitation: its code as typed, or its link. Returns the intent's id.
    pub fn accept_invite(&self, code: String) -> Result<String, DoughError> {
        Ok(self.engine.accept_invite(&code)?.to_string())
    }

    /// Takes a reward for dough, by its short name. Returns the intent's id.
    pub fn issue_reward(&self, reward: String) -> Result<String, DoughError> {
        Ok(self.engine.issue_reward(read(&reward, "the reward")?)?.to_string())
    }

    /// Gives a reward back for its dough. Returns the intent's id.
    pub fn delete_reward(&self, reward: u64) -> Result<String, DoughError> {
        Ok(self.engine.delete_reward(Seq::new(reward))?.to_string())
    }

    /// Opens a surprise. `of_age`: whether the customer confirms the programme's minimum age now.
    /// Returns the intent's id.
    pub fn open_surprise(&self, surprise: u64, of_age: bool) -> Result<String, DoughError> {
        let surprise = Seq::new(surprise);
        Ok(self.engine.open_surprise(surprise, of_age)?.to_string())
    }

    /// A code of a new payment session. Needs no network.
    pub fn pay_code(&self, request: PayRequest) -> Result<PayCode, DoughError> {
        Ok(self.engine.pay_code(request.into())?.into())
    }

    /// A fresh picture of a payment session.
    pub fn refresh_code(&self, session: u64) -> Result<PayCode, DoughError> {
        Ok(self.engine.refresh_code(session)?.into())
    }

    /// What became of a code that was shown.
    pub fn pay_session(&self, session: u64) -> Result<PaySession, DoughError> {
        Ok(self.engine.pay_session(session)?.into())
    }

    /// Tells an observer a topic's value, now and after each change, until the subscription is
    /// cancelled or dropped.
    pub fn observe(
        &self,
        topic: Topic,
        observer: Arc<dyn Observer>,
    ) -> Result<Arc<Subscription>, DoughError> {
        let subscription = self.engine.observe(topic.try_into()?, move |update| {
            // An observer that throws misses this value; the next one comes all the same.
            let _ = observer.changed(update.into());
        });
        Ok(Arc::new(Subscription(Mutex::new(Some(subscription)))))
    }

    /// Sends what waits and reads what is new, for at most so many milliseconds: as long as the
    /// system lets an app work in the background.
    pub async fn work_in_background(&self, limit_ms: u64) -> Result<Background, DoughError> {
        let limit = Duration::from_millis(limit_ms);
        Ok(self.engine.work_in_background(limit).await?.into())
    }

    /// A silent notification came: the payload is its JSON. Reads what is new, for at most so many
    /// milliseconds; a payload that isn't ours does nothing.
    pub async fn handle_push(
        &self,
        payload: String,
        limit_ms: u64,
    ) -> Result<Background, DoughError> {
        let limit = Duration::from_millis(limit_ms);
        Ok(self.engine.handle_push(&payload, limit).await?.into())
    }

    /// Reads the journal to its end, and the menu where it has changed.
    pub async fn sync(&self) -> Result<(), DoughError> {
        Ok(self.engine.sync().await?)
    }

    /// Waits until something that was wanted is done or refused.
    pub async fn settled(&self, id: String) -> Result<Intent, DoughError> {
        let id = read(&id, "the id")?;
        Ok(self.engine.settled(id).await?.into())
    }

    /// Price, earning and pickup times of a basket, as the server has them now.
    pub async fn server_quote(
        &self,
        shop: String,
        lines: Vec<BasketLine>,
        day: String,
    ) -> Result<Quote, DoughError> {
        let (shop, day) = (read(&shop, "the shop")?, read(&day, "the day")?);
        let quote = self.engine.server_quote(shop, read_lines(lines)?, day).await;
        Ok(quote?.into())
    }

    /// Asks for a shop's state, which pickup times then rest on.
    pub async fn refresh_shop(&self, shop: String) -> Result<(), DoughError> {
        let shop = read(&shop, "the shop")?;
        Ok(self.engine.refresh_shop(shop).await?)
    }

    /// Where a picture of the menu lies on disk, by the item's `image`. One that is here needs no
    /// network.
    pub async fn image(&self, image: String) -> Result<String, DoughError> {
        let path = self.engine.image(read(&image, "the picture's hash")?).await?;
        Ok(path.to_string_lossy().into_owned())
    }

    /// The system says that the network is back, or another one.
    pub fn network_changed(&self) {
        self.engine.network_changed();
    }

    /// Gives every lock back, before the system suspends the app. Calls answer `Locked` meanwhile.
    pub fn pause(&self) {
        self.engine.pause();
    }

    /// Takes up again after `pause`.
    pub fn resume(&self) -> Result<(), DoughError> {
        Ok(self.engine.resume()?)
    }

    /// Stops for good. What was stored is sent at the next start.
    pub fn shutdown(&self) {
        self.engine.shutdown();
    }

    /// What one needs to know to help. No secrets, no personal data.
    pub fn diagnostics(&self) -> String {
        self.engine.diagnostics()
    }
}
