//! A data source of which something goes wrong on purpose.

use std::sync::Arc;
use std::time::Duration;

use appsynth_runtime::{Call, DataSource, DataSourceError};
use async_trait::async_trait;
use serde_json::{Value, json};

use super::error::failed;
use crate::faults::{DataSourceFaults, Occasions};

/// Stands before a data source.
pub(crate) struct Faulty {
    source: Arc<dyn DataSource>,
    service: Service,
    throttling: Option<Occasions>,
    latency: Option<(Duration, Occasions)>,
    conditional_failures: Option<Occasions>,
}

/// What a data source speaks to, as far as faults differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    DynamoDb,
    Lambda,
    Http,
    Other,
}

impl Faulty {
    /// Puts faults before a data source of a `Type` such as `AWS_LAMBDA`.
    ///
    /// # Errors
    /// In words, if it cannot have one of them.
    pub(crate) fn new(
        source: Arc<dyn DataSource>,
        kind: &str,
        faults: &DataSourceFaults,
    ) -> Result<Self, String> {
        let service = match kind {
            "AMAZON_DYNAMODB" => Service::DynamoDb,
            "AWS_LAMBDA" => Service::Lambda,
            "HTTP" => Service::Http,
            _ => Service::Other,
        };
        if faults.throttling.is_some() && service == Service::Other {
            return Err(format!(
                "nothing is throttled by data sources of the type `{kind}`"
            ));
        }
        if faults.conditional_failures.is_some() && service != Service::DynamoDb {
            return Err("only tables have conditions that can fail".to_owned());
        }
        Ok(Self {
            source,
            service,
            throttling: faults.throttling.map(Occasions::new),
            latency: faults
                .latency
                .map(|(time, often)| (time, Occasions::new(often))),
            conditional_failures: faults.conditional_failures.map(Occasions::new),
        })
    }

    async fn wait(&self) {
        if let Some((time, occasions)) = &self.latency
            && occasions.is_now()
        {
            tokio::time::sleep(*time).await;
        }
    }

    /// The answer of a service that has too many requests, if this is one too many.
    fn throttled(&self, request: &Value) -> Option<Result<Value, DataSourceError>> {
        if !self.throttling.as_ref().is_some_and(Occasions::is_now) {
            return None;
        }
        let refusal = |error_type, message| Some(Err(*failed(error_type, message)));
        match self.service {
            Service::DynamoDb => {
                let mut error = failed("DynamoDB:ThrottlingException", TOO_MUCH_FOR_A_TABLE);
                error.catchable = request["version"] != "2017-02-28";
                Some(Err(*error))
            }
            Service::Lambda => refusal("Lambda:TooManyRequestsException", "Rate Exceeded."),
            Service::Http => Some(Ok(json!({ "statusCode": 429, "headers": {}, "body": "" }))),
            Service::Other => None,
        }
    }

    /// The request, with a condition that no item fulfils if it is a write's turn to fail.
    fn conditioned(&self, mut request: Value) -> Value {
        let is_write = matches!(
            request["operation"].as_str(),
            Some("PutItem" | "UpdateItem" | "DeleteItem")
        );
        let occasions = self.conditional_failures.as_ref().filter(|_| is_write);
        if !occasions.is_some_and(Occasions::is_now) {
            return request;
        }
        let condition = &mut request["condition"];
        if !condition.is_object() {
            *condition = json!({});
        }
        condition["expression"] =
            "attribute_exists(#fault) AND attribute_not_exists(#fault)".into();
        condition["expressionNames"] = json!({ "#fault": "fault" });
        if let Some(condition) = condition.as_object_mut() {
            condition.remove("expressionValues");
        }
        request
    }
}

/// What DynamoDB says of a table that is paid by request.
///
/// <https://github.com/aws/aws-appsync-community/issues/336>
const TOO_MUCH_FOR_A_TABLE: &str = "Throughput exceeds the current capacity of your table or index. \
    DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions \
    persist, check if you have a hot key: \
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";

#[async_trait]
impl DataSource for Faulty {
    async fn invoke(&self, request: Value, call: &Call<'_>) -> Result<Value, DataSourceError> {
        self.wait().await;
        match self.throttled(&request) {
            Some(answer) => answer,
            None => self.source.invoke(self.conditioned(request), call).await,
        }
    }

    fn takes_batches(&self) -> bool {
        self.source.takes_batches()
    }

    async fn invoke_batch(&self, requests: Vec<Value>) -> Vec<Result<Value, DataSourceError>> {
        self.wait().await;
        match self.throttled(&Value::Null) {
            Some(answer) => vec![answer; requests.len()],
            None => self.source.invoke_batch(requests).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_sources::Nothing;
    use crate::faults::Often;

    fn faulty(kind: &str) -> Faulty {
        let faults = DataSourceFaults {
            throttling: Some(Often::Every(1)),
            conditional_failures: (kind == "AMAZON_DYNAMODB").then_some(Often::Every(2)),
            ..DataSourceFaults::default()
        };
        Faulty::new(Arc::new(Nothing), kind, &faults).expect("it has these faults")
    }

    #[test]
    fn each_service_says_in_its_own_way_that_there_are_too_many_requests() {
        let refused = |kind: &str, request: Value| {
            let answer = faulty(kind).throttled(&request).expect("it is throttled");
            answer.map_err(|error| (error.error_type, error.catchable))
        };
        assert_eq!(
            refused("AMAZON_DYNAMODB", json!({ "version": "2018-05-29" })),
            Err(("DynamoDB:ThrottlingException".to_owned(), true))
        );
        assert_eq!(
            refused("AMAZON_DYNAMODB", json!({ "version": "2017-02-28" })),
            Err(("DynamoDB:ThrottlingException".to_owned(), false))
        );
        assert_eq!(
            refused("AWS_LAMBDA", json!({})),
            Err(("Lambda:TooManyRequestsException".to_owned(), true))
        );
        let answer = refused("HTTP", json!({})).expect("an answer");
        assert_eq!(answer["statusCode"], 429);
    }

    #[test]
    fn every_second_write_gets_a_condition_that_fails_and_keeps_what_is_done_then() {
        let source = faulty("AMAZON_DYNAMODB");
        let read = json!({ "operation": "GetItem" });
        let write = json!({ "operation": "PutItem", "condition": {
            "expression": "#a = :a",
            "expressionNames": { "#a": "a" },
            "expressionValues": { ":a": { "S": "x" } },
            "equalsIgnore": ["b"],
        } });
        assert_eq!(source.conditioned(write.clone()), write);
        assert_eq!(source.conditioned(read.clone()), read);
        assert_eq!(
            source.conditioned(write)["condition"],
            json!({
                "expression": "attribute_exists(#fault) AND attribute_not_exists(#fault)",
                "expressionNames": { "#fault": "fault" },
                "equalsIgnore": ["b"],
            })
        );
    }

    #[test]
    fn what_a_data_source_cannot_suffer_is_refused() {
        let faults = DataSourceFaults {
            throttling: Some(Often::Every(1)),
            ..DataSourceFaults::default()
        };
        assert!(Faulty::new(Arc::new(Nothing), "NONE", &faults).is_err());
        let faults = DataSourceFaults {
            conditional_failures: Some(Often::Every(1)),
            ..DataSourceFaults::default()
        };
        assert!(Faulty::new(Arc::new(Nothing), "HTTP", &faults).is_err());
    }
}
