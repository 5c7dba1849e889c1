//! The one handle that a shell holds.
//!
//! | module | what lives there |
//! |---|---|
//! | `life` | opening, pause, resume, shutdown, diagnostics |
//! | `reads` | what a shell shows: from the store, at once |
//! | `news` | what is new, and what of it was looked at |
//! | `writes` | what a customer wants: stored, then sent |
//! | `people` | the customer and the customer's phones: profile, address, leaving |
//! | `export` | all that is known of the customer, as files |
//! | `calls` | what needs the server: sync, server quotes, menu, shop states |
//! | `pay` | pay codes |
//! | `link` | whether the server answers |
//!
//! Reads and writes return at once and may be called from any thread. What is `async` runs on the
//! engine's own threads: a caller that goes away stops waiting, not the work.

mod calls;
mod export;
mod life;
mod link;
mod news;
mod pay;
mod people;
mod reads;
mod writes;

pub use export::ExportFiles;
pub use life::Background;
pub use pay::{PayCodeView, PayRequest};

pub(crate) use link::Seen;

use crate::config::Config;
use crate::keys::Keys;
use crate::net::Api;
use crate::observe::{Subscription, Topic, Update};
use crate::outbox::Gate;
use crate::ports::{LogLevel, LogSink, Random};
use crate::store::images::Images;
use crate::store::{SetAside, Store};
use crate::sync;
use crate::time::ServerClock;
use crate::views::CatalogueView;
use dough_rules::WalletFacts;
use dough_rules::ids::Seq;
use link::Link;
use pay::Sessions;
use std::sync::{Arc, Mutex, RwLock};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

/// The engine of one wallet.
pub struct Engine {
    inner: Arc<Inner>,
    runtime: OwnRuntime,
    /// The worker, the stream and the menu's first reading, while the engine isn't paused.
    tasks: Mutex<Option<JoinSet<()>>>,
}

/// The engine's threads, where it has threads of its own.
struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    const fn is_own(&self) -> bool {
        self.0.is_some()
    }
}

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            // In the background, since an async caller may be the one that drops it.
            runtime.shutdown_background();
        }
    }
}

/// What the engine's tasks share.
pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) keys: Keys,
    pub(crate) clock: Arc<ServerClock>,
    pub(crate) random: Arc<dyn Random>,
    log: Option<Arc<dyn LogSink>>,
    pub(crate) store: Arc<Store>,
    pub(crate) images: Images,
    pub(crate) api: Api,
    pub(crate) link: Link,
    pub(crate) runtime: Handle,
    /// Goes up whenever something that is shown may have changed.
    pub(crate) changed: watch::Sender<u64>,
    pub(crate) wake_outbox: Notify,
    pub(crate) gate: Gate,
    pub(crate) wake_stream: Notify,
    /// Held while the journal is read.
    pub(crate) syncing: tokio::sync::Mutex<()>,
    menu: RwLock<Option<CatalogueView>>,
    /// The facts as they stand in the store; nothing where they must be read.
    facts: RwLock<Option<Arc<WalletFacts>>>,
    sessions: Mutex<Sessions>,
    /// A corrupt file that was moved away at the start.
    set_aside: Option<SetAside>,
}

impl Inner {
    /// Something that is shown may have changed.
    pub(crate) fn bump(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn log(&self, level: LogLevel, line: &str) {
        if let Some(log) = &self.log {
            log.log(level, line);
        }
    }

    /// Reads the journal up to a number of a timeline, without waiting for it.
    pub(crate) fn sync_to_soon(self: &Arc<Self>, epoch: Uuid, head: Seq) {
        let inner = Arc::clone(self);
        // What fails is logged there, and tried again when the stream is back.
        self.runtime.spawn(async move { sync::run_to(&inner, epoch, head).await });
    }
}

impl Engine {
    /// Tells `observer` a topic's value: as it is now, then each change, until the subscription is
    /// dropped. Calls come one at a time, on a thread of the engine.
    pub fn observe(
        &self,
        topic: Topic,
        observer: impl Fn(Update) + Send + Sync + 'static,
    ) -> Subscription {
        crate::observe::observe(&self.inner, topic, observer)
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("server", &self.inner.config.server).finish_non_exhaustive()
    }
}
