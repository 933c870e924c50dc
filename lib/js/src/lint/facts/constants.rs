//! Assignments to names that keep what they were declared with.

use std::ops::Range;

use oxc::semantic::Semantic;

use super::range;

/// An assignment that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstantAssignment {
    /// The name.
    pub name: String,
    /// Whether it is imported; otherwise it is a `const`.
    pub is_imported: bool,
    /// The bytes of the name.
    pub range: Range<usize>,
}

pub(super) fn of(semantic: &Semantic<'_>) -> Vec<ConstantAssignment> {
    let scoping = semantic.scoping();
    let fixed = scoping.symbol_ids().filter(|symbol| {
        let flags = scoping.symbol_flags(*symbol);
        flags.is_const_variable() || flags.is_import()
    });
    let assignments = fixed.flat_map(|symbol| {
        let references = semantic.symbol_references(symbol);
        let writes = references.filter(|reference| reference.is_write());
        writes.map(move |reference| ConstantAssignment {
            name: scoping.symbol_name(symbol).to_owned(),
            is_imported: scoping.symbol_flags(symbol).is_import(),
            range: range(semantic.reference_span(reference)),
        })
    });
    assignments.collect()
}
