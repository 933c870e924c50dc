//! Functions that requests to tables name.

use appsynth_runtime::{ApiDefinition, Code, ConflictHandler};

use super::Connections;
use crate::functions::Handlers;

impl Connections<'_> {
    /// The functions that requests to tables may name: those that handle conflicts, and any function of the
    /// assembly if the API's code hands failed conditions over.
    pub(crate) fn handlers(&mut self, api: &ApiDefinition) -> Handlers {
        let resolvers = api
            .resolvers
            .values()
            .map(|resolver| (&resolver.code, &resolver.conflict_handler));
        let functions = api
            .functions
            .values()
            .map(|function| (&function.code, &function.conflict_handler));
        let mut handlers = Handlers::default();
        let mut may_name_any = false;
        for (code, conflict_handler) in resolvers.chain(functions) {
            if let Some(ConflictHandler::Lambda(arn)) = conflict_handler {
                handlers.insert(arn, self.function(arn));
            }
            may_name_any |= mentions(code, "conditionalCheckFailedHandler");
        }
        if may_name_any {
            let resources = self.resources;
            let declared = resources
                .iter()
                .filter(|resource| resource.kind == "AWS::Lambda::Function")
                .map(|resource| resource.identity.reference.as_str());
            let mapped = self.options.lambda_endpoints.keys().map(String::as_str);
            for name in declared.chain(mapped).collect::<Vec<_>>() {
                handlers.insert(name, self.function(name));
            }
        }
        handlers
    }
}

/// Whether a word is in some code.
fn mentions(code: &Code, word: &str) -> bool {
    match code {
        Code::Js(text) => text.contains(word),
        Code::Vtl { request, .. } => request.as_ref().is_some_and(|text| text.contains(word)),
        Code::Direct => false,
    }
}
