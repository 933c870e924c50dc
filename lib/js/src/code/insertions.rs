//! Text that is put into code before it runs, and the way back: traces of such code lead to other columns than
//! those of the user's code.

use super::position::Lines;

/// What to put into code.
#[derive(Debug, Default)]
pub(super) struct Insertions {
    all: Vec<Insertion>,
}

#[derive(Debug)]
struct Insertion {
    /// Where the text goes, in bytes.
    at: usize,
    text: String,
    /// Whether it ends what another insertion began.
    ends: bool,
}

impl Insertions {
    /// Begins something, inside of what already begins at that place.
    pub(super) fn begin(&mut self, at: u32, text: String) {
        self.all.push(Insertion {
            at: at as usize,
            text,
            ends: false,
        });
    }

    /// Ends what was begun last.
    pub(super) fn end(&mut self, at: u32, text: &str) {
        self.all.push(Insertion {
            at: at as usize,
            text: text.to_owned(),
            ends: true,
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The code with all of it.
    pub(super) fn apply(self, code: &str) -> Edited {
        // At one place, what is inside ends before what is around it, and the next begins after both.
        let (mut ends, begins): (Vec<_>, Vec<_>) = self.all.into_iter().partition(|one| one.ends);
        ends.reverse();
        let mut all: Vec<Insertion> = ends.into_iter().chain(begins).collect();
        all.sort_by_key(|one| one.at);
        let mut text = String::with_capacity(code.len() * 2);
        let mut done = 0;
        let mut inserted = Vec::new();
        for insertion in all {
            text.push_str(code.get(done..insertion.at).unwrap_or_default());
            inserted.push((text.len(), insertion.text.len()));
            text.push_str(&insertion.text);
            done = insertion.at;
        }
        text.push_str(code.get(done..).unwrap_or_default());
        Edited {
            lines: Lines::new(&text),
            inserted,
        }
    }
}

/// Code with insertions, and the way back to the code it was made of.
#[derive(Debug)]
pub(super) struct Edited {
    lines: Lines,
    /// Where something was inserted and how long it is, in order.
    inserted: Vec<(usize, usize)>,
}

impl Edited {
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
