//! Code that counts which of its statements run, for coverage.
//!
//! A call is inserted in front of each statement and of what arrow functions give. Traces of such code
//! lead to other columns than those of the user's code, and are led back.

use oxc::{
    ast::ast::{
        ArrowFunctionBody, ArrowFunctionExpression, BlockStatement, Declaration, Expression,
        ForInStatement, ForOfStatement, FunctionBody, IfStatement, Program, Statement, SwitchCase,
        VariableDeclaration,
    },
    ast_visit::{Visit, walk},
    span::{GetSpan, Span},
};

use super::position::Lines;

/// What to insert into code so that it counts.
#[derive(Debug)]
pub(super) struct Plan<'n> {
    /// The function that is told the number of each statement that runs.
    count: &'n str,
    /// Where the statements begin, in bytes, by number.
    pub(super) statements: Vec<usize>,
    insertions: Vec<Insertion>,
}

#[derive(Debug)]
struct Insertion {
    /// Where the text goes, in bytes.
    at: usize,
    text: String,
    /// Whether it ends what another insertion began.
    ends: bool,
}

impl<'n> Plan<'n> {
    pub(super) fn of(program: &Program<'_>, count: &'n str) -> Self {
        let mut plan = Self {
            count,
            statements: Vec::new(),
            insertions: Vec::new(),
        };
        plan.visit_program(program);
        // At one place, what is inside ends before what is around it, and the next begins after both.
        let (mut ends, begins): (Vec<_>, Vec<_>) =
            plan.insertions.into_iter().partition(|one| one.ends);
        ends.reverse();
        plan.insertions = ends.into_iter().chain(begins).collect();
        plan.insertions.sort_by_key(|one| one.at);
        plan
    }

    /// The code with the calls in it.
    pub(super) fn apply(&self, code: &str) -> Measured {
        let mut text = String::with_capacity(code.len() * 2);
        let mut done = 0;
        let mut inserted = Vec::new();
        for insertion in &self.insertions {
            text.push_str(code.get(done..insertion.at).unwrap_or_default());
            inserted.push((text.len(), insertion.text.len()));
            text.push_str(&insertion.text);
            done = insertion.at;
        }
        text.push_str(code.get(done..).unwrap_or_default());
        Measured {
            lines: Lines::new(&text),
            inserted,
        }
    }

    fn count(&mut self, statement: Span) -> String {
        self.statements.push(statement.start as usize);
        format!("{}({})", self.count, self.statements.len() - 1)
    }

    fn begin(&mut self, at: u32, text: String) {
        self.insertions.push(Insertion {
            at: at as usize,
            text,
            ends: false,
        });
    }

    fn end(&mut self, at: u32, text: &str) {
        self.insertions.push(Insertion {
            at: at as usize,
            text: text.to_owned(),
            ends: true,
        });
    }

    fn row(&mut self, statements: &[Statement<'_>]) {
        for statement in statements {
            if runs(statement) {
                let count = self.count(statement.span());
                self.begin(statement.span().start, format!("{count};"));
            }
        }
    }

    /// A statement where the syntax wants exactly one.
    fn only(&mut self, statement: &Statement<'_>) {
        if !matches!(statement, Statement::BlockStatement(_)) {
            let span = statement.span();
            let count = self.count(span);
            self.begin(span.start, format!("{{{count};"));
            self.end(span.end, "}");
        }
    }
}

/// Whether a statement does something when it is its turn. To declare a function is not to run it.
fn runs(statement: &Statement<'_>) -> bool {
    let computes = |variables: &VariableDeclaration<'_>| {
        let mut inits = variables.declarations.iter().map(|one| &one.init);
        inits.any(|init| !init.as_ref().is_some_and(Expression::is_function))
    };
    match statement {
        Statement::VariableDeclaration(variables) => computes(variables),
        Statement::ExportDeclaration(export) => match &export.declaration {
            Declaration::VariableDeclaration(variables) => computes(variables),
            _ => false,
        },
        Statement::BlockStatement(_)
        | Statement::EmptyStatement(_)
        | Statement::FunctionDeclaration(_) => false,
        other => !other.is_module_declaration(),
    }
}

impl<'a> Visit<'a> for Plan<'_> {
    fn visit_program(&mut self, program: &Program<'a>) {
        self.row(&program.body);
        walk::walk_program(self, program);
    }

    fn visit_function_body(&mut self, body: &FunctionBody<'a>) {
        self.row(&body.statements);
        walk::walk_function_body(self, body);
    }

    fn visit_block_statement(&mut self, block: &BlockStatement<'a>) {
        self.row(&block.body);
        walk::walk_block_statement(self, block);
    }

    fn visit_switch_case(&mut self, case: &SwitchCase<'a>) {
        self.row(&case.consequent);
        walk::walk_switch_case(self, case);
    }

    fn visit_if_statement(&mut self, statement: &IfStatement<'a>) {
        self.only(&statement.consequent);
        if let Some(alternate) = &statement.alternate {
            self.only(alternate);
        }
        walk::walk_if_statement(self, statement);
    }

    fn visit_for_of_statement(&mut self, statement: &ForOfStatement<'a>) {
        self.only(&statement.body);
        walk::walk_for_of_statement(self, statement);
    }

    fn visit_for_in_statement(&mut self, statement: &ForInStatement<'a>) {
        self.only(&statement.body);
        walk::walk_for_in_statement(self, statement);
    }

    fn visit_arrow_function_expression(&mut self, function: &ArrowFunctionExpression<'a>) {
        if !matches!(function.body, ArrowFunctionBody::FunctionBody(_)) {
            let span = function.body.span();
            let count = self.count(span);
            self.begin(span.start, format!("({count},"));
            self.end(span.end, ")");
        }
        walk::walk_arrow_function_expression(self, function);
    }
}

/// Code that counts, and the way back to the code it was made of.
#[derive(Debug)]
pub(super) struct Measured {
    lines: Lines,
    /// Where something was inserted and how long it is, in order.
    inserted: Vec<(usize, usize)>,
}

impl Measured {
    pub(super) fn text(&self) -> &str {
        self.lines.text()
    }

    /// The byte of the original code that is at a place of this code.
    pub(super) fn original(&self, line: usize, column: usize) -> usize {
        let offset = self.lines.offset(line, column);
        let before: usize = self
            .inserted
            .iter()
            .take_while(|(at, _)| *at < offset)
            .map(|(at, length)| (*length).min(offset - at))
            .sum();
        offset - before
    }
}
