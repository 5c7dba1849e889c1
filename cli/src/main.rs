//! Dough on the command line.

mod paycode;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "dough",
    version,
    about = "Loyalty, order-ahead and pay for bakeries"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make, check and show pay codes
    Paycode(paycode::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Paycode(args) => paycode::run(args),
    };
    result.unwrap_or_else(|error| {
        eprintln!("dough: {error:#}");
        ExitCode::from(2)
    })
}
