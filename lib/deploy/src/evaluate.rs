//! Resolver code evaluated by AppSync itself.

use serde_json::Value;

use crate::DeployError;
use crate::aws::{Bearer, Connection, Target};

/// AppSync's operations that evaluate code. They touch no API and need none.
#[derive(Debug)]
pub struct Evaluations {
    connection: Connection,
}

impl Evaluations {
    /// Finds credentials and the region. The target's account is not looked at, for nothing there is read
    /// or changed.
    ///
    /// # Errors
    /// If there is no region, or if the target's role cannot be taken.
    pub async fn connect(target: &Target) -> Result<Self, DeployError> {
        Ok(Self {
            connection: Bearer::find(target).await?.connect()?,
        })
    }

    /// What the function `request` or `response` of APPSYNC_JS code gives: the answer's JSON. `context` is
    /// the JSON of a context.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateCode.html>
    ///
    /// # Errors
    /// If AppSync refuses the request, or cannot be reached.
    pub async fn code(
        &self,
        code: &str,
        function: &str,
        context: &str,
    ) -> Result<Value, DeployError> {
        self.connection.evaluate_code(code, function, context).await
    }

    /// What a mapping template gives: the answer's JSON. `context` is the JSON of a context.
    ///
    /// <https://docs.aws.amazon.com/appsync/latest/APIReference/API_EvaluateMappingTemplate.html>
    ///
    /// # Errors
    /// If AppSync refuses the request, or cannot be reached.
    pub async fn template(&self, template: &str, context: &str) -> Result<Value, DeployError> {
        self.connection.evaluate_template(template, context).await
    }
}
