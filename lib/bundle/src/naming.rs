//! Names for what has none of its own: what a file exports as default, and what is used of a file that is imported as
//! one object. Afterwards the file exports and imports by name only.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxc::{
    allocator::{Allocator, Vec as ArenaVec},
    ast::{
        ast::{
            BindingIdentifier, BindingPattern, ExportDefaultDeclaration,
            ExportDefaultDeclarationKind, ExportSpecifier, Expression, IdentifierReference,
            ImportDeclarationSpecifier, ImportOrExportKind, ModuleExportName, Program, Statement,
            VariableDeclarationKind, VariableDeclarator,
        },
        builder::AstBuilder,
    },
    ast_visit::{VisitMut, walk_mut},
    semantic::{Scoping, SymbolId},
    span::Span,
};

use crate::module::is_relative;
use crate::problem::{Problem, ProblemKind};

/// Names what has no name, and tells whether there was anything: then the file's scopes have to be read again.
///
/// # Errors
/// Uses of a file's object other than for its members.
pub(crate) fn name<'a>(
    path: &str,
    program: &mut Program<'a>,
    scoping: &Scoping,
    allocator: &'a Allocator,
) -> Result<bool, Vec<Problem>> {
    let objects: HashMap<SymbolId, BTreeMap<String, Member>> = (program.body.iter())
        .flat_map(imported_objects)
        .map(|symbol| (symbol, BTreeMap::new()))
        .collect();
    let is_default =
        |statement: &Statement<'_>| matches!(statement, Statement::ExportDefaultDeclaration(_));
    if objects.is_empty() && !program.body.iter().any(is_default) {
        return Ok(false);
    }
    let own = scoping.symbol_names().map(str::to_owned);
    let global = scoping.root_unresolved_references().keys();
    let mut naming = Naming {
        path,
        scoping,
        builder: AstBuilder::new(allocator),
        allocator,
        taken: own.chain(global.map(|name| name.to_string())).collect(),
        objects,
        problems: Vec::new(),
    };
    naming.visit_program(program);
    if !naming.problems.is_empty() {
        return Err(naming.problems);
    }
    let statements = std::mem::replace(&mut program.body, ArenaVec::new_in(&allocator));
    for statement in statements {
        naming.statement(statement, &mut program.body);
    }
    Ok(true)
}

/// What stands for other files of the project as objects: `import * as pages from './pages'`.
fn imported_objects(statement: &Statement<'_>) -> Vec<SymbolId> {
    let Statement::ImportDeclaration(import) = statement else {
        return Vec::new();
    };
    let specifiers = import.specifiers.iter().flatten();
    let objects = specifiers.filter_map(|specifier| match specifier {
        ImportDeclarationSpecifier::ImportNamespaceSpecifier(all) => Some(all.local.symbol_id()),
        _ => None,
    });
    objects
        .filter(|_| is_relative(&import.source.value))
        .collect()
}

/// A member of a file's object.
struct Member {
    /// What it is called from now on.
    local: String,
    /// Where it is used first.
    span: Span,
}

struct Naming<'p, 'a> {
    path: &'p str,
    scoping: &'p Scoping,
    builder: AstBuilder<'a>,
    allocator: &'a Allocator,
    taken: HashSet<String>,
    /// The members that are used of each file's object.
    objects: HashMap<SymbolId, BTreeMap<String, Member>>,
    problems: Vec<Problem>,
}

