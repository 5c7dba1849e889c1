//! Randomness from the seed: each one in the world has a stream of its own, so that one's calls
//! don't change another's.

use dough_core::RandomFailure;
use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A stream of random numbers.
pub(crate) struct Chance(Mutex<StdRng>);

impl Chance {
    /// The stream of a seed that belongs to `whom`.
    pub(crate) fn of(seed: u64, whom: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_be_bytes());
        bytes[8..16].copy_from_slice(&whom.to_be_bytes());
        Self(Mutex::new(StdRng::from_seed(bytes)))
    }

    fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        draw(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A number of a range.
    pub(crate) fn number(&self, range: Range<u64>) -> u64 {
        self.with(|rng| rng.random_range(range))
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(crate) fn happens(&self, percent: u64) -> bool {
        self.number(0..100) < percent
    }

    /// A span of so many milliseconds.
    pub(crate) fn millis(&self, range: Range<u64>) -> Duration {
        Duration::from_millis(self.number(range))
    }

    /// One of these; nothing where there are none.
    pub(crate) fn pick<'a, T>(&self, among: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(among.len()).unwrap_or(0);
        if count == 0 {
            return None;
        }
        among.get(usize::try_from(self.number(0..count)).unwrap_or(0))
    }

    /// 32 random bytes.
    pub(crate) fn seed(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.with(|rng| rng.fill_bytes(&mut bytes));
        bytes
    }
}

impl dough_core::Random for Chance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomFailure> {
        self.with(|rng| rng.fill_bytes(bytes));
        Ok(())
    }
}

impl dough_server::Random for Chance {
    fn bytes(&self) -> [u8; 32] {
        self.seed()
    }
}
