//! Names below `local` of `appsynth.yaml` that are those of nothing in the templates.

use std::collections::BTreeSet;

use appsynth_config::Positions;
use appsynth_diagnostics::codes::configuration as codes;
use appsynth_diagnostics::{Diagnostic, Span, near_name};
use serde_json::Value;

/// What the settings below `local` stand in for, and the properties that name it in templates.
const SETTINGS: [(&str, &str, &[&str]); 7] = [
    ("data-sources", "data source", &["Name"]),
    ("faults", "data source", &["Name"]),
    ("functions", "function", &["FunctionName"]),
    ("http", "HTTP endpoint", &["Endpoint"]),
    ("oidc", "issuer of tokens", &["Issuer"]),
    ("tables", "table", &["TableName"]),
    ("user-pools", "user pool", &["UserPoolId"]),
];

/// What is said of names that stand in for nothing, each with its place in the file.
pub(crate) fn unknown(positions: &Positions, templates: &[Value]) -> Vec<(Diagnostic, Span)> {
    let has_functions = templates.iter().any(has_function);
    let mut unknown = Vec::new();
    for (setting, what, properties) in SETTINGS {
        let names = positions.keys(&["local", setting]);
        // A function may ask tables that only its code names.
        if names.is_empty() || (setting == "tables" && has_functions) {
            continue;
        }
        let mut known = Known {
            properties,
            of_data_sources: what == "data source",
            names: BTreeSet::new(),
            texts: BTreeSet::new(),
        };
        templates.iter().for_each(|template| known.add(template));
        for (name, place) in names {
            if !known.has(name) {
                unknown.push((known.refuse(setting, what, name), place));
            }
        }
    }
    unknown
}

fn has_function(template: &Value) -> bool {
    let resources = template["Resources"].as_object();
    let mut resources = resources.into_iter().flatten();
    resources.any(|(_, resource)| resource["Type"] == "AWS::Lambda::Function")
}

/// What a function's name follows in its ARN.
const FUNCTION: &str = ":function:";

/// The names that a setting may have.
struct Known<'a> {
    properties: &'a [&'a str],
    /// Their names are all that they are known by.
    of_data_sources: bool,
    /// To suggest.
    names: BTreeSet<String>,
    /// Everything else that is said: names may be parts of ARNs, and logical ids.
    texts: BTreeSet<String>,
}

impl Known<'_> {
    fn add(&mut self, template: &Value) {
        for (id, resource) in template["Resources"].as_object().into_iter().flatten() {
            let is_data_source = resource["Type"] == "AWS::AppSync::DataSource";
            if is_data_source || !self.of_data_sources {
                self.add_value("", &resource["Properties"]);
            }
            self.texts.insert(id.clone());
        }
    }

    fn add_value(&mut self, property: &str, value: &Value) {
        match value {
            Value::String(text) => {
                let in_arn = text.rsplit_once(FUNCTION).map(|(_, name)| name);
                let in_arn = in_arn.filter(|_| self.properties.contains(&"FunctionName"));
                let own = self.properties.contains(&property).then_some(text.as_str());
                self.names.extend(in_arn.or(own).map(str::to_owned));
                self.texts.insert(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| self.add_value(property, item)),
            Value::Object(members) => {
                for (name, value) in members {
                    // An intrinsic function stands in the place of what it gives.
                    let is_call = name == "Ref" || name.starts_with("Fn::");
                    self.add_value(if is_call { "" } else { name }, value);
                }
            }
            _ => {}
        }
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(name)
            || (!self.of_data_sources && self.texts.iter().any(|text| text.contains(name)))
    }

    fn refuse(&self, setting: &str, what: &str, name: &str) -> Diagnostic {
        let problem = Diagnostic::warning(
            &codes::REFERS_TO_NOTHING,
            format!("`local.{setting}` names `{name}`, but there is no such {what}"),
        );
        let names = || self.names.iter().map(String::as_str);
        match near_name(name, names()) {
            Some(near) => problem.help(format!("there is a similar one: `{near}`")),
            None if self.names.is_empty() => problem,
            None => {
                let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
                problem.help(format!("there are {}", names.join(", ")))
            }
        }
    }
}
