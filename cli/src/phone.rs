//! `dough phone`: the phone engine on the command line, with its store on disk.

use crate::jwk;
use anyhow::{Context, Result};
use clap::Subcommand;
use dough_core::engine::PayRequest;
use dough_core::{Config, DeviceKeys, Engine, Language, Ports, SoftwareKeys};
use dough_rules::ids::Seq;
use dough_rules::units::Cents;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// `dough phone ...`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's address
    #[arg(long, env = "DOUGH_SERVER", default_value = "http://127.0.0.1:8787")]
    server: String,
    /// The phone's folder: its keys and its store; made where there is none
    #[arg(long, env = "DOUGH_PHONE", default_value = "phone")]
    store: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read the journal, and show what the home screen would
    Home,
    /// Show what happened, newest first
    History,
    /// Pay money in: euros and cents in cents
    TopUp {
        /// How much, in cents
        cents: i64,
    },
    /// Show a code that pays and earns; no network is needed
    Code {
        /// The most that it may pay, in cents; earn only where it is not given
        #[arg(long)]
        max: Option<i64>,
        /// A voucher to use, by its number
        #[arg(long)]
        voucher: Option<u64>,
    },
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    std::fs::create_dir_all(&args.store)?;
    let config = Config {
        store: args.store.join("phone.db"),
        server: args.server,
        language: Language::En,
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let keys: Arc<dyn DeviceKeys> = Arc::new(SoftwareKeys::from_seed(&seed(&args.store)?)?);
    let engine = Engine::open(config, keys, Ports::system())?;
    let runtime = tokio::runtime::Runtime::new()?;
    let result = runtime.block_on(act(&engine, args.command));
    engine.shutdown();
    result.map(|()| ExitCode::SUCCESS)
}

async fn act(engine: &Engine, command: Command) -> Result<()> {
    match command {
        Command::Home => {
            let synced = engine.sync().await;
            print_home(engine)?;
            if let Err(error) = synced {
                println!("as last known: {}", error.message);
            }
        }
        Command::History => {
            for entry in engine.history(None, 50)? {
                println!("{}  {}", entry.at.to_utc().format("%Y-%m-%d %H:%M"), entry.text);
            }
        }
        Command::TopUp { cents } => {
            let id = engine.top_up(Cents::new(cents), true)?;
            let outcome = engine.settled(id).await?;
            if let Some(problem) = outcome.problem {
                anyhow::bail!("{} ({})", problem.detail, problem.code);
            }
            print_home(engine)?;
        }
        Command::Code { max, voucher } => {
            let code = engine.pay_code(PayRequest {
                pay_max: max.map(Cents::new),
                earn: true,
                redeem: voucher.map(Seq::new),
                shop: None,
            })?;
            println!("{}", code.matrix.to_terminal());
            println!("{}", code.text);
        }
    }
    Ok(())
}

fn print_home(engine: &Engine) -> Result<()> {
    let home = engine.home()?;
    println!("dough     {} ({} waiting)", home.dough_available.get(), home.dough_pending.get());
    if let Some(cost) = home.surprise_cost {
        println!("dots      {} of {}", home.dots.get(), cost.get());
    }
    println!("surprises {}", home.surprises_ready);
    println!("balance   {}", home.eur_available);
    if let Some(code) = home.invite_code {
        println!("invite    {code}");
    }
    Ok(())
}

/// The seed of the phone's two keys, made once. A real phone's keys never leave its key store.
fn seed(folder: &Path) -> Result<[u8; 32]> {
    let path = folder.join("keys.hex");
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
