//! What every AppSync schema knows without declaring it.

use std::sync::LazyLock;

use appsynth_diagnostics::Sources;

use crate::ast::{Definition, DirectiveDefinition, Document, TypeDefinition};

/// AppSync's scalars, which are checked by [the runtime](crate::Schema) and cannot be added to.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html>
pub(crate) const SCALARS: &[&str] = &[
    "ID",
    "String",
    "Int",
    "Float",
    "Boolean",
    "AWSDate",
    "AWSTime",
    "AWSDateTime",
    "AWSTimestamp",
    "AWSEmail",
    "AWSJSON",
    "AWSURL",
    "AWSPhone",
    "AWSIPAddress",
];

static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let id = sources.add("built-in.graphql", include_str!("built_in.graphql"));
    let (document, problems) = crate::parse(&sources, [id]);
    assert!(
        problems.is_empty(),
        "invariant: the built-in definitions are GraphQL"
    );
    document
});

/// The built-in type of a name: a scalar, or a type of the introspection system.
pub(crate) fn type_definition(name: &str) -> Option<&'static TypeDefinition> {
    DOCUMENT.types().find(|one| &*one.name == name)
}

/// The built-in directive of a name.
pub(crate) fn directive(name: &str) -> Option<&'static DirectiveDefinition> {
    directives().find(|one| &*one.name == name)
}

/// Every built-in directive.
pub(crate) fn directives() -> impl Iterator<Item = &'static DirectiveDefinition> {
    DOCUMENT.definitions.iter().filter_map(|one| match one {
        Definition::Directive(directive) => Some(directive),
        _ => None,
    })
}
