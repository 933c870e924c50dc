//! Checks a project's resolver code, file by file and as a whole.
//!
//! ```
//! use appsynth_diagnostics::Sources;
//!
//! let mut sources = Sources::new();
//! let id = sources.add("getPost.js", "export function request(ctx) { return ctx.args.id++; }");
//! let found = appsynth_lint::check(&sources, [id]);
//! assert_eq!(found.iter().next().and_then(|one| one.rule), Some("no-disallowed-unary-operators"));
//! ```
//!
//! | rule | what it finds |
//! | --- | --- |
//! | those of `@aws-appsync/eslint-plugin` | what APPSYNC_JS does not support |
//! | `unknown-utility` | functions that `util` or `$util` does not have |
//! | `no-return` | handlers that return nothing |
//! | `unwritten-stash-key` | keys of the stash that are read but that no file writes |
//!
//! Code that does not parse, or that AppSync refuses, is reported as the engines report it. A comment
//! `appsynth-disable-line RULE` (`appsynth-disable-next-line`, `appsynth-disable`) silences a rule in
//! JavaScript and TypeScript.

mod code;
mod stash;
mod template;

use appsynth_diagnostics::{Diagnostics, SourceId, Sources};

use stash::Stash;

/// Checks files of resolver code; the ending of each source's name tells its language (`.js`, `.ts`,
/// `.vtl`), and others are not looked at.
pub fn check(sources: &Sources, files: impl IntoIterator<Item = SourceId>) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut stash = Stash::default();
    for id in files {
        let Some(source) = sources.get(id) else {
            continue;
        };
        if is_code(source.name()) {
            found.extend(code::check(id, source, &mut stash));
        } else if source.name().ends_with(".vtl") {
            found.extend(template::check(id, source.text(), &mut stash));
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
