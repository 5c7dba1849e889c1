//! `dough webhook`: who is told what happens, on the command line.

use crate::client::Staff;
use anyhow::Result;
use clap::Subcommand;
use dough_rules::units::Millis;
use dough_wire::webhooks::WebhookState;
use jiff::Timestamp;
use std::process::ExitCode;
use uuid::Uuid;

/// `dough webhook ...`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's address
    #[arg(long, env = "DOUGH_SERVER", default_value = "http://127.0.0.1:8787")]
    server: String,
    /// Which owner signs in
    #[arg(long, default_value = "owner")]
    account: String,
    /// The password
    #[arg(long, env = "DOUGH_PASSWORD", hide_env_values = true)]
    password: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Give an address that is told what happens from now on, and show its secret, this once
    Add {
        /// The address: https://...
        url: String,
    },
    /// Show the addresses, and how each fares
    List,
    /// Tell an address again what happened since a moment of the last 30 days
    Resend {
        /// The address's id
        webhook: Uuid,
        /// The moment: 2026-12-01T06:00:00Z
        #[arg(long)]
        from: Timestamp,
    },
    /// Tell an address again, what waits first
    Enable {
        /// The address's id
        webhook: Uuid,
    },
    /// Tell an address nothing more; what happens is kept for it, for 30 days
    Disable {
        /// The address's id
        webhook: Uuid,
    },
    /// Forget an address, and what waits for it
    Remove {
        /// The address's id
        webhook: Uuid,
    },
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    tokio::runtime::Runtime::new()?.block_on(act(args))?;
    Ok(ExitCode::SUCCESS)
}

async fn act(args: Args) -> Result<()> {
    let owner = Staff::sign_in(&args.server, &args.account, &args.password).await?;
    let shown = match args.command {
        Command::Add { url } => {
            let given = owner.give_webhook(url).await?;
            println!("{}  {}", given.id, given.url);
            println!("secret  {}   (shown once)", given.secret);
            return Ok(());
        }
        Command::List => owner.webhooks().await?,
        Command::Resend { webhook, from } => owner.resend(webhook, Millis::from(from)).await?,
        Command::Enable { webhook } => owner.change_webhook(webhook, "enable").await?,
        Command::Disable { webhook } => owner.change_webhook(webhook, "disable").await?,
        Command::Remove { webhook } => owner.change_webhook(webhook, "remove").await?,
    };
    shown.webhooks.iter().for_each(show);
    Ok(())
}

fn show(webhook: &WebhookState) {
    let WebhookState { id, url, made_at: _, disabled_at, failing_since, last_answer, waiting } =
        webhook;
    let how = match (disabled_at, failing_since) {
        (Some(since), _) => format!("disabled since {}", since.to_utc()),
        (None, Some(since)) => format!("failing since {}", since.to_utc()),
        (None, None) => "well".to_owned(),
    };
    let last = last_answer.as_deref().unwrap_or("nothing yet");
    println!("{id}  {how}, {waiting} waiting, last answer: {last}  {url}");
}
