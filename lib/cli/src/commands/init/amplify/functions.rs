//! Lambda functions of the project: what their CloudFormation templates say of them.

use std::path::Path;

use serde_json::Value;

use super::super::existing::{Existing, OwnFunction, OwnVariable};
use super::function_template::{Place, Template};
use super::{quoted, whole};
use crate::CliError;

impl Existing {
    /// The functions that the schema names and whose code the project has.
    pub(super) fn take_functions(&mut self, folder: &Path) -> Result<(), CliError> {
        let mut names = self.needs.functions.clone();
        names.extend(self.auth.lambda_function.clone());
        for name in names {
            let home = format!("amplify/backend/function/{name}");
            let code = format!("{home}/src");
            if folder.join(&code).is_dir() {
                let template = Template::read(folder, &name)?;
                self.take_function(name, code, &template);
            }
        }
        Ok(())
    }

    fn take_function(&mut self, name: String, code: String, template: &Template) {
        let properties = template.properties();
        let text = |member: &str, unless: &str| {
            let value = properties[member].as_str();
            value.unwrap_or(unless).to_owned()
        };
        let number = |member: &str| {
            let value = template.value(&properties[member], &Place::default())?;
            whole(&Value::String(value))
        };
        let mut function = OwnFunction {
            code,
            handler: text("Handler", "index.handler"),
            runtime: text("Runtime", "nodejs22.x"),
            timeout_seconds: number("Timeout"),
            memory: number("MemorySize"),
            environment: Vec::new(),
            name,
        };
        let mut unknown = Vec::new();
        let variables = properties["Environment"]["Variables"].as_object();
        for (variable, value) in variables.into_iter().flatten() {
            if !self.take_variable(&mut function, variable, value, template) {
                unknown.push(variable.clone());
            }
        }
        self.leave_of_function(&function, template, &unknown);
        self.functions.push(function);
    }

    /// Whether anything is known of an environment variable.
    fn take_variable(
        &mut self,
        function: &mut OwnFunction,
        name: &str,
        value: &Value,
        template: &Template,
    ) -> bool {
        let places = self.environments.iter().map(|environment| Place {
            region: environment.region.as_deref(),
            name: &environment.name,
        });
        let deployed: Vec<Option<String>> =
            places.map(|place| template.value(value, &place)).collect();
        let everywhere = template.value(value, &Place::default());
        let Some(everywhere) = everywhere.or_else(|| deployed.iter().flatten().next().cloned())
        else {
            return false;
        };
        for (environment, value) in self.environments.iter_mut().zip(deployed) {
            if let Some(value) = value.filter(|value| *value != everywhere) {
                environment.variables.push(OwnVariable {
                    function: function.name.clone(),
                    name: name.to_owned(),
                    value,
                });
            }
        }
        function.environment.push((name.to_owned(), everywhere));
        true
    }

    fn leave_of_function(
        &mut self,
        function: &OwnFunction,
        template: &Template,
        variables: &[String],
    ) {
        let properties = template.properties();
        let mut others = template.other_properties();
        let numbers = [
            ("Timeout", function.timeout_seconds),
            ("MemorySize", function.memory),
        ];
        for (member, taken) in numbers {
            if taken.is_none() && !properties[member].is_null() {
                others.push(member.to_owned());
            }
        }
        let left = [
            ("environment variables", variables.to_vec()),
            ("layers", template.layers()),
            ("properties", others),
            ("resources", template.other_resources()),
        ];
        let left = left.iter().filter(|(_, names)| !names.is_empty());
        let left: Vec<String> = left
            .map(|(what, names)| format!("the {what} {}", quoted(names)))
            .collect();
        if !left.is_empty() {
            self.left.push(format!(
                "{} has more than is taken over of the function `{}`: {}",
                template.path,
                function.name,
                left.join("; ")
            ));
        }
    }
}
