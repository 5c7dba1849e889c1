//! Who carries e-mail to customers.
//!
//! | module | what lives there |
//! |---|---|
//! | [`smtp`] | a mail server |
//! | [`folder`] | a folder of files, for demonstrations and tests |
//! | [`address`] | what counts as an address |
//! | [`words`] | what mails say |
//!
//! Mail is sent outside of every transaction; nothing that money depends on waits for it.

pub mod address;
pub mod folder;
pub mod smtp;
pub(crate) mod words;

pub use address::Address;
pub use folder::FolderMail;
pub use smtp::SmtpMail;

use async_trait::async_trait;
use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

/// A mail to a customer.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: Address,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Why a mail wasn't handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Nobody carries mail for this shop.
    #[error("this shop sends no e-mail")]
    None,
    /// The sender's address, or the mail server's, isn't one.
    #[error("{0}")]
    Settings(String),
    /// The mail can't be written.
    #[error("the mail can't be written: {0}")]
    Message(#[from] lettre::error::Error),
    /// The mail server doesn't take it.
    #[error("the mail server: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The folder can't be written to.
    #[error("the folder of mails: {0}")]
    Folder(#[from] std::io::Error),
    /// It took too long.
    #[error("the mail server took too long")]
    Timeout,
}

impl MailError {
    /// What failed, without what a mail server said: it may repeat the address.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Settings(_) => "settings",
            Self::Message(_) => "message",
            Self::Smtp(_) => "smtp",
            Self::Folder(_) => "folder",
            Self::Timeout => "timeout",
        }
    }
}

/// Carries e-mail.
#[async_trait]
pub trait MailSender: Send + Sync + 'static {
    /// Hands a mail over to whoever carries it on.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

/// Where a shop sends no mail.
pub struct NoMail;

#[async_trait]
impl MailSender for NoMail {
    async fn send(&self, _mail: Mail) -> Result<(), MailError> {
        Err(MailError::None)
    }
}

/// Reads who mails are from: `shop@example.com`, or `The shop <shop@example.com>`.
fn sender(from: &str) -> Result<Mailbox, MailError> {
    from.parse().map_err(|error| MailError::Settings(format!("the sender {from}: {error}")))
}

/// A mail as it travels.
fn message(from: &Mailbox, mail: &Mail) -> Result<Message, MailError> {
    let to = mail.to.as_str();
    let to = to.parse().map_err(|error| MailError::Settings(format!("the receiver: {error}")))?;
    Ok(Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())?)
}
