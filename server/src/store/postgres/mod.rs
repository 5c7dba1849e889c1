//! The shared store: PostgreSQL, or what speaks its language, for one server or several at once.
//!
//! ```text
//! transact: load what is named      a connection for each batch under way, all kinds at once
//!        -> decide                   off the runtime's threads
//!        -> BEGIN, a handful of set statements         one round trip
//!        -> every row written as expected?  COMMIT     one round trip, one sync
//!             no: another server was faster. ROLLBACK, wait a moment, load and decide again
//! ```
//! Servers never lock each other out. Rows carry versions, claims are unique rows, and a decision
//! rests only on rows that its commit checks. A connection that is cut leaves nothing half done;
//! where it is cut within COMMIT, deciding again finds either the stored replies or the rows as
//! they were, and never applies anything twice.

mod adopt;
mod check;
mod columns;
mod commit;
mod connect;
mod load;
mod migrate;
mod office;
mod people;
mod queries;
mod read;
mod report;
mod room;
mod tables;
mod webhooks;

use super::adjustments::Proposal;
use super::people::{AgreedCode, NewEmailCode, Payout, PeopleChanges, Person, Sealed};
use super::{
    Account, AuditLine, CheckReport, Committed, Decide, Delivery, DeliveryKey, JournalPage,
    KeyRecord, Loaded, MessageKey, Moved, Needs, NewWebhook, Period, Place, Register, StaffSession,
    Standing, Store, StoreError, Visit, Watched, Webhook, WebhookChange, erasures,
};
use crate::image::Image;
use async_trait::async_trait;
use commit::{Failed, Step};
use connect::Purpose;
use deadpool_postgres::{Object, Pool};
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
use load::ask;
use queries::{schema, session};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// How many batches are under way at the same time, each on a connection of its own. More of them
/// are smaller, and a batch costs the database more than its rows do.
const WRITERS: usize = 2;
/// Another connection for the engine, for while a broken one ends.
const SPARE: usize = 1;
/// How many connections all else has.
const READERS: usize = 6;
/// How often a batch is decided again where another server was faster.
const RACES: u32 = 24;
/// How often it is tried again where a connection broke.
const CUTS: u32 = 2;
/// The longest pause before deciding again, in ms.
const LONGEST_PAUSE: u64 = 64;
/// How long one attempt may take, before its connection is given up.
const ATTEMPT: Duration = Duration::from_secs(15);

/// The shared store.
pub struct PostgresStore {
    epoch: Uuid,
    token_key: [u8; 32],
    writers: Pool,
    readers: Pool,
    /// Where erasures are kept for restores, outside the database.
    erasures: PathBuf,
}

/// A connection that is given up unless all went well.
struct Lent(Option<Object>);

impl Lent {
    fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
    }
}

impl PostgresStore {
    /// Opens a database for a server, and makes or updates its tables. `address` is a URL such as
    /// `postgres://user:password@host/database`; `erasures` is the file where erasures are kept.
    pub async fn open(
        address: &str,
        seed: [u8; 32],
        erasures: PathBuf,
    ) -> Result<Self, StoreError> {
        let (writers, readers) = pools(address)?;
        let mut client = connect::connection(&writers).await?;
        migrate::migrate(&mut client, &seed).await?;
        migrate::require_whole(&client).await?;
        drop(client);
        Self::start(writers, readers, erasures).await
    }

    /// Opens a database that was filled from a copy, on a new timeline. None of its servers may be
    /// running; none can be started before [`Self::finish_restore`].
    pub async fn restore(
        address: &str,
        seed: [u8; 32],
        erasures: PathBuf,
    ) -> Result<Self, StoreError> {
        let (writers, readers) = pools(address)?;
        let mut client = connect::connection(&writers).await?;
        let others: i64 = client.query_one(schema::OTHERS, &[]).await?.try_get(0)?;
        if others > 0 {
            return Err(StoreError::InUse(format!("{others} connections")));
        }
        migrate::begin_timeline(&mut client, &seed).await?;
        drop(client);
        Self::start(writers, readers, erasures).await
    }

    /// What had to be done after a restore is done: servers may start.
    pub async fn finish_restore(&self) -> Result<(), StoreError> {
        let client = connect::connection(&self.writers).await?;
        client.execute(queries::meta::END, &[&migrate::RESTORING]).await?;
        Ok(())
    }

