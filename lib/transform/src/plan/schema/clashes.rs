//! Declared types that have the name of a generated one and cannot take its place.

use appsynth_schema::ast::{Definition, Name};
use rustc_hash::FxHashMap;

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
    let mut kinds_by_name: FxHashMap<&str, Vec<&'static str>> = FxHashMap::default();
    for definition in &definitions {
        if let Definition::Type(one) = definition {
            let kinds = kinds_by_name.entry(&one.name.text).or_default();
            kinds.push(one.kind.keyword());
        }
    }
    let clash = |(name, keyword, is_entity): (&'m Name, &'static str, bool)| {
        let kinds = kinds_by_name.get_mut(&*name.text)?;
        let own = kinds.iter().position(|kind| *kind == keyword)?;
        kinds.remove(own);
        let generated = *kinds.first()?;
        (is_entity || generated != keyword).then_some((name, keyword, generated))
    };
    suspects.into_iter().filter_map(clash).collect()
}

/// Whether something of this name and of another kind may be generated, which is looked for then: that takes as long as
/// the schema itself.
fn may_be_generated(name: &str, keyword: &str) -> bool {
    if name.ends_with("Input") && keyword != "input" {
        return true;
    }
    let is_of_models = name.starts_with("Model")
        && ENDINGS_OF_MODELS
            .iter()
            .any(|ending| name.ends_with(ending));
    is_of_models || name.starts_with("Searchable")
}

/// Of all that is generated with a name that begins with `Model`.
const ENDINGS_OF_MODELS: [&str; 5] = [
    "Input",
    "Connection",
    "CompositeKey",
    "SortDirection",
    "AttributeTypes",
];

#[cfg(test)]
mod tests {
    use appsynth_diagnostics::Sources;

    use super::*;

    #[test]
    fn everything_that_is_generated_is_looked_for() {
        let text = r#"
            type Post @model @searchable @auth(rules: [{ allow: public }]) {
              id: ID! @primaryKey(sortKeyFields: ["year", "score"])
              year: Int!
              score: Float!
              title: String! @default(value: "none")
              state: State @index(sortKeyFields: ["year", "title"], queryField: "byState")
              states: [State]
              place: Place
              isOpen: Boolean
              comments: [Comment] @hasMany
              tags: [Tag] @manyToMany(relationName: "PostTags")
            }
            type Comment @model @auth(rules: [{ allow: public }]) { body: String! post: Post @belongsTo }
            type Tag @model @auth(rules: [{ allow: public }]) { posts: [Post] @manyToMany(relationName: "PostTags") }
            enum State { OPEN CLOSED }
            type Place { city: String }
            type Mutation { later: EventInvocationResponse @function(name: "later", invocationType: Event) }
        "#;
        let mut sources = Sources::new();
        let id = sources.add("schema.graphql", text);
        let (document, problems) = appsynth_schema::parse(&sources, [id]);
        assert!(problems.is_empty(), "{problems:?}");
        let options = Options::default();
        let (model, problems) = crate::read(&document, &options);
        assert!(!problems.has_errors(), "{problems:?}");
        let (definitions, _) = definitions(&model, &options);
        let types = definitions.iter().filter_map(|one| match one {
            Definition::Type(one) => Some(one),
            _ => None,
        });
        let is_declared = |name: &str| document.types().any(|one| &*one.name == name);
        let generated: Vec<&str> = types
            .map(|one| &*one.name.text)
            .filter(|name| !is_declared(name))
            .filter(|name| {
                ![
                    "Query",
                    "Subscription",
                    "PostTags",
                    "EventInvocationResponse",
                ]
                .contains(name)
            })
            .collect();
        assert!(generated.len() > 40, "{generated:?}");
        let missed: Vec<_> = generated
            .into_iter()
            .filter(|name| !may_be_generated(name, "enum"))
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
    }
}
