//! Reads resolver code: what QuickJS is to run, and everything that AppSync would refuse.

mod modules;
mod position;
mod problem;
mod unsupported;

use std::ops::Range;

use appsynth_util::Half;
use oxc::{
    allocator::Allocator,
    ast_visit::Visit,
    parser::{ParseOptions, Parser, ParserReturn},
    span::SourceType,
};

use modules::Rewritten;
use position::Lines;
pub(crate) use position::Position;
pub use problem::{CodeError, Problem, ProblemKind};
use unsupported::Unsupported;

/// The longest code that AppSync takes, in characters.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateFunction.html>
const MAX_CHARACTERS: usize = 32_768;

/// Enough for the parser to descend into the longest code, one level a character.
const PARSER_STACK_BYTES: usize = 512 * 1024 * 1024;

/// Code that passed every check.
#[derive(Debug)]
pub(crate) struct Code {
    /// A function expression that takes the built-in modules and returns the exports. The code itself
    /// begins on its second line and keeps its columns.
    pub(crate) script: String,
    exports: Vec<String>,
    /// Where calls begin and end, in bytes.
    calls: Vec<Range<usize>>,
    lines: Lines,
}

impl Code {
    pub(crate) fn exports(&self, half: Half) -> bool {
        self.exports.iter().any(|name| name == handler(half))
    }

    /// The place to report for one that QuickJS reports while running [`Code::script`]: the beginning of
    /// the innermost call around it, as AppSync has it.
    pub(crate) fn place(&self, line: usize, column: usize) -> Position {
        let offset = self.lines.offset(line.saturating_sub(1), column);
        let start = self
            .calls
            .iter()
            .filter(|call| call.contains(&offset))
            .min_by_key(|call| call.len())
            .map_or(offset, |call| call.start);
        self.lines.position(start)
    }

    /// A problem that only QuickJS found, at the place where it did.
    pub(crate) fn syntax_error(&self, message: String, line: usize, column: usize) -> CodeError {
        let start = self.lines.offset(line.saturating_sub(1), column);
        let range = start..start;
        CodeError {
            problems: vec![Problem {
                kind: ProblemKind::Syntax,
                message,
                position: self.lines.position(start),
                range,
            }],
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

/// Parses and checks code.
///
/// # Errors
/// All syntax errors or, if there are none, everything that AppSync does not support.
pub(crate) fn read(text: &str) -> Result<Code, CodeError> {
    let lines = Lines::new(text);
    let characters = text.chars().count();
    if characters > MAX_CHARACTERS {
        let problem = Problem::new(
            &lines,
            ProblemKind::TooLong { characters },
            format!("the code has {characters} characters, more than {MAX_CHARACTERS}"),
            0..0,
        );
        return Err(CodeError {
            problems: vec![problem],
        });
    }
    // The parser is recursive and has no limit of its own.
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("appsynth-js-parser".to_owned())
            .stack_size(PARSER_STACK_BYTES)
            .spawn_scoped(scope, || parse(text, lines))
            .expect("invariant: the system can start a thread")
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn parse(text: &str, lines: Lines) -> Result<Code, CodeError> {
    let allocator = Allocator::default();
    let ParserReturn {
        program,
        diagnostics,
        panicked,
        ..
    } = Parser::new(&allocator, text, SourceType::mjs())
        .with_options(ParseOptions::default())
        .parse();
    let mut problems: Vec<Problem> = diagnostics
        .iter()
        .map(|diagnostic| problem::from_parser(&lines, diagnostic))
        .collect();
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
    let Rewritten { script, exports } = modules::rewrite(text, &program, &lines, &mut problems);
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.range.start);
        return Err(CodeError { problems });
    }
    Ok(Code {
        script,
        exports,
        calls,
        lines,
    })
}
