//! What is known of deployed resources.

use appsynth_cloudformation::LogicalId;
use appsynth_cloudformation::evaluate::Deployed;
use indexmap::IndexMap;
use serde_json::Value;

use crate::aws::{Caller, DeployedResource};
use crate::kinds::{API, TABLE};

/// What references to deployed resources give.
pub(super) struct Known<'a> {
    pub(super) resources: &'a IndexMap<String, DeployedResource>,
    pub(super) caller: &'a Caller,
    /// What other stacks export, by name.
    pub(super) imports: &'a IndexMap<String, String>,
}

impl Known<'_> {
    fn resource(&self, id: &LogicalId) -> Result<&DeployedResource, String> {
        let resource = self.resources.get(&id.0);
        resource.ok_or_else(|| format!("{id}, which it uses, is not deployed"))
    }
}

impl Deployed for Known<'_> {
    fn reference(&self, resource: &LogicalId) -> Result<Value, String> {
        Ok(self.resource(resource)?.physical_id.clone().into())
    }

    fn attribute(&self, resource: &LogicalId, attribute: &str) -> Result<Value, String> {
        let deployed = self.resource(resource)?;
        let physical = deployed.physical_id.as_str();
        let Caller {
            account,
            region,
            partition,
            ..
        } = self.caller;
        let value = match (deployed.kind.as_str(), attribute) {
            (API, "ApiId")
            | ("AWS::AppSync::FunctionConfiguration", "FunctionId")
            | ("AWS::AppSync::DataSource", "Name") => last(physical).to_owned(),
            (_, "Arn") if physical.starts_with("arn:") => physical.to_owned(),
            ("AWS::IAM::Role", "Arn") => format!("arn:{partition}:iam::{account}:role/{physical}"),
            ("AWS::Lambda::Function", "Arn") => {
                format!("arn:{partition}:lambda:{region}:{account}:function:{physical}")
            }
            (TABLE, "Arn") => {
                format!("arn:{partition}:dynamodb:{region}:{account}:table/{physical}")
            }
            (kind, _) => {
                return Err(format!(
                    "it uses {attribute} of {resource} ({kind}), which CloudFormation alone knows"
                ));
            }
        };
        Ok(value.into())
    }

    fn import(&self, export: &str) -> Result<Value, String> {
        let value = self.imports.get(export).cloned().map(Value::String);
        value.ok_or_else(|| {
            format!(
                "it imports {export}, which none of the stacks that this one depends on exports"
            )
        })
    }
}

/// The last part of an ARN or address.
pub(super) fn last(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}
