//! Dough on the command line.

mod adjust;
mod backup;
mod bakery;
mod bench;
mod client;
mod config;
mod demo;
mod init;
mod jwk;
mod kitchen;
mod migrate;
mod office;
mod paycode;
mod phone;
mod register;
mod report;
mod restore;
mod serve;
mod shop;
mod webhook;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "dough", version, about = "Loyalty, order-ahead and pay for bakeries")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show a bakery's days, from the first wallet to the refund, with real phones and a real shop
    Demo(demo::Args),
    /// Write the files of a new shop, its database, and the owner's sign-in
    Init(init::Args),
    /// Run a shop
    Serve(serve::Args),
    /// Take edited files as a new version of menu and programme, from a date on
    Import(office::ImportArgs),
    /// Look at every invariant of a shop's ledger; the server may be running
    Check(office::CheckArgs),
    /// Tell what outlets owe each other, what is owed to customers, or what was sold
    Report(report::Args),
    /// Copy a shop's database to a new file, and look at all of it; the server may be running
    Backup(backup::Args),
    /// Put a copy in place of a stopped shop's database, and make it ready to be served
    Restore(restore::Args),
    /// Move a stopped shop's database from its file to PostgreSQL
    Migrate(migrate::Args),
    /// Act as a till: enrol, scan, refund
    Register(register::Args),
    /// Work the pickup board: ready, picked up, pause, sold out
    Kitchen(kitchen::Args),
    /// Say who is told what happens: other programs of the business, by webhooks
    Webhook(webhook::Args),
    /// Act as a phone: home, code, top up
    Phone(phone::Args),
    /// Put a customer's dough or balance right, as a manager
    Adjust(adjust::Args),
    /// Make, check and show pay codes
    Paycode(paycode::Args),
    /// Measure a shop and a phone on this machine
    Bench(bench::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo(args) => demo::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Import(args) => office::import(&args),
        Command::Check(args) => office::check(&args),
        Command::Report(args) => report::run(&args),
        Command::Backup(args) => backup::run(args),
        Command::Restore(args) => restore::run(args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Register(args) => register::run(args),
        Command::Kitchen(args) => kitchen::run(args),
        Command::Webhook(args) => webhook::run(args),
        Command::Phone(args) => phone::run(args),
        Command::Adjust(args) => adjust::run(&args),
        Command::Paycode(args) => paycode::run(args),
        Command::Bench(args) => bench::run(&args),
    };
    result.unwrap_or_else(|error| {
        eprintln!("dough: {error:#}");
        ExitCode::from(2)
    })
}
