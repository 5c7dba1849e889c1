//! The network between one caller and the shop.

use crate::chance::Chance;
use crate::shop::Shop;
use axum::body::BodyDataStream;
use dough_core::transport::{Body, Later, Reply, Transport, Unreachable};
use dough_wire::Problem;
use http::{Request, Response};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_stream::StreamExt as _;

/// How long a caller hangs whose request or reply is lost: longer than anyone waits.
const HANG: Duration = Duration::from_mins(2);

/// Whether it is stormy, for every line of a world.
pub(crate) struct Weather(AtomicBool);

impl Weather {
    pub(crate) fn stormy() -> Arc<Self> {
        Arc::new(Self(AtomicBool::new(true)))
    }

    /// From now on nothing goes wrong.
    pub(crate) fn calm_down(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    fn is_stormy(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// One caller's line.
pub(crate) struct Line {
    shop: Arc<Shop>,
    weather: Arc<Weather>,
    chance: Chance,
    back_at: Mutex<Instant>,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Arrives,
    RequestLost,
    ReplyLost,
    Doubled,
    /// The reply, or the stream, breaks off.
    Cut,
    /// A proxy holds the reply's body back.
    HeldBack,
    /// Something else answers, or the server does and says that it can't.
    Answered(Instead),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instead {
    Overloaded,
    Broken,
    Garbage,
    Portal,
}

const ANSWERS: [Instead; 4] =
    [Instead::Overloaded, Instead::Broken, Instead::Garbage, Instead::Portal];

impl Line {
    pub(crate) fn new(shop: &Arc<Shop>, weather: &Arc<Weather>, chance: Chance) -> Arc<Self> {
        Arc::new(Self {
            shop: Arc::clone(shop),
            weather: Arc::clone(weather),
            chance,
            back_at: Mutex::new(Instant::now()),
        })
    }

    /// There is no network for a while. What is under way falls silent.
    pub(crate) fn goes_away(&self, span: Duration) {
        *self.back_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + span;
    }

    /// There is a network.
    pub(crate) fn comes_back(&self) {
        self.goes_away(Duration::ZERO);
    }

    fn is_away(&self) -> bool {
        let back_at = *self.back_at.lock().unwrap_or_else(PoisonError::into_inner);
        self.weather.is_stormy() && Instant::now() < back_at
    }

    fn fate(&self) -> Fate {
        let fate = self.chance.number(0..100);
        if !self.weather.is_stormy() {
            return Fate::Arrives;
        }
        match fate {
            0..6 => Fate::RequestLost,
            6..12 => Fate::ReplyLost,
            12..18 => Fate::Doubled,
            18..22 => Fate::Cut,
            22..24 => Fate::HeldBack,
            24..32 => {
                Fate::Answered(*self.chance.pick(&ANSWERS).expect("there are answers to pick from"))
            }
            _ => Fate::Arrives,
        }
    }

    /// How long one way takes. Now and then so long that calls overtake each other.
    fn delay(&self) -> Duration {
        let (late, short, long) =
            (self.chance.happens(8), self.chance.millis(2..150), self.chance.millis(500..25_000));
        if late && self.weather.is_stormy() { long } else { short }
    }

    /// Breaks: at once, as far as one can tell from the outside, or by silence.
    async fn broken(&self) -> Unreachable {
        if self.chance.happens(50) {
            sleep(HANG).await;
        }
        Unreachable::after_sending(&"the connection was reset")
    }

    async fn carry(self: &Arc<Self>, request: Request<Vec<u8>>) -> Result<Reply, Unreachable> {
        let (fate, out, back) = (self.fate(), self.delay(), self.delay());
        if self.is_away() || !self.shop.is_open() {
            sleep(out.min(Duration::from_secs(3))).await;
            return Err(Unreachable::before_sending(&"there is no network"));
        }
        match fate {
            Fate::RequestLost => return Err(self.broken().await),
            Fate::Answered(instead) => {
                sleep(out + back).await;
                return Ok(self.answered(instead));
            }
            _ => {}
        }
        if fate == Fate::Doubled {
            let (copy, again) = (copy_of(&request), out + self.delay());
            let shop = Arc::clone(&self.shop);
            tokio::spawn(async move {
                sleep(again).await;
                shop.answer(copy).await
            });
        }
        let shop = Arc::clone(&self.shop);
        // In a task of its own: it arrives, also where the caller has given up.
        let arrived = tokio::spawn(async move {
            sleep(out).await;
            shop.answer(request).await
        });
        let answer = arrived.await.ok().flatten();
        let Some(answer) = answer.filter(|_| fate != Fate::ReplyLost) else {
            return Err(self.broken().await);
        };
        sleep(back).await;
        if self.is_away() {
            return Err(self.broken().await);
        }
        Ok(self.passing(answer, fate))
    }

    fn answered(&self, instead: Instead) -> Reply {
        let page = "<html><body>Welcome to our hotel! Please sign in.</body></html>";
        let wait = self.chance.number(1..90);
        let busy = Problem::new("overloaded", "Too much at once.").with("retry_after", wait);
        let (status, kind, body) = match instead {
            Instead::Overloaded => {
                let body = serde_json::to_vec(&busy).expect("a problem can be written");
                (503, "application/problem+json", body)
            }
            Instead::Broken => (500, "text/plain", b"bad gateway".to_vec()),
            Instead::Garbage => (200, "application/json", b"{\"epoch\": 7, \"en".to_vec()),
            Instead::Portal => (200, "text/html", page.as_bytes().to_vec()),
        };
        let mut reply = told(status, kind, body);
        if instead == Instead::Overloaded {
            reply.headers_mut().insert("retry-after", wait.into());
        }
        reply
    }

    fn passing(self: &Arc<Self>, answer: Response<axum::body::Body>, fate: Fate) -> Reply {
        let (head, body) = answer.into_parts();
        let is_stream = head
            .headers
            .get("content-type")
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let lives = self.chance.millis(0..240_000);
        let passing = Passing {
            body: body.into_data_stream(),
            line: Arc::clone(self),
            cut_after: (fate == Fate::Cut && !is_stream)
                .then(|| usize::try_from(self.chance.number(0..200)).unwrap_or(0)),
            cut_at: (self.weather.is_stormy() && is_stream).then(|| Instant::now() + lives),
            held_back: fate == Fate::HeldBack,
        };
        let body: Box<dyn Body> = Box::new(passing);
        Response::from_parts(head, body)
    }

    /// A call of someone at the counter: the answer's status and body, where one came in time.
    pub(crate) async fn call(
        self: &Arc<Self>,
        request: Request<Vec<u8>>,
    ) -> Option<(u16, Vec<u8>)> {
        let whole = async {
            let (head, mut body) = self.carry(request).await.ok()?.into_parts();
            let mut read = Vec::new();
            while let Some(chunk) = body.chunk().await.ok()? {
                read.extend(chunk);
            }
            Some((head.status.as_u16(), read))
        };
        tokio::time::timeout(Duration::from_secs(5), whole).await.ok()?
    }
}

fn copy_of(request: &Request<Vec<u8>>) -> Request<Vec<u8>> {
    let mut copy = Request::new(request.body().clone());
    copy.method_mut().clone_from(request.method());
    copy.uri_mut().clone_from(request.uri());
    copy.headers_mut().clone_from(request.headers());
    copy
}

/// The line as an engine has it.
pub(crate) struct Carrier(pub(crate) Arc<Line>);

impl Transport for Carrier {
    fn send(&self, request: Request<Vec<u8>>) -> Later<'_, Result<Reply, Unreachable>> {
        Box::pin(self.0.carry(request))
    }
}

/// A reply that is here already.
pub(crate) fn told(status: u16, kind: &str, body: Vec<u8>) -> Reply {
    let reply = Response::builder().status(status).header("content-type", kind);
    let body: Box<dyn Body> = Box::new(Told(VecDeque::from([body])));
    reply.body(body).expect("the reply is well formed")
}

/// Its body.
struct Told(VecDeque<Vec<u8>>);

impl Body for Told {
    fn chunk(&mut self) -> Later<'_, Result<Option<Vec<u8>>, Unreachable>> {
        Box::pin(async { Ok(self.0.pop_front()) })
    }
}

/// A body on its way.
struct Passing {
    body: BodyDataStream,
    line: Arc<Line>,
    /// After so many bytes it breaks off.
    cut_after: Option<usize>,
    /// When it breaks off.
    cut_at: Option<Instant>,
    held_back: bool,
}

impl Passing {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Unreachable> {
        if self.held_back && self.line.weather.is_stormy() {
            sleep(HANG).await;
        }
        let cut = || Unreachable::after_sending(&"the connection was reset");
        let far = Instant::now() + Duration::from_hours(24);
        let next = timeout_at(self.cut_at.unwrap_or(far), self.body.next()).await;
        let Some(bytes) = next.map_err(|_| cut())? else {
            return Ok(None);
        };
        if self.line.is_away() {
            // Nobody tells the two ends.
            sleep(HANG).await;
            return Err(cut());
        }
        let bytes = bytes.map_err(|error| Unreachable::after_sending(&error))?.to_vec();
        match &mut self.cut_after {
            Some(left) if *left < bytes.len() => Err(cut()),
            Some(left) => {
                *left -= bytes.len();
                Ok(Some(bytes))
            }
            None => Ok(Some(bytes)),
        }
    }
}

impl Body for Passing {
    fn chunk(&mut self) -> Later<'_, Result<Option<Vec<u8>>, Unreachable>> {
        Box::pin(self.next())
    }
}
