//! What a shell shows: from the store and the rules, at once, with or without a network.

use super::news::news_seen;
use super::{Engine, Inner};
use crate::error::{DoughError, ErrorKind};
use crate::store::{StoreError, intents, journal, menu, meta, months};
use crate::sync;
use crate::text;
use crate::views::{
    self, CatalogueView, HistoryEntry, Home, IntentId, IntentView, Invite, Invites, Lens, Month,
    Names, OrderView, PaySession, Quote, ReceiptView, Reveal, RewardOffer, ShopToday, Slots,
    VoucherView,
};
use dough_paycode::link_picture;
use dough_rules::catalogue::{Mode, Shop};
use dough_rules::ids::{OrderId, Seq, ShopId, WalletId};
use dough_rules::order::Order;
use dough_rules::pricing::{Basket, BasketLine, Priced, price};
use dough_rules::programme::Channel;
use dough_rules::quote::{Plan, preview};
use dough_rules::receipt::Earning;
use dough_rules::shop::ShopFacts;
use dough_rules::surprise::ReadySurprise;
use dough_rules::units::Millis;
use dough_rules::{Catalogue, Refusal, WalletFacts, slots};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::{Arc, PoisonError};
use uuid::Uuid;

/// The most lines of history in one page.
const LONGEST_PAGE: u32 = 500;

impl Inner {
    pub(crate) fn home(&self) -> Result<Home, DoughError> {
        let (wallet, outbox, left, seen) = self.store.read(|db| {
            let left = meta::get(db, meta::LEFT)?;
            Ok((journal::wallet(db)?, intents::count_open(db)?, left, news_seen(db)?))
        })?;
        let menu = self.menu();
        let catalogue = menu.as_ref().map(|menu| &*menu.catalogue);
        let home = match self.known_facts()? {
            Some(facts) => {
                let lens = self.lens(catalogue);
                let own = facts.device(&self.keys.api_kid().to_string());
                let held = own.and_then(|device| device.spends_from).filter(|at| lens.now < *at);
                let spends_from = held.map(|at| lens.on_phone(at));
                Home { spends_from, ..views::home(&facts, &lens, &seen) }
            }
            None => Home {
                wallet,
                surprise_cost: catalogue.map(|catalogue| catalogue.programme.surprise.cost),
                ..Home::default()
            },
        };
        let access = left.unwrap_or(home.access);
        Ok(Home { access, outbox, offline_since: self.link.offline_since(), ..home })
    }

    /// The facts; nothing before the journal was read. Read from the store once, until they change.
    fn known_facts(&self) -> Result<Option<Arc<WalletFacts>>, DoughError> {
        let kept = self.facts.read().unwrap_or_else(PoisonError::into_inner).clone();
        if kept.is_some() {
            return Ok(kept);
        }
        // Locked before the store is read: facts that are newer can't be overwritten by older ones.
        let mut kept = self.facts.write().unwrap_or_else(PoisonError::into_inner);
        *kept = self.store.read(journal::facts)?.map(Arc::new);
        Ok(kept.clone())
    }

    /// The facts; those of an empty wallet before the journal was read.
    pub(crate) fn facts(&self) -> Result<Arc<WalletFacts>, DoughError> {
        let empty = || Arc::new(WalletFacts::new(WalletId::new(Uuid::nil())));
        Ok(self.known_facts()?.unwrap_or_else(empty))
    }

