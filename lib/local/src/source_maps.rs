//! Places in resolver code as places in the files that it was made of.
//!
//! An assembly has a source map `NAME.js.map` beside each module `NAME.js` that was made of several files,
//! or of TypeScript. Answers name places as AppSync does; what is logged names those in the files.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use appsynth_bundle::SourceMap;
use appsynth_runtime::{ApiDefinition, Code, ResolverLog};

/// The source maps of an assembly by the code that they are of.
#[derive(Default)]
pub(crate) struct SourceMaps(HashMap<String, Arc<SourceMap>>);

/// Assets are no code of resolvers and may be large.
const ASSET_PREFIX: &str = "asset.";

impl SourceMaps {
    /// Reads those of an assembly. What cannot be read is no more than a place that stays unknown.
    pub(crate) fn read(assembly: &Path) -> Self {
        let mut maps = Self::default();
        maps.read_folder(assembly);
        maps
    }

    fn read_folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                continue;
            };
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if !name.starts_with(ASSET_PREFIX) {
                    self.read_folder(&path);
                }
            } else if name.ends_with(".js.map")
                && let Err(error) = self.add(&path)
            {
                tracing::debug!("{}: {error}", path.display());
            }
        }
    }

    fn add(&mut self, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
        let code = fs::read_to_string(path.with_extension(""))?;
        let map = SourceMap::read(&fs::read_to_string(path)?, &code)?;
        self.0.insert(code, Arc::new(map));
        Ok(())
    }

    fn of(&self, code: &Code) -> Option<Arc<SourceMap>> {
        match code {
            Code::Js(text) => self.0.get(text).cloned(),
            _ => None,
        }
    }
}

/// The source maps of an API's code.
#[derive(Default)]
pub(crate) struct Places {
    resolvers: HashMap<String, Arc<SourceMap>>,
    /// By name; none where functions of one name have different code.
    functions: HashMap<String, Option<Arc<SourceMap>>>,
}

impl Places {
    pub(crate) fn of(api: &ApiDefinition, maps: &SourceMaps) -> Self {
        let mut places = Self::default();
        for (field, resolver) in &api.resolvers {
            if let Some(map) = maps.of(&resolver.code) {
                let field = format!("{}.{}", field.type_name, field.field_name);
                places.resolvers.insert(field, map);
            }
        }
        for function in api.functions.values() {
            let map = maps.of(&function.code);
            let known = places.functions.entry(function.name.clone());
            let known = known.or_insert_with(|| map.clone());
            if *known != map {
                *known = None;
            }
        }
        places
    }

    /// A line that was logged, with the place in the files.
    pub(crate) fn in_files(&self, log: &ResolverLog) -> String {
        let map = match &log.function {
            None => self.resolvers.get(&log.field),
            Some(function) => self.functions.get(function).and_then(Option::as_ref),
        };
        map.map_or_else(|| log.line.clone(), |map| map.log_in_files(&log.line))
    }
}
