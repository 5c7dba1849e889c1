//! `dough adjust`: a manager puts something right by hand.

use crate::client::Staff;
use anyhow::Result;
use clap::Subcommand;
use dough_rules::adjustment::{AdjustmentReason, Correction};
use dough_rules::ids::{AdjustmentId, ReceiptId, ShopId, WalletId};
use dough_rules::units::{Cents, Dough};
use dough_wire::requests::{Customer, NewAdjustment};
use std::process::ExitCode;

/// `dough adjust ...`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's address
    #[arg(long, env = "DOUGH_SERVER", default_value = "http://127.0.0.1:8787")]
    server: String,
    /// The shop
    #[arg(long)]
    shop: ShopId,
    /// Who signs in
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
    /// Give dough or euros
    Give(Moved),
    /// Take dough or euros
    Take(Moved),
    /// Show what waits for a second manager
    Waiting,
    /// Agree to what another manager proposed
    Approve {
        /// Which
        adjustment: AdjustmentId,
    },
    /// Turn down what was proposed
    Reject {
        /// Which
        adjustment: AdjustmentId,
    },
}

#[derive(clap::Args)]
struct Moved {
    #[command(flatten)]
    amount: Amount,
    #[command(flatten)]
    customer: Whose,
    /// Why
    #[arg(long, value_enum)]
    reason: Reason,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Amount {
    /// How much dough
    #[arg(long)]
    dough: Option<i64>,
    /// How many cents
    #[arg(long)]
    cents: Option<i64>,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// The customer's wallet
    #[arg(long)]
    wallet: Option<WalletId>,
    /// A receipt of the customer, from this shop
    #[arg(long)]
    receipt: Option<ReceiptId>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Reason {
    /// An apology, or a kindness
    Goodwill,
    /// A purchase wasn't counted
    MissedEarning,
    /// Something was booked wrongly
    Mistake,
    /// The programme was misused
    Misuse,
}

impl From<Reason> for AdjustmentReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Goodwill => Self::Goodwill,
            Reason::MissedEarning => Self::MissedEarning,
            Reason::Mistake => Self::Mistake,
            Reason::Misuse => Self::Misuse,
        }
    }
}

impl Moved {
    fn asked(&self, gives: bool) -> Option<NewAdjustment> {
        let correction = match (self.amount.dough, self.amount.cents, gives) {
            (Some(dough), _, true) => Correction::GiveDough { dough: Dough::new(dough) },
            (Some(dough), _, false) => Correction::TakeDough { dough: Dough::new(dough) },
            (None, cents, true) => Correction::GiveMoney { amount: Cents::new(cents?) },
            (None, cents, false) => Correction::TakeMoney { amount: Cents::new(cents?) },
        };
        let customer = match (self.customer.wallet, self.customer.receipt) {
            (Some(wallet), _) => Customer::Wallet(wallet),
            (None, receipt) => Customer::Receipt(receipt?),
        };
        Some(NewAdjustment { customer, correction, reason: self.reason.into() })
    }
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let staff = Staff::sign_in(&args.server, &args.account, &args.password).await?;
        match &args.command {
            Command::Give(moved) => adjust(&staff, &args.shop, moved.asked(true)).await?,
            Command::Take(moved) => adjust(&staff, &args.shop, moved.asked(false)).await?,
            Command::Waiting => {
                for waiting in staff.waiting_adjustments(&args.shop).await? {
                    println!("{}", serde_json::to_string(&waiting)?);
                }
            }
            Command::Approve { adjustment } => {
                staff.approve_adjustment(&args.shop, *adjustment).await?;
                println!("Booked.");
            }
            Command::Reject { adjustment } => {
                staff.reject_adjustment(&args.shop, *adjustment).await?;
                println!("Turned down.");
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn adjust(staff: &Staff, shop: &ShopId, asked: Option<NewAdjustment>) -> Result<()> {
    let asked = asked.ok_or_else(|| anyhow::anyhow!("name an amount and a customer"))?;
    match staff.adjust(shop, &asked).await? {
        Some(waiting) => println!(
            "It is more than one manager may move alone. Another one has to agree:\n\
             dough adjust --shop {shop} --account NAME approve {}",
            waiting.adjustment
        ),
        None => println!("Booked."),
    }
    Ok(())
}
