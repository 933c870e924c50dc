//! Templates from JSON and YAML text.
//!
//! Both formats become one JSON value first, with YAML's short tags in their long form, so that a
//! template means the same in either. Places in the text are looked up only for what is wrong.

mod expr;
mod json;
mod template;
mod yaml;

use appsynth_diagnostics::{Diagnostics, SourceId, Sources};
use serde_json::Value;

use crate::{Problems, Template};

impl Template {
    /// Reads a template, JSON or YAML with CloudFormation's short tags.
    ///
    /// Everything that is wrong is reported together, with its place. What could be read is there even
    /// then; there is no template only when the text is not JSON or YAML, or no object of sections.
    pub fn read(sources: &Sources, id: SourceId) -> (Option<Self>, Diagnostics) {
        let source = sources
            .get(id)
            .expect("invariant: the source is one of `sources`");
        let mut problems = Problems::default();
        let value = if source.text().trim_start().starts_with('{') {
            json::value(source, id)
        } else {
            yaml::value(source, id, &mut problems)
        };
        let value = match value {
            Ok(value) => value,
            Err(diagnostic) => return (None, (*diagnostic).into()),
        };
        let template = template::template(value, &mut problems);
        (template, problems.at_places_of(sources, id))
    }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
