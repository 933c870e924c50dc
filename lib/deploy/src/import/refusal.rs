//! Why something cannot be imported, and the ways out.

use appsynth_diagnostics::Diagnostic;
use appsynth_diagnostics::codes::deployment;

use super::declared::Declared;
use crate::aws::Owner;
use crate::existing_table::Difference;
use crate::kinds::{AMPLIFY_TABLE, API};

pub(super) fn cannot(name: &str, why: impl std::fmt::Display) -> Diagnostic {
    let what = format!("`{name}` cannot be imported: {why}");
    Diagnostic::error(&deployment::NOT_IMPORTED, what)
}

/// The table is not as declared, and no deployment could change that.
pub(super) fn differs(name: &str, difference: &Difference) -> Diagnostic {
    let refusal = cannot(name, &difference.what);
    match &difference.help {
        Some(help) => refusal.help(help),
        None => refusal,
    }
}

/// The name of a table in a nested stack is not written in the template.
pub(super) fn unnamed(declared: &Declared<'_>) -> Diagnostic {
    let name = declared.short_name();
    cannot(name, "it is in a nested stack, whose template does not have its name").help(format!(
        "name it in `appsynth.yaml`: `imported-tables: {{ {name}: TABLE }}`, or in Rust with `.imported_table(…)`"
    ))
}

/// What leaves the stack is deleted, and CloudFormation imports nothing of that kind by itself.
pub(super) fn not_retained(declared: &Declared<'_>) -> Diagnostic {
    cannot(declared.short_name(), "its stack would delete it")
        .help("have it retained: `removal: retain`")
}

/// Tables of templates at the top and of nested ones at the same time.
pub(super) fn two_ways(nested: &Declared<'_>, top: &Declared<'_>) -> Diagnostic {
    let (nested, top) = (nested.short_name(), top.short_name());
    let why = format!("`{top}` is, in the same command, and is imported in another way");
    cannot(nested, why).help("import the one, then the other")
}

/// The table is in another stack.
pub(super) fn of_another_stack(
    name: &str,
    table: &str,
    owner: &Owner,
    environment: &str,
) -> Diagnostic {
    let Owner {
        stack,
        logical_id,
        kind,
    } = owner;
    let what = format!(
        "`{name}` cannot be imported: the table `{table}` belongs to the stack `{stack}`, as {logical_id}"
    );
    let refusal = Diagnostic::error(&deployment::OF_ANOTHER_STACK, what);
    let refusal = match kind.as_str() {
        AMPLIFY_TABLE => refusal.note(
            "Amplify makes it by a function of its own; once it is retained and let go, it is a table like others",
        ),
        _ => refusal,
    };
    refusal
        .help(format!(
            "`appsynth import --env {environment} --from {stack}` has that stack let it go, with its items, and takes it \
             in; name the stack at the top to do so for all its tables"
        ))
        .help(format!(
            "by hand: give {logical_id} `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` in the template of \
             `{stack}` and update the stack; then take it out of the template, with the table's name and ARN in \
             place of what refers to it, and update once more; then `appsynth import --env {environment}`"
        ))
        .help(format!(
            "or leave it to that stack: `table-names: {{ {name}: {table} }}`"
        ))
}

/// CloudFormation does not take in what the name means.
pub(super) fn not_importable(name: &str, kind: &str) -> Diagnostic {
    let what = format!("`{name}` cannot be imported: it is an {kind}");
    let refusal = Diagnostic::error(&deployment::NOT_IMPORTABLE, what);
    match kind {
        API => refusal
            .note("CloudFormation refuses APIs and schemas in an import, so that a new one has an id and a URL of its own")
            .help(
                "deploy the new API beside the old one, on the same tables, and have clients take its outputs \
                 (`appsynth outputs`); a domain of your own can be associated with the new API and stay their URL",
            ),
        _ => refusal.help("only tables are imported: what holds no data is made anew"),
    }
}

/// The stack to take over from is not there.
pub(super) fn no_stack(stack: &str) -> Diagnostic {
    let what = format!("nothing can be taken over from `{stack}`: there is no such stack");
    Diagnostic::error(&deployment::OF_ANOTHER_STACK, what)
        .help("see `aws cloudformation list-stacks` of the environment's account and region")
}

/// The stack to take over from cannot let a table go.
pub(super) fn not_let_go(stack: &str, why: &str) -> Diagnostic {
    let what = format!("the stack `{stack}` cannot let its tables go: {why}");
    Diagnostic::error(&deployment::OF_ANOTHER_STACK, what)
        .help("change its template by hand, with the tool that has made it")
}
