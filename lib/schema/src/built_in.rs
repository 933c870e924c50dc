//! What every AppSync schema knows without declaring it.

use std::sync::LazyLock;

use appsynth_diagnostics::Sources;

use crate::ast::{Definition, DirectiveDefinition, Document, FieldDefinition, TypeDefinition};

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

/// Makes the first look at a schema take less time: reads what is built in, unless that was done before.
pub fn prepare() {
    LazyLock::force(&DOCUMENT);
}

/// The built-in type of a name: a scalar, or a type of the introspection system.
pub(crate) fn type_definition(name: &str) -> Option<&'static TypeDefinition> {
    DOCUMENT.types().find(|one| &*one.name == name)
}

/// The built-in directive of a name.
pub(crate) fn directive(name: &str) -> Option<&'static DirectiveDefinition> {
    directives().find(|one| &*one.name == name)
}

/// Every built-in directive.
pub(crate) fn directives<'a>() -> impl Iterator<Item = &'a DirectiveDefinition> {
    DOCUMENT.definitions.iter().filter_map(|one| match one {
        Definition::Directive(directive) => Some(directive),
        _ => None,
    })
}

/// `__typename`, which every composite type has.
pub(crate) fn typename() -> Option<&'static FieldDefinition> {
    type_definition("__Introspection")?.field("__typename")
}

/// `__schema` or `__type`, which the query type has.
pub(crate) fn introspection_root(name: &str) -> Option<&'static FieldDefinition> {
    type_definition("__Introspection")?.field(name)
}
