//! What is said about templates: one function per message.

use appsynth_diagnostics::{Diagnostic, codes::assembly, near_name};

use crate::{LogicalId, Place};

pub(crate) fn syntax(format: &str, problem: &str) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_SYNTAX,
        format!("the template is not valid {format}: {problem}"),
    )
}

pub(crate) fn not_an_object(found: &str) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_SYNTAX,
        format!("a template is an object of sections, not {found}"),
    )
    .help("a template has at least a `Resources` section")
}

pub(crate) fn wrong_shape(place: &Place, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_SHAPE,
        format!("`{place}` must be {wanted}, not {found}"),
    )
}

pub(crate) fn unknown_member(place: &Place, member: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &assembly::TEMPLATE_SHAPE,
        if place.steps.is_empty() {
            format!("a template has no section `{member}`")
        } else {
            format!("`{place}` cannot have a member `{member}`")
        },
    );
    suggest(diagnostic, member, known)
}

pub(crate) fn missing_member(place: &Place, member: &str) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_SHAPE,
        if place.steps.is_empty() {
            format!("the template has no `{member}` section")
        } else {
            format!("`{place}` has no `{member}`")
        },
    )
}

pub(crate) fn key_not_text(place: &Place, found: &str) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_SHAPE,
        if place.steps.is_empty() {
            format!("the keys of a template must be text, not {found}")
        } else {
            format!("the keys of `{place}` must be text, not {found}")
        },
    )
}

pub(crate) fn intrinsic_arguments(place: &Place, function: &str, form: &str) -> Diagnostic {
    Diagnostic::error(
        &assembly::INTRINSIC_ARGUMENTS,
        format!("`{function}` at `{place}` has arguments it cannot take"),
    )
    .help(format!("its form is `{form}`"))
}

pub(crate) fn sub_variable(place: &Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        &assembly::INTRINSIC_ARGUMENTS,
        format!("`Fn::Sub` at `{place}` has a variable `${{{name}}}` with a name it cannot have"),
    )
    .help("names have letters, digits, `_`, `.` and `:`")
    .help(format!("for the text as it stands write `${{!{name}}}`"))
}

pub(crate) fn unknown_pseudo_parameter(place: &Place, name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &assembly::UNRESOLVED_REFERENCE,
        format!("`{place}` refers to `{name}`, but there is no such pseudo parameter"),
    );
    suggest(
        diagnostic,
        name,
        &crate::Pseudo::ALL.map(crate::Pseudo::name),
    )
}

pub(crate) fn unresolved(place: &Place, wanted: &str, name: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &assembly::UNRESOLVED_REFERENCE,
        format!("`{place}` refers to {wanted} `{name}`, but the template has none of that name"),
    );
    match near_name(name, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("there is one with a similar name: `{near}`")),
        None => diagnostic,
    }
}

pub(crate) fn unknown_attribute(
    place: &Place,
    kind: &str,
    attribute: &str,
    known: &[&str],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &assembly::UNKNOWN_ATTRIBUTE,
        format!("`{place}` reads `{attribute}`, but `{kind}` has no such attribute"),
    );
    if known.is_empty() {
        diagnostic.help("the type has no attributes; `Ref` gives its identifier")
    } else {
        suggest(diagnostic, attribute, known)
    }
}

pub(crate) fn circular_dependency(cycle: &[LogicalId]) -> Diagnostic {
    let path: Vec<String> = cycle
        .iter()
        .chain(cycle.first())
        .map(|id| format!("`{id}`"))
        .collect();
    Diagnostic::error(
        &assembly::CIRCULAR_DEPENDENCY,
        format!(
            "resources need one another in a circle: {}",
            path.join(" → ")
        ),
    )
    .help("move one of the references into a resource of its own that needs both sides")
}

pub(crate) fn quota(what: &str, found: usize, quota: usize) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_QUOTA,
        format!("the template has {found} {what}; CloudFormation allows {quota}"),
    )
    .help("move a part of it into a nested stack or another stack")
}

pub(crate) fn long_description(bytes: usize, quota: usize) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_QUOTA,
        format!("the description has {bytes} bytes; CloudFormation allows {quota}"),
    )
    .help("shorten it, or move what is longer to `Metadata`")
}

pub(crate) fn bad_name(section: &str, name: &str, longest: usize) -> Diagnostic {
    Diagnostic::error(
        &assembly::TEMPLATE_SHAPE,
        format!("`{section}` has an element named `{name}`, which is no logical id"),
    )
    .help(format!(
        "a logical id has 1 to {longest} letters and digits"
    ))
}

fn suggest(diagnostic: Diagnostic, name: &str, known: &[&str]) -> Diagnostic {
    diagnostic.help(suggestion(name, known.iter().copied()))
}

/// The name that was meant, or those there are.
pub(crate) fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match near_name(name, known.clone()) {
        Some(near) => format!("there is one with a similar name: `{near}`"),
        None => format!("there are: {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// The value that was meant, or those that are allowed: one that goes on where this ends, such as
/// `nodejs22.x`, or one of similar spelling. One letter is near every other.
pub(crate) fn value_suggestion(value: &str, allowed: &[&str]) -> String {
    let longer = allowed
        .iter()
        .copied()
        .find(|one| !value.is_empty() && one.starts_with(value));
    match longer.or_else(|| near_name(value, allowed.iter().copied())) {
        Some(near) if near.len() > 2 => format!("there is a similar one: `{near}`"),
        _ => format!("it can be `{}`", allowed.join("`, `")),
    }
}
