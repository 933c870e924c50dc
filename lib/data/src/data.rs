//! What was built, to be found again.

use appsynth_appsync::{ApiRef, DataSourceRef, ResolverRef, TableRef};
use appsynth_construct::{NodeId, Scope};
use appsynth_diagnostics::CallSite;
use indexmap::IndexMap;

use crate::diagnostics;
use crate::hand_made::SlotFunctions;

/// An API that was built from a schema with directives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataRef {
    pub(crate) node: NodeId,
    pub(crate) api: ApiRef,
}

/// The constructs by the names that users know.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) tables: IndexMap<String, TableRef>,
    pub(crate) sources: IndexMap<String, DataSourceRef>,
    pub(crate) resolvers: IndexMap<String, ResolverRef>,
    /// The fields that the user resolves, and those that were meant to be.
    pub(crate) by_hand: Vec<String>,
    pub(crate) around: IndexMap<String, SlotFunctions>,
}

impl DataRef {
    /// The API.
    pub fn api(self) -> ApiRef {
        self.api
    }

    /// The table of a model; none if there is no such model.
    pub fn table(self, scope: &Scope<'_>, model: &str) -> Option<TableRef> {
        self.built(scope)?.tables.get(model).copied()
    }

    /// A data source by name, such as `PostTable` or `NONE_DS`; none if there is no such data source.
    pub fn data_source(self, scope: &Scope<'_>, name: &str) -> Option<DataSourceRef> {
        self.built(scope)?.sources.get(name).copied()
    }

    /// All data sources by name.
    pub fn data_sources<'s>(
        self,
        scope: &'s Scope<'_>,
    ) -> impl Iterator<Item = (&'s str, DataSourceRef)> {
        let built = self.built(scope).into_iter();
        built
            .flat_map(|built| &built.sources)
            .map(|(name, source)| (name.as_str(), *source))
    }

    /// The resolver of a field, such as `Query.getPost`; none if the directives gave it none.
    pub fn resolver(self, scope: &Scope<'_>, field: &str) -> Option<ResolverRef> {
        self.built(scope)?.resolvers.get(field).copied()
    }

    /// What runs before and after the functions of a resolver that the user attaches, for a field of
    /// [`GraphqlSchema::resolved_by_hand`](crate::GraphqlSchema::resolved_by_hand); another field is reported.
    #[track_caller]
    pub fn around(self, scope: &mut Scope<'_>, field: &str) -> SlotFunctions {
        let Some(built) = self.built(scope) else {
            return SlotFunctions::default();
        };
        let around = built.around.get(field).cloned().unwrap_or_default();
        if !built.by_hand.iter().any(|known| known == field) {
            let known = built.by_hand.iter().map(String::as_str);
            let problem = diagnostics::not_by_hand(field, known);
            scope.report(problem.of(scope.path(), Some(CallSite::caller())));
        }
        around
    }

    fn built<'s>(self, scope: &'s Scope<'_>) -> Option<&'s Built> {
        scope.recall::<Built>(self.node)
    }
}

impl From<DataRef> for NodeId {
    fn from(data: DataRef) -> Self {
        data.node
    }
}
