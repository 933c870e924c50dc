//! `AWS::AppSync::…`: ids, URLs and keys.

use appsynth_util::Ids;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ALPHANUMERICS, Identity, Place, World, text_or};

/// The keys of APIs by the id of the key. Kept in the state folder, so that clients stay connected over
/// restarts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ApiKeys(IndexMap<String, String>);

impl ApiKeys {
    /// The key of an id, made at the first call: `da2-` and 26 characters, as AppSync's are.
    fn get_or_create(&mut self, id: &str) -> String {
        self.0
            .entry(id.to_owned())
            .or_insert_with(|| {
                let random = [
                    appsynth_util::RandomIds.random(),
                    appsynth_util::RandomIds.random(),
                ];
                let key = random.as_flattened().iter().take(26);
                let key: String = key
                    .map(|byte| char::from(ALPHANUMERICS[usize::from(*byte) % ALPHANUMERICS.len()]))
                    .collect();
                format!("da2-{key}")
            })
            .clone()
    }
}

pub(super) fn identity(
    kind: &str,
    place: Place<'_>,
    properties: &Map<String, Value>,
    world: &mut World<'_>,
) -> Identity {
    let property = |name: &str| text_or(properties, name, String::new);
    let api_id = property("ApiId");
    let in_api = |resource: String| place.arn("appsync", &format!("apis/{api_id}/{resource}"));
    match kind {
        "AWS::AppSync::GraphQLApi" => api(place, world),
        "AWS::AppSync::ApiKey" => {
            let id = place.id();
            let arn = in_api(format!("apikeys/{id}"));
            let key = world.api_keys.get_or_create(&id);
            Identity::new(
                arn.clone(),
                [("ApiKey", key), ("ApiKeyId", id), ("Arn", arn)],
            )
        }
        "AWS::AppSync::DataSource" => {
            let name = property("Name");
            let arn = in_api(format!("datasources/{name}"));
            Identity::new(arn.clone(), [("DataSourceArn", arn), ("Name", name)])
        }
        "AWS::AppSync::FunctionConfiguration" => {
            let id = place.id();
            let arn = in_api(format!("functions/{id}"));
            Identity::new(
                arn.clone(),
                [
                    ("FunctionArn", arn),
                    ("FunctionId", id),
                    ("Name", property("Name")),
                    ("DataSourceName", property("DataSourceName")),
                ],
            )
        }
        "AWS::AppSync::Resolver" => {
            let (type_name, field_name) = (property("TypeName"), property("FieldName"));
            let arn = in_api(format!("types/{type_name}/resolvers/{field_name}"));
            Identity::new(
                arn.clone(),
                [
                    ("ResolverArn", arn),
                    ("TypeName", type_name),
                    ("FieldName", field_name),
                ],
            )
        }
        "AWS::AppSync::GraphQLSchema" => {
            let id = format!("{api_id}GraphQLSchema");
            Identity::new(id.clone(), [("Id", id)])
        }
        _ => super::other::identity(kind, place, properties),
    }
}

/// The first API has the plain path that clients expect; each further one has its id before it.
fn api(place: Place<'_>, world: &mut World<'_>) -> Identity {
    let id = place.id();
    let path = if world.apis == 0 {
        "/graphql".to_owned()
    } else {
        format!("/{id}/graphql")
    };
    world.apis += 1;
    let authority = world.authority;
    let arn = place.arn("appsync", &format!("apis/{id}"));
    Identity::new(
        arn.clone(),
        [
            ("Arn", arn.clone()),
            ("ApiId", id),
            ("GraphQLUrl", format!("http://{authority}{path}")),
            ("GraphQLDns", authority.to_owned()),
            ("GraphQLEndpointArn", arn),
            ("RealtimeUrl", format!("ws://{authority}{path}/realtime")),
            ("RealtimeDns", authority.to_owned()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_looks_like_appsync_s_and_stays() {
        let mut keys = ApiKeys::default();
        let key = keys.get_or_create("one");
        let random = key.strip_prefix("da2-").unwrap();
        assert_eq!(random.len(), 26);
        assert!(random.bytes().all(|byte| ALPHANUMERICS.contains(&byte)));
        assert_eq!(keys.get_or_create("one"), key);
        assert_ne!(keys.get_or_create("two"), key);
    }
}
