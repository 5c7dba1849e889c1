//! Sends calls that were made before, over a number of connections, each waiting for its answer.
//!
//! Nothing is signed or encoded here, and one thread serves all connections, so that the load
//! leaves the machine to the server.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// The longest answer that is taken.
const LONGEST: usize = 256 * 1024;

/// Calls in the order in which one connection sends them: whole HTTP requests.
pub(super) type Calls = Vec<Vec<u8>>;

/// What came of it.
#[derive(Default)]
pub(super) struct Outcome {
    /// Calls that were answered with yes.
    pub(super) accepted: u64,
    /// Calls that were answered with no, by code.
    pub(super) refused: BTreeMap<String, u64>,
    /// How long each call took, in microseconds.
    pub(super) took: Vec<u32>,
    /// From the first call to the last answer.
    pub(super) elapsed: Duration,
}

impl Outcome {
    /// Adds what came of another part of the same run.
    pub(super) fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        for (code, count) in other.refused {
            *self.refused.entry(code).or_default() += count;
        }
        self.took.extend(other.took);
    }

    /// All that must be answered with yes.
    pub(super) fn all_accepted(self) -> Result<Self> {
        if self.refused.is_empty() { Ok(self) } else { bail!("refused: {:?}", self.refused) }
    }
}

/// Sends each list over a connection of its own, until all is sent or the time is over.
pub(super) async fn send(address: &str, lists: Vec<Calls>, time: Duration) -> Result<Outcome> {
    let mut ready = Vec::with_capacity(lists.len());
    for calls in lists {
        let stream = TcpStream::connect(address).await.context("the server can't be reached")?;
        stream.set_nodelay(true)?;
        ready.push((Connection { stream, buffer: Vec::with_capacity(4096) }, calls));
    }
    let began = Instant::now();
    let mut running = JoinSet::new();
    for (connection, calls) in ready {
        running.spawn_local(connection.send_all(calls, began + time));
    }
    let mut outcome = Outcome::default();
    while let Some(part) = running.join_next().await {
        outcome.add(part??);
    }
    outcome.elapsed = began.elapsed();
    Ok(outcome)
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn send_all(mut self, calls: Calls, end: Instant) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        for call in calls {
            let began = Instant::now();
            if began >= end {
                break;
            }
            self.stream.write_all(&call).await?;
            match self.answer().await? {
                None => outcome.accepted += 1,
                Some(code) => *outcome.refused.entry(code).or_default() += 1,
            }
            outcome.took.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
        Ok(outcome)
    }

    /// Reads one answer: nothing for a yes, the code of a no.
    async fn answer(&mut self) -> Result<Option<String>> {
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
            let mut headers = [httparse::EMPTY_HEADER; 32];
            let mut head = httparse::Response::new(&mut headers);
            if let httparse::Status::Complete(begins) = head.parse(&self.buffer)? {
                let (status, length) = (head.code.unwrap_or(0), content_length(&head)?);
                while self.buffer.len() < begins + length {
                    if self.stream.read_buf(&mut self.buffer).await? == 0 {
                        bail!("the server closed the connection within an answer");
                    }
                }
                return Ok(if status == 200 { None } else { Some(code(&self.buffer[begins..])) });
            }
        }
    }
}

fn content_length(head: &httparse::Response<'_, '_>) -> Result<usize> {
    let length = head
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
        .context("an answer without a length")?;
    ensure!(length <= LONGEST, "an answer of {length} bytes");
    Ok(length)
}

/// The code of a problem.
fn code(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    serde_json::from_slice(body).map_or_else(|_| "not ours".to_owned(), |it: Problem| it.code)
}
