//! The play: a storm of steps, then calm, then the days after.

use crate::audit;
use crate::chance::Chance;
use crate::counter::Counter;
use crate::line::Weather;
use crate::phone::Phone;
use crate::shop::Shop;
use dough_rules::units::Span;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// How many phones there are.
const PHONES: u64 = 5;
/// How long the world may take to come to rest once nothing goes wrong: as long as a proxy that
/// broke streams is polled around, and some.
const REST: Duration = Duration::from_mins(15);

/// A world of one seed.
pub(crate) struct World {
    pub(crate) shop: Arc<Shop>,
    pub(crate) phones: Vec<Phone>,
    pub(crate) counter: Counter,
    weather: Arc<Weather>,
    fate: Chance,
    began: Instant,
    /// Where the files are, as long as the world lasts.
    _folder: TempDir,
}

/// How often something happened in worlds.
pub type Happened = BTreeMap<String, u32>;

/// Plays a seed: so many steps, then calm. Says what happened, so that a proof can't be one of
/// nothing.
///
/// # Panics
///
/// Where something doesn't hold.
pub fn run(seed: u64, steps: u32) -> Happened {
    crate::time::virtual_runtime().block_on(async {
        let mut world = World::begin(seed).await;
        for _ in 0..steps {
            world.step().await;
        }
        world.calms_down().await;
        audit::check(&mut world).await;
        // A week later rewards of invitations have come, and nobody has done anything.
        world.shop.clock.skip(Span::days(8));
        world.comes_to_rest().await;
        let mut happened = audit::check(&mut world).await;
        happened.insert("seconds".to_owned(), world.age());
        world.ends().await;
        happened
    })
}

/// A folder in memory, where the machine has one: what is proved isn't the disk.
pub(crate) fn folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let made = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    made.or_else(|_| TempDir::new()).expect("a temporary folder")
}

impl World {
    async fn begin(seed: u64) -> Self {
        let folder = folder();
        let shop = Shop::open(folder.path(), Chance::of(seed, 0)).await;
        let weather = Weather::stormy();
        let counter = Counter::open(&shop, &weather, seed).await;
        let phones = (0..PHONES)
            .map(|name| Phone::new((name, seed), folder.path(), &shop, &weather))
            .collect();
        let (fate, began) = (Chance::of(seed, 2), Instant::now());
        Self { shop, phones, counter, weather, fate, began, _folder: folder }
    }

    /// Something happens to someone.
    async fn step(&mut self) {
        let who = usize::try_from(self.fate.number(0..PHONES)).unwrap_or(0);
        match self.fate.number(0..100) {
            0..54 => {
                let friends: Vec<String> =
                    self.phones.iter().filter_map(Phone::invite_code).collect();
                self.phones[who].acts(&friends).await;
            }
            54..56 => {
                self.phones[who].is_dropped_while_paying();
                self.phones[who].shows_code();
            }
            56..68 => {
                if let Some(code) = self.phones[who].shows_code() {
                    // Now and then the customer is slow, and the code runs out.
                    let late = if self.fate.happens(10) { 90 } else { 1 };
                    sleep(Duration::from_secs(late)).await;
                    self.counter.scans(&code.text).await;
                }
            }
            68..74 => self.counter.asks_again().await,
            74..77 => self.counter.refunds().await,
            77..86 => self.counter.cooks().await,
            86..98 => self.phones[who].happens().await,
            _ => self.restarts().await,
        }
        sleep(self.phones[who].pause_before_next()).await;
    }

    /// The server goes down, for a moment or for minutes.
    async fn restarts(&mut self) {
        self.shop.stop().await;
        let long = self.fate.happens(20);
        let (short, minutes) = (self.fate.millis(0..5_000), self.fate.millis(20_000..180_000));
        sleep(if long { minutes } else { short }).await;
        self.shop.start().await;
    }

    async fn calms_down(&mut self) {
        self.weather.calm_down();
        for phone in &mut self.phones {
            phone.wakes_up();
            // Some are told; the others must find out.
            if self.fate.happens(50) {
                phone.engine().network_changed();
            }
        }
        self.counter.finishes().await;
        self.comes_to_rest().await;
    }

    /// Waits until every intent is over and every journal read.
    async fn comes_to_rest(&self) {
        let deadline = Instant::now() + REST;
        // What the clock brought is found by jobs, once a second.
        sleep(Duration::from_secs(5)).await;
        while let Some(restless) = self.restless().await {
            assert!(Instant::now() < deadline, "no rest after {REST:?}: {restless}");
            sleep(Duration::from_millis(500)).await;
        }
    }

    /// Who isn't at rest.
    async fn restless(&self) -> Option<String> {
        let (store, now) = (self.shop.store(), dough_server::Clock::now(&*self.shop.clock));
        let due = store.due(now, 1).await.expect("the store answers");
        let messages = store.messages(1).await.expect("the store answers");
        if !due.is_empty() || !messages.is_empty() {
            return Some("the server's jobs".to_owned());
        }
        for phone in &self.phones {
            let home = phone.engine().home().expect("the home can be read");
            let Some(wallet) = home.wallet else {
                return Some(phone.last_words());
            };
            let facts = store.wallet(wallet).await.expect("the store answers");
            if home.outbox > 0 || facts.map(|facts| facts.head) != Some(home.head) {
                return Some(phone.last_words());
            }
        }
        None
    }

    /// How many seconds it has lasted, in virtual time.
    fn age(&self) -> u32 {
        u32::try_from(self.began.elapsed().as_secs()).unwrap_or(u32::MAX)
    }

    async fn ends(self) {
        drop(self.phones);
        drop(self.counter);
        self.shop.stop().await;
    }
}
