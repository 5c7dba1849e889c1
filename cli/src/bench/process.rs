//! The server as a process of its own, and how much of the machine it used.

use super::premises::Premises;
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// A clock tick of Linux's process accounting, the same on all its machines.
const TICK: Duration = Duration::from_millis(10);

/// A shop that this very program serves.
pub(super) struct Server {
    child: Child,
    /// Held, so that what the server says has somewhere to go.
    _said: BufReader<ChildStdout>,
    address: String,
    started: Duration,
}

impl Server {
    /// Opens a shop.
    pub(super) fn start(premises: &Premises) -> Result<Self> {
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .arg(premises.folder())
            .args(["--payment", "test", "--listen", "127.0.0.1:0"])
            .env("DOUGH_DATABASE", premises.kept().address())
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
        Ok(Self { child, _said: said, address, started: began.elapsed() })
    }

    /// How long it took until it listened.
    pub(super) const fn started(&self) -> Duration {
        self.started
    }

    /// Where it listens: `127.0.0.1:40123`.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The same as an address of the web.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The processor's time that it used so far.
    pub(super) fn cpu(&self) -> Option<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// The most memory that it had so far, in bytes.
    pub(super) fn most_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kib * 1024)
    }

    /// Ends it as a service manager does. It closes its database before it goes.
    pub(super) fn stop(mut self) -> Result<()> {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status()?;
        let ended = self.child.wait()?;
        if told.success() && ended.success() {
            Ok(())
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
