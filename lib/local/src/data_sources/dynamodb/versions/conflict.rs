//! What is done about a write that knows an older version of its item.
//!
//! <https://docs.aws.amazon.com/appsync/latest/devguide/conflict-detection-and-resolution.html>

use appsynth_runtime::{Call, ConflictHandler};
use appsynth_store::{Operation, plain_item};
use appsynth_util::{Host, find};
use serde_json::{Value, json};

use super::{Item, Next, Trial, automerge, is_metadata};
use crate::data_sources::dynamodb::DynamoDb;
use crate::data_sources::dynamodb::write::Write;
use crate::data_sources::error::{Failure, failed};

/// What the write comes to, by the resolver's conflict handler.
pub(super) async fn resolve(
    source: &DynamoDb,
    handler: &ConflictHandler,
    write: &Write,
    existing: &Item,
    trial: &Trial,
    call: &Call<'_>,
) -> Result<Next, Failure> {
    match handler {
        ConflictHandler::Automerge if !trial.is_deletion() => {
            Ok(Next::Item(automerge::merge(existing, &trial.change)))
        }
        ConflictHandler::OptimisticConcurrency | ConflictHandler::Automerge => {
            Err(unhandled(existing))
        }
        ConflictHandler::Lambda(function) => {
            ask(source, function, write, existing, trial, call).await
        }
    }
}

/// Asks a Lambda function.
async fn ask(
    source: &DynamoDb,
    function: &str,
    write: &Write,
    existing: &Item,
    trial: &Trial,
    call: &Call<'_>,
) -> Result<Next, Failure> {
    let new = trial.item.clone().map(|mut item| {
        item.retain(|name, _| !is_metadata(name));
        plain_item(item.into())
    });
    let event = json!({
        "newItem": new,
        "existingItem": plain_item(existing.clone().into()),
        "arguments": call.context.arguments,
        "resolver": source.resolver(call),
        "identity": call.context.identity,
    });
    let function = source
        .handlers
        .get(function)
        .map_err(|reason| failed("ConflictError", reason))?;
    let answer = function
        .invoke(event)
        .await
        .map_err(|error| failed("ConflictError", error.message))?;
    let is_deletion = write.operation == Operation::DeleteItem;
    match (answer["action"].as_str(), &answer["item"]) {
        (Some("REJECT"), _) => Err(unhandled(existing)),
        (Some("REMOVE"), _) if is_deletion => Ok(Next::Deleted),
        (Some("RESOLVE"), item @ Value::Object(_)) if !is_deletion => {
            Ok(Next::Item(resolved(item, write)?))
        }
        _ => Err(failed(
            "ConflictError",
            format!(
                "The conflict handler `{}` has to answer with the action {}; it answered {answer}",
                function.name(),
                match is_deletion {
                    true => "'REMOVE' or 'REJECT'",
                    false => "'RESOLVE' and an 'item', or 'REJECT'",
                }
            ),
        )),
    }
}

/// The item that a function gives. It cannot change the key.
fn resolved(item: &Value, write: &Write) -> Result<Item, Failure> {
    let to_map_values = find("dynamodb.toMapValues").expect("invariant: AppSync has it");
    let typed = (to_map_values.call)(&Host::system(), std::slice::from_ref(item))
        .map_err(|error| failed("ConflictError", error.message))?;
    let Value::Object(mut item) = typed else {
        return Ok(write.key.clone());
    };
    item.extend(write.key.clone());
    Ok(item)
}

/// The write is refused; the client gets the item as it is.
fn unhandled(existing: &Item) -> Failure {
    let mut failure = failed("ConflictUnhandled", "Conflict resolver rejects mutation.");
    failure.data = plain_item(existing.clone().into());
    failure
}
