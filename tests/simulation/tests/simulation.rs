//! Phones, tills and a server in worlds of many seeds, each in virtual time.
//!
//! `DOUGH_SEED=7` plays that seed alone, `DOUGH_STEPS` sets how many steps a world has, and
//! `DOUGH_SOAK` (as `make soak` sets it) plays a fiftieth as many seeds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a proof that fails panics")]

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64, Ordering};

/// Worlds of a normal run.
const WORLDS: u64 = 24;
/// Steps of a world.
const STEPS: u32 = 500;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn whatever_the_network_does_every_world_comes_to_rest_and_everything_adds_up() {
    let steps = number("DOUGH_STEPS").and_then(|steps| steps.try_into().ok()).unwrap_or(STEPS);
    let (first, count) = match number("DOUGH_SEED") {
        Some(seed) => (seed, 1),
        None => (1, number("DOUGH_SOAK").map_or(WORLDS, |cases| (cases / 50).max(WORLDS))),
    };
    let next = AtomicU64::new(first);
    let failed = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= first + count || failed.load(Ordering::SeqCst) > 0 {
                        return;
                    }
                    if catch_unwind(|| dough_simulation::run(seed, steps)).is_err() {
                        failed.fetch_add(1, Ordering::SeqCst);
                        eprintln!(
                            "seed {seed} failed. To play it alone:\n  DOUGH_SEED={seed} \
                             DOUGH_STEPS={steps} cargo test -p dough-simulation --test simulation"
                        );
                    }
                }
            });
        }
    });
    assert_eq!(failed.into_inner(), 0, "worlds failed; their seeds stand above");
}
