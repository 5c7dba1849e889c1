//! What became of something that was wanted.

use crate::store::StoreError;
use crate::store::intents::{IntentRow, IntentState};
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
    /// Why it was refused.
    pub code: Option<String>,
    /// The refusal, with what a client needs to go on.
    pub problem: Option<Problem>,
    /// The answer, where it was done.
    pub answer: Option<CommandReply>,
}

impl IntentView {
    pub(crate) fn read(row: &IntentRow) -> Result<Self, StoreError> {
        let text = row.answer.as_deref().unwrap_or_default();
        let (mut problem, mut answer) = (None, None);
        match row.state {
            IntentState::Refused => problem = Some(serde_json::from_str::<Problem>(text)?),
            IntentState::Done => answer = Some(serde_json::from_str(text)?),
            IntentState::Queued | IntentState::Sending | IntentState::Wedged => {}
        }
        Ok(Self {
            id: IntentId::new(row.id),
            kind: row.kind.clone(),
            state: row.state,
            attempts: row.attempts,
            created_at: row.created_at,
            code: problem.as_ref().map(|problem| problem.code.clone()),
            problem,
            answer,
        })
    }
}
