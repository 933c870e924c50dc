//! What is said about mistakes in constructs: one function per message.

use std::io;

use appsynth_diagnostics::codes::constructs as codes;
use appsynth_diagnostics::{CallSite, Diagnostic, near_name};

pub(crate) fn invalid_id(scope: &str, id: &str, reason: &str) -> Diagnostic {
    let scope = scope_name(scope);
    Diagnostic::error(
        &codes::INVALID_ID,
        format!("`{id}` in {scope} cannot be the id of a construct: {reason}"),
    )
    .help("use letters, digits and hyphens")
}

pub(crate) fn duplicate_id(scope: &str, id: &str, first: CallSite) -> Diagnostic {
    let scope = scope_name(scope);
    Diagnostic::error(
        &codes::DUPLICATE_ID,
        format!("two constructs named `{id}` in {scope}"),
    )
    .note(format!("the first is at {first}"))
    .help("rename the second; renaming the first would replace what is deployed")
}

pub(crate) fn logical_id_collision(id: &str, first: &str, at: CallSite) -> Diagnostic {
    Diagnostic::error(
        &codes::LOGICAL_ID_COLLISION,
        format!("the logical id `{id}` is already that of `{first}`"),
    )
    .note(format!("`{first}` is at {at}"))
    .help("rename the newer one by more than punctuation, or override its logical id")
}

pub(crate) fn no_logical_id(path: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::INVALID_LOGICAL_ID,
        format!("the path `{path}` gives no logical id"),
    )
    .note("only letters and digits count in a logical id, and `Default` does not")
    .help("use an id with a letter or digit")
}

pub(crate) fn invalid_logical_id(id: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::INVALID_LOGICAL_ID,
        format!("`{id}` cannot be a logical id"),
    )
    .help("use 1 to 255 letters and digits")
}

pub(crate) fn invalid_stack_name(name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::INVALID_STACK_NAME,
        format!("`{name}` cannot be the name of a stack"),
    )
    .help("begin with a letter; use at most 128 letters, digits and hyphens")
}

pub(crate) fn duplicate_stack_name(name: &str, first: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DUPLICATE_STACK_NAME,
        format!("`{first}` is to be deployed under the name `{name}` too"),
    )
    .help("give one of the stacks another name, account or region")
}

pub(crate) fn foreign_handle() -> Diagnostic {
    Diagnostic::error(
        &codes::FOREIGN_HANDLE,
        "this handle was made by another app",
    )
    .help("use the handles that this app's `add` returned")
}

pub(crate) fn not_referable(path: &str, noun: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_REFERABLE,
        format!("`{path}` is {noun}, which has no value to refer to"),
    )
    .help("refer to a resource or a parameter")
}

pub(crate) fn parameter_attribute(path: &str, attribute: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_REFERABLE,
        format!("`{path}` is a parameter and has no attribute `{attribute}`"),
    )
    .help("use the parameter's value")
}

pub(crate) fn external_attribute(path: &str, attribute: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_REFERABLE,
        format!("nothing is known of `{attribute}` of the external resource `{path}`"),
    )
    .note(format!("known: {}", list(known)))
    .help("give the attribute where the external resource is described")
}

pub(crate) fn unknown_attribute(
    path: &str,
    kind: &str,
    attribute: &str,
    known: &[&str],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::UNKNOWN_ATTRIBUTE,
        format!("`{path}` has no attribute `{attribute}`"),
    );
    let diagnostic = match near_name(attribute, known.iter().copied()) {
        Some(near) => diagnostic.help(format!(
            "there is an attribute with a similar name: `{near}`"
        )),
        None => diagnostic,
    };
    diagnostic.note(format!("a resource of type `{kind}` has: {}", list(known)))
}

pub(crate) fn computed_attribute_elsewhere() -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_REFERABLE,
        "an attribute whose name is known only when deployed can be had only of a resource of the same stack",
    )
    .help("name the attribute")
}

pub(crate) fn not_in_this_stack(path: &str, noun: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_IN_THIS_STACK,
        format!("`{path}` is not {noun} of this stack"),
    )
    .help(format!("define {noun} in the stack that uses it"))
}

