//! `dough init`, `serve` and `import`: what an owner meets, the mistakes included.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use dough_register::http;
use dough_rules::Catalogue;
use std::path::Path;
use std::process::Output;
use support::{Shop, dough, now, printed, repository};

fn edit(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn init(folder: &Path) -> Output {
    dough().arg("init").arg(folder).output().unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

async fn catalogue(shop: &Shop) -> Catalogue {
    let url = format!("{}/v1/catalogue", shop.url);
    http().unwrap().get(url).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn an_edit_is_taken_while_the_server_runs_and_a_past_date_is_not() {
    let shop = Shop::start(None);
    assert_eq!(catalogue(&shop).await.version, 1);
    edit(&shop.dir(), "menu.toml", "\"2.10\"", "\"2.30\"");
    let import =
        |from: &str| dough().arg("import").arg(shop.dir()).args(["--from", from]).output().unwrap();
    let past = refused(&import("2020-01-01"));
    assert!(past.contains("2020-01-01 is past"), "{past}");
    let nonsense = refused(&import("tomorrow"));
    assert!(nonsense.contains("tomorrow"), "{nonsense}");
    let said = printed(&import("now"));
    assert!(said.contains("2.10") && said.contains("2.30") && said.contains("Version 2"), "{said}");
    // The server looks for new versions once a second.
    let deadline = now().get() + 10_000;
    while catalogue(&shop).await.version != 2 {
        assert!(now().get() < deadline, "the server hasn't noticed");
        tokio::task::yield_now().await;
    }
    assert_eq!(printed(&import("now")).trim(), "Nothing changes.");
    edit(&shop.dir(), "menu.toml", "\"2.30\"", "\"2.40\"");
    let later = printed(&import("2199-01-01"));
    assert!(later.contains("Version 3"), "{later}");
    assert_eq!(catalogue(&shop).await.version, 2, "a later version waits for its day");
    edit(&shop.dir(), "programme.toml", "weight = 60", "weight = 61");
    let odds = refused(&import("now"));
    assert!(odds.contains("programme.toml:"), "{odds}");
}

#[tokio::test]
async fn a_picture_comes_with_the_files_and_another_with_an_import() {
    let shop = Shop::start(Some(&repository().join("examples/bakery")));
    let drawn = std::fs::read(shop.dir().join("images/croissant.png")).unwrap();
    let served = async |catalogue: Catalogue| {
        let hash = catalogue.item(&"croissant".parse().unwrap()).unwrap().image.unwrap();
        let url = format!("{}{}", shop.url, dough_wire::paths::image(&hash));
        http().unwrap().get(url).send().await.unwrap().bytes().await.unwrap()
    };
    let first = catalogue(&shop).await;
    assert_eq!(served(first.clone()).await, drawn);
    let other = b"\x89PNG\r\n\x1a\n another";
    std::fs::write(shop.dir().join("images/croissant.png"), other).unwrap();
    let import = dough().arg("import").arg(shop.dir()).args(["--from", "now"]).output().unwrap();
    let said = printed(&import);
    assert!(said.contains("item croissant: picture: "), "{said}");
    let deadline = now().get() + 10_000;
    while catalogue(&shop).await.version != 2 {
        assert!(now().get() < deadline, "the server hasn't noticed");
        tokio::task::yield_now().await;
    }
    assert_eq!(served(catalogue(&shop).await).await.as_ref(), other);
    assert_eq!(served(first).await, drawn, "a phone may still hold the version before");
    shop.check();
}

#[test]
fn a_mistake_in_a_file_is_named_with_its_line_and_nothing_starts() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    printed(&init(&shop));
    edit(&shop, "shops.toml", "Europe/Brussels", "Europe/Brusels");
    let serve = dough().arg("serve").arg(&shop).args(["--listen", "127.0.0.1:0"]).output().unwrap();
    let said = refused(&serve);
    assert!(said.contains("shops.toml:9:") && said.contains("Europe/Brusels"), "{said}");
    edit(&shop, "dough.toml", "payment = \"none\"", "payment = \"gold\"");
    let said = refused(&dough().arg("serve").arg(&shop).output().unwrap());
    assert!(said.contains("dough.toml:"), "{said}");
    edit(&shop, "dough.toml", "payment = \"gold\"", "payment = \"none\"");
    edit(&shop, "dough.toml", "# [apps.ios]", "[apps.ios]");
    edit(&shop, "dough.toml", "# id = \"ABCDE12345.", "id = \"ABCDE.");
    let said = refused(&dough().arg("serve").arg(&shop).output().unwrap());
    assert!(said.contains("dough.toml:46:") && said.contains("ABCDE.com.example"), "{said}");
}

#[test]
fn mail_needs_a_sender_and_a_way_that_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    printed(&init(&shop));
    let serve = |mail: &str| {
        let args = ["--listen", "127.0.0.1:0", "--mail", mail];
        refused(&dough().arg("serve").arg(&shop).args(args).output().unwrap())
    };
    assert!(serve("folder:mails").contains("--mail-from"));
    assert!(serve("smtp://anna:secret@localhost:25").contains("--mail-from"));
    assert!(serve("pigeon").contains("folder:PATH"));
    edit(&shop, "dough.toml", "mail = \"none\"", "mail = \"pigeon\"");
    let said = refused(&dough().arg("serve").arg(&shop).output().unwrap());
    assert!(said.contains("dough.toml:") && said.contains("folder:PATH"), "{said}");
}

#[test]
fn a_folder_that_holds_a_shop_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    printed(&init(&shop));
    let said = refused(&init(&shop));
    assert!(said.contains("already"), "{said}");
    let said = refused(&dough().args(["serve", "/nowhere/at/all"]).output().unwrap());
    assert!(said.contains("dough init"), "{said}");
}

#[test]
fn a_port_in_use_and_a_second_server_are_named() {
    let shop = Shop::start(None);
    let address = shop.url.trim_start_matches("http://").to_owned();
    let other = tempfile::tempdir().unwrap();
    printed(&init(&other.path().join("shop")));
    let same_port = dough()
        .arg("serve")
        .arg(other.path().join("shop"))
        .args(["--listen", &address])
        .output()
        .unwrap();
    assert!(refused(&same_port).contains(&address));
    let same_database =
        dough().arg("serve").arg(shop.dir()).args(["--listen", "127.0.0.1:0"]).output().unwrap();
    assert!(refused(&same_database).contains("another server is running"));
}

#[tokio::test]
async fn without_a_payment_provider_top_ups_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut shop = Shop::start(None);
    shop.stop();
    shop.resume_with(&[]);
    let said = dough()
        .args(["phone", "--server", &shop.url, "--store"])
        .arg(folder.path())
        .args(["top-up", "1000", "--even-so"])
        .output()
        .unwrap();
    assert!(refused(&said).contains("payment_refused"));
}

#[test]
fn check_says_what_it_looked_at_and_needs_a_database() {
    let shop = Shop::start(Some(&repository().join("examples/bakery")));
    shop.check();
    let said = refused(&dough().arg("check").arg(shop.path("nothing")).output().unwrap());
    assert!(said.contains("dough init"), "{said}");
}
