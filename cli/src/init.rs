//! `dough init`: a new shop's files, its database, and the owner's sign-in.

use crate::config::{self, Database};
use crate::shop;
use anyhow::{Context, Result, bail};
use dough_server::files::templates;
use dough_server::{Clock, SystemClock};
use dough_wire::requests::Role;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// `dough init DIR`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's folder; made where there is none
    dir: PathBuf,
    /// Begin with the four files and the pictures of this folder instead of the template of one shop
    #[arg(long, value_name = "FOLDER")]
    files: Option<PathBuf>,
    /// The database: a file, dough.db in the folder unless told otherwise, or postgres://...
    #[arg(long, env = "DOUGH_DATABASE", value_name = "WHERE", hide_env_values = true)]
    database: Option<Database>,
}

const CONFIG: &str = include_str!("init/dough.toml");

/// What a new folder holds: `dough.toml`, and the template's files, or another folder's with its
/// pictures. A server's address stands there without its password.
fn first_files(from: Option<&Path>, database: Option<&Database>) -> Result<Vec<(String, Vec<u8>)>> {
    let config = match database {
        None => CONFIG.to_owned(),
        Some(database) => CONFIG.replace("dough.db", &database.to_string()),
    };
    let mut files = vec![(config::FILE.to_owned(), config.into_bytes())];
    let Some(folder) = from else {
        let own = templates().iter();
        files.extend(own.map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())));
        return Ok(files);
    };
    let mut names: Vec<_> = templates().iter().map(|(name, _)| (*name).to_owned()).collect();
    if let Ok(pictures) = std::fs::read_dir(folder.join("images")) {
        for picture in pictures {
            let picture = picture?;
            if picture.path().is_file() {
                names.push(format!("images/{}", picture.file_name().to_string_lossy()));
            }
        }
    }
    for name in names {
        let bytes = std::fs::read(folder.join(&name))
            .with_context(|| format!("{name} of {} can't be read", folder.display()))?;
        files.push((name, bytes));
    }
    Ok(files)
}

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let dir = &args.dir;
    std::fs::create_dir_all(dir).with_context(|| format!("{} can't be made", dir.display()))?;
    let files = first_files(args.files.as_deref(), args.database.as_ref())?;
    for (name, _) in &files {
        if dir.join(name).exists() {
            bail!("{} has a {name} already; choose an empty folder", dir.display());
        }
    }
    for (name, bytes) in &files {
        let path = dir.join(name);
        let folder = path.parent().unwrap_or(dir);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, bytes))
            .with_context(|| format!("{name} can't be written"))?;
    }
    let database = Database::of(dir, args.database.clone());
    let password = shop::fresh_password();
    let is_new = tokio::runtime::Runtime::new()?.block_on(async {
        let store = shop::open(&database).await?;
        shop::first_catalogue(store.as_ref(), dir).await?;
        let now = SystemClock::new().now();
        shop::add_account(store.as_ref(), ("owner", &password), Role::Owner, vec![], now).await
    })?;
    println!("A shop is ready in {}:", dir.display());
    for (name, _) in &files {
        println!("  {name}");
    }
    println!("  {database}  (its database, with keys of its own)");
    println!();
    if !is_new {
        bail!("{database} has a shop already; its owner's password stays as it was");
    }
    println!("Sign in as   owner");
    println!("password     {password}   (shown once: write it down)");
    println!();
    println!("Edit the files, then `dough import {} --from now`.", dir.display());
    println!("Run it:      dough serve {}", dir.display());
    Ok(ExitCode::SUCCESS)
}