pub(crate) fn other_environment(
    producer: &str,
    from: (Option<&str>, Option<&str>),
    to: (Option<&str>, Option<&str>),
) -> Diagnostic {
    Diagnostic::error(
        &codes::OTHER_ENVIRONMENT,
        format!("`{producer}` is in another account or region"),
    )
    .note(format!(
        "this stack is in {}, that one in {}",
        place(from),
        place(to)
    ))
    .help("name the resource, and describe it in this stack as an external one")
}

pub(crate) fn stack_cycle(chain: &[&str], reasons: &[(String, CallSite)]) -> Diagnostic {
    let message = format!("stacks need each other: {}", chain.join(" → "));
    let diagnostic = Diagnostic::error(&codes::STACK_CYCLE, message)
        .help("move the constructs that both need into one of the stacks, or into a third");
    reasons
        .iter()
        .fold(diagnostic, |diagnostic, (reason, call_site)| {
            diagnostic.note(format!("{reason} ({call_site})"))
        })
}

pub(crate) fn resource_cycle(chain: &[(&str, CallSite)]) -> Diagnostic {
    let paths: Vec<&str> = chain.iter().map(|(path, _)| *path).collect();
    let message = format!("resources need each other: {}", paths.join(" → "));
    let diagnostic = Diagnostic::error(&codes::RESOURCE_CYCLE, message).help(
        "break the circle: set one of the values without a reference, or in a third resource",
    );
    let others = chain.iter().take(chain.len().saturating_sub(1)).skip(1);
    others.fold(diagnostic, |diagnostic, (path, call_site)| {
        diagnostic.note(format!("`{path}` is at {call_site}"))
    })
}

pub(crate) fn dependency_on_nothing(path: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DEPENDENCY_ON_NOTHING,
        format!("`{path}` has no resource to wait for"),
    )
    .help("depend on a resource, or on a construct that contains one")
}

pub(crate) fn dependency_of_nothing(path: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::DEPENDENCY_ON_NOTHING,
        format!("`{path}` has no resource that could wait"),
    )
    .help("make a resource depend on others, or a construct that contains one")
}

pub(crate) fn not_a_resource(path: &str, noun: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::NOT_A_RESOURCE,
        format!("`{path}` is {noun}, not a resource"),
    )
    .help("use the handle of the resource itself")
}

pub(crate) fn element_twice(first: &str, second: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::ELEMENT_TWICE,
        format!("this construct is {first} already and cannot be {second} too"),
    )
    .help("add the second below this one, with an id of its own")
}

pub(crate) fn patch_pointer(kind: &str, pointer: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::PATCH_POINTER,
        format!("`{pointer}` leads nowhere in this `{kind}`: {reason}"),
    )
    .help("begin with `/Properties/` and name the members as CloudFormation does")
}

pub(crate) fn unreadable_file(path: &str, error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("`{path}` does not exist"),
        _ => format!("`{path}` cannot be read: {error}"),
    };
    Diagnostic::error(&codes::UNREADABLE_FILE, message)
        .help("paths are relative to the project's root")
}

pub(crate) fn not_text(path: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::UNREADABLE_FILE,
        format!("`{path}` is not text in UTF-8"),
    )
    .help("save it as UTF-8")
}

pub(crate) fn legible_file_outside(path: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::LEGIBLE_FILE,
        format!("`{path}` is no path within the assembly"),
    )
    .help("use a relative path with `/` and without `..`")
}

pub(crate) fn legible_file_twice(path: &str, first: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::LEGIBLE_FILE,
        format!("`{first}` writes other text to `{path}`"),
    )
    .help("choose another path")
}

fn scope_name(path: &str) -> String {
    match path {
        "" => "the app".to_owned(),
        path => format!("`{path}`"),
    }
}

fn place((account, region): (Option<&str>, Option<&str>)) -> String {
    format!(
        "{}/{}",
        account.unwrap_or("any account"),
        region.unwrap_or("any region")
    )
}

fn list(names: &[&str]) -> String {
    match names {
        [] => "no attribute".to_owned(),
        names => names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
