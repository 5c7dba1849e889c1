//! What the server keeps, behind one trait of coarse operations.
//!
//! The engine loads the facts that a batch of commands names, decides, and commits all effects in
//! one transaction. Everything else is a read, or one of the small writes of the back office.
//! [`sqlite`] is the embedded default, [`postgres`] the one that several servers share. [`people`] says what is kept of people and their phones.

pub mod adjustments;
mod check;
mod erasures;
pub mod people;
pub mod postgres;
mod rows;
pub mod sqlite;
mod webhooks;

pub use erasures::{Erasure, Erasures};
pub use webhooks::{Delivery, DeliveryKey, Happened, NewWebhook, Webhook, WebhookChange};

use crate::image::Image;
use adjustments::Proposal;
use async_trait::async_trait;
use dough_paycode::{Kid, PublicKey};
use dough_rules::command::Message;
use dough_rules::decide::{BookedReceipt, Hold, RoomChange};
use dough_rules::ids::{
    AdjustmentId, Bytes32, InviteCode, OrderId, PayoutId, ReceiptId, RegisterId, Seq, ShopId,
    WalletId,
};
use dough_rules::order::Order;
use dough_rules::shop::ShopFacts;
use dough_rules::units::Millis;
use dough_rules::{Catalogue, Entry, Event, WalletFacts};
use dough_wire::replies::WireEntry;
use dough_wire::requests::Role;
use people::{AgreedCode, EmailCode, NewEmailCode, Payout, PeopleChanges, Person, Sealed};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use uuid::Uuid;

/// What can go wrong with a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another writer changed a row in between: load and decide again.
    #[error("another writer was faster")]
    Lost,
    /// An older program made it, and only a server brings it up to date.
    #[error(
        "the database is of version {found}, this program's is {known}: start `dough serve` once"
    )]
    Older {
        /// The file's version.
        found: i64,
        /// The newest that is known here.
        known: i64,
    },
    /// The database was made by a newer version of this program.
    #[error("the database has version {found}, this program knows {known}: use a newer program")]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// A copy is never served: it would be a second past.
    #[error("this is a copy, which `dough restore` puts in place")]
    IsCopy,
    /// A restore was begun, and not everything was done that must be before anybody is served.
    #[error("a restore was begun and is not finished: run `dough restore` again")]
    HalfRestored,
    /// Another server has the database open.
    #[error("another server is running on this database ({0})")]
    InUse(String),
    /// The database's own error.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL's own error, without the values that it was about.
    #[error("database: {0}")]
    Postgres(String),
    /// The database can't be reached, is stopping, or takes no writes now.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The address of a database can't be read. It may hold a password, so it isn't repeated.
    #[error("the database's address can't be read; it begins with postgres://")]
    Address,
    /// A shop can only move into an empty database.
    #[error("the database keeps a shop already; a shop moves into an empty one")]
    NotEmpty,
    /// A restore begins with a copy.
    #[error("the database is empty; fill it from a copy first")]
    Empty,
    /// A row that can't be read back.
    #[error("a row of {table} can't be read: {why}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The store was closed, or its thread is gone.
    #[error("the store is closed")]
    Closed,
    /// A file of the database can't be opened.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: String,
        /// Why.
        error: std::io::Error,
    },
}

/// A key and whose it is. It stays with its owner, unless that is a wallet that was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its name.
    pub kid: Kid,
    /// Whose.
    pub owner: KeyOwner,
    /// The key.
    pub public_key: PublicKey,
    /// Whether it still counts.
    pub revoked: bool,
}

impl KeyRecord {
    /// A key that counts.
    pub fn new(public_key: PublicKey, owner: KeyOwner) -> Self {
        Self { kid: public_key.kid(), owner, public_key, revoked: false }
    }
}

/// Whose key it is, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    /// A phone's key that pays.
    WalletPay(WalletId),
    /// A phone's key that signs calls and earns.
    WalletApi(WalletId),
    /// A register's key.
    Register(RegisterId),
}

/// A register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Its id.
    pub id: RegisterId,
    /// Its shop.
    pub shop: ShopId,
    /// What the staff calls it.
    pub name: String,
}

