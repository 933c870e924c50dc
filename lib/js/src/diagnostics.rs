//! What to tell people about their resolver code.

use std::ops::Range;

use appsynth_diagnostics::{
    Diagnostic, Diagnostics, SourceId, Span, codes::resolver_code, near_name,
};

use crate::{
    builtin,
    code::{CodeError, Problem, ProblemKind},
};

impl CodeError {
    /// The mistakes as diagnostics of the source that the code is.
    pub fn diagnostics(&self, source: SourceId) -> Diagnostics {
        self.problems
            .iter()
            .map(|problem| diagnostic(problem, source))
            .collect()
    }
}

fn diagnostic(problem: &Problem, source: SourceId) -> Diagnostic {
    let Range { start, end } = problem.range;
    let span = Span { source, start, end };
    let about =
        |code, label: &str| Diagnostic::error(code, problem.message.clone()).at(span, label);
    match &problem.kind {
        ProblemKind::Syntax => about(&resolver_code::JS_SYNTAX, "reading stopped here"),
        ProblemKind::TypeScript => about(&resolver_code::JS_SYNTAX, "reading stopped here")
            .help("this is TypeScript: give the file a name that ends in `.ts`"),
        ProblemKind::Early => about(&resolver_code::JS_SYNTAX, "not possible here"),
        ProblemKind::Unsupported { rule } => about(&resolver_code::JS_UNSUPPORTED, "not in APPSYNC_JS")
            .help(instead(rule))
            .note(format!("rule `@aws-appsync/{rule}`")),
        ProblemKind::UnknownModule => about(&resolver_code::JS_MODULE, "not a module of APPSYNC_JS")
            .help(format!(
                "import from {}, or put what you need into this file",
                list(builtin::MODULES.iter().map(|module| module.name))
            )),
        ProblemKind::UnknownExport { module, name } => {
            about(&resolver_code::JS_IMPORT, "not exported").help(exported(module, name))
        }
        ProblemKind::Exports => about(&resolver_code::JS_EXPORT, "").help(
            "export the handlers by name: `export function request(ctx) { … }` and `export function response(ctx) { … }`",
        ),
        ProblemKind::TooLong { .. } => about(&resolver_code::JS_LENGTH, "")
            .help("move shared steps into pipeline functions, or minify the code"),
    }
}

/// What to import in place of an unknown name.
fn exported(module: &str, name: &str) -> String {
    let exports = builtin::find(module).map_or(&[][..], |module| module.exports);
    match near_name(name, exports.iter().copied()) {
        Some(near) => format!("there is a similar name: `{near}`"),
        None => format!("`{module}` exports {}", list(exports.iter().copied())),
    }
}

/// What to write in place of something that a rule of `@aws-appsync/eslint-plugin` forbids.
pub fn instead(rule: &str) -> &'static str {
    match rule {
        "no-for" | "no-while" => "use `for (const item of list)` or `for (const key in object)`",
        "no-continue" | "no-labels" => "put the rest of the loop's body into an `if`",
        "no-try" | "no-throw" => "end the evaluation with `util.error(message, type)`",
        "no-classes" | "no-this" => "use plain functions and objects",
        "no-async" | "no-await" | "no-generators" | "no-yield" => {
            "return the request, and AppSync waits for the data source"
        }
        "no-disallowed-unary-operators" => "write `n += 1`, `n -= 1` or `-n - 1`",
        "no-disallowed-binary-operators" => "ask `typeof`, or a member that tells the values apart",
        "no-in-operator" => "write `Object.hasOwn(object, key)`",
        "no-regex" => "use `util.matches(pattern, text)` or the methods of strings",
        _ => "leave it out",
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
