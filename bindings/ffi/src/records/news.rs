//! What is new.

use dough_core::views;

/// Something new.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Announcement {
    /// Stays the same as long as it is told.
    pub id: String,
    /// What.
    pub kind: AnnouncementKind,
    /// Since when.
    pub at: i64,
    /// Whether the customer has looked at it.
    pub seen: bool,
}

/// What can be new.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum AnnouncementKind {
    /// A surprise can be opened.
    SurpriseReady {
        /// Its number.
        surprise: u64,
    },
    /// An order can be fetched.
    OrderReady {
        /// Which.
        order: String,
        /// What the shop is called.
        shop_name: String,
        /// What the customer says at the counter.
        code: String,
    },
    /// A voucher runs out within 3 days.
    VoucherEnds {
        /// Its number.
        number: u64,
        /// What it is for.
        name: String,
        /// When.
        expires_at: i64,
    },
    /// Dough runs out, within 30 days.
    DoughEnds {
        /// How much.
        dough: i64,
        /// The last moment at which it can be spent.
        until: i64,
    },
    /// A friend fulfilled an invitation's terms: told for 30 days.
    FriendRewarded {
        /// What it brought.
        dough: i64,
    },
}

impl From<views::Announcement> for Announcement {
    fn from(announcement: views::Announcement) -> Self {
        Self {
            id: announcement.id,
            kind: announcement.kind.into(),
            at: announcement.at.get(),
            seen: announcement.seen,
        }
    }
}

impl From<views::AnnouncementKind> for AnnouncementKind {
    fn from(kind: views::AnnouncementKind) -> Self {
        use views::AnnouncementKind as Kind;
        match kind {
            Kind::SurpriseReady { surprise } => Self::SurpriseReady { surprise: surprise.get() },
            Kind::OrderReady { order, shop_name, code } => {
                Self::OrderReady { order: order.to_string(), shop_name, code }
            }
            Kind::VoucherEnds { number, name, expires_at } => {
                Self::VoucherEnds { number: number.get(), name, expires_at: expires_at.get() }
            }
            Kind::DoughEnds { dough, until } => {
                Self::DoughEnds { dough: dough.get(), until: until.get() }
            }
            Kind::FriendRewarded { dough } => Self::FriendRewarded { dough: dough.get() },
        }
    }
}
