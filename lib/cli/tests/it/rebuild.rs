//! Stacks whose code changes while they are served.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::{example, new_project};

/// A project whose program is said to be run by a Cargo that does what the tests want.
struct Rebuilt {
    project: PathBuf,
    server: Child,
    stdout: BufReader<ChildStdout>,
    line: Value,
}

/// Stands in for Cargo: refuses code that says `mistake`, and gives for all other a program whose stacks are
/// those of the folder `newer`.
const CARGO: &str = r#"#!/bin/sh
echo "$*" >> cargo.log
if grep -q mistake src/main.rs; then
  echo "error: expected item" >&2
  exit 101
fi
echo '{"reason":"compiler-artifact","target":{"name":"another"},"executable":"/bin/false"}'
echo '{"reason":"compiler-artifact","target":{"name":"init-rust"},"executable":"'$PWD'/newer.sh"}'
echo '{"reason":"build-finished","success":true}'
"#;

fn script(path: &Path, text: &str) {
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("executable");
}

impl Rebuilt {
    fn start(folder: &Path) -> Self {
        let project = folder.join("blog");
        script(&project.join("cargo.sh"), CARGO);
        let program = example("init-rust");
        let newer = format!("#!/bin/sh\ncd newer && exec {} \"$@\"\n", program.display());
        script(&project.join("newer.sh"), &newer);
        fs::create_dir(project.join("newer")).expect("a new folder");
        let copied = Command::new("cp")
            .args(["-r", "resolvers", "schema.graphql", "newer"])
            .current_dir(&project)
            .status();
        assert!(copied.expect("cp runs").success());

        let mut server = Command::new(program)
            .args(["deploy", "--watch", "--json", "--port", "0"])
            .current_dir(&project)
            .env("CARGO", project.join("cargo.sh"))
            .env("CARGO_MANIFEST_DIR", &project)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("stderr")).expect("a file"))
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(server.stdout.take().expect("piped"));
        let line = next_line(&mut stdout);
        Self {
            project,
            server,
            stdout,
            line,
        }
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let file = self.project.join(file);
        let text = fs::read_to_string(&file).expect("a file");
        assert!(text.contains(from), "{text}");
        fs::write(file, text.replace(from, to)).expect("written");
    }

    fn ask(&self, query: &str) -> Value {
        ureq::post(self.line["graphqlUrl"].as_str().expect("a URL"))
            .header("x-api-key", self.line["apiKey"].as_str().expect("a key"))
            .send_json(json!({ "query": query }))
            .expect("an answer")
            .body_mut()
            .read_json()
            .expect("JSON")
    }
}

impl Drop for Rebuilt {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn next_line(stdout: &mut impl BufRead) -> Value {
    let mut line = String::new();
    stdout.read_line(&mut line).expect("a line");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("`{line}`: {error}"))
}

#[test]
fn changed_code_is_built_and_what_it_comes_to_is_live() {
    let folder = new_project();
    let mut rebuilt = Rebuilt::start(folder.path());
    rebuilt.ask("mutation { createPost(title: \"Hello\") { id } }");
    let subtitles = "{ listPosts { items { title subtitle } } }";
    assert_ne!(rebuilt.ask(subtitles)["errors"], Value::Null);

    // What the newer program reads is no file of the one that serves.
    let (from, to) = ("title: String!\n", "title: String!\n  subtitle: String\n");
    rebuilt.edit("newer/schema.graphql", from, to);
    rebuilt.edit("src/main.rs", "use ", "\nuse ");
    let line = next_line(&mut rebuilt.stdout);
    assert_eq!(line["graphqlUrl"], rebuilt.line["graphqlUrl"]);
    let posts = json!([{ "title": "Hello", "subtitle": null }]);
    assert_eq!(rebuilt.ask(subtitles)["data"]["listPosts"]["items"], posts);
    let told = fs::read_to_string(rebuilt.project.join("cargo.log")).expect("a log");
    assert_eq!(
        told,
        "build --example init-rust --message-format=json-render-diagnostics\n"
    );

    // From now on all that is made is made by the newer one.
    rebuilt.edit("newer/schema.graphql", "subtitle", "caption");
    next_line(&mut rebuilt.stdout);
    let captions = rebuilt.ask("{ listPosts { items { caption } } }");
    assert_eq!(captions["errors"], Value::Null);
    rebuilt.edit("newer/schema.graphql", "caption: String", "caption: Strin");
    let line = next_line(&mut rebuilt.stdout);
    assert_eq!(line["errors"], 1);
}

#[test]
fn code_that_does_not_compile_changes_nothing() {
    let folder = new_project();
    let mut rebuilt = Rebuilt::start(folder.path());
    rebuilt.edit("src/main.rs", "fn main", "mistake fn main");
    // The next thing that can be served is announced, and nothing in between.
    let stderr = folder.path().join("stderr");
    while !fs::read_to_string(&stderr)
        .expect("a file")
        .contains("expected item")
    {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(
        rebuilt.ask("{ listPosts { items { title } } }")["data"],
        json!({ "listPosts": { "items": [] } })
    );
    // Nor do files, until it does.
    rebuilt.edit(
        "schema.graphql",
        "title: String!\n",
        "title: String!\n  subtitle: String\n",
    );
    let subtitles = "{ listPosts { items { subtitle } } }";
    assert_ne!(rebuilt.ask(subtitles)["errors"], Value::Null);
    rebuilt.edit("src/main.rs", "mistake fn main", "fn main");
    let line = next_line(&mut rebuilt.stdout);
    assert_eq!(line["graphqlUrl"], rebuilt.line["graphqlUrl"]);
}

#[test]
fn a_program_that_prints_what_is_no_result_is_told_of_and_changes_nothing() {
    let folder = new_project();
    let mut rebuilt = Rebuilt::start(folder.path());
    let newer = format!(
        "#!/bin/sh\necho looking at it\ncd newer && exec {} \"$@\"\n",
        example("init-rust").display()
    );
    script(&rebuilt.project.join("newer.sh"), &newer);
    rebuilt.edit("src/main.rs", "use ", "\nuse ");
    let line = next_line(&mut rebuilt.stdout);
    let message = line["error"]["message"].as_str().expect("a failure");
    assert!(message.contains("looking at it"), "{message}");
    assert!(message.contains("standard error"), "{message}");
    assert_eq!(
        rebuilt.ask("{ listPosts { items { title } } }")["data"],
        json!({ "listPosts": { "items": [] } })
    );
}
