//! Names that nothing declares.

use std::ops::Range;

use appsynth_diagnostics::near_name;
use oxc::{
    ast::{AstKind, ast::UnaryOperator},
    semantic::{Reference, Semantic},
};

use super::range;
use crate::globals::GLOBALS;

/// Names shorter than this are near to too many others.
const MIN_CHARACTERS: usize = 3;

/// A use of a name that neither the file nor AppSync declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undeclared {
    /// The name.
    pub name: String,
    /// Whether the file gives it a value somewhere.
    pub is_assigned: bool,
    /// A similar name that is known at this place.
    pub similar: Option<String>,
    /// The bytes of the name.
    pub range: Range<usize>,
}

pub(super) fn of(semantic: &Semantic<'_>) -> Vec<Undeclared> {
    let scoping = semantic.scoping();
    let mut found = Vec::new();
    for (name, uses) in scoping.root_unresolved_references() {
        // Functions have their arguments by this name.
        if GLOBALS.contains(&name.as_str()) || name == "arguments" {
            continue;
        }
        let uses = uses.iter().map(|id| scoping.get_reference(*id));
        let is_assigned = uses.clone().any(Reference::is_write);
        let evaluated = uses.filter(|reference| is_evaluated(reference, semantic));
        found.extend(evaluated.map(|reference| Undeclared {
            name: name.to_string(),
            is_assigned,
            similar: similar(name, reference, semantic),
            range: range(semantic.reference_span(reference)),
        }));
    }
    found
}

/// Whether it is no type, and not only asked whether there is such a name: `typeof name`.
fn is_evaluated(reference: &Reference, semantic: &Semantic<'_>) -> bool {
    let is_asked_for = matches!(
        semantic.nodes().parent_kind(reference.node_id()),
        AstKind::UnaryExpression(around) if around.operator == UnaryOperator::Typeof
    );
    let flags = reference.flags();
    flags.is_value() && !flags.is_value_as_type() && !is_asked_for
}

fn similar(name: &str, reference: &Reference, semantic: &Semantic<'_>) -> Option<String> {
    if name.chars().count() < MIN_CHARACTERS {
        return None;
    }
    let scoping = semantic.scoping();
    let scopes = scoping.scope_ancestors(reference.scope_id());
    let declared = scopes.flat_map(|scope| scoping.get_bindings(scope).iter());
    let values =
        declared.filter(|(_, symbol)| scoping.symbol_flags(**symbol).can_be_referenced_by_value());
    let names = values.map(|(name, _)| name.as_str());
    near_name(name, names.chain(GLOBALS.iter().copied())).map(str::to_owned)
}