impl<'a> Naming<'_, 'a> {
    /// A name that nothing in the file has.
    fn unused(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while !self.taken.insert(name.clone()) {
            name.push('$');
        }
        name
    }

    fn object(&self, name: &IdentifierReference<'_>) -> Option<SymbolId> {
        let reference = self.scoping.get_reference(name.reference_id.get()?);
        let symbol = reference.symbol_id()?;
        self.objects.contains_key(&symbol).then_some(symbol)
    }

    /// What a member of a file's object is called from now on.
    fn member(&mut self, object: SymbolId, name: &str, span: Span) -> String {
        if let Some(known) = self
            .objects
            .get(&object)
            .and_then(|members| members.get(name))
        {
            return known.local.clone();
        }
        let local = self.unused(name);
        let member = Member {
            local: local.clone(),
            span,
        };
        let members = self.objects.entry(object).or_default();
        members.insert(name.to_owned(), member);
        local
    }

    /// A statement whose imports and exports have names.
    fn statement(&mut self, statement: Statement<'a>, to: &mut ArenaVec<'a, Statement<'a>>) {
        match statement {
            Statement::ImportDeclaration(mut import) => {
                if let Some(specifiers) = &mut import.specifiers {
                    let all = std::mem::replace(specifiers, ArenaVec::new_in(&self.allocator));
                    for specifier in all {
                        self.specifier(specifier, specifiers);
                    }
                }
                to.push(Statement::ImportDeclaration(import));
            }
            Statement::ExportDefaultDeclaration(export) => self.default(export.unbox(), to),
            other => to.push(other),
        }
    }

    /// An import of names in place of one of an object.
    fn specifier(
        &self,
        specifier: ImportDeclarationSpecifier<'a>,
        to: &mut ArenaVec<'a, ImportDeclarationSpecifier<'a>>,
    ) {
        let members = match &specifier {
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(all) => {
                self.objects.get(&all.local.symbol_id())
            }
            _ => None,
        };
        let Some(members) = members else {
            to.push(specifier);
            return;
        };
        for (name, Member { local, span }) in members {
            let builder = &self.builder;
            let name = ModuleExportName::new_identifier_name(*span, self.text(name), builder);
            let local = BindingIdentifier::new(*span, self.text(local), builder);
            let kind = ImportOrExportKind::Value;
            to.push(ImportDeclarationSpecifier::new_import_specifier(
                *span, name, local, kind, builder,
            ));
        }
    }

    /// What is exported as default, under a name.
    fn default(
        &mut self,
        export: ExportDefaultDeclaration<'a>,
        to: &mut ArenaVec<'a, Statement<'a>>,
    ) {
        let span = export.span;
        let name = match export.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(mut function) => {
                let id = function.id.take().unwrap_or_else(|| self.default_id(span));
                let name = function.id.insert(id).name;
                to.push(Statement::FunctionDeclaration(function));
                name
            }
            ExportDefaultDeclarationKind::ClassDeclaration(mut class) => {
                let id = class.id.take().unwrap_or_else(|| self.default_id(span));
                let name = class.id.insert(id).name;
                to.push(Statement::ClassDeclaration(class));
                name
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => return,
            value => match value.into_expression() {
                Expression::Identifier(id) => id.name,
                value => {
                    let id = self.default_id(span);
                    let name = id.name;
                    to.push(self.constant(id, value));
                    name
                }
            },
        };
        let builder = &self.builder;
        let local = ModuleExportName::new_identifier_reference(span, name, builder);
        let exported = ModuleExportName::new_identifier_name(span, "default", builder);
        let kind = ImportOrExportKind::Value;
        let specifier = ExportSpecifier::new(span, local, exported, kind, builder);
        let specifiers = ArenaVec::from_value_in(specifier, &self.allocator);
        to.push(Statement::new_export_named_declaration(
            span, specifiers, kind, builder,
        ));
    }

    fn default_id(&mut self, span: Span) -> BindingIdentifier<'a> {
        let name = self.unused(&default_name(self.path));
        BindingIdentifier::new(span, self.text(&name), &self.builder)
    }

    fn constant(&self, id: BindingIdentifier<'a>, value: Expression<'a>) -> Statement<'a> {
        let (span, kind, builder) = (id.span, VariableDeclarationKind::Const, &self.builder);
        let pattern = BindingPattern::new_binding_identifier(span, id.name, builder);
        let declarator = VariableDeclarator::new(span, pattern, None, Some(value), false, builder);
        let declarators = ArenaVec::from_value_in(declarator, &self.allocator);
        Statement::new_variable_declaration(span, kind, declarators, false, builder)
    }

    fn text(&self, text: &str) -> &'a str {
        self.allocator.alloc_str(text)
    }
}

impl<'a> VisitMut<'a> for Naming<'_, 'a> {
    fn visit_expression(&mut self, expression: &mut Expression<'a>) {
        if let Expression::StaticMemberExpression(member) = expression
            && let Expression::Identifier(object) = &member.object
            && let Some(object) = self.object(object)
        {
            let span = member.span;
            let local = self.member(object, member.property.name.as_str(), span);
            *expression = Expression::new_identifier(span, self.text(&local), &self.builder);
        } else {
            walk_mut::walk_expression(self, expression);
        }
    }

    fn visit_identifier_reference(&mut self, name: &mut IdentifierReference<'a>) {
        if self.object(name).is_some() {
            self.problems.push(Problem {
                kind: ProblemKind::Object,
                path: self.path.to_owned(),
                range: name.span.start as usize..name.span.end as usize,
                message: format!("`{}` is a file and no value", name.name),
            });
        }
    }
}

/// What is exported as default by a file is called after the file.
fn default_name(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    let plain = |one: char| {
        if one.is_ascii_alphanumeric() {
            one
        } else {
            '_'
        }
    };
    format!("{}_default", stem.chars().map(plain).collect::<String>())
}
