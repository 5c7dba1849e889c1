//! The demonstration's bakery: server, network, clock, tills, staff and phones.

use super::clock::MovableClock;
use super::network::Network;
use crate::bakery;
use crate::client::{Staff, yes};
use crate::config::Database;
use crate::shop;
use anyhow::{Context, Result};
use dough_core::views::{Home, IntentId};
use dough_core::{Config, DeviceKeys, Engine, Language, Ports, SoftwareKeys, Topic, Update};
use dough_paycode::SoftwareKey;
use dough_register::{Till, fresh_id};
use dough_rules::ids::ShopId;
use dough_rules::slots::local_instants;
use dough_rules::units::Millis;
use dough_rules::{Catalogue, units::Span};
use dough_server::apps::Apps;
use dough_server::mail::FolderMail;
use dough_server::payment::TestPaymentProvider;
use dough_server::staff::SignInLink;
use dough_server::store::Store;
use dough_server::{App, Clock, Parts, Settings, SystemClock, SystemRandom};
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::requests::Role;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long the story waits for something that should come at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who the demonstration's mails are from.
const MAIL_FROM: &str = "The bakery <bakery@example.com>";

/// Everything that the story plays in.
pub(super) struct World {
    folder: TempDir,
    pub(super) clock: Arc<MovableClock>,
    pub(super) network: Network,
    pub(super) catalogue: Catalogue,
    links: Vec<SignInLink>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<()>>,
}

impl World {
    /// Builds the bakery and opens its doors.
    pub(super) async fn build(listen: SocketAddr) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        bakery::write_to(folder.path())?;
        let clock = Arc::new(MovableClock::starting_at(opening_morning()?));
        let store = shop::open(&database(folder.path())).await?;
        shop::first_catalogue(store.as_ref(), folder.path()).await?;
        let catalogue = store.catalogues(0).await?.pop().context("no catalogue")?;
        let links = accounts(store.as_ref(), &catalogue, Clock::now(clock.as_ref())).await?;
        let (network, listener) = Network::listen(listen).await?;
        let inner = TcpListener::bind("127.0.0.1:0").await?;
        network.relay(listener, inner.local_addr()?);
        let (app, engine) = App::start(Parts {
            store,
            clock: Arc::<MovableClock>::clone(&clock),
            random: Arc::new(SystemRandom),
            payment: Arc::new(TestPaymentProvider),
            mail: Arc::new(FolderMail::new(&mails(folder.path()), MAIL_FROM)?),
            settings: Settings {
                authority: network.address().to_string(),
                secure: false,
                minimum_client: None,
                apps: Apps::default(),
                limits: dough_server::http::Limits::default(),
                alone: dough_server::http::AloneLimits::default(),
                outbound: dough_server::Outbound::default(),
                sign_in_links: links.clone(),
            },
        })
        .await?;
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(async move {
            let told = async move {
                // The sender gone is a stop as well.
                let _ = stopped.await;
            };
            dough_server::serve(app, inner, told).await?;
            engine.await?;
            Ok(())
        });
        Ok(Self { folder, clock, network, catalogue, links, stop, server })
    }

    /// Where everybody finds the shop.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.network.address())
    }

    /// The live database.
    pub(super) fn database(&self) -> Database {
        database(self.folder.path())
    }

    /// The time in the bakery.
    pub(super) fn now(&self) -> Millis {
        Clock::now(self.clock.as_ref())
    }

    /// Moves the bakery's time.
    pub(super) fn advance(&self, span: Span) {
        self.clock.advance(span);
    }

    /// A phone with a store and keys of its own.
    pub(super) fn phone(&self, name: &str) -> Result<Phone> {
        let keys: Arc<dyn DeviceKeys> = Arc::new(SoftwareKeys::from_seed(&rand::random())?);
        Phone::open(self, name, keys)
    }

    /// Somebody of the staff, signed in by the link that the demonstration prints.
    pub(super) async fn staff(&self, account: &str) -> Result<Staff> {
        let link = self.links.iter().find(|link| link.account == account);
        Staff::follow(&self.url(), &link.context("no such account")?.token).await
    }

    /// A till of a shop, enrolled by the owner.
    pub(super) async fn till(&self, owner: &Staff, shop: &ShopId, name: &str) -> Result<Till> {
        let clock = Arc::clone(&self.clock);
        let key = SoftwareKey::from_bytes(&rand::random())?;
        let till = Till::new(&self.url(), key, Arc::new(move || Clock::now(clock.as_ref())))?;
        let code = owner.register_code(shop).await?;
        yes(till.enrol(&code.code, name).await?)?;
        Ok(till)
    }

    /// What can be looked at while it runs on.
    pub(super) fn invitation(&self, phones: SocketAddr) -> String {
        let (url, now) = (self.url(), self.now().to_utc().strftime("%Y-%m-%d %H:%M"));
        let shop = self.catalogue.shops.first().map_or("", |shop| shop.id.as_str());
        let mut lines = vec![
            String::new(),
            format!("The bakery runs on; its time is {now} UTC. In a browser, first sign in:"),
        ];
        lines.extend(
            self.links
                .iter()
                .map(|link| format!("  as {:<25} {url}/sign-in/{}", link.account, link.token)),
        );
        for (what, address) in [
            ("the register", format!("{url}/shops/{shop}/register")),
            ("the pickup board", format!("{url}/shops/{shop}/board")),
            ("the phones", format!("http://{phones}")),
            ("mails to customers, as files", mails(self.folder.path()).display().to_string()),
            ("the API, for people", format!("{url}/docs")),
            ("the API, for programs", format!("{url}/openapi.json")),
            ("whether it works", format!("{url}/health")),
        ] {
            lines.push(format!("  {what:<28} {address}"));
        }
        lines.push(
            "Payments go to the test provider, which takes no money. Ctrl-C ends it.".to_owned(),
        );
        lines.join("\n")
    }

    /// Closes the shop; what was asked is decided first.
    pub(super) async fn close(self) -> Result<()> {
        // Somebody who waits for the end has gone already if this fails.
        let _ = self.stop.send(());
        self.server.await?
    }
}

