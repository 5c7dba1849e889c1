//! Menu, pickup times, ordering.

use super::{outcome, refresh};
use anyhow::{Context, Result};
use clap::Subcommand;
use dough_core::Engine;
use dough_core::views::{OrderTrouble, OrderView};
use dough_rules::ids::{ItemId, ModifierId, OrderId, ShopId};
use dough_rules::pricing::BasketLine;
use dough_rules::slots::Slot;
use dough_wire::requests::PlaceOrder;
use jiff::civil::Date;

/// A basket for a day.
#[derive(clap::Args)]
pub(super) struct Wanted {
    /// An item, maybe with changes: `cappuccino`, `cappuccino+oat-milk`; once for each piece
    #[arg(long = "item", required = true)]
    items: Vec<String>,
    /// The day of the pickup at the shop
    #[arg(long)]
    day: Date,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Show shops and menu
    Menu,
    /// Show pickup times
    Slots {
        /// The shop
        #[arg(long)]
        shop: ShopId,
        #[command(flatten)]
        wanted: Wanted,
    },
    /// Order for a pickup time
    Order {
        /// The shop
        #[arg(long)]
        shop: ShopId,
        #[command(flatten)]
        wanted: Wanted,
        /// The shop's clock at the pickup: `08:10`
        #[arg(long)]
        at: String,
        /// Pay from the balance at once; otherwise the time is held for 5 minutes
        #[arg(long)]
        pay: bool,
    },
    /// Show orders, newest first
    Orders,
    /// Pay a held order from the balance
    Pay {
        /// The order
        order: OrderId,
    },
    /// Change an order's lines and time, until the kitchen starts
    Edit {
        /// The order
        order: OrderId,
        #[command(flatten)]
        wanted: Wanted,
        /// The shop's clock at the pickup
        #[arg(long)]
        at: String,
    },
    /// Call an order off, until the kitchen starts
    Cancel {
        /// The order
        order: OrderId,
    },
}

pub(super) async fn run(engine: &Engine, command: Command) -> Result<()> {
    refresh(engine).await;
    match command {
        Command::Menu => menu(engine)?,
        Command::Slots { shop, wanted } => {
            // Where the server is away, the times are those of the shop's last known state.
            let _ = engine.refresh_shop(shop.clone()).await;
            for slot in engine.slots(&shop, wanted.day, wanted.lines()?)?.slots {
                println!("{}  room for {}", slot.local_label, slot.room);
            }
        }
        Command::Order { shop, wanted, at, pay } => {
            let _ = engine.refresh_shop(shop.clone()).await;
            let lines = wanted.lines()?;
            let slots = engine.slots(&shop, wanted.day, lines.clone())?.slots;
            let total = engine.quote(&shop, lines.clone(), None, None)?.priced.total;
            let pickup_at = at_label(&slots, &at)?.pickup_at;
            let id = engine.place_order(PlaceOrder {
                shop,
                lines,
                pickup_at,
                total,
                pay,
                redeem: None,
            })?;
            let placed = outcome(engine, id).await;
            print(&engine.order(id)?.context("the order is gone")?);
            placed?;
        }
        Command::Orders => engine.orders()?.iter().for_each(print),
        Command::Pay { order } => outcome(engine, engine.pay_order(order)?).await?,
        Command::Edit { order, wanted, at } => {
            let lines = wanted.lines()?;
            let slots = engine.edit_slots(order, wanted.day, lines.clone())?.slots;
            let pickup_at = at_label(&slots, &at)?.pickup_at;
            let total = engine.edit_quote(order, lines.clone(), Some(pickup_at))?.priced.total;
            outcome(engine, engine.edit_order(order, lines, pickup_at, total)?).await?;
        }
        Command::Cancel { order } => outcome(engine, engine.cancel_order(order)?).await?,
    }
    Ok(())
}

impl Wanted {
    fn lines(&self) -> Result<Vec<BasketLine>> {
        let line = |text: &String| {
            let mut parts = text.split('+');
            let item: ItemId = parts.next().unwrap_or_default().parse()?;
            let modifiers: Vec<ModifierId> = parts.map(str::parse).collect::<Result<_, _>>()?;
            Ok(BasketLine { item, quantity: 1, modifiers })
        };
        self.items.iter().map(line).collect()
    }
}

fn menu(engine: &Engine) -> Result<()> {
    let view = engine.catalogue().context("the menu was never read")?;
    for shop in &view.catalogue.shops {
        println!("{}  {}", shop.id, shop.name);
    }
    println!();
    for item in &view.catalogue.items {
        println!("{:<24} {:>10}  {}", item.id.as_str(), item.price.to_string(), item.name);
    }
    Ok(())
}

fn at_label<'a>(slots: &'a [Slot], at: &str) -> Result<&'a Slot> {
    slots.iter().find(|slot| slot.local_label == at).with_context(|| {
        let times: Vec<_> = slots.iter().map(|slot| slot.local_label.as_str()).collect();
        format!("{at} isn't offered; these are: {}", times.join(", "))
    })
}

fn print(order: &OrderView) {
    let code = order.order.as_ref().map_or("-", |order| order.code.as_str());
    let OrderView { id, status, shop_name, local_label, total, .. } = order;
    println!("{id}  {status}  {code}  {local_label} {shop_name}  {total}");
    match &order.trouble {
        Some(OrderTrouble::OtherTime { code, alternatives }) => {
            let times: Vec<_> = alternatives.iter().map(|it| it.local_label.as_str()).collect();
            println!("  {code}; instead: {}", times.join(", "));
        }
        Some(OrderTrouble::PriceChanged(quote)) => println!("  it costs {} now", quote.total),
        Some(OrderTrouble::BalanceShort(missing)) => println!("  {missing} are missing"),
        Some(trouble) => println!("  {}", trouble.code()),
        None => {}
    }
}
