//! A fake of AWS that is a program of its own.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The id and the secret of the key that fakes know.
pub const ACCESS_KEY: (&str, &str) = (
    "AKIAFAKEFAKEFAKEFAKE",
    "fakesecretfakesecretfakesecretfakesecret",
);

/// A running fake, which ends with this.
#[derive(Debug)]
pub struct AwsFake {
    url: String,
    process: Child,
}

impl AwsFake {
    /// Starts the program `fake.py` of a folder, which takes a port and says where it is.
    pub fn start(folder: &Path) -> Self {
        let mut command = Command::new(python());
        command.arg(folder.join("fake.py")).arg("0");
        let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = process.expect("the fake starts");
        let stdout = process.stdout.take().expect("its output is piped");
        let mut line = String::new();
        let mut lines = BufReader::new(stdout);
        lines.read_line(&mut line).expect("it says where it is");
        Self {
            url: line.trim().to_owned(),
            process,
        }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for AwsFake {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Has a program take the fake at an address for AWS.
pub fn use_aws_fake(command: &mut Command, url: &str) {
    command
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY.0)
        .env("AWS_SECRET_ACCESS_KEY", ACCESS_KEY.1)
        .env("AWS_EC2_METADATA_DISABLED", "true");
}

/// The Python that fakes run on: `AWS_FAKE_PYTHON`, else the machine's.
pub fn python() -> OsString {
    env::var_os("AWS_FAKE_PYTHON").unwrap_or_else(|| "python3".into())
}
