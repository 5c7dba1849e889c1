//! How a shop is run: by `dough.toml`, the environment and flags, the later over the earlier.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file beside the owner's catalogue.
pub(crate) const FILE: &str = "dough.toml";

/// Who takes customers' money for top-ups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Payment {
    /// Nobody: top-ups are refused
    #[default]
    None,
    /// The test provider: it says yes and takes no money
    Test,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// For machines
    Json,
}

/// Flags and variables of `dough serve`; each stands over the same line of `dough.toml`.
#[derive(clap::Args, Default)]
pub(crate) struct Flags {
    /// Where to listen; 127.0.0.1:8787 unless told otherwise
    #[arg(long, env = "DOUGH_LISTEN", value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// The address that phones and registers call, where it isn't the one listened on:
    /// `https://shop.example`. Signatures cover its host.
    #[arg(long, env = "DOUGH_PUBLIC", value_name = "URL")]
    pub(crate) public: Option<String>,
    /// The database file; dough.db in the shop's folder unless told otherwise
    #[arg(long, env = "DOUGH_DATABASE", value_name = "FILE")]
    pub(crate) database: Option<PathBuf>,
    /// Who takes customers' money for top-ups
    #[arg(long, env = "DOUGH_PAYMENT", value_enum)]
    pub(crate) payment: Option<Payment>,
    /// The oldest app that may call: 1.4.0; older ones are told to update
    #[arg(long, env = "DOUGH_MINIMUM_CLIENT", value_name = "VERSION")]
    pub(crate) minimum_client: Option<String>,
    /// How log lines look
    #[arg(long, env = "DOUGH_LOG_FORMAT", value_enum)]
    pub(crate) log_format: Option<LogFormat>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    public: Option<String>,
    database: Option<PathBuf>,
    payment: Option<Payment>,
    minimum_client: Option<String>,
    log_format: Option<LogFormat>,
}

/// How a shop is run.
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) public: Option<String>,
    pub(crate) database: PathBuf,
    pub(crate) payment: Payment,
    pub(crate) minimum_client: Option<String>,
    pub(crate) log_format: LogFormat,
}

impl Config {
    /// Reads the folder's file, and lays variables and flags over it.
    pub(crate) fn read(dir: &Path, flags: Flags) -> Result<Self> {
        if !dir.is_dir() {
            bail!("{} is not a folder; `dough init {0}` makes a shop there", dir.display());
        }
        let file = read_file(&dir.join(FILE))?;
        let database = flags.database.or(file.database).unwrap_or_else(|| "dough.db".into());
        Ok(Self {
            listen: flags.listen.or(file.listen).unwrap_or(([127, 0, 0, 1], 8787).into()),
            public: flags.public.or(file.public),
            database: dir.join(database),
            payment: flags.payment.or(file.payment).unwrap_or_default(),
            minimum_client: flags.minimum_client.or(file.minimum_client),
            log_format: flags.log_format.or(file.log_format).unwrap_or_default(),
        })
    }
}

fn read_file(path: &Path) -> Result<File> {
    if !path.exists() {
        return Ok(File::default());
    }
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} can't be read", path.display()))?;
    toml::from_str(&text).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start);
        let line = text[..before.min(text.len())].matches('\n').count() + 1;
        anyhow::anyhow!("{FILE}:{line}: {}", error.message())
    })
}
