//! Seed files: the items and mutations that the local environment starts with.

use appsynth_diagnostics::codes::{configuration, local as codes};
use appsynth_diagnostics::{Diagnostic, Diagnostics, LineColumn, SourceId, Sources, Span};
use serde_json::{Map, Value as Json};

use crate::fields::Fields;
use crate::node::{self, Node, Value};
use crate::settings::Spanned;
use crate::values::{list, map, spanned_text, text};

/// What a seed file holds, in JSON:
///
/// ```json
/// {
///   "items": { "Post": [{ "id": "1", "title": "Hello" }] },
///   "mutations": [
///     {
///       "mutation": "mutation Create($title: String!) { createPost(title: $title) { id } }",
///       "variables": { "title": "Hello" },
///       "as": { "username": "ada", "groups": ["editors"] }
///     }
///   ]
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seed {
    /// Items in the file's order.
    pub items: Vec<SeedItem>,
    /// Mutations in the file's order; they come after the items.
    pub mutations: Vec<SeedMutation>,
}

/// An item of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct SeedItem {
    /// The table or its model, where the file names it.
    pub table: Spanned<String>,
    /// The attributes as plain JSON.
    pub item: Map<String, Json>,
    /// The item's place.
    pub span: Span,
}

/// A mutation and who sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeedMutation {
    /// A GraphQL document with one operation.
    pub mutation: Spanned<String>,
    /// The values of its variables.
    pub variables: Map<String, Json>,
    /// Who sends it; whoever has the API's key by default.
    pub caller: Option<SeedCaller>,
}

/// A user of whom a token is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedCaller {
    /// The user's name.
    pub username: String,
    /// The user's groups; none by default.
    pub groups: Vec<String>,
}

impl Seed {
    /// Reads the text as JSON.
    ///
    /// # Errors
    /// `AS7009` if it is no JSON, `AS7011` for what should not be in it.
    pub fn parse(sources: &Sources, id: SourceId) -> Result<Self, Diagnostics> {
        let json = json(sources, id)?;
        let root = nodes(sources, id, &json).map_err(of_a_seed)?;
        let mut problems = Diagnostics::new();
        let seed = read(&root, &json, &mut problems);
        match seed {
            Some(seed) if problems.is_empty() => Ok(seed),
            _ => Err(of_a_seed(problems)),
        }
    }
}

/// The same problems without talk of settings: seeds are read by what reads `appsynth.yaml`.
fn of_a_seed(problems: Diagnostics) -> Diagnostics {
    let mut of_a_seed = Diagnostics::new();
    for mut problem in problems {
        if problem.code == &configuration::NOT_YAML {
            // Of what JSON allows, YAML refuses this alone.
            problem.message = "a name stands twice in an object of the seed".to_owned();
        }
        if problem.code == &configuration::UNKNOWN_KEY {
            for label in &mut problem.labels {
                label.text = "seeds have no such key".to_owned();
            }
        }
        problem.code = &codes::SEED_HAS_ANOTHER_FORM;
        of_a_seed.push(problem);
    }
    of_a_seed
}

/// The values with their places. JSON is YAML but for escapes, so these are hidden from the parser, and the texts
/// are taken from the values.
fn nodes(sources: &Sources, id: SourceId, json: &Json) -> Result<Node, Diagnostics> {
    let source = sources
        .get(id)
        .expect("invariant: the source was added to these sources");
    let mut root = node::parse_as(source, id, &without_escapes(source.text()))?;
    take_texts(&mut root, json);
    Ok(root)
}

/// The text with letters in place of what makes escapes, as many of them, so that names that differ still do.
fn without_escapes(text: &str) -> String {
    // Of those that Unicode leaves to private use.
    const BACKSLASH: char = '\u{e000}';
    const QUOTE: char = '\u{e001}';
    let mut without = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            without.push(letter);
            continue;
        }
        without.push(BACKSLASH);
        without.extend(letters.next().map(|escaped| match escaped {
            '\\' => BACKSLASH,
            '"' => QUOTE,
            other => other,
        }));
    }
    without
}

fn take_texts(node: &mut Node, json: &Json) {
    match (&mut node.value, json) {
        (Value::Text { text, .. }, Json::String(true_text)) => text.clone_from(true_text),
        (Value::List(nodes), Json::Array(values)) => {
            for (node, value) in nodes.iter_mut().zip(values) {
                take_texts(node, value);
            }
        }
        (Value::Mapping(entries), Json::Object(members)) => {
            let nodes = std::mem::take(entries).into_values();
            for (mut node, (name, value)) in nodes.zip(members) {
                take_texts(&mut node, value);
                entries.insert(name.clone(), node);
            }
        }
        _ => {}
    }
}

