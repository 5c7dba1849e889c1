//! Phones, tills and a server in worlds of many seeds, each in virtual time.
//!
//! `DOUGH_SEED=7` plays that seed alone, `DOUGH_STEPS` sets how many steps a world has, and
//! `DOUGH_SOAK` (as `make soak` sets it) plays a fiftieth as many seeds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a proof that fails panics")]

use dough_simulation::Happened;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Worlds of a normal run.
const WORLDS: u64 = 20;
/// What must have happened in some world, or it would prove nothing.
const EACH: [&str; 16] = [
    "top_up done",
    "top_up cancelled",
    "place_order done",
    "place_order refused",
    "place_order cancelled",
    "pay_order done",
    "edit_order done",
    "cancel_order done",
    "accept_invitation done",
    "open_surprise done",
    "sale_booked",
    "refunded",
    "order_completed",
    "order_ended",
    "invitation_qualified",
    "voucher_issued",
];
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
    let (failed, happened) = (AtomicU64::new(0), Mutex::new(Happened::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= first + count || failed.load(Ordering::SeqCst) > 0 {
                        return;
                    }
                    if let Ok(said) = catch_unwind(|| dough_simulation::run(seed, steps)) {
                        let mut sum = happened.lock().unwrap();
                        for (what, often) in said {
                            *sum.entry(what).or_default() += often;
                        }
                    } else {
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
    let happened = happened.into_inner().unwrap();
    println!("{happened:#?}");
    // One world alone may lack what is rare.
    for what in EACH.iter().filter(|_| count > 1 && steps >= STEPS) {
        assert!(happened.contains_key(*what), "in no world there was: {what}");
    }
}