/// Who sent a request: ids are kept per caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestKey {
    /// A wallet's, a register's or an account's id.
    pub caller: Uuid,
    /// The idempotency key.
    pub request: Uuid,
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReply {
    /// What had been asked: a hash of its meaning.
    pub meaning: [u8; 32],
    /// The HTTP status.
    pub status: u16,
    /// The body; nothing once it was pruned.
    pub body: Option<String>,
}

/// A till's name for a sale.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SaleKey {
    /// The shop.
    pub shop: ShopId,
    /// The till.
    pub register: RegisterId,
    /// The till's number.
    pub transaction: String,
}

/// A sale that was booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleClaim {
    /// A hash of code, lines, tenders.
    pub meaning: [u8; 32],
    /// The code that it was booked with.
    pub code: (Kid, u64),
    /// The request that booked it, whose reply is given again.
    pub request: Uuid,
}

/// A code that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeClaim {
    /// Where.
    pub shop: ShopId,
    /// For what.
    pub receipt: ReceiptId,
}

/// What a batch of commands names.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Needs {
    pub wallets: BTreeSet<WalletId>,
    pub shops: BTreeSet<ShopId>,
    pub receipts: BTreeSet<ReceiptId>,
    pub requests: BTreeSet<RequestKey>,
    pub sales: BTreeSet<SaleKey>,
    pub codes: BTreeSet<(Kid, u64)>,
    pub keys: BTreeSet<Kid>,
    pub invite_codes: BTreeSet<String>,
    /// Orders that are about to be placed.
    pub new_orders: BTreeSet<OrderId>,
    pub emails: BTreeSet<String>,
    pub email_codes: BTreeSet<(Sealed, Kid)>,
    pub device_codes: BTreeSet<Sealed>,
}

impl Needs {
    /// Whether both name the same row somewhere.
    pub fn meets(&self, other: &Self) -> bool {
        !(self.wallets.is_disjoint(&other.wallets)
            && self.shops.is_disjoint(&other.shops)
            && self.receipts.is_disjoint(&other.receipts)
            && self.requests.is_disjoint(&other.requests)
            && self.sales.is_disjoint(&other.sales)
            && self.codes.is_disjoint(&other.codes)
            && self.keys.is_disjoint(&other.keys)
            && self.invite_codes.is_disjoint(&other.invite_codes)
            && self.new_orders.is_disjoint(&other.new_orders)
            && self.emails.is_disjoint(&other.emails)
            && self.email_codes.is_disjoint(&other.email_codes)
            && self.device_codes.is_disjoint(&other.device_codes))
    }
}

/// A wallet as it is kept.
#[derive(Clone, Debug)]
pub struct WalletRow {
    /// The row's version; 0 for one that isn't there yet.
    pub version: u64,
    /// The facts.
    pub facts: WalletFacts,
    /// The secrets of its ready surprises.
    pub secrets: BTreeMap<Seq, Bytes32>,
}

/// A shop's state as it is kept.
#[derive(Clone, Debug)]
pub struct ShopRow {
    /// The row's version; 0 for one that isn't there yet.
    pub version: u64,
    /// The state.
    pub facts: ShopFacts,
    /// Orders that hold room while they are paid.
    pub holds: Vec<Hold>,
}

/// What was found of what a batch names.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Loaded {
    pub wallets: HashMap<WalletId, WalletRow>,
    pub shops: HashMap<ShopId, ShopRow>,
    pub receipts: HashMap<ReceiptId, BookedReceipt>,
    pub requests: HashMap<RequestKey, StoredReply>,
    pub sales: HashMap<SaleKey, SaleClaim>,
    pub codes: HashMap<(Kid, u64), CodeClaim>,
    pub keys: HashMap<Kid, KeyRecord>,
    pub invite_codes: HashMap<String, WalletId>,
    /// Of those about to be placed, the ids that an order or a receipt has already.
    pub taken_orders: BTreeSet<OrderId>,
    /// Whose a confirmed e-mail address is.
    pub emails: HashMap<String, WalletId>,
    /// The newest code for an address and a phone.
    pub email_codes: HashMap<(Sealed, Kid), EmailCode>,
    pub device_codes: HashMap<Sealed, AgreedCode>,
    /// Rows for which the attempt before lost a race. What names them is better decided alone.
    pub lost: Needs,
}

