//! Codes by e-mail: their limits, and whose an address is.

use crate::support::{Shop, Wallet, post};
use dough_register::fresh_id;
use dough_rules::command::Outcome;
use dough_rules::units::Span;
use dough_server::Clock as _;
use dough_server::mail::{Address, Mail, MailSender as _, SmtpMail};
use dough_wire::paths;
use dough_wire::problem::Problem;
use dough_wire::replies::{CommandReply, Profile};
use serde_json::json;

const ANNA: &str = "anna@example.com";

async fn ask(shop: &Shop, wallet: &Wallet, email: &str) -> Result<CommandReply, Box<Problem>> {
    post(&wallet.caller, paths::EMAIL, &shop.intent(json!({"email": email}))).await
}

async fn confirm(
    shop: &Shop,
    wallet: &Wallet,
    email: &str,
    code: &str,
) -> Result<CommandReply, Box<Problem>> {
    let body = shop.intent(json!({"email": email, "code": code}));
    post(&wallet.caller, paths::EMAIL_CONFIRM, &body).await
}

async fn email_of(shop: &Shop, wallet: &Wallet) -> Option<String> {
    wallet.get(shop, paths::PROFILE).await.json::<Profile>().await.unwrap().email
}

/// Another code than this one.
fn other(code: &str, n: u32) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1 + n) % 1_000_000)
}

#[tokio::test]
async fn a_code_confirms_an_address_once_and_a_lost_reply_is_given_again() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    assert_eq!(ask(&shop, &wallet, " Anna@Example.COM").await.unwrap().outcome, Outcome::Done);
    assert_eq!(email_of(&shop, &wallet).await, None, "asking confirms nothing");
    let code = shop.mailed_code(ANNA);
    let (request, body) = (fresh_id(), shop.intent(json!({"email": ANNA, "code": code})));
    let call = async || -> CommandReply {
        wallet.caller.post(paths::EMAIL_CONFIRM, request, &body).await.unwrap().yes().unwrap()
    };
    assert_eq!(call().await, call().await);
    assert_eq!(email_of(&shop, &wallet).await.as_deref(), Some(ANNA));
    assert!(wallet.facts(&shop).await.has_email);
    let used = confirm(&shop, &wallet, ANNA, &code).await.unwrap_err();
    assert_eq!((used.status, used.code.as_str()), (403, "email_code_invalid"));
    shop.assert_sound().await;
}

#[tokio::test]
async fn asking_again_after_a_lost_reply_sends_no_second_mail() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let (request, body) = (fresh_id(), shop.intent(json!({"email": ANNA})));
    for _ in 0..3 {
        let said = wallet.caller.post::<_, CommandReply>(paths::EMAIL, request, &body).await;
        said.unwrap().yes().unwrap();
    }
    assert_eq!(shop.mails(ANNA).len(), 1);
}

