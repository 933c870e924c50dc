//! One file: its statements without imports and exports, and what those said.

use std::ops::Range;
use std::path::Path;

use appsynth_diagnostics::lower_first;
use oxc::{
    allocator::{Allocator, Vec as ArenaVec},
    ast::ast::{
        BindingPattern, Declaration, ImportDeclaration, ImportDeclarationSpecifier, Program,
        Statement,
    },
    diagnostics::{Diagnostics, LabeledSpan, OxcDiagnostic},
    parser::Parser,
    semantic::{Scoping, SemanticBuilder, SymbolId},
    span::{GetSpan, SourceType, Span},
    transformer::{TransformOptions, Transformer},
};

use crate::naming;
use crate::problem::{Problem, ProblemKind};

/// A file that becomes part of a bundle.
pub(crate) struct Module<'a> {
    pub(crate) path: String,
    pub(crate) program: Program<'a>,
    pub(crate) scoping: Scoping,
    pub(crate) imports: Vec<Import>,
    pub(crate) exports: Vec<Export>,
    /// Files of which everything is exported again.
    pub(crate) all_of: Vec<(String, Range<usize>)>,
}

/// One imported name.
pub(crate) struct Import {
    pub(crate) source: String,
    /// None for `* as name`, which only AppSync's modules have here.
    pub(crate) name: Option<String>,
    pub(crate) symbol: SymbolId,
    pub(crate) range: Range<usize>,
}

/// One exported name.
pub(crate) struct Export {
    pub(crate) name: String,
    pub(crate) of: Exported,
    pub(crate) range: Range<usize>,
}

pub(crate) enum Exported {
    /// A name of the file.
    Symbol(SymbolId),
    /// A name that another file exports.
    Other { source: String, name: String },
}

/// Whether an import is of another file of the project.
pub(crate) fn is_relative(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../")
}

/// Whether a file's name says that it is TypeScript.
pub(crate) fn is_typescript(path: &str) -> bool {
    path.ends_with(".ts") || path.ends_with(".mts")
}

/// How long a file may be: enough for the parser to descend into it, one level a character.
const MAX_CHARACTERS: usize = 65_536;

fn source_type(path: &str) -> SourceType {
    if is_typescript(path) {
        typescript()
    } else {
        SourceType::mjs()
    }
}

fn typescript() -> SourceType {
    SourceType::ts().with_module(true)
}

/// What keeps a file from being read as its language; nothing is said of one that is too long for AppSync anyway.
pub(crate) fn syntax_problems(path: &str, text: &str) -> Vec<Problem> {
    if text.chars().count() > MAX_CHARACTERS {
        return Vec::new();
    }
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, source_type(path)).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        return unreadable(path, text, &parsed.diagnostics);
    }
    let analyzed = SemanticBuilder::new_compiler().build(&parsed.program);
    early(path, &analyzed.diagnostics)
}

/// Members of enums become their values where that is known, so that little is left of them.
fn options() -> TransformOptions {
    let mut options = TransformOptions::default();
    options.typescript.optimize_const_enums = true;
    options.typescript.optimize_enums = true;
    options
}

/// What the parser says of a file that is not in the language that its name says.
fn unreadable(path: &str, text: &str, errors: &Diagnostics) -> Vec<Problem> {
    let allocator = Allocator::default();
    let as_typescript = Parser::new(&allocator, text, typescript()).parse();
    let kind = match as_typescript.diagnostics.is_empty() {
        true => ProblemKind::TypeScript,
        false => ProblemKind::Syntax,
    };
    syntax(path, kind, errors)
}

fn syntax(path: &str, kind: ProblemKind, errors: &Diagnostics) -> Vec<Problem> {
    let first = |error: &OxcDiagnostic| error.labels.iter().next().map(place);
    problems(path, kind, errors, first)
}

/// Early errors. Of several places, the last is the one that does not fit those before it.
fn early(path: &str, errors: &Diagnostics) -> Vec<Problem> {
    let last = |error: &OxcDiagnostic| error.labels.iter().map(place).max_by_key(|one| one.start);
    problems(path, ProblemKind::Early, errors, last)
}

fn problems(
    path: &str,
    kind: ProblemKind,
    errors: &Diagnostics,
    place_of: impl Fn(&OxcDiagnostic) -> Option<Range<usize>>,
) -> Vec<Problem> {
    let problems = errors.iter().map(|error| Problem {
        kind,
        path: path.to_owned(),
        range: place_of(error).unwrap_or_default(),
        message: lower_first(&error.message),
    });
    problems.collect()
}

fn place(label: &LabeledSpan) -> Range<usize> {
    let start = label.offset() as usize;
    start..start + label.len() as usize
}

/// What the names of a file stand for, unless it has early errors.
fn scoping(path: &str, program: &Program<'_>) -> Result<Scoping, Vec<Problem>> {
    let analyzed = SemanticBuilder::new_compiler()
        .with_enum_eval(is_typescript(path))
        .build(program);
    match analyzed.diagnostics.is_empty() {
        true => Ok(analyzed.semantic.into_scoping()),
        false => Err(early(path, &analyzed.diagnostics)),
    }
}

