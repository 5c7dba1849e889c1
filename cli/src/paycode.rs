//! `dough paycode`: make, check and show pay codes, as a test register and a test phone would.
//!
//! Answers: 0 done or accepted, 1 the code is refused, 2 the command can't be carried out.

use std::fs::{self, File};
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Subcommand;
use dough_paycode::{
    Checked, LIFETIME_SECONDS, Matrix, MintRequest, Ops, Rejected, Signer, SoftwareKey, mint,
    parse, picture, verify,
};
use dough_server::{Clock, SystemClock};
use serde_json::{Value, json};

use crate::jwk;

/// `dough paycode ...`
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write a fresh private key as a JWK
    Key {
        /// The file to write, readable by its owner only; standard output if not given
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Make a code and print its text
    Mint(MintArgs),
    /// Read a code, verify it, and print what it says
    Check {
        /// The scanned text
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// The keys to accept: a JWK, a JWK set, or what `mint --json` printed
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
        /// The time to judge at, in Unix seconds; now if not given
        #[arg(long, value_name = "UNIX")]
        time: Option<i64>,
        /// Answer with one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Draw a code's QR picture, in the terminal or to a file
    Show {
        /// The code's text
        text: String,
        /// Write a PNG of 8 pixels a module
        #[arg(long, value_name = "FILE", conflicts_with = "svg")]
        png: Option<PathBuf>,
        /// Write an SVG
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
}

#[derive(clap::Args)]
struct MintArgs {
    /// The payment session's number, from 1
    #[arg(long)]
    counter: u64,
    /// What the code permits: pay, earn, redeem
    #[arg(long)]
    ops: Ops,
    /// The most that may be taken, in cents; needed to pay
    #[arg(long, value_name = "CENTS")]
    max: Option<u64>,
    /// The reward to use
    #[arg(long)]
    reward: Option<u32>,
    /// The only store that may use the code
    #[arg(long)]
    store: Option<u16>,
    /// When the code is made, in Unix seconds; now if not given
    #[arg(long, value_name = "UNIX")]
    time: Option<i64>,
    /// The private key, a JWK; a fresh one if not given
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Answer with one JSON object, with the public key beside the text
    #[arg(long)]
    json: bool,
}

/// Carries a subcommand out.
pub(crate) fn run(args: Args) -> Result<ExitCode> {
    match args.command {
        Command::Key { out } => write_key(out.as_deref()),
        Command::Mint(args) => mint_code(&args),
        Command::Check { text, keys, time, json } => {
            check(&text, &keys, time.unwrap_or_else(now), json)
        }
        Command::Show { text, png, svg } => show(&text, png.as_deref(), svg.as_deref()),
    }
}

fn write_key(out: Option<&Path>) -> Result<ExitCode> {
    let text = format!("{:#}\n", jwk::private(&fresh_key()?));
    match out {
        None => stdout().write_all(text.as_bytes())?,
        Some(path) => jwk::write_secret(path, &text)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn fresh_key() -> Result<SoftwareKey> {
    Ok(SoftwareKey::from_bytes(&rand::random())?)
}

fn mint_code(args: &MintArgs) -> Result<ExitCode> {
    let key = match &args.key {
        Some(path) => jwk::read_private(&read_json(path)?)
            .with_context(|| format!("reading the key in {}", path.display()))?,
        None => fresh_key()?,
    };
    let request = MintRequest {
        counter: args.counter,
        ops: args.ops,
        max_cents: args.max,
        reward: args.reward,
        store: args.store,
        now: args.time.unwrap_or_else(now),
    };
    let code = mint(&request, &key)?;
    if args.json {
        let mut answer = jwk::coordinates(&key.public_key());
        answer["text"] = json!(code.text);
        answer["kid"] = json!(key.public_key().kid());
        answer["expires_at"] = json!(code.expires_at);
        println!("{answer}");
    } else {
        println!("{}", code.text);
    }
    Ok(ExitCode::SUCCESS)
}

fn check(text: &str, keys: &Path, now: i64, json: bool) -> Result<ExitCode> {
    let keys = jwk::read_public(&read_json(keys)?)
        .with_context(|| format!("reading the keys in {}", keys.display()))?;
    let outcome = parse(text).and_then(|code| {
        let key = keys.iter().find(|key| key.kid() == code.kid()).ok_or(Rejected::WrongKey)?;
        verify(&code, key, now)
    });
    match outcome {
        Ok(checked) => {
            let remaining = checked.expires_at() - now;
            if json {
                println!("{}", accepted(&checked));
            } else {
                print_accepted(&checked, remaining);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(rejected) => Ok(refuse(rejected, json)),
    }
}

fn accepted(checked: &Checked) -> Value {
    json!({
        "accepted": true,
        "kid": checked.kid(),
        "counter": checked.counter(),
        "ops": checked.ops(),
        "max_cents": checked.max_cents(),
        "reward": checked.reward(),
        "store": checked.store(),
        "expires_at": checked.expires_at(),
    })
}

fn print_accepted(checked: &Checked, remaining: i64) {
    println!("accepted");
    println!("kid      {}", checked.kid());
    println!("counter  {}", checked.counter());
    println!("ops      {}", checked.ops());
    if let Some(max) = checked.max_cents() {
        println!("max      {max} cents");
    }
    if let Some(reward) = checked.reward() {
        println!("reward   {reward}");
    }
    if let Some(store) = checked.store() {
        println!("store    {store}");
    }
    println!("expires  {} ({remaining} of {LIFETIME_SECONDS} s left)", checked.expires_at());
}

fn refuse(rejected: Rejected, json: bool) -> ExitCode {
    if json {
        println!(
            "{}",
            json!({"accepted": false, "code": rejected.code(), "message": rejected.to_string()})
        );
    } else {
        println!("refused: {}: {rejected}", rejected.code());
    }
    ExitCode::from(1)
}

fn show(text: &str, png: Option<&Path>, svg: Option<&Path>) -> Result<ExitCode> {
    let matrix = match picture(text) {
        Ok(matrix) => matrix,
        Err(rejected) => return Ok(refuse(rejected, false)),
    };
    if let Some(path) = png {
        write_png(path, &matrix).with_context(|| format!("writing {}", path.display()))?;
    } else if let Some(path) = svg {
        fs::write(path, matrix.to_svg()).with_context(|| format!("writing {}", path.display()))?;
    } else {
        print!("{}", matrix.to_terminal());
    }
    Ok(ExitCode::SUCCESS)
}

fn write_png(path: &Path, matrix: &Matrix) -> Result<()> {
    let (side, pixels) = matrix.to_luma(8);
    let side = u32::try_from(side)?;
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(())
}

fn read_json(path: &Path) -> Result<Value> {
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is not JSON", path.display()))
}

/// The machine's time.
fn now() -> i64 {
    SystemClock::new().now().seconds()
}
