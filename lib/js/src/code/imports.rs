//! What is imported from the built-in modules, and what cannot be.

use oxc::{
    ast::ast::{ImportDeclaration, ImportDeclarationSpecifier},
    semantic::Scoping,
    span::{GetSpan, Span},
};

use super::{
    position::Lines,
    problem::{Problem, ProblemKind},
};
use crate::builtin;

/// What is wrong with an import of a module.
pub(super) fn of_module(import: &ImportDeclaration<'_>, lines: &Lines) -> Vec<Problem> {
    wrong(import, lines, |_| true)
}

/// What is wrong with an import of a module or a file in TypeScript, where what is used as a type only goes.
pub(super) fn of_typescript(
    import: &ImportDeclaration<'_>,
    scoping: &Scoping,
    lines: &Lines,
) -> Vec<Problem> {
    if import.import_kind.is_type() {
        return Vec::new();
    }
    let stays = |specifier: &ImportDeclarationSpecifier<'_>| {
        let mut uses = scoping.get_resolved_references(specifier.local().symbol_id());
        uses.any(|one| one.flags().is_value() && !one.flags().is_value_as_type())
    };
    let mut all = import.specifiers.iter().flatten();
    match import.specifiers {
        Some(_) if !all.any(stays) => Vec::new(),
        _ => wrong(import, lines, stays),
    }
}

fn wrong(
    import: &ImportDeclaration<'_>,
    lines: &Lines,
    stays: impl Fn(&ImportDeclarationSpecifier<'_>) -> bool,
) -> Vec<Problem> {
    let source = import.source.value.as_str();
    let Some(module) = builtin::find(source) else {
        let message = format!("module `{source}` is not supported");
        let place = import.source.span;
        return vec![problem(ProblemKind::UnknownModule, place, message, lines)];
    };
    let stays = import.specifiers.iter().flatten().filter(|one| stays(one));
    let unknown = stays.filter_map(|specifier| match specifier {
        ImportDeclarationSpecifier::ImportSpecifier(named) => {
            let name = named.imported.name();
            (!module.has(&name)).then(|| (name.to_string(), named.imported.span()))
        }
        ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => None,
        ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
            Some(("default".to_owned(), default.span))
        }
    });
    let problems = unknown.map(|(name, place)| {
        let message = format!("module `{source}` has no export `{name}`");
        let module = source.to_owned();
        let kind = ProblemKind::UnknownExport { module, name };
        problem(kind, place, message, lines)
    });
    problems.collect()
}

fn problem(kind: ProblemKind, place: Span, message: String, lines: &Lines) -> Problem {
    let range = place.start as usize..place.end as usize;
    Problem::new(lines, kind, message, range)
}
