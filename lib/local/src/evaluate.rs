//! From templates to resources with plain values: what CloudFormation would do, with nothing created.

use std::collections::BTreeSet;

use appsynth_assembly::{Assembly, Stack, TemplateFile};
use appsynth_cloudformation::evaluate::{
    Deployed, EvaluateError, Evaluator, OutputValue, PseudoParameters,
};
use appsynth_cloudformation::{self as cloudformation, Expr, LogicalId, Template};
use appsynth_diagnostics::{Diagnostic, Diagnostics, Sources};
use indexmap::IndexMap;
use serde_json::Value;

use crate::resources::{Identity, Place, Resource, World};
use crate::tables::is_table;
use crate::{DeployOptions, LocalError, diagnostics};

/// A stack to evaluate, at the top or within another.
struct StackSource<'a> {
    name: &'a str,
    template: &'a TemplateFile,
    account: &'a str,
    region: &'a str,
    arguments: IndexMap<String, String>,
    /// Of the user, for parameters that the template has; see [`DeployOptions::parameters`].
    overrides: &'a IndexMap<String, String>,
    is_top_level: bool,
}

/// Everything that the stacks of an assembly have.
#[derive(Debug, Default)]
pub(crate) struct Evaluated {
    /// The resources of all stacks, each after those it refers to.
    pub(crate) resources: Vec<Resource>,
    /// The outputs of the top-level stacks.
    pub(crate) outputs: IndexMap<String, IndexMap<String, String>>,
}

/// Evaluates the stacks of an assembly.
///
/// # Errors
/// Everything that is wrong in any of them.
pub(crate) fn evaluate(
    assembly: &Assembly,
    options: &DeployOptions,
    world: World<'_>,
) -> Result<Evaluated, LocalError> {
    let mut evaluation = Evaluation {
        world,
        exports: IndexMap::new(),
        evaluated: Evaluated::default(),
        parameters: BTreeSet::new(),
        diagnostics: Diagnostics::new(),
        sources: Sources::new(),
    };
    for stack in &assembly.stacks {
        evaluation.top_level(stack, options);
    }
    evaluation.check_overrides(options);
    if evaluation.diagnostics.has_errors() {
        return Err(LocalError::Diagnostics {
            diagnostics: evaluation.diagnostics,
            sources: evaluation.sources,
        });
    }
    Ok(evaluation.evaluated)
}

/// Evaluates stacks one after the other; a stack sees the exports of those before it.
struct Evaluation<'a> {
    world: World<'a>,
    exports: IndexMap<String, Value>,
    evaluated: Evaluated,
    /// What the user can override: the parameters of top-level stacks, by name and as `Stack.Name`.
    parameters: BTreeSet<String>,
    diagnostics: Diagnostics,
    sources: Sources,
}

impl Evaluation<'_> {
    fn top_level(&mut self, stack: &Stack, options: &DeployOptions) {
        let outputs = self.stack(&StackSource {
            name: &stack.name,
            template: &stack.template,
            account: stack.account.as_deref().unwrap_or(&options.account),
            region: stack.region.as_deref().unwrap_or(&options.region),
            arguments: stack.parameters.clone(),
            overrides: &options.parameters,
            is_top_level: true,
        });
        let outputs = outputs
            .into_iter()
            .map(|(name, value)| (name, text(value)))
            .collect();
        self.evaluated.outputs.insert(stack.name.clone(), outputs);
    }

    /// Refuses overrides that no stack has a parameter for. Templates with mistakes may have hidden some.
    fn check_overrides(&mut self, options: &DeployOptions) {
        if self.diagnostics.has_errors() {
            return;
        }
        for name in options.parameters.keys() {
            if !self.parameters.contains(name) {
                let problem = diagnostics::unknown_parameter(name, &self.parameters);
                self.diagnostics.push(problem);
            }
        }
    }

    /// Evaluates a stack and those within it, and gives its outputs. Mistakes are collected on the way.
    fn stack(&mut self, source: &StackSource<'_>) -> IndexMap<String, Value> {
        let path = source.template.path.to_string_lossy();
        let id = self.sources.add(path, source.template.text.as_str());
        let (template, diagnostics) = Template::read(&self.sources, id);
        self.diagnostics.extend(diagnostics);
        let Some(template) = template else {
            return IndexMap::new();
        };
        if source.is_top_level {
            for name in template.parameters.keys() {
                self.parameters.insert(name.0.clone());
                self.parameters.insert(format!("{}.{name}", source.name));
            }
        }
        let pseudo = PseudoParameters {
            account_id: source.account.to_owned(),
            region: source.region.to_owned(),
            partition: "aws".to_owned(),
            url_suffix: "amazonaws.com".to_owned(),
            stack_name: source.name.to_owned(),
            stack_id: stack_id(source),
            notification_arns: Vec::new(),
        };
        let evaluator = Evaluator::new(&template, pseudo, &source.arguments(&template), &|name| {
            systems_manager_parameter(&self.evaluated.resources, name)
        });
        let evaluator = match evaluator {
            Ok(evaluator) => evaluator,
            Err(errors) => {
                self.report(source.name, errors);
                return IndexMap::new();
            }
        };
        let order = match template.dependency_order() {
            Ok(order) => order,
            Err(circle) => {
                self.diagnostics
                    .push(Diagnostic::from(circle).of(source.name, None));
                return IndexMap::new();
            }
        };
        let mut own = IndexMap::new();
        let deployed: BTreeSet<_> = evaluator.resources().map(|(id, _)| id).collect();
        for id in order.into_iter().filter(|id| deployed.contains(id)) {
            let definition = &template.resources[id];
            let mut resource = self.resource(source, &evaluator, &own, id, &definition.kind);
            if is_table(&resource) {
                resource.construct = construct(&definition.metadata);
            }
            own.insert(id.0.clone(), self.evaluated.resources.len());
            self.evaluated.resources.push(resource);
        }

        let in_stack = InStack {
            own: &own,
            resources: &self.evaluated.resources,
            exports: &self.exports,
        };
        match evaluator.outputs(&in_stack) {
            Ok(outputs) => self.export(outputs),
            Err(errors) => {
                self.report(source.name, errors);
                IndexMap::new()
            }
        }
    }

    fn resource(
        &mut self,
        source: &StackSource<'_>,
        evaluator: &Evaluator<'_>,
        own: &IndexMap<String, usize>,
        id: &LogicalId,
        kind: &str,
    ) -> Resource {
        let in_stack = InStack {
            own,
            resources: &self.evaluated.resources,
            exports: &self.exports,
        };
        let properties = evaluator
            .properties(id, &in_stack)
            .unwrap_or_else(|errors| {
                self.report(source.name, errors);
                serde_json::Map::new()
            });
        let place = Place {
            partition: "aws",
            account: source.account,
            region: source.region,
            stack: source.name,
            logical_id: &id.0,
        };
        let mut resource = Resource::new(kind, place, properties, &mut self.world);
        if kind == "AWS::CloudFormation::Stack" {
            self.nested_stack(source, &mut resource);
        }
        resource
    }

    fn nested_stack(&mut self, parent: &StackSource<'_>, resource: &mut Resource) {
        let Some(template) = parent.template.nested.get(&resource.logical_id) else {
            let url = resource.text("TemplateURL").unwrap_or_default();
            self.diagnostics
                .push(diagnostics::no_file(resource, "TemplateURL", url));
            return;
        };
        let arguments = match resource.properties.get("Parameters") {
            Some(Value::Object(parameters)) => parameters
                .iter()
                .map(|(name, value)| (name.clone(), text(value.clone())))
                .collect(),
            _ => IndexMap::new(),
        };
        let name = format!("{}-{}", parent.name, resource.logical_id);
        let nested = StackSource {
            name: &name,
            template,
            account: parent.account,
            region: parent.region,
            arguments,
            overrides: &IndexMap::new(),
            is_top_level: false,
        };
        resource.identity.reference = stack_id(&nested);
        for (name, value) in self.stack(&nested) {
            resource
                .identity
                .attributes
                .insert(format!("Outputs.{name}"), value);
        }
    }

    fn export(&mut self, outputs: IndexMap<&LogicalId, OutputValue>) -> IndexMap<String, Value> {
        outputs
            .into_iter()
            .map(|(name, output)| {
                if let Some(export) = output.export {
                    self.exports.insert(export, output.value.clone());
                }
                (name.0.clone(), output.value)
            })
            .collect()
    }

    fn report(&mut self, stack: &str, errors: Vec<EvaluateError>) {
        self.diagnostics.extend(
            errors
                .into_iter()
                .map(|error| Diagnostic::from(error).of(stack, None)),
        );
    }
}

