//! The embedded store: one SQLite file, one writer thread, readers apart.
//!
//! WAL with `synchronous=FULL`: a commit that returned is on the disk. A lock file beside the
//! database keeps a second server away; commands such as `dough check` and `dough import` may open
//! the database beside a running server.

mod check;
mod checkpoint;
mod columns;
mod commit;
mod copy;
mod load;
mod office;
mod people;
mod queries;
mod read;
mod report;
mod webhooks;

use super::adjustments::Proposal;
use super::people::{AgreedCode, NewEmailCode, Payout, Person, Sealed};
use super::{
    Account, AuditLine, CheckReport, Committed, Decide, Delivery, DeliveryKey, JournalPage,
    KeyRecord, Loaded, MessageKey, Moved, Needs, NewWebhook, Period, Place, Register, StaffSession,
    Store, StoreError, Visit, Webhook, WebhookChange,
};
use crate::image::Image;
use async_trait::async_trait;
use dough_paycode::{Kid, PublicKey};
use dough_rules::command::Message;
use dough_rules::ids::{
    AdjustmentId, Bytes32, InviteCode, OrderId, PayoutId, ReceiptId, RegisterId, Seq, ShopId,
    WalletId,
};
use dough_rules::order::Order;
use dough_rules::shop::ShopFacts;
use dough_rules::units::Millis;
use dough_rules::{Catalogue, Event, WalletFacts};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// The schema's version, in `user_version`.
const VERSION: i64 = 5;
/// What brings each older version to the next: the first from 1 to 2.
const MIGRATIONS: [&str; 4] = [
    include_str!("migrations/2.sql"),
    include_str!("migrations/3.sql"),
    include_str!("migrations/4.sql"),
    include_str!("migrations/5.sql"),
];
/// How many reads run at a time.
const READERS: usize = 3;
/// How many writes may wait. The engine sends one batch at a time, so this bounds the back office.
const WAITING_WRITES: usize = 64;
/// How long a connection waits for another one's lock.
const BUSY: Duration = Duration::from_secs(5);

/// How often a batch is decided again where a command beside the server wrote in between.
const RETRIES: u32 = 8;

pub use copy::Restoration;

type Write = Box<dyn FnOnce(&mut Connection) + Send>;

/// The embedded store.
pub struct SqliteStore {
    epoch: Uuid,
    token_key: [u8; 32],
    writer: mpsc::Sender<Write>,
    readers: Vec<Arc<Mutex<Connection>>>,
    free: Arc<tokio::sync::Semaphore>,
    /// Where erasures are kept for restores, beside the database.
    erasures: PathBuf,
    /// Held as long as the store lives; nothing where the store is only visited.
    _lock: Option<File>,
}

/// Randomness for a new database's epoch and token key, or a restored one's epoch.
pub type Seed = [u8; 32];

/// What a database is opened for.
enum Opening {
    /// For a server, which no other one may be beside.
    Serve(File),
    /// Beside a server.
    Visit,
    /// To put a copy in another one's place.
    Restore,
}

/// Where erasures are kept: beside the database.
fn erasures_of(path: &Path) -> PathBuf {
    path.with_file_name("erasures.log")
}

impl SqliteStore {
    /// Opens a database for a server, making it where there is none. No other server may have it.
    pub fn open(path: &Path, seed: Seed) -> Result<Self, StoreError> {
        let lock = lock(path)?;
        if copy::is_being_restored(path) {
            return Err(StoreError::HalfRestored);
        }
        Self::start(path, seed, Opening::Serve(lock), erasures_of(path))
    }

