//! Imports and exports.
//!
//! A module is rewritten into a function that takes the built-in modules and returns its exports, so
//! that its top level can run anew for each evaluation at no more than the price of a call. What is
//! removed leaves blanks behind: places stay what they were, one line further down.

use std::{fmt::Write, ops::Range};

use oxc::{
    ast::ast::{
        Declaration, ImportDeclaration, ImportDeclarationSpecifier, ModuleDeclaration, Program,
    },
    span::{GetSpan, Span},
};

use super::{
    imports,
    insertions::{Edited, Insertions},
    own_names::OwnNames,
    position::Lines,
    problem::{Problem, ProblemKind},
};

/// What became of a module.
pub(super) struct Rewritten {
    pub(super) script: String,
    /// The code in the script, if something was inserted.
    pub(super) edited: Option<Edited>,
    /// The exported handlers, by their names outside and within.
    pub(super) handlers: Vec<(String, String)>,
}

/// Rewrites a module and reports what it imports or exports in vain.
pub(super) fn rewrite(
    text: &str,
    program: &Program<'_>,
    lines: &Lines,
    problems: &mut Vec<Problem>,
    names: &OwnNames,
    insertions: Insertions,
) -> Rewritten {
    let mut rewriter = Rewriter {
        names,
        lines,
        problems,
        body: text.as_bytes().to_vec(),
        bindings: String::new(),
        exports: Vec::new(),
    };
    if let Some(hashbang) = &program.hashbang {
        rewriter.blank(hashbang.span);
    }
    for statement in &program.body {
        if let Some(declaration) = statement.as_module_declaration() {
            rewriter.module_declaration(declaration);
        }
    }
    rewriter.finish(insertions)
}

struct Rewriter<'l, 'p> {
    names: &'l OwnNames,
    lines: &'l Lines,
    problems: &'p mut Vec<Problem>,
    body: Vec<u8>,
    bindings: String,
    /// Exported and local names.
    exports: Vec<(String, String)>,
}

impl Rewriter<'_, '_> {
    fn module_declaration(&mut self, declaration: &ModuleDeclaration<'_>) {
        match declaration {
            ModuleDeclaration::ImportDeclaration(import) => {
                self.import(import);
                self.blank(import.span);
            }
            ModuleDeclaration::ExportDeclaration(export) => {
                let names = declared_names(&export.declaration);
                self.exports
                    .extend(names.into_iter().map(|name| (name.clone(), name)));
                self.blank(Span::new(
                    export.span.start,
                    export.declaration.span().start,
                ));
            }
            ModuleDeclaration::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    self.exports.push((
                        specifier.exported.name().to_string(),
                        specifier.local.name().to_string(),
                    ));
                }
                self.blank(export.span);
            }
            ModuleDeclaration::ExportAllDeclaration(_)
            | ModuleDeclaration::ExportFromDeclaration(_) => self.report(
                ProblemKind::Exports,
                declaration.span(),
                "what another module exports cannot be exported again",
            ),
            ModuleDeclaration::ExportDefaultDeclaration(_) => self.report(
                ProblemKind::Exports,
                declaration.span(),
                "a default export is never called",
            ),
            ModuleDeclaration::TSExportAssignment(_)
            | ModuleDeclaration::TSNamespaceExportDeclaration(_) => self.report(
                ProblemKind::Syntax,
                declaration.span(),
                "this is TypeScript, not JavaScript",
            ),
        }
    }

    fn import(&mut self, import: &ImportDeclaration<'_>) {
        self.problems.extend(imports::of_module(import, self.lines));
        let source = import.source.value.as_str();
        for specifier in import.specifiers.iter().flatten() {
            match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    self.bind(&named.local.name, source, Some(&named.imported.name()));
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(all) => {
                    self.bind(&all.local.name, source, None);
                }
                // Refused.
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => {}
            }
        }
    }

    fn bind(&mut self, local: &str, module: &str, member: Option<&str>) {
        let modules = &self.names.modules;
        write!(self.bindings, " const {local} = {modules}[{module:?}]")
            .and_then(|()| match member {
                Some(member) => write!(self.bindings, "[{member:?}];"),
                None => write!(self.bindings, ";"),
            })
            .expect("invariant: a string takes everything written to it");
    }

    fn report(&mut self, kind: ProblemKind, span: Span, message: &str) {
        self.problems.push(Problem::new(
            self.lines,
            kind,
            message.to_owned(),
            range(span),
        ));
    }

    fn blank(&mut self, span: Span) {
        for byte in self.body.get_mut(range(span)).into_iter().flatten() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn finish(self, insertions: Insertions) -> Rewritten {
        let handlers: Vec<(String, String)> = self
            .exports
            .into_iter()
            .filter(|(exported, _)| matches!(exported.as_str(), "request" | "response"))
            .collect();
        if handlers.is_empty() && self.problems.is_empty() {
            self.problems.push(Problem::new(
                self.lines,
                ProblemKind::Exports,
                "neither `request` nor `response` is exported".to_owned(),
                0..0,
            ));
        }
        let body = String::from_utf8(self.body)
            .expect("invariant: blanks replace whole characters by spaces");
        let edited = (!insertions.is_empty()).then(|| insertions.apply(&body));
        let body = edited.as_ref().map_or(body.as_str(), Edited::text);
        let returned: Vec<String> = handlers
            .iter()
            .map(|(exported, local)| format!("{exported}: {local}"))
            .collect();
        Rewritten {
            script: format!(
                "(function ({}, {}, {}) {{{}\n{body}\nreturn {{ {} }};\n}})",
                self.names.modules,
                self.names.count,
                self.names.cut,
                self.bindings,
                returned.join(", ")
            ),
            edited,
            handlers,
        }
    }
}

/// The names that a declaration declares.
pub(crate) fn declared_names(declaration: &Declaration<'_>) -> Vec<String> {
    match declaration {
        Declaration::VariableDeclaration(variables) => variables
            .declarations
            .iter()
            .flat_map(|variable| variable.id.get_binding_identifiers())
            .map(|identifier| identifier.name.to_string())
            .collect(),
        Declaration::FunctionDeclaration(function) => function
            .id
            .iter()
            .map(|identifier| identifier.name.to_string())
            .collect(),
        _ => Vec::new(),
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
