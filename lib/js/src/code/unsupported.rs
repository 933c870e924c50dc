//! The parts of JavaScript that APPSYNC_JS leaves out.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html>

use std::ops::Range;

use oxc::{
    ast::{
        AstKind,
        ast::{Expression, VariableDeclarationKind},
    },
    ast_visit::Visit,
    span::{GetSpan, Span},
    syntax::operator::{BinaryOperator, UnaryOperator, UpdateOperator},
};

use super::{
    Call,
    position::Lines,
    problem::{Problem, ProblemKind},
};

/// Collects what is unsupported and, on the same way, where calls are.
pub(super) struct Unsupported<'l> {
    lines: &'l Lines,
    problems: Vec<Problem>,
    calls: Vec<Call>,
}

impl<'l> Unsupported<'l> {
    pub(super) fn new(lines: &'l Lines) -> Self {
        Self {
            lines,
            problems: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// The calls and the problems.
    pub(super) fn finish(self) -> (Vec<Call>, Vec<Problem>) {
        (self.calls, self.problems)
    }

    fn call(&mut self, span: Span, callee: &Expression<'_>) {
        let name = match callee.get_inner_expression() {
            Expression::Identifier(identifier) => Some(identifier.name.to_string()),
            Expression::StaticMemberExpression(member) => Some(member.property.name.to_string()),
            _ => None,
        };
        self.calls.push(Call {
            range: range(span),
            callee_end: callee.span().end as usize,
            name,
        });
    }

    fn refuse(&mut self, rule: &'static str, range: Range<usize>, what: &str) {
        self.problems.push(Problem::new(
            self.lines,
            ProblemKind::Unsupported { rule },
            format!("{what} not supported"),
            range,
        ));
    }

    /// The part of a function before its body, or its first line.
    fn head(&self, span: Span) -> Range<usize> {
        let Range { start, end } = range(span);
        let text = self.lines.text().get(start..end).unwrap_or_default();
        let length = text.find(['{', '\n']).unwrap_or(text.len());
        start..start + text[..length].trim_end().len()
    }

    /// Marks the keyword that a statement or expression begins with.
    fn refuse_keyword(&mut self, rule: &'static str, span: Span, keyword: &str) {
        let start = span.start as usize;
        self.refuse(
            rule,
            start..start + keyword.len(),
            &format!("`{keyword}` is"),
        );
    }
}

impl<'a> Visit<'a> for Unsupported<'_> {
    fn enter_node(&mut self, kind: AstKind<'a>) {
        match kind {
            AstKind::CallExpression(call) => self.call(call.span, &call.callee),
            AstKind::TaggedTemplateExpression(call) => self.call(call.span, &call.tag),
            AstKind::WhileStatement(at) => self.refuse_keyword("no-while", at.span, "while"),
            AstKind::DoWhileStatement(at) => self.refuse_keyword("no-while", at.span, "do"),
            AstKind::ForStatement(at) => {
                let start = at.span.start as usize;
                self.refuse(
                    "no-for",
                    start..start + "for".len(),
                    "`for` other than `for-in` and `for-of` is",
                );
            }
            AstKind::ForOfStatement(at) if at.r#await => {
                self.refuse_keyword("no-await", at.span, "for");
            }
            AstKind::ContinueStatement(at) => {
                self.refuse_keyword("no-continue", at.span, "continue");
            }
            AstKind::LabeledStatement(at) => {
                self.refuse("no-labels", range(at.label.span), "a label is");
            }
            AstKind::TryStatement(at) => self.refuse_keyword("no-try", at.span, "try"),
            AstKind::ThrowStatement(at) => self.refuse_keyword("no-throw", at.span, "throw"),
            AstKind::Class(at) => self.refuse_keyword("no-classes", at.span, "class"),
            AstKind::ThisExpression(at) => self.refuse_keyword("no-this", at.span, "this"),
            AstKind::YieldExpression(at) => self.refuse_keyword("no-yield", at.span, "yield"),
            AstKind::AwaitExpression(at) => self.refuse_keyword("no-await", at.span, "await"),
            AstKind::DebuggerStatement(at) => {
                self.refuse_keyword("no-debugger", at.span, "debugger");
            }
            AstKind::Function(at) => {
                if at.generator {
                    self.refuse("no-generators", self.head(at.span), "a generator is");
                }
                if at.r#async {
                    self.refuse("no-async", self.head(at.span), "an async function is");
                }
            }
            AstKind::ArrowFunctionExpression(at) if at.r#async => {
                self.refuse("no-async", self.head(at.span), "an async function is");
            }
            AstKind::RegExpLiteral(at) => {
                self.refuse("no-regex", range(at.span), "a regular expression is");
            }
            AstKind::ImportExpression(at) => {
                self.refuse("no-async", range(at.span), "a dynamic import is");
            }
            AstKind::ImportMeta(at) => {
                self.refuse("no-meta", range(at.span), "`import.meta` is");
            }
            AstKind::BigIntLiteral(at) => {
                self.refuse("no-bigint", range(at.span), "a big integer is");
            }
            AstKind::VariableDeclaration(at)
                if matches!(
                    at.kind,
                    VariableDeclarationKind::Using | VariableDeclarationKind::AwaitUsing
                ) =>
            {
                self.refuse("no-using", range(at.span), "`using` is");
            }
            AstKind::UpdateExpression(at) => {
                let what = match at.operator {
                    UpdateOperator::Increment => "`++` is",
                    UpdateOperator::Decrement => "`--` is",
                };
                self.refuse("no-disallowed-unary-operators", range(at.span), what);
            }
            AstKind::UnaryExpression(at) if at.operator == UnaryOperator::BitwiseNot => {
                self.refuse("no-disallowed-unary-operators", range(at.span), "`~` is");
            }
            AstKind::BinaryExpression(at) if at.operator == BinaryOperator::In => {
                self.refuse("no-in-operator", range(at.span), "`in` is");
            }
            AstKind::BinaryExpression(at) if at.operator == BinaryOperator::Instanceof => {
                self.refuse(
                    "no-disallowed-binary-operators",
                    range(at.span),
                    "`instanceof` is",
                );
            }
            _ => {}
        }
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
