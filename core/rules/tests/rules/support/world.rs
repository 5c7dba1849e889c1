//! A server in memory: it holds what a decision rests on, and commits what it changes.

use super::{cost, shop_id};
use dough_rules::adjustment::{AdjustmentReason, Correction};
use dough_rules::command::{
    EditOrder, KitchenStep, LastBalance, Message, Outcome, Permission, PlaceOrder, SaleTender,
    Scan, ShopControl,
};
use dough_rules::decide::{BookedReceipt, Decision, Hold, RoomChange, Situation, decide};
use dough_rules::ids::{
    AdjustmentId, Bytes32, InviteCode, OrderId, ReceiptId, RegisterId, Seq, ShopId, TopUpId,
    WalletId,
};
use dough_rules::journal::{Entry, Event, Refund};
use dough_rules::order::{Allocation, Order};
use dough_rules::pricing::Basket;
use dough_rules::receipt::{CodeUse, Receipt, Sale};
use dough_rules::refund::RefundScope;
use dough_rules::reward::IssuedReward;
use dough_rules::shop::ShopFacts;
use dough_rules::units::{Cents, Millis, Span};
use dough_rules::{Catalogue, Command, Entropy, Moment, Refusal, WalletFacts};
use dough_rules::{catalogue::Mode, moment::uuid_v7};
use std::collections::{BTreeMap, VecDeque};

/// Everything that a server keeps.
pub(crate) struct World {
    pub(crate) catalogue: Catalogue,
    pub(crate) now: Millis,
    pub(crate) wallets: Vec<WalletFacts>,
    pub(crate) journals: Vec<Vec<Entry>>,
    pub(crate) shops: BTreeMap<ShopId, ShopFacts>,
    pub(crate) holds: BTreeMap<ShopId, Vec<Hold>>,
    pub(crate) receipts: Vec<(usize, BookedReceipt)>,
    pub(crate) outbox: VecDeque<Message>,
    pub(crate) delivered: Vec<Message>,
    /// The kid of the key that signs the next calls; nothing for a server's own jobs.
    pub(crate) device: Option<String>,
    secrets: Vec<BTreeMap<Seq, Bytes32>>,
    steps: u64,
}

impl World {
    pub(crate) fn new(catalogue: Catalogue, now: Millis, wallets: usize) -> Self {
        let shops = catalogue.shops.iter().map(|shop| shop.id.clone());
        let mut world = Self {
            now,
            wallets: vec![],
            journals: vec![vec![]; wallets],
            shops: shops.map(|id| (id.clone(), ShopFacts::new(id))).collect(),
            holds: BTreeMap::new(),
            receipts: vec![],
            outbox: VecDeque::new(),
            delivered: vec![],
            device: None,
            secrets: vec![BTreeMap::new(); wallets],
            steps: 0,
            catalogue,
        };
        for wallet in 0..wallets {
            let id = WalletId::new(world.fresh_uuid());
            world.wallets.push(WalletFacts::new(id));
            let command = Command::OpenWallet {
                invite_code: InviteCode::from_random(&world.random().0),
                pay_key: "pay".to_owned(),
                api_key: "api".to_owned(),
            };
            world.run(wallet, &command).unwrap();
        }
        world
    }

    fn random(&mut self) -> Bytes32 {
        self.steps += 1;
        Entropy::new([7; 32]).bytes("world", self.steps)
    }

    fn fresh_uuid(&mut self) -> uuid::Uuid {
        let random = self.random();
        uuid_v7(self.now, &random.0)
    }

    /// The shop whose rows a server would load for a command.
    fn shop_of(&self, wallet: usize, command: &Command) -> Option<ShopId> {
        let of_order = |id: &OrderId| Some(self.wallets[wallet].order(*id)?.shop.clone());
        match command {
            Command::PlaceOrder(order) => Some(order.shop.clone()),
            Command::PayOrder { order }
            | Command::CancelOrder { order, .. }
            | Command::Kitchen { order, .. } => of_order(order),
            Command::EditOrder(edit) => of_order(&edit.order),
            Command::ControlShop { shop, .. } => Some(shop.clone()),
            _ => None,
        }
    }