/// The name of a message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageKey {
    /// To whom.
    pub to: WalletId,
    /// From whom.
    pub from: WalletId,
    /// The sender's journal number when it was sent.
    pub number: Seq,
    /// Its place among those of that number.
    pub n: u32,
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Millis,
    /// Which account or register.
    pub who: String,
    /// What was done.
    pub action: &'static str,
    /// In which shop.
    pub shop: Option<ShopId>,
    /// Ids of what it was done to.
    pub detail: String,
}

/// All effects of a batch: one transaction.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Batch {
    /// Wallets with the version that was loaded.
    pub wallets: Vec<(u64, WalletFacts)>,
    pub entries: Vec<(WalletId, Entry)>,
    pub secrets: Vec<(WalletId, Seq, Bytes32)>,
    /// Shops with the version that was loaded.
    pub shops: Vec<(u64, ShopFacts)>,
    pub room: Vec<(ShopId, RoomChange)>,
    pub messages: Vec<(MessageKey, Message)>,
    pub delivered: Vec<MessageKey>,
    pub keys: Vec<KeyRecord>,
    pub invite_codes: Vec<(InviteCode, WalletId)>,
    pub requests: Vec<(RequestKey, StoredReply, Millis)>,
    pub sales: Vec<(SaleKey, SaleClaim)>,
    pub codes: Vec<((Kid, u64), CodeClaim)>,
    pub audit: Vec<AuditLine>,
    pub people: PeopleChanges,
    /// What other programs are told of it.
    pub happened: Vec<Happened>,
}

/// Where an order or a receipt stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub wallet: WalletId,
    /// In which shop.
    pub shop: ShopId,
}

/// A page of a journal.
#[derive(Clone, Debug)]
pub struct JournalPage {
    /// The wallet's last number.
    pub head: Seq,
    /// The entries.
    pub entries: Vec<WireEntry>,
}

/// A staff account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// argon2id, in PHC form.
    pub password: String,
    /// What it may do.
    pub role: Role,
    /// In which shops; an owner's is every shop.
    pub shops: Vec<ShopId>,
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    /// The account's name.
    pub name: String,
    /// The token against forged forms.
    pub csrf: String,
    /// Until when.
    pub expires_at: Millis,
}

/// What this server's listeners wait for.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Watched {
    pub wallets: Vec<WalletId>,
    pub shops: Vec<ShopId>,
    pub keys: Vec<Kid>,
}

/// Where that stands now, whichever server has changed it last.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The last numbers of wallets' journals.
    pub heads: Vec<(WalletId, Seq)>,
    /// Numbers that are others once a shop's board has changed.
    pub boards: Vec<(ShopId, [i64; 3])>,
    /// Keys.
    pub keys: Vec<KeyRecord>,
}

/// One broken invariant, in words.
pub type Finding = String;

/// What `dough check` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// How many of what was looked at.
    pub counted: BTreeMap<&'static str, u64>,
    /// What is wrong; empty when all holds.
    pub findings: Vec<Finding>,
}

/// A stretch of time: from its first moment until before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub from: Millis,
    /// The first moment after.
    pub until: Millis,
}

/// What moved from one account to another in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The account that gave.
    pub from: String,
    /// Its shop.
    pub from_shop: Option<ShopId>,
    /// The account that received.
    pub to: String,
    /// Its shop.
    pub to_shop: Option<ShopId>,
    /// How much, in the accounts' unit.
    pub amount: i64,
    /// How often.
    pub times: i64,
}

/// Is handed one after the other.
pub type Visit<T> = Box<dyn FnMut(T) + Send>;

/// How a batch was committed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Committed {
    /// How long the commit itself took, with the disk's sync.
    pub took: Duration,
    /// How often it was decided again, since another writer was faster.
    pub races: u32,
}

/// Decides a batch on the facts that were loaded. It may be called again, on newer facts.
pub type Decide = Box<dyn FnMut(Loaded) -> Batch + Send>;

