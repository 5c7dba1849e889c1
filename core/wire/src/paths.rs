//! The routes that a client calls. Parts that vary are functions.

use dough_rules::command::KitchenStep;
use dough_rules::ids::{AdjustmentId, Bytes32, OrderId, Seq, ShopId};
use uuid::Uuid;

/// Opens a wallet. Signed by the silent key that the body enrols.
pub const WALLETS: &str = "/v1/wallets";
/// A bearer token for reads. Signed.
pub const SESSION: &str = "/v1/session";
/// A page of the journal: `?after=N`. Bearer.
pub const CHANGES: &str = "/v1/changes";
/// "The head is now N", as server-sent events. Bearer.
pub const STREAM: &str = "/v1/stream";
/// "The head is now N", as one answer that waits: `?after=N`. Bearer.
pub const HEAD: &str = "/v1/head";
/// Shops, menu, VAT and programme, as one version with an `ETag`.
pub const CATALOGUE: &str = "/v1/catalogue";
/// Price, earning and slots of a basket. Bearer.
pub const QUOTE: &str = "/v1/quote";
/// Places an order. Signed.
pub const ORDERS: &str = "/v1/orders";
/// Takes a reward for dough. Signed.
pub const REWARDS: &str = "/v1/rewards";
/// Pays money in. Signed.
pub const TOP_UPS: &str = "/v1/top-ups";
/// Accepts a friend's invitation. Signed.
pub const ACCEPT_INVITATION: &str = "/v1/invitations/accept";
/// Enrols a register with a one-time code. Signed by the key that the body enrols.
pub const REGISTERS: &str = "/v1/registers";
/// A sale at a till. Signed by the register.
pub const SCANS: &str = "/v1/scans";
/// A refund. Signed by the register, or by a manager's session.
pub const REFUNDS: &str = "/v1/refunds";
/// Signs a member of staff in.
pub const STAFF_SIGN_IN: &str = "/v1/staff/sign-in";
/// Signs a member of staff out.
pub const STAFF_SIGN_OUT: &str = "/v1/staff/sign-out";
/// Who is signed in.
pub const STAFF_ME: &str = "/v1/staff/me";
/// Makes an account. Owners only.
pub const STAFF_ACCOUNTS: &str = "/v1/staff/accounts";
/// The wallet's phones; and, with POST, lets another phone use it: signed by the key that the body
/// enrols.
pub const DEVICES: &str = "/v1/devices";
/// Sends a code to an e-mail address, for a new phone. Signed by the key that the body names.
pub const DEVICE_RECOVERY: &str = "/v1/devices/recovery";
/// A one-time code by which a phone agrees to another one. Signed.
pub const DEVICE_CODE: &str = "/v1/devices/code";
/// The customer's name, language, address and consents. With POST, signed, changes name and language.
pub const PROFILE: &str = "/v1/profile";
/// What the customer allows. Signed.
pub const CONSENTS: &str = "/v1/consents";
/// Sends a code to an e-mail address. Signed.
pub const EMAIL: &str = "/v1/email";
/// Confirms the address with the code. Signed.
pub const EMAIL_CONFIRM: &str = "/v1/email/confirm";
/// Ends the wallet. Signed.
pub const ERASE: &str = "/v1/wallet/erase";
/// All that is kept of the customer beside the journal. Bearer.
pub const EXPORT: &str = "/v1/export";
/// Whether the server answers.
pub const HEALTH: &str = "/health";
/// The OpenAPI document.
pub const OPENAPI: &str = "/openapi.json";

/// A shop's state of the minute: room taken, pause, sold out.
pub fn shop_state(shop: &ShopId) -> String {
    format!("/v1/shops/{shop}/state")
}

/// The orders of a shop. Staff of the shop.
pub fn board(shop: &ShopId) -> String {
    format!("/v1/shops/{shop}/board")
}

/// Moves an order on. Staff of the shop.
pub fn kitchen(shop: &ShopId, order: OrderId, step: KitchenStep) -> String {
    let step = match step {
        KitchenStep::Ready => "ready",
        KitchenStep::PickedUp => "picked-up",
        KitchenStep::NotCollected => "not-collected",
        KitchenStep::Cancel => "cancel",
    };
    format!("/v1/shops/{shop}/orders/{order}/{step}")
}

/// Pauses, throttles, marks an item. Staff of the shop.
pub fn control(shop: &ShopId) -> String {
    format!("/v1/shops/{shop}/control")
}

/// Addresses that are told what happens; and, with POST, gives one. Owners.
pub const WEBHOOKS: &str = "/v1/webhooks";

/// Changes one of them: `enable`, `disable`, `remove` or `resend`. Owners.
pub fn webhook(webhook: Uuid, step: &str) -> String {
    format!("/v1/webhooks/{webhook}/{step}")
}

/// A one-time code that enrols a register. Managers of the shop.
pub fn register_codes(shop: &ShopId) -> String {
    format!("/v1/shops/{shop}/register-codes")
}

/// Puts something right by hand; and what waits for a second manager. Managers of the shop.
pub fn adjustments(shop: &ShopId) -> String {
    format!("/v1/shops/{shop}/adjustments")
}

/// Agrees to what another manager proposed, or turns it down.
pub fn second_adjustment(shop: &ShopId, adjustment: AdjustmentId, agree: bool) -> String {
    let step = if agree { "approve" } else { "reject" };
    format!("/v1/shops/{shop}/adjustments/{adjustment}/{step}")
}

/// Pays a held order. Signed.
pub fn pay_order(order: OrderId) -> String {
    format!("/v1/orders/{order}/pay")
}

/// Calls an order off. Signed.
pub fn cancel_order(order: OrderId) -> String {
    format!("/v1/orders/{order}/cancel")
}

/// Changes an order's lines and pickup time. Signed.
pub fn edit_order(order: OrderId) -> String {
    format!("/v1/orders/{order}/edit")
}

/// Gives a reward back for its dough. Signed.
pub fn delete_reward(reward: Seq) -> String {
    format!("/v1/rewards/{reward}/delete")
}

/// A picture of the menu, by the SHA-256 of its file.
pub fn image(hash: &Bytes32) -> String {
    format!("/v1/images/{hash}")
}

/// Opens a surprise. Signed.
pub fn open_surprise(surprise: Seq) -> String {
    format!("/v1/surprises/{surprise}/open")
}

/// Removes a phone, named by the kid of its key that signs calls. Signed.
pub fn revoke_device(api_key: &str) -> String {
    format!("/v1/devices/{api_key}/revoke")
}
