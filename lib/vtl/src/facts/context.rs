//! Members of `$ctx.args` and `$ctx.source` that a template reads and writes.

use std::ops::Range;

use crate::tree::{Expression, Reference, Root, Slot, Step};

/// A part of the context whose members the schema knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `$ctx.args` or `$ctx.arguments`
    Arguments,
    /// `$ctx.source`
    Source,
}

/// A member that a template reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What of the context has it.
    pub part: Part,
    /// The name of the member.
    pub name: String,
    /// The bytes of the reference up to the name.
    pub range: Range<usize>,
}

/// The member that a reference reads.
pub(super) fn read(reference: &Reference) -> Option<Read> {
    let (part, rest) = part(reference)?;
    let name = match rest.first()? {
        Step::Property(name) => name,
        Step::Index(Expression::Text(name), _) => name,
        Step::Method {
            name, arguments, ..
        } if &**name == "get" => match arguments.first()? {
            Expression::Text(key) => key,
            _ => return None,
        },
        _ => return None,
    };
    let start = reference.position.0;
    let root = match reference.root {
        Root::Variable(Slot::CONTEXT) => "$context.",
        _ => "$ctx.",
    };
    let of = match reference.steps.first()? {
        Step::Property(of) => of.len() + 1,
        _ => return None,
    };
    Some(Read {
        part,
        name: name.to_string(),
        range: start..start + root.len() + of + name.len(),
    })
}

/// The member that `#set` writes, if its target is one.
pub(super) fn written(target: &Reference) -> Option<(Part, String)> {
    match part(target)? {
        (part, [Step::Property(name) | Step::Index(Expression::Text(name), _)]) => {
            Some((part, name.to_string()))
        }
        _ => None,
    }
}

/// The member that `$ctx.args.put("name", …)` writes.
pub(super) fn put(reference: &Reference) -> Option<(Part, String)> {
    match part(reference)? {
        (
            part,
            [
                Step::Method {
                    name, arguments, ..
                },
                ..,
            ],
        ) if matches!(&**name, "put" | "putIfAbsent" | "replace" | "remove") => {
            match arguments.first()? {
                Expression::Text(key) => Some((part, key.to_string())),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The part that gets another name by `#set`, also where it is only what stands in for something else.
pub(super) fn aliased(value: &Expression) -> Option<Part> {
    let Expression::Reference(reference) = value else {
        return None;
    };
    if let Root::Utility(call) = &reference.root {
        return call.arguments.iter().find_map(aliased);
    }
    whole(reference)
}

/// The part that a reference is, and not a member of it.
pub(super) fn whole(reference: &Reference) -> Option<Part> {
    match part(reference)? {
        (part, []) => Some(part),
        _ => None,
    }
}

/// The part whose members a method such as `putAll` changes, or of which the name is only known when the
/// template runs.
pub(super) fn changed(reference: &Reference) -> Option<Part> {
    let (part, rest) = part(reference)?;
    let Step::Method {
        name, arguments, ..
    } = rest.first()?
    else {
        return None;
    };
    let is_named = matches!(arguments.first(), Some(Expression::Text(_)));
    match &**name {
        "put" | "putIfAbsent" | "replace" if is_named => None,
        "put" | "putIfAbsent" | "replace" | "putAll" | "entrySet" => Some(part),
        _ => None,
    }
}

fn part(reference: &Reference) -> Option<(Part, &[Step])> {
    let Root::Variable(Slot::CTX | Slot::CONTEXT) = reference.root else {
        return None;
    };
    match reference.steps.split_first()? {
        (Step::Property(name), rest) => match &**name {
            "args" | "arguments" => Some((Part::Arguments, rest)),
            "source" => Some((Part::Source, rest)),
            _ => None,
        },
        _ => None,
    }
}
