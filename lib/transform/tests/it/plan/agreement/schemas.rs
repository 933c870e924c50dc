//! The schemas that the proof is held over.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use appsynth_diagnostics::Sources;
use appsynth_transform::{AuthMode, Model, Options, read};
use serde_json::Value;

use crate::{model_with, schema};

/// A schema without mistakes, with its settings.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) model: Model,
    pub(super) options: Options,
}

/// The schemas of this crate's tests.
pub(super) fn own() -> Vec<Case> {
    let mut cases = Vec::new();
    for folder in folders(Path::new(schema::FIXTURES)) {
        let text = text(&folder.join("schema.graphql"));
        cases.push(case(&name(&folder), &text, schema::options(&text)));
    }
    for path in files(Path::new(AGREEMENT)) {
        let text = text(&path);
        cases.push(case(&name(&path), &text, schema::options(&text)));
    }
    cases
}

/// Schemas with nothing to show but what their functions do.
const AGREEMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/agreement");

fn case(name: &str, text: &str, options: Options) -> Case {
    Case {
        name: name.to_owned(),
        model: model_with(text, &options),
        options,
    }
}

/// The schemas that `STRUCTURE_CASES` names a folder of: each in a folder of `cases`, with its settings in
/// `options.json`. None if it is not set.
pub(super) fn of_other_people() -> Vec<Case> {
    let Some(folder) = env::var_os("STRUCTURE_CASES").map(PathBuf::from) else {
        return Vec::new();
    };
    let folders = folders(&folder.join("cases"));
    assert!(!folders.is_empty(), "{} has cases", folder.display());
    folders
        .iter()
        .filter_map(|folder| read_case(folder))
        .collect()
}

/// A case, if its schema is to be taken.
fn read_case(folder: &Path) -> Option<Case> {
    let said = folder.join("options.json");
    let said: Value = if said.exists() {
        serde_json::from_str(&text(&said)).expect("options.json is JSON")
    } else {
        Value::Null
    };
    let expected = said["expect"].as_str().unwrap_or("success");
    if expected == "error" {
        return None;
    }
    let options = settings(&said);
    let mut sources = Sources::new();
    let files = match &said["schemaFiles"] {
        Value::Array(files) => files.iter().filter_map(Value::as_str).collect(),
        _ => vec!["schema.graphql"],
    };
    let ids: Vec<_> = files
        .into_iter()
        .map(|file| sources.add(file, text(&folder.join(file))))
        .collect();
    let (document, syntax) = appsynth_schema::parse(&sources, ids);
    let (model, problems) = read(&document, &options);
    let is_taken = !syntax.has_errors() && !problems.has_errors();
    assert!(
        is_taken || expected == "any",
        "{}: {syntax:?} {problems:?}",
        folder.display()
    );
    is_taken.then(|| Case {
        name: name(folder),
        model,
        options,
    })
}

fn settings(said: &Value) -> Options {
    let auth = &said["auth"];
    let is_set = |setting: &Value| setting.as_bool().unwrap_or_default();
    let texts = |list: &Value| -> Vec<String> {
        let list = list.as_array().into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let additional = texts(&auth["additional"]);
    let mut additional_auth: Vec<AuthMode> =
        additional.iter().map(|mode| schema::mode(mode)).collect();
    if is_set(&auth["identityPool"]) || is_set(&auth["enableIam"]) {
        additional_auth.push(AuthMode::Iam);
    }
    Options {
        default_auth: schema::mode(auth["default"].as_str().unwrap_or("API_KEY")),
        additional_auth,
        identity_pool: is_set(&auth["identityPool"]),
        iam_callers: is_set(&auth["enableIam"]),
        admin_roles: texts(&auth["adminRoles"]),
        sandbox: is_set(&said["sandbox"]),
        conflict_resolution: !said["dataStore"].is_null(),
        environment: said["env"].as_str().map(str::to_owned),
        ..Options::default()
    }
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let mut paths = entries(of);
    paths.retain(|path| path.is_dir());
    paths
}

fn files(of: &Path) -> Vec<PathBuf> {
    let mut paths = entries(of);
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "graphql"));
    paths
}

fn entries(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap_or_else(|error| panic!("{}: {error}", of.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("can be read").path())
        .collect();
    paths.sort();
    paths
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().display().to_string()
}
