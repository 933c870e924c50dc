//! Checks a project's resolver code, file by file and as a whole.
//!
//! ```
//! use appsynth_diagnostics::Sources;
//!
//! let mut sources = Sources::new();
//! let id = sources.add("getPost.js", "export function request(ctx) { return ctx.args.id++; }");
//! let found = appsynth_lint::check(&sources, [id], |_| None);
//! assert_eq!(found.iter().next().and_then(|one| one.rule), Some("no-disallowed-unary-operators"));
//! ```
//!
//! | rule | what it finds |
//! | --- | --- |
//! | those of `@aws-appsync/eslint-plugin` | what APPSYNC_JS does not support |
//! | `unknown-utility` | functions that `util` or `$util` does not have |
//! | `no-return` | handlers that return nothing |
//! | `unwritten-stash-key` | keys of the stash that are read but that no file writes |
//! | `unknown-argument` | arguments that none of the file's fields has |
//! | `unknown-source-field` | members of the source that are no fields of its type |
//! | `unsupported-operation` | requests that the file's data source does not take |
//!
//! Code that does not parse, or that AppSync refuses, is reported as the engines report it. A comment
//! `appsynth-disable-line RULE` (`appsynth-disable-next-line`, `appsynth-disable`) silences a rule in
//! JavaScript and TypeScript.

mod code;
mod project;
mod stash;
mod template;

use appsynth_diagnostics::{Diagnostics, SourceId, Sources};

pub use project::Use;
use stash::Stash;

/// Checks files of resolver code; the ending of each source's name tells its language (`.js`, `.ts`,
/// `.vtl`), and others are not looked at. `used` tells what a file is used for, as far as that is known.
pub fn check(
    sources: &Sources,
    files: impl IntoIterator<Item = SourceId>,
    used: impl Fn(SourceId) -> Option<Use>,
) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut stash = Stash::default();
    for id in files {
        let Some(source) = sources.get(id) else {
            continue;
        };
        if is_code(source.name()) {
            found.extend(code::check(id, source, used(id).as_ref(), &mut stash));
        } else if source.name().ends_with(".vtl") {
            found.extend(template::check(
                id,
                source.text(),
                used(id).as_ref(),
                &mut stash,
            ));
        }
    }
    found.extend(stash.unwritten());
    found
}

fn is_code(name: &str) -> bool {
    [".js", ".mjs", ".ts", ".mts"]
        .iter()
        .any(|ending| name.ends_with(ending))
}
