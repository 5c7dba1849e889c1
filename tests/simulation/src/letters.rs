//! The shop's mail: the last code that was sent.

use async_trait::async_trait;
use dough_server::mail::{Mail, MailError, MailSender};
use std::sync::{Mutex, PoisonError};

/// Keeps the code of the last mail.
#[derive(Default)]
pub(crate) struct Letters(Mutex<Option<String>>);

impl Letters {
    /// The six digits of the last mail.
    pub(crate) fn code(&self) -> String {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone().expect("a mail was sent")
    }
}

#[async_trait]
impl MailSender for Letters {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let mut words = mail.text.split(|c: char| !c.is_ascii_digit());
        let code = words.find(|word| word.len() == 6).map(str::to_owned);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = code;
        Ok(())
    }
}