/// What the server keeps.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The id of the database's timeline; a restore makes a new one.
    fn epoch(&self) -> Uuid;
    /// The key that seals read tokens.
    fn token_key(&self) -> [u8; 32];

    /// Whether other servers may write to the same database.
    fn is_shared(&self) -> bool {
        false
    }
    /// How many batches it takes at the same time.
    fn writers(&self) -> usize {
        1
    }
    /// Where things stand, asked about once in a while if other servers may write.
    async fn standing(&self, _watched: &Watched) -> Result<Standing, StoreError> {
        Ok(Standing::default())
    }

    /// Whether no other server has met this nonce. Those of `forgotten` and before are forgotten.
    async fn is_new_nonce(
        &self,
        _kid: Kid,
        _nonce: &str,
        _now: Millis,
        _forgotten: Millis,
    ) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// Loads what a batch names. What isn't there is absent.
    async fn load(&self, needs: Needs) -> Result<Loaded, StoreError>;
    /// Loads what a batch names, has it decided, and commits all effects, durably, or none. Where
    /// another writer was faster it loads and decides again, a few times.
    async fn transact(&self, needs: Needs, decide: Decide) -> Result<Committed, StoreError>;

    /// A key by its name.
    async fn key(&self, kid: Kid) -> Result<Option<KeyRecord>, StoreError>;
    /// At most `limit` entries after `after`.
    async fn journal(
        &self,
        wallet: WalletId,
        after: Seq,
        limit: u32,
    ) -> Result<JournalPage, StoreError>;
    /// A wallet's facts.
    async fn wallet(&self, wallet: WalletId) -> Result<Option<WalletFacts>, StoreError>;
    /// A shop's state; a shop without orders has an empty one.
    async fn shop(&self, shop: ShopId) -> Result<ShopFacts, StoreError>;
    /// Live orders of a shop by pickup time.
    async fn board(&self, shop: ShopId, limit: u32) -> Result<Vec<Order>, StoreError>;
    /// Where a live order stands.
    async fn order_place(&self, order: OrderId) -> Result<Option<Place>, StoreError>;
    /// Where a receipt stands.
    async fn receipt_place(&self, receipt: ReceiptId) -> Result<Option<Place>, StoreError>;
    /// Whose invitation code it is, and who invited whom before, at most `steps` up.
    async fn lineage(&self, code: InviteCode, steps: u32) -> Result<Vec<WalletId>, StoreError>;
    /// Wallets where something has fallen due.
    async fn due(&self, now: Millis, limit: u32) -> Result<Vec<WalletId>, StoreError>;
    /// Messages on their way, each sender's in order.
    async fn messages(&self, limit: u32) -> Result<Vec<(MessageKey, Message)>, StoreError>;

    /// Catalogues of a higher version.
    async fn catalogues(&self, after: u32) -> Result<Vec<Catalogue>, StoreError>;
    /// Keeps a new version with its pictures, and forgets pictures that no version names. Its number
    /// must be the next one: [`StoreError::Lost`] otherwise.
    async fn add_catalogue(
        &self,
        catalogue: Catalogue,
        images: Vec<Image>,
    ) -> Result<(), StoreError>;
    /// A picture of the menu.
    async fn image(&self, hash: Bytes32) -> Result<Option<Image>, StoreError>;

    /// A register by its id.
    async fn register(&self, register: RegisterId) -> Result<Option<Register>, StoreError>;
    /// Keeps a one-time code.
    async fn add_register_code(
        &self,
        code_hash: [u8; 32],
        shop: ShopId,
        expires_at: Millis,
        audit: AuditLine,
    ) -> Result<(), StoreError>;
    /// Uses a one-time code to enrol a register with its key. Nothing where the code was used, is
    /// wrong or too old; the register of before where the same key has used it.
    async fn enrol_register(
        &self,
        code_hash: [u8; 32],
        name: String,
        id: RegisterId,
        key: PublicKey,
        now: Millis,
    ) -> Result<Option<Register>, StoreError>;

    /// An account by its name.
    async fn account(&self, name: String) -> Result<Option<Account>, StoreError>;
    /// Makes an account; false where there is one of that name.
    async fn add_account(&self, account: Account, audit: AuditLine) -> Result<bool, StoreError>;
    /// A session by its token's hash.
    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<StaffSession>, StoreError>;
    /// Keeps a session; old ones are removed.
    async fn add_session(
        &self,
        token_hash: [u8; 32],
        session: StaffSession,
        audit: AuditLine,
    ) -> Result<(), StoreError>;
    /// Ends a session.
    async fn end_session(&self, token_hash: [u8; 32]) -> Result<(), StoreError>;

    /// Who somebody is; empty where nothing is known.
    async fn person(&self, wallet: WalletId) -> Result<Person, StoreError>;
    /// Whose a confirmed e-mail address is.
    async fn email_owner(&self, address: String) -> Result<Option<WalletId>, StoreError>;
    /// Keeps a code for an e-mail, and answers with its number; or, where address or phone had too
    /// many, when the next one may be asked for.
    async fn add_email_code(&self, code: NewEmailCode) -> Result<Result<i64, Millis>, StoreError>;
    /// Forgets a code that couldn't be sent.
    async fn drop_email_code(&self, id: i64) -> Result<(), StoreError>;
    /// Keeps a code by which a phone agrees to another one, in place of the wallet's last one.
    async fn add_device_code(
        &self,
        code: Sealed,
        agreed: AgreedCode,
        now: Millis,
    ) -> Result<(), StoreError>;
    /// A code by which a phone agreed to another one.
    async fn device_code(&self, code: Sealed) -> Result<Option<AgreedCode>, StoreError>;
    /// Money that is to be paid out now.
    async fn payouts(&self, now: Millis, limit: u32) -> Result<Vec<Payout>, StoreError>;
    /// Keeps that money was paid out.
    async fn paid_out(&self, payout: PayoutId, at: Millis) -> Result<(), StoreError>;
    /// Keeps that money couldn't be paid out, and when to try again.
    async fn put_payout_off(&self, payout: PayoutId, next_at: Millis) -> Result<(), StoreError>;

    /// Keeps what a manager proposed; false where there is one of that id.
    async fn propose(&self, proposal: Proposal, audit: AuditLine) -> Result<bool, StoreError>;
    /// What waits for a second manager in a shop, the oldest first.
    async fn proposals(&self, shop: ShopId, now: Millis) -> Result<Vec<Proposal>, StoreError>;
    /// Forgets what was proposed, since it was booked or turned down.
    async fn end_proposal(&self, id: AdjustmentId, audit: AuditLine) -> Result<(), StoreError>;

    /// What moved between accounts in a period, summed up.
    async fn moved(&self, period: Period) -> Result<Vec<Moved>, StoreError>;
    /// Every wallet's facts, in one consistent read.
    async fn each_wallet(&self, visit: Visit<WalletFacts>) -> Result<(), StoreError>;
    /// Every sale, fetched order and refund of a period with its time, in one consistent read.
    async fn each_booking(
        &self,
        period: Period,
        visit: Visit<(Millis, Event)>,
    ) -> Result<(), StoreError>;
    /// Keeps an address that is told what happens from now on.
    async fn add_webhook(&self, new: NewWebhook, audit: AuditLine) -> Result<(), StoreError>;
    /// All such addresses, oldest first.
    async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError>;
    /// Changes one. False where there is none, or nothing to change.
    async fn change_webhook(
        &self,
        webhook: Uuid,
        change: WebhookChange,
        now: Millis,
        audit: AuditLine,
    ) -> Result<bool, StoreError>;
    /// Addresses for which something is due.
    async fn webhooks_due(&self, now: Millis) -> Result<Vec<Uuid>, StoreError>;
    /// At most `limit` messages that are due, each wallet's first. They are nobody else's `until`
    /// then.
    async fn lease_deliveries(
        &self,
        webhook: Uuid,
        now: Millis,
        until: Millis,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError>;
    /// Keeps that a message was taken, and with what answer.
    async fn delivered(
        &self,
        key: DeliveryKey,
        at: Millis,
        answer: String,
    ) -> Result<(), StoreError>;
    /// Keeps that a message was not taken, why, and when it is tried again, if it is. Since when no
    /// attempt for its address went well.
    async fn not_delivered(
        &self,
        key: DeliveryKey,
        now: Millis,
        next_at: Option<Millis>,
        why: String,
    ) -> Result<Option<Millis>, StoreError>;
    /// Forgets at most `limit` messages of before a time.
    async fn forget_deliveries(&self, before: Millis, limit: u32) -> Result<(), StoreError>;

    /// Forgets the texts of at most `limit` replies that were given before a time. What had been
    /// asked, and the outcome, stay. How many they were.
    async fn prune_replies(&self, before: Millis, limit: u32) -> Result<u32, StoreError>;

    /// Looks at every invariant of the ledger.
    async fn check(&self) -> Result<CheckReport, StoreError>;
}
