//! Double entry in two units: accounts, transfers, a wallet's balances, and lots of dough.
//!
//! A transfer moves an amount above zero from one account to another in one unit and never changes.
//! A correction is a new transfer in the opposite direction.

use crate::ids::{AdjustmentId, ReceiptId, ReferralId, Seq, ShopId};
use crate::units::{Cents, Dough, Millis};
use serde::{Deserialize, Serialize};

/// Who gave dough, and stands for it when it is spent elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Issuer {
    /// The programme itself: for installing the app, for an invitation, from a surprise.
    Programme,
    /// An outlet, for what was bought there.
    Shop(ShopId),
}

/// What an account counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Points.
    Dough,
    /// Cents of a euro.
    Eur,
}

/// An account of a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WalletAccount {
    /// Dough to spend.
    DoughAvailable,
    /// Dough that waits for a date or a pickup.
    DoughPending,
    /// Dough behind an issued reward.
    DoughLocked,
    /// Dough that was spent and then taken back; the one account that may be below zero.
    DoughOwed,
    /// Euros to spend.
    EurAvailable,
    /// Euros of an order that waits for its pickup.
    EurHeld,
    /// Euros set aside for paying without a network.
    EurEscrow,
}

/// An account of the shops' side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HouseAccount {
    /// Dough given.
    DoughIssued(Issuer),
    /// Dough spent, by who gave it.
    DoughRedeemed(Issuer),
    /// Dough that ran out, by who gave it.
    DoughExpired(Issuer),
    /// What customers bought.
    EurSales(ShopId),
    /// What customers paid in.
    EurTopUps,
    /// Card and cash, as the register stated them.
    EurExternal(ShopId),
    /// What a shop gave for vouchers.
    EurVouchers(ShopId),
    /// What outlets owe each other.
    EurClearing(Issuer),
    /// What was paid out to customers.
    EurPayouts,
    /// What customers gave up.
    EurForfeited,
    /// What managers gave or took by hand.
    EurAdjustments(ShopId),
}

/// One side of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// The wallet's own.
    Wallet(WalletAccount),
    /// The shops'.
    House(HouseAccount),
}

impl WalletAccount {
    /// Every account of a wallet, in the order of [`Balances`].
    pub const ALL: [Self; 7] = [
        Self::DoughAvailable,
        Self::DoughPending,
        Self::DoughLocked,
        Self::DoughOwed,
        Self::EurAvailable,
        Self::EurHeld,
        Self::EurEscrow,
    ];

    /// The account's name, as in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DoughAvailable => "dough.available",
            Self::DoughPending => "dough.pending",
            Self::DoughLocked => "dough.locked",
            Self::DoughOwed => "dough.owed",
            Self::EurAvailable => "eur.available",
            Self::EurHeld => "eur.held",
            Self::EurEscrow => "eur.escrow",
        }
    }

    /// What the account counts.
    pub const fn unit(self) -> Unit {
        match self {
            Self::DoughAvailable | Self::DoughPending | Self::DoughLocked | Self::DoughOwed => {
                Unit::Dough
            }
            Self::EurAvailable | Self::EurHeld | Self::EurEscrow => Unit::Eur,
        }
    }
}

impl HouseAccount {
    /// The account's name, as in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::DoughIssued(_) => "dough.issued",
            Self::DoughRedeemed(_) => "dough.redeemed",
            Self::DoughExpired(_) => "dough.expired",
            Self::EurSales(_) => "eur.sales",
            Self::EurTopUps => "eur.topups",
            Self::EurExternal(_) => "eur.external",
            Self::EurVouchers(_) => "eur.vouchers",
            Self::EurClearing(_) => "eur.clearing",
            Self::EurPayouts => "eur.payouts",
            Self::EurForfeited => "eur.forfeited",
            Self::EurAdjustments(_) => "eur.adjustments",
        }
    }

    /// Which shop's account it is; nothing for the programme's.
    pub fn shop(&self) -> Option<&ShopId> {
        match self {
            Self::EurSales(shop)
            | Self::EurExternal(shop)
            | Self::EurVouchers(shop)
            | Self::EurAdjustments(shop) => Some(shop),
            Self::DoughIssued(issuer)
            | Self::DoughRedeemed(issuer)
            | Self::DoughExpired(issuer)
            | Self::EurClearing(issuer) => match issuer {
                Issuer::Shop(shop) => Some(shop),
                Issuer::Programme => None,
            },
            Self::EurTopUps | Self::EurPayouts | Self::EurForfeited => None,
        }
    }

    /// What the account counts.
    pub const fn unit(&self) -> Unit {
        match self {
            Self::DoughIssued(_) | Self::DoughRedeemed(_) | Self::DoughExpired(_) => Unit::Dough,
            Self::EurSales(_)
            | Self::EurTopUps
            | Self::EurExternal(_)
            | Self::EurVouchers(_)
            | Self::EurClearing(_)
            | Self::EurPayouts
            | Self::EurAdjustments(_)
            | Self::EurForfeited => Unit::Eur,
        }
    }
}

impl Account {
    /// What the account counts.
    pub const fn unit(&self) -> Unit {
        match self {
            Self::Wallet(account) => account.unit(),
            Self::House(account) => account.unit(),
        }
    }
}

/// An amount moved from one account to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The account that gives.
    pub from: Account,
    /// The account that receives; it counts the same unit.
    pub to: Account,
    /// How much, above zero, in that unit.
    pub amount: i64,
}

impl Transfer {
    /// Euros moved. The accounts count euros.
    pub fn eur(from: Account, to: Account, amount: Cents) -> Self {
        debug_assert!(from.unit() == Unit::Eur && to.unit() == Unit::Eur);
        Self { from, to, amount: amount.get() }
    }

