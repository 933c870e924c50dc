//! AppSync's operations that evaluate resolver code.

use serde_json::{Value, json};

use super::Connection;
use super::signed::Request;
use crate::DeployError;

impl Connection {
    /// `EvaluateCode`
    pub(crate) async fn evaluate_code(
        &self,
        code: &str,
        function: &str,
        context: &str,
    ) -> Result<Value, DeployError> {
        let input = json!({
            "runtime": { "name": "APPSYNC_JS", "runtimeVersion": "1.0.0" },
            "code": code,
            "function": function,
            "context": context,
        });
        self.evaluate("appsync:EvaluateCode", "/v1/dataplane-evaluatecode", &input)
            .await
    }

    /// `EvaluateMappingTemplate`
    pub(crate) async fn evaluate_template(
        &self,
        template: &str,
        context: &str,
    ) -> Result<Value, DeployError> {
        let input = json!({ "template": template, "context": context });
        let path = "/v1/dataplane-evaluatetemplate";
        self.evaluate("appsync:EvaluateMappingTemplate", path, &input)
            .await
    }

    async fn evaluate(
        &self,
        operation: &'static str,
        path: &str,
        input: &Value,
    ) -> Result<Value, DeployError> {
        let request = Request {
            operation,
            subject: "",
            service: "appsync",
            method: "POST",
            path: path.to_owned(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: input.to_string().into(),
        };
        let answer = self.signed.send(&request).await?;
        if !answer.is_success() {
            return Err(answer.refused(&request));
        }
        answer.json(&request)
    }
}
