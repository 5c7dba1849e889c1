//! `dough phone`: the phone engine on the command line, with its store on disk. For support, demos
//! and tests; what an app shows comes from the same calls.
//!
//! | module | what lives there |
//! |---|---|
//! | `wallet` | home, history, code, top-up, invitations, surprises, what is unsent |
//! | `orders` | menu, pickup times, ordering |
//! | `people` | address, phones, export, erasing |

mod orders;
mod people;
mod wallet;

use crate::jwk;
use anyhow::{Context, Result};
use clap::{Subcommand, ValueEnum};
use dough_core::views::{IntentId, IntentState};
use dough_core::{Config, DeviceKeys, Engine, Language, Ports, SoftwareKeys};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long a command waits for the server's answer; it is sent later otherwise.
const PATIENCE: Duration = Duration::from_secs(20);

/// The file of the phone's keys.
const KEYS: &str = "keys.hex";

/// `dough phone ...`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's address
    #[arg(long, env = "DOUGH_SERVER", default_value = "http://127.0.0.1:8787")]
    server: String,
    /// The phone's folder: its keys and its store; made where there is none
    #[arg(long, env = "DOUGH_PHONE", default_value = "phone")]
    store: PathBuf,
    /// In which language history is told
    #[arg(long, value_enum, default_value = "en")]
    language: Tongue,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    Nl,
    Fr,
    En,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Wallet(wallet::Command),
    #[command(flatten)]
    Orders(orders::Command),
    #[command(flatten)]
    People(people::Command),
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    std::fs::create_dir_all(&args.store)?;
    let config = Config {
        store: args.store.join("phone.db"),
        server: args.server,
        language: match args.language {
            Tongue::Nl => Language::Nl,
            Tongue::Fr => Language::Fr,
            Tongue::En => Language::En,
        },
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let keys: Arc<dyn DeviceKeys> = Arc::new(SoftwareKeys::from_seed(&seed(&args.store)?)?);
    let store = config.store.clone();
    let engine = Engine::open(config, keys, Ports::system())?;
    let runtime = tokio::runtime::Runtime::new()?;
    let result = runtime.block_on(async {
        match args.command {
            Command::Wallet(command) => wallet::run(&engine, command).await,
            Command::Orders(command) => orders::run(&engine, command).await,
            Command::People(command) => people::run(&engine, command).await,
        }
    });
    engine.shutdown();
    if !store.exists() {
        // Everything was forgotten; another wallet needs other keys.
        std::fs::remove_file(args.store.join(KEYS))?;
    }
    result.map(|()| ExitCode::SUCCESS)
}

/// Reads what is new, where the server answers; says so where it doesn't.
async fn refresh(engine: &Engine) {
    if let Err(error) = engine.sync().await {
        println!("as last known: {}", error.message);
    }
}

/// Waits for what became of an intent, and says so. It is sent later where the server is away.
async fn outcome(engine: &Engine, id: impl Into<IntentId>) -> Result<()> {
    let id = id.into();
    let Ok(settled) = tokio::time::timeout(PATIENCE, engine.settled(id)).await else {
        println!("stored as {id}; it is sent when there is a network");
        return Ok(());
    };
    let view = settled?;
    match (view.state, view.problem) {
        (IntentState::Done, _) => println!("done"),
        (_, Some(problem)) => anyhow::bail!("{} ({})", problem.detail, problem.code),
        (state, None) => anyhow::bail!("{state} ({})", view.code.unwrap_or_default()),
    }
    Ok(())
}

/// The seed of the phone's two keys, made once. A real phone's keys never leave its key store.
fn seed(folder: &Path) -> Result<[u8; 32]> {
    let path = folder.join(KEYS);
    if !path.exists() {
        let fresh: [u8; 32] = rand::random();
        jwk::write_secret(&path, &hex::encode(fresh))?;
    }
    let text = std::fs::read_to_string(&path)?;
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed)
        .with_context(|| format!("{} holds no key", path.display()))?;
    Ok(seed)
}
