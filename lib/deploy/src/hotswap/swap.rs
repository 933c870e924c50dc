//! Resources as calls.

use appsynth_cloudformation::{LogicalId, Resource};
use serde_json::{Map, Value};

use super::Call;
use super::known::last;
use super::level::Level;
use super::look::Look;
use crate::upload;

impl Look<'_> {
    /// The call that sends a resource, or why there is none.
    pub(super) fn swap(
        &self,
        id: &LogicalId,
        resource: &Resource,
        level: &Level<'_>,
    ) -> Result<Call, String> {
        let mut properties = level.properties(id)?;
        if resource.kind == "AWS::Lambda::Function" {
            return self.code(id, &properties, level);
        }
        let api = text(&mut properties, "ApiId").ok_or("it has no ApiId")?;
        self.inline_files(&mut properties)?;
        match resource.kind.as_str() {
            "AWS::AppSync::GraphQLSchema" => {
                let text = text(&mut properties, "Definition").ok_or("it has no definition")?;
                Ok(Call::Schema { api, text })
            }
            "AWS::AppSync::Resolver" => {
                let parent = text(&mut properties, "TypeName").unwrap_or_default();
                let field = text(&mut properties, "FieldName").unwrap_or_default();
                let path = format!("{api}/types/{parent}/resolvers/{field}");
                Ok(Call::AppSync(
                    "appsync:UpdateResolver",
                    path,
                    properties.into(),
                ))
            }
            "AWS::AppSync::FunctionConfiguration" => {
                let function = level.resources.get(&id.0).ok_or("it is not deployed")?;
                let path = format!("{api}/functions/{}", last(&function.physical_id));
                Ok(Call::AppSync(
                    "appsync:UpdateFunction",
                    path,
                    properties.into(),
                ))
            }
            _ => {
                let name = text(&mut properties, "Name").unwrap_or_default();
                let path = format!("{api}/datasources/{name}");
                Ok(Call::AppSync(
                    "appsync:UpdateDataSource",
                    path,
                    properties.into(),
                ))
            }
        }
    }

    fn code(
        &self,
        id: &LogicalId,
        properties: &Map<String, Value>,
        level: &Level<'_>,
    ) -> Result<Call, String> {
        let member = |name: &str| {
            properties["Code"][name]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let (bucket, key) = (member("S3Bucket"), member("S3Key"));
        let function = level.resources.get(&id.0).ok_or("it is not deployed")?;
        let asset = self
            .assembly
            .asset(&key)
            .ok_or("its code is not in the assembly")?;
        let bytes = upload::bytes(asset).map_err(|error| error.to_string())?;
        Ok(Call::Code {
            function: function.physical_id.clone(),
            bucket,
            key,
            bytes,
        })
    }

    /// Puts the text of files in place of where they would lie in S3: AppSync's own operations know no
    /// addresses.
    fn inline_files(&self, properties: &mut Map<String, Value>) -> Result<(), String> {
        for name in [
            "Code",
            "Definition",
            "RequestMappingTemplate",
            "ResponseMappingTemplate",
        ] {
            let Some(location) = text(properties, &format!("{name}S3Location")) else {
                continue;
            };
            let asset = self.assembly.asset(last(&location));
            let asset = asset.ok_or_else(|| format!("{location} is not in the assembly"))?;
            let bytes = upload::bytes(asset).map_err(|error| error.to_string())?;
            let text = String::from_utf8(bytes).map_err(|_| format!("{location} is not text"))?;
            properties.insert(name.to_owned(), text.into());
        }
        Ok(())
    }
}

/// Takes a text out of properties.
fn text(properties: &mut Map<String, Value>, name: &str) -> Option<String> {
    match properties.remove(name)? {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