#[tokio::test]
async fn after_five_wrong_codes_the_right_one_is_dead() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    ask(&shop, &wallet, ANNA).await.unwrap();
    let code = shop.mailed_code(ANNA);
    for n in 0..5 {
        let problem = confirm(&shop, &wallet, ANNA, &other(&code, n)).await.unwrap_err();
        assert_eq!(problem.code, "email_code_invalid");
    }
    let problem = confirm(&shop, &wallet, ANNA, &code).await.unwrap_err();
    assert_eq!(problem.code, "email_code_invalid");
    ask(&shop, &wallet, ANNA).await.unwrap();
    let fresh = shop.mailed_code(ANNA);
    for n in 0..4 {
        confirm(&shop, &wallet, ANNA, &other(&fresh, n)).await.unwrap_err();
    }
    confirm(&shop, &wallet, ANNA, &fresh).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_codes_at_the_same_time_are_each_counted() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    ask(&shop, &wallet, ANNA).await.unwrap();
    let code = shop.mailed_code(ANNA);
    let mut tries = Vec::new();
    for n in 0..20 {
        let caller = shop.caller(crate::support::copy(&wallet.api));
        let body = shop.intent(json!({"email": ANNA, "code": other(&code, n)}));
        tries.push(tokio::spawn(async move { post(&caller, paths::EMAIL_CONFIRM, &body).await }));
    }
    for tried in tries {
        tried.await.unwrap().unwrap_err();
    }
    let problem = confirm(&shop, &wallet, ANNA, &code).await.unwrap_err();
    assert_eq!(problem.code, "email_code_invalid");
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_the_newest_counts() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    ask(&shop, &wallet, ANNA).await.unwrap();
    let first = shop.mailed_code(ANNA);
    shop.clock.advance(Span::minutes(10));
    let late = confirm(&shop, &wallet, ANNA, &first).await.unwrap_err();
    assert_eq!(late.code, "email_code_invalid");
    ask(&shop, &wallet, ANNA).await.unwrap();
    let second = shop.mailed_code(ANNA);
    ask(&shop, &wallet, ANNA).await.unwrap();
    let third = shop.mailed_code(ANNA);
    if second != third {
        confirm(&shop, &wallet, ANNA, &second).await.unwrap_err();
    }
    shop.clock.advance(Span::millis(Span::minutes(10).get() - 1));
    confirm(&shop, &wallet, ANNA, &third).await.unwrap();
}

#[tokio::test]
async fn a_code_is_good_for_the_phone_and_the_address_that_it_was_asked_for() {
    let shop = Shop::open().await;
    let (wallet, stranger) = (shop.wallet().await, shop.wallet().await);
    ask(&shop, &wallet, ANNA).await.unwrap();
    let code = shop.mailed_code(ANNA);
    for (caller, email) in [(&stranger, ANNA), (&wallet, "bea@example.com")] {
        let problem = confirm(&shop, caller, email, &code).await.unwrap_err();
        assert_eq!(problem.code, "email_code_invalid");
    }
    confirm(&shop, &wallet, ANNA, &code).await.unwrap();
}

#[tokio::test]
async fn an_address_gets_five_codes_an_hour_and_a_phone_ten() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    for _ in 0..5 {
        ask(&shop, &wallet, ANNA).await.unwrap();
        shop.clock.advance(Span::minutes(1));
    }
    let problem = ask(&shop, &wallet, ANNA).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (429, "too_many_requests"));
    assert_eq!(problem.facts["retry_after"], 55 * 60);
    assert!(!problem.is_final());
    let another = shop.wallet().await;
    assert_eq!(ask(&shop, &another, ANNA).await.unwrap_err().code, "too_many_requests");
    for _ in 0..5 {
        ask(&shop, &wallet, "bea@example.com").await.unwrap();
    }
    let problem = ask(&shop, &wallet, "carl@example.com").await.unwrap_err();
    assert_eq!(problem.code, "too_many_requests");
    shop.clock.advance(Span::minutes(55));
    ask(&shop, &wallet, ANNA).await.unwrap();
    assert_eq!(shop.mails(ANNA).len(), 6);
}

#[tokio::test]
async fn an_address_of_another_wallet_is_told_only_to_who_reads_its_mail() {
    let shop = Shop::open().await;
    let (first, second) = (shop.wallet().await, shop.wallet().await);
    first.confirm_email(&shop, ANNA).await;
    ask(&shop, &second, ANNA).await.unwrap();
    let code = shop.mailed_code(ANNA);
    let wrong = confirm(&shop, &second, ANNA, &other(&code, 0)).await.unwrap_err();
    assert_eq!(wrong.code, "email_code_invalid");
    let problem = confirm(&shop, &second, ANNA, &code).await.unwrap_err();
    assert_eq!((problem.status, problem.code.as_str()), (409, "email_in_use"));
    assert_eq!(email_of(&shop, &second).await, None);
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_address_is_confirmed_anew_or_replaced_and_the_old_one_is_free() {
    let shop = Shop::open().await;
    let (first, second) = (shop.wallet().await, shop.wallet().await);
    first.confirm_email(&shop, ANNA).await;
    shop.clock.advance(Span::hours(1));
    first.confirm_email(&shop, ANNA).await;
    let profile: Profile = first.get(&shop, paths::PROFILE).await.json().await.unwrap();
    assert_eq!(profile.email_confirmed_at, Some(shop.clock.now()));
    first.confirm_email(&shop, "new@example.com").await;
    assert_eq!(email_of(&shop, &first).await.as_deref(), Some("new@example.com"));
    second.confirm_email(&shop, ANNA).await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn what_is_no_address_is_refused_and_nothing_is_sent() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    for email in ["", "anna", "anna@example", "a@b@example.com", "a\r\nBcc: x@y.be"] {
        let problem = ask(&shop, &wallet, email).await.unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (422, "email_invalid"), "{email}");
    }
}

