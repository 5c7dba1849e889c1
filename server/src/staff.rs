//! Accounts of owners and staff: passwords, sessions, roles.

use crate::app::App;
use crate::store::{Account, AuditLine, StaffSession, StoreError};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dough_rules::ids::ShopId;
use dough_rules::units::Span;
use dough_wire::Problem;
use dough_wire::replies::SignedIn;
use dough_wire::requests::{NewAccount, Role};
use sha2::{Digest, Sha256};

/// How long a session lasts.
pub const SESSION: Span = Span::hours(12);
/// The shortest password.
const SHORTEST_PASSWORD: usize = 10;
/// The longest password, so that hashing stays bounded.
const LONGEST_PASSWORD: usize = 200;

/// A link that signs an account in, good as long as the server runs.
#[derive(Clone)]
pub struct SignInLink {
    /// The secret part of the link.
    pub token: String,
    /// The account's name.
    pub account: String,
}

impl std::fmt::Debug for SignInLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignInLink({})", self.account)
    }
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The account.
    pub account: Account,
    /// The session.
    pub session: StaffSession,
}

impl Staff {
    /// Whether this account may act in a shop with at least this role.
    pub fn may(&self, role: Role, shop: &ShopId) -> bool {
        self.account.role >= role
            && (self.account.role == Role::Owner || self.account.shops.contains(shop))
    }
}

/// An account ready to be kept, or why it can't be.
pub fn new_account(wanted: NewAccount) -> Result<Account, Problem> {
    let invalid = |why: &str| Err(Problem::new("account_invalid", why));
    // The same form as other short names.
    if wanted.name.parse::<ShopId>().is_err() {
        return invalid("A name has 1 to 40 of a-z, 0-9, - and _.");
    }
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&wanted.password.len()) {
        return invalid("A password has 10 to 200 characters.");
    }
    if wanted.role != Role::Owner && wanted.shops.is_empty() {
        return invalid("Name the shops of this account.");
    }
    let password = Argon2::default()
        .hash_password(wanted.password.as_bytes())
        .map_err(|error| Problem::new("internal", error.to_string()))?
        .to_string();
    Ok(Account { name: wanted.name, password, role: wanted.role, shops: wanted.shops })
}

/// Whether a password is the account's. Slow on purpose.
pub fn password_fits(password: &str, hash: &str) -> bool {
    if password.len() > LONGEST_PASSWORD {
        return false;
    }
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A session that was begun.
pub struct Begun {
    /// The cookie's value.
    pub token: String,
    /// Who is signed in.
    pub staff: Staff,
}

/// Begins a session for an account.
pub async fn begin_session(app: &App, account: &Account) -> Result<Begun, StoreError> {
    let now = app.now();
    let token = URL_SAFE_NO_PAD.encode(app.random.bytes());
    let session = StaffSession {
        name: account.name.clone(),
        csrf: URL_SAFE_NO_PAD.encode(app.random.bytes()),
        expires_at: now + SESSION,
    };
    let audit = AuditLine {
        at: now,
        who: account.name.clone(),
        action: "signed_in",
        shop: None,
        detail: String::new(),
    };
    app.store.add_session(hash_secret(&token), session.clone(), audit).await?;
    Ok(Begun { token, staff: Staff { account: account.clone(), session } })
}

/// What a browser is told about its session.
pub fn signed_in(Staff { account, session }: &Staff) -> SignedIn {
    SignedIn {
        name: account.name.clone(),
        role: account.role,
        shops: account.shops.clone(),
        csrf: session.csrf.clone(),
        expires_at: session.expires_at,
    }
}

/// How secrets that are shown once are kept: only their hash.
pub fn hash_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
