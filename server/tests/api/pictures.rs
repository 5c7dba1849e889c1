//! Pictures of the menu: handed out by their hash, kept as long as a version names them.

use crate::database::Database;
use crate::support::{Shop, bakery, code_of};
use dough_register::http;
use dough_rules::ids::Bytes32;
use dough_rules::units::Millis;
use dough_server::files::read_catalogue;
use dough_server::image::Image;
use dough_wire::paths;

async fn get(shop: &Shop, path: &str) -> reqwest::Response {
    http().unwrap().get(format!("{}{path}", shop.url)).send().await.unwrap()
}

fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn a_picture_is_handed_out_by_its_hash_to_be_kept_for_good() {
    let shop = Shop::open().await;
    let catalogue: dough_rules::Catalogue =
        get(&shop, paths::CATALOGUE).await.json().await.unwrap();
    let croissant = catalogue.item(&"croissant".parse().unwrap()).unwrap();
    let path = paths::image(&croissant.image.unwrap());
    let response = get(&shop, &path).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "image/png");
    assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    let etag = header(&response, "etag").to_owned();
    let body = response.bytes().await.unwrap();
    assert_eq!(body, std::fs::read(bakery().join("images/croissant.png")).unwrap());
    let url = format!("{}{path}", shop.url);
    let again = http().unwrap().get(url).header("if-none-match", etag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    assert!(again.bytes().await.unwrap().is_empty());
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_hash_that_nobody_knows_is_an_unknown_image() {
    let shop = Shop::open().await;
    for hash in ["00".repeat(32), "00".repeat(31), "croissant.png".to_owned()] {
        let response = get(&shop, &format!("/v1/images/{hash}")).await;
        assert_eq!(response.status(), 404);
        assert_eq!(code_of(response).await, "unknown_image");
    }
}

#[tokio::test]
async fn a_picture_goes_with_the_last_version_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::new(folder.path());
    let store = database.open([0; 32]).await.unwrap();
    let files = read_catalogue(&bakery()).unwrap();
    let [drawn] = files.images() else { panic!() };
    let drawn = drawn.clone();
    let stray = Image::read(b"\xff\xd8\xff that no item names".to_vec()).unwrap();
    let first = files.into_catalogue(1, Millis::new(0));
    let images = vec![drawn.clone(), stray.clone()];
    store.add_catalogue(first.clone(), images).await.unwrap();
    assert_eq!(store.image(drawn.hash).await.unwrap(), Some(drawn.clone()));
    assert_eq!(store.image(stray.hash).await.unwrap(), None);

    // A version without it leaves it to the phones that still have the version before.
    let next = |version: u32, hash: Option<Bytes32>| {
        let mut catalogue = first.clone();
        catalogue.version = version;
        for item in &mut catalogue.items {
            item.image = item.image.and(hash);
        }
        catalogue
    };
    store.add_catalogue(next(2, None), vec![]).await.unwrap();
    assert_eq!(store.image(drawn.hash).await.unwrap(), Some(drawn.clone()));
    assert_eq!(store.check().await.unwrap().findings, Vec::<String>::new());
    database.execute("DELETE FROM catalogues WHERE version = 1");
    store.add_catalogue(next(3, None), vec![]).await.unwrap();
    assert_eq!(store.image(drawn.hash).await.unwrap(), None);
}
