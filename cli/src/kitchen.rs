//! `dough kitchen`: the pickup board and a shop's levers on the command line.

use crate::client::Staff;
use anyhow::Result;
use clap::Subcommand;
use dough_rules::command::{KitchenStep, ShopControl};
use dough_rules::ids::{ItemId, OrderId, ShopId};
use std::process::ExitCode;

/// `dough kitchen ...`
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
    /// Show the live orders, by pickup time
    Board,
    /// An order is ready
    Ready {
        /// The order
        order: OrderId,
    },
    /// The customer has it
    PickedUp {
        /// The order
        order: OrderId,
    },
    /// Nobody came
    NotCollected {
        /// The order
        order: OrderId,
    },
    /// The shop can't make it
    Cancel {
        /// The order
        order: OrderId,
    },
    /// Take no orders ahead: for some minutes, or until told
    Pause {
        /// How long
        #[arg(long)]
        minutes: Option<u32>,
    },
    /// Take orders ahead again
    Resume,
    /// Half the capacity for new orders
    Throttle {
        /// All of it again
        #[arg(long)]
        off: bool,
    },
    /// Mark an item as sold out, until closing or for good
    SoldOut {
        /// The item
        item: ItemId,
        /// Until told, not only today
        #[arg(long)]
        for_good: bool,
    },
    /// An item is back
    BackInStock {
        /// The item
        item: ItemId,
    },
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    tokio::runtime::Runtime::new()?.block_on(act(args))?;
    Ok(ExitCode::SUCCESS)
}

async fn act(args: Args) -> Result<()> {
    let staff = Staff::sign_in(&args.server, &args.account, &args.password).await?;
    let shop = &args.shop;
    let control = match args.command {
        Command::Board => return print_board(&staff, shop).await,
        Command::Ready { order } => return step(&staff, shop, order, KitchenStep::Ready).await,
        Command::PickedUp { order } => {
            return step(&staff, shop, order, KitchenStep::PickedUp).await;
        }
        Command::NotCollected { order } => {
            return step(&staff, shop, order, KitchenStep::NotCollected).await;
        }
        Command::Cancel { order } => return step(&staff, shop, order, KitchenStep::Cancel).await,
        Command::Pause { minutes } => ShopControl::Pause { minutes },
        Command::Resume => ShopControl::Resume,
        Command::Throttle { off } => ShopControl::Throttle { on: !off },
        Command::SoldOut { item, for_good } => {
            ShopControl::SoldOut { item, until_closing: !for_good }
        }
        Command::BackInStock { item } => ShopControl::BackInStock { item },
    };
    staff.control(shop, &control).await?;
    println!("done");
    Ok(())
}

async fn step(staff: &Staff, shop: &ShopId, order: OrderId, step: KitchenStep) -> Result<()> {
    staff.step(shop, order, step).await?;
    println!("done");
    Ok(())
}

async fn print_board(staff: &Staff, shop: &ShopId) -> Result<()> {
    for order in staff.board(shop).await?.orders {
        let time = order.pickup_at.to_utc().strftime("%Y-%m-%d %H:%M UTC");
        let items: Vec<_> =
            order.lines.iter().map(|line| format!("{} x {}", line.quantity, line.name)).collect();
        println!("{}  {time}  {:?}  {}  {}", order.code, order.state, order.id, items.join(", "));
    }
    Ok(())
}
