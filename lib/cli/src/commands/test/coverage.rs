//! Which lines ran, for people and for scripts.

use std::ops::RangeInclusive;

use appsynth_test::{Coverage, CoveredFile};
use serde_json::{Value, json};

/// A line for each file and one for all of them.
pub(super) fn table(coverage: &Coverage) -> String {
    let files: Vec<CoveredFile<'_>> = coverage.files().collect();
    let width = files.iter().map(|file| file.path.chars().count()).max();
    let width = width.unwrap_or(0).max(ALL.len());
    let mut text = String::from("lines that ran\n");
    let (mut lines, mut covered) = (0, 0);
    for file in &files {
        lines += file.lines;
        covered += file.covered;
        let missed: Vec<String> = file.missed.iter().map(lines_of).collect();
        let missed = match missed.as_slice() {
            [] => String::new(),
            missed => format!("  not {}", missed.join(", ")),
        };
        let share = share(file.covered, file.lines);
        text.push_str(&format!("  {:width$}  {share}{missed}\n", file.path));
    }
    text.push_str(&format!("  {ALL:width$}  {}", share(covered, lines)));
    text
}

const ALL: &str = "all";

/// `50.0% (3 of 6)`
fn share(covered: usize, lines: usize) -> String {
    let percent = match lines {
        0 => 100.0,
        lines => covered as f64 * 100.0 / lines as f64,
    };
    format!("{percent:5.1}% ({covered} of {lines})")
}

fn lines_of(range: &RangeInclusive<usize>) -> String {
    match (range.start(), range.end()) {
        (start, end) if start == end => start.to_string(),
        (start, end) => format!("{start}-{end}"),
    }
}

pub(super) fn document(coverage: &Coverage) -> Value {
    let files = coverage.files().map(|file| {
        let missed = file
            .missed
            .iter()
            .map(|range| json!([range.start(), range.end()]));
        json!({
            "file": file.path,
            "lines": file.lines,
            "covered": file.covered,
            "missed": missed.collect::<Value>(),
        })
    });
    files.collect()
}
