//! What a running server counts and times, as Prometheus reads it.
//!
//! Each server has a registry of its own. Labels are names of this program: routes as they are
//! written, codes of the table, never what a caller sent.

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// Bounds of times, in seconds: from a tenth of a millisecond, which a fast disk's sync takes, to
/// the longest that a call may.
const TIMES: [f64; 16] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    10.0, 30.0,
];
/// Bounds of numbers of commands.
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// A call that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Answered {
    pub(crate) route: String,
    pub(crate) method: &'static str,
    pub(crate) status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Everything that is measured.
pub struct Meters {
    registry: Registry,
    calls: Family<Answered, Counter>,
    call_times: Family<Route, Histogram>,
    refusals: Family<Code, Counter>,
    batch_sizes: Histogram,
    batch_times: Histogram,
    commit_times: Histogram,
    races: Counter,
    told: Family<Outcome, Counter>,
    pub(crate) untold: Gauge,
    pub(crate) webhooks_disabled: Gauge,
    pub(crate) waiting: Gauge,
    pub(crate) under_way: Gauge,
    pub(crate) streams: Gauge,
}

fn times() -> Histogram {
    Histogram::new(TIMES)
}

impl Default for Meters {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("dough");
        let calls = Family::default();
        registry.register("calls", "Calls that were answered", calls.clone());
        let call_times = Family::<Route, Histogram>::new_with_constructor(times);
        let (help, seconds) = ("How long a call took, streams until they began", Unit::Seconds);
        registry.register_with_unit("call", help, seconds, call_times.clone());
        let refusals = Family::default();
        registry.register("refusals", "Answers that are problems, by code", refusals.clone());
        let batch_sizes = Histogram::new(SIZES);
        let help = "How many commands a transaction took";
        registry.register("batch_commands", help, batch_sizes.clone());
        let batch_times = times();
        let help = "How long a batch took: loaded, decided, committed, races included";
        registry.register_with_unit("batch", help, Unit::Seconds, batch_times.clone());
        let commit_times = times();
        let help = "How long the commit of a batch took, with the disk's sync";
        registry.register_with_unit("commit", help, Unit::Seconds, commit_times.clone());
        let races = Counter::default();
        let help = "Batches that were decided again, since another server was faster";
        registry.register("races", help, races.clone());
        let (waiting, under_way, streams) = <(Gauge, Gauge, Gauge)>::default();
        registry.register("queue_commands", "Commands that wait", waiting.clone());
        registry.register("calls_under_way", "Calls under way", under_way.clone());
        registry.register("streams", "Open streams, and answers that wait", streams.clone());
        let told = Family::default();
        registry.register("webhooks", "Attempts to tell other programs, by outcome", told.clone());
        let (untold, webhooks_disabled) = <(Gauge, Gauge)>::default();
        registry.register("webhooks_waiting", "Messages that wait to be told", untold.clone());
        let help = "Addresses that were given and are disabled";
        registry.register("webhooks_disabled", help, webhooks_disabled.clone());
        Self {
            registry,
            calls,
            call_times,
            refusals,
            batch_sizes,
            batch_times,
            commit_times,
            races,
            told,
            untold,
            webhooks_disabled,
            waiting,
            under_way,
            streams,
        }
    }
}

impl Meters {
    /// Counts a call, with its problem's code where the answer is one.
    pub(crate) fn answered(&self, call: &Answered, took: Duration, code: Option<&str>) {
        let route = Route { route: call.route.clone() };
        self.call_times.get_or_create(&route).observe(took.as_secs_f64());
        self.calls.get_or_create(call).inc();
        if let Some(code) = code {
            self.refusals.get_or_create(&Code { code: code.to_owned() }).inc();
        }
    }

    /// Counts a batch that was committed.
    pub(crate) fn committed(&self, commands: usize, took: Duration, commit: Duration, races: u32) {
        self.batch_sizes.observe(u32::try_from(commands).map_or(f64::MAX, f64::from));
        self.batch_times.observe(took.as_secs_f64());
        self.commit_times.observe(commit.as_secs_f64());
        self.races.inc_by(u64::from(races));
    }

    /// Counts an attempt to tell another program what happened.
    pub(crate) fn told(&self, outcome: &'static str) {
        self.told.get_or_create(&Outcome { outcome }).inc();
    }

    /// All of it, in the OpenMetrics text format.
    pub(crate) fn text(&self) -> String {
        let mut said = String::new();
        // Writing to a string can't fail.
        let _ = text::encode(&mut said, &self.registry);
        said
    }
}
