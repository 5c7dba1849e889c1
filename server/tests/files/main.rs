//! The owner's files: what reads clean, what is reported by file and line, and what a change says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "tests")]

mod bad;

use bad::BAD;
use dough_rules::Catalogue;
use dough_rules::ids::Bytes32;
use dough_rules::units::Millis;
use dough_server::files::{CatalogueFiles, FilesError, diff, read_catalogue, templates};
use dough_server::image::ImageKind;
use std::path::{Path, PathBuf};

fn example_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/bakery")
}

fn example() -> Catalogue {
    let files = read_catalogue(&example_dir()).unwrap();
    files.into_catalogue(1, Millis::new(0))
}

/// The template's files with one text replaced by another.
fn edited(file: &str, from: &str, to: &str) -> Result<CatalogueFiles, FilesError> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in templates() {
        let text = if *name == file {
            assert!(text.contains(from), "{name} has no {from:?}");
            text.replacen(from, to, 1)
        } else {
            (*text).to_owned()
        };
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    read_catalogue(dir.path())
}

fn problems(result: Result<CatalogueFiles, FilesError>) -> Vec<String> {
    match result.unwrap_err() {
        FilesError::Invalid(problems) => problems.iter().map(ToString::to_string).collect(),
        other @ FilesError::Unreadable { .. } => panic!("{other}"),
    }
}

#[test]
fn the_example_reads_clean() {
    let catalogue = example();
    assert_eq!((catalogue.shops.len(), catalogue.items.len()), (4, 20));
    let sum: u32 = catalogue.programme.surprise.prizes.iter().map(|prize| prize.weight).sum();
    assert_eq!(sum, 100);
    let loaf = catalogue.item(&"sourdough-loaf".parse().unwrap()).unwrap();
    assert_eq!(loaf.price.get(), 420);
}

#[test]
fn the_template_reads_clean() {
    let catalogue = edited("menu.toml", "", "").unwrap().into_catalogue(3, Millis::new(5));
    assert_eq!((catalogue.version, catalogue.valid_from.get()), (3, 5));
    assert_eq!(catalogue.shops.len(), 1);
}

#[test]
fn a_missing_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let error = read_catalogue(dir.path()).unwrap_err();
    assert!(error.to_string().ends_with("business.toml can't be read"));
}

#[test]
fn each_problem_is_named_by_file_and_line() {
    for (file, from, to, expected) in BAD {
        assert_eq!(problems(edited(file, from, to)), *expected, "{from:?} -> {to:?}");
    }
}

#[test]
fn a_thousand_items_are_enough() {
    let item = "[[item]]\nid = \"ID\"\nname = \"Item\"\nprice = \"1\"\nvat_class = \"food\"\nmake_seconds = 1\n";
    let ids: Vec<_> = (0..999).map(|n| format!("i{n}")).collect();
    let items: Vec<_> = ids.iter().map(|id| item.replace("ID", id)).collect();
    let items = items.concat();
    let found = problems(edited("menu.toml", "[[item]]", &format!("{items}[[item]]")));
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("there are more than 1000 items"));
}

#[test]
fn many_problems_are_found_at_once() {
    let to = "price = 4.20\nvat_class = \"foot\"\ncolour = \"brown\"\nmake_seconds = 0\n";
    let from =
        "price = \"4.20\"\nvat_class = \"food\"\nallergens = [\"gluten\"]\nmake_seconds = 20\n";
    assert_eq!(
        problems(edited("menu.toml", from, to)),
        [
            "menu.toml:13: price must be an amount in quotes, like \"4.20\"",
            "menu.toml:14: vat_class must be one of: food, drink, alcohol (it says \"foot\")",
            "menu.toml:15: item has no field colour; it has: allergens, category, id, image, make_seconds, modifiers, name, price, vat_class",
            "menu.toml:16: make_seconds must be a whole number from 1 to 3600"
        ]
    );
}

/// The template with a picture for its first item, and what stands in the folder `images`.
fn with_picture(named: &str, files: &[(&str, &[u8])]) -> Result<CatalogueFiles, FilesError> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in templates() {
        let text = text.replacen("[[item]]", &format!("[[item]]\nimage = {named:?}"), 1);
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    std::fs::create_dir(dir.path().join("images")).unwrap();
    for (name, body) in files {
        std::fs::write(dir.path().join("images").join(name), body).unwrap();
    }
    read_catalogue(dir.path())
}

#[test]
fn a_picture_is_named_by_the_hash_of_its_file() {
    let png = b"\x89PNG\r\n\x1a\n and so on";
    let webp = b"RIFF\0\0\0\0WEBPVP8 ";
    for (name, body, kind) in [
        ("loaf.png", &png[..], ImageKind::Png),
        ("loaf.webp", &webp[..], ImageKind::WebP),
        ("Zuurdesem 1.JPG", b"\xff\xd8\xff\xe0", ImageKind::Jpeg),
    ] {
        let files = with_picture(name, &[(name, body)]).unwrap();
        let [image] = files.images() else { panic!("{name}") };
        assert_eq!((image.kind, image.body.as_slice()), (kind, body));
        let hash = image.hash;
        assert_eq!(files.into_catalogue(1, Millis::new(0)).items[0].image, Some(hash));
    }
}