fn mails(folder: &Path) -> PathBuf {
    folder.join("mails")
}

fn database(folder: &Path) -> Database {
    Database::of(folder, None)
}

/// The next Tuesday, at eight in the morning in Brussels: all shops are open.
fn opening_morning() -> Result<Millis> {
    let zone = TimeZone::get("Europe/Brussels")?;
    let today = SystemClock::new().now().in_zone(&zone).date();
    let morning = Time::constant(8, 0, 0, 0);
    let tuesday = today.nth_weekday(1, Weekday::Tuesday)?;
    local_instants(&zone, tuesday, morning).next().context("there is no such morning")
}

/// The owner, and somebody in each shop.
async fn accounts(
    store: &dyn Store,
    catalogue: &Catalogue,
    now: Millis,
) -> Result<Vec<SignInLink>> {
    let mut links = Vec::new();
    let owner = ("owner".to_owned(), Role::Owner, vec![]);
    let staff = catalogue
        .shops
        .iter()
        .map(|shop| (format!("{}-staff", shop.id), Role::Staff, vec![shop.id.clone()]));
    for (account, role, shops) in std::iter::once(owner).chain(staff) {
        let password = shop::fresh_password();
        shop::add_account(store, (&account, &password), role, shops, now).await?;
        links.push(SignInLink { token: fresh_id().simple().to_string(), account });
    }
    Ok(links)
}

/// A phone of the story. It can be closed and opened again.
pub(super) struct Phone {
    pub(super) engine: Engine,
    pub(super) name: String,
    keys: Arc<dyn DeviceKeys>,
}

impl Phone {
    fn open(world: &World, name: &str, keys: Arc<dyn DeviceKeys>) -> Result<Self> {
        let config = Config {
            store: world.folder.path().join(format!("{name}.phone")),
            server: world.url(),
            language: Language::En,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let clock = Arc::<MovableClock>::clone(&world.clock);
        let ports = Ports { clock, ..Ports::system() };
        let engine = Engine::open(config, Arc::clone(&keys), ports)?;
        Ok(Self { engine, name: name.to_owned(), keys })
    }

    /// Waits until the phone's home is so, without asking the shop. How long that took.
    pub(super) async fn until(
        &self,
        what: &str,
        is_so: impl Fn(&Engine, &Home) -> bool,
    ) -> Result<Duration> {
        let (tell, mut news) = tokio::sync::watch::channel(None);
        let _subscription = self.engine.observe(Topic::Home, move |update| {
            if let Update::Home(home) = update {
                tell.send_replace(Some(*home));
            }
        });
        let began = Instant::now();
        let so = news.wait_for(|home| home.as_ref().is_some_and(|home| is_so(&self.engine, home)));
        match tokio::time::timeout(PATIENCE, so).await {
            Ok(Ok(_)) => Ok(began.elapsed()),
            _ => anyhow::bail!("{} waited in vain for: {what}", self.name),
        }
    }

    /// Waits for an intent's end, and takes its yes.
    pub(super) async fn done(&self, id: impl Into<IntentId>) -> Result<CommandReply> {
        let view = tokio::time::timeout(PATIENCE, self.engine.settled(id.into())).await??;
        match (view.answer, view.problem) {
            (Some(answer), _) => Ok(answer),
            (None, Some(problem)) => anyhow::bail!("{} ({})", problem.detail, problem.code),
            (None, None) => anyhow::bail!("the intent ended as {:?}", view.state),
        }
    }

    /// Waits for an intent's end, and takes its no.
    pub(super) async fn refused(&self, id: impl Into<IntentId>) -> Result<Problem> {
        let view = tokio::time::timeout(PATIENCE, self.engine.settled(id.into())).await??;
        view.problem.context("a refusal was expected, but the shop agreed")
    }

    /// Ends the app and starts it again, on the same store.
    pub(super) fn restart(self, world: &World) -> Result<Self> {
        self.engine.shutdown();
        let Self { name, keys, .. } = self;
        Self::open(world, &name, keys)
    }
}
