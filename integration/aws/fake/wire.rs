//! How calls are named and answered: query and XML, JSON, REST.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Answer, Call};

pub(crate) const JSON: &str = "application/x-amz-json-1.1";
pub(crate) const XML: &str = "text/xml";

/// Finds out which operation of which service a call is: the service is in what the signature is about.
pub(crate) fn name(call: &mut Call) {
    let authorization = call
        .headers
        .get("authorization")
        .map(String::as_str)
        .unwrap_or_default();
    let scope = authorization
        .split("Credential=")
        .nth(1)
        .unwrap_or_default();
    call.service = scope.split('/').nth(3).unwrap_or_default().to_owned();
    let last = call.path.rsplit('/').next().unwrap_or_default();
    call.operation = match call.service.as_str() {
        "cloudformation" | "sts" => query(call).remove("Action").unwrap_or_default(),
        "s3" if call.method == "PUT" => "PutObject".to_owned(),
        "s3" => "HeadObject".to_owned(),
        "lambda" => "UpdateFunctionCode".to_owned(),
        "appsync" if call.path.contains("/resolvers/") => "UpdateResolver".to_owned(),
        "appsync" if call.path.contains("/datasources/") => "UpdateDataSource".to_owned(),
        "appsync" if call.path.contains("/functions/") => "UpdateFunction".to_owned(),
        "appsync" if last == "apikeys" => "ListApiKeys".to_owned(),
        "appsync" if last == "schemacreation" && call.method == "POST" => {
            "StartSchemaCreation".to_owned()
        }
        "appsync" if last == "schemacreation" => "GetSchemaCreationStatus".to_owned(),
        "appsync" => "GetGraphqlApi".to_owned(),
        _ => {
            let target = call
                .headers
                .get("x-amz-target")
                .map(String::as_str)
                .unwrap_or_default();
            target.rsplit('.').next().unwrap_or_default().to_owned()
        }
    };
}

/// The parameters of a query call.
pub(crate) fn query(call: &Call) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(&call.body);
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned()
    };
    pairs
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// The answer of a query call.
pub(crate) fn result(call: &Call, value: &Value) -> Answer {
    let name = &call.operation;
    let body = format!(
        "<{name}Response><{name}Result>{}</{name}Result></{name}Response>",
        xml(value)
    );
    (200, XML, body)
}

pub(crate) fn error(call: &Call, status: u16, code: &str, message: &str) -> Answer {
    match call.service.as_str() {
        "cloudformation" | "sts" => {
            let error =
                xml(&json!({ "Error": { "Type": "Sender", "Code": code, "Message": message } }));
            (
                status,
                XML,
                format!("<ErrorResponse>{error}</ErrorResponse>"),
            )
        }
        "s3" => (
            status,
            XML,
            format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"),
        ),
        _ => (
            status,
            JSON,
            json!({ "__type": code, "message": message }).to_string(),
        ),
    }
}

fn xml(value: &Value) -> String {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| format!("<{name}>{}</{name}>", xml(value)))
            .collect(),
        Value::Array(items) => items
            .iter()
            .map(|item| format!("<member>{}</member>", xml(item)))
            .collect(),
        Value::String(text) => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;"),
        other => other.to_string(),
    }
}
