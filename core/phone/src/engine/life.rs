//! Opening, pause, resume, shutdown, diagnostics.

use super::link::Link;
use super::pay::Sessions;
use super::{Engine, Inner, OwnRuntime, calls};
use crate::config::Config;
use crate::error::DoughError;
use crate::keys::{DeviceKeys, Keys};
use crate::net::Api;
use crate::net::transport::Internet;
use crate::ports::{LogLevel, Ports};
use crate::store::images::Images;
use crate::store::{SetAside, Store, StoreError, intents, journal, meta};
use crate::time::ServerClock;
use crate::{outbox, sync};
use dough_rules::units::{Millis, Span};
use dough_wire::replies::StreamEvent;
use rusqlite::Connection;
use serde::Deserialize;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

/// What working in the background came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Background {
    /// Whether something new was read.
    pub news: bool,
    /// How many intents are still to be sent.
    pub left: u32,
}

/// What a silent notification says.
#[derive(Deserialize)]
struct Push {
    dough: StreamEvent,
}

/// How long what became of an intent is kept.
const KEPT: Span = Span::days(30);

impl Engine {
    /// Opens the store and starts the engine. Without a wallet yet, it asks the server for one; no
    /// form is needed, and no network either: it happens when there is one.
    ///
    /// | error | when |
    /// |---|---|
    /// | `UpdateRequired`, `store_newer` | the file is of a newer app |
    /// | `Storage`, `store_in_use` | another engine has the file |
    /// | `Storage`, `keys_changed` | the file belongs to other keys: it came from another phone |
    /// | `Storage`, `disk_full`, `store_read_only`, `store_busy`, `storage_failed` | the file can't be opened or written |
    /// | `Internal` | the key store, the address or the system failed |
    pub fn open(
        config: Config,
        keys: Arc<dyn DeviceKeys>,
        ports: Ports,
    ) -> Result<Self, DoughError> {
        let keys = Keys::read(keys)?;
        match Self::start_on(config.clone(), keys.clone(), ports.clone()) {
            // Noted by the store, which sets the file aside at the second opening.
            Err(error) if error.code == "store_damaged" => Self::start_on(config, keys, ports),
            opened => opened,
        }
    }

    fn start_on(config: Config, keys: Keys, ports: Ports) -> Result<Self, DoughError> {
        let (store, set_aside) = Store::open(config.store.clone())?;
        let store = Arc::new(store);
        let kids = format!("{} {}", keys.pay_key().kid(), keys.api_kid());
        let now = ports.clock.now();
        let offset = store.write(|db| prepare(db, &kids, &config.app_version, now))?;
        let clock = Arc::new(ServerClock::new(ports.clock, offset));
        let (own, runtime) = threads(ports.runtime)?;
        let api = Api::new(
            &config.server,
            &config.app_version,
            keys.clone(),
            Arc::clone(&clock),
            Arc::clone(&ports.random),
            Arc::clone(&store),
            ports.transport.unwrap_or_else(|| Arc::new(Internet::default())),
        )
        .map_err(DoughError::internal)?;
        let images = Images::beside(&config.store);
        let inner = Arc::new(Inner {
            config,
            images,
            keys,
            clock,
            random: ports.random,
            log: ports.log,
            store,
            api,
            link: Link::default(),
            runtime,
            changed: watch::Sender::new(0),
            wake_outbox: Notify::new(),
            wake_stream: Notify::new(),
            syncing: tokio::sync::Mutex::new(()),
            menu: RwLock::new(None),
            facts: RwLock::new(None),
            sessions: Mutex::new(Sessions::default()),
            set_aside,
        });
        if let Some(aside) = &inner.set_aside {
            let said = format!("the store was corrupt and is set aside as {}", told(aside));
            inner.log(LogLevel::Warning, &said);
        }
        inner.load_menu()?;
        inner.fold_old()?;
        let engine = Self { inner, _runtime: own, tasks: Mutex::new(None) };
        engine.inner.open_wallet()?;
        engine.start();
        Ok(engine)
    }

    /// Closes the streams, waits for the writer and gives every lock back, so that the system may
    /// suspend the app. What is called meanwhile answers `Locked`.
    pub fn pause(&self) {
        self.stop();
        self.inner.store.pause();
    }

    /// Takes up again after [`Engine::pause`].
    pub fn resume(&self) -> Result<(), DoughError> {
        let inner = &self.inner;
        inner.store.resume()?;
        inner.forget_facts();
        let forget = inner.clock.local() - KEPT;
        if self.tasks().is_none() {
            inner.store.write(|db| intents::recover(db, forget))?;
        }
        self.start();
        inner.bump();
        Ok(())
    }

    /// Stops for good. What was stored is sent at the next start.
    pub fn shutdown(&self) {
        self.stop();
        self.inner.store.shut_down();
    }

    /// The system says that the network is back, or another one: waits end, and the stream is
    /// opened anew.
    pub fn network_changed(&self) {
        self.inner.link.returned();
        self.inner.wake_outbox.notify_one();
        self.inner.wake_stream.notify_one();
    }

    /// Sends what waits and reads what is new, for as long as the system lets an app work in the
    /// background. What isn't done by then goes on, or waits for the next time: nothing is lost
    /// where the system suspends the app after that. Before it does, call [`Engine::pause`].
    pub async fn work_in_background(&self, limit: Duration) -> Result<Background, DoughError> {
        let before = self.inner.store.read(journal::cursor)?;
        self.network_changed();
        self.on_own_threads(async move |inner| {
            // What isn't read or sent in time is seen below.
            let _ = tokio::time::timeout(limit, inner.settle_all()).await;
            let (after, left) =
                inner.store.read(|db| Ok((journal::cursor(db)?, intents::count_open(db)?)))?;
            Ok(Background { news: before != after, left })
        })
        .await
    }

