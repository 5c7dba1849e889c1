//! The end of a wallet: what is left in it, what waits for it, and what is forgotten.

use crate::support::{Shop, Wallet, code_of, one, post, sale, until};
use dough_register::{Till, fresh_id, http};
use dough_rules::command::{LastBalance, Outcome};
use dough_rules::facts::InvitationState;
use dough_rules::journal::InvitationRefusal;
use dough_rules::ledger::Balances;
use dough_rules::refund::RefundScope;
use dough_rules::units::{Cents, Dough, Span};
use dough_server::Clock as _;
use dough_wire::paths;
use dough_wire::problem::Problem;
use dough_wire::replies::CommandReply;
use dough_wire::requests::{AcceptInvitation, EraseWallet, PlaceOrder, TopUp};
use serde_json::json;
use std::sync::atomic::Ordering;

async fn erase(
    shop: &Shop,
    wallet: &Wallet,
    balance: LastBalance,
) -> Result<CommandReply, Box<Problem>> {
    post(&wallet.caller, paths::ERASE, &shop.intent(EraseWallet { balance })).await
}

#[tokio::test]
async fn a_balance_is_paid_out_once_and_the_reply_is_given_again() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(1250).await;
    shop.payment.is_away.store(true, Ordering::SeqCst);
    let (request, body) = (fresh_id(), shop.intent(EraseWallet { balance: LastBalance::PayOut }));
    let call = async || -> CommandReply {
        wallet.caller.post(paths::ERASE, request, &body).await.unwrap().yes().unwrap()
    };
    let reply = call().await;
    assert_eq!(reply.outcome, Outcome::Done);
    assert_eq!(call().await, reply, "also now that its key is revoked");
    until(async || shop.database.number("SELECT tries FROM payouts") > 0).await;
    shop.payment.is_away.store(false, Ordering::SeqCst);
    shop.clock.advance(Span::hours(2));
    until(async || shop.database.value("SELECT paid_at FROM payouts").is_some()).await;
    let paid = shop.payment.paid_out.lock().unwrap().clone();
    assert_eq!(paid.iter().map(|(_, amount)| amount.get()).collect::<Vec<_>>(), [1250]);
    shop.assert_sound().await;
}

#[tokio::test]
async fn money_that_is_charged_while_the_wallet_ends_is_paid_back() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(1250).await;
    shop.payment.asked.forget_permits(usize::MAX);
    let charging = shop.payment.bank.lock().await;
    let body = shop.intent(TopUp { amount: Cents::new(700) });
    let (topped_up, erased) = tokio::join!(post(&wallet.caller, paths::TOP_UPS, &body), async {
        shop.payment.asked.acquire().await.unwrap().forget();
        let erased = erase(&shop, &wallet, LastBalance::GiveUp).await;
        drop(charging);
        erased
    });
    erased.unwrap();
    topped_up.unwrap();
    until(async || !shop.payment.paid_out.lock().unwrap().is_empty()).await;
    let paid = shop.payment.paid_out.lock().unwrap().clone();
    assert_eq!(paid.iter().map(|(_, amount)| amount.get()).collect::<Vec<_>>(), [700]);
    let again = post(&wallet.caller, paths::TOP_UPS, &body).await.unwrap_err();
    assert_eq!(again.code, "wallet_erased", "nothing more is charged");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_balance_is_left_given_up_or_paid_out_as_was_said() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(1250).await;
    post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let problem = erase(&shop, &wallet, LastBalance::NoneLeft).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (409, "balance_left"));
    assert_eq!(problem.facts["available"], 1250);
    assert_eq!(wallet.facts(&shop).await.orders.len(), 1, "nothing ended in vain");
    erase(&shop, &wallet, LastBalance::GiveUp).await.unwrap();
    let forfeited = "SELECT amount FROM transfers WHERE to_account = 'eur.forfeited'";
    assert_eq!(shop.database.number(forfeited), 1250);
    let empty = shop.wallet().await;
    erase(&shop, &empty, LastBalance::NoneLeft).await.unwrap();
    shop.assert_sound().await;
}