    /// The facts in the store have changed, or may have.
    pub(crate) fn forget_facts(&self) {
        *self.facts.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How the phone looks at what the store holds.
    pub(super) fn lens<'a>(&self, catalogue: Option<&'a Catalogue>) -> Lens<'a> {
        let names = Names { catalogue };
        Lens { names, now: self.clock.now(), offset: self.clock.offset() }
    }

    pub(crate) fn orders(&self) -> Result<Vec<OrderView>, DoughError> {
        let menu = self.menu();
        let lens = self.lens(menu.as_ref().map(|menu| &*menu.catalogue));
        Ok(self.store.read(|db| views::order_views(db, &lens))?)
    }

    pub(crate) fn order(&self, id: OrderId) -> Result<Option<OrderView>, DoughError> {
        let menu = self.menu();
        let lens = self.lens(menu.as_ref().map(|menu| &*menu.catalogue));
        Ok(self.store.read(|db| views::order_view(db, id, &lens))?)
    }

    pub(crate) fn outbox(&self) -> Result<Vec<IntentView>, DoughError> {
        let link = self.link.seen();
        Ok(self.store.read(|db| {
            let rows = intents::unfinished(db)?;
            rows.iter().map(|row| IntentView::read(row, link)).collect()
        })?)
    }

    pub(crate) fn pay_session(&self, session: u64) -> Result<PaySession, DoughError> {
        let kids = [self.keys.pay_key().kid(), self.keys.api_kid()].map(|kid| kid.to_string());
        let language = self.config.language;
        Ok(self.store.read(|db| views::pay_session(db, session, &kids, language))?)
    }

    /// Folds lines of the journal that are too old.
    pub(crate) fn fold_old(&self) -> Result<(), StoreError> {
        let zone =
            self.menu().map_or(TimeZone::UTC, |menu| menu.catalogue.business.time_zone.clone());
        sync::fold_old(&self.store, self.clock.now(), &zone)
    }

    pub(crate) fn menu(&self) -> Option<CatalogueView> {
        let menu = self.menu.read().unwrap_or_else(PoisonError::into_inner);
        menu.clone()
    }

    /// Reads the catalogue into memory.
    pub(crate) fn load_menu(&self) -> Result<(), DoughError> {
        let kept = self.store.read(menu::catalogue)?;
        let view = kept.map(|(catalogue, fetched_at)| CatalogueView {
            catalogue: Arc::new(catalogue),
            fetched_at,
        });
        *self.menu.write().unwrap_or_else(PoisonError::into_inner) = view;
        Ok(())
    }

    fn priced(
        &self,
        id: &ShopId,
        lines: Vec<BasketLine>,
    ) -> Result<(CatalogueView, Shop, Priced), DoughError> {
        let menu = self.menu().ok_or_else(|| {
            DoughError::new(ErrorKind::Offline, "catalogue_missing", "the menu was never read")
        })?;
        let unknown = || Refusal::UnknownShop { shop: id.clone() };
        let shop = menu.catalogue.shop(id).cloned().ok_or_else(unknown)?;
        let basket = Basket::parse(lines)?;
        let now = self.clock.now();
        let priced = price(&menu.catalogue, &shop, &basket, Mode::Takeaway, now)?;
        Ok((menu, shop, priced))
    }

    fn quote(
        &self,
        shop: &ShopId,
        lines: Vec<BasketLine>,
        plan: Plan,
    ) -> Result<Quote, DoughError> {
        let (menu, shop, priced) = self.priced(shop, lines)?;
        let (facts, now) = (self.facts()?, self.clock.now());
        let preview = preview(&menu.catalogue, &facts, (&shop, &priced), plan, now)?;
        Ok(Quote {
            reasons: self.reasons(&preview.earning),
            preview,
            catalogue: menu.catalogue.version,
            priced,
            estimate: true,
            slots: vec![],
        })
    }

    /// An order of the journal.
    fn kept_order(&self, id: OrderId) -> Result<Order, DoughError> {
        let kept = self.store.read(|db| journal::order(db, id))?;
        Ok(kept.ok_or(Refusal::UnknownOrder)?)
    }
}

impl Engine {
    /// The first screen.
    pub fn home(&self) -> Result<Home, DoughError> {
        self.inner.home()
    }