    /// Decides a command and commits it.
    pub(crate) fn run(&mut self, wallet: usize, command: &Command) -> Result<Outcome, Refusal> {
        let shop = self.shop_of(wallet, command);
        self.run_at(wallet, shop.as_ref(), command)
    }

    fn run_at(
        &mut self,
        wallet: usize,
        shop: Option<&ShopId>,
        command: &Command,
    ) -> Result<Outcome, Refusal> {
        let moment = Moment { now: self.now, entropy: Entropy::new(self.random().0) };
        let receipt = match command {
            Command::Refund { receipt, .. } => self.receipt(*receipt),
            _ => None,
        };
        let holds = shop.and_then(|shop| self.holds.get(shop));
        let situation = Situation {
            moment,
            catalogue: &self.catalogue,
            wallet: &self.wallets[wallet],
            shop: shop.map(|shop| &self.shops[shop]),
            holds: holds.map_or(&[], Vec::as_slice),
            receipt,
            then: Some(&self.catalogue),
            secrets: &self.secrets[wallet],
            device: self.device.as_deref(),
        };
        let decision = decide(&situation, command)?;
        assert_eq!(decide(&situation, command), Ok(decision.clone()));
        let outcome = decision.outcome.clone();
        self.commit(wallet, shop, decision);
        Ok(outcome)
    }

    fn receipt(&self, id: ReceiptId) -> Option<&BookedReceipt> {
        let mut all = self.receipts.iter().map(|(_, booked)| booked);
        all.find(|booked| booked.receipt.id == id)
    }

