//! Names that code uses in vain.

use std::ops::Range;

use appsynth_diagnostics::{Diagnostic, codes::resolver_code, near_name};
use appsynth_js::{
    context_members, exporting, instead_of_global,
    lint::{ConstantAssignment, Given, Read, Undeclared},
};

use crate::{code::CodeFile, unknown_utility};

const UNDECLARED: &str = "undeclared-name";
const CONSTANT: &str = "constant-assignment";
const UNKNOWN_MEMBER: &str = "unknown-context-member";

pub(crate) fn check(file: &CodeFile) -> Vec<Diagnostic> {
    let facts = &file.linted.facts;
    let loud = |rule: &str, range: &Range<usize>| !file.linted.silences(rule, range.start);
    let mut found = Vec::new();
    for call in &facts.unknown_utilities {
        if loud(unknown_utility::RULE, &call.range) {
            let similar = call.similar.as_deref();
            let place = file.span(&call.range);
            found.push(unknown_utility::report(&call.name, similar, place));
        }
    }
    for name in &facts.undeclared {
        if loud(UNDECLARED, &name.range) {
            found.push(undeclared(name, file));
        }
    }
    for assignment in &facts.constant_assignments {
        if loud(CONSTANT, &assignment.range) {
            found.push(constant(assignment, file));
        }
    }
    for read in &facts.handlers.reads {
        let is_unknown =
            read.of == Given::Context && !context_members().any(|one| one == read.name);
        if is_unknown && loud(UNKNOWN_MEMBER, &read.range) {
            found.push(unknown_member(read, file));
        }
    }
    found
}

fn undeclared(name: &Undeclared, file: &CodeFile) -> Diagnostic {
    let instead = instead_of_global(&name.name);
    let message = match instead {
        Some(_) => format!("APPSYNC_JS has no `{}`", name.name),
        None => format!("nothing declares `{}`", name.name),
    };
    let help = match instead {
        Some(instead) => instead.to_owned(),
        None => elsewhere(name, file),
    };
    Diagnostic::warning(&resolver_code::UNDECLARED_NAME, message)
        .rule(UNDECLARED)
        .at(file.span(&name.range), "")
        .help(help)
}

/// Where a name may be from that is not JavaScript's.
fn elsewhere(
    Undeclared {
        name,
        is_assigned,
        similar,
        ..
    }: &Undeclared,
    file: &CodeFile,
) -> String {
    let similar = similar
        .as_ref()
        .map(|similar| format!("there is a similar name: `{similar}`"));
    if *is_assigned {
        return similar.unwrap_or_else(|| format!("declare it: `let {name}`"));
    }
    let mut arguments = file.used.iter().flat_map(|used| &used.arguments);
    if arguments.any(|argument| argument == name) {
        return format!("the field has such an argument: `ctx.args.{name}`");
    }
    if context_members().any(|member| member == name) {
        return format!("write `ctx.{name}`");
    }
    if let Some(module) = exporting(name) {
        return format!("import it: `import {{ {name} }} from '{module}'`");
    }
    similar.unwrap_or_else(|| "declare or import it".to_owned())
}

fn constant(assignment: &ConstantAssignment, file: &CodeFile) -> Diagnostic {
    let name = &assignment.name;
    let (what, help) = if assignment.is_imported {
        ("imported", "give the new value a name of its own")
    } else {
        (
            "a constant",
            "declare it by `let`, or give the new value a name of its own",
        )
    };
    let message = format!("`{name}` is {what} and cannot be assigned to");
    Diagnostic::warning(&resolver_code::CONSTANT_ASSIGNMENT, message)
        .rule(CONSTANT)
        .at(file.span(&assignment.range), "")
        .help(help)
}

fn unknown_member(read: &Read, file: &CodeFile) -> Diagnostic {
    let message = format!("the context has no member `{}`", read.name);
    let diagnostic = Diagnostic::warning(&resolver_code::UNKNOWN_CONTEXT_MEMBER, message)
        .rule(UNKNOWN_MEMBER)
        .at(file.span(&read.range), "");
    match near_name(&read.name, context_members()) {
        Some(near) => diagnostic.help(format!("there is a similar name: `{near}`")),
        None => diagnostic,
    }
}
