//! What became of something that was wanted.

use dough_core::views;

/// Where an intent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum IntentState {
    /// It waits to be sent, for the first time or again.
    Queued,
    /// An attempt is under way.
    Sending,
    /// The server did it.
    Done,
    /// The server refused it, for good.
    Refused,
    /// This version can't send it.
    Wedged,
}

/// What became of something that was wanted.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Intent {
    /// Its id.
    pub id: String,
    /// `place_order`, `top_up`, ...
    pub kind: String,
    /// Where it stands.
    pub state: IntentState,
    /// How often it was sent.
    pub attempts: u32,
    /// When the customer wanted it.
    pub created_at: i64,
    /// Why it was refused: a stable code.
    pub code: Option<String>,
    /// The same in English, for a log.
    pub detail: Option<String>,
}

impl From<views::IntentView> for Intent {
    fn from(intent: views::IntentView) -> Self {
        Self {
            id: intent.id.to_string(),
            kind: intent.kind,
            state: match intent.state {
                views::IntentState::Queued => IntentState::Queued,
                views::IntentState::Sending => IntentState::Sending,
                views::IntentState::Done => IntentState::Done,
                views::IntentState::Refused => IntentState::Refused,
                views::IntentState::Wedged => IntentState::Wedged,
            },
            attempts: intent.attempts,
            created_at: intent.created_at.get(),
            code: intent.code,
            detail: intent.problem.map(|problem| problem.detail),
        }
    }
}
