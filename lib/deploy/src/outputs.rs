//! What is deployed and how to reach it.

use appsynth_assembly::{Assembly, TemplateFile};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use indexmap::IndexMap;
use serde::Serialize;

use crate::aws::{Caller, Connection, member, text};
use crate::kinds::{API, NESTED_STACK};
use crate::plan::{Options, chosen, connections};
use crate::run::Outputs;
use crate::{DeployError, recover};

/// How to reach what is deployed of an assembly.
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
    /// The name that people know it by; not unique.
    pub name: String,
    /// The id that AppSync gave it.
    pub api_id: String,
    /// Where queries and mutations go.
    pub graphql_url: String,
    /// Where subscriptions go.
    pub realtime_url: String,
    /// The region that it is deployed in.
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
    let connections = connections(&stacks, &caller, &options.target).await?;
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
        for api in api_ids(connection, info.id, Some(&stack.template)).await? {
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

/// The ids of the APIs in a stack and in those nested in it. Those whose templates have none are passed over.
fn api_ids<'a>(
    connection: &'a Connection,
    stack: String,
    template: Option<&'a TemplateFile>,
) -> BoxFuture<'a, Result<Vec<String>, DeployError>> {
    async move {
        let mut ids = Vec::new();
        for (id, resource) in connection.resources(&stack).await? {
            match resource.kind.as_str() {
                API => ids.extend(resource.physical_id.rsplit('/').next().map(str::to_owned)),
                NESTED_STACK => {
                    let nested = template.and_then(|template| template.nested.get(&id));
                    if nested.is_none_or(has_api) {
                        ids.extend(api_ids(connection, resource.physical_id, nested).await?);
                    }
                }
                _ => {}
            }
        }
        Ok(ids)
    }
    .boxed()
}

/// Whether a template, or one nested in it, makes an API.
fn has_api(template: &TemplateFile) -> bool {
    let all = template.with_nested();
    all.iter().any(|(_, template)| template.text.contains(API))
}

async fn api_of(
    connection: &Connection,
    id: &str,
    region: &str,
) -> Result<DeployedApi, DeployError> {
    let call = ("appsync:GetGraphqlApi", id);
    let answer = connection.appsync(call.0, "GET", id, None).await?;
    let text = |pointer: &str| Ok::<_, DeployError>(text(&answer, pointer, call)?.to_owned());
    let name = text("/graphqlApi/name")?;
    let mut authorization = vec![text("/graphqlApi/authenticationType")?];
    let others = answer["graphqlApi"]["additionalAuthenticationProviders"].as_array();
    for index in 0..others.map_or(0, Vec::len) {
        let mode = format!("/graphqlApi/additionalAuthenticationProviders/{index}");
        authorization.push(text(&format!("{mode}/authenticationType"))?);
    }
    let api_key = match authorization.iter().any(|mode| mode == "API_KEY") {
        true => key_of(connection, id).await?,
        false => None,
    };
    Ok(DeployedApi {
        name,
        api_id: id.to_owned(),
        graphql_url: text("/graphqlApi/uris/GRAPHQL")?,
        realtime_url: text("/graphqlApi/uris/REALTIME")?,
        region: region.to_owned(),
        api_key,
        authorization,
    })
}

/// The key that is valid longest.
async fn key_of(connection: &Connection, api: &str) -> Result<Option<String>, DeployError> {
    let path = format!("{api}/apikeys");
    let call = ("appsync:ListApiKeys", path.as_str());
    let answer = connection.appsync(call.0, "GET", &path, None).await?;
    let keys = member(&answer, "/apiKeys", call)?.as_array();
    let longest = keys
        .into_iter()
        .flatten()
        .max_by_key(|key| key["expires"].as_i64());
    Ok(longest.and_then(|key| Some(key["id"].as_str()?.to_owned())))
}