#[tokio::test]
async fn orders_are_called_off_unless_the_kitchen_has_started() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(9000).await;
    let soon = shop.order(60);
    post(&wallet.caller, paths::ORDERS, &soon).await.unwrap();
    let antwerp =
        shop.intent(PlaceOrder { shop: "antwerp".parse().unwrap(), ..shop.order(180).body });
    post(&wallet.caller, paths::ORDERS, &antwerp).await.unwrap();
    let mut held = shop.order(240);
    held.body.pay = false;
    post(&wallet.caller, paths::ORDERS, &held).await.unwrap();
    erase(&shop, &wallet, LastBalance::GiveUp).await.unwrap();
    assert_eq!(shop.database.number("SELECT count(*) FROM live_orders"), 0);
    shop.assert_sound().await;
    let late = shop.rich_wallet(9000).await;
    post(&late.caller, paths::ORDERS, &shop.order(60)).await.unwrap();
    let other = shop.order(300);
    assert_eq!(other.body.lines, [one("croissant")]);
    post(&late.caller, paths::ORDERS, &other).await.unwrap();
    shop.clock.advance(Span::minutes(58));
    let problem = erase(&shop, &late, LastBalance::GiveUp).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (409, "order_fired"));
    assert_eq!(late.facts(&shop).await.orders.len(), 2, "nothing ended in vain");
    shop.assert_sound().await;
}

#[tokio::test]
async fn after_its_end_a_wallet_does_nothing_and_holds_nothing() {
    let shop = Shop::open().await;
    let (wallet, till) = (shop.rich_wallet(20_000).await, shop.till("brussels").await);
    // Enough dough for a surprise that is ready, and one that is opened and may hold a voucher.
    let mut day = 0;
    while wallet.facts(&shop).await.surprises.is_empty() {
        let sale = sale(&wallet.code(&shop), &day.to_string(), &["quiche"]);
        till.scan(&sale).await.unwrap().yes().unwrap();
        shop.clock.advance(Span::days(1));
        day += 1;
    }
    let receipt = shop.database.value("SELECT receipt FROM receipts LIMIT 1").unwrap();
    let (token, code) = (wallet.token().await, wallet.code(&shop));
    erase(&shop, &wallet, LastBalance::PayOut).await.unwrap();
    let problem = post(&wallet.caller, paths::ORDERS, &shop.order(60)).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (410, "wallet_erased"));
    let url = format!("{}{}?after=0", shop.url, paths::CHANGES);
    let read = http().unwrap().get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(code_of(read).await, "unauthorized");
    let scan = till.scan(&sale(&code, "again", &["quiche"])).await.unwrap().yes().unwrap_err();
    assert_eq!(scan.code, "code_unknown_key");
    let refund =
        till.refund(receipt.parse().unwrap(), RefundScope::All).await.unwrap().yes().unwrap_err();
    assert_eq!(refund.code, "wallet_erased");
    let facts = shop.database.value("SELECT facts FROM wallets").unwrap();
    let facts: dough_rules::WalletFacts = serde_json::from_str(&facts).unwrap();
    assert_eq!(facts.balances, Balances::default());
    assert!(facts.lots.is_empty() && facts.surprises.is_empty() && facts.vouchers.is_empty());
    assert!(facts.devices.is_empty() && facts.pending.is_empty());
    assert_eq!(facts.erased_at, Some(shop.clock.now()));
    shop.assert_sound().await;
}

#[tokio::test]
async fn who_the_customer_was_is_nowhere_in_the_database() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(500).await;
    let (name, email) = ("Wilhelmina Vandenbroucke", "wilhelmina@example.com");
    let profile = shop.intent(json!({"name": name, "language": "nl"}));
    post(&wallet.caller, paths::PROFILE, &profile).await.unwrap();
    let french = shop.intent(json!({"name": name, "language": null}));
    post(&wallet.caller, paths::PROFILE, &french).await.unwrap();
    wallet.confirm_email(&shop, email).await;
    let second = crate::support::recovered(&shop, email, dough_wire::requests::Others::Keep).await;
    assert_eq!(second.id, wallet.id);
    let holds = |text: &str| shop.database.holds(text);
    for table in ["journal", "requests", "audit", "messages", "email_codes", "device_codes"] {
        let cells = shop.database.dump(table);
        assert!(!cells.contains("ilhelmina"), "{table}: {cells}");
    }
    assert!(holds(name) && holds(email), "so far it is there");
    erase(&shop, &wallet, LastBalance::GiveUp).await.unwrap();
    assert!(!holds(name) && !holds(email) && !holds("ilhelmina"));
    let other = shop.wallet().await;
    other.confirm_email(&shop, email).await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_erasure_stands_beside_the_database_for_a_restore() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    erase(&shop, &wallet, LastBalance::NoneLeft).await.unwrap();
    let log = std::fs::read_to_string(shop.folder().join("erasures.log")).unwrap();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let at = shop.clock.now().get();
    let erased = json!({"wallet": wallet.id.to_string(), "at": at, "balance": "none_left"});
    assert_eq!(lines, [erased]);
}