    /// A silent notification came: `payload` is what the server put into it, as JSON:
    /// `{"dough": {"epoch": "...", "head": 12}}`. Reads what is new, unless it is here already; a
    /// payload that isn't ours does nothing.
    pub async fn handle_push(
        &self,
        payload: &str,
        limit: Duration,
    ) -> Result<Background, DoughError> {
        let told: Option<Push> = serde_json::from_str(payload).ok();
        let known = self.inner.store.read(|db| {
            let epoch: Option<Uuid> = meta::get(db, meta::EPOCH)?;
            Ok(told.is_none_or(|push| {
                epoch == Some(push.dough.epoch)
                    && journal::cursor(db).is_ok_and(|cursor| cursor >= push.dough.head)
            }))
        })?;
        if known {
            let left = self.inner.store.read(intents::count_open)?;
            return Ok(Background { news: false, left });
        }
        self.work_in_background(limit).await
    }

    /// What one needs to know to help: versions, cursor, outbox, last errors. No secrets, no
    /// personal data.
    pub fn diagnostics(&self) -> String {
        let inner = &self.inner;
        let mut text = String::new();
        let mut row = |name: &str, value: &dyn std::fmt::Display| {
            // Writing to a string can't fail.
            let _ = writeln!(text, "{name}: {value}");
        };
        row("core", &env!("CARGO_PKG_VERSION"));
        row("app", &inner.config.app_version);
        row("server", &inner.config.server);
        row("api key", &inner.keys.api_kid());
        row("pay key", &inner.keys.pay_key().kid());
        row("clock offset in ms", &inner.clock.offset().get());
        if let Some(since) = inner.link.offline_since() {
            row("offline since", &since.to_utc());
        }
        if let Some(menu) = inner.menu() {
            row("catalogue", &menu.catalogue.version);
        }
        if let Some(aside) = &inner.set_aside {
            row("set aside", &told(aside));
        }
        match inner.store.read(stored) {
            Ok(stored) => stored.iter().for_each(|(name, value)| row(name, value)),
            Err(error) => row("store", &error),
        }
        for (what, why) in inner.link.failures() {
            row(&format!("last {what} error"), &why);
        }
        text
    }

    fn start(&self) {
        let mut tasks = self.tasks();
        if tasks.is_some() {
            return;
        }
        let mut started = JoinSet::new();
        let handle = &self.inner.runtime;
        started.spawn_on(outbox::run(Arc::clone(&self.inner)), handle);
        started.spawn_on(sync::run_stream(Arc::clone(&self.inner)), handle);
        started.spawn_on(calls::first_menu(Arc::clone(&self.inner)), handle);
        *tasks = Some(started);
    }

    fn stop(&self) {
        if let Some(mut tasks) = self.tasks().take() {
            tasks.abort_all();
        }
    }

    fn tasks(&self) -> MutexGuard<'_, Option<JoinSet<()>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Reads the journal, and waits until nothing is left to be sent.
    async fn settle_all(&self) -> Result<(), DoughError> {
        let mut changed = self.changed.subscribe();
        sync::run(self, None).await?;
        while self.store.read(intents::count_open)? > 0 {
            if changed.changed().await.is_err() {
                return Ok(());
            }
        }
        sync::run(self, None).await
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shutdown();
    }
}

/// A file that was set aside, in words.
fn told(aside: &SetAside) -> String {
    let name = aside.path.file_name().unwrap_or_default().to_string_lossy();
    format!("{name}, with {} unsent intents saved", aside.saved)
}

/// Where the engine's tasks run: on the threads that it was given, or on two of its own.
fn threads(given: Option<Handle>) -> Result<(OwnRuntime, Handle), DoughError> {
    if let Some(given) = given {
        return Ok((OwnRuntime(None), given));
    }
    let own = Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("dough")
        .enable_all()
        .build()
        .map_err(|error| DoughError::internal(format!("the runtime: {error}")))?;
    let handle = own.handle().clone();
    Ok((OwnRuntime(Some(own)), handle))
}

/// What start-up does in the store. Returns the last known offset to the server's clock.
fn prepare(
    db: &Connection,
    kids: &str,
    app_version: &str,
    now: Millis,
) -> Result<Span, StoreError> {
    match meta::get::<String>(db, meta::KIDS)? {
        Some(stored) if stored != kids => return Err(StoreError::OtherKeys),
        Some(_) => {}
        None => meta::set(db, meta::KIDS, kids)?,
    }
    intents::recover(db, now - KEPT)?;
    sync::refold_if_updated(db, app_version)?;
    Ok(Span::millis(meta::get(db, meta::CLOCK_OFFSET)?.unwrap_or(0)))
}

fn stored(db: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut rows = vec![("cursor".to_owned(), journal::cursor(db)?.to_string())];
    if let Some(epoch) = meta::get::<String>(db, meta::EPOCH)? {
        rows.push(("epoch".to_owned(), epoch));
    }
    if journal::has_unknown(db)? {
        let note = "entries of an unknown kind were passed over".to_owned();
        rows.push(("journal".to_owned(), note));
    }
    for (state, count) in intents::count_by_state(db)? {
        rows.push((format!("outbox {state}"), count.to_string()));
    }
    Ok(rows)
}
