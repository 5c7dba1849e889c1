//! How what is kept is called in a row, the same in every database.

use super::KeyOwner;
use crate::image::ImageKind;
use dough_rules::Event;
use dough_rules::ids::{OrderId, RegisterId, ShopId, WalletId};
use dough_rules::ledger::Account;
use dough_wire::requests::Role;
use uuid::Uuid;

/// An account's name, and its shop where it is a shop's.
pub(super) fn account(account: &Account) -> (&'static str, Option<&str>) {
    match account {
        Account::Wallet(account) => (account.name(), None),
        Account::House(account) => (account.name(), account.shop().map(ShopId::as_str)),
    }
}

/// The order that an entry changes.
pub(super) fn changed_order(event: &Event) -> Option<OrderId> {
    match event {
        Event::OrderPlaced { order } | Event::OrderEdited { order, .. } => Some(order.id),
        Event::OrderPaid { order, .. }
        | Event::OrderReady { order }
        | Event::OrderEnded { order, .. } => Some(*order),
        Event::OrderCompleted { receipt } => Some(OrderId::new(receipt.id.uuid())),
        _ => None,
    }
}

/// A key's columns: the kind of its owner, the owner, and its purpose.
pub(super) const fn key_owner(owner: KeyOwner) -> (&'static str, Uuid, &'static str) {
    match owner {
        KeyOwner::WalletPay(wallet) => ("wallet", wallet.uuid(), "pay"),
        KeyOwner::WalletApi(wallet) => ("wallet", wallet.uuid(), "api"),
        KeyOwner::Register(register) => ("register", register.uuid(), "register"),
    }
}

/// Whose a key is, from its columns.
pub(super) fn read_key_owner(owner: Uuid, purpose: &str) -> KeyOwner {
    match purpose {
        "pay" => KeyOwner::WalletPay(WalletId::new(owner)),
        "api" => KeyOwner::WalletApi(WalletId::new(owner)),
        _ => KeyOwner::Register(RegisterId::new(owner)),
    }
}

pub(super) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Staff => "staff",
        Role::Manager => "manager",
        Role::Owner => "owner",
    }
}

/// The column's CHECK allows nothing else than the three names.
pub(super) fn read_role(name: &str) -> Role {
    match name {
        "owner" => Role::Owner,
        "manager" => Role::Manager,
        _ => Role::Staff,
    }
}

/// The column's CHECK allows nothing else than the three names.
pub(super) fn read_image_kind(name: &str) -> ImageKind {
    match name {
        "image/jpeg" => ImageKind::Jpeg,
        "image/webp" => ImageKind::WebP,
        _ => ImageKind::Png,
    }
}
