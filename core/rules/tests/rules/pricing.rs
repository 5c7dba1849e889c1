use dough_rules::pricing::vat_within;
use dough_rules::units::Cents;
use proptest::prelude::*;

/// `gross * rate / (10,000 + rate)` as a whole and a fraction, the fraction rounded half up.
fn model(gross: u64, rate: u64) -> u64 {
    let (above, below) = (gross * rate, 10_000 + rate);
    let (whole, rest) = (above / below, above % below);
    if rest >= below - rest { whole + 1 } else { whole }
}

fn agrees(gross: u64, rate: u32) -> bool {
    let cents = Cents::new(i64::try_from(gross).unwrap());
    let vat = vat_within(cents, rate).get();
    u64::try_from(vat) == Ok(model(gross, u64::from(rate)))
}

#[test]
fn vat_is_rounded_half_up_for_every_rate_and_small_amount() {
    for rate in [0, 600, 900, 1200, 2100, 10_000] {
        for gross in 0..25_000 {
            assert!(agrees(gross, rate), "{gross} at {rate}");
        }
    }
}

#[test]
fn half_a_cent_of_vat_is_a_cent() {
    assert_eq!(vat_within(Cents::new(1), 10_000), Cents::new(1));
    assert_eq!(vat_within(Cents::new(3), 10_000), Cents::new(2));
}

proptest! {
    #[test]
    fn vat_is_rounded_half_up_for_large_amounts(gross in 0..1_000_000_000_u64, rate in 0..=10_000_u32) {
        prop_assert!(agrees(gross, rate));
    }
}
