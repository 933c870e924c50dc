//! What CloudFormation makes of a template's values when it deploys a stack.
//!
//! An [`Evaluator`] knows what is settled before any resource exists: parameters, pseudo parameters,
//! conditions, mappings. What only deployed resources can tell comes from the caller, through
//! [`Deployed`]. Errors are collected, so that one run tells everything that is wrong.

mod cidr;
mod conditions;
mod functions;
mod parameters;

use appsynth_diagnostics::{Diagnostic, codes::assembly};
use indexmap::IndexMap;
use serde_json::{Map as Object, Value};

use crate::place::Trail;
use crate::{Expr, LogicalId, Place, Pseudo, Template};

/// The values of the pseudo parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PseudoParameters {
    /// `AWS::AccountId`, 12 digits.
    pub account_id: String,
    /// `AWS::Region`
    pub region: String,
    /// `AWS::Partition`, such as `aws`.
    pub partition: String,
    /// `AWS::URLSuffix`, such as `amazonaws.com`.
    pub url_suffix: String,
    /// `AWS::StackName`
    pub stack_name: String,
    /// `AWS::StackId`, an ARN.
    pub stack_id: String,
    /// `AWS::NotificationARNs`
    pub notification_arns: Vec<String>,
}

/// What the resources of a stack and the exports of others are. An `Err` says why there is no such value.
pub trait Deployed {
    /// What `Ref` of a resource gives.
    fn reference(&self, resource: &LogicalId) -> Result<Value, String>;

    /// What `Fn::GetAtt` of a resource gives.
    fn attribute(&self, resource: &LogicalId, attribute: &str) -> Result<Value, String>;

    /// What `Fn::ImportValue` of an export gives.
    fn import(&self, export: &str) -> Result<Value, String>;

    /// The availability zones of a region, for `Fn::GetAZs`: three of them unless told otherwise.
    fn availability_zones(&self, region: &str) -> Vec<String> {
        ["a", "b", "c"].map(|zone| format!("{region}{zone}")).into()
    }
}

/// A value that could not be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct EvaluateError {
    /// Where in the template.
    pub place: Place,
    /// Why.
    pub message: String,
}

impl From<EvaluateError> for Diagnostic {
    fn from(error: EvaluateError) -> Self {
        let EvaluateError { place, message } = error;
        Diagnostic::error(&assembly::EVALUATION, format!("`{place}`: {message}"))
    }
}

/// An output of a deployed stack.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputValue {
    /// What its expression gives.
    pub value: Value,
    /// The name it is exported by.
    pub export: Option<String>,
}

/// A template with everything known that is settled before its resources exist.
#[derive(Debug, Clone)]
pub struct Evaluator<'t> {
    template: &'t Template,
    pseudo: PseudoParameters,
    parameters: IndexMap<&'t str, Value>,
    conditions: IndexMap<&'t str, bool>,
}

impl<'t> Evaluator<'t> {
    /// Settles parameters, conditions and rules.
    ///
    /// A parameter's value is its argument or else its default. `ssm` looks up the value of a parameter
    /// of Systems Manager by its name, for parameters of the types `AWS::SSM::Parameter::…`.
    ///
    /// # Errors
    /// Parameters without a value or with one that their constraints refuse, arguments without a
    /// parameter, conditions that cannot be computed, assertions of rules that do not hold.
    pub fn new(
        template: &'t Template,
        pseudo: PseudoParameters,
        arguments: &IndexMap<String, String>,
        ssm: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<EvaluateError>> {
        let mut errors = Vec::new();
        let mut evaluator = Self {
            template,
            pseudo,
            parameters: parameters::settle(template, arguments, ssm, &mut errors),
            conditions: IndexMap::new(),
        };
        if errors.is_empty() {
            conditions::settle(&mut evaluator, &mut errors);
            conditions::assert_rules(&evaluator, &mut errors);
        }
        if errors.is_empty() {
            Ok(evaluator)
        } else {
            Err(errors)
        }
    }

    /// The value of a parameter: text, or a list of texts for the list types.
    pub fn parameter(&self, name: &LogicalId) -> Option<&Value> {
        self.parameters.get(name.0.as_str())
    }

    /// Whether a condition of the template holds.
    pub fn condition(&self, name: &LogicalId) -> Option<bool> {
        self.conditions.get(name.0.as_str()).copied()
    }

    /// The resources that the stack has, in source order: those without a condition, or whose condition
    /// holds.
    pub fn resources(&self) -> impl Iterator<Item = (&'t LogicalId, &'t crate::Resource)> + '_ {
        self.template
            .resources
            .iter()
            .filter(|(_, resource)| self.holds(resource.condition.as_ref()))
    }

    /// The properties of a resource.
    ///
    /// # Errors
    /// Every value that could not be computed; also when the template has no such resource.
    pub fn properties(
        &self,
        resource: &LogicalId,
        deployed: &dyn Deployed,
    ) -> Result<Object<String, Value>, Vec<EvaluateError>> {
        let resources = Trail::Top.key("Resources");
        let at = resources.key(&resource.0);
        let Some(resource) = self.template.resources.get(resource) else {
            return Err(vec![EvaluateError {
                place: at.place(),
                message: "the template has no such resource".to_owned(),
            }]);
        };
        let mut evaluation = self.evaluation(deployed);
        let properties = evaluation.map(&resource.properties, &at.key("Properties"));
        evaluation.finish(properties)
    }

