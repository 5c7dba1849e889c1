//! `dough register`: a till on the command line.

use crate::client::Staff;
use crate::jwk;
use anyhow::{Context, Result};
use clap::Subcommand;
use dough_paycode::SoftwareKey;
use dough_register::{Said, Till};
use dough_rules::Catalogue;
use dough_rules::catalogue::Mode;
use dough_rules::command::{Outcome, SaleTender};
use dough_rules::ids::{ItemId, ReceiptId, ShopId};
use dough_rules::journal::{Refund, ReturnedPieces};
use dough_rules::pricing::{Basket, BasketLine, price};
use dough_rules::receipt::Receipt;
use dough_rules::refund::RefundScope;
use dough_rules::units::Cents;
use dough_server::{Clock, SystemClock};
use dough_wire::paths;
use dough_wire::requests::ScanRequest;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// `dough register ...`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's address
    #[arg(long, env = "DOUGH_SERVER", default_value = "http://127.0.0.1:8787")]
    server: String,
    /// The till's key, as `dough paycode key --out FILE` writes it
    #[arg(long, env = "DOUGH_REGISTER_KEY", default_value = "register.jwk")]
    key: PathBuf,
    /// Answer with one JSON object: the shop's reply, or its problem
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Enrol this till: signs a manager in for a one-time code, and uses it
    Enrol {
        /// The shop
        #[arg(long)]
        shop: ShopId,
        /// What the staff calls the till
        #[arg(long, default_value = "till 1")]
        name: String,
        /// The manager's account
        #[arg(long, default_value = "owner")]
        account: String,
        /// The manager's password
        #[arg(long, env = "DOUGH_PASSWORD", hide_env_values = true)]
        password: String,
    },
    /// Book a sale with a customer's code
    Scan {
        /// The text of the customer's QR code
        #[arg(long)]
        code: String,
        /// The shop, for its prices
        #[arg(long)]
        shop: ShopId,
        /// The till's number of the sale
        #[arg(long)]
        transaction: String,
        /// An item; name it once for each piece
        #[arg(long = "item", required = true)]
        items: Vec<ItemId>,
        /// How it is paid
        #[arg(long, value_enum, default_value = "balance")]
        pay: Pay,
    },
    /// Refund a receipt: all of it, pieces of it, or an amount
    Refund {
        /// The receipt
        receipt: ReceiptId,
        /// A line of the receipt, from 1; name it once for each piece
        #[arg(long = "piece", value_name = "LINE", value_parser = clap::value_parser!(u32).range(1..))]
        pieces: Vec<u32>,
        /// Money alone, in cents
        #[arg(long, value_name = "CENTS", conflicts_with = "pieces")]
        amount: Option<i64>,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Pay {
    /// From the customer's balance
    Balance,
    /// With a payment card
    Card,
    /// In cash
    Cash,
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    tokio::runtime::Runtime::new()?.block_on(act(args))
}

async fn act(args: Args) -> Result<ExitCode> {
    let clock = Arc::new(SystemClock::new());
    let till = Till::new(&args.server, read_key(&args.key)?, Arc::new(move || clock.now()))?;
    match args.command {
        Command::Enrol { shop, name, account, password } => {
            let manager = Staff::sign_in(&args.server, &account, &password).await?;
            let code = manager.register_code(&shop).await?;
            let said = till.enrol(&code.code, &name).await?;
            answer(args.json, said, |enrolled| {
                println!("{name} of {} is enrolled: {}", enrolled.shop, enrolled.register);
            })
        }
        Command::Scan { code, shop, transaction, items, pay } => {
            let catalogue = catalogue(&args.server).await?;
            let sale = sale(&catalogue, &shop, code, transaction, items, pay)?;
            answer(args.json, till.scan(&sale).await?, |reply| {
                if let Outcome::Receipt { receipt, .. } = &reply.outcome {
                    print_receipt(receipt);
                }
            })
        }
        Command::Refund { receipt, pieces, amount } => {
            let said = till.refund(receipt, scope(&pieces, amount)).await?;
            answer(args.json, said, |reply| {
                if let Outcome::Receipt { refund: Some(refund), .. } = &reply.outcome {
                    print_refund(refund);
                }
            })
        }
    }
}

fn scope(pieces: &[u32], amount: Option<i64>) -> RefundScope {
    if let Some(cents) = amount {
        return RefundScope::Amount { amount: Cents::new(cents) };
    }
    if pieces.is_empty() {
        return RefundScope::All;
    }
    let mut lines = BTreeMap::new();
    for line in pieces {
        *lines.entry(line - 1).or_default() += 1;
    }
    let pieces = lines.into_iter().map(|(line, quantity)| ReturnedPieces { line, quantity });
    RefundScope::Pieces { pieces: pieces.collect() }
}

/// Says what the shop said: to machines as it is, to people in words. A no ends with 1.
fn answer<T: Serialize>(json: bool, said: Said<T>, tell: impl FnOnce(&T)) -> Result<ExitCode> {
    match said.yes() {
        Ok(reply) if json => println!("{}", serde_json::to_string(&reply)?),
        Ok(reply) => tell(&reply),
        Err(problem) => {
            if json {
                println!("{}", serde_json::to_string(&problem)?);
            } else {
                eprintln!("{} ({})", problem.detail, problem.code);
            }
            return Ok(ExitCode::from(1));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_key(path: &PathBuf) -> Result<SoftwareKey> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!("{} can't be read; `dough paycode key --out {0}` makes one", path.display())
    })?;
    jwk::read_private(&serde_json::from_str(&text)?)
}

async fn catalogue(server: &str) -> Result<Catalogue> {
    let url = format!("{}{}", server.trim_end_matches('/'), paths::CATALOGUE);
    let answer =
        dough_register::http()?.get(url).send().await.context("the shop can't be reached")?;
    Ok(answer.error_for_status()?.json().await?)
}

fn sale(
    catalogue: &Catalogue,
    shop: &ShopId,
    code: String,
    transaction: String,
    items: Vec<ItemId>,
    pay: Pay,
) -> Result<ScanRequest> {
    let outlet = catalogue.shop(shop).with_context(|| format!("there is no shop {shop}"))?;
    let line = |item| BasketLine { item, quantity: 1, modifiers: vec![] };
    let lines: Vec<_> = items.into_iter().map(line).collect();
    let now = SystemClock::new().now();
    let basket = Basket::parse(lines.clone())?;
    let total = price(catalogue, outlet, &basket, Mode::Takeaway, now)?.total;
    let tender = match pay {
        Pay::Balance => SaleTender::Balance { amount: None },
        Pay::Card => SaleTender::Card { amount: total },
        Pay::Cash => SaleTender::Cash { amount: total },
    };
    let (mode, tenders) = (Mode::Takeaway, vec![tender]);
    Ok(ScanRequest { code, transaction, lines, mode, total, tenders })
}

fn print_receipt(receipt: &Receipt) {
    println!("Receipt {}", receipt.id);
    for line in &receipt.lines {
        println!("  {:>2} x {:<28} {}", line.quantity, line.name, line.amount);
    }
    println!("  total {}", receipt.total);
    for tender in &receipt.tenders {
        println!("  paid by {}: {}", tender.name(), tender.amount());
    }
    println!("  earned {}", receipt.earning.dough);
}

fn print_refund(refund: &Refund) {
    println!("Refund of {}", refund.receipt);
    for tender in refund.tenders.iter().filter(|tender| tender.is_money()) {
        println!("  give back by {}: {}", tender.name(), tender.amount());
    }
    println!("  {} taken back, {} owed", refund.dough() - refund.owed, refund.owed);
    println!("  vouchers given back: {}", refund.vouchers.len());
}
