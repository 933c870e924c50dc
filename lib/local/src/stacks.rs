//! The stacks of an assembly, in the order in which they can be deployed.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde_json::Value;

use crate::LocalError;

/// A stack of the assembly's manifest.
pub(crate) struct Stack {
    pub(crate) name: String,
    pub(crate) template: PathBuf,
    pub(crate) account: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) arguments: IndexMap<String, String>,
}

pub(crate) fn read(folder: &Path) -> Result<Vec<Stack>, LocalError> {
    let path = folder.join("manifest.json");
    let text = std::fs::read(&path).map_err(LocalError::io("read", &path))?;
    let manifest: Value = serde_json::from_slice(&text).map_err(|source| LocalError::State {
        path: path.clone(),
        source,
    })?;
    let artifacts = manifest["artifacts"].as_object();
    Ok(artifacts
        .into_iter()
        .flatten()
        .filter(|(_, artifact)| artifact["type"] == "aws:cloudformation:stack")
        .map(|(id, artifact)| {
            let properties = &artifact["properties"];
            let environment = artifact["environment"]
                .as_str()
                .and_then(|text| text.strip_prefix("aws://"))
                .and_then(|text| text.split_once('/'));
            let known = |text: &str| (!text.starts_with("unknown")).then(|| text.to_owned());
            Stack {
                name: properties["stackName"].as_str().unwrap_or(id).to_owned(),
                template: folder.join(properties["templateFile"].as_str().unwrap_or_default()),
                account: environment.and_then(|(account, _)| known(account)),
                region: environment.and_then(|(_, region)| known(region)),
                arguments: IndexMap::new(),
            }
        })
        .collect())
}
