//! The rendering for editors and logs: one line a diagnostic.

use super::place;
use crate::{Diagnostics, Sources};

/// `file:line:column: error[code] message`, one line each; without a known place, the construct's path
/// stands in for it.
pub fn concise(diagnostics: &Diagnostics, sources: &Sources) -> String {
    diagnostics
        .iter()
        .map(|one| {
            let path = || Some(one.origin.as_ref()?.construct_path.clone());
            let place = place(sources, one)
                .or_else(path)
                .map_or_else(String::new, |place| place + ": ");
            let message = one.message.replace('\n', " ");
            format!(
                "{place}{}[{}] {message}\n",
                one.severity.word(),
                one.code.id
            )
        })
        .collect()
}
