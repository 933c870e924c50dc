//! A PostgreSQL server of a test's own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::database_server::{await_server, free_port};

/// A server with an empty database; it ends with the test.
pub(crate) struct Postgres {
    // Removed when the server has ended.
    _folder: TempDir,
    server: Child,
    port: u16,
}

impl Postgres {
    /// Starts a server; none, and it says so, if PostgreSQL is not installed.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[], None)
    }

    /// Starts a server with more settings. The folder of files that they name is handed over to its user.
    #[expect(clippy::print_stdout, reason = "tells why a test did nothing")]
    pub(crate) fn start_with(settings: &[String], files: Option<&Path>) -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: PostgreSQL is not installed (Debian's package `postgresql`)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        if is_root() {
            let owned = Command::new("chown")
                .args(["-R", "postgres"])
                .arg(folder.path())
                .args(files)
                .status();
            assert!(owned.expect("chown runs").success());
        }
        let made = program(&programs.join("initdb"), folder.path())
            .args([
                "--auth=trust",
                "--username=shop",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ])
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(made.expect("initdb runs").success());
        let port = free_port();
        let mut server = program(&programs.join("postgres"), folder.path())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .args(["-p", &port.to_string()])
            .stderr(Stdio::null())
            .spawn()
            .expect("postgres starts");
        let ready = || {
            Command::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
                .status()
                .is_ok_and(|status| status.success())
        };
        await_server(&mut server, ready);
        Some(Self {
            _folder: folder,
            server,
            port,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://shop@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT ends it at once with its processes; `kill` would leave them.
        let id = self.server.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &id]).status();
        let _ = self.server.wait();
    }
}

/// A program that works in a folder. PostgreSQL does not run as root.
fn program(program: &Path, folder: &Path) -> Command {
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command
                .args([
                    "--reuid=postgres",
                    "--regid=postgres",
                    "--clear-groups",
                    "--",
                ])
                .arg(program);
            command
        }
        false => Command::new(program),
    };
    command.current_dir(folder);
    command
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    id.stdout.trim_ascii() == b"0"
}

/// The folder of the newest PostgreSQL's programs: where Debian has them, or on the path.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found
        .pop()
        .or_else(|| std::env::split_paths(&path).find(|folder| folder.join("initdb").exists()))
}