    /// Opens a database beside a server that may be running on it.
    pub fn visit(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            let error = std::io::Error::new(std::io::ErrorKind::NotFound, "no such database");
            return Err(StoreError::File { path: path.display().to_string(), error });
        }
        Self::start(path, [0; 32], Opening::Visit, erasures_of(path))
    }

    fn start(
        path: &Path,
        seed: Seed,
        opening: Opening,
        erasures: PathBuf,
    ) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        configure(&connection)?;
        migrate(&mut connection, &seed, &opening)?;
        let meta = |key: &str| {
            connection.query_row(queries::meta::GET, [key], |row| row.get::<_, String>(0))
        };
        let damaged = |why: String| StoreError::Damaged { table: "meta", why };
        let epoch = meta("epoch")?.parse().map_err(|error| damaged(format!("{error}")))?;
        let mut token_key = [0; 32];
        hex::decode_to_slice(meta("token_key")?, &mut token_key)
            .map_err(|error| damaged(error.to_string()))?;
        let readers = (0..READERS)
            .map(|_| open_reader(path).map(|reader| Arc::new(Mutex::new(reader))))
            .collect::<Result<_, _>>()?;
        let (writer, lock) = match opening {
            Opening::Serve(lock) => (checkpoint::spawn_writer(connection, path)?, Some(lock)),
            Opening::Visit | Opening::Restore => (spawn_writer(connection, || {})?, None),
        };
        let free = Arc::new(tokio::sync::Semaphore::new(READERS));
        Ok(Self { epoch, token_key, writer, readers, free, erasures, _lock: lock })
    }

    /// Runs on the writer's thread.
    async fn write<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let (answer, answered) = oneshot::channel();
        let write: Write = Box::new(move |connection| {
            // Nobody waits any more: the caller has gone, which is its own business.
            let _ = answer.send(work(connection));
        });
        self.writer.send(write).await.map_err(|_| StoreError::Closed)?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Runs on a reader that is free.
    async fn read<R: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        let permit =
            Arc::clone(&self.free).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let readers = self.readers.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let free = readers.iter().find_map(|reader| reader.try_lock().ok());
            match free {
                Some(reader) => work(&reader),
                // As many permits as readers: one is always free but for a moment.
                None => work(&readers[0].lock().unwrap_or_else(PoisonError::into_inner)),
            }
        });
        done.await.map_err(|_| StoreError::Closed)?
    }
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let failed = |error| StoreError::File { path: name.display().to_string(), error };
    let file =
        File::options().create(true).truncate(false).write(true).open(&name).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(StoreError::InUse(path.display().to_string()))
        }
        Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -32_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Brings an empty or an older database to today's schema, and refuses a newer one. A visitor changes
/// nothing: an older server may be running on it.
fn migrate(connection: &mut Connection, seed: &Seed, opening: &Opening) -> Result<(), StoreError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if (1..=VERSION).contains(&found) && matches!(opening, Opening::Serve(_)) {
        let is_copy = "copied_at";
        if change.query_row(queries::meta::GET, [is_copy], |_| Ok(())).optional()?.is_some() {
            return Err(StoreError::IsCopy);
        }
    }
    if found < VERSION && matches!(opening, Opening::Visit) {
        return Err(StoreError::Older { found, known: VERSION });
    }
    match usize::try_from(found) {
        Ok(0) => create(&change, seed)?,
        Ok(older) => {
            let steps = MIGRATIONS.get(older - 1..);
            for step in steps.ok_or(StoreError::Newer { found, known: VERSION })? {
                change.execute_batch(step)?;
            }
        }
        Err(_) => return Err(StoreError::Newer { found, known: VERSION }),
    }
    if matches!(opening, Opening::Restore) {
        change.execute(queries::meta::REPLACE, ["epoch", &epoch(seed).to_string()])?;
        change.execute(queries::meta::END, ["copied_at"])?;
    }
    change.pragma_update(None, "user_version", VERSION)?;
    change.commit()?;
    Ok(())
}

fn create(change: &Connection, seed: &Seed) -> Result<(), StoreError> {
    let entropy = dough_rules::Entropy::new(*seed);
    change.execute_batch(include_str!("schema.sql"))?;
    change.execute(queries::meta::SET, ["epoch", &epoch(seed).to_string()])?;
    let token_key = entropy.bytes("token key", 0).to_string();
    change.execute(queries::meta::SET, ["token_key", &token_key])?;
    Ok(())
}