impl StackSource<'_> {
    /// The values of the template's parameters, those of the user first.
    fn arguments(&self, template: &Template) -> IndexMap<String, String> {
        let mut arguments = self.arguments.clone();
        for (name, value) in self.overrides {
            let of_this_stack = name
                .strip_prefix(self.name)
                .and_then(|rest| rest.strip_prefix('.'));
            let name = of_this_stack.unwrap_or(name);
            if template
                .parameters
                .contains_key(&LogicalId(name.to_owned()))
            {
                arguments.insert(name.to_owned(), value.clone());
            }
        }
        arguments
    }
}

/// What a stack under evaluation sees of resources and of other stacks.
struct InStack<'e> {
    own: &'e IndexMap<String, usize>,
    resources: &'e [Resource],
    exports: &'e IndexMap<String, Value>,
}

impl InStack<'_> {
    fn identity(&self, id: &LogicalId) -> Result<&Identity, String> {
        self.own
            .get(&id.0)
            .and_then(|at| self.resources.get(*at))
            .map(|resource| &resource.identity)
            .ok_or_else(|| format!("there is no resource `{id}` in this deployment"))
    }
}

impl Deployed for InStack<'_> {
    fn reference(&self, resource: &LogicalId) -> Result<Value, String> {
        Ok(self.identity(resource)?.reference.clone().into())
    }

    fn attribute(&self, resource: &LogicalId, attribute: &str) -> Result<Value, String> {
        Ok(self.identity(resource)?.attribute(attribute))
    }

    fn import(&self, export: &str) -> Result<Value, String> {
        self.exports
            .get(export)
            .cloned()
            .ok_or_else(|| format!("no stack before this one exports `{export}`"))
    }
}

/// The path of the construct that a resource is, without the name that the resource itself has in it.
fn construct(metadata: &cloudformation::Map) -> Option<String> {
    let Some(Expr::Text(path)) = metadata.get("aws:cdk:path") else {
        return None;
    };
    Some(path.strip_suffix("/Resource").unwrap_or(path).to_owned())
}

/// Parameters that stacks before define, and the one by which CDK stacks ask for the version of the
/// account's bootstrap stack, which no local deployment needs.
fn systems_manager_parameter(resources: &[Resource], name: &str) -> Option<String> {
    if name.starts_with("/cdk-bootstrap/") {
        return Some("30".to_owned());
    }
    resources
        .iter()
        .find(|resource| {
            resource.kind == "AWS::SSM::Parameter" && resource.text("Name") == Some(name)
        })
        .and_then(|resource| resource.text("Value").map(str::to_owned))
}

fn stack_id(source: &StackSource<'_>) -> String {
    format!(
        "arn:aws:cloudformation:{}:{}:stack/{}/local",
        source.region, source.account, source.name
    )
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(items) => items.into_iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
