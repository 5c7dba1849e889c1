//! A PostgreSQL of one's own, for tests: started in a temporary folder by the installed programs,
//! gone with the test's process, however that ends.

#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "tests say what they expect by failing"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A database server that listens on this machine only, and trusts everybody.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    databases: AtomicU32,
    /// Waits for the end of this process, then ends the server. Its input is never written to.
    _guard: Child,
}

impl Cluster {
    /// The one that all tests of a program share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// One that a test may stop and start.
    pub fn start() -> Self {
        // Not below a home that another user can't enter, and theirs to take away again.
        let made = as_postgres("mktemp").args(["-d", "/tmp/dough-postgres.XXXXXX"]).output();
        let folder = PathBuf::from(said(&made.unwrap()));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let data = folder.join("data");
        let data = data.to_str().unwrap();
        run(program("initdb").args(["-D", data, "-U", "postgres", "--auth=trust"]).args([
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]));
        let end = format!(
            "cat >/dev/null; {} -D {data} -m immediate stop; rm -rf {}",
            path("pg_ctl").display(),
            folder.display()
        );
        let guard = as_postgres("sh")
            .args(["-c", &end])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self { folder, port, databases: AtomicU32::new(0), _guard: guard };
        cluster.resume(&[]);
        cluster
    }

    /// Starts the server again after [`Self::stop`], with these settings: `name=value`.
    pub fn resume(&self, settings: &[&str]) {
        // A kill of the server loses nothing that its system was told to write; only a power cut
        // does, and no test cuts the power.
        let own = ["listen_addresses=127.0.0.1", "unix_socket_directories=''", "fsync=off"];
        let settings = own.iter().chain(&["max_connections=300"]).chain(settings);
        let mut how = format!("-p {}", self.port);
        for setting in settings {
            how.push_str(" -c ");
            how.push_str(setting);
        }
        let log = self.folder.join("log");
        run(self.control().args(["-l", log.to_str().unwrap(), "-w", "-o", &how, "start"]));
    }

    /// Stops the server at once, as a crash would.
    pub fn stop(&self) {
        run(self.control().args(["-m", "immediate", "-w", "stop"]));
    }

    fn control(&self) -> Command {
        let mut control = program("pg_ctl");
        control.args(["-D", self.folder.join("data").to_str().unwrap()]);
        control
    }

    /// The server's port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a new, empty database.
    pub fn database(&self) -> String {
        self.create("TEMPLATE template0")
    }

    /// The address of a copy of a database that nobody has open.
    pub fn copy(&self, address: &str) -> String {
        let (_, name) = address.rsplit_once('/').unwrap();
        self.create(&format!("TEMPLATE {name}"))
    }

    /// The address of a new database, filled from a dump.
    pub fn load(&self, dump: &Path) -> String {
        let address = self.database();
        let mut restore = Command::new(path("pg_restore"));
        run(restore.args(["--no-owner", "--exit-on-error", "--dbname", &address]).arg(dump));
        address
    }

    fn create(&self, how: &str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let server = format!("postgres://postgres@127.0.0.1:{}", self.port);
        query(&format!("{server}/postgres"), &format!("CREATE DATABASE {name} {how}"));
        format!("{server}/{name}")
    }
}

/// Dumps a database, which its servers may be using, to a file.
pub fn dump(address: &str, to: &Path) {
    run(Command::new(path("pg_dump")).args(["--format=custom", address, "--file"]).arg(to));
}

/// What a database answers: a row a line, columns with `|` between them, then what was done.
pub fn query(address: &str, sql: &str) -> String {
    let output = Command::new(path("psql"))
        .args([address, "--no-psqlrc", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql])
        .output()
        .unwrap();
    said(&output)
}

fn run(command: &mut Command) {
    said(&command.stdin(Stdio::null()).output().unwrap());
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// One of PostgreSQL's programs, as a user who may run it.
fn program(name: &str) -> Command {
    as_postgres(path(name).to_str().unwrap())
}

/// The server refuses to run as root; the system's package brings a user of its own.
fn as_postgres(name: &str) -> Command {
    let mut command;
    if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command = Command::new("runuser");
        command.args(["-u", "postgres", "--", name]);
    } else {
        command = Command::new(name);
    }
    // A folder that the other user can enter.
    command.current_dir("/").env_remove("PGDATABASE").env("LC_ALL", "C");
    command
}

/// Debian keeps the server's programs beside the path.
fn path(name: &str) -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> = debian.map(|version| version.path().join("bin").join(name)).collect();
    found.sort();
    let brew = ["/opt/homebrew/opt", "/usr/local/opt"];
    let brew = brew.map(|prefix| Path::new(prefix).join("postgresql@16/bin").join(name));
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&on_path).map(|folder| folder.join(name));
    let mut places = found.into_iter().rev().chain(brew).chain(on_path);
    places.find(|place| place.exists()).expect("PostgreSQL is installed: make setup")
}

/// Another program's transaction, which keeps a table to itself until it is dropped.
#[derive(Debug)]
pub struct Hold {
    program: Child,
}

impl Hold {
    /// Keeps a table from being written to.
    pub fn of(address: &str, table: &str) -> Self {
        let mut program = Command::new(path("psql"))
            .args([address, "--no-psqlrc", "-At"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lock = format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE; SELECT 'held';\n");
        program.stdin.as_mut().unwrap().write_all(lock.as_bytes()).unwrap();
        let mut said = BufReader::new(program.stdout.as_mut().unwrap()).lines();
        assert!(said.any(|line| line.unwrap() == "held"));
        Self { program }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // The end of its input is the end of its transaction.
        drop(self.program.stdin.take());
        let _ = self.program.wait();
    }
}