/// A timeline's id.
fn epoch(seed: &Seed) -> Uuid {
    let mut half = [0; 16];
    half.copy_from_slice(&dough_rules::Entropy::new(*seed).bytes("epoch", 0).0[..16]);
    uuid::Builder::from_random_bytes(half).into_uuid()
}

/// Runs writes one after the other; `written` is called after each.
fn spawn_writer(
    mut connection: Connection,
    mut written: impl FnMut() + Send + 'static,
) -> Result<mpsc::Sender<Write>, StoreError> {
    let (sender, mut waiting) = mpsc::channel::<Write>(WAITING_WRITES);
    spawn("dough-writer", move || {
        while let Some(write) = waiting.blocking_recv() {
            write(&mut connection);
            written();
        }
        // The log file is folded into the database; if that fails, the next start does it.
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    })?;
    Ok(sender)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    let failed = |error| StoreError::File { path: name.to_owned(), error };
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(failed)?;
    Ok(())
}

#[async_trait]
impl Store for SqliteStore {
    fn epoch(&self) -> Uuid {
        self.epoch
    }

    fn token_key(&self) -> [u8; 32] {
        self.token_key
    }

    async fn load(&self, needs: Needs) -> Result<Loaded, StoreError> {
        self.write(move |connection| load::load(connection, &needs)).await
    }

    /// All of it on the writer's thread: changing threads costs more than the decision.
    async fn transact(&self, needs: Needs, mut decide: Decide) -> Result<Committed, StoreError> {
        let erasures = self.erasures.clone();
        self.write(move |connection| {
            let mut races = 0;
            loop {
                let batch = decide(load::load(connection, &needs)?);
                match commit::commit(connection, &batch, &erasures) {
                    Err(StoreError::Lost) if races < RETRIES => races += 1,
                    done => return done.map(|took| Committed { took, races }),
                }
            }
        })
        .await
    }

    async fn key(&self, kid: Kid) -> Result<Option<KeyRecord>, StoreError> {
        self.read(move |connection| load::key(connection, kid)).await
    }

    async fn journal(
        &self,
        wallet: WalletId,
        after: Seq,
        limit: u32,
    ) -> Result<JournalPage, StoreError> {
        self.read(move |connection| read::journal(connection, wallet, after, limit)).await
    }

    async fn wallet(&self, wallet: WalletId) -> Result<Option<WalletFacts>, StoreError> {
        self.read(move |connection| {
            Ok(load::wallet_facts(connection, wallet)?.map(|(_, facts)| facts))
        })
        .await
    }

    async fn shop(&self, shop: ShopId) -> Result<ShopFacts, StoreError> {
        self.read(move |connection| Ok(load::shop_facts(connection, &shop)?.1)).await
    }

    async fn board(&self, shop: ShopId, limit: u32) -> Result<Vec<Order>, StoreError> {
        self.read(move |connection| read::board(connection, &shop, limit)).await
    }

    async fn order_place(&self, order: OrderId) -> Result<Option<Place>, StoreError> {
        self.read(move |connection| {
            read::place(connection, queries::read::ORDER_PLACE, order.uuid())
        })
        .await
    }

    async fn receipt_place(&self, receipt: ReceiptId) -> Result<Option<Place>, StoreError> {
        self.read(move |connection| {
            read::place(connection, queries::read::RECEIPT_PLACE, receipt.uuid())
        })
        .await
    }

    async fn lineage(&self, code: InviteCode, steps: u32) -> Result<Vec<WalletId>, StoreError> {
        self.read(move |connection| read::lineage(connection, &code, steps)).await
    }

    async fn due(&self, now: Millis, limit: u32) -> Result<Vec<WalletId>, StoreError> {
        self.read(move |connection| read::due(connection, now, limit)).await
    }

