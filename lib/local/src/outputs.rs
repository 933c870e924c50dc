//! What a deployment gives its user.

use appsynth_diagnostics::Diagnostics;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::diagnostics;

/// What is deployed and how to reach it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outputs {
    /// The APIs in the order of the assembly.
    pub apis: Vec<ApiOutputs>,
    /// The outputs of each stack by name.
    pub stacks: IndexMap<String, IndexMap<String, String>>,
    /// The tables with items that this deployment left out; none in what is asked for later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftTable>,
}

/// A table that holds items and is no longer deployed. They stay in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftTable {
    /// Its name.
    pub table: String,
    /// The model whose table it was.
    pub model: Option<String>,
}

impl Outputs {
    /// What whoever deployed has to know.
    pub fn warnings(&self) -> Diagnostics {
        self.left.iter().map(diagnostics::table_left).collect()
    }
}

/// How to reach one API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiOutputs {
    /// The API's name.
    pub name: String,
    /// The API's id, stable over deployments.
    pub api_id: String,
    /// Where queries and mutations go, such as `http://127.0.0.1:20002/graphql`; further APIs have their id
    /// before the last part.
    pub graphql_url: String,
    /// Where subscriptions go, such as `ws://127.0.0.1:20002/graphql/realtime`.
    pub realtime_url: String,
    /// The region that signatures are for, such as `eu-west-1`.
    #[serde(default)]
    pub region: String,
    /// The authorization modes as AppSync calls them, such as `API_KEY`, the default one first.
    #[serde(default)]
    pub authorization: Vec<String>,
    /// The API's first key, if it has one.
    pub api_key: Option<String>,
}
