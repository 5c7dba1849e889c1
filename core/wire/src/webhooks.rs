//! What a shop's server tells other programs of the business, by the Standard Webhooks specification.
//!
//! An event names ids and amounts, never people. What came of it can be looked up by whoever may.

use dough_rules::ids::{OrderId, ReceiptId, Seq, ShopId, WalletId};
use dough_rules::units::{Cents, Dough, Millis};
use dough_rules::{Entry, Event};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WebhookKind {
    /// A customer has a wallet.
    #[serde(rename = "wallet.opened")]
    WalletOpened,
    /// A wallet has ended.
    #[serde(rename = "wallet.erased")]
    WalletErased,
    /// Money was paid in.
    #[serde(rename = "money.topped_up")]
    ToppedUp,
    /// Money is to be paid out.
    #[serde(rename = "money.paid_out")]
    PaidOut,
    /// A sale at a till.
    #[serde(rename = "sale.booked")]
    SaleBooked,
    /// A receipt was refunded, or a part of it.
    #[serde(rename = "sale.refunded")]
    SaleRefunded,
    /// An order was placed.
    #[serde(rename = "order.placed")]
    OrderPlaced,
    /// A held order was paid.
    #[serde(rename = "order.paid")]
    OrderPaid,
    /// An order's lines or time were changed.
    #[serde(rename = "order.edited")]
    OrderEdited,
    /// An order can be fetched.
    #[serde(rename = "order.ready")]
    OrderReady,
    /// An order was fetched.
    #[serde(rename = "order.completed")]
    OrderCompleted,
    /// An order ended without being fetched.
    #[serde(rename = "order.ended")]
    OrderEnded,
    /// A surprise was opened.
    #[serde(rename = "surprise.opened")]
    SurpriseOpened,
    /// Dough ran out.
    #[serde(rename = "dough.expired")]
    DoughExpired,
}

/// To what, and how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookData {
    /// Whose.
    pub wallet: WalletId,
    /// The entry's number in the wallet's journal: what is newer has a higher one.
    pub number: Seq,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<ShopId>,
    /// Which order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// Which receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptId>,
    /// How much money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
    /// How much dough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dough: Option<Dough>,
}

/// The body of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEvent {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: WebhookKind,
    /// When: ISO 8601, UTC.
    pub timestamp: String,
    /// To what.
    pub data: WebhookData,
}

impl WebhookEvent {
    /// What an entry of a wallet's journal is to other programs; nothing for most.
    pub fn of(wallet: WalletId, entry: &Entry) -> Option<Self> {
        let mut data = WebhookData {
            wallet,
            number: entry.seq,
            shop: None,
            order: None,
            receipt: None,
            amount: None,
            dough: None,
        };
        let kind = match &entry.event {
            Event::WalletOpened { .. } => WebhookKind::WalletOpened,
            Event::WalletErased {} => WebhookKind::WalletErased,
            Event::ToppedUp { amount, .. } => {
                data.amount = Some(*amount);
                WebhookKind::ToppedUp
            }
            Event::PaidOut { amount, .. } => {
                data.amount = Some(*amount);
                WebhookKind::PaidOut
            }
            Event::SaleBooked { receipt } | Event::OrderCompleted { receipt } => {
                data.shop = Some(receipt.shop.clone());
                data.receipt = Some(receipt.id);
                data.amount = Some(receipt.total);
                if matches!(entry.event, Event::SaleBooked { .. }) {
                    WebhookKind::SaleBooked
                } else {
                    data.order = Some(OrderId::new(receipt.id.uuid()));
                    WebhookKind::OrderCompleted
                }
            }
            Event::Refunded { refund } => {
                data.shop = Some(refund.shop.clone());
                data.receipt = Some(refund.receipt);
                WebhookKind::SaleRefunded
            }
            Event::OrderPlaced { order } | Event::OrderEdited { order, .. } => {
                data.shop = Some(order.shop.clone());
                data.order = Some(order.id);
                data.amount = Some(order.total);
                if matches!(entry.event, Event::OrderPlaced { .. }) {
                    WebhookKind::OrderPlaced
                } else {
                    WebhookKind::OrderEdited
                }
            }
            Event::OrderPaid { order, amount, .. } => {
                (data.order, data.amount) = (Some(*order), Some(*amount));
                WebhookKind::OrderPaid
            }
            Event::OrderReady { order } => {
                data.order = Some(*order);
                WebhookKind::OrderReady
            }
            Event::OrderEnded { order, released, .. } => {
                (data.order, data.amount) = (Some(*order), Some(*released));
                WebhookKind::OrderEnded
            }
            Event::SurpriseOpened { .. } => WebhookKind::SurpriseOpened,
            Event::DoughExpired { lots } => {
                data.dough = Some(lots.iter().map(|lot| lot.dough).sum());
                WebhookKind::DoughExpired
            }
            _ => return None,
        };
        Some(Self { kind, timestamp: entry.at.to_utc().to_string(), data })
    }
}

/// An address that was given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookGiven {
    /// Its name here.
    pub id: Uuid,
    /// The address.
    pub url: String,
    /// What its messages are signed with: `whsec_` and base64. It is shown this once.
    pub secret: String,
}

/// How an address fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookState {
    /// Its name here.
    pub id: Uuid,
    /// The address.
    pub url: String,
    /// Since when it is there.
    pub made_at: Millis,
    /// Since when it is told nothing.
    pub disabled_at: Option<Millis>,
    /// Since when no attempt went well.
    pub failing_since: Option<Millis>,
    /// What came of the last attempt: a status, or a few words.
    pub last_answer: Option<String>,
    /// How many messages wait for it.
    pub waiting: u64,
}

/// Addresses that are told what happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhooksReply {
    /// They, oldest first.
    pub webhooks: Vec<WebhookState>,
}
