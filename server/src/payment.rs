//! Who takes customers' money for a top-up, and pays it back.

use async_trait::async_trait;
use dough_rules::ids::{PayoutId, TopUpId};
use dough_rules::units::Cents;

/// Why no money was moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// The customer's bank said no. It stays a no.
    #[error("the payment was refused")]
    Refused,
    /// The provider can't be reached; the same charge may be tried again.
    #[error("the payment provider can't be reached")]
    Unavailable,
}

/// Takes customers' money.
#[async_trait]
pub trait PaymentProvider: Send + Sync + 'static {
    /// The provider's name, as the journal tells it.
    fn name(&self) -> &'static str;

    /// Takes an amount. The same id is charged once, however often it is asked for.
    async fn charge(&self, id: TopUpId, amount: Cents) -> Result<(), PaymentError>;

    /// Pays an amount back to the customer. The same id is paid once, however often it is asked
    /// for; the server asks until it is.
    async fn pay_out(&self, id: PayoutId, amount: Cents) -> Result<(), PaymentError>;
}

/// Says yes to everything and takes no money: for demonstrations and tests. A server starts with it
/// only where its configuration names it.
pub struct TestPaymentProvider;

#[async_trait]
impl PaymentProvider for TestPaymentProvider {
    fn name(&self) -> &'static str {
        "test"
    }

    async fn charge(&self, _id: TopUpId, _amount: Cents) -> Result<(), PaymentError> {
        Ok(())
    }

    async fn pay_out(&self, _id: PayoutId, _amount: Cents) -> Result<(), PaymentError> {
        Ok(())
    }
}

/// Where a shop has no provider: top-ups are refused, and what is owed waits.
pub struct NoPaymentProvider;

#[async_trait]
impl PaymentProvider for NoPaymentProvider {
    fn name(&self) -> &'static str {
        "none"
    }

    async fn charge(&self, _id: TopUpId, _amount: Cents) -> Result<(), PaymentError> {
        Err(PaymentError::Refused)
    }

    async fn pay_out(&self, _id: PayoutId, _amount: Cents) -> Result<(), PaymentError> {
        Err(PaymentError::Unavailable)
    }
}
