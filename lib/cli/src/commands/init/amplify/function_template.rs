//! The CloudFormation template that Amplify's command line keeps of a Lambda function.

use std::path::Path;

use serde_json::Value;

use super::{ENVIRONMENTS, json, plain};
use crate::CliError;

/// The properties that are taken, or that every function has anyhow.
const PROPERTIES: &[&str] = &[
    "Code",
    "Environment",
    "FunctionName",
    "Handler",
    "Layers",
    "MemorySize",
    "Role",
    "Runtime",
    "Timeout",
];

/// The resources that every template has.
const RESOURCES: &[&str] = &[
    "LambdaFunction",
    "LambdaExecutionRole",
    "lambdaexecutionpolicy",
];

/// A template, and the values of its parameters.
pub(super) struct Template {
    pub(super) path: String,
    text: Value,
    /// In every environment.
    values: Value,
    /// By environment.
    deployed: Value,
    /// What becomes of the template when it is deployed.
    changes: Value,
    name: String,
}

/// Where a function is deployed; by default, what is the same everywhere.
#[derive(Default)]
pub(super) struct Place<'a> {
    pub(super) name: &'a str,
    pub(super) region: Option<&'a str>,
}

impl Template {
    /// Reads the files of a function; those that are not there say nothing.
    pub(super) fn read(folder: &Path, name: &str) -> Result<Self, CliError> {
        let home = format!("amplify/backend/function/{name}");
        let path = format!("{home}/{name}-cloudformation-template.json");
        Ok(Self {
            text: json(&folder.join(&path))?,
            path,
            values: json(&folder.join(format!("{home}/parameters.json")))?,
            deployed: json(&folder.join(ENVIRONMENTS))?,
            changes: json(&folder.join(format!("{home}/function-parameters.json")))?,
            name: name.to_owned(),
        })
    }

    /// What the template says of the function itself.
    pub(super) fn properties(&self) -> &Value {
        &self.text["Resources"]["LambdaFunction"]["Properties"]
    }

    /// A value as `appsynth.yaml` writes it; none if that is known when it is deployed only.
    pub(super) fn value(&self, value: &Value, place: &Place<'_>) -> Option<String> {
        match value["Ref"].as_str() {
            Some("env") => Some("${env}".to_owned()),
            Some("AWS::Region") => place.region.map(str::to_owned),
            Some(parameter) => self.parameter(parameter, place),
            None => plain(value),
        }
    }

    fn parameter(&self, name: &str, place: &Place<'_>) -> Option<String> {
        let deployed = &self.deployed[place.name]["categories"]["function"][&self.name][name];
        let default = &self.text["Parameters"][name]["Default"];
        // A parameter for what another resource turns out to be has its own name in place of a value.
        let default = plain(default).filter(|default| default != name);
        plain(deployed)
            .or_else(|| plain(&self.values[name]))
            .or(default)
    }

    /// The layers, as far as they can be named.
    pub(super) fn layers(&self) -> Vec<String> {
        let layers = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let written = layers(&self.properties()["Layers"]);
        let added = layers(&self.changes["lambdaLayers"]);
        let name = |layer: &Value| {
            let members = ["Ref", "arn", "resourceName"];
            let member = members
                .into_iter()
                .find_map(|member| layer[member].as_str());
            let name = layer.as_str().or(member);
            name.map_or_else(|| layer.to_string(), str::to_owned)
        };
        written.iter().chain(&added).map(name).collect()
    }

    /// The properties of the function that have no place in `appsynth.yaml`.
    pub(super) fn other_properties(&self) -> Vec<String> {
        names_besides(self.properties(), PROPERTIES)
    }

    /// The resources besides the function.
    pub(super) fn other_resources(&self) -> Vec<String> {
        names_besides(&self.text["Resources"], RESOURCES)
    }
}

fn names_besides(members: &Value, known: &[&str]) -> Vec<String> {
    let names = members
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name);
    let others = names.filter(|name| !known.contains(&name.as_str()));
    others.cloned().collect()
}
