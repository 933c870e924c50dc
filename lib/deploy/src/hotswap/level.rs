//! A template with what its references give.

use appsynth_cloudformation::evaluate::{EvaluateError, Evaluator};
use appsynth_cloudformation::{Intrinsic, LogicalId, Pseudo, Resource, SubPart, Template};
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
        if let Some(untold) = self.untold(id) {
            return Err(format!(
                "it uses {untold}, whose value CloudFormation alone knows"
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

    /// What a resource uses whose value is in Systems Manager, hidden from whoever asks, or told to nobody beforehand.
    fn untold(&self, id: &LogicalId) -> Option<String> {
        let resource = &self.template.resources[id];
        let mut parameters = resource
            .dependencies()
            .into_iter()
            .filter_map(|need| self.template.parameters.get_key_value(need));
        let untold = parameters.find(|(name, parameter)| {
            let value = self.parameters.get(&name.0);
            let is_hidden = value.is_some_and(|value| value == HIDDEN);
            parameter.kind.starts_with("AWS::SSM::Parameter::Value<") || is_hidden
        });
        let parameter = untold.map(|(name, _)| format!("the parameter {name}"));
        parameter.or_else(|| Some(untold_pseudo(resource)?.name().to_owned()))
    }

    fn known(&self) -> Known<'_> {
        Known {
            resources: self.resources,
            caller: self.caller,
            imports: &self.imports,
        }
    }
}

/// A pseudo parameter that a resource uses and that is the stack's own, not its template's.
fn untold_pseudo(resource: &Resource) -> Option<Pseudo> {
    let is_untold = |one: &Pseudo| matches!(one, Pseudo::StackId | Pseudo::NotificationArns);
    let mut found = None;
    for value in resource.properties.values() {
        value.visit_intrinsics(&mut |intrinsic| match intrinsic {
            Intrinsic::Pseudo(one) => found = found.or(Some(*one).filter(is_untold)),
            Intrinsic::Sub(parts, _) => {
                let mut pseudo = parts.iter().filter_map(|part| match part {
                    SubPart::Pseudo(one) => Some(*one),
                    _ => None,
                });
                found = found.or_else(|| pseudo.find(is_untold));
            }
            _ => {}
        });
    }
    found
}

/// What CloudFormation answers in place of the value of a parameter with `NoEcho`.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
const HIDDEN: &str = "****";

fn words(errors: &[EvaluateError]) -> String {
    errors.first().map(ToString::to_string).unwrap_or_default()
}
