//! The name of a call, in logs and in problem replies.
//!
//! A caller that takes part in a trace names it by `traceparent` (W3C); otherwise a name is made. Each
//! reply bears it as `Dough-Trace`, and a problem that was not decided by the engine as `trace` too:
//! what the engine says is kept, and given again byte for byte.

use crate::app::App;
use axum::http::HeaderMap;
use std::fmt;

tokio::task_local! {
    /// The call that is being answered.
    static CALL: Trace;
}

/// The name of a trace: 16 bytes that are not all 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trace([u8; 16]);

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl Trace {
    /// The one that the caller names, or a new one.
    pub(super) fn of(app: &App, headers: &HeaderMap) -> Self {
        let named = headers.get("traceparent").and_then(|value| value.to_str().ok());
        named.and_then(Self::read).unwrap_or_else(|| {
            let mut id = [0; 16];
            id.copy_from_slice(&app.random.bytes()[..16]);
            Self(id)
        })
    }

    /// `version-trace-parent-flags`, in lower-case hex; a later version may say more at its end.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (version, trace) = (parts.next()?, parts.next()?);
        let (parent, flags) = (parts.next()?, parts.next()?);
        let is_hex = |part: &str| part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let lengths = [version, trace, parent, flags].map(str::len);
        let fits = lengths == [2, 32, 16, 2]
            && [version, trace, parent, flags].into_iter().all(is_hex)
            && version != "ff"
            && (version != "00" || parts.next().is_none())
            && parent.bytes().any(|b| b != b'0');
        let mut id = [0; 16];
        hex::decode_to_slice(trace, &mut id).ok()?;
        (fits && id != [0; 16]).then_some(Self(id))
    }

    /// The one of the call that is being answered here.
    pub(super) fn current() -> Option<Self> {
        CALL.try_with(|trace| *trace).ok()
    }

    /// Answers a call by this name.
    pub(super) async fn scope<T>(self, answering: impl Future<Output = T>) -> T {
        CALL.scope(self, answering).await
    }
}

#[cfg(test)]
mod tests {
    use super::Trace;

    #[test]
    fn a_trace_is_taken_only_as_the_standard_writes_it() {
        let (trace, parent) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        let read = |text: &str| Trace::read(text).map(|trace| trace.to_string());
        assert_eq!(read(&format!("00-{trace}-{parent}-01")).as_deref(), Some(trace));
        assert_eq!(read(&format!("01-{trace}-{parent}-01-more")).as_deref(), Some(trace));
        let zeros = "0".repeat(32);
        for bad in [
            format!("00-{trace}-{parent}-01-more"),
            format!("ff-{trace}-{parent}-01"),
            format!("00-{zeros}-{parent}-01"),
            format!("00-{trace}-{}-01", &zeros[..16]),
            format!("00-{}-{parent}-01", trace.to_uppercase()),
            format!("00-{trace}-{parent}"),
            "anna@example.com".to_owned(),
        ] {
            assert_eq!(read(&bad), None, "{bad}");
        }
    }
}