#[tokio::test]
async fn a_mail_that_cannot_be_handed_over_is_tried_again_and_counts_as_none() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let (request, body) = (fresh_id(), shop.intent(json!({"email": ANNA})));
    let mails = shop.folder().join("mails");
    std::fs::remove_dir_all(&mails).unwrap();
    for _ in 0..6 {
        let said = wallet.caller.post::<_, CommandReply>(paths::EMAIL, request, &body).await;
        let problem = said.unwrap().yes().unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (503, "mail_unavailable"));
        assert!(!problem.is_final());
    }
    std::fs::create_dir(&mails).unwrap();
    let said = wallet.caller.post::<_, CommandReply>(paths::EMAIL, request, &body).await;
    said.unwrap().yes().unwrap();
    confirm(&shop, &wallet, ANNA, &shop.mailed_code(ANNA)).await.unwrap();
}

#[tokio::test]
async fn a_mail_speaks_the_profiles_language() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let body = shop.intent(json!({"email": ANNA, "language": "fr"}));
    post(&wallet.caller, paths::EMAIL, &body).await.unwrap();
    assert!(shop.mails(ANNA)[0].contains("Votre code est"));
    let profile = shop.intent(json!({"language": "nl"}));
    post(&wallet.caller, paths::PROFILE, &profile).await.unwrap();
    post(&wallet.caller, paths::EMAIL, &shop.intent(body.body)).await.unwrap();
    assert!(shop.mails(ANNA)[1].contains("Je code is"));
}

/// A mail server for one mail: what it was told, line by line.
async fn one_mail(listener: tokio::net::TcpListener) -> Vec<String> {
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    let (stream, _) = listener.accept().await.unwrap();
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut told, mut is_text) = (Vec::new(), false);
    writer.write_all(b"220 mail.example\r\n").await.unwrap();
    while let Some(line) = lines.next_line().await.unwrap() {
        let answer = match line.as_str() {
            "." => "250 taken\r\n",
            _ if is_text => "",
            "DATA" => "354 go on\r\n",
            "QUIT" => "221 bye\r\n",
            _ => "250 yes\r\n",
        };
        is_text = line == "DATA" || (is_text && line != ".");
        writer.write_all(answer.as_bytes()).await.unwrap();
        told.push(line);
    }
    told
}

#[tokio::test]
async fn a_mail_server_is_handed_the_mail_and_one_without_tls_only_where_that_is_allowed() {
    let mail = || Mail {
        to: Address::parse(ANNA).unwrap(),
        subject: "A code".to_owned(),
        text: "Your code is 123456.".to_owned(),
    };
    for (query, is_taken) in [("?tls=opportunistic", true), ("", false)] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}{query}", listener.local_addr().unwrap());
        let server = tokio::spawn(one_mail(listener));
        let sender = SmtpMail::new(&url, "The shop <shop@example.com>").unwrap();
        assert_eq!(sender.send(mail()).await.is_ok(), is_taken, "{query}");
        drop(sender);
        let told = server.await.unwrap();
        assert_eq!(told.contains(&format!("RCPT TO:<{ANNA}>")), is_taken, "{told:?}");
        assert_eq!(told.iter().any(|line| line.contains("123456")), is_taken, "{told:?}");
    }
    assert!(SmtpMail::new("smtp://127.0.0.1:1", "nobody").is_err());
}
