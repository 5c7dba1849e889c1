//! A wallet's phones: who is in, who is out, and when one may spend.

use crate::support::{
    Shop, Wallet, by_email, code_of, copy, enrolment, fresh_key, key_text, one, post, recovered,
    recovery_code, sale,
};
use dough_register::{fresh_id, http};
use dough_rules::command::{Outcome, SaleTender};
use dough_rules::units::{Cents, Span};
use dough_server::Clock as _;
use dough_wire::paths;
use dough_wire::replies::{CommandReply, DevicesReply, Session};
use dough_wire::requests::{EraseWallet, Others, Proof, RecoverWallet, TopUp};
use serde_json::json;
use std::time::Duration;

const ANNA: &str = "anna@example.com";

async fn revoke(shop: &Shop, by: &Wallet, kid: &str) -> Result<CommandReply, String> {
    let said = post(&by.caller, &paths::revoke_device(kid), &shop.intent(json!({}))).await;
    said.map_err(|problem| problem.code)
}

/// A second phone of a wallet, agreed to by the first.
async fn agreed(shop: &Shop, first: &Wallet) -> Wallet {
    let (api, pay) = (fresh_key(), fresh_key());
    let body = enrolment(shop, (&api, &pay), first.agree().await, Others::Keep);
    let reply = post(&shop.caller(copy(&api)), paths::DEVICES, &body).await.unwrap();
    assert_eq!(reply.outcome, Outcome::Opened { wallet: first.id });
    shop.wallet_of(first.id, api, pay)
}

async fn devices(shop: &Shop, wallet: &Wallet) -> DevicesReply {
    wallet.get(shop, paths::DEVICES).await.json().await.unwrap()
}

#[tokio::test]
async fn each_phone_sees_all_and_which_is_its_own() {
    let shop = Shop::open().await;
    let first = shop.wallet().await;
    let second = agreed(&shop, &first).await;
    for phone in [&first, &second] {
        let list = devices(&shop, phone).await.devices;
        let own: Vec<_> = list.iter().filter(|it| it.own).map(|it| it.api_key.clone()).collect();
        assert_eq!((list.len(), own), (2, vec![phone.kid()]));
        assert!(list.iter().all(|it| it.spends_from.is_none()));
    }
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_is_removed_is_out_at_once() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let thief = agreed(&shop, &wallet).await;
    let (token, code) = (thief.token().await, thief.code(&shop));
    let url = format!("{}{}", shop.url, paths::STREAM);
    let mut stream = http().unwrap().get(url).bearer_auth(&token).send().await.unwrap();
    stream.chunk().await.unwrap().unwrap();
    revoke(&shop, &wallet, &thief.kid()).await.unwrap();
    let ended = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(5), ended).await.unwrap();
    let url = format!("{}{}?after=0", shop.url, paths::CHANGES);
    let read = http().unwrap().get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(code_of(read).await, "unauthorized");
    let session = thief.caller.post::<_, Session>(paths::SESSION, fresh_id(), &json!({})).await;
    let problem = session.unwrap().yes().unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (403, "device_revoked"));
    assert!(problem.is_final());
    let order = post(&thief.caller, paths::ORDERS, &shop.order(60)).await.unwrap_err();
    assert_eq!(order.code, "device_revoked");
    let top_up = shop.intent(TopUp { amount: Cents::new(500) });
    let top_up = post(&thief.caller, paths::TOP_UPS, &top_up).await.unwrap_err();
    assert_eq!(top_up.code, "device_revoked");
    let scan = till.scan(&sale(&code, "1", &["quiche"])).await.unwrap().yes().unwrap_err();
    assert_eq!(scan.code, "code_unknown_key");
    post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    assert_eq!(devices(&shop, &wallet).await.devices.len(), 1);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_phone_that_logs_out_is_told_so_again_after_a_lost_reply() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    let second = agreed(&shop, &wallet).await;
    let sale = sale(&second.code(&shop), "1", &["quiche"]);
    let receipt = till.scan(&sale).await.unwrap().yes().unwrap();
    let (path, request) = (paths::revoke_device(&second.kid()), fresh_id());
    let body = shop.intent(json!({}));
    let log_out = async || -> CommandReply {
        second.caller.post(&path, request, &body).await.unwrap().yes().unwrap()
    };
    assert_eq!(log_out().await, log_out().await);
    assert_eq!(revoke(&shop, &second, &wallet.kid()).await.unwrap_err(), "device_revoked");
    let again = till.scan(&sale).await.unwrap().yes().unwrap();
    assert_eq!(again, receipt, "a sale that was booked before is still answered");
    let opened =
        shop.intent(json!({"pay_key": key_text(&second.pay), "api_key": key_text(&second.api)}));
    let problem = post(&second.caller, paths::WALLETS, &opened).await.unwrap_err();
    assert_eq!(problem.code, "device_revoked");
    shop.assert_sound().await;
}

