//! Accounts and their names, what a balance takes, and which lot pays first.

use crate::support::shop_id;
use dough_rules::ids::Seq;
use dough_rules::ledger::{
    Account, Balances, Cause, HouseAccount, Issuer, LedgerError, Lot, Transfer, Unit,
    WalletAccount, choose_lots,
};
use dough_rules::units::{Cents, Dough, Millis};

/// Reports, the database and `dough check` go by these names.
#[test]
fn every_account_has_its_own_name_unit_and_shop() {
    let wallet = WalletAccount::ALL.map(|account| (account.name(), account.unit()));
    assert_eq!(
        wallet,
        [
            ("dough.available", Unit::Dough),
            ("dough.pending", Unit::Dough),
            ("dough.locked", Unit::Dough),
            ("dough.owed", Unit::Dough),
            ("eur.available", Unit::Eur),
            ("eur.held", Unit::Eur),
            ("eur.escrow", Unit::Eur),
        ]
    );
    let shop = shop_id("day");
    let by_shop = || Issuer::Shop(shop.clone());
    let of_shop = [
        (HouseAccount::DoughIssued(by_shop()), "dough.issued", Unit::Dough),
        (HouseAccount::DoughRedeemed(by_shop()), "dough.redeemed", Unit::Dough),
        (HouseAccount::DoughExpired(by_shop()), "dough.expired", Unit::Dough),
        (HouseAccount::EurSales(shop.clone()), "eur.sales", Unit::Eur),
        (HouseAccount::EurExternal(shop.clone()), "eur.external", Unit::Eur),
        (HouseAccount::EurVouchers(shop.clone()), "eur.vouchers", Unit::Eur),
        (HouseAccount::EurClearing(by_shop()), "eur.clearing", Unit::Eur),
        (HouseAccount::EurAdjustments(shop.clone()), "eur.adjustments", Unit::Eur),
    ];
    for (account, name, unit) in of_shop {
        assert_eq!((account.name(), account.unit(), account.shop()), (name, unit, Some(&shop)));
        assert_eq!(Account::from(account).unit(), unit);
    }
    let of_nobody = [
        (HouseAccount::DoughIssued(Issuer::Programme), "dough.issued", Unit::Dough),
        (HouseAccount::DoughRedeemed(Issuer::Programme), "dough.redeemed", Unit::Dough),
        (HouseAccount::DoughExpired(Issuer::Programme), "dough.expired", Unit::Dough),
        (HouseAccount::EurClearing(Issuer::Programme), "eur.clearing", Unit::Eur),
        (HouseAccount::EurTopUps, "eur.topups", Unit::Eur),
        (HouseAccount::EurPayouts, "eur.payouts", Unit::Eur),
        (HouseAccount::EurForfeited, "eur.forfeited", Unit::Eur),
    ];
    for (account, name, unit) in of_nobody {
        assert_eq!((account.name(), account.unit(), account.shop()), (name, unit, None));
    }
}

fn moved(from: WalletAccount, to: WalletAccount, amount: i64) -> Transfer {
    Transfer { from: from.into(), to: to.into(), amount }
}

#[test]
fn each_account_holds_what_was_booked_on_it_and_nothing_below_zero_but_what_is_owed() {
    for account in WalletAccount::ALL {
        let mut balances = Balances::default();
        let house = HouseAccount::EurTopUps;
        let paid_in = Transfer { from: house.clone().into(), to: account.into(), amount: 5 };
        let taken = Transfer { from: account.into(), to: house.into(), amount: 5 };
        balances.book(&paid_in).unwrap();
        for other in WalletAccount::ALL {
            assert_eq!(balances.of(other), if other == account { 5 } else { 0 });
        }
        balances.book(&taken).unwrap();
        assert_eq!(balances, Balances::default(), "down to nothing");
        let below = balances.book(&Transfer { amount: 1, ..taken });
        if account == WalletAccount::DoughOwed {
            assert_eq!((below, balances.dough_owed), (Ok(()), Dough::new(-1)));
        } else {
            assert_eq!(below, Err(LedgerError::BelowZero(account)));
            assert_eq!(balances, Balances::default(), "a refusal books nothing");
        }
    }
}

#[test]
fn a_transfer_moves_more_than_nothing_and_no_more_than_a_balance_can_hold() {
    let (from, to) = (WalletAccount::EurAvailable, WalletAccount::EurHeld);
    let rich = Balances { eur_available: Cents::new(i64::MAX), ..Balances::default() };
    for amount in [0, -1, i64::MIN] {
        let mut balances = rich;
        assert_eq!(balances.book(&moved(from, to, amount)), Err(LedgerError::NotPositive));
        assert_eq!(balances, rich);
    }
    let mut balances = rich;
    balances.book(&moved(from, to, 1)).unwrap();
    assert_eq!((balances.eur_available.get(), balances.eur_held.get()), (i64::MAX - 1, 1));
    let mut full = Balances { eur_held: Cents::new(i64::MAX), ..rich };
    assert_eq!(full.book(&moved(from, to, 1)), Err(LedgerError::OutOfRange(to)));
    let mut deep = Balances { dough_owed: Dough::new(i64::MIN), ..Balances::default() };
    let owed = WalletAccount::DoughOwed;
    let more = moved(owed, WalletAccount::DoughAvailable, 1);
    assert_eq!(deep.book(&more), Err(LedgerError::OutOfRange(owed)));
}

/// A lot by its number, expiry, time of earning and what is left.
fn lot(number: u64, expires_at: Option<i64>, earned_at: i64, available: i64) -> Lot {
    Lot {
        number: Seq::new(number),
        issuer: Issuer::Programme,
        cause: Cause::Install,
        earned_at: Millis::new(earned_at),
        expires_at: expires_at.map(Millis::new),
        kept_until: None,
        available: Dough::new(available),
        locked: Dough::ZERO,
    }
}

#[test]
fn the_lot_that_runs_out_next_pays_first_then_the_older_then_the_lower_number() {
    let lots = [
        lot(1, None, 1, 2),
        lot(2, Some(50), 9, 2),
        lot(3, Some(40), 8, 2),
        lot(4, Some(40), 7, 2),
        lot(5, Some(40), 7, 2),
        lot(6, Some(10), 0, 0),
    ];
    let chosen = |wanted, first: &[u64]| {
        let first: Vec<_> = first.iter().copied().map(Seq::new).collect();
        let uses = choose_lots(&lots, Dough::new(wanted), &first)?;
        Some(uses.iter().map(|it| (it.lot.get(), it.dough.get())).collect::<Vec<_>>())
    };
    assert_eq!(chosen(10, &[]), Some(vec![(4, 2), (5, 2), (3, 2), (2, 2), (1, 2)]));
    assert_eq!(chosen(3, &[]), Some(vec![(4, 2), (5, 1)]));
    assert_eq!(chosen(4, &[]), Some(vec![(4, 2), (5, 2)]), "and no lot of which nothing is taken");
    assert_eq!(chosen(3, &[1]), Some(vec![(1, 2), (4, 1)]), "what is named goes before");
    assert_eq!(chosen(0, &[]), Some(vec![]));
    assert_eq!(chosen(11, &[]), None, "more than there is");
}
