//! The server as a process of its own, and how much of the machine it used.

use crate::{bakery, config};
use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// In the bakery of a benchmark a visit earns as often as one likes, so that every scan does.
const CAP: &str = "max_per_day = 2 ";
const NO_CAP: &str = "max_per_day = 100 ";

/// A clock tick of Linux's process accounting, the same on all its machines.
const TICK: Duration = Duration::from_millis(10);

/// A shop that this very program serves.
pub(super) struct Server {
    folder: PathBuf,
    child: Child,
    /// Held, so that what the server says has somewhere to go.
    _said: BufReader<ChildStdout>,
    address: String,
    password: String,
}

impl Server {
    /// Makes a shop in a folder and opens it.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let (files, shop) = (folder.join("files"), folder.join("shop"));
        bakery::write_to(&files)?;
        let programme = files.join("programme.toml");
        let text = std::fs::read_to_string(&programme)?;
        ensure!(text.contains(CAP), "programme.toml: the cap isn't where it was");
        std::fs::write(&programme, text.replacen(CAP, NO_CAP, 1))?;
        let program = std::env::current_exe()?;
        let made =
            Command::new(&program).arg("init").arg(&shop).arg("--files").arg(&files).output()?;
        let said = String::from_utf8_lossy(&made.stdout);
        let password = said
            .lines()
            .find_map(|line| line.strip_prefix("password")?.split_whitespace().next())
            .with_context(|| format!("no shop: {}", String::from_utf8_lossy(&made.stderr)))?
            .to_owned();
        // What is measured is the shop, and few tills stand for many.
        let config = shop.join(config::FILE);
        let text = std::fs::read_to_string(&config)?;
        std::fs::write(&config, format!("{text}\n[limits]\ncalls_per_key = 0\n"))?;
        let mut child = Command::new(&program)
            .arg("serve")
            .arg(&shop)
            .args(["--payment", "test", "--listen", "127.0.0.1:0"])
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut said = BufReader::new(child.stdout.take().context("the server says nothing")?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let Some((_, address)) = line.trim().rsplit_once("http://") else {
            bail!("the server didn't start: {line}");
        };
        let address = address.to_owned();
        Ok(Self { folder: shop, child, _said: said, address, password })
    }

    /// Where it listens: `127.0.0.1:40123`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The same as an address of the web.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The owner's password.
    pub(super) fn password(&self) -> &str {
        &self.password
    }

    /// Its database.
    pub(super) fn database(&self) -> PathBuf {
        self.folder.join("dough.db")
    }

    /// The processor's time that it used so far.
    pub(super) fn cpu(&self) -> Option<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// Ends it as a service manager does. It closes its database before it goes.
    pub(super) fn stop(mut self) -> Result<PathBuf> {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status()?;
        let ended = self.child.wait()?;
        if told.success() && ended.success() {
            Ok(self.database())
        } else {
            bail!("the server ended badly: {ended}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already after `stop`.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The processor's time that this process used so far.
pub(super) fn own_cpu() -> Option<Duration> {
    cpu_of("self")
}

/// User and system time of a process; nothing where there is no /proc.
fn cpu_of(pid: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything; the fields come after it.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}
