//! A file's functions, and how they are called from elsewhere.

use std::collections::HashMap;

use oxc::{
    ast::{
        AstKind,
        ast::{
            BindingPattern, CallExpression, Expression, FormalParameters, FunctionType,
            ImportDeclarationSpecifier, ModuleDeclaration, ModuleExportName,
        },
    },
    semantic::{Semantic, SymbolId},
    span::Span,
};

use crate::code::declared_names;

use super::flow::{Flow, Follow, Given, position};

/// A function that a call names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callee {
    /// A function of the same file, by its place in [`Links::functions`].
    Here(usize),
    /// A function of another file, by its place in [`Links::imports`].
    Imported(usize),
}

/// A function of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// What its parameters are used for, whatever they are given.
    pub parameters: Vec<Parameter>,
    /// How often the file names it, calls included and exports not.
    pub mentions: usize,
}

/// What becomes of a parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameter {
    context: Flow,
    arguments: Flow,
    source: Flow,
    stash: Flow,
}

impl Parameter {
    /// What becomes of it if it is given this.
    pub fn flow(&self, given: Given) -> &Flow {
        match given {
            Given::Context => &self.context,
            Given::Arguments => &self.arguments,
            Given::Source => &self.source,
            Given::Stash => &self.stash,
        }
    }
}

/// A name that is imported from another file of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The file as it is written, such as `./pages`.
    pub source: String,
    /// Its name there.
    pub name: String,
    /// How often this file names it, calls included and exports not.
    pub mentions: usize,
}

/// What a name that a file exports is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exported {
    /// A function of the file, or one that it imports.
    Callee(Callee),
    /// What another file exports by this name.
    Other {
        /// The file as it is written.
        source: String,
        /// The name there.
        name: String,
    },
}

/// The functions of a file and what leads to and from them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The functions that have names.
    pub functions: Vec<Function>,
    /// What is imported by name from other files of the project.
    pub imports: Vec<Import>,
    /// The names that are exported, as far as functions are behind them.
    pub exports: Vec<(String, Exported)>,
    /// Files that are imported as one object.
    pub objects: Vec<String>,
    /// Files of which everything is exported again.
    pub all_of: Vec<String>,
    /// Every other file of the project that this one needs.
    pub needs: Vec<String>,
}

/// The functions that names stand for.
pub(super) struct Names(HashMap<SymbolId, Callee>);

impl Names {
    /// The function that a call names and the parameter that an argument becomes.
    pub(super) fn parameter(
        &self,
        call: &CallExpression<'_>,
        argument: Span,
        semantic: &Semantic<'_>,
    ) -> Option<(Callee, usize)> {
        let Expression::Identifier(name) = &call.callee else {
            return None;
        };
        let symbol = semantic
            .scoping()
            .get_reference(name.reference_id())
            .symbol_id()?;
        Some((self.0.get(&symbol)?.clone(), position(call, argument)?))
    }
}

