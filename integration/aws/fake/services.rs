//! STS, S3, Systems Manager, DynamoDB and AppSync, as far as deployments call them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::tables::Tables;
use super::{ACCOUNT, Answer, Call, wire};

#[derive(Default)]
pub(crate) struct Services {
    pub(crate) tables: Tables,
    /// Content by bucket and key.
    objects: BTreeMap<String, String>,
    bootstrapped: bool,
}

impl Services {
    pub(crate) fn bootstrap(&mut self) {
        self.bootstrapped = true;
    }

    /// The text of an object by its address.
    pub(crate) fn object(&self, url: &str) -> Option<&String> {
        let path = url.split_once("amazonaws.com")?.1;
        self.objects.get(path)
    }

    /// The text of the template whose object has this name.
    pub(crate) fn object_called(&self, name: &str) -> Option<&String> {
        let ending = format!("/{name}.json");
        let mut objects = self.objects.iter();
        objects
            .find(|(path, _)| path.ends_with(&ending))
            .map(|(_, text)| text)
    }

    pub(crate) fn call(&mut self, call: &Call) -> Answer {
        if let Some(answer) = self.tables.call(call) {
            return answer;
        }
        let ok = |value: Value| (200, wire::JSON, value.to_string());
        match call.operation.as_str() {
            "GetCallerIdentity" => wire::result(
                call,
                &json!({
                    "Account": ACCOUNT,
                    "Arn": format!("arn:aws:iam::{ACCOUNT}:user/tester"),
                    "UserId": "AIDATESTER",
                }),
            ),
            "AssumeRole" if self.bootstrapped => wire::result(
                call,
                &json!({ "Credentials": {
                    "AccessKeyId": "ASIAROLE",
                    "SecretAccessKey": "secret",
                    "SessionToken": "token",
                    "Expiration": "2099-01-01T00:00:00Z",
                }}),
            ),
            "AssumeRole" => wire::error(call, 403, "AccessDenied", "there is no such role"),
            "GetParameter" if self.bootstrapped => ok(json!({ "Parameter": { "Value": "21" } })),
            "GetParameter" => wire::error(call, 400, "ParameterNotFound", ""),
            "PutObject" => self.put(call),
            "HeadObject" if self.objects.contains_key(&call.path) => {
                (200, wire::XML, String::new())
            }
            "HeadObject" => (404, wire::XML, String::new()),
            "GetGraphqlApi" => ok(json!({ "graphqlApi": {
                "name": "Blog",
                "authenticationType": "API_KEY",
                "uris": { "GRAPHQL": "https://blog/graphql", "REALTIME": "wss://blog/graphql" },
            }})),
            "ListApiKeys" => ok(json!({ "apiKeys": [{ "id": "da2-key", "expires": 1 }] })),
            "UpdateDataSource" | "UpdateFunction" | "UpdateFunctionCode" | "UpdateResolver" => {
                ok(json!({}))
            }
            "StartSchemaCreation" => ok(json!({ "status": "PROCESSING" })),
            "GetSchemaCreationStatus" => ok(json!({ "status": "SUCCESS" })),
            other => panic!("the fake does not know {}:{other}", call.service),
        }
    }

    /// A conditional write, as S3 has it.
    fn put(&mut self, call: &Call) -> Answer {
        if !self.bootstrapped {
            return wire::error(
                call,
                404,
                "NoSuchBucket",
                "The specified bucket does not exist",
            );
        }
        if call.headers.contains_key("if-none-match") && self.objects.contains_key(&call.path) {
            return wire::error(call, 412, "PreconditionFailed", "");
        }
        let text = String::from_utf8_lossy(&call.body).into_owned();
        self.objects.insert(call.path.clone(), text);
        (200, wire::XML, String::new())
    }
}
