//! Code that counts which of its statements run, for coverage.
//!
//! A call is inserted in front of each statement and of what arrow functions give.

use oxc::{
    ast::ast::{
        ArrowFunctionBody, ArrowFunctionExpression, BlockStatement, Declaration, Expression,
        ForInStatement, ForOfStatement, FunctionBody, IfStatement, Program, Statement, SwitchCase,
        VariableDeclaration,
    },
    ast_visit::{Visit, walk},
    span::{GetSpan, Span},
};

use super::insertions::Insertions;

/// Inserts what counts; gives where the statements begin, in bytes, by number. `count` is the function that is told
/// the number of each statement that runs.
pub(super) fn statements(
    program: &Program<'_>,
    count: &str,
    insertions: &mut Insertions,
) -> Vec<usize> {
    let mut counting = Counting {
        count,
        statements: Vec::new(),
        insertions,
    };
    counting.visit_program(program);
    counting.statements
}

struct Counting<'n> {
    count: &'n str,
    statements: Vec<usize>,
    insertions: &'n mut Insertions,
}

impl Counting<'_> {
    fn count(&mut self, statement: Span) -> String {
        self.statements.push(statement.start as usize);
        format!("{}({})", self.count, self.statements.len() - 1)
    }

    fn row(&mut self, statements: &[Statement<'_>]) {
        for statement in statements {
            if runs(statement) {
                let count = self.count(statement.span());
                self.insertions
                    .begin(statement.span().start, format!("{count};"));
            }
        }
    }

    /// A statement where the syntax wants exactly one.
    fn only(&mut self, statement: &Statement<'_>) {
        if !matches!(statement, Statement::BlockStatement(_)) {
            let span = statement.span();
            let count = self.count(span);
            self.insertions.begin(span.start, format!("{{{count};"));
            self.insertions.end(span.end, "}");
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

impl<'a> Visit<'a> for Counting<'_> {
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
            self.insertions.begin(span.start, format!("({count},"));
            self.insertions.end(span.end, ")");
        }
        walk::walk_arrow_function_expression(self, function);
    }
}
