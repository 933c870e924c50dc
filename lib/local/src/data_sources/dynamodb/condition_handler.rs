//! Lambda functions that decide what becomes of a write whose condition does not hold.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/js-aws-appsync-resolver-reference-dynamodb-condition-expressions.html#condition-check>

use appsynth_runtime::Call;
use appsynth_store::Exception;
use serde_json::{Map, Value, json};

use super::DynamoDb;
use super::typed::as_in_requests;
use crate::data_sources::error::{Failure, failed};
use crate::data_sources::request::Members;

/// What the function says.
pub(super) enum Decision {
    Reject,
    /// The write is given up without an error.
    Discard,
    /// Another request of the same operation on the same key.
    Retry(Members),
}

/// The members of a request that a retry may have otherwise.
const CHANGEABLE: [&str; 3] = ["attributeValues", "update", "condition"];

/// Whether a request's condition names a function.
pub(super) fn is_named_by(request: &Members) -> bool {
    let condition = request.get("condition");
    condition.is_some_and(|condition| !condition["conditionalCheckFailedHandler"].is_null())
}

/// Asks the function about a request, as the resolver made it.
pub(super) async fn ask(
    source: &DynamoDb,
    function: &str,
    request: &Value,
    exception: &Exception,
    call: &Call<'_>,
) -> Result<Decision, Failure> {
    let current = exception.item.as_deref().cloned().unwrap_or_default();
    let mut resolver = source.resolver(call);
    resolver["outputType"] = call.output_type.into();
    let event = json!({
        "arguments": call.context.arguments,
        "requestMapping": request,
        "currentValue": as_in_requests(current),
        "resolver": resolver,
        "identity": call.context.identity,
    });
    let answer = source
        .handlers
        .get(function)
        .map_err(|reason| failed("Lambda:ResourceNotFoundException", reason))?
        .invoke(event)
        .await
        .map_err(|error| failed("Lambda:Unhandled", error.message))?;
    match (answer["action"].as_str(), &answer["retryMapping"]) {
        (Some("reject"), _) => Ok(Decision::Reject),
        (Some("discard"), _) => Ok(Decision::Discard),
        (Some("retry"), Value::Object(mapping)) => Ok(Decision::Retry(retry(request, mapping)?)),
        _ => Err(failed(
            "Lambda:IllegalArgument",
            format!(
                "The conditionalCheckFailedHandler `{function}` has to answer with the action 'reject', \
                 'discard' or 'retry' and, for the last, a 'retryMapping'; it answered {answer}"
            ),
        )),
    }
}

/// The request with the members of a retry in place of its own. The same function is not asked again.
fn retry(request: &Value, mapping: &Map<String, Value>) -> Result<Members, Failure> {
    let mut request = request.clone();
    for name in CHANGEABLE {
        match (&mut request[name], mapping.get(name)) {
            (_, None) => {}
            (Value::Object(members), Some(Value::Object(changes))) if name == "condition" => {
                members.extend(changes.clone());
            }
            (member, Some(change)) => *member = change.clone(),
        }
    }
    if let Some(condition) = request["condition"].as_object_mut() {
        condition.insert("conditionalCheckFailedHandler".to_owned(), Value::Null);
    }
    Members::of(request)
}
