//! `ctx.info`.

use appsynth_schema::ast::{Field, FieldDefinition, Selection, TypeDefinition};
use appsynth_schema::print_selection_set;
use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use crate::collect::Collector;

/// The `info` of a field.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html#aws-appsync-resolver-context-reference-info-js>
pub(crate) fn info(
    collector: Collector<'_>,
    parent: &TypeDefinition,
    definition: &FieldDefinition,
    fields: &[&Field],
    variables: &Map<String, Value>,
) -> Value {
    let mut list = IndexSet::new();
    for field in fields {
        list_fields(
            collector,
            &field.selection_set,
            "",
            &mut Vec::new(),
            &mut list,
        );
    }
    let printed: Vec<String> = fields
        .iter()
        .map(|field| print_selection_set(&field.selection_set))
        .collect();
    json!({
        "fieldName": &*definition.name,
        "parentTypeName": &*parent.name,
        "variables": variables,
        "selectionSetList": list,
        "selectionSetGraphQL": printed.concat(),
    })
}

/// Every selected field by its path, such as `comments/id`, whatever type a fragment is on.
fn list_fields<'a>(
    collector: Collector<'a>,
    selections: &'a [Selection],
    before: &str,
    inside: &mut Vec<&'a str>,
    list: &mut IndexSet<String>,
) {
    for selection in selections {
        match selection {
            Selection::Field(field) if collector.is_included(&field.directives) => {
                let path = format!("{before}{}", field.response_key());
                list.insert(path.clone());
                let before = format!("{path}/");
                list_fields(collector, &field.selection_set, &before, inside, list);
            }
            Selection::InlineFragment(fragment) if collector.is_included(&fragment.directives) => {
                list_fields(collector, &fragment.selection_set, before, inside, list);
            }
            Selection::FragmentSpread(spread)
                if collector.is_included(&spread.directives)
                    && !inside.contains(&&*spread.name) =>
            {
                if let Some(fragment) = collector.request.fragment(&spread.name) {
                    inside.push(&spread.name);
                    list_fields(collector, &fragment.selection_set, before, inside, list);
                    inside.pop();
                }
            }
            Selection::Field(_) | Selection::InlineFragment(_) | Selection::FragmentSpread(_) => {}
        }
    }
}
