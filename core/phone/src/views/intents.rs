//! What became of something that was wanted.

use crate::engine::Seen;
use crate::store::StoreError;
use crate::store::intents::{IntentRow, IntentState, LOST_BY_SERVER};
use dough_rules::ids::OrderId;
use dough_rules::units::Millis;
use dough_wire::Problem;
use dough_wire::replies::CommandReply;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// The id of something that was wanted; the server knows it by the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntentId(Uuid);

impl IntentId {
    pub(crate) const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The bits.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for IntentId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

impl From<OrderId> for IntentId {
    fn from(order: OrderId) -> Self {
        Self(order.uuid())
    }
}

/// What became of something that was wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct IntentView {
    /// Its id.
    pub id: IntentId,
    /// `place_order`, `top_up`, ...
    pub kind: String,
    /// Where it stands.
    pub state: IntentState,
    /// How often it was sent.
    pub attempts: u32,
    /// When the customer wanted it, by the phone's clock.
    pub created_at: Millis,
    /// Why it was refused, or can't go on: a stable code.
    pub code: Option<String>,
    /// Why the last attempt came to nothing, for a log.
    pub last_error: Option<String>,
    /// What the customer can do about it.
    pub advice: Advice,
    /// The refusal, with what a client needs to go on.
    pub problem: Option<Problem>,
    /// The answer, where it was done.
    pub answer: Option<CommandReply>,
}

/// What a customer can do about something that was wanted and isn't done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Advice {
    /// Nothing: it is over, or on its way.
    Nothing,
    /// Wait, or take it back: there is no network. It is sent when there is.
    Network,
    /// Get the newer app: this one is too old for the server, or for this intent.
    Update,
    /// Set the phone's clock.
    Clock,
    /// Ask the shop: its records were restored without it.
    AskShop,
}

impl Advice {
    fn about(row: &IntentRow, line: Seen) -> Self {
        match row.state {
            IntentState::Done | IntentState::Refused | IntentState::Cancelled => Self::Nothing,
            IntentState::Wedged if row.answer.as_deref() == Some(LOST_BY_SERVER) => Self::AskShop,
            IntentState::Wedged => Self::Update,
            IntentState::Queued | IntentState::Sending => match line {
                Seen::UpdateRequired => Self::Update,
                Seen::Offline => Self::Network,
                Seen::Answering if row.last_error.as_deref() == Some("clock_skew") => Self::Clock,
                Seen::Answering => Self::Nothing,
            },
        }
    }
}

impl IntentView {
    pub(crate) fn read(row: &IntentRow, line: Seen) -> Result<Self, StoreError> {
        let text = row.answer.as_deref().unwrap_or_default();
        let (mut problem, mut answer, mut code) = (None, None, None);
        match row.state {
            IntentState::Refused => problem = Some(serde_json::from_str::<Problem>(text)?),
            // Nothing where a newer server answered in a way that this version can't read.
            IntentState::Done => answer = serde_json::from_str(text).ok(),
            IntentState::Wedged => code = Some(text.to_owned()),
            IntentState::Queued | IntentState::Sending | IntentState::Cancelled => {}
        }
        Ok(Self {
            id: IntentId::new(row.id),
            kind: row.kind.clone(),
            state: row.state,
            attempts: row.attempts,
            created_at: row.created_at,
            code: problem.as_ref().map(|problem| problem.code.clone()).or(code),
            last_error: row.last_error.clone(),
            advice: Advice::about(row, line),
            problem,
            answer,
        })
    }
}
