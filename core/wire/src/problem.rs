//! Problem replies (RFC 9457) and the one table of error codes.

use dough_rules::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// The stable code.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Whether the answer stays the same however often the intent is tried. Only such an answer
    /// ends an intent on a phone.
    pub is_final: bool,
    /// What it means, in a few words.
    pub title: &'static str,
}

const fn row(code: &'static str, status: u16, is_final: bool, title: &'static str) -> ErrorCode {
    ErrorCode { code, status, is_final, title }
}

/// Every code there is, sorted by subject. `docs/protocol.md` shows the same table.
pub const CODES: &[ErrorCode] = &[
    // The call itself.
    row("malformed_request", 400, true, "The request can't be read"),
    row("unknown_path", 404, true, "There is nothing here"),
    row("method_not_allowed", 405, true, "Not with this method"),
    row("unsupported_media_type", 415, true, "The body must be JSON"),
    row("body_too_slow", 408, false, "The request came too slowly"),
    row("body_too_large", 413, true, "The body is too large"),
    row("idempotency_key_missing", 400, true, "The call needs an Idempotency-Key: a UUID"),
    row("idempotency_key_reused", 422, true, "This id was used for another request"),
    row("reply_forgotten", 410, true, "It was answered long ago; only the outcome is known"),
    row("intent_expired", 410, true, "The intent is too old"),
    row("not_after_too_far", 400, false, "An intent may stay good for 7 days at most"),
    // Who calls.
    row("unauthorized", 401, false, "Sign in, or sign the call"),
    row("signature_invalid", 401, false, "The signature doesn't fit the call"),
    row("clock_skew", 401, false, "The clock is more than a minute off"),
    row("sign_in_failed", 401, true, "Name or password is wrong"),
    row("csrf_missing", 403, true, "The form's token is missing or wrong"),
    row("forbidden", 403, true, "The role doesn't allow this"),
    row("key_in_use", 409, true, "The key belongs to another wallet or register"),
    row("key_invalid", 400, true, "The key isn't a point of P-256"),
    row("enrol_code_invalid", 403, true, "The enrolment code was used, is wrong or too old"),
    row("account_exists", 409, true, "There is an account of this name"),
    row("account_invalid", 400, true, "The account's name, password or shops can't be taken"),
    row("unknown_webhook", 404, true, "No such address"),
    row("webhook_invalid", 422, true, "The address can't be told anything"),
    row("update_required", 426, false, "The app is too old"),
    row("device_revoked", 403, true, "The phone was removed from the wallet"),
    row("email_code_invalid", 403, true, "The code from the e-mail is wrong, used or too old"),
    // The server's state.
    row("overloaded", 503, false, "Too much at once; try again soon"),
    row("too_many_requests", 429, false, "Too many calls from here; wait a little"),
    row("shutting_down", 503, false, "The server is about to stop"),
    row("storage_failed", 503, false, "The server can't reach its database"),
    row("timeout", 503, false, "It took too long"),
    row("internal", 500, false, "Something went wrong at the server"),
    row("mail_unavailable", 503, false, "No e-mail can be sent for now"),
    // The pay code.
    row("code_foreign", 422, true, "Not one of our codes"),
    row("code_malformed", 422, true, "The code is damaged"),
    row("code_altered", 422, true, "The code was altered"),
    row("code_unknown_key", 422, true, "The code's key isn't known here"),
    row("code_expired", 410, true, "The code is too old; show a new one"),
    row("code_from_future", 422, true, "The code's clock is ahead"),
    row("code_spent", 409, true, "The code was used"),
    row("wrong_key", 422, true, "The code was signed by a key that may only earn"),
    row("sale_already_booked", 409, true, "This sale was booked with another code or other lines"),
    row("code_for_other_shop", 422, true, "The code is for another shop"),
    row("code_not_for_paying", 422, true, "The code doesn't allow paying"),
    row("over_code_maximum", 422, true, "More than the customer allowed"),
    // Money.
    row("balance_short", 402, true, "The balance is short"),
    row("tenders_mismatch", 422, true, "The payment doesn't add up"),
    row("amount_invalid", 422, true, "The amount is out of bounds"),
    row("price_changed", 409, true, "The prices have changed"),
    row("payment_refused", 402, true, "The payment provider refused"),
    row("payment_unavailable", 503, false, "The payment provider can't be reached"),
    row("ledger_refused", 409, true, "The ledger can't take it"),
    row("unknown_receipt", 404, true, "No such receipt"),
    row("already_refunded", 409, true, "Refunded already"),
    row("refund_too_much", 409, true, "More than is left of the receipt"),
    row("pieces_too_many", 409, true, "More pieces than are left of the line"),
    row("balance_held", 409, true, "This phone may not spend euros, nor change the address, yet"),
    row("balance_left", 409, true, "There are euros left"),
    // Orders.
    row("basket_invalid", 422, true, "The basket can't be taken"),
    row("unknown_item", 422, true, "No such item"),
    row("unknown_modifier", 422, true, "The item can't be had so"),
    row("unknown_shop", 404, true, "No such shop"),
    row("unknown_order", 404, true, "No such order"),
    row("sold_out", 409, true, "Sold out"),
    row("shop_closed", 409, true, "The shop is closed then"),
    row("shop_paused", 409, true, "The shop takes no orders for now"),
    row("slot_full", 409, true, "The pickup time is full"),
    row("slot_too_soon", 409, true, "The pickup time is too soon"),
    row("order_exists", 409, true, "There is an order of this id"),
    row("order_changed", 409, true, "The order has changed since"),
    row("order_state_forbids", 409, true, "The order's state doesn't allow that"),
    row("order_fired", 409, true, "The kitchen has started"),
    row("hold_ran_out", 409, true, "Not paid in time"),
    row("too_early_to_give_up", 409, true, "The customer may still come"),
    row("other_shop", 403, true, "It belongs to another shop"),
    // Wallet, rewards, invitations.
    row("unknown_wallet", 404, true, "No such wallet"),
    row("wallet_exists", 409, true, "The wallet was opened already"),
    row("cursor_ahead", 409, false, "The journal isn't that long; read again from 0"),
    row("cursor_gone", 410, false, "The journal before that is no longer kept; read again from 0"),
    row("unknown_surprise", 404, true, "No such surprise, or opened already"),
    row("age_unconfirmed", 409, true, "Opening asks for an age"),
    row("unknown_voucher", 404, true, "The voucher is used, too old, or never was"),
    row("voucher_item_missing", 422, true, "The voucher's item isn't in the basket"),
    row("unknown_reward", 404, true, "No such reward"),
    row("dough_short", 409, true, "Not enough dough to spend"),
    row("dough_invalid", 422, true, "The dough is out of bounds"),
    row("second_person", 403, true, "It takes another manager"),
    row("unknown_adjustment", 404, true, "No such adjustment waits"),
    row("too_many_rewards", 409, true, "The wallet has too many rewards"),
    row("reward_attached", 409, true, "It is attached to an order"),
    row("reward_minimum", 422, true, "It takes a larger basket"),
    row("unknown_invitation", 404, true, "Nobody has this code"),
    row("invitation_own_code", 422, true, "One's own code"),
    row("invitation_too_late", 409, true, "Only before the first order"),
    row("invitation_already_accepted", 409, true, "An invitation was accepted already"),
    row("invitation_ring", 409, true, "The invitation leads back to the same wallet"),
    // The catalogue.
    row("unknown_image", 404, true, "No such picture"),
    // The customer and the customer's phones.
    row("wallet_erased", 410, true, "The wallet was erased"),
    row("orders_open", 409, false, "Orders are still open; try again"),
    row("unknown_device", 404, true, "No such phone"),
    row("last_device", 409, true, "The last phone, and no e-mail address leads back"),
    row("too_many_devices", 409, true, "The wallet has too many phones"),
    row("email_invalid", 422, true, "Not an e-mail address"),
    row("email_in_use", 409, true, "The address belongs to another wallet"),
    row("profile_invalid", 422, true, "The name can't be taken"),
];

