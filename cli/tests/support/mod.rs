//! A shop as a process of its own: made by `dough init`, run by `dough serve`, and its tills and
//! kitchen, all through the `dough` command.

#![allow(dead_code, reason = "each test crate uses its part")]

pub(crate) mod load;

use dough_rules::units::Millis;
use dough_server::{Clock as _, SystemClock};
use serde_json::Value;
use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use tempfile::TempDir;

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The machine's time.
pub(crate) fn now() -> Millis {
    SystemClock::new().now()
}

/// The `dough` command.
pub(crate) fn dough() -> Command {
    Command::new(env!("CARGO_BIN_EXE_dough"))
}

fn command(database: Option<&str>) -> Command {
    let mut command = dough();
    if let Some(address) = database {
        command.env("DOUGH_DATABASE", address);
    }
    command
}

/// What a command that must work printed.
pub(crate) fn printed(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// A shop that runs.
pub(crate) struct Shop {
    pub(crate) url: String,
    pub(crate) password: String,
    folder: TempDir,
    server: Option<Child>,
    enrolled: HashSet<String>,
    sends_mail: bool,
    /// PostgreSQL's address; nothing for the folder's own file.
    database: Option<String>,
    /// What the server finds in its environment.
    around: Vec<(&'static str, PathBuf)>,
}

impl Shop {
    /// Makes a shop, of these files or of the template, and runs it.
    pub(crate) fn start(files: Option<&Path>) -> Self {
        let mut shop = Self::made(files, None);
        shop.resume();
        shop
    }

    /// The same, on PostgreSQL where an address is given.
    pub(crate) fn start_on(files: &Path, database: Option<String>) -> Self {
        let mut shop = Self::made(Some(files), database);
        shop.resume();
        shop
    }

    /// Makes a shop that doesn't run yet.
    pub(crate) fn made(files: Option<&Path>, database: Option<String>) -> Self {
        let folder = TempDir::new().unwrap();
        let mut init = command(database.as_deref());
        init.arg("init").arg(folder.path().join("shop"));
        if let Some(files) = files {
            init.arg("--files").arg(files);
        }
        let said = printed(&init.output().unwrap());
        let line = said.lines().find(|line| line.starts_with("password")).unwrap();
        let password = line.split_whitespace().nth(1).unwrap().to_owned();
        let (url, enrolled) = ("http://127.0.0.1:0".to_owned(), HashSet::new());
        let (sends_mail, around) = (false, vec![]);
        Self { url, password, folder, server: None, enrolled, sends_mail, database, around }
    }

    /// From now on the server finds this in its environment.
    pub(crate) fn surround(&mut self, name: &'static str, value: PathBuf) {
        self.around.push((name, value));
    }

    /// The same, with a folder for its mail.
    pub(crate) fn start_with_mail(files: &Path) -> Self {
        let mut shop = Self::made(Some(files), None);
        shop.sends_mail = true;
        shop.resume();
        shop
    }

    /// The `dough` command with this shop's database.
    pub(crate) fn command(&self) -> Command {
        command(self.database.as_deref())
    }

    /// From now on the shop is kept there.
    pub(crate) fn move_to(&mut self, database: String) {
        self.database = Some(database);
    }

    pub(crate) const fn is_up(&self) -> bool {
        self.server.is_some()
    }

    /// The six digits of the newest mail to an address, as soon as there is one.
    pub(crate) async fn mailed_code(&self, to: &str) -> String {
        let newest = || {
            let mails = std::fs::read_dir(self.path("mail")).ok()?;
            let mut paths: Vec<_> = mails.map(|mail| mail.unwrap().path()).collect();
            paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
            paths.sort();
            let mut mails = paths.into_iter().map(|path| std::fs::read_to_string(path).unwrap());
            let mail = mails.rfind(|mail| mail.contains(to))?;
            let text = mail.split_once("\r\n\r\n").map_or(mail.as_str(), |(_, text)| text);
            let mut words = text.split(|c: char| !c.is_ascii_digit());
            words.rfind(|word| word.len() == 6).map(str::to_owned)
        };
        let wait = async {
            loop {
                match newest() {
                    Some(code) => return code,
                    None => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), wait).await.unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.path("shop")
    }

    /// Runs the server, on the port that it had before.
    pub(crate) fn resume(&mut self) {
        let mail = format!("folder:{}", self.path("mail").display());
        let mail = ["--mail", &mail, "--mail-from", "dough@example.com"];
        let mail = if self.sends_mail { &mail[..] } else { &[] };
        self.resume_with(&[&["--payment", "test"], mail].concat());
    }

    /// The same, with all that the server says in a file.
    pub(crate) fn resume_logging(&mut self, log: &Path) {
        let log = std::fs::File::create(log).unwrap();
        self.run(&["--payment", "test"], "debug,dough=trace,dough_server=trace", log.into());
    }

    /// The same, with these flags.
    pub(crate) fn resume_with(&mut self, flags: &[&str]) {
        self.run(flags, "warn", Stdio::inherit());
    }

    fn run(&mut self, flags: &[&str], level: &str, log: Stdio) {
        let address = self.url.trim_start_matches("http://").to_owned();
        let mut server = self
            .command()
            .arg("serve")
            .arg(self.dir())
            .args(["--listen", &address])
            .args(flags)
            .env("RUST_LOG", level)
            .envs(self.around.iter().cloned())
            .stderr(log)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap();
        assert!(address.starts_with("http://"), "the server said: {line}");
        address.clone_into(&mut self.url);
        self.server = Some(server);
    }

    /// Ends the server as a service manager does, and waits until it has gone.
    pub(crate) fn stop(&mut self) {
        self.tell_to_stop();
        assert!(self.ended().success());
    }

    /// Ends the server at once, as a lack of memory or a cut of the current does.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
    }

    /// Tells the server to end, as a service manager does.
    pub(crate) fn tell_to_stop(&self) {
        let id = self.server.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits until the server has gone.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.server.take().unwrap().wait().unwrap()
    }

    pub(crate) fn check(&self) {
        printed(&self.command().arg("check").arg(self.dir()).output().unwrap());
    }

    /// A till's command, answered in JSON. A till is enrolled when it is used first.
    pub(crate) fn register(&mut self, till: &str, words: &[&str]) -> Value {
        let key = self.path(&format!("{till}.jwk"));
        if self.enrolled.insert(till.to_owned()) {
            printed(&dough().args(["paycode", "key", "--out"]).arg(&key).output().unwrap());
            let shop = till.split('-').next().unwrap().to_owned();
            let enrol = ["enrol", "--shop", &shop, "--password", &self.password.clone()];
            self.till_says(&key, &enrol);
        }
        self.till_says(&key, words)
    }

    fn till_says(&self, key: &Path, words: &[&str]) -> Value {
        let said = dough()
            .args(["register", "--json", "--server", &self.url, "--key"])
            .arg(key)
            .args(words)
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&said.stderr).into_owned();
        serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("{words:?}: {error}"))
    }

    /// A command of the kitchen, signed in as the owner.
    pub(crate) fn kitchen(&self, shop: &str, words: &[&str]) {
        let said = dough()
            .args(["kitchen", "--server", &self.url, "--shop", shop])
            .args(["--password", &self.password])
            .args(words)
            .output()
            .unwrap();
        printed(&said);
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // It may have gone by itself.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
