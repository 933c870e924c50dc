//! A copy of the example project in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::Served;

/// A project folder that is removed at the end, and the program that works in it.
#[derive(Debug)]
pub struct Project {
    folder: TempDir,
    program: PathBuf,
}

impl Project {
    /// The example's `assets/` and `appsynth.yaml` in a folder of their own, worked on by `program` (the example
    /// app).
    pub fn example(program: impl Into<PathBuf>) -> Self {
        let project = Self::empty(program);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        copy(&root.join("assets"), &project.path().join("assets"));
        let settings = "appsynth.yaml";
        fs::copy(root.join(settings), project.path().join(settings)).expect("a copied file");
        project
    }

    /// A folder's content in a folder of its own, worked on by `program`.
    pub fn copy_of(folder: impl AsRef<Path>, program: impl Into<PathBuf>) -> Self {
        let project = Self::empty(program);
        copy(folder.as_ref(), project.path());
        project
    }

    /// An empty folder, worked on by `program`.
    pub fn empty(program: impl Into<PathBuf>) -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
            program: program.into(),
        }
    }

    /// The project's folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Has the server of this URL answer for an HTTP endpoint, by the project's `appsynth.yaml`.
    pub fn stand_in_for(&self, endpoint: &str, url: &str) {
        let yaml = format!(
            "environments: {{ local: {{}} }}\nlocal: {{ http: {{ \"{endpoint}\": \"{url}\" }} }}\n"
        );
        fs::write(self.path().join("appsynth.yaml"), yaml).expect("a written file");
    }

    /// The program with these arguments, in the project's folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Runs the program, which must succeed, and gives what it wrote to standard output.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("UTF-8 output")
    }

    /// Deploys to the local environment on a free port and waits until the API answers.
    pub fn deploy(&self) -> Served {
        Served::start(self.command(&["deploy", "--json", "--port", "0"]))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copied file");
        }
    }
}
