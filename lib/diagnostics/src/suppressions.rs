//! Comments that silence rules: `appsynth-disable-line RULE, RULE`, `appsynth-disable-next-line …` and, for
//! the rest of the file or until `appsynth-enable …`, `appsynth-disable …`; without rules, all are silent.
//! ESLint's own comments count as well.

/// What the comments of a file silence.
#[derive(Debug, Default)]
pub struct Suppressions {
    entries: Vec<Entry>,
    line_starts: Vec<usize>,
}

#[derive(Debug)]
struct Entry {
    reach: Reach,
    /// None means every rule.
    rules: Vec<String>,
}

/// What a comment holds for.
#[derive(Debug, Clone, Copy)]
enum Reach {
    /// A line, from 0.
    Line(usize),
    /// What begins at this byte or later is silent.
    From(usize),
    /// What begins at this byte or later is not silent any more.
    Until(usize),
}

impl Suppressions {
    /// Reads the comments of a text in their order: the byte where each begins, and what it says, with or without
    /// what marks it as a comment.
    pub fn read<'t>(text: &str, comments: impl IntoIterator<Item = (usize, &'t str)>) -> Self {
        let mut suppressions = Self {
            entries: Vec::new(),
            line_starts: text.match_indices('\n').map(|(at, _)| at + 1).collect(),
        };
        let entries = comments.into_iter().filter_map(|(start, comment)| {
            let last = suppressions.line(start) + comment.matches('\n').count();
            entry(comment, start, last)
        });
        suppressions.entries = entries.collect();
        suppressions
    }

    /// Whether a rule is silenced at a byte.
    pub fn cover(&self, rule: &str, offset: usize) -> bool {
        let line = self.line(offset);
        let mut is_silent = false;
        for entry in self.entries.iter().filter(|entry| entry.names(rule)) {
            match entry.reach {
                Reach::Line(silenced) if silenced == line => return true,
                Reach::From(start) if start <= offset => is_silent = true,
                Reach::Until(end) if end <= offset => is_silent = false,
                _ => {}
            }
        }
        is_silent
    }

    fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }
}

impl Entry {
    fn names(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|named| named == rule)
    }
}

/// What a comment that begins at this byte and ends on this line says.
fn entry(comment: &str, start: usize, last: usize) -> Option<Entry> {
    let words = comment.trim_matches(|c: char| matches!(c, '/' | '*' | '#') || c.is_whitespace());
    let words = words.split("--").next().unwrap_or_default();
    let (directive, rules) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let scope = directive
        .strip_prefix("appsynth-")
        .or_else(|| directive.strip_prefix("eslint-"))?;
    let reach = match scope {
        "disable-line" => Reach::Line(last),
        "disable-next-line" => Reach::Line(last + 1),
        "disable" => Reach::From(start),
        "enable" => Reach::Until(start),
        _ => return None,
    };
    let rules = rules
        .split([',', ' ', '\n'])
        .map(|rule| rule.trim().trim_start_matches("@aws-appsync/"))
        .filter(|rule| !rule.is_empty())
        .map(str::to_owned);
    Some(Entry {
        reach,
        rules: rules.collect(),
    })
}
