//! What the demonstration prints: a line a step, with what was checked.

use anyhow::{Result, ensure};
use serde_json::json;
use std::fmt::Display;

/// Prints steps as they are done.
pub(super) struct Report {
    is_json: bool,
    checked: Vec<String>,
}

impl Report {
    pub(super) fn new(is_json: bool) -> Self {
        Self { is_json, checked: vec![] }
    }

    /// Something that must hold now.
    pub(super) fn check(&mut self, holds: bool, what: impl Display) -> Result<()> {
        ensure!(holds, "this does not hold: {what}");
        self.checked.push(what.to_string());
        Ok(())
    }

    /// The end of a step. Whether it held.
    pub(super) fn end_step(&mut self, title: &str, result: Result<()>) -> bool {
        let checked = std::mem::take(&mut self.checked);
        let held = result.is_ok();
        let wrong = result.err().map(|error| format!("{error:#}"));
        if self.is_json {
            println!(
                "{}",
                json!({ "step": title, "ok": held, "checked": checked, "wrong": wrong })
            );
        } else {
            println!("{} {title}", if held { "ok   " } else { "WRONG" });
            for line in checked.iter().chain(&wrong) {
                println!("        {line}");
            }
        }
        held
    }

    /// Words between steps, for people.
    pub(super) fn say(&self, words: &str) {
        if !self.is_json {
            println!("{words}");
        }
    }
}
