//! The one place where commands are decided.
//!
//! ```text
//! submit -> a lane's bounded queue -> take what waits (at most 256, no timer)
//!        -> store.transact: load what they name
//!             -> for each: claims (stored reply? sale booked? code spent?) -> rules::decide
//!             -> commit all effects       one transaction, one sync
//!        -> replies, nudges               only now
//! ```
//! A store that takes several writers has as many lanes: one batch is decided while another one is
//! on its way to the disk. A command about a shop's room goes to the shop's lane, any other one to
//! its wallet's, so that two lanes seldom want the same row; where they do, it is a race as with
//! another server.
//!
//! A full queue answers at once with `overloaded`. A lost race reloads and decides again, with the
//! time, ids and random bytes that each command got when it entered; commands that name the rows for
//! which it was lost are left out, and follow alone.

mod batch;
mod claims;
mod job;
mod nudge;
mod people;

pub use job::{Answer, Job, Opening, SaleJob};
pub use nudge::Nudges;
pub use people::{CodeProof, PeopleJob};

use crate::meters::Meters;
use crate::store::{Loaded, Needs, Store, StoreError};
use batch::{Decided, WorkingSet};
use dough_rules::Catalogue;
use dough_wire::Problem;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};

/// How many commands wait at most, in all lanes together.
const QUEUE: usize = 1024;
/// How many commands one transaction takes.
const BATCH: usize = 256;

/// A command and where its answer goes.
struct Waiting {
    job: Job,
    answer: oneshot::Sender<Answer>,
}

/// The catalogues that are known, newest last.
#[derive(Default)]
pub struct Catalogues {
    versions: RwLock<Vec<Arc<Catalogue>>>,
}

impl Catalogues {
    /// The one in force at a moment: the newest of those that hold by then.
    pub fn at(&self, now: dough_rules::units::Millis) -> Option<Arc<Catalogue>> {
        let versions = self.versions.read().unwrap_or_else(PoisonError::into_inner);
        versions.iter().rev().find(|catalogue| catalogue.valid_from <= now).cloned()
    }

    /// The one of a version, whether it is in force or not.
    pub fn version(&self, version: u32) -> Option<Arc<Catalogue>> {
        let versions = self.versions.read().unwrap_or_else(PoisonError::into_inner);
        versions.iter().find(|catalogue| catalogue.version == version).cloned()
    }

    /// The newest version known; 0 for none.
    pub fn newest(&self) -> u32 {
        let versions = self.versions.read().unwrap_or_else(PoisonError::into_inner);
        versions.last().map_or(0, |catalogue| catalogue.version)
    }

    /// Takes newer versions from the store.
    pub async fn refresh(&self, store: &dyn Store) -> Result<(), StoreError> {
        let found = store.catalogues(self.newest()).await?;
        let mut versions = self.versions.write().unwrap_or_else(PoisonError::into_inner);
        for catalogue in found {
            if versions.last().is_none_or(|last| last.version < catalogue.version) {
                versions.push(Arc::new(catalogue));
            }
        }
        Ok(())
    }
}

/// The door to the queues.
#[derive(Clone)]
pub struct Engine {
    lanes: Arc<[mpsc::Sender<Waiting>]>,
}

impl Engine {
    /// Starts the engine. It ends, with all that waits decided, once every door is gone.
    pub fn start(
        store: Arc<dyn Store>,
        catalogues: Arc<Catalogues>,
        nudges: Arc<Nudges>,
        meters: Arc<Meters>,
    ) -> (Self, JoinHandle<()>) {
        let count = store.writers().max(1);
        let desk = Arc::new(Desk { store, catalogues, nudges, meters });
        let mut working = JoinSet::new();
        let lanes = (0..count).map(|_| {
            let (queue, waiting) = mpsc::channel(QUEUE.div_ceil(count));
            working.spawn(run(waiting, Arc::clone(&desk)));
            queue
        });
        let lanes = lanes.collect();
        let ended = tokio::spawn(async move {
            working.join_all().await;
        });
        (Self { lanes }, ended)
    }

    /// How many commands wait.
    pub fn waiting(&self) -> usize {
        self.lanes.iter().map(|lane| lane.max_capacity() - lane.capacity()).sum()
    }

    fn lane(&self, job: &Job) -> &mpsc::Sender<Waiting> {
        let mut hasher = DefaultHasher::new();
        match &job.shop {
            Some(shop) => shop.hash(&mut hasher),
            None => job.wallet.hash(&mut hasher),
        }
        let lanes = self.lanes.len() as u64;
        &self.lanes[usize::try_from(hasher.finish() % lanes).unwrap_or(0)]
    }

