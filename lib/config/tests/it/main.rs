//! `appsynth.yaml` as users write it, and what is made of it.

mod diagnostics;
mod environments;
mod resolver_files;
mod settings;

use std::collections::BTreeMap;

use appsynth_config::{Document, Settings};
use appsynth_diagnostics::{Diagnostics, Sources, render};

/// The settings of an environment, or the mistakes as one line each.
fn settings(text: &str, environment: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    read(text, |document| {
        document.settings(environment, &map(variables))
    })
}

/// What `read` makes of the file, or the mistakes as one line each.
fn read<T>(text: &str, read: impl FnOnce(Document) -> Result<T, Diagnostics>) -> Result<T, String> {
    let mut sources = Sources::new();
    let id = sources.add("appsynth.yaml", text);
    Document::parse(&sources, id)
        .and_then(read)
        .map_err(|problems: Diagnostics| render::concise(&problems, &sources))
}

fn map(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    variables.iter().map(owned).collect()
}

/// A file with the least that must be there, and `more`.
fn minimal(more: &str) -> String {
    format!("app: blog\napi: {{ schema: blog.graphql, auth: {{ default: api-key }} }}\n{more}")
}