/// The values themselves: the tree of nodes has the numbers that YAML makes of them.
fn json(sources: &Sources, id: SourceId) -> Result<Json, Diagnostics> {
    let source = sources
        .get(id)
        .expect("invariant: the source was added to these sources");
    serde_json::from_str(source.text()).map_err(|error| {
        let at = source.offset(LineColumn {
            line: error.line(),
            column: error.column().max(1),
        });
        let place = Span {
            source: id,
            start: at,
            end: at,
        };
        let why = error.to_string();
        // The place is shown beside it.
        let why = why.split(" at line ").next().unwrap_or_default();
        Diagnostic::error(
            &codes::SEED_IS_NOT_JSON,
            format!("the seed is not JSON: {why}"),
        )
        .at(place, "")
        .into()
    })
}

fn read(root: &Node, json: &Json, problems: &mut Diagnostics) -> Option<Seed> {
    let mut fields = Fields::open("a seed", root, problems)?;
    let items = fields.optional("items", |node: &Node, problems: &mut Diagnostics| {
        items(node, &json["items"], problems)
    });
    let mutations = fields.optional("mutations", list(mutation));
    fields.close();
    let mut mutations = mutations.unwrap_or_default();
    for (at, mutation) in mutations.iter_mut().enumerate() {
        let variables = json["mutations"][at]["variables"].as_object();
        mutation.variables = variables.cloned().unwrap_or_default();
    }
    Some(Seed {
        items: items.unwrap_or_default(),
        mutations,
    })
}

fn items(node: &Node, json: &Json, problems: &mut Diagnostics) -> Option<Vec<SeedItem>> {
    let of_table = |table: &str, node: &Node, problems: &mut Diagnostics| {
        let place = Spanned {
            value: table.to_owned(),
            span: node.key_place(),
        };
        let spans = list(span_of_mapping)(node, problems)?;
        let items = json[table].as_array().into_iter().flatten().zip(spans);
        let items = items.filter_map(|(item, span)| {
            Some(SeedItem {
                table: place.clone(),
                item: item.as_object()?.clone(),
                span,
            })
        });
        Some(items.collect::<Vec<_>>())
    };
    let tables = map(of_table)(node, problems)?;
    Some(tables.into_values().flatten().collect())
}

fn span_of_mapping(node: &Node, problems: &mut Diagnostics) -> Option<Span> {
    crate::fields::mapping(node, problems)?;
    Some(node.place())
}

fn mutation(node: &Node, problems: &mut Diagnostics) -> Option<SeedMutation> {
    let mut fields = Fields::open("a mutation of a seed", node, problems)?;
    let mutation = fields.required("mutation", spanned_text);
    fields.optional("variables", span_of_mapping);
    let caller = fields.optional("as", caller);
    fields.close();
    Some(SeedMutation {
        mutation: mutation?,
        variables: Map::new(),
        caller,
    })
}

fn caller(node: &Node, problems: &mut Diagnostics) -> Option<SeedCaller> {
    let mut fields = Fields::open("`as`", node, problems)?;
    let username = fields.required("username", text);
    let groups = fields.optional("groups", list(text));
    fields.close();
    Some(SeedCaller {
        username: username?,
        groups: groups.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_an_escape_are_different_tables() {
        let text = r#"{ "items": { "\u00e8": [{ "id": "1" }], "\u00e9": [{ "id": "2" }], "\"": [{ "id": "3" }], "\\": [] } }"#;
        let mut sources = Sources::new();
        let id = sources.add("seed.json", text);
        let seed = Seed::parse(&sources, id).expect("a seed");
        let items = seed.items.iter();
        let tables: Vec<_> = items.map(|item| item.table.value.as_str()).collect();
        assert_eq!(tables, ["è", "é", "\""]);
    }

    #[test]
    fn what_is_refused_is_told_without_talk_of_settings() {
        let refusals = [
            r#"{ "items": { "Post": [{ "id": "1" }], "Post": [] } }"#,
            r#"{ "mutatons": [] }"#,
            r#"{ "items": { "Post": [3] } }"#,
            r#"{ "mutations": [{ "as": { "username": "ada" } }] }"#,
        ]
        .map(|text| {
            let mut sources = Sources::new();
            let id = sources.add("seed.json", text);
            let problems = Seed::parse(&sources, id).expect_err("a refusal");
            let problem = problems.iter().next().expect("a problem").clone();
            let told = format!("{problem:?}");
            for word in ["appsynth.yaml", "YAML", "setting", "configuration"] {
                assert!(!told.contains(word), "{word}: {told}");
            }
            format!("{} {}", problem.code.id, problem.message)
        });
        assert_eq!(
            refusals,
            [
                "AS7011 a name stands twice in an object of the seed",
                "AS7011 unknown key `mutatons` in a seed",
                "AS7011 expected a mapping, found a number",
                "AS7011 a mutation of a seed needs `mutation`",
            ]
        );
    }
}
