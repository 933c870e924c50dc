//! Whether tables can be imported, and how they are declared then.

use appsynth_assembly::Stack;
use appsynth_cloudformation::{LogicalId, Resource, Template};
use appsynth_diagnostics::codes::deployment;
use appsynth_diagnostics::{Diagnostic, Diagnostics};
use serde_json::{Value, json};

use super::{ImportedTable, TABLE, Wanted};
use crate::aws::{Connection, ResourceToImport};
use crate::plan::{ResourceChange, named_text};
use crate::{DeployError, existing_table};

/// What is found out about tables.
pub(super) struct Look {
    pub(super) own: Connection,
    pub(super) tables: Vec<ImportedTable>,
    pub(super) problems: Diagnostics,
}

impl Look {
    /// The deployed template of a stack with the tables in it.
    pub(super) async fn stack(
        &mut self,
        deployed: &str,
        new: &Template,
        stack: &Stack,
        meant: &[(&Wanted, &ResourceChange)],
    ) -> Result<(String, Vec<ResourceToImport>), DeployError> {
        let template = serde_json::from_str(deployed);
        let mut template: Value = template.map_err(|error| DeployError::Template {
            stack: stack.name.clone(),
            reason: error.to_string(),
        })?;
        let mut resources = Vec::new();
        for (wanted, declared) in meant {
            let id = LogicalId(declared.logical_id.clone());
            let resource = &new.resources[&id];
            if template["Resources"].get(&id.0).is_some() {
                self.refuse(
                    &declared.name,
                    format!("the stack `{}` has it already", stack.name),
                );
                continue;
            }
            let Some(table) = self.name_of(wanted, declared, resource) else {
                continue;
            };
            let Some(actual) = self.own.table(&table).await? else {
                self.refuse(
                    &declared.name,
                    format!("DynamoDB has no table `{table}` there"),
                );
                continue;
            };
            if let Some(difference) = existing_table::difference(&actual, resource) {
                self.refuse(&declared.name, difference);
                continue;
            }
            let is_named = named_text(&resource.properties, "TableName").is_some();
            template["Resources"][&id.0] = json!({
                "Type": TABLE,
                "DeletionPolicy": "Retain",
                "UpdateReplacePolicy": "Retain",
                "Metadata": { "aws:cdk:path": declared.name },
                "Properties": existing_table::properties(&actual, is_named),
            });
            self.tables.push(ImportedTable {
                name: declared.name.clone(),
                table: table.clone(),
                items: actual["ItemCount"].as_u64().unwrap_or(0),
            });
            resources.push(ResourceToImport {
                kind: TABLE.to_owned(),
                logical_id: id.0,
                identifier: ("TableName".to_owned(), table),
            });
        }
        Ok((template.to_string(), resources))
    }

    /// What DynamoDB calls the table.
    fn name_of(
        &mut self,
        wanted: &Wanted,
        declared: &ResourceChange,
        resource: &Resource,
    ) -> Option<String> {
        let fixed = named_text(&resource.properties, "TableName");
        match (&wanted.table, fixed) {
            (Some(table), Some(fixed)) if table != fixed => {
                let why = format!("its name is to be `{fixed}`, and a table keeps its name");
                self.refuse(&declared.name, why);
                None
            }
            (Some(table), _) => Some(table.clone()),
            (None, Some(fixed)) => Some(fixed.to_owned()),
            (None, None) => {
                let why = format!("which table is it? Say `{}=TABLE`", wanted.name);
                self.refuse(&declared.name, why);
                None
            }
        }
    }

    pub(super) fn check_names(&mut self, wanted: &[Wanted], known: &[ResourceChange]) {
        for wanted in wanted {
            if !known.iter().any(|one| one.is_called(&wanted.name)) {
                let names: Vec<_> = known.iter().map(ResourceChange::short_name).collect();
                let why = match names.is_empty() {
                    true => "no stack of the project declares a table of its own".to_owned(),
                    false => format!("the stacks declare {}", names.join(", ")),
                };
                self.refuse(&wanted.name, why);
            }
        }
    }

    fn refuse(&mut self, name: &str, why: String) {
        let what = format!("`{name}` cannot be imported: {why}");
        self.problems
            .push(Diagnostic::error(&deployment::NOT_IMPORTED, what));
    }
}
