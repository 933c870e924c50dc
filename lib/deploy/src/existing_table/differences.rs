//! What of a table no deployment could change, or only by dropping something.

use appsynth_cloudformation::Resource;
use serde_json::Value;

use super::key::{indexes, key};
use super::{ExistingTable, declared, list};

/// A difference that keeps a table from being imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What is so and what shall be.
    pub(crate) what: String,
    /// The way out, if it is not to leave the table alone.
    pub(crate) help: Option<String>,
}

impl ExistingTable {
    /// What keeps the table from being the declared one. What a deployment can change without loss is not
    /// among it. `stream_is_read` says whether something declared beside it needs its stream from the first.
    ///
    /// Sources: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html>
    /// (keys and local indexes), <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html>
    /// (a stream keeps its view), <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html>
    /// (so does expiry).
    pub(crate) fn differences(&self, shall: &Resource, stream_is_read: bool) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut differs = |what: String, help: Option<String>| {
            differences.push(Difference { what, help });
        };
        let actual = &self.description;
        let name = actual["TableName"].as_str().unwrap_or_default();
        let wanted = |property| declared(&shall.properties, property);
        let definitions = (
            &actual["AttributeDefinitions"],
            wanted("AttributeDefinitions"),
        );

        let status = actual["TableStatus"].as_str().unwrap_or("ACTIVE");
        if status != "ACTIVE" {
            let help = "wait until `aws dynamodb describe-table` says ACTIVE";
            differs(format!("it is {status}"), Some(help.to_owned()));
        }
        if list(&actual["Replicas"]).next().is_some() {
            let help = "leave it to whoever made it, with `table-names` or as a data source";
            let what = "it has replicas in other regions, which are another type of resource";
            differs(what.to_owned(), Some(help.to_owned()));
        }
        let is = key(&actual["KeySchema"], definitions.0);
        let shall_be = key(&wanted("KeySchema"), &definitions.1);
        if is != shall_be {
            let what = format!("its key is {is}, and the project says {shall_be}");
            differs(what, None);
        }
        let is = indexes(&actual["LocalSecondaryIndexes"], definitions.0);
        let shall_be = indexes(&wanted("LocalSecondaryIndexes"), &definitions.1);
        if is != shall_be {
            let (is, shall_be) = (shown(&is), shown(&shall_be));
            differs(
                format!("its local indexes are {is}, and the project says {shall_be}"),
                None,
            );
        }
        for (what, help) in
            self.index_differences(&wanted("GlobalSecondaryIndexes"), &definitions.1)
        {
            differs(what, Some(help));
        }
        let is = actual["StreamSpecification"]["StreamViewType"].as_str();
        let shall_be = wanted("StreamSpecification")["StreamViewType"].clone();
        match (is, shall_be.as_str()) {
            (Some(is), Some(shall_be)) if is != shall_be => differs(
                format!("its stream shows {is}, and the project says {shall_be}"),
                Some(format!(
                    "a stream keeps what it shows: have the project say {is}, or end the stream once everything of \
                     it is read, with `aws dynamodb update-table --table-name {name} --stream-specification \
                     StreamEnabled=false`"
                )),
            ),
            (None, Some(shall_be)) if stream_is_read => differs(
                "it has no stream, and the project reads one".to_owned(),
                Some(format!(
                    "begin it with `aws dynamodb update-table --table-name {name} --stream-specification \
                     StreamEnabled=true,StreamViewType={shall_be}`"
                )),
            ),
            _ => {}
        }
        let shall_be = wanted("TimeToLiveSpecification")["AttributeName"].clone();
        match (&self.expiry_attribute, shall_be.as_str()) {
            (Some(is), Some(shall_be)) if is != shall_be => differs(
                format!("its items expire by `{is}`, and the project says `{shall_be}`"),
                Some(format!(
                    "DynamoDB takes another attribute only after the first: `aws dynamodb update-time-to-live \
                     --table-name {name} --time-to-live-specification Enabled=false,AttributeName={is}`"
                )),
            ),
            _ => {}
        }
        differences
    }

    /// Indexes that a deployment would delete or make anew, and what to do about each.
    fn index_differences(&self, wanted: &Value, definitions: &Value) -> Vec<(String, String)> {
        let actual = &self.description;
        let table = actual["TableName"].as_str().unwrap_or_default();
        let of_table = list(&actual["GlobalSecondaryIndexes"]).filter_map(|index| {
            let name = index["IndexName"].as_str()?;
            let is = key(&index["KeySchema"], &actual["AttributeDefinitions"]);
            let Some(shall) = list(wanted).find(|one| one["IndexName"] == name) else {
                let what = format!("its index `{name}` by {is} is none of the project's and would be deleted");
                let help = format!(
                    "declare it, in a schema with `@index(name: \"{name}\")`; or delete it, if nobody uses it: `aws \
                     dynamodb update-table --table-name {table} --global-secondary-index-updates \
                     '[{{\"Delete\":{{\"IndexName\":\"{name}\"}}}}]'`"
                );
                return Some((what, help));
            };
            let shall_be = key(&shall["KeySchema"], definitions);
            let shows = |index: &Value| projection(&index["Projection"]);
            let (is, shall_be) = match is == shall_be {
                true => (shows(index), shows(shall)),
                false => (format!("is by {is}"), format!("by {shall_be}")),
            };
            let what = format!(
                "its index `{name}` {is}, and the project says {shall_be}: it would be deleted and made anew"
            );
            let help = "give the project's index another name, so that the new one is made beside it";
            (is != shall_be && !is.is_empty()).then(|| (what, help.to_owned()))
        });
        of_table.collect()
    }
}

