//! The templates of an assembly, whoever made it.

use appsynth_assembly::Assembly;
use appsynth_diagnostics::{Diagnostics, Sources};
use serde_json::Value;

use crate::CliError;
use crate::output::Output;

/// The templates of all stacks and those nested in them. People are told of mistakes that leave the rest legible.
///
/// # Errors
/// If one is no template at all.
pub(crate) fn templates(assembly: &Assembly, output: &Output) -> Result<Vec<Value>, CliError> {
    let mut sources = Sources::new();
    let mut found = Diagnostics::new();
    let stacks = assembly.stacks.iter();
    let files = stacks.flat_map(|stack| stack.template.with_nested());
    let read = files.map(|(_, file)| {
        let (template, mistakes) = file.template(&mut sources);
        found.extend(mistakes);
        Some(template?.to_value())
    });
    // All are read, so that all mistakes are known.
    let read: Vec<Option<Value>> = read.collect();
    match read.into_iter().collect() {
        Some(templates) => {
            if !found.is_empty() && !output.is_json() {
                output.diagnostics(&found, &sources);
            }
            Ok(templates)
        }
        None => Err(CliError::Mistakes {
            diagnostics: found,
            sources: Box::new(sources),
            consequence: "nothing was shown",
        }),
    }
}