    /// The outputs that the stack has, those whose condition does not hold left out.
    ///
    /// # Errors
    /// Every value that could not be computed.
    pub fn outputs(
        &self,
        deployed: &dyn Deployed,
    ) -> Result<IndexMap<&'t LogicalId, OutputValue>, Vec<EvaluateError>> {
        let mut evaluation = self.evaluation(deployed);
        let outputs_at = Trail::Top.key("Outputs");
        let mut outputs = IndexMap::new();
        for (name, output) in &self.template.outputs {
            if !self.holds(output.condition.as_ref()) {
                continue;
            }
            let at = outputs_at.key(&name.0);
            let value = evaluation.expr(&output.value, &at.key("Value"));
            let export = output
                .export
                .as_ref()
                .and_then(|export| evaluation.text(export, &at.key("Export").key("Name")));
            if let Some(value) = value {
                outputs.insert(name, OutputValue { value, export });
            }
        }
        evaluation.finish(outputs)
    }

    /// Any value of the template; none when it is `AWS::NoValue`. `place` is where it stands, for errors.
    ///
    /// # Errors
    /// Every value within it that could not be computed.
    pub fn value(
        &self,
        expr: &Expr,
        place: &str,
        deployed: &dyn Deployed,
    ) -> Result<Option<Value>, Vec<EvaluateError>> {
        let mut evaluation = self.evaluation(deployed);
        let value = evaluation.expr(expr, &Trail::Top.key(place));
        evaluation.finish(value)
    }

    fn holds(&self, condition: Option<&LogicalId>) -> bool {
        condition.is_none_or(|name| self.condition(name) == Some(true))
    }

    fn evaluation<'e>(&'e self, deployed: &'e dyn Deployed) -> Evaluation<'e> {
        Evaluation {
            stack: self,
            deployed,
            errors: Vec::new(),
        }
    }

    fn pseudo_parameter(&self, pseudo: Pseudo) -> Option<Value> {
        let value = match pseudo {
            Pseudo::AccountId => &self.pseudo.account_id,
            Pseudo::Partition => &self.pseudo.partition,
            Pseudo::Region => &self.pseudo.region,
            Pseudo::StackId => &self.pseudo.stack_id,
            Pseudo::StackName => &self.pseudo.stack_name,
            Pseudo::UrlSuffix => &self.pseudo.url_suffix,
            Pseudo::NotificationArns => {
                return Some(self.pseudo.notification_arns.as_slice().into());
            }
            Pseudo::NoValue => return None,
        };
        Some(Value::String(value.clone()))
    }
}

/// One walk over values. A value that cannot be computed is recorded as an error and as if it were not
/// there, so that the walk goes on to find the others.
struct Evaluation<'e> {
    stack: &'e Evaluator<'e>,
    deployed: &'e dyn Deployed,
    errors: Vec<EvaluateError>,
}

impl Evaluation<'_> {
    fn finish<T>(self, result: T) -> Result<T, Vec<EvaluateError>> {
        if self.errors.is_empty() {
            Ok(result)
        } else {
            Err(self.errors)
        }
    }

    fn error<T>(&mut self, at: &Trail<'_>, message: impl Into<String>) -> Option<T> {
        self.errors.push(EvaluateError {
            place: at.place(),
            message: message.into(),
        });
        None
    }

    /// The value, or none for `AWS::NoValue` and what could not be computed.
    fn expr(&mut self, expr: &Expr, at: &Trail<'_>) -> Option<Value> {
        match expr {
            Expr::Null => Some(Value::Null),
            Expr::Bool(value) => Some(Value::Bool(*value)),
            Expr::Number(number) => Some(Value::Number(number.clone())),
            Expr::Text(text) => Some(Value::String(text.clone())),
            Expr::List(items) => Some(self.list(items, at)),
            Expr::Map(members) => Some(Value::Object(self.map(members, at))),
            Expr::Call(intrinsic) => self.call(intrinsic, at),
        }
    }

    fn list(&mut self, items: &[Expr], at: &Trail<'_>) -> Value {
        items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| self.expr(item, &at.index(index)))
            .collect()
    }

    fn map(&mut self, members: &crate::Map, at: &Trail<'_>) -> Object<String, Value> {
        members
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), self.expr(value, &at.key(key))?)))
            .collect()
    }

    /// The value as text.
    fn text(&mut self, expr: &Expr, at: &Trail<'_>) -> Option<String> {
        let value = self.wanted(expr, at)?;
        match text_of(&value) {
            Some(text) => Some(text),
            None => self.error(at, "must be text, but is a list, an object or null"),
        }
    }

    /// The value as a list.
    fn items(&mut self, expr: &Expr, at: &Trail<'_>) -> Option<Vec<Value>> {
        match self.wanted(expr, at)? {
            Value::Array(items) => Some(items),
            _ => self.error(at, "must be a list"),
        }
    }

    /// The value as a whole number that is not negative.
    fn number(&mut self, expr: &Expr, at: &Trail<'_>) -> Option<usize> {
        let text = self.text(expr, at)?;
        match text.parse() {
            Ok(number) => Some(number),
            Err(_) => self.error(at, format!("must be a whole number, but is `{text}`")),
        }
    }

    /// The value where there must be one; a missing one is an error unless the reason is one already.
    fn wanted(&mut self, expr: &Expr, at: &Trail<'_>) -> Option<Value> {
        let errors = self.errors.len();
        let value = self.expr(expr, at);
        if value.is_none() && self.errors.len() == errors {
            return self.error(at, "needs a value, but is `AWS::NoValue`");
        }
        value
    }
}

/// CloudFormation writes numbers and booleans as text where text is wanted.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
