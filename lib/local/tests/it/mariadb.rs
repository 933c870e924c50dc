//! A MariaDB server of a test's own, which speaks as MySQL does.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::database_server::{await_server, free_port};

/// The system has room for few servers that write past it.
const NO_AIO: &str = "--innodb-use-native-aio=0";

/// A server with an empty database; it ends with the test.
pub(crate) struct MariaDb {
    // Removed when the server has ended.
    _folder: TempDir,
    server: Child,
    port: u16,
}

impl MariaDb {
    /// Starts a server; none, and it says so, if MariaDB is not installed.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// Starts a server with more arguments.
    #[expect(clippy::print_stdout, reason = "tells why a test did nothing")]
    pub(crate) fn start_with(arguments: &[String]) -> Option<Self> {
        let (Some(server), Some(client)) = (program("mariadbd"), program("mariadb")) else {
            println!("skipped: MariaDB is not installed (Debian's package `mariadb-server`)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        let socket = folder.path().join("socket");
        let setting = |name: &str, value: &std::path::Path| format!("--{name}={}", value.display());
        let made = Command::new(program("mariadb-install-db").expect("comes with the server"))
            .args(["--no-defaults", "--user=root", "--skip-test-db", NO_AIO])
            .args(["--auth-root-authentication-method=normal"])
            .arg(setting("datadir", &data))
            .env("TMPDIR", folder.path())
            .output()
            .expect("mariadb-install-db runs");
        assert!(made.status.success(), "{made:?}");
        let port = free_port();
        let mut server = Command::new(server)
            .args(["--no-defaults", "--user=root", "--bind-address=127.0.0.1"])
            .arg(NO_AIO)
            .args(["--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"])
            .arg(setting("datadir", &data))
            .arg(setting("socket", &socket))
            .arg(setting("pid-file", &folder.path().join("pid")))
            .arg(format!("--port={port}"))
            .args(arguments)
            // A server that starts removes the temporary tables of others there.
            .env("TMPDIR", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("mariadbd starts");
        let users = "CREATE DATABASE shop; CREATE USER shop@'%' IDENTIFIED BY 'hush'; GRANT ALL ON shop.* TO shop@'%'";
        let is_ready = || {
            Command::new(&client)
                .args(["--no-defaults", "--user=root", "-e", users])
                .arg(setting("socket", &socket))
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
        };
        await_server(&mut server, is_ready);
        Some(Self {
            _folder: folder,
            server,
            port,
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("mysql://shop:hush@127.0.0.1:{}/shop", self.port)
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A program on the path, or where Debian has those of administrators.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join(name))
        .find(|program| program.exists())
}
