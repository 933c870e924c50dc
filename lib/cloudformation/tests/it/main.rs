//! What the crate does, as its users see it.

mod evaluating;
mod fixtures;
mod ordering;
mod properties;
mod quotas;
mod reading;
mod round_trip;
mod schemas;

use appsynth_cloudformation::Template;
use appsynth_diagnostics::{Diagnostics, Sources};

fn read(name: &str, text: &str) -> (Option<Template>, Diagnostics) {
    let mut sources = Sources::new();
    let id = sources.add(name, text);
    Template::read(&sources, id)
}

fn template(text: &str) -> Template {
    let (template, diagnostics) = read("template", text);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    template.expect("no diagnostics, so a template")
}
