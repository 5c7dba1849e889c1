//! Pictures of the menu: asked for once, and only what has its name's hash is taken.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{NOWHERE, Phone, Shop};
use dough_core::ErrorKind;
use dough_core::rules::ids::Bytes32;
use wiremock::ResponseTemplate;

fn hash(of: &[u8]) -> Bytes32 {
    let digest = ring::digest::digest(&ring::digest::SHA256, of);
    Bytes32(std::array::from_fn(|n| digest.as_ref()[n]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_fetched_once_and_kept() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let name = hash(b"croissant");
    let path = format!("/v1/images/{name}");
    shop.once("GET", &path, ResponseTemplate::new(200).set_body_raw("croissant", "image/png"))
        .await;
    let engine = phone.start(&shop.url());
    let file = engine.image(name).await.unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), b"croissant");
    drop(engine);
    let engine = phone.start(NOWHERE);
    assert_eq!(engine.image(name).await.unwrap(), file, "no network is needed");
    assert_eq!(shop.calls(&path).await.len(), 1);
    engine.forget_everything(true).unwrap();
    assert!(!file.exists() && !phone.file().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_another_one_is_not_taken() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let name = hash(b"croissant");
    let path = format!("/v1/images/{name}");
    shop.once("GET", &path, ResponseTemplate::new(200).set_body_raw("brioche", "image/png")).await;
    let engine = phone.start(&shop.url());
    let error = engine.image(name).await.unwrap_err();
    assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Offline, "not_our_server"));
}
