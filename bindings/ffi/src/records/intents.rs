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
    /// It can't go on by itself; `advice` says what the customer can do.
    Wedged,
    /// The customer took it back before it was sent.
    Cancelled,
}

/// What a customer can do about something that was wanted and isn't done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Advice {
    /// Nothing: it is over, or on its way.
    Nothing,
    /// Wait, or take it back: there is no network. It is sent when there is.
    Network,
    /// Get the newer app.
    Update,
    /// Set the phone's clock.
    Clock,
    /// Ask the shop: its records were restored without it.
    AskShop,
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
    /// Why it was refused, or can't go on: a stable code.
    pub code: Option<String>,
    /// What the customer can do about it.
    pub advice: Advice,
    /// Why the last attempt came to nothing, for a log.
    pub last_error: Option<String>,
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
                views::IntentState::Cancelled => IntentState::Cancelled,
            },
            attempts: intent.attempts,
            created_at: intent.created_at.get(),
            code: intent.code,
            advice: match intent.advice {
                views::Advice::Nothing => Advice::Nothing,
                views::Advice::Network => Advice::Network,
                views::Advice::Update => Advice::Update,
                views::Advice::Clock => Advice::Clock,
                views::Advice::AskShop => Advice::AskShop,
            },
            last_error: intent.last_error,
            detail: intent.problem.map(|problem| problem.detail),
        }
    }
}

/// What working in the background came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Background {
    /// Whether something new was read.
    pub news: bool,
    /// How many intents are still to be sent.
    pub left: u32,
}

impl From<dough_core::engine::Background> for Background {
    fn from(came_to: dough_core::engine::Background) -> Self {
        Self { news: came_to.news, left: came_to.left }
    }
}
