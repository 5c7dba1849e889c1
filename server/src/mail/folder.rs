//! A folder where each mail becomes a file.

use super::{Mail, MailError, MailSender, message, sender};
use async_trait::async_trait;
use lettre::message::Mailbox;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;

/// Writes mails into a folder: `000001.eml`, `000002.eml`.
pub struct FolderMail {
    folder: PathBuf,
    from: Mailbox,
    last: Mutex<u32>,
}

impl FolderMail {
    /// Mails into a folder, which is made where there is none.
    pub fn new(folder: &Path, from: &str) -> Result<Self, MailError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), from: sender(from)?, last: Mutex::new(0) })
    }

    /// Writes under the next number that is free.
    fn write(&self, bytes: &[u8]) -> Result<(), MailError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            *last += 1;
            let path = self.folder.join(format!("{:06}.eml", *last));
            match OpenOptions::new().write(true).create_new(true).open(path) {
                Ok(mut file) => return Ok(file.write_all(bytes)?),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[async_trait]
impl MailSender for FolderMail {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        self.write(&message(&self.from, &mail)?.formatted())
    }
}