pub(super) fn of(semantic: &Semantic<'_>) -> (Links, Names) {
    let mut links = Links::default();
    let mut names = Names(HashMap::new());
    let mut functions: Vec<&FormalParameters<'_>> = Vec::new();
    for node in semantic.nodes().iter() {
        let kind = node.kind();
        if let Some((symbol, parameters)) = named_function(kind, semantic) {
            names.0.insert(symbol, Callee::Here(functions.len()));
            links.functions.push(Function {
                parameters: Vec::new(),
                mentions: mentions(symbol, semantic),
            });
            functions.push(parameters);
        }
        if let AstKind::ImportDeclaration(import) = kind {
            let source = import.source.value.as_str();
            if !source.starts_with('.') {
                continue;
            }
            links.needs.push(source.to_owned());
            for specifier in import.specifiers.iter().flatten() {
                let named = match specifier {
                    ImportDeclarationSpecifier::ImportSpecifier(named) => named,
                    ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {
                        links.objects.push(source.to_owned());
                        continue;
                    }
                    ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => continue,
                };
                let symbol = named.local.symbol_id();
                names
                    .0
                    .insert(symbol, Callee::Imported(links.imports.len()));
                links.imports.push(Import {
                    source: source.to_owned(),
                    name: named.imported.name().to_string(),
                    mentions: mentions(symbol, semantic),
                });
            }
        }
    }
    let follow = Follow {
        semantic,
        names: &names,
    };
    for (function, parameters) in links.functions.iter_mut().zip(&functions) {
        let flows = parameters.items.iter().map(|parameter| {
            let flow = |given| {
                let mut flow = Flow::default();
                follow.bound(given, &parameter.pattern, &mut flow);
                flow
            };
            Parameter {
                context: flow(Given::Context),
                arguments: flow(Given::Arguments),
                source: flow(Given::Source),
                stash: flow(Given::Stash),
            }
        });
        function.parameters = flows.collect();
    }
    note_exports(semantic, &names, &mut links);
    (links, names)
}

/// A function that is declared, or assigned to a name that nothing else is ever assigned to.
fn named_function<'a>(
    kind: AstKind<'a>,
    semantic: &Semantic<'_>,
) -> Option<(SymbolId, &'a FormalParameters<'a>)> {
    match kind {
        AstKind::Function(function) if function.r#type == FunctionType::FunctionDeclaration => {
            Some((function.id.as_ref()?.symbol_id(), &function.params))
        }
        AstKind::VariableDeclarator(declared) => {
            let BindingPattern::BindingIdentifier(id) = &declared.id else {
                return None;
            };
            let parameters = match declared.init.as_ref()?.without_parentheses() {
                Expression::ArrowFunctionExpression(arrow) => &arrow.params,
                Expression::FunctionExpression(function) => &function.params,
                _ => return None,
            };
            let symbol = id.symbol_id();
            (!semantic.scoping().symbol_is_mutated(symbol)).then_some((symbol, parameters))
        }
        _ => None,
    }
}

fn mentions(symbol: SymbolId, semantic: &Semantic<'_>) -> usize {
    let references = semantic.symbol_references(symbol);
    references
        .filter(|reference| {
            let around = semantic.nodes().parent_kind(reference.node_id());
            !matches!(around, AstKind::ExportSpecifier(_))
        })
        .count()
}

fn note_exports(semantic: &Semantic<'_>, names: &Names, links: &mut Links) {
    let scoping = semantic.scoping();
    let callee = |name: &str| {
        names
            .0
            .get(&scoping.get_root_binding(name.into())?)
            .cloned()
    };
    let program = semantic.nodes().program();
    for statement in &program.body {
        let Some(declaration) = statement.as_module_declaration() else {
            continue;
        };
        match declaration {
            ModuleDeclaration::ExportDeclaration(export) => {
                for name in declared_names(&export.declaration) {
                    if let Some(callee) = callee(&name) {
                        links.exports.push((name, Exported::Callee(callee)));
                    }
                }
            }
            ModuleDeclaration::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    if let Some(callee) = callee(&specifier.local.name()) {
                        let name = specifier.exported.name().to_string();
                        links.exports.push((name, Exported::Callee(callee)));
                    }
                }
            }
            ModuleDeclaration::ExportFromDeclaration(export) => {
                let source = export.source.value.to_string();
                links.needs.push(source.clone());
                for specifier in &export.specifiers {
                    let name = ModuleExportName::name(&specifier.local).to_string();
                    let other = Exported::Other {
                        source: source.clone(),
                        name,
                    };
                    links
                        .exports
                        .push((specifier.exported.name().to_string(), other));
                }
            }
            ModuleDeclaration::ExportAllDeclaration(export) => {
                let source = export.source.value.to_string();
                links.needs.push(source.clone());
                links.all_of.push(source);
            }
            _ => {}
        }
    }
}
