//! `dough init`: a new shop's files, its database, and the owner's sign-in.

use crate::{config, shop};
use anyhow::{Context, Result, bail};
use dough_server::files::templates;
use dough_server::{Clock, SystemClock};
use dough_wire::requests::Role;
use std::path::PathBuf;
use std::process::ExitCode;

/// `dough init DIR`
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shop's folder; made where there is none
    dir: PathBuf,
    /// Begin with the four files of this folder instead of the template of one shop
    #[arg(long, value_name = "FOLDER")]
    files: Option<PathBuf>,
}

const CONFIG: &str = include_str!("init/dough.toml");

pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let dir = &args.dir;
    std::fs::create_dir_all(dir).with_context(|| format!("{} can't be made", dir.display()))?;
    let mut files = vec![(config::FILE, CONFIG.to_owned())];
    for (name, template) in templates() {
        files.push((
            name,
            match &args.files {
                Some(folder) => std::fs::read_to_string(folder.join(name))
                    .with_context(|| format!("{name} of {} can't be read", folder.display()))?,
                None => (*template).to_owned(),
            },
        ));
    }
    for (name, _) in &files {
        if dir.join(name).exists() {
            bail!("{} has a {name} already; choose an empty folder", dir.display());
        }
    }
    for (name, text) in &files {
        std::fs::write(dir.join(name), text).with_context(|| format!("{name} can't be written"))?;
    }
    let password = shop::fresh_password();
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = shop::open(&dir.join("dough.db"))?;
        shop::first_catalogue(&store, dir).await?;
        let now = SystemClock::new().now();
        shop::add_account(&store, ("owner", &password), Role::Owner, vec![], now).await
    })?;
    println!("A shop is ready in {}:", dir.display());
    for (name, _) in &files {
        println!("  {name}");
    }
    println!("  dough.db  (its database, with keys of its own)");
    println!();
    println!("Sign in as   owner");
    println!("password     {password}   (shown once: write it down)");
    println!();
    println!("Edit the files, then `dough import {} --from now`.", dir.display());
    println!("Run it:      dough serve {}", dir.display());
    Ok(ExitCode::SUCCESS)
}
