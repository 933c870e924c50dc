//! Fragments: used, without circles, and where they can match.

use super::walk::Walk;
use crate::Schema;
use crate::ast::{FragmentDefinition, Selection, TypeDefinition};

/// Each fragment has to be reachable from an operation.
pub(super) fn check_use(walk: &mut Walk<'_>) {
    let document = walk.document;
    let mut used = Vec::new();
    for operation in document.operations() {
        collect_spreads(walk, &operation.selection_set, &mut used);
    }
    for fragment in document.fragments() {
        if !used.contains(&&*fragment.name) {
            let message = format!("Unused fragment {}", fragment.name);
            walk.refuse("UnusedFragment", &message, &[fragment.span]);
        }
    }
}

pub(super) fn check_cycle<'a>(walk: &mut Walk<'a>, fragment: &'a FragmentDefinition) {
    let mut reached = Vec::new();
    collect_spreads(walk, &fragment.selection_set, &mut reached);
    if reached.contains(&&*fragment.name) {
        let message = "Fragment cycles not allowed";
        walk.refuse("FragmentCycle", message, &[fragment.span]);
    }
}

/// Whether an object can be of both types.
pub(super) fn overlap(schema: &Schema, one: &TypeDefinition, two: &TypeDefinition) -> bool {
    schema
        .possible_types(&one.name)
        .iter()
        .any(|object| schema.is_possible_type(&two.name, object))
}

/// The names of the fragments that are spread somewhere inside, through other fragments too.
fn collect_spreads<'a>(walk: &Walk<'a>, selections: &'a [Selection], names: &mut Vec<&'a str>) {
    for selection in selections {
        match selection {
            Selection::Field(field) => collect_spreads(walk, &field.selection_set, names),
            Selection::InlineFragment(fragment) => {
                collect_spreads(walk, &fragment.selection_set, names);
            }
            Selection::FragmentSpread(spread) => {
                if !names.contains(&&*spread.name) {
                    names.push(&spread.name);
                    if let Some(fragment) = walk.fragment(&spread.name) {
                        collect_spreads(walk, &fragment.selection_set, names);
                    }
                }
            }
        }
    }
}