    async fn messages(&self, limit: u32) -> Result<Vec<(MessageKey, Message)>, StoreError> {
        self.read(move |connection| read::messages(connection, limit)).await
    }

    async fn catalogues(&self, after: u32) -> Result<Vec<Catalogue>, StoreError> {
        self.read(move |connection| read::catalogues(connection, after)).await
    }

    async fn add_catalogue(
        &self,
        catalogue: Catalogue,
        images: Vec<Image>,
    ) -> Result<(), StoreError> {
        self.write(move |connection| office::add_catalogue(connection, &catalogue, &images)).await
    }

    async fn image(&self, hash: Bytes32) -> Result<Option<Image>, StoreError> {
        self.read(move |connection| read::image(connection, hash)).await
    }

    async fn register(&self, register: RegisterId) -> Result<Option<Register>, StoreError> {
        self.read(move |connection| {
            let find = columns::register;
            let id = register.uuid();
            Ok(connection.query_row(queries::office::REGISTER, [id], find).optional()?)
        })
        .await
    }

    async fn add_register_code(
        &self,
        code_hash: [u8; 32],
        shop: ShopId,
        expires_at: Millis,
        audit: AuditLine,
    ) -> Result<(), StoreError> {
        self.write(move |connection| {
            office::add_register_code(connection, &code_hash, &shop, expires_at, &audit)
        })
        .await
    }

    async fn enrol_register(
        &self,
        code_hash: [u8; 32],
        name: String,
        id: RegisterId,
        key: PublicKey,
        now: Millis,
    ) -> Result<Option<Register>, StoreError> {
        self.write(move |connection| {
            office::enrol_register(connection, &code_hash, name, id, &key, now)
        })
        .await
    }

    async fn account(&self, name: String) -> Result<Option<Account>, StoreError> {
        self.read(move |connection| office::account(connection, &name)).await
    }

    async fn add_account(&self, account: Account, audit: AuditLine) -> Result<bool, StoreError> {
        self.write(move |connection| office::add_account(connection, &account, &audit)).await
    }

    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<StaffSession>, StoreError> {
        self.read(move |connection| office::session(connection, &token_hash)).await
    }

    async fn add_session(
        &self,
        token_hash: [u8; 32],
        session: StaffSession,
        audit: AuditLine,
    ) -> Result<(), StoreError> {
        self.write(move |connection| office::add_session(connection, &token_hash, &session, &audit))
            .await
    }

    async fn end_session(&self, token_hash: [u8; 32]) -> Result<(), StoreError> {
        self.write(move |connection| {
            connection.execute(queries::office::END_SESSION, [&token_hash[..]])?;
            Ok(())
        })
        .await
    }

    async fn person(&self, wallet: WalletId) -> Result<Person, StoreError> {
        self.read(move |connection| people::person(connection, wallet)).await
    }

    async fn email_owner(&self, address: String) -> Result<Option<WalletId>, StoreError> {
        self.read(move |connection| people::email_owner(connection, &address)).await
    }

    async fn add_email_code(&self, code: NewEmailCode) -> Result<Result<i64, Millis>, StoreError> {
        self.write(move |connection| people::add_email_code(connection, &code)).await
    }

    async fn drop_email_code(&self, id: i64) -> Result<(), StoreError> {
        self.write(move |connection| people::drop_email_code(connection, id)).await
    }

    async fn add_device_code(
        &self,
        code: Sealed,
        agreed: AgreedCode,
        now: Millis,
    ) -> Result<(), StoreError> {
        self.write(move |connection| people::add_device_code(connection, &code, &agreed, now)).await
    }

    async fn device_code(&self, code: Sealed) -> Result<Option<AgreedCode>, StoreError> {
        self.read(move |connection| people::device_code(connection, &code)).await
    }

    async fn payouts(&self, now: Millis, limit: u32) -> Result<Vec<Payout>, StoreError> {
        self.read(move |connection| people::payouts(connection, now, limit)).await
    }

