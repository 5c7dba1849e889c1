//! Ids that the phone makes: UUID version 7, from the injected clock and randomness.

use crate::ports::{Random, RandomFailure};
use dough_rules::units::Millis;
use uuid::Uuid;

/// A new id. Ids made later sort later.
pub(crate) fn new_id(now: Millis, random: &dyn Random) -> Result<Uuid, RandomFailure> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let millis = u64::try_from(now.get()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}

/// 32 lower-case hexadecimal digits that nobody can guess.
pub(crate) fn nonce(random: &dyn Random) -> Result<String, RandomFailure> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(Uuid::from_bytes(bytes).simple().to_string())
}