    /// Dough moved. The accounts count dough.
    pub fn dough(from: Account, to: Account, amount: Dough) -> Self {
        debug_assert!(from.unit() == Unit::Dough && to.unit() == Unit::Dough);
        Self { from, to, amount: amount.get() }
    }
}

impl From<WalletAccount> for Account {
    fn from(account: WalletAccount) -> Self {
        Self::Wallet(account)
    }
}

impl From<HouseAccount> for Account {
    fn from(account: HouseAccount) -> Self {
        Self::House(account)
    }
}

/// A transfer that the ledger can't take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The account would go below zero.
    #[error("{} would go below zero", .0.name())]
    BelowZero(WalletAccount),
    /// The balance would leave 64 bits.
    #[error("{} would leave the range of 64 bits", .0.name())]
    OutOfRange(WalletAccount),
    /// A transfer of nothing, or of less.
    #[error("a transfer must move more than nothing")]
    NotPositive,
}

/// What stands on a wallet's accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Balances {
    /// Dough to spend.
    pub dough_available: Dough,
    /// Dough that waits.
    pub dough_pending: Dough,
    /// Dough behind an issued reward.
    pub dough_locked: Dough,
    /// Dough taken back after it was spent: zero or below.
    pub dough_owed: Dough,
    /// Euros to spend.
    pub eur_available: Cents,
    /// Euros of waiting orders.
    pub eur_held: Cents,
    /// Euros set aside for paying without a network.
    pub eur_escrow: Cents,
}

impl Balances {
    /// The balance of one account, in the account's unit.
    pub const fn of(&self, account: WalletAccount) -> i64 {
        match account {
            WalletAccount::DoughAvailable => self.dough_available.get(),
            WalletAccount::DoughPending => self.dough_pending.get(),
            WalletAccount::DoughLocked => self.dough_locked.get(),
            WalletAccount::DoughOwed => self.dough_owed.get(),
            WalletAccount::EurAvailable => self.eur_available.get(),
            WalletAccount::EurHeld => self.eur_held.get(),
            WalletAccount::EurEscrow => self.eur_escrow.get(),
        }
    }

    fn set(&mut self, account: WalletAccount, value: i64) {
        match account {
            WalletAccount::DoughAvailable => self.dough_available = Dough::new(value),
            WalletAccount::DoughPending => self.dough_pending = Dough::new(value),
            WalletAccount::DoughLocked => self.dough_locked = Dough::new(value),
            WalletAccount::DoughOwed => self.dough_owed = Dough::new(value),
            WalletAccount::EurAvailable => self.eur_available = Cents::new(value),
            WalletAccount::EurHeld => self.eur_held = Cents::new(value),
            WalletAccount::EurEscrow => self.eur_escrow = Cents::new(value),
        }
    }

    /// Books a transfer's wallet side, or says why it can't be.
    pub fn book(&mut self, transfer: &Transfer) -> Result<(), LedgerError> {
        if transfer.amount <= 0 {
            return Err(LedgerError::NotPositive);
        }
        if let Account::Wallet(account) = transfer.from {
            let left = self
                .of(account)
                .checked_sub(transfer.amount)
                .ok_or(LedgerError::OutOfRange(account))?;
            if left < 0 && account != WalletAccount::DoughOwed {
                return Err(LedgerError::BelowZero(account));
            }
            self.set(account, left);
        }
        if let Account::Wallet(account) = transfer.to {
            let sum = self
                .of(account)
                .checked_add(transfer.amount)
                .ok_or(LedgerError::OutOfRange(account))?;
            self.set(account, sum);
        }
        Ok(())
    }
}

/// Why a customer got dough.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The app was installed.
    Install,
    /// Something was bought.
    Receipt(ReceiptId),
    /// A friend was invited, or came.
    Referral(ReferralId),
    /// A surprise held it.
    Surprise(Seq),
    /// A manager gave it.
    Adjustment(AdjustmentId),
}

/// Dough that came together: it is spent nearest expiry first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lot {
    /// The journal entry that brought it.
    pub number: Seq,
    /// Who stands for it.
    pub issuer: Issuer,
    /// Why it was given.
    pub cause: Cause,
    /// When it became available.
    pub earned_at: Millis,
    /// When it runs out; nothing where the wallet's own date rules, or none.
    pub expires_at: Option<Millis>,
    /// Until when it can be spent at least, since it came back from a reward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Millis>,
    /// What is left to spend.
    pub available: Dough,
    /// What stands behind an issued reward.
    pub locked: Dough,
}

/// A part of a lot that was spent or taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LotUse {
    /// Which lot.
    pub lot: Seq,
    /// Who stands for it.
    pub issuer: Issuer,
    /// How much of it.
    pub dough: Dough,
}

/// Chooses what to take, nearest expiry first; ties go by earned time, then by number. Lots named
/// in `first` go before all. Nothing where the lots hold less than `wanted`.
pub fn choose_lots(lots: &[Lot], wanted: Dough, first: &[Seq]) -> Option<Vec<LotUse>> {
    let mut order: Vec<&Lot> = lots.iter().filter(|lot| lot.available.is_positive()).collect();
    order.sort_by_key(|lot| {
        let expiry = lot.expires_at.unwrap_or(Millis::new(i64::MAX));
        (!first.contains(&lot.number), expiry, lot.earned_at, lot.number)
    });
    let mut left = wanted;
    let mut uses = Vec::new();
    for lot in order {
        if !left.is_positive() {
            break;
        }
        let dough = lot.available.min(left);
        left = left - dough;
        uses.push(LotUse { lot: lot.number, issuer: lot.issuer.clone(), dough });
    }
    (!left.is_positive()).then_some(uses)
}