    async fn paid_out(&self, payout: PayoutId, at: Millis) -> Result<(), StoreError> {
        let query = queries::people::PAID_OUT;
        self.write(move |connection| people::change_payout(connection, query, payout, at)).await
    }

    async fn put_payout_off(&self, payout: PayoutId, next_at: Millis) -> Result<(), StoreError> {
        let query = queries::people::PUT_PAYOUT_OFF;
        self.write(move |connection| people::change_payout(connection, query, payout, next_at))
            .await
    }

    async fn propose(&self, proposal: Proposal, audit: AuditLine) -> Result<bool, StoreError> {
        self.write(move |connection| office::propose(connection, &proposal, &audit)).await
    }

    async fn proposals(&self, shop: ShopId, now: Millis) -> Result<Vec<Proposal>, StoreError> {
        self.read(move |connection| office::proposals(connection, &shop, now)).await
    }

    async fn end_proposal(&self, id: AdjustmentId, audit: AuditLine) -> Result<(), StoreError> {
        self.write(move |connection| office::end_proposal(connection, id, &audit)).await
    }

    async fn moved(&self, period: Period) -> Result<Vec<Moved>, StoreError> {
        self.read(move |connection| report::moved(connection, period)).await
    }

    async fn each_wallet(&self, visit: Visit<WalletFacts>) -> Result<(), StoreError> {
        self.read(move |connection| report::each_wallet(connection, visit)).await
    }

    async fn each_booking(
        &self,
        period: Period,
        visit: Visit<(Millis, Event)>,
    ) -> Result<(), StoreError> {
        self.read(move |connection| report::each_booking(connection, period, visit)).await
    }

    async fn add_webhook(&self, new: NewWebhook, audit: AuditLine) -> Result<(), StoreError> {
        self.write(move |connection| webhooks::add(connection, &new, &audit)).await
    }

    async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        self.read(webhooks::all).await
    }

    async fn change_webhook(
        &self,
        webhook: Uuid,
        change: WebhookChange,
        now: Millis,
        audit: AuditLine,
    ) -> Result<bool, StoreError> {
        self.write(move |connection| webhooks::change(connection, webhook, change, now, &audit))
            .await
    }

    async fn webhooks_due(&self, now: Millis) -> Result<Vec<Uuid>, StoreError> {
        self.read(move |connection| webhooks::due(connection, now)).await
    }

    async fn lease_deliveries(
        &self,
        webhook: Uuid,
        now: Millis,
        until: Millis,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        self.write(move |connection| webhooks::lease(connection, webhook, now, until, limit)).await
    }

    async fn delivered(
        &self,
        key: DeliveryKey,
        at: Millis,
        answer: String,
    ) -> Result<(), StoreError> {
        self.write(move |connection| webhooks::delivered(connection, key, at, &answer)).await
    }

    async fn not_delivered(
        &self,
        key: DeliveryKey,
        now: Millis,
        next_at: Option<Millis>,
        why: String,
    ) -> Result<Option<Millis>, StoreError> {
        self.write(move |connection| webhooks::not_delivered(connection, key, (now, next_at), &why))
            .await
    }

    async fn forget_deliveries(&self, before: Millis, limit: u32) -> Result<(), StoreError> {
        self.write(move |connection| {
            let row = rusqlite::params![before.get(), limit];
            connection.prepare_cached(queries::webhooks::FORGET)?.execute(row)?;
            Ok(())
        })
        .await
    }

    async fn prune_replies(&self, before: Millis, limit: u32) -> Result<u32, StoreError> {
        self.write(move |connection| {
            let pruned = connection
                .prepare_cached(queries::office::PRUNE_REPLIES)?
                .execute(rusqlite::params![before.get(), limit])?;
            Ok(u32::try_from(pruned).unwrap_or(u32::MAX))
        })
        .await
    }

    async fn check(&self) -> Result<CheckReport, StoreError> {
        self.read(check::check).await
    }
}
