//! The wording of every message about a directive, by subject.

pub(crate) mod auth;
pub(crate) mod fields;
pub(crate) mod keys;
pub(crate) mod operations;
pub(crate) mod relations;
pub(crate) mod resolvers;

use appsynth_diagnostics::codes::directives as codes;
use appsynth_diagnostics::{Diagnostic, Span};
use appsynth_schema::ast::{Directive, Name};

/// A definition made by a program has no place to mark.
trait Places: Sized {
    fn mark(self, span: Option<Span>, text: impl Into<String>) -> Self;
    fn mark_also(self, span: Option<Span>, text: impl Into<String>) -> Self;
}

impl Places for Diagnostic {
    fn mark(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.at(span, text),
            None => self,
        }
    }

    fn mark_also(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.also(span, text),
            None => self,
        }
    }
}

pub(crate) fn needs_model(directive: &Directive, owner: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::NEEDS_MODEL,
        format!("`@{}` needs `@model` on `{owner}`", directive.name),
    )
    .mark(directive.span, "only for types that are stored")
    .mark_also(owner.span, "has no `@model`")
    .help(format!(
        "write `type {owner} @model`, or remove `@{}`",
        directive.name
    ))
}

pub(crate) fn on_extension(directive: &Directive, extended: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::ON_EXTENSION,
        format!("`@{}` cannot stand on an extension", directive.name),
    )
    .mark(directive.span, "not where a type is extended")
    .mark_also(extended.span, "extended here")
    .help(format!("write it where `{extended}` is defined"))
}

pub(crate) fn in_extension(directive: &Directive, field: &Name, extended: &Name) -> Diagnostic {
    Diagnostic::error(
        &codes::ON_EXTENSION,
        format!("`@{}` cannot stand on a field of an extension", directive.name),
    )
    .mark(directive.span, "not where a type is extended")
    .mark_also(extended.span, "extended here")
    .help(format!(
        "move `{field}` to where `{extended}` is defined; extensions of `Query`, `Mutation` and `Subscription` may have it"
    ))
}

/// The names as a list in a sentence.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// What to do about a name that is not among the known ones.
fn instead<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, what: &str) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match appsynth_diagnostics::near_name(name, known.iter().copied()) {
        Some(near) => format!("there is {what} with a similar name: `{near}`"),
        None if known.is_empty() => format!("declare `{name}`"),
        None => format!("declare `{name}`, or name one of {}", listed(known)),
    }
}