#[test]
fn each_mistake_with_a_picture_is_named_by_file_and_line() {
    let large = [b"\xff\xd8\xff".to_vec(), vec![0; 512 * 1024 - 2]].concat();
    let outside = "menu.toml:11: image must be the name of a file in the folder images";
    for (named, expected) in [
        ("loaf.gif", "menu.toml:11: images/loaf.gif is not a JPEG, PNG or WebP"),
        ("large.jpg", "menu.toml:11: images/large.jpg is larger than 512 KiB"),
        ("empty.png", "menu.toml:11: images/empty.png is not a JPEG, PNG or WebP"),
        ("none.png", "menu.toml:11: there is no file images/none.png"),
        ("../menu.toml", outside),
        ("/etc/passwd", outside),
        ("a\\b.png", outside),
        (".hidden.png", outside),
        ("", outside),
    ] {
        let files: &[(&str, &[u8])] =
            &[("loaf.gif", b"GIF89a"), ("large.jpg", &large), ("empty.png", b"")];
        assert_eq!(problems(with_picture(named, files)), [expected]);
    }
    let just_fits = &large[..512 * 1024];
    assert!(with_picture("large.jpg", &[("large.jpg", just_fits)]).is_ok());
}

#[test]
fn another_picture_is_a_change() {
    let old = example();
    let mut new = old.clone();
    let place = old.items.iter().position(|it| it.image.is_some()).unwrap();
    new.items[place].image = Some(Bytes32([0xab; 32]));
    let hash = old.items[place].image.unwrap().to_string();
    let changed = format!("item croissant: picture: {} -> abababab", &hash[..8]);
    assert_eq!(diff(&old, &new), [changed]);
    new.items[place].image = None;
    let gone = format!("item croissant: picture: {} -> none", &hash[..8]);
    assert_eq!(diff(&old, &new), [gone]);
}

#[test]
fn a_version_without_changes_says_nothing() {
    assert_eq!(diff(&example(), &example()), Vec::<String>::new());
}

#[test]
fn each_change_is_a_plain_line() {
    let old = example();
    let mut new = old.clone();
    new.items.remove(1);
    new.items[0].price = dough_rules::units::Cents::new(450);
    new.shops[3].hours.remove(&dough_rules::catalogue::DayName::Sunday);
    new.shops[0].exceptions.pop();
    new.shops[0].capacity.orders = 5;
    new.vat[0].rate = 550;
    new.programme.accrual_rules[0].max_per_day = Some(3);
    new.programme.surprise.prizes[0].weight = 44;
    new.programme.referral.max_per_month = 5;
    assert_eq!(
        diff(&old, &new),
        [
            "shop brussels: 2026-12-24: 07:00-16:00 -> as usual",
            "shop brussels: capacity: 30 make-minutes, 6 orders (at 12:00-13:30: 45 make-minutes, 9 orders) -> 30 make-minutes, 5 orders (at 12:00-13:30: 45 make-minutes, 9 orders)",
            "shop utrecht: Sunday: 09:00-17:00 -> closed",
            "item baguette: removed",
            "item sourdough-loaf: price: EUR 4.20 -> EUR 4.50",
            "VAT BE food takeaway from 2020-01-01: rate: 6 % -> 5.50 %",
            "rule visit: 1 dough a visit of at least EUR 5.00, at most 2 a day -> 1 dough a visit of at least EUR 5.00, at most 3 a day",
            "surprise: odds: Mini brownie (mini-brownie) 45, Coffee (cappuccino) 25, Croissant (croissant) 18, Salad (goat-cheese-salad) 8, Free lunch (ham-cheese-tartine) 3, 14 dough (14 dough) 1 -> Mini brownie (mini-brownie) 44, Coffee (cappuccino) 25, Croissant (croissant) 18, Salad (goat-cheese-salad) 8, Free lunch (ham-cheese-tartine) 3, 14 dough (14 dough) 1",
            "invitation: most in a month: 10 -> 5"
        ]
    );
}

#[test]
fn an_item_that_is_new_is_said_to_be_added() {
    let new = example();
    let mut old = new.clone();
    old.items.pop();
    assert_eq!(diff(&old, &new), ["item house-wine: added"]);
}

#[test]
fn a_shop_is_never_taken_away() {
    let mut old = example();
    old.shops[0].id = "ghent".parse().unwrap();
    let files = read_catalogue(&example_dir()).unwrap();
    let error = files.check_against(&old).unwrap_err();
    assert_eq!(
        error.to_string(),
        "shops.toml:1: shop ghent is gone; a shop can't be taken away, but closed: leave its hours empty"
    );
}

#[test]
fn odds_change_only_with_their_version() {
    let files = read_catalogue(&example_dir()).unwrap();
    let mut old = example();
    assert!(files.check_against(&old).is_ok());
    old.programme.surprise.prizes[0].weight = 44;
    assert_eq!(
        files.check_against(&old).unwrap_err().to_string(),
        "programme.toml:50: the odds have changed, so odds_version must go up: write 2"
    );
    old.programme.surprise.odds_version = 2;
    assert_eq!(
        files.check_against(&old).unwrap_err().to_string(),
        "programme.toml:50: odds_version went down from 2 to 1; it only goes up"
    );
}