#[tokio::test]
async fn the_last_phone_goes_only_if_something_leads_back_or_it_is_given_up() {
    let shop = Shop::open().await;
    let guest = shop.wallet().await;
    assert_eq!(revoke(&shop, &guest, &guest.kid()).await.unwrap_err(), "last_device");
    assert_eq!(revoke(&shop, &guest, "0011223344556677").await.unwrap_err(), "unknown_device");
    assert_eq!(revoke(&shop, &guest, "nothing").await.unwrap_err(), "unknown_device");
    let gives_up = shop.intent(json!({"give_up": true}));
    post(&guest.caller, &paths::revoke_device(&guest.kid()), &gives_up).await.unwrap();
    let wallet = shop.wallet().await;
    wallet.confirm_email(&shop, ANNA).await;
    revoke(&shop, &wallet, &wallet.kid()).await.unwrap();
    let back = recovered(&shop, ANNA, Others::Keep).await;
    assert_eq!(back.id, wallet.id);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_phone_that_came_by_mail_spends_no_euros_for_24_hours_to_the_millisecond() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(9000).await, shop.till("brussels").await);
    wallet.confirm_email(&shop, ANNA).await;
    let since = shop.clock.now();
    let phone = recovered(&shop, ANNA, Others::Keep).await;
    let until = since + Span::hours(24);
    assert_eq!(phone.facts(&shop).await.devices[1].spends_from, Some(until));
    let refused = async |path: &str, body: serde_json::Value| {
        let problem = post(&phone.caller, path, &shop.intent(body)).await.unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (409, "balance_held"));
        assert_eq!(problem.facts["until"], until.get());
    };
    let order = serde_json::to_value(shop.order(60).body).unwrap();
    refused(paths::ORDERS, order).await;
    refused(paths::ERASE, json!({"balance": "pay_out"})).await;
    let email = "elsewhere@example.com";
    let asked = json!({"email": email, "language": null});
    post(&phone.caller, paths::EMAIL, &shop.intent(asked)).await.unwrap();
    let code = shop.mailed_code(email);
    refused(paths::EMAIL_CONFIRM, json!({"email": email, "code": code})).await;
    let mut held = shop.order(60);
    held.body.pay = false;
    let held = post(&phone.caller, paths::ORDERS, &held).await.unwrap();
    let Outcome::Order { order } = held.outcome else { panic!() };
    refused(&paths::pay_order(order.id), json!({})).await;
    let by_balance = sale(&phone.code(&shop), "1", &["quiche"]);
    let problem = till.scan(&by_balance).await.unwrap().yes().unwrap_err();
    assert_eq!(problem.code, "balance_held");
    let mut by_card = sale(&phone.code(&shop), "2", &["quiche"]);
    by_card.tenders = vec![SaleTender::Card { amount: by_card.total }];
    till.scan(&by_card).await.unwrap().yes().unwrap();
    let top_up = shop.intent(TopUp { amount: Cents::new(500) });
    post(&phone.caller, paths::TOP_UPS, &top_up).await.unwrap();
    let old_phone = sale(&wallet.code(&shop), "3", &["quiche"]);
    till.scan(&old_phone).await.unwrap().yes().unwrap();
    shop.clock.advance(Span::millis((until - shop.clock.now()).get() - 1));
    let mut order = shop.order(60);
    order.body.pickup_at = until + Span::hours(1);
    refused(paths::ORDERS, serde_json::to_value(&order.body).unwrap()).await;
    shop.clock.advance(Span::millis(1));
    post(&phone.caller, paths::ORDERS, &order).await.unwrap();
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_phone_under_hold_cannot_shake_it_off_by_agreeing_to_another() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    wallet.confirm_email(&shop, ANNA).await;
    let held = recovered(&shop, ANNA, Others::Keep).await;
    let second = agreed(&shop, &held).await;
    let problem = post(&second.caller, paths::ORDERS, &shop.order(60)).await.unwrap_err();
    assert_eq!(problem.code, "balance_held");
    let third = agreed(&shop, &wallet).await;
    post(&third.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
}

