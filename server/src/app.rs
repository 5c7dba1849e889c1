//! A running shop: everything that handlers and jobs share.

use crate::apps::Apps;
use crate::clock::Clock;
use crate::engine::{Catalogues, Engine, Nudges};
use crate::http::AloneLimits;
use crate::http::{Limits, Rates};
use crate::keys::KeyCache;
use crate::mail::MailSender;
use crate::meters::Meters;
use crate::payment::PaymentProvider;
use crate::staff::SignInLink;
use crate::store::{Store, StoreError};
use crate::webhooks::Outbound;
use crate::webhooks::send::Sender;
use dough_rules::units::Millis;
use dough_rules::{Entropy, Moment};
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// How many streams are open at most.
const STREAMS: usize = 10_000;
/// How many calls are under way at most, streams apart.
const CALLS: usize = 2048;
/// How many passwords are checked at a time; each takes memory and a core.
const PASSWORD_CHECKS: usize = 2;

/// Where randomness comes from.
pub trait Random: Send + Sync + 'static {
    /// 32 bytes that nobody can guess.
    fn bytes(&self) -> [u8; 32];
}

/// The operating system's randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn bytes(&self) -> [u8; 32] {
        rand::random()
    }
}

/// What an operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The host that clients call, with the port where it isn't the scheme's own. Signatures cover it.
    pub authority: String,
    /// Whether clients come through TLS; cookies then say so.
    pub secure: bool,
    /// The oldest app that may call; nothing for any.
    pub minimum_client: Option<String>,
    /// The business's own apps.
    pub apps: Apps,
    /// How much anybody may ask for.
    pub limits: Limits,
    /// What one manager may put right alone.
    pub alone: AloneLimits,
    /// Which addresses may be told what happens.
    pub outbound: Outbound,
    /// Links that sign an account in without a password; for demonstrations, never otherwise.
    pub sign_in_links: Vec<SignInLink>,
}

/// What a server is made of.
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The one clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for ids, secrets and tokens.
    pub random: Arc<dyn Random>,
    /// Who takes customers' money.
    pub payment: Arc<dyn PaymentProvider>,
    /// Who carries e-mail.
    pub mail: Arc<dyn MailSender>,
    /// What the operator decides.
    pub settings: Settings,
}

/// A running shop.
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) payment: Arc<dyn PaymentProvider>,
    pub(crate) mail: Arc<dyn MailSender>,
    pub(crate) settings: Settings,
    pub(crate) engine: Engine,
    pub(crate) catalogues: Arc<Catalogues>,
    pub(crate) nudges: Arc<Nudges>,
    pub(crate) keys: Arc<KeyCache>,
    pub(crate) meters: Arc<Meters>,
    pub(crate) nonces: crate::http::Nonces,
    pub(crate) rates: Rates,
    pub(crate) sender: Sender,
    pub(crate) calls: Semaphore,
    pub(crate) streams: Arc<Semaphore>,
    pub(crate) password_checks: Semaphore,
    stop: watch::Sender<bool>,
}

impl App {
    /// Starts engine and jobs. The engine's task ends, with all that waits decided, once the app is
    /// gone.
    pub async fn start(parts: Parts) -> Result<(Arc<Self>, JoinHandle<()>), StoreError> {
        let Parts { store, clock, random, payment, mail, settings } = parts;
        let catalogues = Arc::new(Catalogues::default());
        catalogues.refresh(store.as_ref()).await?;
        let keys = Arc::new(KeyCache::default());
        let nudges = Arc::new(Nudges::new(Arc::clone(&keys)));
        let meters = Arc::new(Meters::default());
        let (engine, engine_task) = Engine::start(
            Arc::clone(&store),
            Arc::clone(&catalogues),
            Arc::clone(&nudges),
            Arc::clone(&meters),
        );
        let app = Arc::new(Self {
            store,
            clock,
            random,
            payment,
            mail,
            rates: Rates::new(&settings.limits),
            sender: Sender::new(settings.outbound),
            settings,
            engine,
            catalogues,
            nudges,
            keys,
            meters,
            nonces: crate::http::Nonces::default(),
            calls: Semaphore::new(CALLS),
            streams: Arc::new(Semaphore::new(STREAMS)),
            password_checks: Semaphore::new(PASSWORD_CHECKS),
            stop: watch::Sender::new(false),
        });
        tokio::spawn(crate::jobs::run(Arc::clone(&app)));
        let listening = Arc::clone(&app);
        tokio::spawn(async move { crate::news::run(&listening).await });
        Ok((app, engine_task))
    }

    /// The time now.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Time and randomness for one command, drawn once.
    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.clock.now(), entropy: Entropy::new(self.random.bytes()) }
    }

    /// Everything that is measured, in the OpenMetrics text format.
    pub(crate) fn measured(&self) -> String {
        let taken = |most: usize, free: usize| i64::try_from(most - free).unwrap_or(i64::MAX);
        self.meters.waiting.set(taken(self.engine.waiting(), 0));
        self.meters.under_way.set(taken(CALLS, self.calls.available_permits()));
        self.meters.streams.set(taken(STREAMS, self.streams.available_permits()));
        self.meters.text()
    }

    /// Tells streams and jobs to end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Changes when the server is about to stop.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }
}
