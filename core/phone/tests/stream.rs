//! A change on the server reaches the phone by the stream, without asking.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use common::{Phone, Shop, homes};
use dough_core::rules::Event;
use dough_core::rules::ids::TopUpId;
use dough_core::rules::units::Cents;
use dough_core::wire::replies::StreamEvent;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

/// Stands before the shop: streams are answered here with each head that is sent, everything else
/// goes on to the shop. `up` is told of each stream. Returns the address.
async fn with_stream(
    shop: &Shop,
    heads: watch::Receiver<Option<StreamEvent>>,
    up: Arc<Notify>,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let behind = *shop.http.address();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (heads, up) = (heads.clone(), Arc::clone(&up));
            tokio::spawn(async move {
                let mut first = [0; 14];
                client.peek(&mut first).await.unwrap();
                if first.starts_with(b"GET /v1/stream") {
                    stream(client, heads, &up).await;
                } else {
                    forward(client, behind).await;
                }
            });
        }
    });
    address
}

/// One call, after which the connection is closed: the next one may be a stream.
async fn forward(mut client: TcpStream, behind: std::net::SocketAddr) {
    let mut server = TcpStream::connect(behind).await.unwrap();
    let mut first = vec![];
    while !first.ends_with(b"\r\n") {
        first.push(client.read_u8().await.unwrap());
    }
    first.extend_from_slice(b"connection: close\r\n");
    server.write_all(&first).await.unwrap();
    // A side that hangs up ends it.
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

async fn stream(
    mut client: TcpStream,
    mut heads: watch::Receiver<Option<StreamEvent>>,
    up: &Notify,
) {
    let mut request = [0; 4096];
    let _ = client.read(&mut request).await.unwrap();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n: hello\n\n";
    client.write_all(head.as_bytes()).await.unwrap();
    up.notify_one();
    while heads.changed().await.is_ok() {
        let event = *heads.borrow_and_update();
        let text = format!("data: {}\n\n", serde_json::to_string(&event).unwrap());
        if client.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_heard_within_a_second() {
    let (shop, phone) = (Shop::open().await, Phone::new());
    let (send, heads) = watch::channel(None);
    let up = Arc::new(Notify::new());
    let address = with_stream(&shop, heads, Arc::clone(&up)).await;
    let engine = phone.start(&address);
    engine.sync().await.unwrap();
    let (_subscription, homes) = homes(&engine);
    up.notified().await;
    shop.add(&Event::ToppedUp {
        top_up: TopUpId::new(Uuid::from_u128(5)),
        amount: Cents::new(700),
        provider: "test".to_owned(),
    });
    let event = {
        let state = shop.state.lock().unwrap();
        StreamEvent { epoch: state.epoch, head: dough_core::rules::ids::Seq::new(state.head()) }
    };
    let since = std::time::Instant::now();
    send.send(Some(event)).unwrap();
    let heard = std::iter::from_fn(|| homes.recv_timeout(Duration::from_secs(5)).ok())
        .find(|home| home.eur_available == Cents::new(700));
    assert!(heard.is_some());
    assert!(since.elapsed() < Duration::from_secs(1));
}
