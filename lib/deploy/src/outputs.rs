//! What is deployed and how to reach it.

use appsynth_assembly::Assembly;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use crate::aws::{Caller, Connection};
use crate::plan::{Options, chosen, connections};
use crate::run::Outputs;
use crate::{DeployError, recover};

/// What is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployed {
    /// The APIs in the order of their stacks.
    pub apis: Vec<DeployedApi>,
    /// The outputs of each stack by its name.
    pub stacks: Outputs,
}

/// How to reach an API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployedApi {
    /// Its name.
    pub name: String,
    /// Its id.
    pub api_id: String,
    /// Where queries and mutations go.
    pub graphql_url: String,
    /// Where subscriptions go.
    pub realtime_url: String,
    /// Its region.
    pub region: String,
    /// A key, if it has one that is valid.
    pub api_key: Option<String>,
    /// The authorization modes as AppSync calls them, such as `API_KEY`, the default one first.
    pub authorization: Vec<String>,
}

/// Looks at what is deployed of an assembly.
///
/// # Errors
/// [`DeployError::NothingDeployed`] if there is none of its stacks.
pub async fn deployed(assembly: &Assembly, options: &Options) -> Result<Deployed, DeployError> {
    let caller = Caller::find(&options.target).await?;
    let stacks = chosen(assembly, options)?;
    let connections = connections(&stacks, &caller).await?;
    // Roles that deploy stacks may not look at APIs.
    let own = caller.connect(None).await?;
    let mut deployed = Deployed {
        apis: Vec::new(),
        stacks: IndexMap::new(),
    };
    for stack in stacks {
        let connection = &connections[&stack.deploy_role];
        let info = connection.stack(&stack.name).await?;
        let Some(info) = info.filter(|info| recover::has_resources(&info.status)) else {
            continue;
        };
        for api in api_ids(connection, info.id).await? {
            deployed
                .apis
                .push(api_of(&own, &api, &caller.region).await?);
        }
        deployed.stacks.insert(stack.name.clone(), info.outputs);
    }
    if deployed.stacks.is_empty() {
        return Err(DeployError::NothingDeployed {
            environment: options.target.environment.clone(),
        });
    }
    Ok(deployed)
}

/// The ids of the APIs in a stack and in those nested in it.
fn api_ids(
    connection: &Connection,
    stack: String,
) -> BoxFuture<'_, Result<Vec<String>, DeployError>> {
    async move {
        let mut ids = Vec::new();
        for resource in connection.resources(&stack).await?.into_values() {
            match resource.kind.as_str() {
                "AWS::AppSync::GraphQLApi" => {
                    ids.extend(resource.physical_id.rsplit('/').next().map(str::to_owned));
                }
                "AWS::CloudFormation::Stack" => {
                    ids.extend(api_ids(connection, resource.physical_id).await?);
                }
                _ => {}
            }
        }
        Ok(ids)
    }
    .boxed()
}

async fn api_of(
    connection: &Connection,
    id: &str,
    region: &str,
) -> Result<DeployedApi, DeployError> {
    let answer = connection
        .appsync("appsync:GetGraphqlApi", "GET", id, None)
        .await?;
    let api = &answer["graphqlApi"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let others = api["additionalAuthenticationProviders"].as_array();
    let modes = std::iter::once(api).chain(others.into_iter().flatten());
    let authorization: Vec<String> = modes
        .map(|mode| text(&mode["authenticationType"]))
        .collect();
    let api_key = match authorization.iter().any(|mode| mode == "API_KEY") {
        true => key_of(connection, id).await?,
        false => None,
    };
    Ok(DeployedApi {
        name: text(&api["name"]),
        api_id: id.to_owned(),
        graphql_url: text(&api["uris"]["GRAPHQL"]),
        realtime_url: text(&api["uris"]["REALTIME"]),
        region: region.to_owned(),
        api_key,
        authorization,
    })
}

/// The key that is valid longest.
async fn key_of(connection: &Connection, api: &str) -> Result<Option<String>, DeployError> {
    let path = format!("{api}/apikeys");
    let answer = connection
        .appsync("appsync:ListApiKeys", "GET", &path, None)
        .await?;
    let keys = answer["apiKeys"].as_array().into_iter().flatten();
    let longest = keys.max_by_key(|key| key["expires"].as_i64());
    Ok(longest.and_then(|key| Some(key["id"].as_str()?.to_owned())))
}
