//! Text in lines, with indentation and brackets.

/// The columns that a line should not exceed.
const WIDTH: usize = 100;

/// Lines that are being written.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    pub(super) fn line(&mut self, line: &str) {
        if !line.is_empty() {
            for _ in 0..self.depth {
                self.text.push_str("  ");
            }
            self.text.push_str(line);
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
    let inline = [open, padding, &elements.join(", "), padding, close].concat();
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
