//! Comments that silence rules: `appsynth-disable-line RULE, RULE`, `appsynth-disable-next-line …` and,
//! for the rest of the file, `appsynth-disable …`; without rules, all are silent. ESLint's own comments
//! count as well.

/// What the comments of a file silence.
#[derive(Debug, Default)]
pub struct Suppressions {
    entries: Vec<Entry>,
    line_starts: Vec<usize>,
}

#[derive(Debug)]
struct Entry {
    /// The line it holds for, from 0, or the first of the lines.
    line: usize,
    and_after: bool,
    /// None means every rule.
    rules: Vec<String>,
}

impl Suppressions {
    /// Reads the comments of a text: the byte where each begins, and what it says, with or without what
    /// marks it as a comment.
    pub fn read<'t>(text: &str, comments: impl IntoIterator<Item = (usize, &'t str)>) -> Self {
        let mut suppressions = Self {
            entries: Vec::new(),
            line_starts: text.match_indices('\n').map(|(at, _)| at + 1).collect(),
        };
        let entries = comments.into_iter().filter_map(|(start, comment)| {
            let first = suppressions.line(start);
            let last = first + comment.matches('\n').count();
            entry(comment, first, last)
        });
        suppressions.entries = entries.collect();
        suppressions
    }

    /// Whether a rule is silenced at a byte.
    pub fn cover(&self, rule: &str, offset: usize) -> bool {
        let line = self.line(offset);
        self.entries.iter().any(|entry| {
            (entry.line == line || (entry.and_after && entry.line < line))
                && (entry.rules.is_empty() || entry.rules.iter().any(|named| named == rule))
        })
    }

    fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }
}

/// What a comment on these lines silences.
fn entry(comment: &str, first: usize, last: usize) -> Option<Entry> {
    let words = comment.trim_matches(|c: char| matches!(c, '/' | '*' | '#') || c.is_whitespace());
    let words = words.split("--").next().unwrap_or_default();
    let (directive, rules) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let scope = directive
        .strip_prefix("appsynth-disable")
        .or_else(|| directive.strip_prefix("eslint-disable"))?;
    let (line, and_after) = match scope {
        "-line" => (last, false),
        "-next-line" => (last + 1, false),
        "" => (first, true),
        _ => return None,
    };
    let rules = rules
        .split([',', ' ', '\n'])
        .map(|rule| rule.trim().trim_start_matches("@aws-appsync/"))
        .filter(|rule| !rule.is_empty())
        .map(str::to_owned);
    Some(Entry {
        line,
        and_after,
        rules: rules.collect(),
    })
}
