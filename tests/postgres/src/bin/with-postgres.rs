//! Runs a command with a PostgreSQL of its own, whose address is in a variable:
//! `with-postgres VARIABLE COMMAND...`. What it commits is synced to the disk.

#![forbid(unsafe_code)]

use dough_test_postgres::Cluster;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(variable), Some(program)) = (args.next(), args.next()) else {
        eprintln!("with-postgres VARIABLE COMMAND...");
        return ExitCode::from(2);
    };
    let cluster = Cluster::start();
    cluster.stop();
    cluster.resume(&["fsync=on"]);
    let address = format!("postgres://postgres@127.0.0.1:{}/postgres", cluster.port());
    match Command::new(&program).args(args).env(variable, address).status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1).into(),
        Err(error) => {
            eprintln!("{program}: {error}");
            ExitCode::FAILURE
        }
    }
}
