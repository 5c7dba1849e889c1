//! `dough demo`: a bakery, its phones and tills, and a story that is checked as it happens.
//!
//! Nothing is faked: the shop is the real server on a real database, the phones are the real engine
//! talking HTTP to it through [`network`], which can be cut, and the tills sign their calls. One
//! [`clock`] serves them all and can be moved, from here and nowhere else. After the story,
//! [`phones`] shows in a browser what an app would show, each page backed by its real engine.

mod clock;
mod network;
mod phones;
mod report;
mod story;
mod world;

use anyhow::Result;
use report::Report;
use std::net::SocketAddr;
use std::process::ExitCode;
use world::World;

/// `dough demo`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// End after the story; the exit code says whether each step held
    #[arg(long)]
    once: bool,
    /// Print a line of JSON for each step
    #[arg(long)]
    json: bool,
    /// Where the shop can be reached afterwards
    #[arg(long, default_value = "127.0.0.1:8787", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where the phones' pages can be seen afterwards
    #[arg(long, default_value = "127.0.0.1:8788", value_name = "ADDRESS")]
    phones: SocketAddr,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listen = if args.once { ([127, 0, 0, 1], 0).into() } else { args.listen };
        let stop = crate::serve::told_to_stop()?;
        let world = World::build(listen).await?;
        let mut report = Report::new(args.json);
        let phones = story::tell(&world, &mut report).await;
        let held = phones.is_some();
        if let Some(phones) = phones.filter(|_| !args.once) {
            let pages = phones::serve(phones, &world, args.phones).await?;
            report.say(&world.invitation(pages.address()));
            stop.await;
            pages.close().await?;
        }
        world.close().await?;
        Ok(if held { ExitCode::SUCCESS } else { ExitCode::from(1) })
    })
}
