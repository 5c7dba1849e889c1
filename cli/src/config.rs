//! How a shop is run: by `dough.toml`, the environment and flags, the later over the earlier.

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use dough_rules::units::{Cents, Dough};
use dough_server::apps::Apps;
use dough_server::http::AloneLimits;
use dough_server::{Limits, Network, Outbound};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

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

/// Who carries e-mail to customers. A mail server's address holds a password, so it isn't printed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Mail {
    /// Nobody: what needs a mail is refused
    #[default]
    None,
    /// Each mail becomes a file of this folder
    Folder(PathBuf),
    /// A mail server
    Smtp(String),
}

impl FromStr for Mail {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_smtp = text.starts_with("smtp://") || text.starts_with("smtps://");
        match text.split_once(':') {
            None if text == "none" => Ok(Self::None),
            Some(("folder", folder)) if !folder.is_empty() => Ok(Self::Folder(folder.into())),
            Some(_) if is_smtp => Ok(Self::Smtp(text.to_owned())),
            _ => Err("mail is none, folder:PATH, or smtp://user:password@host:port"),
        }
    }
}

impl TryFrom<String> for Mail {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Folder(_) => "folder",
            Self::Smtp(_) => "smtp",
        })
    }
}

/// Where a shop is kept. A server's address holds a password, so it isn't printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(crate) enum Database {
    /// A file
    File(PathBuf),
    /// A PostgreSQL server, and the file in which erasures are kept outside of it
    Server { address: String, erasures: PathBuf },
}

impl Database {
    /// The one that a folder means: files are its own, unless their whole path is given.
    pub(crate) fn of(dir: &Path, named: Option<Self>) -> Self {
        match named.unwrap_or_else(|| "dough.db".to_owned().into()) {
            Self::File(file) => Self::File(dir.join(file)),
            Self::Server { address, erasures } => {
                Self::Server { address, erasures: dir.join(erasures) }
            }
        }
    }
}

impl From<String> for Database {
    fn from(text: String) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Server { address: text, erasures: "erasures.log".into() }
        } else {
            Self::File(text.into())
        }
    }
}

/// A file's path, or a server's host and database without who asks.
impl std::fmt::Display for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => file.display().fmt(f),
            Self::Server { address, .. } => {
                let place = address.split(['?', '#']).next().unwrap_or_default();
                let place = place.split_once("://").map_or(place, |(_, place)| place);
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
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
    /// Where monitoring asks: /metrics, /health and /ready, for the operator's own network. Nowhere
    /// unless told
    #[arg(long, env = "DOUGH_METRICS", value_name = "ADDRESS")]
    pub(crate) metrics: Option<SocketAddr>,
    /// The address that phones and registers call, where it isn't the one listened on:
    /// `https://shop.example`. Signatures cover its host.
    #[arg(long, env = "DOUGH_PUBLIC", value_name = "URL")]
    pub(crate) public: Option<String>,
    /// The database: a file, dough.db in the shop's folder unless told otherwise, or
    /// `postgres://user:password@host/database`. The variable keeps the password out of the list of
    /// processes.
    #[arg(long, env = "DOUGH_DATABASE", value_name = "WHERE", hide_env_values = true)]
    pub(crate) database: Option<Database>,
    /// Who takes customers' money for top-ups
    #[arg(long, env = "DOUGH_PAYMENT", value_enum)]
    pub(crate) payment: Option<Payment>,
    /// Who carries e-mail: none, folder:PATH, or smtp://user:password@host:port. The variable keeps
    /// the password out of the list of processes.
    #[arg(long, env = "DOUGH_MAIL", value_name = "HOW", hide_env_values = true)]
    pub(crate) mail: Option<Mail>,
    /// Who mails are from: shop@example.com, or "The shop <shop@example.com>"
    #[arg(long, env = "DOUGH_MAIL_FROM", value_name = "ADDRESS")]
    pub(crate) mail_from: Option<String>,
    /// The oldest app that may call: 1.4.0; older ones are told to update
    #[arg(long, env = "DOUGH_MINIMUM_CLIENT", value_name = "VERSION")]
    pub(crate) minimum_client: Option<String>,
    /// How log lines look
    #[arg(long, env = "DOUGH_LOG_FORMAT", value_enum)]
    pub(crate) log_format: Option<LogFormat>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: Option<SocketAddr>,
    metrics: Option<SocketAddr>,
    public: Option<String>,
    database: Option<Database>,
    payment: Option<Payment>,
    mail: Option<Mail>,
    mail_from: Option<String>,
    minimum_client: Option<String>,
    log_format: Option<LogFormat>,
    apps: Apps,
    limits: FileLimits,
    adjustments: FileAdjustments,
    webhooks: FileWebhooks,
}