/// The row of a code; of `internal` where the table doesn't have it.
pub fn lookup(code: &str) -> &'static ErrorCode {
    const INTERNAL: ErrorCode = row("internal", 500, false, "Something went wrong at the server");
    CODES.iter().find(|row| row.code == code).unwrap_or(&INTERNAL)
}

/// A problem reply: `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A name for the kind of problem: `urn:dough:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it means, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// The stable code.
    pub code: String,
    /// What a client needs to go on: `alternatives`, `quote`, `remaining`, `retry_after`, `now`.
    #[serde(flatten)]
    pub facts: Map<String, Value>,
}

impl Problem {
    /// A problem of the table, with a sentence about this time.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let row = lookup(code);
        Self {
            kind: format!("urn:dough:problem:{}", row.code),
            title: row.title.to_owned(),
            status: row.status,
            detail: detail.into(),
            code: row.code.to_owned(),
            facts: Map::new(),
        }
    }

    /// The same, with a fact for the client.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// The refusal that it carries, where it is a business answer.
    pub fn refusal(&self) -> Option<Refusal> {
        let mut object = self.facts.clone();
        object.insert("code".to_owned(), Value::String(self.code.clone()));
        serde_json::from_value(Value::Object(object)).ok()
    }

    /// Whether the answer stays the same however often the intent is tried. A code that this
    /// version doesn't know is final if its status says that the request is at fault.
    pub fn is_final(&self) -> bool {
        match CODES.iter().find(|row| row.code == self.code) {
            Some(row) => row.is_final,
            None => {
                matches!(self.status, 400..=499)
                    && !matches!(self.status, 401 | 408 | 425 | 426 | 429)
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let facts = match serde_json::to_value(&refusal) {
            Ok(Value::Object(mut object)) => {
                object.remove("code");
                object
            }
            _ => Map::new(),
        };
        Self { facts, ..Self::new(refusal.code(), refusal.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dough_rules::units::Cents;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_has_a_row_and_no_code_comes_twice() {
        let codes: BTreeSet<_> = CODES.iter().map(|row| row.code).collect();
        assert_eq!(codes.len(), CODES.len());
        for code in Refusal::codes() {
            assert!(codes.contains(code), "{code} is missing");
        }
    }

    #[test]
    fn a_refusal_comes_back_from_its_problem() {
        let refusal =
            Refusal::BalanceShort { available: Cents::new(250), remaining: Cents::new(610) };
        let text = serde_json::to_string(&Problem::from(refusal.clone())).unwrap();
        let read: Problem = serde_json::from_str(&text).unwrap();
        assert_eq!(read.refusal(), Some(refusal));
        assert_eq!(read.status, 402);
    }
}
