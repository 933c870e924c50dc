//! Resolvers that were written by hand: in Amplify projects, resources of templates.

use std::path::Path;

use serde_json::Value;

use super::super::existing::Existing;
use super::{json, quoted};
use crate::CliError;
use crate::folder::files_below;
use crate::reader;

/// What Amplify's command line puts into the template at first.
const PLACEHOLDER: &str = "Custom::EmptyResource";

impl Existing {
    /// Declares the resolvers of the templates whose code is there and whose data source is a model's; the others are
    /// left.
    pub(super) fn take_resolvers(&mut self, folder: &Path, home: &str) -> Result<(), CliError> {
        let stacks = format!("{home}/stacks");
        for file in files_below(&folder.join(&stacks))? {
            let path = format!("{stacks}/{file}");
            if file.ends_with(".json") {
                let template = json(&folder.join(&path))?;
                self.take_resolvers_of(folder, &path, &template);
            } else {
                self.leave_resolvers_of(folder, &path)?;
            }
        }
        Ok(())
    }

    fn take_resolvers_of(&mut self, folder: &Path, path: &str, template: &Value) {
        let mut others = Vec::new();
        let resources = template["Resources"].as_object().into_iter().flatten();
        for (id, resource) in resources {
            let properties = &resource["Properties"];
            let text = |member: &str| literal(&properties[member], &template["Parameters"]);
            let field = text("TypeName").zip(text("FieldName"));
            match (resource["Type"].as_str(), field) {
                (Some(PLACEHOLDER), _) => {}
                (Some("AWS::AppSync::Resolver"), Some((type_name, field_name))) => {
                    let field = format!("{type_name}.{field_name}");
                    self.take_resolver(folder, path, field, text("DataSourceName"));
                }
                (Some("AWS::AppSync::Resolver"), None) => self.leave_resolvers(path),
                _ => others.push(id.clone()),
            }
        }
        if !others.is_empty() {
            self.left.push(format!(
                "{path} has resources that are not taken over: {}",
                quoted(&others)
            ));
        }
    }

    fn take_resolver(&mut self, folder: &Path, path: &str, field: String, source: Option<&str>) {
        let code = |half: &str| format!("{}/{field}.{half}.vtl", self.resolvers);
        let (request, response) = (code("req"), code("res"));
        let is_there = |path: &String| folder.join(path).is_file();
        if let Some(source) = source
            && self.is_table(source)
            && is_there(&request)
            && is_there(&response)
        {
            self.declared.push((field, source.to_owned()));
            return;
        }
        self.left.push(format!(
            "{path} has the resolver of `{field}`, which is not taken over: write `{field}: {}` below `resolvers` in \
             appsynth.yaml, and its code into {request} and {response}",
            source.unwrap_or("DATA_SOURCE")
        ));
    }

    /// Whether a data source is that of a model's table.
    fn is_table(&self, source: &str) -> bool {
        let model = source.strip_suffix("Table");
        model.is_some_and(|model| self.needs.models.iter().any(|known| known == model))
    }

    fn leave_resolvers_of(&mut self, folder: &Path, path: &str) -> Result<(), CliError> {
        let full = folder.join(path);
        let text = reader::text(&full)?;
        if text.contains("AWS::AppSync::Resolver") {
            self.leave_resolvers(path);
        }
        Ok(())
    }

    fn leave_resolvers(&mut self, path: &str) {
        self.left.push(format!(
            "{path} has resolvers that are not taken over: put their code into {} and name them under `resolvers` in \
             appsynth.yaml",
            self.resolvers
        ));
    }
}

/// A text that a template says outright, or by the default of a parameter.
fn literal<'a>(value: &'a Value, parameters: &'a Value) -> Option<&'a str> {
    let substituted = value["Fn::Sub"].as_str();
    let parameter = value["Ref"].as_str();
    let default = parameter.and_then(|name| parameters[name]["Default"].as_str());
    let text = value.as_str().or(substituted).or(default).or(parameter)?;
    (!text.contains("${")).then_some(text)
}
