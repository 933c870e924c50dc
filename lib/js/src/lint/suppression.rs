//! Comments that silence rules: `appsynth-disable-line RULE, RULE`, `appsynth-disable-next-line …` and,
//! for the rest of the file, `appsynth-disable …`; without rules, all are silent. ESLint's own comments
//! count as well.

use oxc::span::Span;

/// What the comments of a file silence.
#[derive(Debug, Default)]
pub(super) struct Suppressed {
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

impl Suppressed {
    pub(super) fn covers(&self, rule: &str, offset: usize) -> bool {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        self.entries.iter().any(|entry| {
            (entry.line == line || (entry.and_after && entry.line < line))
                && (entry.rules.is_empty() || entry.rules.iter().any(|named| named == rule))
        })
    }
}

/// Reads the comments at these places.
pub(super) fn read(text: &str, comments: impl Iterator<Item = Span>) -> Suppressed {
    let entries = comments.filter_map(|span| {
        let comment = text.get(span.start as usize..span.end as usize)?;
        let words = comment.trim_matches(|c: char| c == '/' || c == '*' || c.is_whitespace());
        let words = words.split("--").next().unwrap_or_default();
        let (directive, rules) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let scope = directive
            .strip_prefix("appsynth-disable")
            .or_else(|| directive.strip_prefix("eslint-disable"))?;
        let line = line_of(text, span.end as usize);
        let (line, and_after) = match scope {
            "-line" => (line, false),
            "-next-line" => (line + 1, false),
            "" => (line_of(text, span.start as usize), true),
            _ => return None,
        };
        let rules = rules
            .split([',', ' ', '\n'])
            .map(|rule| rule.trim().trim_start_matches("@aws-appsync/"))
            .filter(|rule| !rule.is_empty())
            .map(str::to_owned)
            .collect();
        Some(Entry {
            line,
            and_after,
            rules,
        })
    });
    Suppressed {
        entries: entries.collect(),
        line_starts: text.match_indices('\n').map(|(at, _)| at + 1).collect(),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset)
        .map_or(0, |before| before.matches('\n').count())
}
