//! README's third part, followed by the word: from `dough init` to the first scan.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests say what they expect by failing"
)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use support::{dough, printed, repository};

/// The lines of the `sh` blocks under "Your own shop", in order.
fn commands() -> Vec<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let part = readme.split("## Your own shop").nth(1).unwrap();
    let part = part.split("\n## ").next().unwrap();
    let mut lines = Vec::new();
    for block in part.split("```sh\n").skip(1) {
        lines.extend(block.split("```").next().unwrap().lines().map(str::to_owned));
    }
    lines
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have gone by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server of a line, on any free port. Its address.
fn serve(folder: &Path, words: &[String]) -> (Server, String) {
    let mut server = dough()
        .current_dir(folder)
        .args(words)
        .args(["--listen", "127.0.0.1:0"])
        .env("RUST_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit(' ').next().unwrap().to_owned();
    (Server(server), address)
}

#[test]
fn a_bakery_comes_from_init_to_its_first_scan() {
    let folder = tempfile::tempdir().unwrap();
    let commands = commands();
    assert!(commands.len() >= 10, "{commands:?}");
    let (mut password, mut code) = (String::new(), String::new());
    let mut server: Option<(Server, String)> = None;
    for line in commands {
        let line = line.replace("PASSWORD", &password).replace("'CODE'", "CODE");
        let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        assert_eq!(words.remove(0), "dough", "{line}");
        if let Some(place) = words.iter().position(|word| word == "CODE") {
            words[place].clone_from(&code);
        }
        if words[0] == "serve" {
            server = Some(serve(folder.path(), &words));
            continue;
        }
        let mut command = dough();
        command.current_dir(folder.path()).args(&words);
        if let Some((_, address)) = &server {
            command.env("DOUGH_SERVER", address);
        }
        let said = printed(&command.output().unwrap());
        match (words[0].as_str(), words.get(1).map(String::as_str)) {
            ("init", _) => {
                let line = said.lines().find(|line| line.starts_with("password")).unwrap();
                line.split_whitespace().nth(1).unwrap().clone_into(&mut password);
            }
            ("phone", Some("code")) => said.lines().last().unwrap().clone_into(&mut code),
            ("register", Some("scan")) => assert!(said.contains("earned 1 dough"), "{said}"),
            ("check", _) => assert!(said.contains("Every invariant holds."), "{said}"),
            _ => {}
        }
    }
    assert!(code.starts_with("BK1:"), "no code was shown");
}
