//! Every diagnostics code is explained and tested.

use std::path::{Path, PathBuf};

use appsynth_diagnostics::{Code, codes};

use super::{is_rust, text};

pub(super) fn check(files: &[PathBuf], wrong: &mut Vec<String>) {
    let tests: Vec<String> = files.iter().filter_map(|path| test_text(path)).collect();
    for code in codes::all() {
        if sentences(code) < 2 {
            wrong.push(format!(
                "{}: explain in two sentences or more why it is refused and how to mend it",
                code.id
            ));
        }
        if !tests.iter().any(|text| text.contains(code.id)) {
            wrong.push(format!("{}: no test or fixture names it", code.id));
        }
    }
}

/// What of a file is test: its name and text below `tests` or `integration`, the end of a module with unit
/// tests.
fn test_text(path: &Path) -> Option<String> {
    let mut folders = path.components().map(|part| part.as_os_str());
    let below_tests = folders.any(|folder| folder == "tests" || folder == "integration");
    if below_tests {
        return Some(format!("{}\n{}", path.display(), text(path)));
    }
    let text = is_rust(path).then(|| text(path))?;
    let (_, tests) = text.split_once("#[cfg(test)]")?;
    Some(tests.to_owned())
}

fn sentences(code: &Code) -> usize {
    let ends = code.explanation.split_whitespace().filter(|word| {
        let word = word.trim_end_matches(['`', ')', '"']);
        word.ends_with(['.', '?', '!', ':'])
    });
    ends.count()
}
