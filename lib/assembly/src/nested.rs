//! Finding the templates of nested stacks.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde_json::Value;

use crate::AssetFile;

/// The template files of a template's nested stacks that are in the assembly, by logical id.
///
/// A nested stack names its file in the metadata `aws:asset:path`; without that, its `TemplateURL`
/// contains the hash of an asset.
pub(crate) fn template_files(
    template: &str,
    dir: &Path,
    assets: &IndexMap<String, AssetFile>,
) -> Vec<(String, PathBuf)> {
    // Most templates have none, and need not be parsed.
    if !template.contains("AWS::CloudFormation::Stack") {
        return Vec::new();
    }
    let template: Value = serde_json::from_str(template).unwrap_or_default();
    let resources = template.get("Resources").and_then(Value::as_object);
    let stacks = resources.into_iter().flatten().filter(|(_, resource)| {
        resource.get("Type").and_then(Value::as_str) == Some("AWS::CloudFormation::Stack")
    });
    stacks
        .filter_map(|(id, resource)| Some((id.clone(), template_file(resource, dir, assets)?)))
        .collect()
}

fn template_file(
    resource: &Value,
    dir: &Path,
    assets: &IndexMap<String, AssetFile>,
) -> Option<PathBuf> {
    let named = resource.pointer("/Metadata/aws:asset:path");
    if let Some(name) = named.and_then(Value::as_str) {
        return Some(dir.join(name));
    }
    let url = resource.pointer("/Properties/TemplateURL")?.to_string();
    let hash = url
        .split(|one: char| !one.is_ascii_alphanumeric())
        .find(|part| assets.contains_key(*part))?;
    Some(assets.get(hash)?.path.clone())
}
