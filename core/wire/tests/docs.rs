//! What the documents say is what the code does: tables, the signing example, links.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

use dough_rules::Event;
use dough_wire::problem::CODES;
use dough_wire::signature::{SignatureParams, SignedCall, content_digest};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn protocol() -> String {
    fs::read_to_string(root().join("docs/protocol.md")).unwrap()
}

/// The cells of each row of the table whose head begins so.
fn table(text: &str, head: &str) -> Vec<Vec<String>> {
    let from = text.find(head).unwrap_or_else(|| panic!("there is no table {head}"));
    let cells =
        |row: &str| row.trim_matches('|').split('|').map(|it| it.trim().to_owned()).collect();
    text[from..].lines().skip(2).take_while(|line| line.starts_with('|')).map(cells).collect()
}

/// The text of the first block of this kind.
fn block<'a>(text: &'a str, kind: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("```{kind}\n")).unwrap();
    rest.split_once("\n```").unwrap().0
}

#[test]
fn the_table_of_error_codes_is_the_codes() {
    let code = |row: &dough_wire::problem::ErrorCode| {
        let is_final = if row.is_final { "yes" } else { "no" };
        vec![
            format!("`{}`", row.code),
            row.status.to_string(),
            is_final.to_owned(),
            row.title.to_owned(),
        ]
    };
    let expected: Vec<_> = CODES.iter().map(code).collect();
    assert_eq!(table(&protocol(), "| code | status |"), expected);
}

#[test]
fn the_table_of_journal_kinds_is_the_codes() {
    let expected: Vec<_> = Event::kinds().iter().map(|kind| format!("`{kind}`")).collect();
    let rows = table(&protocol(), "| kind | what happened |");
    let found: Vec<_> = rows.into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_signing_example_is_what_the_profile_makes() {
    let text = protocol();
    let base = block(&text, "signature-base");
    let value = |name: &str| {
        let prefix = format!("\"{name}\": ");
        base.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap()
    };
    let header = format!("sig={}", value("@signature-params"));
    let params = SignatureParams::from_header(&header).unwrap();
    let call = SignedCall {
        method: value("@method"),
        authority: value("@authority"),
        path: value("@path"),
        query: value("@query").strip_prefix('?').unwrap(),
        content_digest: value("content-digest"),
        idempotency_key: value("idempotency-key"),
    };
    assert_eq!(params.base(&call), base);
    assert_eq!(content_digest(block(&text, "json").as_bytes()), call.content_digest);
}

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut documents = Vec::new();
    collect_documents(&root(), &mut documents);
    assert!(documents.len() > 5, "the documents were found");
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        let folder = document.parent().unwrap();
        for link in links(&text) {
            let path = link.split('#').next().unwrap();
            let is_here = path.is_empty() || folder.join(path).exists();
            assert!(is_here, "{}: {link} leads nowhere", document.display());
        }
    }
}

/// Every Markdown file of the repository.
fn collect_documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let passed_over =
            name.starts_with('.') || matches!(name.as_str(), "target" | "node_modules");
        if path.is_dir() && !passed_over {
            collect_documents(&path, found);
        } else if path.extension().is_some_and(|it| it == "md") {
            found.push(path);
        }
    }
}

/// The targets of `[text](target)` that aren't addresses, outside of code blocks.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose
        .flat_map(|part| part.split("](").skip(1))
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}
