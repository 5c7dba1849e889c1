//! The app engine for Kotlin, Swift and Python: a thin facade, without logic.
//!
//! One long-lived object, [`Dough`]; everything else is records, enums and plain numbers. Amounts
//! are whole cents or whole dough, times are milliseconds since 1970, ids are text.
//!
//! | module | what lives there |
//! |---|---|
//! | `dough` | the object |
//! | `people` | its calls about the customer and the customer's phones |
//! | `ports` | what an app implements: keys, observer, clock, log |
//! | `error` | the one error, and those that an app's own code answers with |
//! | `records` | what is passed in and out |
//!
//! A panic doesn't cross the border as a crash: the caller gets its language's own error, and the
//! engine's tasks go on.

mod dough;
mod error;
mod people;
mod ports;
mod records;

pub use dough::{Dough, library_version};
pub use error::{CallbackError, DoughError, KeyStoreError};
pub use ports::{Clock, DeviceKeys, LogLevel, LogSink, Observer, Subscription, software_keys};
pub use records::*;

uniffi::setup_scaffolding!();
