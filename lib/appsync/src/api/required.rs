//! Functions that a field's resolver has to run.

use appsynth_construct::Scope;

use super::{ApiFacts, ApiRef};
use crate::diagnostics;
use crate::field::Field;
use crate::function_configuration::FunctionConfigurationRef;

/// What runs around a resolver's own functions.
#[derive(Debug)]
pub(crate) struct Required {
    before: Vec<FunctionConfigurationRef>,
    after: Vec<FunctionConfigurationRef>,
}

impl ApiRef {
    /// Has resolvers of a field refused that are no pipelines which begin with the functions `before` and end
    /// with `after`, such as those that check who may ask.
    pub fn require_around(
        self,
        scope: &mut Scope<'_>,
        field: impl Into<String>,
        before: &[FunctionConfigurationRef],
        after: &[FunctionConfigurationRef],
    ) {
        if before.is_empty() && after.is_empty() {
            return;
        }
        if let Some(facts) = scope.recall_mut::<ApiFacts>(self) {
            let required = Required {
                before: before.to_vec(),
                after: after.to_vec(),
            };
            facts.required.insert(field.into(), required);
        }
    }
}

/// Reports a resolver that runs these functions and lacks some of those it has to run.
pub(crate) fn check_required(
    scope: &mut Scope<'_>,
    field: &Field,
    functions: &[FunctionConfigurationRef],
) {
    let facts = scope.recall::<ApiFacts>(field.api);
    let required = facts.and_then(|facts| facts.required.get(&field.coordinate));
    if required.is_some_and(|required| !required.is_met_by(functions)) {
        scope.report(diagnostics::lacks_required(&field.coordinate));
    }
}

impl Required {
    fn is_met_by(&self, functions: &[FunctionConfigurationRef]) -> bool {
        let rest = functions.strip_prefix(self.before.as_slice());
        rest.is_some_and(|rest| rest.ends_with(&self.after))
    }
}
