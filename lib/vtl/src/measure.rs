//! Which parts of a template ran, for coverage.

use appsynth_util::{Counters, Covered};

use crate::{
    parse::line_column,
    tree::{Expression, Node, NodeKind, Tree},
    visit::{self, Visit},
};

/// Counts the statements of a template. Text is a statement in each of its lines.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Where the statements begin, in bytes, ascending.
    starts: Vec<usize>,
    counters: Counters,
    /// Numbers of statements and the places that they stand for.
    places: Vec<(usize, (usize, usize))>,
}

impl Measured {
    pub(crate) fn new(source: &str, tree: &Tree) -> Self {
        let mut statements = Statements(Vec::new());
        statements.block(&tree.body);
        for definition in &tree.macros {
            statements.block(&definition.body);
        }
        let mut statements = statements.0;
        statements.sort_by_key(|(start, _)| *start);
        let places = statements.iter().enumerate();
        let places = places.flat_map(|(number, (start, text_end))| {
            let begins = match text_end {
                Some(end) => lines_of_text(source, *start, *end),
                None => vec![*start],
            };
            let places = begins.into_iter();
            places.map(move |at| (number, line_column(source, at)))
        });
        Self {
            places: places.collect(),
            counters: Counters::new(statements.len()),
            starts: statements.into_iter().map(|(start, _)| start).collect(),
        }
    }

    /// Notes that the statement which begins here runs.
    pub(crate) fn count(&self, start: usize) {
        if let Ok(number) = self.starts.binary_search(&start) {
            self.counters.count(number);
        }
    }

    pub(crate) fn covered(&self) -> Vec<Covered> {
        let counts: Vec<u64> = self.counters.counts().collect();
        let places = self.places.iter();
        places
            .map(|&(number, (line, column))| Covered {
                line,
                column,
                count: counts.get(number).copied().unwrap_or(0),
            })
            .collect()
    }
}

/// Where the text between two bytes begins in each line that it has more than blanks in.
fn lines_of_text(source: &str, start: usize, end: usize) -> Vec<usize> {
    let mut at = start;
    let mut begins = Vec::new();
    for line in source.get(start..end).unwrap_or_default().split('\n') {
        let text = line.trim_start();
        if !text.is_empty() {
            begins.push(at + line.len() - text.len());
        }
        at += line.len() + 1;
    }
    begins
}

/// Where statements begin, and where those end that are text.
struct Statements(Vec<(usize, Option<usize>)>);

impl Visit for Statements {
    fn node(&mut self, node: &Node) {
        let text_end = matches!(node.kind, NodeKind::Text(_)).then_some(node.range.end);
        self.0.push((node.range.start, text_end));
        visit::node(self, node);
    }

    /// What is inside a string runs with the statement around it.
    fn expression(&mut self, _: &Expression) {}
}
