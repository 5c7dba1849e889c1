//! The customer and the customer's phones.

use crate::records::Language;
use dough_core::engine::ExportFiles;
use dough_core::rules::command::LastBalance;
use dough_core::rules::units::Millis;
use dough_core::views;
use dough_core::wire::{replies, requests};

/// What is known of the customer.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Profile {
    /// What the customer wants to be called.
    pub name: Option<String>,
    /// In which language mail is written.
    pub language: Option<Language>,
    /// The confirmed e-mail address.
    pub email: Option<String>,
    /// Whether news and offers may be sent; nothing where nothing was chosen yet.
    pub news: Option<bool>,
    /// Whether purchases may be looked at for research.
    pub research: Option<bool>,
}

/// A phone of the wallet.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Device {
    /// Its name: the kid of its key that signs calls.
    pub id: String,
    /// When it was enrolled.
    pub since: i64,
    /// From when on it may spend euros; nothing where it may from the start.
    pub spends_from: Option<i64>,
    /// Whether it is this one.
    pub own: bool,
}

/// A code by which this phone agrees to another one.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DeviceCode {
    /// Eight letters and digits.
    pub code: String,
    /// Until when it is good, by the server's clock.
    pub expires_at: i64,
}

/// Why this phone may use another wallet.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Proof {
    /// The code that was sent to the wallet's address, at this phone's asking. The phone may spend
    /// euros 24 hours later.
    Email {
        /// The address.
        email: String,
        /// The six digits.
        code: String,
    },
    /// The code that another phone of the wallet shows.
    Device {
        /// The code.
        code: String,
    },
}

/// What becomes of the euros in a wallet that is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum BalanceEnd {
    /// They are paid out.
    PayOut,
    /// They are given up.
    GiveUp,
    /// There are none.
    NoneLeft,
}

/// Where the two files are that tell all that is kept of the customer.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Export {
    /// For programs.
    pub json: String,
    /// To read.
    pub html: String,
}

impl From<replies::Profile> for Profile {
    fn from(profile: replies::Profile) -> Self {
        Self {
            name: profile.name,
            language: profile.language.map(Into::into),
            email: profile.email,
            news: profile.consents.as_ref().map(|consents| consents.news),
            research: profile.consents.as_ref().map(|consents| consents.research),
        }
    }
}

impl From<views::DeviceView> for Device {
    fn from(view: views::DeviceView) -> Self {
        Self {
            id: view.device.api_key,
            since: view.device.since.get(),
            spends_from: view.device.spends_from.map(Millis::get),
            own: view.own,
        }
    }
}

impl From<replies::DeviceCode> for DeviceCode {
    fn from(code: replies::DeviceCode) -> Self {
        Self { code: code.code, expires_at: code.expires_at.get() }
    }
}

impl From<Proof> for requests::Proof {
    fn from(proof: Proof) -> Self {
        match proof {
            Proof::Email { email, code } => Self::Email { email, code },
            Proof::Device { code } => Self::Device { code },
        }
    }
}

impl From<BalanceEnd> for LastBalance {
    fn from(end: BalanceEnd) -> Self {
        match end {
            BalanceEnd::PayOut => Self::PayOut,
            BalanceEnd::GiveUp => Self::GiveUp,
            BalanceEnd::NoneLeft => Self::NoneLeft,
        }
    }
}

impl From<ExportFiles> for Export {
    fn from(files: ExportFiles) -> Self {
        Self {
            json: files.json.to_string_lossy().into_owned(),
            html: files.html.to_string_lossy().into_owned(),
        }
    }
}
