//! Tables as DynamoDB has them, whatever CloudFormation knows of them.

use std::time::Duration;

use serde_json::{Value, json};

use super::Connection;
use super::answer::member;
use super::signed::Request;
use super::storage::json_headers;
use crate::DeployError;

/// How often a table that changes is looked at.
const LOOK: Duration = Duration::from_secs(1);

impl Connection {
    /// About how many items a table has, as DynamoDB counts every six hours; none if it is not there or
    /// may not be looked at.
    pub(crate) async fn item_count(&self, table: &str) -> Result<Option<u64>, DeployError> {
        match self.table(table).await {
            Ok(table) => Ok(table.and_then(|table| table["ItemCount"].as_u64())),
            Err(error) if error.is_denial() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What `DescribeTable` tells of a table; none if there is no such table.
    pub(crate) async fn table(&self, name: &str) -> Result<Option<Value>, DeployError> {
        self.described("dynamodb:DescribeTable", name, "/Table")
            .await
    }

    /// The attribute that says when items of a table expire; none if they do not.
    pub(crate) async fn expiry_attribute(
        &self,
        table: &str,
    ) -> Result<Option<String>, DeployError> {
        let operation = "dynamodb:DescribeTimeToLive";
        let expiry = self.described(operation, table, "/TimeToLiveDescription");
        let expiry = expiry.await?.unwrap_or_default();
        let is_on = matches!(
            expiry["TimeToLiveStatus"].as_str(),
            Some("ENABLED" | "ENABLING")
        );
        let attribute = expiry["AttributeName"].as_str().filter(|_| is_on);
        Ok(attribute.map(str::to_owned))
    }

    /// Whether a table can be restored to any moment of the last days.
    pub(crate) async fn is_restorable(&self, table: &str) -> Result<bool, DeployError> {
        let operation = "dynamodb:DescribeContinuousBackups";
        let backups = self.described(operation, table, "/ContinuousBackupsDescription");
        let backups = backups.await?.unwrap_or_default();
        let recovery = &backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"];
        Ok(recovery == "ENABLED")
    }

    /// Whether a table has no item at this moment; none if there is no such table.
    pub(crate) async fn is_table_empty(&self, name: &str) -> Result<Option<bool>, DeployError> {
        let input = json!({ "TableName": name, "Limit": 1, "ConsistentRead": true });
        let call = ("dynamodb:Scan", name);
        match self.dynamodb(call.0, name, input).await? {
            Some(answer) => Ok(Some(*member(&answer, "/Count", call)? == 0)),
            None => Ok(None),
        }
    }

    /// Deletes a table, protected or not, and waits until it is gone.
    pub(crate) async fn delete_table(&self, name: &str) -> Result<(), DeployError> {
        let unprotected = json!({ "TableName": name, "DeletionProtectionEnabled": false });
        self.dynamodb("dynamodb:UpdateTable", name, unprotected)
            .await?;
        while self.is_table_busy(name).await? {
            tokio::time::sleep(LOOK).await;
        }
        let input = json!({ "TableName": name });
        self.dynamodb("dynamodb:DeleteTable", name, input).await?;
        while self.table(name).await?.is_some() {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    async fn is_table_busy(&self, name: &str) -> Result<bool, DeployError> {
        let table = self.table(name).await?;
        Ok(table.is_some_and(|table| table["TableStatus"] == "UPDATING"))
    }

    /// What an operation tells of a table, which its answer has to have at `pointer`; none if there is no such table.
    async fn described(
        &self,
        operation: &'static str,
        table: &str,
        pointer: &str,
    ) -> Result<Option<Value>, DeployError> {
        let input = json!({ "TableName": table });
        match self.dynamodb(operation, table, input).await? {
            Some(answer) => Ok(Some(member(&answer, pointer, (operation, table))?.clone())),
            None => Ok(None),
        }
    }

    /// Calls an operation; none if there is no such table.
    async fn dynamodb(
        &self,
        operation: &'static str,
        table: &str,
        input: Value,
    ) -> Result<Option<Value>, DeployError> {
        let name = operation.trim_start_matches("dynamodb:");
        let target = format!("DynamoDB_20120810.{name}");
        let request = Request {
            operation,
            subject: table,
            service: "dynamodb",
            method: "POST",
            path: "/".to_owned(),
            headers: json_headers(&target, "application/x-amz-json-1.0"),
            body: input.to_string().into(),
        };
        let answer = self.signed.send(&request).await?;
        if answer.is_success() {
            return answer.json(&request).map(Some);
        }
        match answer.error().0.as_str() {
            "ResourceNotFoundException" => Ok(None),
            _ => Err(answer.refused(&request)),
        }
    }
}