    /// Moves a shop from an embedded store's file, whose server is stopped, into an empty database.
    /// The file stays as it is, but must not be served again.
    pub async fn adopt(address: &str, from: &Path, erasures: PathBuf) -> Result<Self, StoreError> {
        let (writers, readers) = pools(address)?;
        let mut client = connect::connection(&writers).await?;
        migrate::migrate(&mut client, &rand::random()).await?;
        drop(client);
        adopt::adopt(&writers, from).await?;
        Self::start(writers, readers, erasures).await
    }

    /// Opens a database beside its servers, and changes none of its tables.
    pub async fn visit(address: &str, erasures: PathBuf) -> Result<Self, StoreError> {
        let (writers, readers) = pools(address)?;
        let client = connect::connection(&readers).await?;
        migrate::look(&client).await?;
        drop(client);
        Self::start(writers, readers, erasures).await
    }

    async fn start(writers: Pool, readers: Pool, erasures: PathBuf) -> Result<Self, StoreError> {
        let client = connect::connection(&readers).await?;
        let meta = async |key: &str| -> Result<String, StoreError> {
            Ok(client.query_one(queries::meta::GET, &[&key]).await?.try_get(0)?)
        };
        let damaged = |why: String| StoreError::Damaged { table: "meta", why };
        let epoch = meta("epoch").await?.parse().map_err(|error| damaged(format!("{error}")))?;
        let mut token_key = [0; 32];
        hex::decode_to_slice(meta("token_key").await?, &mut token_key)
            .map_err(|error| damaged(error.to_string()))?;
        drop(client);
        Ok(Self { epoch, token_key, writers, readers, erasures })
    }

    async fn rows(
        &self,
        query: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        ask(&connect::connection(&self.readers).await?, query, params).await
    }

    /// Reads one state of the database, while servers write on.
    async fn in_snapshot<T>(
        &self,
        read: impl AsyncFnOnce(&Object) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let lent = Lent(Some(connect::connection(&self.readers).await?));
        let Some(client) = &lent.0 else { return Err(StoreError::Closed) };
        client.batch_execute(session::BEGIN_SNAPSHOT).await?;
        let found = read(client).await?;
        client.batch_execute(session::COMMIT).await?;
        lent.give_back();
        Ok(found)
    }

    /// The one row that there may be.
    async fn row<T>(
        &self,
        query: &str,
        params: &[&(dyn ToSql + Sync)],
        read: impl FnOnce(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.rows(query, params).await?.first().map(read).transpose()
    }

    /// Loads, has it decided, commits: once.
    async fn attempt(
        &self,
        client: &Object,
        needs: &Needs,
        lost: Needs,
        decide: &mut Option<Decide>,
    ) -> Result<Duration, Failed> {
        let mut loaded = load::load(client, needs).await?;
        loaded.lost = lost;
        let mut decider = decide.take().ok_or(StoreError::Closed)?;
        let work = tokio::task::spawn_blocking(move || {
            let batch = decider(loaded);
            let steps = commit::prepare(&batch);
            (decider, steps, batch.people)
        });
        let (decider, steps, people) = work.await.map_err(|_| StoreError::Closed)?;
        *decide = Some(decider);
        self.keep(client, &steps?, &people).await
    }

    async fn keep(
        &self,
        client: &Object,
        steps: &[Step],
        people: &PeopleChanges,
    ) -> Result<Duration, Failed> {
        if steps.is_empty() {
            return Ok(Duration::ZERO);
        }
        let log = || erasures::log(&self.erasures, people);
        let kept = commit::commit(client, steps, log).await;
        if kept.is_err() {
            // Where this fails the connection is lost, and with it the transaction.
            client.batch_execute(session::ROLLBACK).await?;
        }
        kept
    }
}

fn pools(address: &str) -> Result<(Pool, Pool), StoreError> {
    let config = connect::read(address)?;
    let writers = connect::pool(&config, WRITERS + SPARE, Purpose::Batches)?;
    Ok((writers, connect::pool(&config, READERS, Purpose::Reading)?))
}

/// A pause that two servers hardly share: up to 2, 4, 8 ... ms.
async fn pause(attempt: u32) {
    let longest = LONGEST_PAUSE.min(1 << attempt.min(16));
    tokio::time::sleep(Duration::from_millis(rand::random_range(0..=longest))).await;
}

#[async_trait]
impl Store for PostgresStore {
    fn epoch(&self) -> Uuid {
        self.epoch
    }

