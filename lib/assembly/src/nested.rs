//! Finding the templates of nested stacks.

use std::path::{Path, PathBuf};

use appsynth_cloudformation::{Expr, Resource, Template};
use appsynth_diagnostics::Sources;
use indexmap::IndexMap;

use crate::AssetFile;

const NESTED_STACK: &str = "AWS::CloudFormation::Stack";

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
    if !template.contains(NESTED_STACK) {
        return Vec::new();
    }
    // Whoever needs the template tells of its mistakes, at their places.
    let mut sources = Sources::new();
    let id = sources.add("template", template);
    let (template, _) = Template::read(&sources, id);
    let resources = template.into_iter().flat_map(|template| template.resources);
    let stacks = resources.filter(|(_, resource)| resource.kind == NESTED_STACK);
    let files =
        stacks.filter_map(|(id, resource)| Some((id.0, template_file(&resource, dir, assets)?)));
    files.collect()
}

fn template_file(
    resource: &Resource,
    dir: &Path,
    assets: &IndexMap<String, AssetFile>,
) -> Option<PathBuf> {
    if let Some(Expr::Text(name)) = resource.metadata.get("aws:asset:path") {
        return Some(dir.join(name));
    }
    let url = resource
        .properties
        .get("TemplateURL")?
        .to_value()
        .to_string();
    let hash = url
        .split(|one: char| !one.is_ascii_alphanumeric())
        .find(|part| assets.contains_key(*part))?;
    Some(assets.get(hash)?.path.clone())
}