#[tokio::test]
async fn whether_a_wallet_has_an_address_is_told_by_mail_alone() {
    let shop = Shop::open().await;
    let (api, pay) = (fresh_key(), fresh_key());
    let email = "nobody@example.com".to_owned();
    let asked = RecoverWallet { api_key: key_text(&api), email, language: None };
    let caller = shop.caller(copy(&api));
    let reply = post(&caller, paths::DEVICE_RECOVERY, &asked).await.unwrap();
    assert_eq!((reply.outcome, reply.head), (Outcome::Done, None));
    assert!(shop.mails("nobody@example.com")[0].contains("No wallet has this address"));
    for code in ["000000", "123456"] {
        let proof = by_email("nobody@example.com", code);
        let body = enrolment(&shop, (&api, &pay), proof, Others::Keep);
        let problem = post(&caller, paths::DEVICES, &body).await.unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (403, "email_code_invalid"));
    }
    for _ in 0..4 {
        post(&caller, paths::DEVICE_RECOVERY, &asked).await.unwrap();
    }
    let problem = post(&caller, paths::DEVICE_RECOVERY, &asked).await.unwrap_err();
    assert_eq!(problem.code, "too_many_requests");
    let forged = post(&shop.caller(fresh_key()), paths::DEVICE_RECOVERY, &asked).await;
    assert_eq!(forged.unwrap_err().code, "signature_invalid");
}

#[tokio::test]
async fn enrolling_is_answered_again_after_a_lost_reply_and_a_code_lets_one_phone_in() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    wallet.confirm_email(&shop, ANNA).await;
    let (api, pay) = (fresh_key(), fresh_key());
    let code = recovery_code(&shop, &api, ANNA).await;
    let proofs = [by_email(ANNA, &code), wallet.agree().await];
    for proof in proofs {
        let (api, pay) = match proof {
            Proof::Email { .. } => (copy(&api), copy(&pay)),
            Proof::Device { .. } => (fresh_key(), fresh_key()),
        };
        let caller = shop.caller(copy(&api));
        let (request, body) =
            (fresh_id(), enrolment(&shop, (&api, &pay), proof.clone(), Others::Keep));
        let enrol = async || -> CommandReply {
            caller.post(paths::DEVICES, request, &body).await.unwrap().yes().unwrap()
        };
        assert_eq!(enrol().await, enrol().await);
        let (api, pay) = (fresh_key(), fresh_key());
        let second = enrolment(&shop, (&api, &pay), proof, Others::Keep);
        let problem = post(&shop.caller(api), paths::DEVICES, &second).await.unwrap_err();
        assert!(["email_code_invalid", "enrol_code_invalid"].contains(&problem.code.as_str()));
    }
    assert_eq!(devices(&shop, &wallet).await.devices.len(), 3);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_phones_code_ends_after_ten_minutes_with_the_next_one_and_with_the_phone() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let refused = async |proof: Proof| {
        let (api, pay) = (fresh_key(), fresh_key());
        let body = enrolment(&shop, (&api, &pay), proof, Others::Keep);
        let problem = post(&shop.caller(api), paths::DEVICES, &body).await.unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (403, "enrol_code_invalid"));
    };
    let first = wallet.agree().await;
    let second = agreed(&shop, &wallet).await;
    refused(first).await;
    let late = wallet.agree().await;
    shop.clock.advance(Span::minutes(10));
    refused(late).await;
    let of_removed = second.agree().await;
    revoke(&shop, &wallet, &second.kid()).await.unwrap();
    refused(of_removed).await;
    for code in ["ABCDEFGH", "short", ""] {
        refused(Proof::Device { code: code.to_owned() }).await;
    }
}

