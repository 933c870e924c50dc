//! AppSync's operations. Its JSON has the members of CloudFormation's properties, beginning with a small
//! letter.
//!
//! <https://docs.aws.amazon.com/appsync/latest/APIReference/API_Operations.html>

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::body::Bytes;
use serde_json::{Map, Value, json};

use super::Connection;
use super::answer::text;
use super::signed::Request;
use crate::DeployError;

/// The status of a schema is asked for after this time first, then after twice that.
const FIRST_LOOK: Duration = Duration::from_millis(50);
const LONGEST_LOOK: Duration = Duration::from_secs(2);

impl Connection {
    /// Calls an operation: `path` below `/v1/apis/`, the properties of a template as its input.
    pub(crate) async fn appsync(
        &self,
        operation: &'static str,
        method: &'static str,
        path: &str,
        properties: Option<Value>,
    ) -> Result<Value, DeployError> {
        let request = Request {
            operation,
            subject: path,
            service: "appsync",
            method,
            path: format!("/v1/apis/{path}"),
            headers: vec![("content-type", "application/json".to_owned())],
            body: properties.map_or_else(Bytes::new, |value| members(value).to_string().into()),
        };
        let answer = self.signed.send(&request).await?;
        if answer.is_success() {
            answer.json(&request)
        } else {
            Err(answer.refused(&request))
        }
    }

    /// Gives an API another schema and waits until it is in use.
    ///
    /// # Errors
    /// What AppSync finds wrong with it.
    pub(crate) async fn replace_schema(&self, api: &str, schema: &str) -> Result<(), DeployError> {
        const OPERATION: &str = "appsync:StartSchemaCreation";
        const STATUS: &str = "appsync:GetSchemaCreationStatus";
        let path = format!("{api}/schemacreation");
        let input = json!({ "Definition": BASE64_STANDARD.encode(schema) });
        self.appsync(OPERATION, "POST", &path, Some(input)).await?;
        let mut wait = FIRST_LOOK;
        loop {
            tokio::time::sleep(wait).await;
            let state = self.appsync(STATUS, "GET", &path, None).await?;
            match text(&state, "/status", (STATUS, &path))? {
                "SUCCESS" | "ACTIVE" => return Ok(()),
                "FAILED" | "NOT_APPLICABLE" => {
                    return Err(DeployError::Call {
                        operation: OPERATION,
                        subject: api.to_owned(),
                        code: "FAILED".to_owned(),
                        message: state["details"].as_str().unwrap_or_default().to_owned(),
                    });
                }
                _ => wait = (wait * 2).min(LONGEST_LOOK),
            }
        }
    }
}

/// Properties as AppSync's JSON has them.
fn members(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(name, value)| {
                    let value = minutes(&name, &value).unwrap_or_else(|| members(value));
                    (member(&name), value)
                })
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.into_iter().map(members).collect(),
        other => other,
    }
}

/// Times to live are texts in templates and numbers in AppSync's JSON.
///
/// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_DeltaSyncConfig.html>
fn minutes(property: &str, value: &Value) -> Option<Value> {
    let is_time = matches!(property, "BaseTableTTL" | "DeltaSyncTableTTL");
    let minutes: u64 = value.as_str().filter(|_| is_time)?.parse().ok()?;
    Some(minutes.into())
}

fn member(property: &str) -> String {
    if property == "DynamoDBConfig" {
        return "dynamodbConfig".to_owned();
    }
    let mut letters = property.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_become_members() {
        let properties = json!({ "DynamoDBConfig": {
            "TableName": "posts",
            "DeltaSyncConfig": { "BaseTableTTL": "43200", "DeltaSyncTableTTL": "30" },
        }});
        let expected = json!({ "dynamodbConfig": {
            "tableName": "posts",
            "deltaSyncConfig": { "baseTableTTL": 43_200, "deltaSyncTableTTL": 30 },
        }});
        assert_eq!(members(properties), expected);
    }
}
