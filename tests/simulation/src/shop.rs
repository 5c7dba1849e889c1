//! The server: its own router on a real database, without sockets. It is stopped and started again.

use crate::chance::Chance;
use crate::letters::Letters;
use crate::store::AtOnce;
use crate::time::ShopClock;
use axum::Router;
use axum::body::Body;
use dough_rules::Catalogue;
use dough_rules::programme::Prize;
use dough_rules::units::{Dough, Millis};
use dough_server::apps::Apps;
use dough_server::files::read_catalogue;
use dough_server::payment::TestPaymentProvider;
use dough_server::store::Store;
use dough_server::store::sqlite::SqliteStore;
use dough_server::{App, Parts, Settings};
use http::{Request, Response};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tower::ServiceExt as _;

/// The host that everyone calls.
pub(crate) const AUTHORITY: &str = "dough.test";

/// A shop that may be closed for a while.
pub(crate) struct Shop {
    database: PathBuf,
    pub(crate) clock: Arc<ShopClock>,
    random: Arc<Chance>,
    pub(crate) letters: Arc<Letters>,
    running: Mutex<Option<Running>>,
}

struct Running {
    store: Arc<dyn Store>,
    app: Arc<App>,
    router: Router,
    engine: JoinHandle<()>,
    calls: JoinSet<()>,
}

/// The owner's files: four shops, in two countries.
pub(crate) fn bakery() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/bakery")
}

/// The same with surprises within a day's reach, the first at once, and one prize, so that a day
/// doesn't depend on its luck.
fn generous(mut catalogue: Catalogue) -> Catalogue {
    catalogue.programme.install_award = Dough::new(2);
    catalogue.programme.surprise.cost = Dough::new(2);
    catalogue.programme.surprise.prizes.retain(|it| matches!(it.prize, Prize::Item(_)));
    catalogue.programme.surprise.prizes.truncate(1);
    for rule in &mut catalogue.programme.accrual_rules {
        rule.max_per_day = Some(6);
    }
    catalogue
}

impl Shop {
    /// Opens a shop in a folder.
    pub(crate) async fn open(folder: &Path, random: Chance) -> Arc<Self> {
        let shop = Arc::new(Self {
            database: folder.join("shop.db"),
            clock: Arc::new(ShopClock::new()),
            random: Arc::new(random),
            letters: Arc::default(),
            running: Mutex::new(None),
        });
        shop.start().await;
        shop
    }

    /// Starts the server, on the database of before.
    pub(crate) async fn start(&self) {
        let seed = self.random.seed();
        let store = SqliteStore::open(&self.database, seed).expect("the shop's database opens");
        let store: Arc<dyn Store> = Arc::new(AtOnce(store));
        if store.catalogues(0).await.expect("the menu is read").is_empty() {
            let files = read_catalogue(&bakery()).expect("the bakery's files are good");
            let images = files.images().to_vec();
            let first = generous(files.into_catalogue(1, Millis::new(0)));
            store.add_catalogue(first, images).await.expect("the menu is kept");
        }
        let (app, engine) = App::start(Parts {
            store: Arc::clone(&store),
            clock: Arc::<ShopClock>::clone(&self.clock),
            random: Arc::<Chance>::clone(&self.random),
            payment: Arc::new(TestPaymentProvider),
            mail: Arc::<Letters>::clone(&self.letters),
            settings: Settings {
                authority: AUTHORITY.to_owned(),
                secure: false,
                minimum_client: None,
                apps: Apps::default(),
                limits: dough_server::http::Limits::default(),
                alone: dough_server::http::AloneLimits::default(),
                outbound: dough_server::Outbound::default(),
                sign_in_links: vec![],
            },
        })
        .await
        .expect("the server starts");
        let router = dough_server::http::router(Arc::clone(&app));
        *self.running() = Some(Running { store, app, router, engine, calls: JoinSet::new() });
    }

    /// Stops the server. What is under way is cut off in the middle; a transaction is not.
    pub(crate) async fn stop(&self) {
        let Some(running) = self.running().take() else {
            return;
        };
        let Running { store, app, router, engine, mut calls } = running;
        calls.shutdown().await;
        app.stop();
        drop((router, app));
        let ended = timeout(Duration::from_mins(5), engine).await;
        ended.expect("the engine ends when its server stops").expect("the engine didn't panic");
        let left = Arc::strong_count(&store);
        assert_eq!(left, 1, "the stopped server has let go of its database");
    }

    /// What the shop keeps.
    pub(crate) fn store(&self) -> Arc<dyn Store> {
        let running = self.running();
        Arc::clone(&running.as_ref().expect("the server runs").store)
    }

    /// Whether it answers.
    pub(crate) fn is_open(&self) -> bool {
        self.running().is_some()
    }

    /// Answers a request, in a task of its own: one who doesn't wait for the answer doesn't undo
    /// the request. Nothing where the server is down, or stops before it has answered.
    pub(crate) async fn answer(&self, request: Request<Vec<u8>>) -> Option<Response<Body>> {
        let (told, answer) = tokio::sync::oneshot::channel();
        {
            let mut running = self.running();
            let running = running.as_mut()?;
            while running.calls.try_join_next().is_some() {}
            let router = running.router.clone();
            running.calls.spawn(async move {
                let Ok(response) = router.oneshot(request.map(Body::from)).await;
                // Who asked may have gone.
                let _ = told.send(response);
            });
        }
        answer.await.ok()
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