#[tokio::test]
async fn a_new_phone_may_remove_all_others() {
    let shop = Shop::open().await;
    let first = shop.wallet().await;
    first.confirm_email(&shop, ANNA).await;
    let second = agreed(&shop, &first).await;
    let third = recovered(&shop, ANNA, Others::Revoke).await;
    let list = devices(&shop, &third).await.devices;
    assert_eq!(list.iter().map(|it| it.api_key.clone()).collect::<Vec<_>>(), [third.kid()]);
    for phone in [first, second] {
        let body = shop.intent(json!({"news": true, "research": true}));
        let problem = post(&phone.caller, paths::CONSENTS, &body).await.unwrap_err();
        assert_eq!(problem.code, "device_revoked");
    }
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_wallet_has_at_most_ten_phones() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    for _ in 0..9 {
        agreed(&shop, &wallet).await;
    }
    let (api, pay) = (fresh_key(), fresh_key());
    let body = enrolment(&shop, (&api, &pay), wallet.agree().await, Others::Keep);
    let problem = post(&shop.caller(copy(&api)), paths::DEVICES, &body).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (409, "too_many_devices"));
    let body = enrolment(&shop, (&api, &pay), wallet.agree().await, Others::Revoke);
    post(&shop.caller(api), paths::DEVICES, &body).await.unwrap();
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_phone_that_is_in_already_is_told_its_wallet_again() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(5000).await;
    let body = enrolment(&shop, (&wallet.api, &wallet.pay), wallet.agree().await, Others::Keep);
    let reply = post(&wallet.caller, paths::DEVICES, &body).await.unwrap();
    assert_eq!(reply.outcome, Outcome::Opened { wallet: wallet.id });
    assert_eq!(devices(&shop, &wallet).await.devices.len(), 1);
    post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let second = agreed(&shop, &wallet).await;
    revoke(&shop, &wallet, &second.kid()).await.unwrap();
    let body = enrolment(&shop, (&second.api, &second.pay), wallet.agree().await, Others::Keep);
    post(&second.caller, paths::DEVICES, &body).await.unwrap();
    post(&second.caller, paths::ORDERS, &shop.order(90)).await.unwrap();
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_guest_wallet_without_euros_ends_and_its_phone_moves() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(5000).await, shop.till("brussels").await);
    wallet.confirm_email(&shop, ANNA).await;
    let guest = shop.wallet().await;
    let mut by_card = sale(&guest.code(&shop), "1", &["quiche"]);
    by_card.tenders = vec![SaleTender::Card { amount: by_card.total }];
    till.scan(&by_card).await.unwrap().yes().unwrap();
    let token = guest.token().await;
    let code = recovery_code(&shop, &guest.api, ANNA).await;
    let proof = by_email(ANNA, &code);
    let body = enrolment(&shop, (&guest.api, &guest.pay), proof, Others::Keep);
    let request = fresh_id();
    let enrol = async || -> CommandReply {
        guest.caller.post(paths::DEVICES, request, &body).await.unwrap().yes().unwrap()
    };
    let reply = enrol().await;
    assert_eq!(reply.outcome, Outcome::Opened { wallet: wallet.id });
    assert_eq!(enrol().await, reply);
    let url = format!("{}{}?after=0", shop.url, paths::CHANGES);
    let old_token = http().unwrap().get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(old_token.status(), 401, "the token read the wallet that ended");
    let moved = shop.wallet_of(wallet.id, copy(&guest.api), copy(&guest.pay));
    assert_eq!(devices(&shop, &moved).await.devices.len(), 2);
    shop.clock.advance(Span::hours(24));
    let paid = sale(
        &crate::support::code_with(&shop, 9, &moved.pay, dough_paycode::Ops::PAY),
        "2",
        &["quiche"],
    );
    till.scan(&paid).await.unwrap().yes().unwrap();
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_guest_wallet_with_euros_stays_and_the_code_stays_good() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    wallet.confirm_email(&shop, ANNA).await;
    let guest = shop.rich_wallet(1000).await;
    post(&guest.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let code = recovery_code(&shop, &guest.api, ANNA).await;
    let enrol = async |code: &str| {
        let proof = by_email(ANNA, code);
        let body = enrolment(&shop, (&guest.api, &guest.pay), proof, Others::Keep);
        post(&guest.caller, paths::DEVICES, &body).await
    };
    let problem = enrol(&code).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (409, "balance_left"));
    assert_eq!(problem.facts["available"], 1000, "what an order holds counts too");
    let facts = guest.facts(&shop).await;
    assert_eq!((facts.orders.len(), facts.erased_at), (1, None), "nothing was called off");
    shop.clock.advance(Span::minutes(1));
    let gives_up = shop.intent(EraseWallet { balance: dough_rules::command::LastBalance::GiveUp });
    post(&guest.caller, paths::ERASE, &gives_up).await.unwrap();
    // As after a crash in between: the guest wallet is gone, and the next attempt goes on.
    let reply = enrol(&code).await.unwrap();
    assert_eq!(reply.outcome, Outcome::Opened { wallet: wallet.id });
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_wrong_code_ends_no_guest_wallet_and_a_shared_one_is_no_guests() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    wallet.confirm_email(&shop, ANNA).await;
    let guest = shop.wallet().await;
    let enrol = async |proof: Proof| {
        let body = enrolment(&shop, (&guest.api, &guest.pay), proof, Others::Keep);
        post(&guest.caller, paths::DEVICES, &body).await.unwrap_err().code
    };
    recovery_code(&shop, &guest.api, ANNA).await;
    assert_eq!(enrol(by_email(ANNA, "abcdef")).await, "email_code_invalid");
    agreed(&shop, &guest).await;
    assert_eq!(enrol(wallet.agree().await).await, "key_in_use");
    assert_eq!(guest.facts(&shop).await.erased_at, None);
    let stranger = shop.wallet().await;
    let (api, pay) = (fresh_key(), copy(&stranger.pay));
    let body = enrolment(&shop, (&api, &pay), wallet.agree().await, Others::Keep);
    let problem = post(&shop.caller(api), paths::DEVICES, &body).await.unwrap_err();
    assert_eq!(problem.code, "key_in_use");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_guest_wallet_whose_order_is_in_the_kitchen_stays() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let guest = shop.rich_wallet(210).await;
    let order = shop.order(60);
    assert_eq!(order.body.lines, [one("croissant")]);
    post(&guest.caller, paths::ORDERS, &order).await.unwrap();
    shop.clock.advance(Span::minutes(58));
    let body = enrolment(&shop, (&guest.api, &guest.pay), wallet.agree().await, Others::Keep);
    let problem = post(&guest.caller, paths::DEVICES, &body).await.unwrap_err();
    assert_eq!(problem.code, "order_fired");
}
