//! `AWS::DynamoDB::…`: the names of tables.

use serde_json::{Map, Value};

use super::{Identity, Place, text_or};

pub(super) const TABLE: &str = "AWS::DynamoDB::Table";

pub(super) fn identity(kind: &str, place: Place<'_>, properties: &Map<String, Value>) -> Identity {
    match kind {
        TABLE | "AWS::DynamoDB::GlobalTable" => {
            let name = text_or(properties, "TableName", || place.name());
            let arn = place.arn("dynamodb", &format!("table/{name}"));
            Identity::new(
                name,
                [
                    ("Arn", arn.clone()),
                    ("StreamArn", format!("{arn}/stream/local")),
                    ("TableId", place.id()),
                ],
            )
        }
        _ => super::other::identity(kind, place, properties),
    }
}