async fn accept(shop: &Shop, friend: &Wallet, inviter: &Wallet) -> Result<(), String> {
    let code = inviter.facts(shop).await.invite_code.unwrap();
    let body = shop.intent(AcceptInvitation { code });
    let said = post(&friend.caller, paths::ACCEPT_INVITATION, &body).await;
    said.map(|_| ()).map_err(|problem| problem.code)
}

/// A friend's first order of enough, fetched.
async fn qualify(shop: &Shop, friend: &Wallet) {
    let order = shop.intent(PlaceOrder {
        lines: vec![one("quiche")],
        total: Cents::new(820),
        ..shop.order(60).body
    });
    let reply = post(&friend.caller, paths::ORDERS, &order).await.unwrap();
    let Outcome::Order { order } = reply.outcome else { panic!() };
    let brussels = "brussels".parse().unwrap();
    let step = paths::kitchen(&brussels, order.id, dough_rules::command::KitchenStep::PickedUp);
    let staff = shop.staff("staff").await;
    assert_eq!(staff.post(&step, &json!({})).await.status(), 200);
}

async fn state(shop: &Shop, wallet: &Wallet) -> (InvitationState, Option<InvitationRefusal>) {
    let facts = wallet.facts(shop).await;
    let mut all = facts.invited_by.into_iter().chain(facts.invitations);
    all.next().map(|it| (it.state, it.refused)).unwrap()
}

/// An inviter and a friend whose rewards wait.
async fn waiting(shop: &Shop) -> (Wallet, Wallet) {
    let (inviter, friend) = (shop.wallet().await, shop.rich_wallet(5000).await);
    accept(shop, &friend, &inviter).await.unwrap();
    qualify(shop, &friend).await;
    until(async || state(shop, &friend).await.0 == InvitationState::Pending).await;
    assert_eq!(inviter.facts(shop).await.pending.len(), 1);
    (inviter, friend)
}

const REFUSED: (InvitationState, Option<InvitationRefusal>) =
    (InvitationState::Refused, Some(InvitationRefusal::Erased));

#[tokio::test]
async fn the_inviters_reward_goes_when_the_friend_is_erased() {
    let shop = Shop::open().await;
    let (inviter, friend) = waiting(&shop).await;
    erase(&shop, &friend, LastBalance::GiveUp).await.unwrap();
    until(async || state(&shop, &inviter).await == REFUSED).await;
    assert_eq!(inviter.facts(&shop).await.balances.dough_pending, Dough::ZERO);
    shop.clock.advance(Span::days(8));
    until(async || shop.database.number("SELECT count(*) FROM messages") == 0).await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_friend_whose_reward_waits_keeps_it_when_the_inviter_is_erased() {
    let shop = Shop::open().await;
    let (inviter, friend) = waiting(&shop).await;
    erase(&shop, &inviter, LastBalance::NoneLeft).await.unwrap();
    shop.clock.advance(Span::days(8));
    until(async || state(&shop, &friend).await.0 == InvitationState::Rewarded).await;
    until(async || shop.database.number("SELECT count(*) FROM messages") == 0).await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_friend_who_has_not_ordered_hears_that_the_inviter_is_gone() {
    let shop = Shop::open().await;
    let (inviter, friend) = (shop.wallet().await, shop.rich_wallet(5000).await);
    accept(&shop, &friend, &inviter).await.unwrap();
    until(async || !inviter.facts(&shop).await.invitations.is_empty()).await;
    let code = inviter.facts(&shop).await.invite_code.unwrap();
    erase(&shop, &inviter, LastBalance::NoneLeft).await.unwrap();
    until(async || state(&shop, &friend).await == REFUSED).await;
    qualify(&shop, &friend).await;
    until(async || shop.database.number("SELECT count(*) FROM messages") == 0).await;
    let late: Till = shop.wallet().await.caller;
    let body = shop.intent(AcceptInvitation { code });
    let problem = post(&late, paths::ACCEPT_INVITATION, &body).await.unwrap_err();
    assert_eq!(problem.code, "unknown_invitation");
    shop.assert_sound().await;
}
