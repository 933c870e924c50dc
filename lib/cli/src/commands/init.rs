//! `appsynth init`

mod amplify;
mod code;
mod configuration;
mod existing;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use existing::Existing;

use crate::CliError;
use crate::args::Init;
use crate::output::Output;
use crate::settings::CONFIGURATION_FILE;

/// A file of a new project: its path, and its text for an app called [`APP`].
type Template = (&'static str, &'static str);

/// The name in the templates, so that they are projects themselves.
const APP: &str = "my-app";

const DECLARATIVE: &[Template] = &[(
    CONFIGURATION_FILE,
    include_str!("../../templates/declarative/appsynth.yaml"),
)];

const RUST: &[Template] = &[
    MANIFEST,
    ("src/main.rs", include_str!("../../templates/rust/main.rs")),
];

const MANIFEST: Template = (
    "Cargo.toml",
    include_str!("../../templates/rust/Cargo.toml.template"),
);

/// What both kinds of project have.
const BOTH: &[Template] = &[
    (
        "schema.graphql",
        include_str!("../../templates/schema.graphql"),
    ),
    (
        "resolvers/Query.getPost.req.vtl",
        include_str!("../../templates/resolvers/Query.getPost.req.vtl"),
    ),
    (
        "resolvers/Query.getPost.res.vtl",
        include_str!("../../templates/resolvers/Query.getPost.res.vtl"),
    ),
    (
        "resolvers/Query.listPosts.js",
        include_str!("../../templates/resolvers/Query.listPosts.js"),
    ),
    (
        "resolvers/Mutation.createPost.js",
        include_str!("../../templates/resolvers/Mutation.createPost.js"),
    ),
];

/// Files that a folder may have already; those stay as they are.
const KEPT: &[Template] = &[
    ("README.md", include_str!("../../templates/README.md")),
    IGNORED,
];

const IGNORED: Template = (".gitignore", "/.appsynth\n/target\n");

pub(crate) fn run(arguments: &Init, output: &Output) -> Result<(), CliError> {
    let dir = &arguments.dir;
    let app = app_name(dir, arguments.rust)?;
    let command = if arguments.rust {
        "cargo run --"
    } else {
        "appsynth"
    };
    let existing = match arguments.rust {
        true => Existing::at(dir, "")?,
        false => existing::find(dir)?,
    };
    let files = match &existing {
        Some(existing) => around(existing, arguments.rust, dir, &app)?,
        None => new(arguments.rust, dir, &app, command)?,
    };
    for (path, text) in &files {
        write(&dir.join(path), text)?;
    }

    let written: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    if output.is_json() {
        output.json(&json!({ "format": 1, "app": app, "dir": dir, "files": written }));
        return Ok(());
    }
    for path in written {
        output.result(&dir.join(path).display().to_string());
    }
    if let Some(existing) = existing {
        output.note(&format!("the schema is {}", existing.schema));
        for left in &existing.left {
            output.note(left);
        }
    }
    output.note(&format!("next, in {}: `{command} deploy`", dir.display()));
    Ok(())
}

/// The files of a project with a schema of ours.
fn new(
    rust: bool,
    dir: &Path,
    app: &str,
    command: &str,
) -> Result<Vec<(&'static str, String)>, CliError> {
    let kind = if rust { RUST } else { DECLARATIVE };
    let needed = || kind.iter().chain(BOTH);
    if let Some((path, _)) = needed().find(|(path, _)| dir.join(path).exists()) {
        return Err(CliError::Exists {
            path: dir.join(path),
        });
    }
    let kept = KEPT.iter().filter(|(path, _)| !dir.join(path).exists());
    let text = |text: &str| {
        let text = text
            .replace(APP, app)
            .replace("    appsynth ", &format!("    {command} "))
            .replace("`appsynth ", &format!("`{command} "));
        with_dependencies(&text)
    };
    Ok(needed()
        .chain(kept)
        .map(|(path, template)| (*path, text(template)))
        .collect())
}

/// The files that make a project of a schema that is there already.
fn around(
    existing: &Existing,
    rust: bool,
    dir: &Path,
    app: &str,
) -> Result<Vec<(&'static str, String)>, CliError> {
    let manifest = |(path, text): Template| (path, with_dependencies(&text.replace(APP, app)));
    let mut files = match rust {
        true => vec![
            manifest(MANIFEST),
            ("src/main.rs", code::text(app, existing)),
        ],
        false => vec![(CONFIGURATION_FILE, configuration::text(app, existing))],
    };
    if let Some((path, _)) = files.iter().find(|(path, _)| dir.join(path).exists()) {
        return Err(CliError::Exists {
            path: dir.join(path),
        });
    }
    if !dir.join(IGNORED.0).exists() {
        files.push((IGNORED.0, IGNORED.1.to_owned()));
    }
    Ok(files)
}

fn write(path: &Path, text: &str) -> Result<(), CliError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(CliError::io("create", folder))?;
    }
    fs::write(path, text).map_err(CliError::io("write", path))
}

/// The folder's name as far as it can be part of a stack's name, and that of a crate if it is to be one.
fn app_name(dir: &Path, rust: bool) -> Result<String, CliError> {
    let absolute = std::path::absolute(dir).map_err(CliError::io("find", dir))?;
    let name = absolute.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let name = name.trim_matches('-').to_lowercase();
    let is_forbidden = rust && NO_CRATES.contains(&name.as_str());
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_forbidden {
        Ok(name)
    } else {
        Ok(format!("app-{name}").trim_end_matches('-').to_owned())
    }
}

fn with_dependencies(text: &str) -> String {
    text.replace("# dependencies", &dependencies())
}

/// Names that no program's crate can have: folders that Cargo builds in, crates of Rust's own, those that it
/// depends on, and keywords.
///
/// <https://doc.rust-lang.org/cargo/reference/manifest.html#the-name-field>
#[rustfmt::skip]
const NO_CRATES: &[&str] = &[
    "build", "deps", "examples", "incremental",
    "alloc", "core", "proc-macro", "std", "test",
    "appsynth", "appsynth-cli",
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// How a new crate depends on appsynth: on the checkout that this program was built from if that is still
/// there, else on the repository.
fn dependencies() -> String {
    let lib = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let lib = lib.canonicalize().ok();
    ["appsynth", "appsynth-cli"]
        .map(|name| {
            let folder = name.strip_prefix("appsynth-").unwrap_or(name);
            match lib.as_ref().map(|lib| lib.join(folder)) {
                Some(path) if path.join("Cargo.toml").is_file() => {
                    format!("{name} = {{ path = {:?} }}", path.display().to_string())
                }
                _ => format!("{name} = {{ git = {:?} }}", env!("CARGO_PKG_REPOSITORY")),
            }
        })
        .join("\n")
}