/// What one manager may put right alone: lines of `dough.toml` only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileAdjustments {
    dough: i64,
    cents: i64,
}

impl Default for FileAdjustments {
    fn default() -> Self {
        let AloneLimits { dough, amount } = AloneLimits::default();
        Self { dough: dough.get(), cents: amount.get() }
    }
}

impl From<FileAdjustments> for AloneLimits {
    fn from(file: FileAdjustments) -> Self {
        Self { dough: Dough::new(file.dough), amount: Cents::new(file.cents) }
    }
}

/// Who may be told what happens: a line of `dough.toml` only.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileWebhooks {
    private: bool,
}

/// How much anybody may ask for: lines of `dough.toml` only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FileLimits {
    calls_per_key: u32,
    calls_per_address: u32,
    connections: usize,
    proxies: Vec<Proxy>,
}

impl Default for FileLimits {
    fn default() -> Self {
        let Limits { connections, .. } = Limits::default();
        Self { calls_per_key: 20, calls_per_address: 200, connections, proxies: vec![] }
    }
}

impl From<FileLimits> for Limits {
    fn from(file: FileLimits) -> Self {
        let FileLimits { calls_per_key, calls_per_address, connections, proxies } = file;
        let proxies = proxies.into_iter().map(|Proxy(network)| network).collect();
        Self { calls_per_key, calls_per_address, connections: connections.max(1), proxies }
    }
}

/// A proxy whose word is taken for an address.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Proxy(Network);

impl TryFrom<String> for Proxy {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

/// How a shop is run.
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) public: Option<String>,
    pub(crate) database: Database,
    pub(crate) payment: Payment,
    pub(crate) mail: Mail,
    pub(crate) mail_from: Option<String>,
    pub(crate) minimum_client: Option<String>,
    pub(crate) log_format: LogFormat,
    pub(crate) apps: Apps,
    pub(crate) limits: Limits,
    pub(crate) alone: AloneLimits,
    pub(crate) outbound: Outbound,
}

impl Config {
    /// Reads the folder's file, and lays variables and flags over it.
    pub(crate) fn read(dir: &Path, flags: Flags) -> Result<Self> {
        if !dir.is_dir() {
            bail!("{} is not a folder; `dough init {0}` makes a shop there", dir.display());
        }
        let file = read_file(&dir.join(FILE))?;
        Ok(Self {
            listen: flags.listen.or(file.listen).unwrap_or(([127, 0, 0, 1], 8787).into()),
            metrics: flags.metrics.or(file.metrics),
            public: flags.public.or(file.public),
            database: Database::of(dir, flags.database.or(file.database)),
            payment: flags.payment.or(file.payment).unwrap_or_default(),
            mail: in_folder(dir, flags.mail.or(file.mail).unwrap_or_default()),
            mail_from: flags.mail_from.or(file.mail_from),
            minimum_client: flags.minimum_client.or(file.minimum_client),
            log_format: flags.log_format.or(file.log_format).unwrap_or_default(),
            apps: file.apps,
            limits: file.limits.into(),
            alone: file.adjustments.into(),
            outbound: Outbound { private: file.webhooks.private },
        })
    }
}

/// A folder for mails is the shop folder's own, unless its whole path is given.
fn in_folder(dir: &Path, mail: Mail) -> Mail {
    match mail {
        Mail::Folder(folder) => Mail::Folder(dir.join(folder)),
        other => other,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_who_asks() {
        for address in [
            "postgres://dough:s3cret@db.example:5432/shop?sslmode=require",
            "postgresql://dough:s3cret%40@db.example:5432/shop",
            "postgres://db.example:5432/shop?password=s3cret",
        ] {
            let shown = format!("{0} {0:?}", Database::from(address.to_owned()));
            assert_eq!(shown, "postgres://db.example:5432/shop postgres://db.example:5432/shop");
        }
        assert_eq!(Database::from("dough.db".to_owned()).to_string(), "dough.db");
    }
}
