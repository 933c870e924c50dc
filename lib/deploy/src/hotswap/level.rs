//! A template with what its references give.

use appsynth_cloudformation::evaluate::{EvaluateError, Evaluator};
use appsynth_cloudformation::{LogicalId, Template};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value};

use super::known::Known;
use crate::aws::{Caller, DeployedResource};
use crate::plan::pseudo_parameters;

/// One template and what is known of its stack.
pub(super) struct Level<'a> {
    template: &'a Template,
    evaluator: Evaluator<'a>,
    live: IndexSet<&'a LogicalId>,
    parameters: &'a IndexMap<String, String>,
    pub(super) resources: &'a IndexMap<String, DeployedResource>,
    caller: &'a Caller,
    /// What other stacks export, by name, as far as it is imported here.
    pub(super) imports: IndexMap<String, String>,
}

impl<'a> Level<'a> {
    /// A level that imports nothing yet; an `Err` says why the template cannot be evaluated.
    pub(super) fn new(
        stack: &str,
        template: &'a Template,
        resources: &'a IndexMap<String, DeployedResource>,
        caller: &'a Caller,
        parameters: &'a IndexMap<String, String>,
    ) -> Result<Self, String> {
        let pseudo = pseudo_parameters(stack, caller);
        // What uses a parameter of Systems Manager is not sent, see `untold`.
        let ssm = |_: &str| Some(String::new());
        let evaluator = Evaluator::new(template, pseudo, parameters, &ssm);
        let evaluator = evaluator.map_err(|errors| words(&errors))?;
        let live = evaluator.resources().map(|(id, _)| id).collect();
        Ok(Self {
            template,
            evaluator,
            live,
            parameters,
            resources,
            caller,
            imports: IndexMap::new(),
        })
    }

    /// Whether no condition leaves a resource out.
    pub(super) fn is_live(&self, id: &LogicalId) -> bool {
        self.live.contains(id)
    }

    /// The properties of a resource.
    pub(super) fn properties(&self, id: &LogicalId) -> Result<Map<String, Value>, String> {
        if let Some(parameter) = self.untold(id) {
            return Err(format!(
                "it uses the parameter {parameter}, whose value CloudFormation alone knows"
            ));
        }
        let properties = self.evaluator.properties(id, &self.known());
        properties.map_err(|errors| words(&errors))
    }

    /// The parameters that the template gives a stack nested in it; none if CloudFormation alone can tell one.
    pub(super) fn handed(&self, nested: &LogicalId) -> Option<IndexMap<String, String>> {
        let properties = self.properties(nested).ok()?;
        let Some(Value::Object(handed)) = properties.get("Parameters") else {
            return Some(IndexMap::new());
        };
        let handed = handed.iter().map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        });
        Some(handed.collect())
    }

    /// The names of the exports that a resource imports, as far as they can be told.
    pub(super) fn imported(&self, id: &LogicalId) -> Vec<String> {
        use appsynth_cloudformation::Intrinsic;

        let mut names = Vec::new();
        for value in self.template.resources[id].properties.values() {
            value.visit_intrinsics(&mut |intrinsic| {
                let Intrinsic::ImportValue(name) = intrinsic else {
                    return;
                };
                let name = self.evaluator.value(name, "Fn::ImportValue", &self.known());
                if let Ok(Some(Value::String(name))) = name {
                    names.push(name);
                }
            });
        }
        names
    }

    /// A parameter that a resource uses and whose value is in Systems Manager, or hidden from whoever asks.
    fn untold(&self, id: &LogicalId) -> Option<&LogicalId> {
        let needs = self.template.resources[id].dependencies().into_iter();
        let mut parameters = needs.filter_map(|need| {
            let (name, parameter) = self.template.parameters.get_key_value(need)?;
            Some((name, parameter))
        });
        let untold = parameters.find(|(name, parameter)| {
            let value = self.parameters.get(&name.0);
            let is_hidden = value.is_some_and(|value| value == HIDDEN);
            parameter.kind.starts_with("AWS::SSM::Parameter::Value<") || is_hidden
        });
        untold.map(|(name, _)| name)
    }

    fn known(&self) -> Known<'_> {
        Known {
            resources: self.resources,
            caller: self.caller,
            imports: &self.imports,
        }
    }
}

/// What CloudFormation answers in place of the value of a parameter with `NoEcho`.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
const HIDDEN: &str = "****";

fn words(errors: &[EvaluateError]) -> String {
    errors.first().map(ToString::to_string).unwrap_or_default()
}
