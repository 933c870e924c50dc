//! What a template prints as `"operation"`.

use std::ops::Range;

use crate::tree::{Block, NodeKind};

/// The value of each `"operation"` of the outermost object that is plain text.
pub(super) fn printed(body: &Block) -> Vec<(String, Range<usize>)> {
    let mut scan = Scan::default();
    scan.block(body);
    scan.found
}

/// Where in JSON text a template has come to, as far as its own text tells.
#[derive(Default)]
struct Scan {
    depth: usize,
    /// The string that is being read.
    string: Option<String>,
    /// The last string that ended, and whether a colon came after it.
    last: Option<(String, bool)>,
    found: Vec<(String, Range<usize>)>,
}

impl Scan {
    fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            match &node.kind {
                NodeKind::Text(text) => self.text(text, node.range.start),
                NodeKind::If {
                    branches,
                    otherwise,
                } => {
                    // Every branch begins where the directive stands; the text goes on as after the first.
                    let (depth, last) = (self.depth, self.last.clone());
                    let mut after = None;
                    let blocks = branches.iter().map(|(_, body)| body).chain([otherwise]);
                    for body in blocks {
                        self.depth = depth;
                        self.last.clone_from(&last);
                        self.block(body);
                        after.get_or_insert(self.depth);
                    }
                    self.depth = after.unwrap_or(depth);
                    self.last = None;
                }
                NodeKind::Foreach(foreach) => {
                    let depth = self.depth;
                    self.block(&foreach.body);
                    self.depth = depth;
                }
                NodeKind::Reference(_) => {
                    // A value that is not plain text.
                    if let Some(string) = &mut self.string {
                        string.push('$');
                    }
                    self.last = None;
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str, start: usize) {
        for (at, character) in text.char_indices() {
            match (&mut self.string, character) {
                (Some(_), '"') => self.end_of_string(start + at),
                (Some(string), other) => string.push(other),
                (None, '"') => self.string = Some(String::new()),
                (None, ':') => {
                    if let Some((_, is_key)) = &mut self.last {
                        *is_key = true;
                    }
                }
                (None, '{' | '[') => {
                    self.depth += 1;
                    self.last = None;
                }
                (None, '}' | ']') => {
                    self.depth = self.depth.saturating_sub(1);
                    self.last = None;
                }
                (None, ',') => self.last = None,
                (None, _) => {}
            }
        }
    }

    fn end_of_string(&mut self, end: usize) {
        let string = self.string.take().unwrap_or_default();
        match self.last.take() {
            Some((key, true)) => {
                if key == "operation" && self.depth == 1 && !string.contains('$') {
                    let start = end.saturating_sub(string.len());
                    self.found.push((string, start..end));
                }
            }
            _ => self.last = Some((string, false)),
        }
    }
}
