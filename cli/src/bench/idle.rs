//! `dough bench idle`: what an engine that does nothing keeps in memory. It takes a process of its
//! own: one that has worked before has memory to spare, and shows no growth.

use super::customers::Customer;
use anyhow::{Context, Result, ensure};
use dough_core::{Config, DeviceKeys, Engine, Language, Ports};
use dough_paycode::SoftwareKey;
use std::io::{Read as _, Write as _, stdin};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// How long what an engine does at the start may take.
const SETTLING: Duration = Duration::from_secs(2);

/// `dough bench idle`; the wallet's two secret keys come on standard input, 32 bytes each.
#[derive(clap::Args, Clone)]
pub(crate) struct Args {
    /// The phone's store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// The shop's server
    #[arg(long, value_name = "URL")]
    server: String,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let mut secrets = [[0; 32]; 2];
    for secret in &mut secrets {
        stdin().read_exact(secret)?;
    }
    let [pay, api] = secrets.map(|secret| SoftwareKey::from_bytes(&secret));
    let keys: Arc<dyn DeviceKeys> = Arc::new(Customer::with_keys(pay?, api?).into_keys());
    let before = anonymous_kib().context("this system doesn't tell")?;
    let engine = Engine::open(config(&args.store, args.server.clone()), keys, Ports::system())?;
    let shown = engine.home()?.head;
    std::thread::sleep(SETTLING);
    let after = anonymous_kib().context("this system doesn't tell")?;
    ensure!(engine.home()?.head >= shown, "the store lost entries");
    println!("{}", after - before);
    Ok(ExitCode::SUCCESS)
}

/// The same, of a store that this process has closed, in KiB; nothing where it can't be told.
pub(super) fn measure(store: &Path, server: &str, secrets: &[[u8; 32]; 2]) -> Result<Option<i64>> {
    if anonymous_kib().is_none() {
        return Ok(None);
    }
    let mut child = Command::new(std::env::current_exe()?)
        .args(["bench", "idle", "--server", server, "--store"])
        .arg(store)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut told = child.stdin.take().context("the process takes no input")?;
    told.write_all(secrets.as_flattened())?;
    drop(told);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the idle engine ended badly: {}", output.status);
    Ok(Some(String::from_utf8_lossy(&output.stdout).trim().parse()?))
}

/// How the engine of a benchmark is set up.
pub(super) fn config(store: &Path, server: String) -> Config {
    Config {
        store: store.to_owned(),
        server,
        language: Language::En,
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// What this process keeps in memory that no file backs, as Linux tells it.
fn anonymous_kib() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.split_whitespace().next()?.parse().ok()
}
