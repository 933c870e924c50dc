//! Reads resolver code: what QuickJS is to run, and everything that AppSync would refuse.

mod context_use;
mod imports;
mod insertions;
mod measure;
mod modules;
mod own_names;
mod passed_on;
mod position;
mod problem;
mod rounds;
mod unplaced;
mod unsupported;

use std::ops::Range;

use appsynth_diagnostics::limits::JS_CHARACTERS;
use appsynth_parallel as parallel;
use appsynth_util::{Context, Evaluation, Half, Host};
use oxc::{
    allocator::Allocator,
    ast::ast::Statement,
    ast_visit::Visit,
    parser::{ParseOptions, Parser, ParserReturn},
    semantic::SemanticBuilder,
    span::SourceType,
};
use serde_json::Value;

pub(crate) use context_use::{ContextUse, MemberUse};
use insertions::{Edited, Insertions};
use modules::Rewritten;
pub(crate) use modules::declared_names;
use own_names::OwnNames;
use passed_on::PassedOn;
pub(crate) use position::{Lines, Position};
pub(crate) use problem::from_parser;
pub use problem::{CodeError, Problem, ProblemKind};
use unplaced::Unplaced;
use unsupported::Unsupported;

use crate::plain::{self, Plain};

/// Code that passed every check.
#[derive(Debug)]
pub(crate) struct Code {
    /// A function expression that takes the built-in modules and returns the exports. The code itself
    /// begins on its second line and keeps its columns.
    pub(crate) script: String,
    handlers: Vec<Handler>,
    /// The code again, as far as it is plain.
    plain: Option<Plain>,
    /// Whether QuickJS has nothing to look for in it.
    pub(crate) is_valid: bool,
    calls: Vec<Call>,
    unplaced: Unplaced,
    lines: Lines,
    edited: Option<Edited>,
    /// Where the statements begin that count, in bytes.
    statements: Vec<usize>,
}

/// An exported function that AppSync calls.
#[derive(Debug)]
struct Handler {
    name: String,
    context: ContextUse,
    passed_on: Option<PassedOn>,
    /// Its number in the plain code.
    plain: Option<usize>,
}

/// A call in the code.
#[derive(Debug)]
struct Call {
    range: Range<usize>,
    /// The end of what is called.
    callee_end: usize,
    /// The last name of what is called, such as `log` of `console.log`.
    name: Option<String>,
}

/// A place in [`Code::script`] as a stack trace tells it. QuickJS gives the last place that it passed on
/// the way to the call, which may be within the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trace {
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// The function that was called there, unless the place itself failed.
    pub(crate) called: Option<String>,
}

impl Code {
    pub(crate) fn exports(&self, half: Half) -> bool {
        self.handler(half).is_some()
    }

    /// What the handler of a half can see of the context.
    pub(crate) fn context_use(&self, half: Half) -> &ContextUse {
        self.handler(half)
            .map_or(&ContextUse::Unknown, |handler| &handler.context)
    }

    /// What the handler of a half gives, if that is known without running it.
    pub(crate) fn passed_on(&self, half: Half, context: &Context) -> Option<Value> {
        self.handler(half)?.passed_on.as_ref()?.value(context)
    }

    /// [`Self::passed_on`], which leaves null in its place if it is of `ctx.prev` or `ctx.result`.
    pub(crate) fn take_passed_on(&self, half: Half, context: &mut Context) -> Option<Value> {
        self.handler(half)?.passed_on.as_ref()?.take(context)
    }

    /// Whether the handler of a half is plain code, or what it gives is mostly known without running it.
    pub(crate) fn is_plain(&self, half: Half) -> bool {
        let handler = self.handler(half);
        handler.is_some_and(|handler| handler.plain.is_some() || handler.passed_on.is_some())
    }

    /// Runs the handler of a half, if it is plain code and does nothing out of the ordinary.
    pub(crate) fn evaluate_plain(
        &self,
        half: Half,
        context: &Context,
        host: &Host,
        max_steps: usize,
    ) -> Option<Evaluation> {
        let handler = self.handler(half)?.plain?;
        let plain = self.plain.as_ref()?;
        plain.evaluate(handler, context, host, max_steps)
    }

    fn handler(&self, half: Half) -> Option<&Handler> {
        let name = handler(half);
        self.handlers.iter().find(|handler| handler.name == name)
    }

    /// Where a trace leads to: for calls to their beginning, as AppSync has it.
    pub(crate) fn place(&self, trace: &Trace) -> Position {
        let offset = self.offset(trace);
        let start = trace.called.as_deref().and_then(|called| {
            self.calls_around(offset)
                .find(|call| call.name.as_deref() == Some(called))
                .or_else(|| self.calls_around(offset).next())
                .map(|call| call.range.start)
        });
        self.lines.position(start.unwrap_or(offset))
    }

    /// Where an error happened that a trace and a message tell of.
    pub(crate) fn failed_at(&self, trace: &Trace, message: &str) -> Position {
        let unplaced = match trace.called {
            None => self.unplaced.place(message, self.offset(trace)),
            Some(_) => None,
        };
        unplaced.map_or_else(|| self.place(trace), |start| self.lines.position(start))
    }

    /// The text of what is called at a place.
    pub(crate) fn callee(&self, trace: &Trace) -> Option<&str> {
        let call = self.calls_around(self.offset(trace)).next()?;
        self.lines.text().get(call.range.start..call.callee_end)
    }

    /// The places of the statements that count, by number.
    pub(crate) fn statements(&self) -> impl ExactSizeIterator<Item = Position> {
        let offsets = self.statements.iter();
        offsets.map(|offset| self.lines.position(*offset))
    }

