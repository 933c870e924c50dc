//! From templates to resources with plain values: what CloudFormation would do, with nothing created.

use std::path::{Path, PathBuf};

use appsynth_cloudformation::evaluate::{
    Deployed, EvaluateError, Evaluator, OutputValue, PseudoParameters,
};
use appsynth_cloudformation::{Expr, LogicalId, Template};
use appsynth_diagnostics::{Diagnostic, Diagnostics, Sources};
use indexmap::IndexMap;
use serde_json::Value;

use crate::assets::Assets;
use crate::resources::{Identity, Place, Resource, World};
use crate::{LocalError, diagnostics};

/// A stack to evaluate.
pub(crate) struct StackSource<'a> {
    /// The stack's name.
    pub(crate) name: &'a str,
    /// The template's file.
    pub(crate) template: &'a Path,
    /// `AWS::AccountId`
    pub(crate) account: &'a str,
    /// `AWS::Region`
    pub(crate) region: &'a str,
    /// Values of parameters.
    pub(crate) arguments: IndexMap<String, String>,
}

/// Everything that the stacks of an assembly have.
#[derive(Debug, Default)]
pub(crate) struct Evaluated {
    /// The resources of all stacks, each after those it refers to.
    pub(crate) resources: Vec<Resource>,
    /// The outputs of the top-level stacks.
    pub(crate) outputs: IndexMap<String, IndexMap<String, String>>,
}

/// Evaluates stacks one after the other; a stack sees the exports of those before it.
pub(crate) struct Evaluation<'a> {
    world: World<'a>,
    assets: &'a Assets,
    exports: IndexMap<String, Value>,
    evaluated: Evaluated,
    diagnostics: Diagnostics,
    sources: Sources,
}

impl<'a> Evaluation<'a> {
    pub(crate) fn new(world: World<'a>, assets: &'a Assets) -> Self {
        Self {
            world,
            assets,
            exports: IndexMap::new(),
            evaluated: Evaluated::default(),
            diagnostics: Diagnostics::new(),
            sources: Sources::new(),
        }
    }

    /// What the stacks have.
    ///
    /// # Errors
    /// Everything that is wrong in any of them.
    pub(crate) fn finish(self) -> Result<Evaluated, LocalError> {
        if self.diagnostics.has_errors() {
            return Err(LocalError::Diagnostics {
                diagnostics: self.diagnostics,
                sources: self.sources,
            });
        }
        Ok(self.evaluated)
    }

    /// Evaluates a top-level stack.
    pub(crate) fn add_stack(&mut self, source: &StackSource<'_>) -> Result<(), LocalError> {
        let outputs = self.stack(source)?;
        let outputs = outputs
            .into_iter()
            .map(|(name, value)| (name, text(value)))
            .collect();
        self.evaluated
            .outputs
            .insert(source.name.to_owned(), outputs);
        Ok(())
    }

    /// Evaluates a stack and those within it, and gives its outputs. Mistakes are collected on the way.
    fn stack(&mut self, source: &StackSource<'_>) -> Result<IndexMap<String, Value>, LocalError> {
        let Some(template) = self.read(source.template)? else {
            return Ok(IndexMap::new());
        };
        let pseudo = PseudoParameters {
            account_id: source.account.to_owned(),
            region: source.region.to_owned(),
            partition: "aws".to_owned(),
            url_suffix: "amazonaws.com".to_owned(),
            stack_name: source.name.to_owned(),
            stack_id: stack_id(source),
            notification_arns: Vec::new(),
        };
        let evaluator = Evaluator::new(&template, pseudo, &source.arguments, &|name| {
            systems_manager_parameter(&self.evaluated.resources, name)
        });
        let evaluator = match evaluator {
            Ok(evaluator) => evaluator,
            Err(errors) => {
                self.report(source.name, errors);
                return Ok(IndexMap::new());
            }
        };
        let order = match template.dependency_order() {
            Ok(order) => order,
            Err(circle) => {
                self.diagnostics
                    .push(Diagnostic::from(circle).of(source.name, None));
                return Ok(IndexMap::new());
            }
        };
        let mut own = IndexMap::new();
        let deployed: Vec<_> = evaluator.resources().map(|(id, _)| id).collect();
        for id in order.into_iter().filter(|id| deployed.contains(id)) {
            let resource = &template.resources[id];
            let in_stack = InStack {
                own: &own,
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
            let mut resource = Resource {
                stack: source.name.to_owned(),
                logical_id: id.0.clone(),
                kind: resource.kind.clone(),
                identity: Identity::of(&resource.kind, place, &properties, &mut self.world),
                asset: asset_path(source.template, &resource.metadata),
                properties,
            };
            if resource.kind == "AWS::CloudFormation::Stack" {
                self.nested_stack(source, &mut resource)?;
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
            Ok(outputs) => Ok(self.export(outputs)),
            Err(errors) => {
                self.report(source.name, errors);
                Ok(IndexMap::new())
            }
        }
    }

    fn nested_stack(
        &mut self,
        parent: &StackSource<'_>,
        resource: &mut Resource,
    ) -> Result<(), LocalError> {
        let url = resource.text("TemplateURL").unwrap_or_default();
        let template = match (self.assets.find(url), &resource.asset) {
            (Some(path), _) => path.to_owned(),
            (None, Some(path)) => path.clone(),
            (None, None) => {
                self.diagnostics
                    .push(diagnostics::no_file(resource, "TemplateURL", url));
                return Ok(());
            }
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
            template: &template,
            account: parent.account,
            region: parent.region,
            arguments,
        };
        resource.identity.reference = stack_id(&nested);
        for (name, value) in self.stack(&nested)? {
            resource
                .identity
                .attributes
                .insert(format!("Outputs.{name}"), value);
        }
        Ok(())
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

    fn read(&mut self, path: &Path) -> Result<Option<Template>, LocalError> {
        let text = std::fs::read_to_string(path).map_err(LocalError::io("read", path))?;
        let id = self.sources.add(path.to_string_lossy(), text);
        let (template, diagnostics) = Template::read(&self.sources, id);
        self.diagnostics.extend(diagnostics);
        Ok(template)
    }

    fn report(&mut self, stack: &str, errors: Vec<EvaluateError>) {
        self.diagnostics.extend(
            errors
                .into_iter()
                .map(|error| Diagnostic::from(error).of(stack, None)),
        );
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

/// The file that the CDK's metadata says a resource's asset is, relative to its template.
fn asset_path(template: &Path, metadata: &IndexMap<String, Expr>) -> Option<PathBuf> {
    match metadata.get("aws:asset:path") {
        Some(Expr::Text(path)) => Some(template.with_file_name(path)),
        _ => None,
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Array(items) => items.into_iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
