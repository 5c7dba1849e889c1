//! Faults at each call of a customer's day: it ends as the undisturbed day did.
//!
//! Every fault is tried at every call of an intent. At the calls that read, they take turns;
//! `DOUGH_SOAK` (as `make soak` sets it) tries all of them there too. `DOUGH_CALL=12` tries all the
//! faults of one call alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a proof that fails panics")]

use dough_simulation::{FAULTS, Fault, day};
use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Kinds of intents that the day has: all there are.
const INTENTS: usize = 15;

/// Whether a call brings an intent.
fn is_intent(call: &str) -> bool {
    call.starts_with("POST") && !call.ends_with("/session") && !call.ends_with("/devices/code")
}

/// At which calls what goes wrong.
fn tries(calls: &[String]) -> Vec<(usize, Fault)> {
    let only: Option<usize> = std::env::var("DOUGH_CALL").ok().map(|text| text.parse().unwrap());
    let all = only.is_some() || std::env::var("DOUGH_SOAK").is_ok();
    let numbered = (0..).zip(calls).filter(|(number, _)| only.is_none_or(|only| *number == only));
    numbered
        .flat_map(|(number, call)| {
            let turn = number % FAULTS.len();
            let faults = if all || is_intent(call) { &FAULTS[..] } else { &FAULTS[turn..=turn] };
            faults.iter().map(move |fault| (number, *fault))
        })
        .collect()
}

#[test]
fn whatever_goes_wrong_at_whichever_call_the_day_ends_alike() {
    let undisturbed = day(None);
    assert_eq!(day(None).seen, undisturbed.seen, "the day itself is always the same");
    let kinds: BTreeSet<_> = undisturbed.calls.iter().filter(|call| is_intent(call)).collect();
    assert_eq!(kinds.len(), INTENTS, "{kinds:#?}");
    let tries = tries(&undisturbed.calls);
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(wrong) = tries.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let ended = catch_unwind(|| day(Some(*wrong)));
                    let alike = ended.is_ok_and(|ending| {
                        let other = ending.seen.iter().zip(&undisturbed.seen).find(|(a, b)| a != b);
                        if let Some((seen, expected)) = other {
                            eprintln!("{wrong:?}:\n  {seen}\ninstead of\n  {expected}");
                        }
                        ending.seen == undisturbed.seen
                    });
                    if !alike {
                        failures.lock().unwrap().push(*wrong);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    println!("{} calls, {} days", undisturbed.calls.len(), tries.len());
    assert!(failures.is_empty(), "these ended otherwise: {failures:?}");
}
