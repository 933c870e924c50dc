//! The code of Lambda functions.

use std::collections::BTreeMap;

use appsynth_construct::{Asset, Scope};
use appsynth_resources::lambda as cfn;
use ignore::gitignore::GitignoreBuilder;

use super::Runtime;
use crate::diagnostics;

/// The code of a Lambda function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionCode {
    /// A folder of the project, uploaded as a zip archive without what its `.lambdaignore` names.
    Folder(String),
    /// The text of `index.js` or `index.py`, at most 4 MB.
    Inline(String),
}

/// Patterns of what is not uploaded, in the syntax of `.gitignore`.
const IGNORE_FILE: &str = ".lambdaignore";

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html>
const INLINE_BYTES: usize = 4 * 1024 * 1024;

impl FunctionCode {
    /// A folder of the project.
    ///
    /// A file `.lambdaignore` in it names, in the syntax of `.gitignore`, what is not uploaded. The archive
    /// depends on the paths and contents of the files alone.
    pub fn folder(path: impl Into<String>) -> Self {
        Self::Folder(path.into())
    }

    /// The text of `index.js` or `index.py`, for small functions of Node.js and Python.
    pub fn inline(code: impl Into<String>) -> Self {
        Self::Inline(code.into())
    }

    pub(super) fn load(
        self,
        scope: &mut Scope<'_>,
        runtime: &Runtime,
        handler: &str,
    ) -> cfn::FunctionCode {
        let endings = runtime.source_endings();
        match self {
            Self::Inline(code) => {
                if endings.is_empty() {
                    scope.report(diagnostics::inline_runtime(runtime.name()));
                } else if !handler.starts_with("index.") {
                    scope.report(diagnostics::inline_handler(handler));
                }
                if code.is_empty() || code.len() > INLINE_BYTES {
                    scope.report(diagnostics::inline_size(code.len(), INLINE_BYTES));
                }
                cfn::FunctionCode {
                    zip_file: Some(code.into()),
                    ..Default::default()
                }
            }
            Self::Folder(folder) => {
                let files = read_folder(scope, &folder).unwrap_or_default();
                check_handler(scope, &files, &folder, handler, endings);
                let asset = scope.asset(Asset::folder(files));
                cfn::FunctionCode {
                    s3_bucket: Some(asset.bucket),
                    s3_key: Some(asset.object_key.into()),
                    ..Default::default()
                }
            }
        }
    }
}

/// The files that are uploaded, by their paths in the folder.
fn read_folder(scope: &mut Scope<'_>, folder: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let prefix = format!("{}/", folder.trim_end_matches('/'));
    let paths = scope.list(folder)?;
    let inside = |path: &String| path.strip_prefix(&prefix).map(str::to_owned);
    let mut names: Vec<String> = paths.iter().filter_map(inside).collect();
    if let Some(at) = names.iter().position(|name| name == IGNORE_FILE) {
        names.remove(at);
        let patterns = scope.read(&format!("{prefix}{IGNORE_FILE}"))?;
        let mut ignored = GitignoreBuilder::new("");
        let mut problems = Vec::new();
        for line in scope.text(patterns).lines() {
            if let Err(error) = ignored.add_line(None, line) {
                problems.push(diagnostics::ignore_pattern(line, &error));
            }
        }
        match ignored.build() {
            Ok(ignored) => {
                names.retain(|name| !ignored.matched_path_or_any_parents(name, false).is_ignore())
            }
            Err(error) => problems.push(diagnostics::ignore_patterns(&error)),
        }
        for problem in problems {
            scope.report(problem);
        }
    }
    if names.is_empty() {
        scope.report(diagnostics::empty_function_folder(folder));
    }
    let read = |name: String| {
        let bytes = scope.read_bytes(&format!("{prefix}{name}"))?;
        Some((name, bytes))
    };
    names.into_iter().map(read).collect()
}

/// Reports a handler in a file that is not there.
fn check_handler(
    scope: &mut Scope<'_>,
    files: &BTreeMap<String, Vec<u8>>,
    folder: &str,
    handler: &str,
    endings: &[&str],
) {
    if files.is_empty() || endings.is_empty() {
        return;
    }
    if let Some((module, _)) = handler.rsplit_once('.')
        && !(endings.iter()).any(|ending| files.contains_key(&format!("{module}.{ending}")))
    {
        let missing = diagnostics::handler_file(handler, folder, module, endings);
        let typed = format!("{module}.ts");
        scope.report(match files.contains_key(&typed) {
            true => missing.help(format!(
                "Lambda does not run `{typed}` as it is: compile it, and let the function's code be the folder of what comes out"
            )),
            false => missing,
        });
    }
}
