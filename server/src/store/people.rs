//! What is kept of people and their phones, apart from the ledger.

use super::KeyRecord;
use dough_paycode::Kid;
use dough_rules::command::LastBalance;
use dough_rules::ids::{InviteCode, PayoutId, WalletId};
use dough_rules::units::{Cents, Millis, Span};
use dough_wire::requests::Language;
use ring::hmac;

/// How long a code is good, from e-mail or from another phone.
pub const CODE_LIFE: Span = Span::minutes(10);
/// How often a code from an e-mail may be tried.
pub const CODE_TRIES: u32 = 5;
/// The time in which codes are counted.
pub const CODES_COUNTED: Span = Span::hours(1);
/// How many codes an address gets in that time.
pub const CODES_OF_ADDRESS: u32 = 5;
/// How many codes a phone may ask for in that time.
pub const CODES_OF_DEVICE: u32 = 10;

/// A text that must not be kept as it is: its HMAC under the store's own key.
pub type Sealed = [u8; 32];

/// A text sealed under a store's own key: it can be compared, and not read back.
pub(crate) fn seal(key: &[u8; 32], purpose: &str, parts: &[&str]) -> Sealed {
    let mut signing = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in [purpose].iter().chain(parts) {
        signing.update(&(part.len() as u64).to_be_bytes());
        signing.update(part.as_bytes());
    }
    let mut sealed = [0; 32];
    sealed.copy_from_slice(signing.sign().as_ref());
    sealed
}

/// Who somebody is. All of it goes when the wallet is erased.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// What the customer wants to be called.
    pub name: Option<String>,
    /// In which language mail is written.
    pub language: Option<Language>,
    /// The confirmed address.
    pub email: Option<String>,
    /// When it was confirmed.
    pub email_confirmed_at: Option<Millis>,
}

/// A change of what is known of somebody.
#[derive(Clone, PartialEq, Eq)]
pub enum PersonChange {
    /// Name and language.
    Profile {
        /// Whose.
        wallet: WalletId,
        /// The name.
        name: Option<String>,
        /// The language.
        language: Option<Language>,
    },
    /// The address; the one of before is free again.
    Email {
        /// Whose.
        wallet: WalletId,
        /// The address.
        address: String,
        /// When it was confirmed.
        at: Millis,
    },
    /// All of it goes, and so does the invitation code.
    Erased {
        /// Whose.
        wallet: WalletId,
        /// The customer's own invitation code.
        invite_code: Option<InviteCode>,
        /// When.
        at: Millis,
        /// What became of the euros that were left.
        balance: LastBalance,
    },
}

/// Without what is said of the person: a batch may stand in a log.
impl std::fmt::Debug for PersonChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, wallet) = match self {
            Self::Profile { wallet, .. } => ("Profile", wallet),
            Self::Email { wallet, .. } => ("Email", wallet),
            Self::Erased { wallet, .. } => ("Erased", wallet),
        };
        write!(f, "{what}({wallet})")
    }
}

/// A change of a key that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyChange {
    /// It counts no more.
    Revoke(Kid, Millis),
    /// It counts again, for this owner.
    Pass(KeyRecord),
}

/// A code to be sent by e-mail.
#[derive(Clone, Copy)]
pub struct NewEmailCode {
    /// To which address.
    pub address: Sealed,
    /// Which phone asks, and may use it.
    pub device: Kid,
    /// The code.
    pub code: Sealed,
    /// When.
    pub made_at: Millis,
}

/// A code that was sent by e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailCode {
    /// Its number.
    pub id: i64,
    /// The code.
    pub code: Sealed,
    /// When it was made.
    pub made_at: Millis,
    /// How often it was tried, or [`CODE_TRIES`] where it was used.
    pub tries: u32,
}

impl EmailCode {
    /// Whether it may be tried.
    pub fn is_live(&self, now: Millis) -> bool {
        self.tries < CODE_TRIES && now < self.made_at + CODE_LIFE
    }
}

/// A code by which a phone agrees to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreedCode {
    /// To which wallet it leads.
    pub wallet: WalletId,
    /// The phone that agrees: its key that signs calls.
    pub device: Kid,
    /// Until when it is good.
    pub expires_at: Millis,
}

/// Money on its way back to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// Under which name the provider pays it.
    pub id: PayoutId,
    /// How much.
    pub amount: Cents,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// What a batch changes of people and their phones.
#[derive(Clone, Debug, Default)]
pub struct PeopleChanges {
    /// Keys that were there, in order.
    pub keys: Vec<KeyChange>,
    /// People, in order.
    pub persons: Vec<PersonChange>,
    /// Codes from e-mails that were tried in vain.
    pub tried: Vec<i64>,
    /// Codes from e-mails that were used.
    pub used_email_codes: Vec<i64>,
    /// Codes from other phones that were used.
    pub used_device_codes: Vec<Sealed>,
}