    fn token_key(&self) -> [u8; 32] {
        self.token_key
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn writers(&self) -> usize {
        WRITERS
    }

    async fn standing(&self, watched: &Watched) -> Result<Standing, StoreError> {
        read::standing(&connect::connection(&self.readers).await?, watched).await
    }

    async fn is_new_nonce(
        &self,
        kid: Kid,
        nonce: &str,
        now: Millis,
        forgotten: Millis,
    ) -> Result<bool, StoreError> {
        let client = connect::connection(&self.readers).await?;
        let end = client.prepare_cached(queries::office::END_OLD_NONCES).await?;
        client.execute(&end, &[&forgotten.get()]).await?;
        let claim = client.prepare_cached(queries::office::CLAIM_NONCE).await?;
        Ok(client.execute(&claim, &[&&kid.as_bytes()[..], &nonce, &now.get()]).await? == 1)
    }

    async fn load(&self, needs: Needs) -> Result<Loaded, StoreError> {
        load::load(&connect::connection(&self.readers).await?, &needs).await
    }

    async fn transact(&self, needs: Needs, decide: Decide) -> Result<Committed, StoreError> {
        let mut decide = Some(decide);
        let (mut races, mut cuts, mut lost) = (0, 0, Needs::default());
        loop {
            let lent = Lent(Some(connect::connection(&self.writers).await?));
            let Some(client) = &lent.0 else { return Err(StoreError::Closed) };
            let attempt = self.attempt(client, &needs, std::mem::take(&mut lost), &mut decide);
            match tokio::time::timeout(ATTEMPT, Box::pin(attempt)).await {
                Ok(Ok(took)) => {
                    lent.give_back();
                    return Ok(Committed { took, races });
                }
                Ok(Err(Failed::Lost(rows))) if races < RACES => {
                    lent.give_back();
                    (races, lost) = (races + 1, *rows);
                    pause(races).await;
                }
                Ok(Err(Failed::Lost(_))) => return Err(StoreError::Lost),
                // Whether it was committed is found out by deciding again.
                Ok(Err(Failed::Store(StoreError::Unavailable(why)))) if cuts < CUTS => {
                    cuts += 1;
                    tracing::warn!(why, "a batch is tried again");
                }
                Ok(Err(Failed::Store(error))) => return Err(error),
                Err(_) => return Err(StoreError::Unavailable("it takes too long".to_owned())),
            }
        }
    }

    async fn key(&self, kid: Kid) -> Result<Option<KeyRecord>, StoreError> {
        self.row(queries::load::KEYS, &[&vec![&kid.as_bytes()[..]]], load::key).await
    }

    async fn journal(
        &self,
        wallet: WalletId,
        after: Seq,
        limit: u32,
    ) -> Result<JournalPage, StoreError> {
        read::journal(&connect::connection(&self.readers).await?, wallet, after, limit).await
    }

    async fn wallet(&self, wallet: WalletId) -> Result<Option<WalletFacts>, StoreError> {
        let ids = vec![wallet.uuid()];
        let facts = |row: &Row| columns::json(row, 2, "wallets");
        self.row(queries::load::WALLETS, &[&ids], facts).await
    }

    async fn shop(&self, shop: ShopId) -> Result<ShopFacts, StoreError> {
        load::shop(&connect::connection(&self.readers).await?, shop).await
    }

    async fn board(&self, shop: ShopId, limit: u32) -> Result<Vec<Order>, StoreError> {
        let rows = self.rows(queries::read::BOARD, &[&shop.as_str(), &i64::from(limit)]).await?;
        rows.iter().map(|row| columns::json(row, 0, "live_orders")).collect()
    }

    async fn order_place(&self, order: OrderId) -> Result<Option<Place>, StoreError> {
        self.row(queries::read::ORDER_PLACE, &[&order.uuid()], columns::place).await
    }

    async fn receipt_place(&self, receipt: ReceiptId) -> Result<Option<Place>, StoreError> {
        self.row(queries::read::RECEIPT_PLACE, &[&receipt.uuid()], columns::place).await
    }

    async fn lineage(&self, code: InviteCode, steps: u32) -> Result<Vec<WalletId>, StoreError> {
        read::lineage(&connect::connection(&self.readers).await?, &code, steps).await
    }

    async fn due(&self, now: Millis, limit: u32) -> Result<Vec<WalletId>, StoreError> {
        let rows = self.rows(queries::read::DUE, &[&now.get(), &i64::from(limit)]).await?;
        rows.iter().map(|row| columns::wallet(row, 0)).collect()
    }

    async fn messages(&self, limit: u32) -> Result<Vec<(MessageKey, Message)>, StoreError> {
        let rows = self.rows(queries::read::MESSAGES, &[&i64::from(limit)]).await?;
        rows.iter().map(read::message).collect()
    }

    async fn catalogues(&self, after: u32) -> Result<Vec<Catalogue>, StoreError> {
        let rows = self.rows(queries::meta::CATALOGUES_AFTER, &[&i64::from(after)]).await?;
        rows.iter().map(|row| columns::json(row, 0, "catalogues")).collect()
    }

    async fn add_catalogue(
        &self,
        catalogue: Catalogue,
        images: Vec<Image>,
    ) -> Result<(), StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        office::add_catalogue(&mut client, &catalogue, &images).await
    }