/// What an index holds, in words.
fn projection(projection: &Value) -> String {
    let mut attributes: Vec<_> = list(&projection["NonKeyAttributes"])
        .filter_map(Value::as_str)
        .collect();
    attributes.sort_unstable();
    match projection["ProjectionType"].as_str() {
        Some("INCLUDE") => format!("holds {}", attributes.join(", ")),
        Some("KEYS_ONLY") => "holds keys only".to_owned(),
        _ => "holds everything".to_owned(),
    }
}

fn shown(indexes: &[String]) -> String {
    match indexes {
        [] => "none".to_owned(),
        indexes => indexes.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{actual, declared, table};
    use super::*;

    /// What keeps a table with other facts from being one that is declared with other properties.
    fn differences(facts: Value, properties: Value, stream_is_read: bool) -> Vec<String> {
        let mut description = actual();
        for (name, value) in facts.as_object().into_iter().flatten() {
            description[name] = value.clone();
        }
        let mut table = table(description);
        table.expiry_attribute = Some("expires".to_owned());
        let differences = table.differences(&declared(properties), stream_is_read);
        differences.into_iter().map(|one| one.what).collect()
    }

    #[test]
    fn a_table_as_declared_has_none() {
        assert_eq!(
            differences(json!({}), json!({}), false),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_a_deployment_can_change_is_none() {
        let provisioned = json!({ "BillingModeSummary": null });
        let shall = json!({
            "DeletionProtectionEnabled": true,
            "SSESpecification": { "SSEEnabled": true },
            "StreamSpecification": { "StreamViewType": "NEW_IMAGE" },
        });
        assert_eq!(differences(provisioned, shall, false), Vec::<String>::new());
    }

    #[test]
    fn another_key_or_another_type_of_it_is_another_table() {
        let other = |name: &str, kind: &str| {
            let shall = json!({
                "KeySchema": [{ "AttributeName": name, "KeyType": "HASH" }],
                "AttributeDefinitions": [
                    { "AttributeName": name, "AttributeType": kind },
                    { "AttributeName": "author", "AttributeType": "S" },
                ],
            });
            differences(json!({}), shall, false)
        };
        assert_eq!(
            other("pk", "S"),
            ["its key is id (S), and the project says pk (S)"]
        );
        assert_eq!(
            other("id", "N"),
            ["its key is id (S), and the project says id (N)"]
        );
    }

    #[test]
    fn an_index_that_would_go_or_be_made_anew() {
        let none = differences(json!({}), json!({ "GlobalSecondaryIndexes": [] }), false);
        let expected =
            "its index `byAuthor` by author (S) is none of the project's and would be deleted";
        assert_eq!(none, [expected]);
        let index = |key: &str, projection: &str| {
            let shall = json!({ "GlobalSecondaryIndexes": [{
                "IndexName": "byAuthor",
                "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }],
                "Projection": { "ProjectionType": projection },
            }]});
            differences(json!({}), shall, false)
        };
        let anew = "it would be deleted and made anew";
        let by = format!(
            "its index `byAuthor` is by author (S), and the project says by id (S): {anew}"
        );
        assert_eq!(index("id", "ALL"), [by]);
        let holds = format!(
            "its index `byAuthor` holds everything, and the project says holds keys only: {anew}"
        );
        assert_eq!(index("author", "KEYS_ONLY"), [holds]);
    }

    #[test]
    fn a_stream_that_would_have_to_end_or_is_missed() {
        let shall = json!({ "StreamSpecification": { "StreamViewType": "NEW_IMAGE" } });
        let keys = json!({ "StreamSpecification": { "StreamViewType": "KEYS_ONLY" } });
        let other = differences(keys, shall.clone(), false);
        assert_eq!(
            other,
            ["its stream shows KEYS_ONLY, and the project says NEW_IMAGE"]
        );
        let missed = differences(json!({}), shall, true);
        assert_eq!(missed, ["it has no stream, and the project reads one"]);
    }

    #[test]
    fn what_is_in_other_regions_expires_otherwise_or_is_changing() {
        let replicas =
            json!({ "Replicas": [{ "RegionName": "eu-west-1" }], "TableStatus": "UPDATING" });
        let shall =
            json!({ "TimeToLiveSpecification": { "AttributeName": "ttl", "Enabled": true } });
        let expected = [
            "it is UPDATING",
            "it has replicas in other regions, which are another type of resource",
            "its items expire by `expires`, and the project says `ttl`",
        ];
        assert_eq!(differences(replicas, shall, false), expected);
    }
}