/// Parses a file, strips its types and takes its imports and exports out.
pub(crate) fn read<'a>(
    path: &str,
    text: &'a str,
    allocator: &'a Allocator,
) -> Result<Module<'a>, Vec<Problem>> {
    let characters = text.chars().count();
    if characters > MAX_CHARACTERS {
        return Err(vec![Problem {
            kind: ProblemKind::Form,
            path: path.to_owned(),
            range: 0..0,
            message: format!("the file has {characters} characters, more than {MAX_CHARACTERS}"),
        }]);
    }
    let parsed = Parser::new(allocator, text, source_type(path)).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        return Err(unreadable(path, text, &parsed.diagnostics));
    }
    let mut program = parsed.program;
    let mut scoping = scoping(path, &program)?;
    if is_typescript(path) {
        let stripped = Transformer::new(allocator, Path::new(path), &options())
            .build_with_scoping(scoping, &mut program);
        if !stripped.diagnostics.is_empty() {
            return Err(syntax(path, ProblemKind::Syntax, &stripped.diagnostics));
        }
        let stripped = SemanticBuilder::new_compiler().build(&program);
        scoping = stripped.semantic.into_scoping();
    }
    if naming::name(path, &mut program, &scoping, allocator)? {
        let named = SemanticBuilder::new_compiler().build(&program);
        scoping = named.semantic.into_scoping();
    }
    let mut taken = Taken {
        path,
        scoping: &scoping,
        imports: Vec::new(),
        exports: Vec::new(),
        all_of: Vec::new(),
        problems: Vec::new(),
    };
    let statements = std::mem::replace(&mut program.body, ArenaVec::new_in(&allocator));
    let mut kept = ArenaVec::new_in(&allocator);
    for statement in statements {
        kept.extend(taken.statement(statement));
    }
    program.body = kept;
    let Taken {
        imports,
        exports,
        all_of,
        problems,
        ..
    } = taken;
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Module {
        path: path.to_owned(),
        program,
        scoping,
        imports,
        exports,
        all_of,
    })
}

struct Taken<'s> {
    path: &'s str,
    scoping: &'s Scoping,
    imports: Vec<Import>,
    exports: Vec<Export>,
    all_of: Vec<(String, Range<usize>)>,
    problems: Vec<Problem>,
}

impl Taken<'_> {
    /// What remains of a statement.
    fn statement<'a>(&mut self, statement: Statement<'a>) -> Option<Statement<'a>> {
        match statement {
            Statement::ImportDeclaration(import) => {
                self.import(&import);
                None
            }
            Statement::ExportDeclaration(export) => {
                let declaration = export.unbox().declaration;
                for symbol in declared(&declaration) {
                    let name = self.scoping.symbol_name(symbol).to_owned();
                    self.export(name, Exported::Symbol(symbol), declaration.span());
                }
                Some(Statement::from(declaration))
            }
            Statement::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    let local = specifier.local.name();
                    let symbol = self.scoping.get_root_binding(local.as_str().into());
                    if let Some(symbol) = symbol {
                        let name = specifier.exported.name().to_string();
                        self.export(name, Exported::Symbol(symbol), specifier.span);
                    }
                }
                None
            }
            Statement::ExportFromDeclaration(export) => {
                for specifier in &export.specifiers {
                    let of = Exported::Other {
                        source: export.source.value.to_string(),
                        name: specifier.local.name().to_string(),
                    };
                    self.export(specifier.exported.name().to_string(), of, specifier.span);
                }
                None
            }
            Statement::ExportAllDeclaration(export) => {
                if export.exported.is_some() {
                    self.refuse(export.span, "a file cannot be exported as one object");
                } else {
                    let source = export.source.value.to_string();
                    self.all_of.push((source, range(export.source.span)));
                }
                None
            }
            other => Some(other),
        }
    }

    fn import(&mut self, import: &ImportDeclaration<'_>) {
        let source = import.source.value.to_string();
        for specifier in import.specifiers.iter().flatten() {
            let (name, local) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    (Some(named.imported.name().to_string()), &named.local)
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(default) => {
                    (Some("default".to_owned()), &default.local)
                }
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(all) => (None, &all.local),
            };
            self.imports.push(Import {
                source: source.clone(),
                name,
                symbol: local.symbol_id(),
                range: range(specifier.span()),
            });
        }
    }

    fn export(&mut self, name: String, of: Exported, span: Span) {
        self.exports.push(Export {
            name,
            of,
            range: range(span),
        });
    }

    fn refuse(&mut self, span: Span, message: &str) {
        self.problems.push(Problem {
            kind: ProblemKind::Form,
            path: self.path.to_owned(),
            range: range(span),
            message: message.to_owned(),
        });
    }
}

fn declared(declaration: &Declaration<'_>) -> Vec<SymbolId> {
    match declaration {
        Declaration::VariableDeclaration(variables) => variables
            .declarations
            .iter()
            .flat_map(|variable| names(&variable.id))
            .collect(),
        Declaration::FunctionDeclaration(function) => {
            function.id.iter().map(|id| id.symbol_id()).collect()
        }
        Declaration::ClassDeclaration(class) => class.id.iter().map(|id| id.symbol_id()).collect(),
        _ => Vec::new(),
    }
}

fn names(pattern: &BindingPattern<'_>) -> Vec<SymbolId> {
    pattern
        .get_binding_identifiers()
        .iter()
        .map(|identifier| identifier.symbol_id())
        .collect()
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
