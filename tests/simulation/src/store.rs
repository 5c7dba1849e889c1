//! The server's store, answering at once: while another thread reads or writes, the world stands.

use async_trait::async_trait;
use dough_paycode::{Kid, PublicKey};
use dough_rules::Catalogue;
use dough_rules::command::Message;
use dough_rules::ids::{
    AdjustmentId, Bytes32, InviteCode, OrderId, PayoutId, ReceiptId, RegisterId, Seq, ShopId,
    WalletId,
};
use dough_rules::order::Order;
use dough_rules::shop::ShopFacts;
use dough_rules::units::Millis;
use dough_rules::{Event, WalletFacts};
use dough_server::image::Image;
use dough_server::store::adjustments::Proposal;
use dough_server::store::people::{AgreedCode, NewEmailCode, Payout, Person, Sealed};
use dough_server::store::sqlite::SqliteStore;
use dough_server::store::{
    Account, AuditLine, CheckReport, Committed, Decide, Delivery, DeliveryKey, JournalPage,
    KeyRecord, Loaded, MessageKey, Moved, Needs, NewWebhook, Period, Place, Register, StaffSession,
    Store, StoreError, Visit, Webhook, WebhookChange,
};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use uuid::Uuid;

/// A store before which the world stands while it works.
pub(crate) struct AtOnce(pub(crate) SqliteStore);

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for work on other threads without letting this one do anything else.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    // Unconstrained: a task whose turn is over would be woken by the loop that stands.
    let mut work = pin!(tokio::task::unconstrained(work));
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Each method of the trait, a line each.
macro_rules! at_once {
    ($(fn $name:ident(&self $(, $given:ident: $kind:ty)*) -> $answer:ty;)*) => {
        #[async_trait]
        impl Store for AtOnce {
            fn epoch(&self) -> Uuid {
                self.0.epoch()
            }

            fn token_key(&self) -> [u8; 32] {
                self.0.token_key()
            }

            $(async fn $name(&self $(, $given: $kind)*) -> Result<$answer, StoreError> {
                at_once(self.0.$name($($given),*))
            })*
        }
    };
}

at_once! {
    fn propose(&self, proposal: Proposal, audit: AuditLine) -> bool;
    fn proposals(&self, shop: ShopId, now: Millis) -> Vec<Proposal>;
    fn end_proposal(&self, id: AdjustmentId, audit: AuditLine) -> ();
    fn moved(&self, period: Period) -> Vec<Moved>;
    fn each_wallet(&self, visit: Visit<WalletFacts>) -> ();
    fn each_booking(&self, period: Period, visit: Visit<(Millis, Event)>) -> ();
    fn load(&self, needs: Needs) -> Loaded;
    fn transact(&self, needs: Needs, decide: Decide) -> Committed;
    fn key(&self, kid: Kid) -> Option<KeyRecord>;
    fn journal(&self, wallet: WalletId, after: Seq, limit: u32) -> JournalPage;
    fn wallet(&self, wallet: WalletId) -> Option<WalletFacts>;
    fn shop(&self, shop: ShopId) -> ShopFacts;
    fn board(&self, shop: ShopId, limit: u32) -> Vec<Order>;
    fn order_place(&self, order: OrderId) -> Option<Place>;
    fn receipt_place(&self, receipt: ReceiptId) -> Option<Place>;
    fn lineage(&self, code: InviteCode, steps: u32) -> Vec<WalletId>;
    fn due(&self, now: Millis, limit: u32) -> Vec<WalletId>;
    fn messages(&self, limit: u32) -> Vec<(MessageKey, Message)>;
    fn catalogues(&self, after: u32) -> Vec<Catalogue>;
    fn add_catalogue(&self, catalogue: Catalogue, images: Vec<Image>) -> ();
    fn image(&self, hash: Bytes32) -> Option<Image>;
    fn register(&self, register: RegisterId) -> Option<Register>;
    fn add_register_code(&self, hash: [u8; 32], shop: ShopId, end: Millis, audit: AuditLine) -> ();
    fn enrol_register(
        &self, hash: [u8; 32], name: String, id: RegisterId, key: PublicKey, now: Millis
    ) -> Option<Register>;
    fn account(&self, name: String) -> Option<Account>;
    fn add_account(&self, account: Account, audit: AuditLine) -> bool;
    fn session(&self, hash: [u8; 32]) -> Option<StaffSession>;
    fn add_session(&self, hash: [u8; 32], session: StaffSession, audit: AuditLine) -> ();
    fn end_session(&self, hash: [u8; 32]) -> ();
    fn person(&self, wallet: WalletId) -> Person;
    fn email_owner(&self, address: String) -> Option<WalletId>;
    fn add_email_code(&self, code: NewEmailCode) -> Result<i64, Millis>;
    fn drop_email_code(&self, id: i64) -> ();
    fn add_device_code(&self, code: Sealed, agreed: AgreedCode, now: Millis) -> ();
    fn device_code(&self, code: Sealed) -> Option<AgreedCode>;
    fn payouts(&self, now: Millis, limit: u32) -> Vec<Payout>;
    fn paid_out(&self, payout: PayoutId, at: Millis) -> ();
    fn put_payout_off(&self, payout: PayoutId, next_at: Millis) -> ();
    fn add_webhook(&self, new: NewWebhook, audit: AuditLine) -> ();
    fn webhooks(&self) -> Vec<Webhook>;
    fn change_webhook(
        &self, webhook: Uuid, change: WebhookChange, now: Millis, audit: AuditLine
    ) -> bool;
    fn webhooks_due(&self, now: Millis) -> Vec<Uuid>;
    fn lease_deliveries(
        &self, webhook: Uuid, now: Millis, until: Millis, limit: u32
    ) -> Vec<Delivery>;
    fn delivered(&self, key: DeliveryKey, at: Millis, answer: String) -> ();
    fn not_delivered(
        &self, key: DeliveryKey, now: Millis, next_at: Option<Millis>, why: String
    ) -> Option<Millis>;
    fn forget_deliveries(&self, before: Millis, limit: u32) -> ();
    fn prune_replies(&self, before: Millis, limit: u32) -> u32;
    fn check(&self) -> CheckReport;
}