    fn commit(&mut self, wallet: usize, shop: Option<&ShopId>, decision: Decision) {
        let facts = &mut self.wallets[wallet];
        for entry in &decision.entries {
            facts.apply(entry).unwrap();
            match &entry.event {
                Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
                    let receipt = receipt.clone();
                    let booked = BookedReceipt { receipt, refunds: vec![] };
                    self.receipts.push((wallet, booked));
                }
                Event::Refunded { refund } => {
                    let mut all = self.receipts.iter_mut().map(|(_, booked)| booked);
                    let booked = all.find(|booked| booked.receipt.id == refund.receipt).unwrap();
                    booked.refunds.push(refund.clone());
                }
                _ => {}
            }
        }
        assert_eq!(*facts, decision.wallet, "the fold is the decision's wallet");
        self.journals[wallet].extend(decision.entries);
        self.secrets[wallet].extend(decision.secrets);
        self.outbox.extend(decision.messages);
        if let Some(state) = decision.shop {
            self.shops.insert(state.shop.clone(), state);
        }
        for change in decision.room {
            self.change_room(shop.unwrap(), change);
        }
    }

    fn change_room(&mut self, shop: &ShopId, change: RoomChange) {
        let holds = self.holds.entry(shop.clone()).or_default();
        match change {
            RoomChange::Take { order, allocation, hold_until, .. } => {
                if let Some(until) = hold_until {
                    holds.push(Hold { order, until, allocation });
                }
            }
            RoomChange::Keep { order } | RoomChange::Free { order, .. } => {
                holds.retain(|hold| hold.order != order);
            }
        }
    }

    /// The room that is rightly taken at a shop: paid orders, and holds.
    pub(crate) fn allocations(&self, shop: &ShopId) -> Vec<Allocation> {
        let orders = self.wallets.iter().flat_map(|wallet| &wallet.orders);
        let paid = orders
            .filter(|order| order.shop == *shop && order.accepted_at.is_some())
            .map(|order| order.allocation.clone());
        let held = self.holds.get(shop).into_iter().flatten();
        paid.chain(held.map(|hold| hold.allocation.clone())).collect()
    }

    pub(crate) fn pass(&mut self, span: Span) {
        self.now = self.now + span;
    }

    pub(crate) fn top_up(&mut self, wallet: usize, cents: i64) -> Result<Outcome, Refusal> {
        let command = Command::TopUp {
            top_up: TopUpId::new(self.fresh_uuid()),
            amount: Cents::new(cents),
            provider: "test".to_owned(),
        };
        self.run(wallet, &command)
    }

    pub(crate) fn scan(
        &mut self,
        wallet: usize,
        basket: Basket,
        tenders: Vec<SaleTender>,
        permission: Permission,
    ) -> Result<Receipt, Refusal> {
        let sale = Sale {
            register: RegisterId::new(self.fresh_uuid()),
            transaction: "1".to_owned(),
            code: Some(CodeUse { kid: "c0ffee00c0ffee00".to_owned(), counter: self.steps }),
        };
        let command = Command::Scan(Scan {
            shop: shop_id("day"),
            sale,
            permission,
            total: cost(&basket),
            basket,
            mode: Mode::EatIn,
            tenders,
        });
        match self.run(wallet, &command)? {
            Outcome::Receipt { receipt, .. } => Ok(*receipt),
            other => panic!("{other:?}"),
        }
    }

    /// A sale that is paid in cash and earns.
    pub(crate) fn buy(&mut self, wallet: usize, basket: Basket) -> Receipt {
        let amount = cost(&basket);
        let permission = Permission { pay: None, earn: true, redeem: None };
        self.scan(wallet, basket, vec![SaleTender::Cash { amount }], permission).unwrap()
    }

    pub(crate) fn place(
        &mut self,
        wallet: usize,
        shop: &str,
        basket: Basket,
        pickup_at: Millis,
        pay: bool,
    ) -> Result<Order, Refusal> {
        self.place_with(wallet, shop, basket, pickup_at, (pay, None))
    }

    /// Places an order, with a voucher or a reward.
    pub(crate) fn place_with(
        &mut self,
        wallet: usize,
        shop: &str,
        basket: Basket,
        pickup_at: Millis,
        (pay, redeem): (bool, Option<Seq>),
    ) -> Result<Order, Refusal> {
        let command = Command::PlaceOrder(PlaceOrder {
            order: OrderId::new(self.fresh_uuid()),
            shop: shop_id(shop),
            total: cost(&basket),
            basket,
            pickup_at,
            pay,
            redeem,
        });
        match self.run(wallet, &command)? {
            Outcome::Order { order } => Ok(*order),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn pay(&mut self, wallet: usize, order: OrderId) -> Result<Outcome, Refusal> {
        self.run(wallet, &Command::PayOrder { order })
    }

    /// Edits an order as the customer sees it now.
    pub(crate) fn edit(
        &mut self,
        wallet: usize,
        order: OrderId,
        basket: Basket,
        pickup_at: Millis,
    ) -> Result<Order, Refusal> {
        let seen = self.wallets[wallet].order(order);
        let version = seen.map_or(1, |order| order.version);
        let total = cost(&basket);
        let command = Command::EditOrder(EditOrder { order, version, basket, pickup_at, total });
        match self.run(wallet, &command)? {
            Outcome::Order { order } => Ok(*order),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn kitchen(
        &mut self,
        wallet: usize,
        order: OrderId,
        step: KitchenStep,
    ) -> Result<Outcome, Refusal> {
        self.run(wallet, &Command::Kitchen { order, step })
    }

    pub(crate) fn control(&mut self, shop: &str, control: ShopControl) {
        let shop = shop_id(shop);
        self.run(0, &Command::ControlShop { shop, control }).unwrap();
    }

    pub(crate) fn refund(&mut self, wallet: usize, receipt: ReceiptId) -> Result<Refund, Refusal> {
        self.refund_part(wallet, receipt, RefundScope::All)
    }

    pub(crate) fn refund_part(
        &mut self,
        wallet: usize,
        receipt: ReceiptId,
        scope: RefundScope,
    ) -> Result<Refund, Refusal> {
        let booked = self.receipt(receipt).expect("a receipt of this world");
        let shop = booked.receipt.shop.clone();
        match self.run(wallet, &Command::Refund { receipt, shop, scope })? {
            Outcome::Receipt { refund: Some(refund), .. } => Ok(*refund),
            other => panic!("{other:?}"),
        }
    }

    /// What a server does by itself, for each shop in turn.
    pub(crate) fn settle(&mut self, wallet: usize) {
        for shop in self.shops.keys().cloned().collect::<Vec<_>>() {
            self.run_at(wallet, Some(&shop), &Command::Settle).unwrap();
        }
    }

    /// Calls orders off shop by shop, as a server does, and erases the wallet.
    pub(crate) fn erase(
        &mut self,
        wallet: usize,
        balance: LastBalance,
    ) -> Result<Outcome, Refusal> {
        self.run(wallet, &Command::CheckErase { balance })?;
        for shop in self.shops.keys().cloned().collect::<Vec<_>>() {
            self.run_at(wallet, Some(&shop), &Command::CallOff)?;
        }
        self.run(wallet, &Command::Erase { balance })
    }

    pub(crate) fn accept(&mut self, friend: usize, inviter: usize) -> Result<Outcome, Refusal> {
        let lineage = self.lineage(inviter);
        self.accept_with(friend, inviter, lineage)
    }

    pub(crate) fn accept_with(
        &mut self,
        friend: usize,
        inviter: usize,
        lineage: Vec<WalletId>,
    ) -> Result<Outcome, Refusal> {
        let inviter = self.wallets[inviter].wallet;
        let command = Command::AcceptInvitation { inviter, lineage };
        self.run(friend, &command)
    }

    /// A wallet, who invited it, and so on.
    pub(crate) fn lineage(&self, wallet: usize) -> Vec<WalletId> {
        let inviter = |id: &WalletId| {
            let facts = self.wallets.iter().find(|facts| facts.wallet == *id)?;
            facts.invited_by.as_ref().map(|invitation| invitation.other)
        };
        std::iter::successors(Some(self.wallets[wallet].wallet), inviter).take(8).collect()
    }

    pub(crate) fn deliver(&mut self, message: Message) {
        let found = self.wallets.iter().position(|it| it.wallet == message.to);
        self.run(found.unwrap(), &Command::Deliver(message)).unwrap();
    }

    /// Delivers the oldest message; whether there was one.
    pub(crate) fn deliver_next(&mut self) -> bool {
        let Some(message) = self.outbox.pop_front() else {
            return false;
        };
        self.deliver(message);
        self.delivered.push(message);
        true
    }

    pub(crate) fn deliver_all(&mut self) {
        while self.deliver_next() {}
    }

    /// Takes a reward for dough.
    pub(crate) fn issue(&mut self, wallet: usize, reward: &str) -> Result<IssuedReward, Refusal> {
        let reward = reward.parse().unwrap();
        match self.run(wallet, &Command::IssueReward { reward })? {
            Outcome::Reward { reward } => Ok(*reward),
            other => panic!("{other:?}"),
        }
    }

    /// A manager of the first shop puts something right.
    pub(crate) fn adjust(
        &mut self,
        wallet: usize,
        correction: Correction,
    ) -> Result<Outcome, Refusal> {
        let command = Command::Adjust {
            adjustment: AdjustmentId::new(self.fresh_uuid()),
            shop: shop_id("day"),
            correction,
            reason: AdjustmentReason::Mistake,
        };
        self.run(wallet, &command)
    }

    /// Opens the first surprise of a wallet.
    pub(crate) fn open_surprise(&mut self, wallet: usize) -> Result<Outcome, Refusal> {
        let ready = self.wallets[wallet].surprises.first();
        let surprise = ready.map_or(Seq::START, |surprise| surprise.number);
        let command = Command::OpenSurprise { surprise, nonce: self.random(), of_age: true };
        self.run(wallet, &command)
    }
}
