//! Home, history, codes, money, invitations, surprises, and what is unsent.

use super::{outcome, refresh};
use anyhow::{Context, Result};
use clap::Subcommand;
use dough_core::engine::PayRequest;
use dough_core::views::{Home, IntentId};
use dough_core::{Engine, Topic, Update};
use dough_rules::ids::Seq;
use dough_rules::units::Cents;
use tokio::sync::mpsc;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Read the journal, and show what the home screen would
    Home,
    /// Show what happened, newest first
    History {
        /// How many lines
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Pay money in
    TopUp {
        /// How much, in cents
        cents: i64,
        /// Also where no e-mail address leads back to the wallet
        #[arg(long)]
        even_so: bool,
    },
    /// Show a code that pays and earns, needing no network; then wait for what becomes of it
    Code {
        /// The most that it may pay, in cents; earn only where it is not given
        #[arg(long)]
        max: Option<i64>,
        /// A voucher to use, by its number
        #[arg(long)]
        voucher: Option<u64>,
        /// Wait until it was scanned
        #[arg(long)]
        wait: bool,
    },
    /// Show the invitation to give a friend, and what became of earlier ones
    Invite,
    /// Accept a friend's invitation
    Accept {
        /// The code, or the link
        invitation: String,
    },
    /// Open the surprise that is ready
    Open {
        /// Confirm the programme's minimum age
        #[arg(long)]
        of_age: bool,
    },
    /// Show vouchers, and surprises that are ready
    Rewards,
    /// Show what waits to be sent, or needs you
    Outbox,
    /// Take back what was never sent
    TakeBack {
        /// Its id
        id: IntentId,
    },
    /// Show home and what waits, and each change, until Ctrl-C
    Watch,
    /// Show what one needs to know to help: no secrets, no personal data
    Diagnostics,
}

pub(super) async fn run(engine: &Engine, command: Command) -> Result<()> {
    match command {
        Command::Home => {
            refresh(engine).await;
            print_home(&engine.home()?);
        }
        Command::History { limit } => history(engine, limit)?,
        Command::TopUp { cents, even_so } => {
            outcome(engine, engine.top_up(Cents::new(cents), even_so)?).await?;
            print_home(&engine.home()?);
        }
        Command::Code { max, voucher, wait } => code(engine, max, voucher, wait).await?,
        Command::Invite => invite(engine).await?,
        Command::Accept { invitation } => {
            outcome(engine, engine.accept_invite(&invitation)?).await?;
        }
        Command::Open { of_age } => open(engine, of_age).await?,
        Command::Rewards => {
            refresh(engine).await;
            for voucher in engine.rewards()? {
                let until = voucher.expires_at.to_utc().strftime("%Y-%m-%d");
                println!("voucher {}  {}  until {until}", voucher.number, voucher.name);
            }
            println!("surprises ready: {}", engine.surprises()?.len());
        }
        Command::Outbox => {
            for intent in engine.outbox()? {
                println!("{}  {}  {}  {}", intent.id, intent.kind, intent.state, intent.advice);
            }
        }
        Command::TakeBack { id } => engine.take_back(id).await?,
        Command::Watch => watch(engine).await?,
        Command::Diagnostics => print!("{}", engine.diagnostics()),
    }
    Ok(())
}

fn history(engine: &Engine, limit: u32) -> Result<()> {
    for entry in engine.history(None, limit)? {
        println!("{}  {}", entry.at.to_utc().strftime("%Y-%m-%d %H:%M"), entry.text);
    }
    for month in engine.earlier_months()? {
        let spent = Cents::new(month.spent);
        println!("{}  {} visits, {spent}, +{} dough", month.month, month.visits, month.gained);
    }
    Ok(())
}

async fn code(engine: &Engine, max: Option<i64>, voucher: Option<u64>, wait: bool) -> Result<()> {
    let code = engine.pay_code(PayRequest {
        pay_max: max.map(Cents::new),
        earn: true,
        redeem: voucher.map(Seq::new),
        shop: None,
    })?;
    println!("{}", code.matrix.to_terminal());
    println!("{}", code.text);
    if wait {
        let (told, mut news) = mpsc::unbounded_channel();
        let _subscription = engine.observe(Topic::PaySession(code.session), move |update| {
            // Nobody listens any more: the command has ended.
            let _ = told.send(update);
        });
        while let Some(update) = news.recv().await {
            if let Update::PaySession(session) = update
                && let Some(text) = session.text
            {
                println!("{text}");
                break;
            }
        }
    }
    Ok(())
}

async fn invite(engine: &Engine) -> Result<()> {
    refresh(engine).await;
    let invite = engine.invite()?;
    println!("{}\n{}", invite.code, invite.link);
    for invitation in engine.invites()?.invited {
        let since = invitation.since.to_utc().strftime("%Y-%m-%d");
        println!("{since}  {:?}", invitation.state);
    }
    Ok(())
}

async fn open(engine: &Engine, of_age: bool) -> Result<()> {
    refresh(engine).await;
    let surprise = engine.surprises()?.into_iter().next().context("no surprise is ready")?;
    outcome(engine, engine.open_surprise(surprise.number, of_age)?).await?;
    if let Some(line) = engine.history(None, 10)?.iter().find(|it| it.kind == "surprise_opened") {
        println!("{}", line.text);
    }
    Ok(())
}

async fn watch(engine: &Engine) -> Result<()> {
    let (told, mut news) = mpsc::unbounded_channel();
    let _subscriptions = [Topic::Home, Topic::Outbox].map(|topic| {
        let told = told.clone();
        // Nobody listens any more: the command has ended.
        engine.observe(topic, move |update| drop(told.send(update)))
    });
    loop {
        tokio::select! {
            update = news.recv() => match update {
                Some(Update::Home(home)) => print_home(&home),
                Some(Update::Outbox(intents)) => println!("unsent    {}\n", intents.len()),
                _ => {}
            },
            stopped = tokio::signal::ctrl_c() => return Ok(stopped?),
        }
    }
}

fn print_home(home: &Home) {
    println!("wallet    {}", home.access);
    println!("dough     {} ({} waiting)", home.dough_available.get(), home.dough_pending.get());
    if let Some(cost) = home.surprise_cost {
        println!("dots      {} of {}", home.dots.get(), cost.get());
    }
    println!("surprises {}", home.surprises_ready);
    println!("balance   {}", home.eur_available);
    if let Some(until) = home.spends_from {
        println!("          to spend from {}", until.to_utc().strftime("%Y-%m-%d %H:%M UTC"));
    }
    if let Some(pickup) = &home.next_pickup {
        println!("pickup    {} {}, {}", pickup.local_label, pickup.shop_name, pickup.code);
    }
    if let Some(code) = &home.invite_code {
        println!("invite    {code}");
    }
}
