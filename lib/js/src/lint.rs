//! Lints resolver code by the rules of `@aws-appsync/eslint-plugin`, under the same names and at the same
//! places.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/utility-resolvers.html>

mod context_writes;
mod facts;
mod functions;
mod handler;
mod methods;
mod recursion;
mod syntax;
mod types;

use std::ops::Range;

use appsynth_diagnostics::Suppressions;
use appsynth_parallel as parallel;
use oxc::{
    allocator::Allocator,
    diagnostics::Diagnostics,
    parser::{Parser, ParserReturn},
    semantic::{Semantic, SemanticBuilder},
    span::{SourceType, Span},
};

use crate::code::{self, CodeError, Lines, Problem, ProblemKind};
pub use facts::{
    Assigned, Callee, ConstantAssignment, Exported, Facts, Flow, Function, Given, Import, Links,
    Parameter, Passed, Read, Undeclared, UnknownUtility,
};
use types::Types;

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// JavaScript, as AppSync takes it.
    JavaScript,
    /// TypeScript, which is stripped of its types before AppSync sees it.
    TypeScript,
}

impl Language {
    /// The language that a file's name tells: TypeScript for `.ts` and `.mts`.
    pub fn of(path: &str) -> Self {
        if path.ends_with(".ts") || path.ends_with(".mts") {
            Self::TypeScript
        } else {
            Self::JavaScript
        }
    }

    pub(crate) fn source_type(self) -> SourceType {
        match self {
            Self::JavaScript => SourceType::mjs(),
            Self::TypeScript => SourceType::ts().with_module(true),
        }
    }
}

/// One use of something that a rule forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule, such as `no-while`.
    pub rule: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// The bytes of the code it is about.
    pub range: Range<usize>,
}

/// Every rule, in the plugin's order.
pub const RULES: &[&str] = &[
    "no-async",
    "no-await",
    "no-classes",
    "no-for",
    "no-continue",
    "no-generators",
    "no-yield",
    "no-labels",
    "no-regex",
    "no-this",
    "no-try",
    "no-while",
    "no-recursion",
    "no-disallowed-unary-operators",
    "no-disallowed-methods",
    "no-disallowed-binary-operators",
    "no-function-passing",
    "no-promise",
    "no-function-reassign",
    "no-function-return",
    "no-disallowed-re-assignment",
    "no-in-operator",
];

/// What is to be said of a file.
#[derive(Debug)]
pub struct Linted {
    /// What the rules find, in the order of the text, without what comments silence.
    pub findings: Vec<Finding>,
    /// What the file uses.
    pub facts: Facts,
    suppressions: Suppressions,
}

impl Linted {
    /// Whether a comment silences a rule at this byte: `appsynth-disable-line`,
    /// `appsynth-disable-next-line` or `appsynth-disable`, or ESLint's of the same form.
    pub fn silences(&self, rule: &str, offset: usize) -> bool {
        self.suppressions.cover(rule, offset)
    }
}

/// How long a file may be, in characters: longer than what AppSync takes, because types go.
const MAX_CHARACTERS: usize = 65_536;

/// Applies every rule to code.
///
/// # Errors
/// If nothing after a mistake can be read, or if the file is longer than 65,536 characters.
pub fn lint(text: &str, language: Language) -> Result<Linted, CodeError> {
    let characters = text.chars().count();
    if characters > MAX_CHARACTERS {
        let problem = Problem::new(
            &Lines::new(text),
            ProblemKind::TooLong { characters },
            format!("the file has {characters} characters, more than {MAX_CHARACTERS}"),
            0..0,
        );
        return Err(CodeError {
            problems: vec![problem],
        });
    }
    parallel::on_a_deep_stack(characters, || {
        let allocator = Allocator::default();
        let ParserReturn {
            program,
            diagnostics,
            panicked,
            ..
        } = Parser::new(&allocator, text, language.source_type()).parse();
        // What a parser can read beyond a mistake is linted nevertheless.
        if panicked {
            return Err(syntax_error(text, &diagnostics));
        }
        let semantic = SemanticBuilder::new_linter().build(&program).semantic;
        let types = Types::new(&semantic, &allocator, language);
        let mut findings = apply(&semantic, &types);
        findings.sort_by_key(|finding| finding.range.start);
        let comments = program.comments.iter().map(|comment| {
            let comment = range(comment.span);
            (comment.start, &text[comment])
        });
        let suppressions = Suppressions::read(text, comments);
        findings.retain(|finding| !suppressions.cover(finding.rule, finding.range.start));
        Ok(Linted {
            findings,
            facts: facts::of(&semantic, &types),
            suppressions,
        })
    })
}

fn apply(semantic: &Semantic<'_>, types: &Types<'_, '_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let calls = recursion::CallGraph::new(semantic);
    for node in semantic.nodes().iter() {
        let kind = node.kind();
        syntax::check(kind, &mut findings);
        context_writes::check(kind, semantic, &mut findings);
        functions::check(kind, types, &mut findings);
        methods::check(kind, types, &mut findings);
        calls.check(node.id(), kind, &mut findings);
    }
    findings
}

fn syntax_error(text: &str, diagnostics: &Diagnostics) -> CodeError {
    CodeError {
        problems: code::from_parser(text, &Lines::new(text), diagnostics),
    }
}

fn finding(rule: &'static str, span: Span, message: impl Into<String>) -> Finding {
    Finding {
        rule,
        message: message.into(),
        range: range(span),
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
