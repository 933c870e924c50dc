//! What a schema needs of the project around it.

use appsynth_diagnostics::Sources;
use appsynth_transform::{Needs, needs};

/// Finds what a schema needs that comes in these texts, each with its file's name; nothing if they are no valid
/// schema.
pub fn schema_needs(files: &[(String, String)]) -> Needs {
    let mut sources = Sources::new();
    let add = |(name, text): &(String, String)| sources.add(name.as_str(), text.as_str());
    let files: Vec<_> = files.iter().map(add).collect();
    needs(&appsynth_schema::parse(&sources, files).0)
}
