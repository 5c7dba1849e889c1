//! What became of a code that was shown.

use crate::Language;
use crate::store::{StoreError, journal};
use crate::text::{Told, line};
use crate::views::ReceiptView;
use dough_rules::receipt::Tender;
use rusqlite::Connection;

/// A payment session: a code that was shown, and what it was used for.
#[derive(Clone, Debug, PartialEq)]
pub struct PaySession {
    /// Its number.
    pub session: u64,
    /// What it was used for; nothing while nobody has scanned it.
    pub receipt: Option<ReceiptView>,
    /// The same in the customer's language: "Paid EUR 8.60, +1 dough".
    pub text: Option<String>,
}

/// What became of a session of one of these keys.
pub(crate) fn pay_session(
    db: &Connection,
    session: u64,
    kids: &[String; 2],
    language: Language,
) -> Result<PaySession, StoreError> {
    let found = journal::receipt_of_session(db, session, kids)?;
    let receipt = found.map(ReceiptView::from);
    let text = receipt.as_ref().map(|view| {
        let tenders = &view.receipt.tenders;
        let balance = tenders.iter().filter(|it| matches!(it, Tender::Balance { .. }));
        line(
            language,
            &Told::CodeUsed {
                paid: balance.map(Tender::amount).sum(),
                voucher: tenders.iter().any(|it| !it.is_money()),
                dough: view.receipt.earning.dough,
            },
        )
    });
    Ok(PaySession { session, receipt, text })
}