    /// A page of history, newest first: at most `limit` lines (500 at most) before a number.
    pub fn history(
        &self,
        before: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>, DoughError> {
        let inner = &self.inner;
        let menu = inner.menu();
        let catalogue = menu.as_ref().map(|menu| &*menu.catalogue);
        let before = before.unwrap_or(Seq::new(u64::MAX));
        Ok(inner.store.read(|db| {
            let rows = journal::shown_before(db, before, limit.min(LONGEST_PAGE))?;
            let told =
                rows.iter().map(|row| views::tell(db, row, catalogue, inner.config.language));
            told.filter_map(Result::transpose).collect()
        })?)
    }

    /// The rewards that dough can be spent on, the cheapest first.
    pub fn reward_offers(&self) -> Result<Vec<RewardOffer>, DoughError> {
        let (facts, menu) = (self.inner.facts()?, self.inner.menu());
        Ok(menu.map_or(vec![], |menu| views::offers(&facts, &menu.catalogue)))
    }

    /// Vouchers and rewards that can be used, the one that runs out first before.
    pub fn rewards(&self) -> Result<Vec<VoucherView>, DoughError> {
        let (facts, menu) = (self.inner.facts()?, self.inner.menu());
        let catalogue = menu.as_ref().map(|menu| &*menu.catalogue);
        Ok(views::vouchers(&facts, catalogue, self.inner.clock.now()))
    }

    /// Surprises that can be opened.
    pub fn surprises(&self) -> Result<Vec<ReadySurprise>, DoughError> {
        Ok(self.inner.facts()?.surprises.clone())
    }

    /// Surprises that were opened, newest first, each with whether its draw was honest.
    pub fn reveals(&self) -> Result<Vec<Reveal>, DoughError> {
        Ok(self.inner.store.read(views::reveals)?)
    }

    /// Invitations, on both sides.
    pub fn invites(&self) -> Result<Invites, DoughError> {
        let facts = self.inner.facts()?;
        Ok(Invites { invited_by: facts.invited_by.clone(), invited: facts.invitations.clone() })
    }

    /// What a customer gives a friend. `Offline` with `wallet_not_open` before the wallet is open.
    pub fn invite(&self) -> Result<Invite, DoughError> {
        let code = self.inner.facts()?.invite_code.clone().ok_or_else(not_open)?;
        let server = self.inner.config.server.trim_end_matches('/');
        let link = format!("{server}/i/{code}");
        let too_long = || DoughError::internal("the invitation's link has no picture");
        let matrix = link_picture(&link).ok_or_else(too_long)?;
        Ok(Invite { code, link, matrix })
    }

    /// Orders, newest first: those of the journal, those that are on their way, and those that
    /// were refused.
    pub fn orders(&self) -> Result<Vec<OrderView>, DoughError> {
        self.inner.orders()
    }

    /// One order.
    pub fn order(&self, id: OrderId) -> Result<Option<OrderView>, DoughError> {
        self.inner.order(id)
    }

    /// What waits to be sent, and what needs the customer, oldest first.
    pub fn outbox(&self) -> Result<Vec<IntentView>, DoughError> {
        self.inner.outbox()
    }

    /// What became of a code that was shown, as the journal tells it.
    pub fn pay_session(&self, session: u64) -> Result<PaySession, DoughError> {
        self.inner.pay_session(session)
    }

    /// Months whose lines of history are gone, newest first: those of more than 13 months ago.
    pub fn earlier_months(&self) -> Result<Vec<Month>, DoughError> {
        Ok(self.inner.store.read(months::all)?)
    }

    /// Receipts, newest first.
    pub fn receipts(&self) -> Result<Vec<ReceiptView>, DoughError> {
        Ok(self.inner.store.read(views::receipts)?)
    }

    /// The catalogue, as last known.
    pub fn catalogue(&self) -> Option<CatalogueView> {
        self.inner.menu()
    }

    /// A shop as it is today, by its state as last known; [`Engine::refresh_shop`] asks for a newer
    /// one. Nothing where the menu has no such shop.
    pub fn shop_today(&self, shop: &ShopId) -> Result<Option<ShopToday>, DoughError> {
        let Some(menu) = self.inner.menu() else {
            return Ok(None);
        };
        let Some(shop) = menu.catalogue.shop(shop) else {
            return Ok(None);
        };
        let (state, as_of) = self.shop_state(shop)?;
        let lens = self.inner.lens(Some(&menu.catalogue));
        Ok(Some(views::shop_today(shop, (&state, as_of), &lens)))
    }

    /// What a basket costs and would earn, by the same rules as the server's: at a pickup, or now
    /// where none was chosen; with a voucher or a reward, by its number.
    pub fn quote(
        &self,
        shop: &ShopId,
        lines: Vec<BasketLine>,
        pickup_at: Option<Millis>,
        redeem: Option<Seq>,
    ) -> Result<Quote, DoughError> {
        let at = pickup_at.unwrap_or(self.inner.clock.now());
        let plan = Plan { channel: Channel::Order, at, redeem, order: None };
        self.inner.quote(shop, lines, plan)
    }

    /// What an order would cost and earn with these lines, at another pickup or its own, with the
    /// voucher or the reward that is attached to it.
    pub fn edit_quote(
        &self,
        order: OrderId,
        lines: Vec<BasketLine>,
        pickup_at: Option<Millis>,
    ) -> Result<Quote, DoughError> {
        let order = self.inner.kept_order(order)?;
        let (at, redeem) = (pickup_at.unwrap_or(order.pickup_at), order.redeemed());
        let plan = Plan { channel: Channel::Order, at, redeem, order: Some(order.id) };
        self.inner.quote(&order.shop, lines, plan)
    }

    /// Pickup times for a basket, by the shop's state as last known;
    /// [`Engine::refresh_shop`] asks for a newer one.
    pub fn slots(
        &self,
        shop: &ShopId,
        day: Date,
        lines: Vec<BasketLine>,
    ) -> Result<Slots, DoughError> {
        let (_, shop, priced) = self.inner.priced(shop, lines)?;
        let (state, as_of) = self.shop_state(&shop)?;
        let now = self.inner.clock.now();
        Ok(Slots { slots: slots::offer(&shop, &state, priced.make_seconds(), day, now), as_of })
    }

    /// Pickup times that an order can be moved to, with these lines: its own room counts as free.
    pub fn edit_slots(
        &self,
        order: OrderId,
        day: Date,
        lines: Vec<BasketLine>,
    ) -> Result<Slots, DoughError> {
        let order = self.inner.kept_order(order)?;
        let (_, shop, priced) = self.inner.priced(&order.shop, lines)?;
        let (state, as_of) = self.shop_state(&shop)?;
        let (wanted, now) = ((priced.make_seconds(), day), self.inner.clock.now());
        Ok(Slots { slots: slots::offer_edited(&shop, &state, &order, wanted, now), as_of })
    }

    /// A shop's state as last known; an empty one if never.
    fn shop_state(&self, shop: &Shop) -> Result<(ShopFacts, Option<Millis>), DoughError> {
        let known = self.inner.store.read(|db| menu::shop_state(db, &shop.id))?;
        Ok(match known {
            Some((state, at)) => (state, Some(at)),
            None => (ShopFacts::new(shop.id.clone()), None),
        })
    }

    /// What became of something that was wanted; nothing where the id isn't known, or is forgotten
    /// after 30 days.
    pub fn intent(&self, id: IntentId) -> Result<Option<IntentView>, DoughError> {
        let link = self.inner.link.seen();
        let view = self.inner.store.read(|db| {
            let row = intents::get(db, id.uuid())?;
            row.map(|row| IntentView::read(&row, link)).transpose()
        })?;
        Ok(view)
    }
}

impl Inner {
    /// Why a basket would earn what it would, in the customer's language.
    pub(super) fn reasons(&self, earning: &Earning) -> Vec<String> {
        earning.reasons.iter().map(|it| text::reason(self.config.language, it)).collect()
    }
}

pub(super) fn not_open() -> DoughError {
    DoughError::new(
        ErrorKind::Offline,
        "wallet_not_open",
        "the server hasn't opened the wallet yet",
    )
}
