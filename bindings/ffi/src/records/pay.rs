//! Pay codes.

use crate::records::Receipt;
use dough_core::rules::ids::Seq;
use dough_core::rules::units::Cents;
use dough_core::views;
use dough_core::{Matrix, engine};

/// What a code is to allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PayRequest {
    /// Paying from the balance, up to so many cents.
    #[uniffi(default = None)]
    pub pay_max: Option<i64>,
    /// Earning.
    #[uniffi(default = false)]
    pub earn: bool,
    /// Using the voucher or the reward of this number.
    #[uniffi(default = None)]
    pub redeem: Option<u64>,
    /// The number of the only shop that may use it; anywhere if absent.
    #[uniffi(default = None)]
    pub shop: Option<u16>,
}

/// A code to show: black on white, with 4 modules of white around it, in the dark too.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PayCode {
    /// What the register reads.
    pub text: String,
    /// Modules on a side.
    pub width: u32,
    /// The rows from the top, each from the left: 1 for dark, 0 for light.
    pub modules: Vec<u8>,
    /// Until when it is good, by the phone's own clock.
    pub expires_at: i64,
    /// When to show a fresh picture, by the phone's own clock.
    pub refresh_at: i64,
    /// The payment session: what a fresh picture is asked for with.
    pub session: u64,
}

impl From<PayRequest> for engine::PayRequest {
    fn from(request: PayRequest) -> Self {
        Self {
            pay_max: request.pay_max.map(Cents::new),
            earn: request.earn,
            redeem: request.redeem.map(Seq::new),
            shop: request.shop,
        }
    }
}

/// Modules on a side, and all of them, row by row.
pub(super) fn squares(matrix: &Matrix) -> (u32, Vec<u8>) {
    let modules = matrix.rows().flatten().map(|dark| u8::from(*dark)).collect();
    (u32::try_from(matrix.width()).unwrap_or(0), modules)
}

impl From<engine::PayCodeView> for PayCode {
    fn from(code: engine::PayCodeView) -> Self {
        let (width, modules) = squares(&code.matrix);
        Self {
            modules,
            width,
            text: code.text,
            expires_at: code.expires_at.get(),
            refresh_at: code.refresh_at.get(),
            session: code.session,
        }
    }
}

/// A payment session: a code that was shown, and what it was used for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PaySession {
    /// Its number.
    pub session: u64,
    /// What it was used for; nothing while nobody has scanned it.
    pub receipt: Option<Receipt>,
    /// The same in the customer's language: "Paid EUR 8.60, +1 dough".
    pub text: Option<String>,
}

impl From<views::PaySession> for PaySession {
    fn from(view: views::PaySession) -> Self {
        Self { session: view.session, receipt: view.receipt.map(Into::into), text: view.text }
    }
}
