//! Name, language, consents, export.

use crate::support::{Shop, post};
use dough_rules::Event;
use dough_rules::facts::Consents;
use dough_rules::units::Span;
use dough_server::Clock as _;
use dough_wire::paths;
use dough_wire::replies::{Export, Profile};
use dough_wire::requests::Language;
use serde_json::json;

#[tokio::test]
async fn a_name_and_a_language_are_kept_beside_the_journal() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let read = async || wallet.get(&shop, paths::PROFILE).await.json::<Profile>().await.unwrap();
    assert!(read().await == Profile::default());
    let body = shop.intent(json!({"name": "  Anna Peeters ", "language": "nl"}));
    let reply = post(&wallet.caller, paths::PROFILE, &body).await.unwrap();
    let profile = read().await;
    assert_eq!(profile.name.as_deref(), Some("Anna Peeters"));
    assert!(profile.language == Some(Language::Nl));
    let page = wallet.changes(&shop, reply.head.unwrap().get() - 1).await.yes().unwrap();
    assert_eq!(page.entries[0].read().unwrap().event, Event::ProfileChanged {});
    post(&wallet.caller, paths::PROFILE, &shop.intent(json!({}))).await.unwrap();
    assert!(read().await == Profile::default(), "what is absent is forgotten");
    shop.assert_sound().await;
}

#[tokio::test]
async fn what_cannot_be_a_name_is_refused() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let rows = shop.rows();
    for (name, is_taken) in [
        ("x".repeat(81), false),
        ("a\nb".to_owned(), false),
        (" ".to_owned(), false),
        ("é".repeat(80), true),
    ] {
        let body = shop.intent(json!({"name": name}));
        let said = post(&wallet.caller, paths::PROFILE, &body).await;
        assert_eq!(said.is_ok(), is_taken, "{name}");
        if let Err(problem) = said {
            assert_eq!((problem.status, problem.code.as_str()), (422, "profile_invalid"));
            assert_eq!(shop.rows(), rows);
        }
    }
    let unknown = shop.intent(json!({"language": "de"}));
    let problem = post(&wallet.caller, paths::PROFILE, &unknown).await.unwrap_err();
    assert_eq!(problem.code, "malformed_request");
}

#[tokio::test]
async fn consents_are_kept_with_the_time_of_each_choice() {
    let shop = Shop::open().await;
    let wallet = shop.wallet().await;
    let body = shop.intent(json!({"news": true, "research": false}));
    post(&wallet.caller, paths::CONSENTS, &body).await.unwrap();
    let first = Consents { news: true, research: false, at: shop.clock.now() };
    assert_eq!(wallet.facts(&shop).await.consents, Some(first));
    shop.clock.advance(Span::days(1));
    let body = shop.intent(json!({"news": false, "research": false}));
    post(&wallet.caller, paths::CONSENTS, &body).await.unwrap();
    let profile: Profile = wallet.get(&shop, paths::PROFILE).await.json().await.unwrap();
    let second = Consents { news: false, research: false, at: first.at + Span::days(1) };
    assert_eq!(profile.consents, Some(second));
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_export_holds_all_that_is_kept_beside_the_journal() {
    let shop = Shop::open().await;
    let wallet = shop.rich_wallet(1500).await;
    let body = shop.intent(json!({"name": "Anna", "language": "fr"}));
    post(&wallet.caller, paths::PROFILE, &body).await.unwrap();
    wallet.confirm_email(&shop, "anna@example.com").await;
    let export: Export = wallet.get(&shop, paths::EXPORT).await.json().await.unwrap();
    assert_eq!(export.profile.email.as_deref(), Some("anna@example.com"));
    assert_eq!(export.profile.email_confirmed_at, Some(shop.clock.now()));
    assert_eq!(export.exported_at, shop.clock.now());
    assert!(export.devices.len() == 1 && export.devices[0].own);
    assert_eq!(export.wallet, wallet.facts(&shop).await);
}
