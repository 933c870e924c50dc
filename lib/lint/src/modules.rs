//! What a file and those it imports make together.

use std::collections::BTreeMap;

use appsynth_bundle::{ProblemKind as BundleProblem, bundle};
use appsynth_diagnostics::{Diagnostics, SourceId, Sources};
use appsynth_js::{CodeError, ProblemKind, lint::Language};

/// What keeps a file and those it imports from being one module that AppSync takes, beyond what is wrong
/// with `checked` files on their own. `file` gives the text of other files.
pub(crate) fn check(
    sources: &mut Sources,
    checked: &BTreeMap<String, SourceId>,
    entry: SourceId,
    mut file: impl FnMut(&str) -> Option<String>,
) -> Diagnostics {
    let Some((name, text)) = sources
        .get(entry)
        .map(|source| (source.name().to_owned(), source.text().to_owned()))
    else {
        return Diagnostics::new();
    };
    let mut known = checked.clone();
    let bundled = bundle(&name, |path| {
        if let Some(id) = known.get(path) {
            return Some(sources.get(*id)?.text().to_owned());
        }
        let text = file(path)?;
        known.insert(path.to_owned(), sources.add(path, text.as_str()));
        Some(text)
    });
    match bundled {
        Ok(bundle) if bundle.source_map().is_some() => {
            let is_said = Language::of(&name) == Language::JavaScript && too_long(&text).is_some();
            match too_long(&bundle.code) {
                Some(error) if !is_said => error.diagnostics(entry),
                _ => Diagnostics::new(),
            }
        }
        Ok(_) => Diagnostics::new(),
        Err(mut error) => {
            error.problems.retain(|problem| {
                let is_of_one_file = matches!(
                    problem.kind,
                    BundleProblem::Syntax | BundleProblem::TypeScript | BundleProblem::Early
                );
                !is_of_one_file || !checked.contains_key(&problem.path)
            });
            error.diagnostics(|path| known.get(path).copied())
        }
    }
}

/// The mistake of code that is longer than AppSync takes.
fn too_long(code: &str) -> Option<CodeError> {
    let mut error = appsynth_js::check(code).err()?;
    let is_length = |kind: &ProblemKind| matches!(kind, ProblemKind::TooLong { .. });
    error.problems.retain(|problem| is_length(&problem.kind));
    (!error.problems.is_empty()).then_some(error)
}