    /// The byte of the user's code that a trace names.
    fn offset(&self, trace: &Trace) -> usize {
        // The script has a line before the code.
        let line = trace.line.saturating_sub(1);
        match &self.edited {
            Some(edited) => edited.original(line, trace.column),
            None => self.lines.offset(line, trace.column),
        }
    }

    /// The calls around a place, the innermost first.
    fn calls_around(&self, offset: usize) -> impl Iterator<Item = &Call> {
        let mut calls: Vec<&Call> = self
            .calls
            .iter()
            .filter(|call| call.range.contains(&offset))
            .collect();
        calls.sort_by_key(|call| call.range.len());
        calls.into_iter()
    }

    /// A mistake that only QuickJS found.
    pub(crate) fn syntax_error(&self, message: String, trace: Option<Trace>) -> CodeError {
        let start = trace.map_or(0, |trace| self.offset(&trace));
        let problem = Problem::new(&self.lines, ProblemKind::Syntax, message, start..start);
        CodeError {
            problems: vec![problem],
        }
    }
}

/// The exported function that handles a half.
pub(crate) fn handler(half: Half) -> &'static str {
    match half {
        Half::Request => "request",
        Half::Response => "response",
    }
}

/// Checks code without preparing it to run.
///
/// # Errors
/// All syntax errors or, if there are none, everything that AppSync does not support.
pub fn check(text: &str) -> Result<(), CodeError> {
    read(text, Measure::Nothing).map(drop)
}

/// Checks what remains of TypeScript when its types are stripped, as far as that stands in one file: what is exported
/// and how long the code will be is not looked at.
///
/// # Errors
/// Everything that AppSync does not support, and every import from its modules that leads nowhere. Nothing of code
/// that cannot be read.
pub fn check_typescript(text: &str) -> Result<(), CodeError> {
    parallel::on_a_deep_stack(text.chars().count(), || {
        let allocator = Allocator::default();
        let source_type = SourceType::ts().with_module(true);
        let parsed = Parser::new(&allocator, text, source_type).parse();
        let program = parsed.program;
        let lines = Lines::new(text);
        let mut unsupported = Unsupported::new(&lines);
        unsupported.visit_program(&program);
        let (_, mut problems) = unsupported.finish();
        let semantic = SemanticBuilder::new_compiler().build(&program).semantic;
        for statement in &program.body {
            if let Statement::ImportDeclaration(import) = statement {
                problems.extend(imports::of_typescript(import, semantic.scoping(), &lines));
            }
        }
        problems.sort_by_key(|problem| problem.range.start);
        match problems.is_empty() {
            true => Ok(()),
            false => Err(CodeError { problems }),
        }
    })
}

/// What code is to do beside what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Nothing,
    /// Count which statements run.
    Statements,
}

/// Parses and checks code.
///
/// # Errors
/// All syntax errors or, if there are none, everything that AppSync does not support.
pub(crate) fn read(text: &str, measure: Measure) -> Result<Code, CodeError> {
    let lines = Lines::new(text);
    let characters = text.chars().count();
    if characters > JS_CHARACTERS {
        let problem = Problem::new(
            &lines,
            ProblemKind::TooLong { characters },
            format!("the code has {characters} characters, more than {JS_CHARACTERS}"),
            0..0,
        );
        return Err(CodeError {
            problems: vec![problem],
        });
    }
    parallel::on_a_deep_stack(characters, || parse(text, lines, measure))
}

fn parse(text: &str, lines: Lines, measure: Measure) -> Result<Code, CodeError> {
    let allocator = Allocator::default();
    let ParserReturn {
        program,
        diagnostics,
        panicked,
        ..
    } = Parser::new(&allocator, text, SourceType::mjs())
        .with_options(ParseOptions::default())
        .parse();
    let mut problems = problem::from_parser(text, &lines, &diagnostics);
    if panicked && problems.is_empty() {
        problems.push(Problem::new(
            &lines,
            ProblemKind::Syntax,
            "the code is not valid JavaScript".to_owned(),
            0..0,
        ));
    }
    if !problems.is_empty() {
        return Err(CodeError { problems });
    }
    let mut unsupported = Unsupported::new(&lines);
    unsupported.visit_program(&program);
    let (calls, mut problems) = unsupported.finish();
    let names = OwnNames::beside(&program);
    let mut insertions = Insertions::default();
    rounds::limit(&program, &lines, &names, &mut insertions);
    let statements = match measure {
        Measure::Nothing => Vec::new(),
        Measure::Statements => measure::statements(&program, &names.count, &mut insertions),
    };
    let Rewritten {
        script,
        edited,
        handlers,
    } = modules::rewrite(text, &program, &lines, &mut problems, &names, insertions);
    let early = SemanticBuilder::new_compiler().build(&program).diagnostics;
    problems.extend(early.iter().map(|error| problem::early(&lines, error)));
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.range.start);
        return Err(CodeError { problems });
    }
    let plain = match measure {
        // Statements that are counted have to run.
        Measure::Statements => None,
        Measure::Nothing => plain::read(&program, &lines),
    };
    let is_valid = plain.as_ref().is_some_and(Plain::is_whole);
    let handlers = handlers
        .into_iter()
        .map(|(name, local)| Handler {
            name,
            plain: plain.as_ref().and_then(|plain| plain.function(&local)),
            context: context_use::of(&program, &local),
            passed_on: match measure {
                Measure::Nothing => passed_on::of(&program, &local),
                Measure::Statements => None,
            },
        })
        .collect();
    Ok(Code {
        script,
        handlers,
        plain,
        is_valid,
        calls,
        unplaced: Unplaced::of(&program),
        lines,
        edited,
        statements,
    })
}
