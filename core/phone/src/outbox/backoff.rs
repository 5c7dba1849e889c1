//! When to try again: exponential, with full jitter.

use crate::ports::Random;
use std::time::Duration;

/// A moment somewhere between now and `base` doubled `failures - 1` times, at most `cap`. Spread
/// over the whole span, so that phones that failed together don't come back together.
pub(crate) fn full_jitter(
    base: Duration,
    cap: Duration,
    failures: u32,
    random: &dyn Random,
) -> Duration {
    let doubled = 2u32.saturating_pow(failures.saturating_sub(1).min(20));
    let span = base.saturating_mul(doubled).min(cap);
    let mut bytes = [0; 4];
    // Without randomness: the whole span, which is the polite end.
    if random.fill(&mut bytes).is_err() {
        return span;
    }
    span.mul_f64(f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::RandomFailure;

    struct Always(u8);

    impl Random for Always {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomFailure> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn the_span_doubles_up_to_its_cap_and_jitter_takes_any_part_of_it() {
        let (base, cap) = (Duration::from_millis(200), Duration::from_mins(1));
        let longest = |failures| full_jitter(base, cap, failures, &Always(255));
        assert_eq!(longest(1), Duration::from_millis(200));
        assert_eq!(longest(4), Duration::from_millis(1600));
        assert_eq!(longest(10), cap);
        assert_eq!(longest(u32::MAX), cap);
        assert_eq!(full_jitter(base, cap, 9, &Always(0)), Duration::ZERO);
    }
}
