//! A line in process, for virtual time: what a test says answers, without a socket.

use dough_core::transport::{Body, Later, Reply, Transport, Unreachable};
use http::{Request, Response};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::sleep;

/// What comes back for a request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A JSON.
    Json(Value),
    /// A JSON, after a while.
    Late(Duration, Value),
    /// A stream that says these events and then nothing more.
    Stream(Vec<Value>),
    /// No connection.
    Nothing,
}

type Script = dyn Fn(&Request<Vec<u8>>) -> Answer + Send + Sync;

/// The line.
pub(crate) struct Line {
    script: Box<Script>,
    calls: Mutex<Vec<String>>,
}

impl Line {
    pub(crate) fn new(
        script: impl Fn(&Request<Vec<u8>>) -> Answer + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { script: Box::new(script), calls: Mutex::new(vec![]) })
    }

    /// How often a path was called.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.calls.lock().unwrap().iter().filter(|call| *call == path).count()
    }
}

impl Transport for Line {
    fn send(&self, request: Request<Vec<u8>>) -> Later<'_, Result<Reply, Unreachable>> {
        self.calls.lock().unwrap().push(request.uri().path().to_owned());
        let answer = (self.script)(&request);
        Box::pin(async move {
            let (text, is_open) = match answer {
                Answer::Json(value) => (value.to_string(), false),
                Answer::Late(pause, value) => {
                    sleep(pause).await;
                    (value.to_string(), false)
                }
                Answer::Stream(events) => {
                    (events.iter().map(|event| format!("data: {event}\n\n")).collect(), true)
                }
                Answer::Nothing => return Err(Unreachable::before_sending("no line")),
            };
            let bytes = Some(text.into_bytes()).filter(|bytes| !bytes.is_empty());
            let body: Box<dyn Body> = Box::new(Bytes { bytes, is_open });
            Ok(Response::new(body))
        })
    }
}

struct Bytes {
    bytes: Option<Vec<u8>>,
    /// Whether it never ends.
    is_open: bool,
}

impl Body for Bytes {
    fn chunk(&mut self) -> Later<'_, Result<Option<Vec<u8>>, Unreachable>> {
        Box::pin(async move {
            match self.bytes.take() {
                None if self.is_open => std::future::pending().await,
                bytes => Ok(bytes),
            }
        })
    }
}
