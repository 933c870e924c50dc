//! What is done about conflicting versions, model by model.

use appsynth_appsync::ConflictHandler;
use appsynth_construct::Scope;
use appsynth_transform::Plan;
use appsynth_transform::plan::SourceKind;
use indexmap::IndexMap;

use crate::diagnostics;

/// What is done when a client changes an item and does not know its newest version.
///
/// <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-sync.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictHandlers {
    default: ConflictHandler,
    models: IndexMap<String, ConflictHandler>,
}

impl From<ConflictHandler> for ConflictHandlers {
    /// One handler for all models.
    fn from(default: ConflictHandler) -> Self {
        Self {
            default,
            models: IndexMap::new(),
        }
    }
}

impl ConflictHandlers {
    /// Gives one model a handler of its own. A name that no model has is reported (`AS3309`).
    #[must_use]
    pub fn model(mut self, model: impl Into<String>, handler: ConflictHandler) -> Self {
        self.models.insert(model.into(), handler);
        self
    }

    /// The handler of functions with this data source, if that is a model's table.
    pub(crate) fn of_source(&self, plan: &Plan, source: &str) -> Option<ConflictHandler> {
        let SourceKind::Table(model) = &plan.sources[source].kind else {
            return None;
        };
        Some(*self.models.get(model).unwrap_or(&self.default))
    }

    /// Reports handlers of what is no model.
    pub(crate) fn check(&self, scope: &mut Scope<'_>, plan: &Plan) {
        for model in self.models.keys() {
            if !plan.tables.contains_key(model) {
                let known = plan.tables.keys().map(String::as_str);
                scope.report(diagnostics::no_model("conflict handler", model, known));
            }
        }
    }
}
