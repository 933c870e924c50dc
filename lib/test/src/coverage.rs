//! Which lines of resolver code tests run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;

/// Lines of code and how often they ran, by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    files: BTreeMap<String, BTreeMap<usize, u64>>,
}

/// What tests cover of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredFile<'c> {
    /// The file's path.
    pub path: &'c str,
    /// How many lines have code that can run.
    pub lines: usize,
    /// How many of these ran.
    pub covered: usize,
    /// Those that did not, from 1. Between two lines that can run and did not, there may be others.
    pub missed: Vec<RangeInclusive<usize>>,
}

impl Coverage {
    /// Notes how often a statement ran. A line ran if any statement in it did.
    pub(crate) fn add(&mut self, path: &str, line: usize, count: u64) {
        let lines = self.files.entry(path.to_owned()).or_default();
        let known = lines.entry(line).or_default();
        *known = count.max(*known);
    }

    /// Adds what other tests ran.
    pub fn merge(&mut self, other: Self) {
        for (path, counts) in other.files {
            let lines = self.files.entry(path).or_default();
            for (line, count) in counts {
                *lines.entry(line).or_default() += count;
            }
        }
    }

    /// The files, by path.
    pub fn files(&self) -> impl Iterator<Item = CoveredFile<'_>> {
        self.files.iter().map(|(path, lines)| CoveredFile {
            path,
            lines: lines.len(),
            covered: lines.values().filter(|count| **count > 0).count(),
            missed: missed(lines),
        })
    }

    /// The format of `lcov`, which editors and services for coverage read.
    ///
    /// <https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1>
    pub fn to_lcov(&self) -> String {
        let mut text = String::new();
        for file in self.files() {
            writeln!(text, "TN:\nSF:{}", file.path)
                .and_then(|()| {
                    let mut lines = self.files[file.path].iter();
                    lines.try_for_each(|(line, count)| writeln!(text, "DA:{line},{count}"))
                })
                .and_then(|()| {
                    let CoveredFile { lines, covered, .. } = file;
                    writeln!(text, "LF:{lines}\nLH:{covered}\nend_of_record")
                })
                .expect("invariant: a string takes everything written to it");
        }
        text
    }
}

/// Lines that did not run; those without a line between them that did are one range.
fn missed(lines: &BTreeMap<usize, u64>) -> Vec<RangeInclusive<usize>> {
    let mut ranges: Vec<RangeInclusive<usize>> = Vec::new();
    let mut goes_on = false;
    for (line, count) in lines {
        match ranges.last_mut() {
            Some(last) if goes_on && *count == 0 => *last = *last.start()..=*line,
            _ if *count == 0 => ranges.push(*line..=*line),
            _ => {}
        }
        goes_on = *count == 0;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_add_up_and_gaps_are_told() {
        let of = |lines: &[(usize, u64)]| {
            let mut coverage = Coverage::default();
            for (line, count) in lines {
                coverage.add("a.js", *line, *count);
            }
            coverage
        };
        let mut all = of(&[(1, 1), (1, 0), (3, 0), (5, 0), (8, 2), (9, 0)]);
        all.merge(of(&[(1, 4), (3, 0), (5, 0), (8, 0), (9, 0), (10, 1)]));
        assert_eq!(
            all.files().collect::<Vec<_>>(),
            [CoveredFile {
                path: "a.js",
                lines: 6,
                covered: 3,
                missed: vec![3..=5, 9..=9],
            }]
        );
        assert_eq!(
            all.to_lcov(),
            "TN:\nSF:a.js\nDA:1,5\nDA:3,0\nDA:5,0\nDA:8,2\nDA:9,0\nDA:10,1\nLF:6\nLH:3\nend_of_record\n"
        );
    }
}
