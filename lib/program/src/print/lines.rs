//! Text in lines, with indentation and brackets.

/// The columns that a line should not exceed.
const WIDTH: usize = 100;

/// Lines that are being written.
#[derive(Debug)]
pub(super) struct Lines {
    text: String,
    depth: usize,
}

impl Default for Lines {
    /// With room for what most functions take.
    fn default() -> Self {
        Self {
            text: String::with_capacity(2_048),
            depth: 0,
        }
    }
}

impl Lines {
    pub(super) fn line(&mut self, line: &str) {
        self.line_of(&[line]);
    }

    /// A line of several pieces.
    pub(super) fn line_of(&mut self, pieces: &[&str]) {
        if pieces.iter().any(|piece| !piece.is_empty()) {
            for _ in 0..self.depth {
                self.text.push_str("  ");
            }
            for piece in pieces {
                self.text.push_str(piece);
            }
        }
        self.text.push('\n');
    }

    /// Whether the line keeps within the width.
    pub(super) fn fits(&self, line: &str) -> bool {
        self.depth * 2 + line.chars().count() <= WIDTH
    }

    /// A comment, each of its lines after the mark.
    pub(super) fn comment(&mut self, mark: &str, text: &str) {
        let is_break = |character: char| {
            character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
        };
        for line in text.split(is_break) {
            self.line(format!("{mark} {line}").trim_end());
        }
    }

    pub(super) fn indent(&mut self) {
        self.depth += 1;
    }

    pub(super) fn dedent(&mut self) {
        self.depth -= 1;
    }

    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// The pieces as one text, with room for a little more.
pub(super) fn glued(pieces: &[&str]) -> String {
    const ROOM: usize = 16;
    let length: usize = pieces.iter().map(|piece| piece.len()).sum();
    let mut text = String::with_capacity(length + ROOM);
    for piece in pieces {
        text.push_str(piece);
    }
    text
}

/// The elements between brackets, in one line if they fit, or else one a line.
pub(super) fn bracketed(
    (open, close): (&str, &str),
    padding: &str,
    depth: usize,
    elements: &[String],
) -> String {
    if elements.is_empty() {
        return format!("{open}{close}");
    }
    let inline = glued(&[open, padding, &elements.join(", "), padding, close]);
    if !inline.contains('\n') && depth * 2 + inline.chars().count() <= WIDTH {
        return inline;
    }
    let indentation = "  ".repeat(depth + 1);
    let elements: Vec<String> = elements
        .iter()
        .map(|element| format!("{indentation}{element}"))
        .collect();
    format!(
        "{open}\n{}\n{}{close}",
        elements.join(",\n"),
        "  ".repeat(depth)
    )
}
