//! The customer's address, phones, files, and leaving.

use super::{outcome, refresh};
use anyhow::{Result, bail};
use clap::{Subcommand, ValueEnum};
use dough_core::Engine;
use dough_rules::command::LastBalance;
use dough_wire::requests::{Others, Proof};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Have a code sent to an address that is to lead back to the wallet
    Email {
        /// The address
        email: String,
    },
    /// Confirm the address with the code that came
    ConfirmEmail {
        /// The address
        email: String,
        /// The six digits
        code: String,
    },
    /// Show the wallet's phones
    Devices,
    /// Show a code by which another phone may use this wallet
    Agree,
    /// Have a code sent to a wallet's address, to open that wallet here
    Recover {
        /// The address
        email: String,
    },
    /// Open another wallet here: by the code from its address, or the one that its phone shows
    Join {
        /// The code
        code: String,
        /// The address that it was sent to
        #[arg(long)]
        email: Option<String>,
        /// Let the wallet's other phones stay
        #[arg(long)]
        keep_others: bool,
    },
    /// Take this phone out of its wallet, and forget everything here
    LogOut {
        /// Also where nothing leads back to the wallet
        #[arg(long)]
        give_up: bool,
    },
    /// Write all that is kept of the customer into a folder
    Export {
        /// The folder
        folder: PathBuf,
    },
    /// End the wallet for good, and forget everything here
    Erase {
        /// What becomes of its euros
        #[arg(long, value_enum, default_value = "none-left")]
        balance: Balance,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Balance {
    /// They are paid out
    PayOut,
    /// They are given up
    GiveUp,
    /// There are none
    NoneLeft,
}

pub(super) async fn run(engine: &Engine, command: Command) -> Result<()> {
    match command {
        Command::Email { email } => outcome(engine, engine.set_email(&email)?).await?,
        Command::ConfirmEmail { email, code } => {
            outcome(engine, engine.confirm_email(&email, &code)?).await?;
        }
        Command::Devices => {
            refresh(engine).await;
            for view in engine.devices()? {
                let since = view.device.since.to_utc().strftime("%Y-%m-%d");
                let own = if view.own { "this phone" } else { "another phone" };
                println!("{}  since {since}  {own}", view.device.api_key);
            }
        }
        Command::Agree => {
            let code = engine.device_code().await?;
            println!("{}, until {}", code.code, code.expires_at.to_utc().strftime("%H:%M UTC"));
        }
        Command::Recover { email } => {
            engine.recovery_code(&email).await?;
            println!("a mail is on its way to {email}");
        }
        Command::Join { code, email, keep_others } => {
            let proof = match email {
                Some(email) => Proof::Email { email, code },
                None => Proof::Device { code },
            };
            let others = if keep_others { Others::Keep } else { Others::Revoke };
            outcome(engine, engine.open_other_wallet(proof, others)?).await?;
        }
        Command::LogOut { give_up } => {
            leave(engine, engine.log_out(give_up)?).await?;
        }
        Command::Export { folder } => {
            std::fs::create_dir_all(&folder)?;
            let files = engine.export_my_data(folder).await?;
            println!("{}\n{}", files.json.display(), files.html.display());
        }
        Command::Erase { balance } => {
            let balance = match balance {
                Balance::PayOut => LastBalance::PayOut,
                Balance::GiveUp => LastBalance::GiveUp,
                Balance::NoneLeft => LastBalance::NoneLeft,
            };
            leave(engine, engine.erase_me(balance)?).await?;
        }
    }
    Ok(())
}

/// Forgets everything once the server has said yes.
async fn leave(engine: &Engine, intent: dough_core::views::IntentId) -> Result<()> {
    outcome(engine, intent).await?;
    if engine.outbox()?.iter().any(|unsent| unsent.id == intent) {
        bail!("the server is away; nothing is forgotten before it knows");
    }
    Ok(engine.forget_everything(true)?)
}
