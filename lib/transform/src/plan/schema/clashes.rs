//! Declared types that have the name of a generated one and cannot take its place.

use appsynth_schema::ast::{Definition, Name};

use super::definitions;
use crate::model::Model;
use crate::options::Options;

/// The declared types, what they are defined with, and what the generated ones of the same names are.
pub(crate) fn clashes<'m>(
    model: &'m Model,
    options: &Options,
) -> Vec<(&'m Name, &'static str, &'static str)> {
    let types = model.types.values();
    let types = types.map(|one| (&one.name, one.kind.keyword(), false));
    let entities = (model.entities.values()).map(|one| (&one.name, "type", true));
    let suspects: Vec<_> = (types.chain(entities))
        .filter(|(name, keyword, _)| may_be_generated(name, keyword))
        .collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let (definitions, _) = definitions(model, options);
    let clash = |(name, keyword, is_entity): (&'m Name, &'static str, bool)| {
        let same_name = definitions.iter().filter_map(|one| match one {
            Definition::Type(one) if one.name.text == name.text => Some(one.kind.keyword()),
            _ => None,
        });
        let mut kinds: Vec<&str> = same_name.collect();
        let own = kinds.iter().position(|kind| *kind == keyword)?;
        kinds.remove(own);
        let generated = *kinds.first()?;
        (is_entity || generated != keyword).then_some((name, keyword, generated))
    };
    suspects.into_iter().filter_map(clash).collect()
}

/// Whether something of this name and of another kind may be generated, which is looked for then.
fn may_be_generated(name: &str, keyword: &str) -> bool {
    let is_input = name.ends_with("Input");
    name.starts_with("Model") || name.starts_with("Searchable") || (is_input && keyword != "input")
}
