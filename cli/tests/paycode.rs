//! `dough paycode`, through the program itself.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const TIME: &str = "1780000000";

fn dough(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dough")).arg("paycode").args(args).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn path(dir: &TempDir, name: &str) -> String {
    dir.path().join(name).to_str().unwrap().to_owned()
}

fn mint(extra: &[&str]) -> Output {
    let args = ["mint", "--counter", "9", "--ops", "pay,earn"];
    let rest = ["--max", "2500", "--time", TIME];
    let output = dough(&[&args[..], &rest, extra].concat());
    assert!(output.status.success(), "{output:?}");
    output
}

#[test]
fn a_minted_code_is_accepted_with_the_keys_that_were_printed() {
    let dir = TempDir::new().unwrap();
    let output = mint(&["--json"]);
    let minted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(minted["expires_at"], 1_780_000_060);
    let keys = path(&dir, "keys.json");
    fs::write(&keys, &output.stdout).unwrap();
    let code = minted["text"].as_str().unwrap();

    let checked = dough(&["check", code, "--keys", &keys, "--time", TIME, "--json"]);
    assert_eq!(checked.status.code(), Some(0));
    let checked: Value = serde_json::from_str(&text(&checked)).unwrap();
    assert_eq!(checked["accepted"], true);
    assert_eq!(checked["kid"], minted["kid"]);
    assert_eq!(checked["counter"], 9);
    assert_eq!(checked["ops"], "pay,earn");
    assert_eq!(checked["max_cents"], 2500);

    let late = dough(&["check", code, "--keys", &keys, "--time", "1780000090"]);
    assert_eq!(late.status.code(), Some(1));
    assert!(text(&late).starts_with("refused: code_expired: "));
    let foreign = dough(&["check", "hello", "--keys", &keys, "--time", TIME, "--json"]);
    assert_eq!(foreign.status.code(), Some(1));
    assert!(text(&foreign).contains("\"code_foreign\""));
}

#[test]
fn a_key_file_is_private_and_is_never_overwritten() {
    let dir = TempDir::new().unwrap();
    let key = path(&dir, "key.jwk");
    assert!(dough(&["key", "--out", &key]).status.success());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(dough(&["key", "--out", &key]).status.code(), Some(2));

    let first = text(&mint(&["--key", &key]));
    assert_eq!(text(&mint(&["--key", &key])), first);

    let jwk: Value = serde_json::from_slice(&fs::read(&key).unwrap()).unwrap();
    let other: Value = serde_json::from_str(&text(&dough(&["key"]))).unwrap();
    let set = path(&dir, "set.json");
    let check = |keys: &Value| {
        fs::write(&set, keys.to_string()).unwrap();
        dough(&["check", first.trim(), "--keys", &set, "--time", TIME])
    };
    assert!(text(&check(&serde_json::json!({ "keys": [other, jwk] }))).starts_with("accepted\n"));
    let unknown = check(&serde_json::json!({ "keys": [other] }));
    assert_eq!(unknown.status.code(), Some(1));
    assert!(text(&unknown).contains("code_unknown_key"));

    let mut mixed = jwk.clone();
    mixed["d"] = other["d"].clone();
    fs::write(&set, mixed.to_string()).unwrap();
    let refused = dough(&["mint", "--counter", "1", "--ops", "earn", "--key", &set]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_code_is_drawn_so_that_a_reader_reads_it() {
    let dir = TempDir::new().unwrap();
    let code = text(&mint(&["--store", "12"]));
    let code = code.trim();
    let png = path(&dir, "code.png");
    assert!(dough(&["show", code, "--png", &png]).status.success());
    assert_eq!(read_png(Path::new(&png)), code);

    let svg = path(&dir, "code.svg");
    assert!(dough(&["show", code, "--svg", &svg]).status.success());
    assert!(fs::read_to_string(&svg).unwrap().starts_with("<svg "));
    let terminal = dough(&["show", code]);
    assert_eq!(text(&terminal).lines().count(), 29);
    assert_eq!(dough(&["show", "HELLO"]).status.code(), Some(1));
}

fn read_png(path: &Path) -> String {
    let file = std::io::BufReader::new(fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let side = reader.next_frame(&mut pixels).unwrap().width as usize;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
    image.detect_grids()[0].decode().unwrap().1
}

#[test]
fn a_wrong_command_is_told_from_a_refused_code() {
    for args in [
        &["mint", "--counter", "1", "--ops", "pay", "--time", TIME][..],
        &["mint", "--counter", "0", "--ops", "earn", "--time", TIME],
        &["mint", "--counter", "1", "--ops", "spend", "--time", TIME],
        &["check", "BK1:", "--keys", "/nowhere/keys.json"],
        &["check", "BK1:"],
        &[],
    ] {
        let output = dough(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!output.stderr.is_empty());
    }
}
