//! Which fields and data sources the project's own code is for, for those who check it.

use appsynth_construct::{App, NodeId, Scope};
use appsynth_diagnostics::SourceId;

use crate::api::ApiFacts;
use crate::data_source::DataSourceRef;
use crate::field::Field;

/// A file of resolver code, or code written within the stacks, and what it is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeUse {
    /// The text.
    pub source: SourceId,
    /// The fields whose values it takes part in.
    pub fields: Vec<FieldOfCode>,
    /// `Type` of the data source that gets its requests, such as `AWS_LAMBDA`; none around a pipeline.
    pub data_source: Option<&'static str>,
    owner: NodeId,
}

/// A field as the code sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldOfCode {
    /// Such as `Query.getPost`.
    pub coordinate: String,
    /// The names of its arguments.
    pub arguments: Vec<String>,
    /// The fields of the type that has it.
    pub siblings: Vec<String>,
    /// Whether its source may have more than these: an item of a table has attributes that are no fields.
    pub source_is_item: bool,
}

#[derive(Debug, Default)]
struct CodeUses(Vec<CodeUse>);

/// Every use of code of the project's own.
pub fn code_uses(app: &App) -> Vec<CodeUse> {
    app.recall::<CodeUses>()
        .map_or_else(Vec::new, |uses| uses.0.clone())
}

/// Notes code of the project's own that a construct hands on as part of something else, so that it is checked
/// like code that is handed on as it is. `source_is_item`: see [`FieldOfCode`].
pub fn note_code(
    scope: &mut Scope<'_>,
    source: SourceId,
    field: &Field,
    target: Option<DataSourceRef>,
    source_is_item: bool,
) {
    let seen = seen(scope, field).map(|field| FieldOfCode {
        source_is_item,
        ..field
    });
    let one = CodeUse {
        source,
        fields: seen.into_iter().collect(),
        data_source: target.map(|target| target.kind.as_str()),
        owner: scope.node(),
    };
    scope.recall_app::<CodeUses>().0.push(one);
}

/// Notes code of the construct that is being built.
pub(crate) fn note(scope: &mut Scope<'_>, sources: &[SourceId], target: Option<DataSourceRef>) {
    if sources.is_empty() {
        return;
    }
    let owner = scope.node();
    let uses = sources.iter().map(|source| CodeUse {
        source: *source,
        fields: Vec::new(),
        data_source: target.map(|target| target.kind.as_str()),
        owner,
    });
    scope.recall_app::<CodeUses>().0.extend(uses);
}

/// Notes that the code of these constructs, if it is the project's own, takes part in a field.
pub(crate) fn note_field(scope: &mut Scope<'_>, field: &Field, owners: &[NodeId]) {
    let of_owners = |one: &CodeUse| owners.contains(&one.owner);
    if !scope.recall_app::<CodeUses>().0.iter().any(of_owners) {
        return;
    }
    let Some(seen) = seen(scope, field) else {
        return;
    };
    for one in &mut scope.recall_app::<CodeUses>().0 {
        if of_owners(one) {
            one.fields.push(seen.clone());
        }
    }
}

fn seen(scope: &Scope<'_>, field: &Field) -> Option<FieldOfCode> {
    let (type_name, field_name) = field.parts()?;
    let facts = scope.recall::<ApiFacts>(field.api)?;
    let schema = facts.schema.as_ref()?;
    let definition = schema.field(type_name, field_name)?;
    let siblings = schema.type_definition(type_name)?.fields();
    Some(FieldOfCode {
        coordinate: field.coordinate.clone(),
        arguments: definition
            .arguments
            .iter()
            .map(|argument| argument.name.to_string())
            .collect(),
        siblings: siblings
            .iter()
            .map(|field| field.name.to_string())
            .collect(),
        source_is_item: false,
    })
}