    /// Asks for a decision, and waits until it is durable.
    pub async fn submit(&self, job: Job) -> Answer {
        let (answer, answered) = oneshot::channel();
        match self.lane(&job).try_send(Waiting { job, answer }) {
            Ok(()) => answered.await.unwrap_or_else(|_| {
                Answer::problem(&Problem::new("shutting_down", "The server stopped before."))
            }),
            Err(mpsc::error::TrySendError::Full(_)) => Answer::overloaded(),
            Err(mpsc::error::TrySendError::Closed(_)) => {
                Answer::problem(&Problem::new("shutting_down", "The server is about to stop."))
            }
        }
    }
}

/// What commands are decided with.
struct Desk {
    store: Arc<dyn Store>,
    catalogues: Arc<Catalogues>,
    nudges: Arc<Nudges>,
    meters: Arc<Meters>,
}

async fn run(mut waiting: mpsc::Receiver<Waiting>, desk: Arc<Desk>) {
    let mut taken = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut taken, BATCH).await > 0 {
        let batch = std::mem::take(&mut taken);
        work(batch, &desk).await;
    }
}

/// Decides a batch, commits it, and answers. Where the store refuses a batch as a whole, each command
/// is tried alone, so that one that can't be kept costs the others nothing.
async fn work(batch: Vec<Waiting>, desk: &Desk) {
    let (jobs, doors): (Vec<_>, Vec<_>) =
        batch.into_iter().map(|waiting| (waiting.job, waiting.answer)).unzip();
    let jobs: Arc<[Job]> = jobs.into();
    let mut answers = Vec::with_capacity(jobs.len());
    let mut is_away = false;
    match decide_and_commit(Arc::clone(&jobs), desk).await {
        Ok(decided) => {
            desk.nudges.tell(&decided);
            for (job, answer) in jobs.iter().zip(decided.answers) {
                answers.push(match answer {
                    Some(answer) => answer,
                    None => alone(job.clone(), desk, &mut is_away).await,
                });
            }
        }
        Err(StoreError::Unavailable(why)) => {
            tracing::error!(why, commands = jobs.len(), "the database is not available");
            answers.resize(jobs.len(), storage_failed());
        }
        Err(error) => {
            tracing::error!(%error, commands = jobs.len(), "a batch could not be committed");
            for job in jobs.iter() {
                answers.push(alone(job.clone(), desk, &mut is_away).await);
            }
        }
    }
    for (door, answer) in doors.into_iter().zip(answers) {
        // A caller that has gone asks again under the same id.
        let _ = door.send(answer);
    }
}

/// Decides one command, unless the database was found to be away.
async fn alone(job: Job, desk: &Desk, is_away: &mut bool) -> Answer {
    if *is_away {
        return storage_failed();
    }
    match decide_and_commit([job].into(), desk).await {
        Ok(mut decided) => {
            desk.nudges.tell(&decided);
            decided.answers.pop().flatten().unwrap_or_else(Answer::overloaded)
        }
        Err(error) => {
            tracing::error!(%error, "a command could not be committed");
            *is_away = matches!(error, StoreError::Unavailable(_));
            storage_failed()
        }
    }
}

/// A line to the database may break while it says yes, so this doesn't say that nothing was booked.
fn storage_failed() -> Answer {
    let problem = Problem::new("storage_failed", "Try again soon, under the same id.");
    Answer::problem(&problem.with("retry_after", 1))
}

async fn decide_and_commit(jobs: Arc<[Job]>, desk: &Desk) -> Result<Decided, StoreError> {
    let (begun, commands) = (Instant::now(), jobs.len());
    let mut needs = Needs::default();
    for job in jobs.iter() {
        job.name_needs(&mut needs);
    }
    let mut raced = vec![false; jobs.len()];
    let (epoch, catalogues) = (desk.store.epoch(), Arc::clone(&desk.catalogues));
    let last = Arc::new(Mutex::new(None));
    let decided = Arc::clone(&last);
    let decide = move |loaded: Loaded| {
        for (job, raced) in jobs.iter().zip(&mut raced) {
            *raced |= jobs.len() > 1 && job.names_any_of(&loaded.lost);
        }
        let mut set = WorkingSet::new(loaded, epoch);
        let answers = jobs.iter().zip(&raced);
        let answers =
            answers.map(|(job, raced)| (!raced).then(|| set.decide(job, &catalogues))).collect();
        let (batch, outcome) = set.finish(answers);
        *decided.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        batch
    };
    let committed = desk.store.transact(needs, Box::new(decide)).await?;
    desk.meters.committed(commands, begun.elapsed(), committed.took, committed.races);
    let outcome = last.lock().unwrap_or_else(PoisonError::into_inner).take();
    outcome.ok_or(StoreError::Closed)
}
