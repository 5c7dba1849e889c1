//! What counts as an e-mail address.

/// The longest address (RFC 5321).
const LONGEST: usize = 254;
/// The longest part before the `@`.
const LONGEST_LOCAL: usize = 64;
/// The longest part between two dots behind the `@`.
const LONGEST_LABEL: usize = 63;

/// An e-mail address, in lower case: `name@example.com`. One mailbox has one form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address(String);

impl Address {
    /// Reads what a person typed. Nothing where it isn't an address that mail can be sent to:
    /// quoted names, comments and bare hosts are not taken.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST || !text.is_ascii() {
            return None;
        }
        let text = text.to_ascii_lowercase();
        let (local, host) = text.split_once('@')?;
        (is_local(local) && is_host(host)).then_some(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local(local: &str) -> bool {
    let is_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b);
    local.len() <= LONGEST_LOCAL
        && local.split('.').all(|part| !part.is_empty() && part.bytes().all(is_atom))
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.contains('.') && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        let read = |text: &str| Address::parse(text).map(|address| address.0);
        assert_eq!(read(" An.Na+dough@Example.COM "), Some("an.na+dough@example.com".to_owned()));
        let long = format!("a@{}.be", "x".repeat(60));
        assert_eq!(read(&long), Some(long));
    }

    #[test]
    fn what_is_no_address_is_not_taken() {
        let too_long = format!("{}@example.com", "x".repeat(65));
        let far_too_long = format!("a@{}", "abc.".repeat(80));
        for text in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "anna@example",
            "a@b@example.com",
            "a b@example.com",
            ".a@example.com",
            "a..b@example.com",
            "a@-example.com",
            "a@example..com",
            "a@example.com.",
            "a\r\nBcc: x@example.com",
            "é@example.com",
            "\"a\"@example.com",
            "a@[127.0.0.1]",
            &too_long,
            &far_too_long,
        ] {
            assert!(Address::parse(text).is_none(), "{text}");
        }
    }
}
