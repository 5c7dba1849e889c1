//! A mail server that takes mails by SMTP.

use super::{Mail, MailError, MailSender, message, sender};
use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::time::Duration;

/// How long a mail server may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Sends by SMTP.
pub struct SmtpMail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMail {
    /// Mails through `smtp://user:password@host:port`, with `STARTTLS`, or `smtps://` for TLS from
    /// the start. `?tls=opportunistic` allows a server without TLS.
    pub fn new(url: &str, from: &str) -> Result<Self, MailError> {
        let is_told = url.contains('?') || !url.starts_with("smtp://");
        let url = if is_told { url.to_owned() } else { format!("{url}?tls=required") };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from: sender(from)? })
    }
}

#[async_trait]
impl MailSender for SmtpMail {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = message(&self.from, &mail)?;
        let sent = tokio::time::timeout(PATIENCE, self.transport.send(message)).await;
        sent.map_err(|_| MailError::Timeout)??;
        Ok(())
    }
}
