//! Loops that end where AppSync ends them: after [`LOOP_ROUNDS`], without an error.

use appsynth_diagnostics::limits::LOOP_ROUNDS;
use oxc::{
    ast::ast::{ForInStatement, ForOfStatement, Program, Statement},
    ast_visit::{Visit, walk},
    span::{GetSpan, Span},
};

use super::insertions::Insertions;
use super::own_names::OwnNames;
use super::position::Lines;

/// Inserts what counts the rounds of loops and ends them.
pub(super) fn limit(
    program: &Program<'_>,
    lines: &Lines,
    names: &OwnNames,
    insertions: &mut Insertions,
) {
    Limiting {
        lines,
        names,
        insertions,
    }
    .visit_program(program);
}

struct Limiting<'n> {
    lines: &'n Lines,
    names: &'n OwnNames,
    insertions: &'n mut Insertions,
}

impl Limiting<'_> {
    fn limit(&mut self, whole: Span, body: &Statement<'_>) {
        let OwnNames { rounds, cut, .. } = self.names;
        let place = self.lines.position(whole.start as usize);
        let begin = format!("{{let {rounds}=0;");
        self.insertions.begin(whole.start, begin);
        let check = format!("{{if({rounds}++>={LOOP_ROUNDS}){{{cut}(\"{place}\");break}}");
        self.insertions.begin(body.span().start, check);
        self.insertions.end(body.span().end, "}");
        self.insertions.end(whole.end, "}");
    }
}

impl<'a> Visit<'a> for Limiting<'_> {
    fn visit_for_of_statement(&mut self, statement: &ForOfStatement<'a>) {
        self.limit(statement.span, &statement.body);
        walk::walk_for_of_statement(self, statement);
    }

    fn visit_for_in_statement(&mut self, statement: &ForInStatement<'a>) {
        self.limit(statement.span, &statement.body);
        walk::walk_for_in_statement(self, statement);
    }
}