    async fn image(&self, hash: Bytes32) -> Result<Option<Image>, StoreError> {
        self.row(queries::read::IMAGE, &[&&hash.0[..]], |row| read::image(row, hash)).await
    }

    async fn register(&self, register: RegisterId) -> Result<Option<Register>, StoreError> {
        self.row(queries::office::REGISTER, &[&register.uuid()], columns::register).await
    }

    async fn add_register_code(
        &self,
        code_hash: [u8; 32],
        shop: ShopId,
        expires_at: Millis,
        audit: AuditLine,
    ) -> Result<(), StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        office::add_register_code(&mut client, &code_hash, &shop, expires_at, audit).await
    }

    async fn enrol_register(
        &self,
        code_hash: [u8; 32],
        name: String,
        id: RegisterId,
        key: PublicKey,
        now: Millis,
    ) -> Result<Option<Register>, StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        office::enrol_register(&mut client, &code_hash, (id, name), &key, now).await
    }

    async fn account(&self, name: String) -> Result<Option<Account>, StoreError> {
        // No text here can hold it, so no account is called so.
        if name.contains('\0') {
            return Ok(None);
        }
        self.row(queries::office::ACCOUNT, &[&name], office::account).await
    }

    async fn add_account(&self, account: Account, audit: AuditLine) -> Result<bool, StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        office::add_account(&mut client, &account, audit).await
    }

    async fn session(&self, token_hash: [u8; 32]) -> Result<Option<StaffSession>, StoreError> {
        self.row(queries::office::SESSION, &[&&token_hash[..]], office::session).await
    }

    async fn add_session(
        &self,
        token_hash: [u8; 32],
        session: StaffSession,
        audit: AuditLine,
    ) -> Result<(), StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        office::add_session(&mut client, &token_hash, &session, audit).await
    }

    async fn end_session(&self, token_hash: [u8; 32]) -> Result<(), StoreError> {
        self.rows(queries::office::END_SESSION, &[&&token_hash[..]]).await.map(drop)
    }

    async fn person(&self, wallet: WalletId) -> Result<Person, StoreError> {
        let person = self.row(queries::people::PERSON, &[&wallet.uuid()], people::person).await?;
        Ok(person.unwrap_or_default())
    }

    async fn email_owner(&self, address: String) -> Result<Option<WalletId>, StoreError> {
        let addresses = vec![address];
        self.row(queries::load::EMAILS, &[&addresses], |row| columns::wallet(row, 1)).await
    }

    async fn add_email_code(&self, code: NewEmailCode) -> Result<Result<i64, Millis>, StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        people::add_email_code(&mut client, &code).await
    }

    async fn drop_email_code(&self, id: i64) -> Result<(), StoreError> {
        self.rows(queries::people::DROP_EMAIL_CODE, &[&id]).await.map(drop)
    }

    async fn add_device_code(
        &self,
        code: Sealed,
        agreed: AgreedCode,
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        people::add_device_code(&mut client, &code, &agreed, now).await
    }

    async fn device_code(&self, code: Sealed) -> Result<Option<AgreedCode>, StoreError> {
        let codes = vec![&code[..]];
        let found = self.row(queries::load::DEVICE_CODES, &[&codes], load::device_code).await?;
        Ok(found.map(|(_, agreed)| agreed))
    }

    async fn payouts(&self, now: Millis, limit: u32) -> Result<Vec<Payout>, StoreError> {
        people::payouts(&connect::connection(&self.readers).await?, now, limit).await
    }

    async fn paid_out(&self, payout: PayoutId, at: Millis) -> Result<(), StoreError> {
        self.rows(queries::people::PAID_OUT, &[&payout.uuid(), &at.get()]).await.map(drop)
    }

    async fn put_payout_off(&self, payout: PayoutId, next_at: Millis) -> Result<(), StoreError> {
        let row: [&(dyn ToSql + Sync); 2] = [&payout.uuid(), &next_at.get()];
        self.rows(queries::people::PUT_PAYOUT_OFF, &row).await.map(drop)
    }

    async fn propose(&self, proposal: Proposal, audit: AuditLine) -> Result<bool, StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        office::propose(&mut client, &proposal, &audit).await
    }

    async fn proposals(&self, shop: ShopId, now: Millis) -> Result<Vec<Proposal>, StoreError> {
        let bounds: [&(dyn ToSql + Sync); 2] = [&shop.as_str(), &now.get()];
        let rows = self.rows(queries::adjustments::OF_SHOP, &bounds).await?;
        rows.iter().map(office::proposal).collect()
    }

    async fn end_proposal(&self, id: AdjustmentId, audit: AuditLine) -> Result<(), StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        office::end_proposal(&mut client, id, &audit).await
    }

    async fn moved(&self, period: Period) -> Result<Vec<Moved>, StoreError> {
        report::moved(&connect::connection(&self.readers).await?, period).await
    }

    async fn each_wallet(&self, visit: Visit<WalletFacts>) -> Result<(), StoreError> {
        self.in_snapshot(async |client| report::each_wallet(client, visit).await).await
    }

    async fn each_booking(
        &self,
        period: Period,
        visit: Visit<(Millis, Event)>,
    ) -> Result<(), StoreError> {
        self.in_snapshot(async |client| report::each_booking(client, period, visit).await).await
    }

    async fn add_webhook(&self, new: NewWebhook, audit: AuditLine) -> Result<(), StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        webhooks::add(&mut client, &new, audit).await
    }

    async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let rows = self.rows(queries::webhooks::ALL, &[]).await?;
        rows.iter().map(webhooks::webhook).collect()
    }

    async fn change_webhook(
        &self,
        webhook: Uuid,
        change: WebhookChange,
        now: Millis,
        audit: AuditLine,
    ) -> Result<bool, StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        webhooks::change(&mut client, webhook, change, now, audit).await
    }

    async fn webhooks_due(&self, now: Millis) -> Result<Vec<Uuid>, StoreError> {
        let rows = self.rows(queries::webhooks::DUE, &[&now.get()]).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    async fn lease_deliveries(
        &self,
        webhook: Uuid,
        now: Millis,
        until: Millis,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let client = connect::connection(&self.readers).await?;
        webhooks::lease(&client, webhook, now, until, limit).await
    }

    async fn delivered(
        &self,
        key: DeliveryKey,
        at: Millis,
        answer: String,
    ) -> Result<(), StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        webhooks::delivered(&mut client, key, at, &answer).await
    }

    async fn not_delivered(
        &self,
        key: DeliveryKey,
        now: Millis,
        next_at: Option<Millis>,
        why: String,
    ) -> Result<Option<Millis>, StoreError> {
        let mut client = connect::connection(&self.readers).await?;
        webhooks::not_delivered(&mut client, key, (now, next_at), &why).await
    }

    async fn forget_deliveries(&self, before: Millis, limit: u32) -> Result<(), StoreError> {
        let row: [&(dyn ToSql + Sync); 2] = [&before.get(), &i64::from(limit)];
        self.rows(queries::webhooks::FORGET, &row).await.map(drop)
    }

    async fn prune_replies(&self, before: Millis, limit: u32) -> Result<u32, StoreError> {
        let client = connect::connection(&self.readers).await?;
        let prune = client.prepare_cached(queries::office::PRUNE_REPLIES).await?;
        let pruned = client.execute(&prune, &[&before.get(), &i64::from(limit)]).await?;
        Ok(u32::try_from(pruned).unwrap_or(u32::MAX))
    }

    async fn check(&self) -> Result<CheckReport, StoreError> {
        self.in_snapshot(async |client| check::check(client).await).await
    }
}
