//! `dough serve`: runs a shop until it is told to stop.

use crate::config::{Config, Flags, LogFormat, Mail, Payment};
use crate::shop;
use anyhow::{Context, Result};
use dough_server::mail::{FolderMail, MailSender, NoMail, SmtpMail};
use dough_server::payment::{NoPaymentProvider, PaymentProvider, TestPaymentProvider};
use dough_server::{App, Parts, Settings, SystemClock, SystemRandom};
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// `dough serve DIR`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's folder, as `dough init` made it
    dir: PathBuf,
    #[command(flatten)]
    flags: Flags,
}

pub(crate) fn run(args: Args) -> Result<ExitCode> {
    let config = Config::read(&args.dir, args.flags)?;
    start_log(config.log_format);
    tokio::runtime::Runtime::new()?.block_on(serve(args.dir, config))?;
    Ok(ExitCode::SUCCESS)
}

/// Log lines on standard error; `RUST_LOG` chooses what is said.
fn start_log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
}

async fn serve(dir: PathBuf, config: Config) -> Result<()> {
    let listener = bind(config.listen).await?;
    let address = listener.local_addr()?;
    let store = shop::open(&config.database).await?;
    if shop::first_catalogue(store.as_ref(), &dir).await? {
        tracing::warn!(
            "the files differ from the version in force; `dough import` takes them as a new one"
        );
    }
    let public = config.public.unwrap_or_else(|| format!("http://{address}"));
    let (secure, authority) = match public.split_once("://") {
        Some(("https", authority)) => (true, authority),
        Some(("http", authority)) => (false, authority),
        _ => anyhow::bail!("public must begin with https:// or http://, not {public}"),
    };
    let payment: Arc<dyn PaymentProvider> = match config.payment {
        Payment::None => Arc::new(NoPaymentProvider),
        Payment::Test => Arc::new(TestPaymentProvider),
    };
    let parts = Parts {
        store,
        clock: Arc::new(SystemClock::new()),
        random: Arc::new(SystemRandom),
        payment,
        mail: mail(&config.mail, config.mail_from.as_deref())?,
        settings: Settings {
            authority: authority.trim_end_matches('/').to_owned(),
            secure,
            minimum_client: config.minimum_client,
            apps: config.apps,
            limits: config.limits,
            alone: config.alone,
            outbound: config.outbound,
            sign_in_links: vec![],
        },
    };
    let watched = match config.metrics {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let (app, engine) = App::start(parts).await?;
    let stop = told_to_stop()?;
    if let Some(listener) = watched {
        let address = listener.local_addr()?;
        tracing::info!(%address, "monitoring asks here");
        tokio::spawn(dough_server::watch(&app, listener));
    }
    println!("Serving {} on http://{address}", dir.display());
    tracing::info!(%address, %public, payment = ?config.payment, mail = ?config.mail, "the shop is open");
    dough_server::serve(app, listener, stop).await?;
    // All doors to the engine are closed now; what was waiting is decided before it ends.
    engine.await?;
    tracing::info!("the shop is closed");
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{address} can't be listened on"))
}

fn mail(how: &Mail, from: Option<&str>) -> Result<Arc<dyn MailSender>> {
    let from = || from.context("say who mails are from: mail_from, or --mail-from");
    Ok(match how {
        Mail::None => Arc::new(NoMail),
        Mail::Folder(folder) => Arc::new(FolderMail::new(folder, from()?)?),
        Mail::Smtp(url) => Arc::new(SmtpMail::new(url, from()?)?),
    })
}

/// Listens for Ctrl-C and a service manager's TERM, from now on; done when one comes.
pub(crate) fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static> {
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
