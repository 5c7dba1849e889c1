//! Everything that is known of the customer, as two files: a JSON for programs, and a page to read.

use super::{Engine, Inner};
use crate::error::DoughError;
use crate::store::journal::JournalRow;
use crate::store::{StoreError, journal, write_whole};
use crate::text::{self, ExportWords};
use crate::views;
use dough_rules::Event;
use dough_rules::ids::Seq;
use dough_wire::replies::{Export, WireEntry};
use serde_json::value::RawValue;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The most pages of the journal.
const MAX_PAGES: usize = 10_000;

/// Where the two files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFiles {
    /// All of it: profile, consents, phones, what the wallet holds, and the whole journal.
    pub json: PathBuf,
    /// The same to read, in the customer's language.
    pub html: PathBuf,
}

#[derive(serde::Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    kept: &'a serde_json::Map<String, serde_json::Value>,
    journal: &'a [WireEntry],
}

impl Engine {
    /// Asks the server for all that is kept of the customer, and writes it into a folder as
    /// `dough-export.json` and `dough-export.html`. Both are whole, or not there.
    pub async fn export_my_data(&self, folder: PathBuf) -> Result<ExportFiles, DoughError> {
        self.on_own_threads(async move |inner| {
            inner.opened().await?;
            let answer = inner.api.export().await;
            let kept = inner.heard(answer)?;
            let journal = inner.whole_journal().await?;
            inner.write_export(&folder, &kept, &journal)
        })
        .await
    }
}

impl Inner {
    /// The journal from its beginning, as the server has it: the phone's own lacks old lines.
    async fn whole_journal(&self) -> Result<Vec<WireEntry>, DoughError> {
        let (mut entries, mut after) = (Vec::new(), Seq::START);
        for _ in 0..MAX_PAGES {
            let answer = self.api.changes(after).await;
            let page = self.heard(answer)?;
            after = page.entries.last().map_or(after, |entry| entry.seq);
            entries.extend(page.entries);
            if !page.more {
                break;
            }
        }
        Ok(entries)
    }

    fn write_export(
        &self,
        folder: &Path,
        kept: &RawValue,
        journal: &[WireEntry],
    ) -> Result<ExportFiles, DoughError> {
        let unreadable = |error: serde_json::Error| DoughError::from(StoreError::from(error));
        let fields = serde_json::from_str(kept.get()).map_err(unreadable)?;
        let whole = Whole { kept: &fields, journal };
        let json = serde_json::to_vec_pretty(&whole).map_err(unreadable)?;
        let page = self.page(&serde_json::from_str(kept.get()).map_err(unreadable)?, journal)?;
        let files = ExportFiles {
            json: folder.join("dough-export.json"),
            html: folder.join("dough-export.html"),
        };
        write_whole(&files.json, &json)?;
        write_whole(&files.html, page.as_bytes())?;
        Ok(files)
    }

    fn page(&self, export: &Export, journal: &[WireEntry]) -> Result<String, DoughError> {
        let words = text::export_words(self.config.language);
        let mut page = head(words);
        let mut row = |name: &str, value: String| {
            let (name, value) = (escaped(name), escaped(&value));
            // Writing to a string can't fail.
            let _ = writeln!(page, "<tr><th>{name}</th><td>{value}</td></tr>");
        };
        let (profile, wallet) = (&export.profile, &export.wallet);
        row(words.wallet, wallet.wallet.to_string());
        row(words.name, profile.name.clone().unwrap_or_default());
        row(words.email, profile.email.clone().unwrap_or_default());
        if let Some(consents) = &export.consents {
            let said = |yes| if yes { words.yes } else { words.no }.to_owned();
            row(words.news, said(consents.news));
            row(words.research, said(consents.research));
        }
        row(words.dough, wallet.balances.dough_available.to_string());
        row(words.balance, wallet.balances.eur_available.to_string());
        for device in &export.devices {
            row(words.phone, device.since.to_utc().strftime("%Y-%m-%d").to_string());
        }
        page.push_str("</table>\n<table>\n");
        for line in self.lines(journal)? {
            let (at, text) = (line.at.to_utc().strftime("%Y-%m-%d %H:%M UTC"), escaped(&line.text));
            let _ = writeln!(page, "<tr><th>{at}</th><td>{text}</td></tr>");
        }
        page.push_str("</table>\n</body>\n</html>\n");
        Ok(page)
    }

    /// The journal's lines in words, newest first.
    fn lines(&self, entries: &[WireEntry]) -> Result<Vec<views::HistoryEntry>, DoughError> {
        let menu = self.menu();
        let catalogue = menu.as_ref().map(|menu| &*menu.catalogue);
        let language = self.config.language;
        Ok(self.store.read(|db| {
            let mut lines = Vec::new();
            for entry in entries.iter().rev() {
                let Some(event) = entry.read().map(|entry| entry.event) else {
                    continue;
                };
                if views::is_shown(&event) {
                    let row = row_of(entry, &event, journal::get(db, entry.seq)?);
                    lines.extend(views::tell(db, &row, catalogue, language)?);
                }
            }
            Ok(lines)
        })?)
    }
}

/// An entry as the phone keeps it; with what the phone found of a surprise's draw, where it has it.
fn row_of(entry: &WireEntry, event: &Event, own: Option<JournalRow>) -> JournalRow {
    JournalRow {
        seq: entry.seq,
        at: entry.at,
        kind: event.kind().to_owned(),
        event: entry.event.get().to_owned(),
        verified: own.and_then(|row| row.verified),
    }
}

fn head(words: &ExportWords) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>body{{font:16px/1.5 sans-serif;max-width:45em;margin:2em auto;padding:0 1em}}\
         table{{border-collapse:collapse;width:100%;margin:1em 0}}\
         th,td{{text-align:left;vertical-align:top;padding:.3em .6em;border-bottom:1px solid #ddd}}\
         th{{font-weight:normal;color:#555;white-space:nowrap}}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n<table>\n",
        words.language,
        title = escaped(words.title),
    )
}

/// Text that can't be markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
