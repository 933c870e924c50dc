//! Places in resolver code as places in files.
//!
//! An assembly lists resolver code in files, with a source map `NAME.js.map` beside each module `NAME.js` that was
//! made of several files, or of TypeScript; what is a file of the project as it is has that file's name. Answers
//! name places as AppSync does, where all code is called `code.js`; what is logged names those in the files.

use std::collections::HashMap;
use std::fs::{self, DirEntry};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use appsynth_bundle::{SourceMap, log_in_file};
use appsynth_runtime::{ApiDefinition, Code, ResolverLog};

/// The files of an assembly that resolver code is in. They are looked at when the first place is asked for.
pub(crate) struct CodeFiles {
    assembly: PathBuf,
    found: OnceLock<HashMap<Digest, Origin>>,
}

/// Stands for a text: an assembly may have megabytes of code, of which logs tell little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Digest(u64);

/// Where a module's code is from.
enum Origin {
    /// The path of the file, below the assembly.
    File(String),
    Map(SourceMap),
}

/// Assets are no code of resolvers and may be large.
const ASSET_PREFIX: &str = "asset.";

impl CodeFiles {
    pub(crate) fn of(assembly: &Path) -> Arc<Self> {
        Arc::new(Self {
            assembly: assembly.to_owned(),
            found: OnceLock::new(),
        })
    }

    fn origin(&self, code: Digest) -> Option<&Origin> {
        let found = self.found.get_or_init(|| {
            let mut found = HashMap::new();
            self.read_folder(&self.assembly, &mut found);
            found
        });
        found.get(&code)
    }

    /// What cannot be read is no more than a place that stays unknown.
    fn read_folder(&self, folder: &Path, found: &mut HashMap<Digest, Origin>) {
        let mut entries: Vec<_> = (fs::read_dir(folder).into_iter().flatten().flatten()).collect();
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                continue;
            };
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if !name.starts_with(ASSET_PREFIX) {
                    self.read_folder(&path, found);
                }
            } else if name.ends_with(".js")
                && let Err(error) = self.read_file(&path, found)
            {
                tracing::debug!("{}: {error}", path.display());
            }
        }
    }

    fn read_file(
        &self,
        path: &Path,
        found: &mut HashMap<Digest, Origin>,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let code = fs::read_to_string(path)?;
        let map = path.with_extension("js.map");
        let origin = match map.exists() {
            true => Origin::Map(SourceMap::read(&fs::read_to_string(map)?, &code)?),
            false => {
                let below = path.strip_prefix(&self.assembly).unwrap_or(path);
                Origin::File(below.to_string_lossy().replace('\\', "/"))
            }
        };
        found.entry(Digest::of(&code)).or_insert(origin);
        Ok(())
    }
}

impl Digest {
    fn of(text: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// Where the code of an API is from.
pub(crate) struct Places {
    files: Arc<CodeFiles>,
    resolvers: HashMap<String, Digest>,
    /// By name; none where functions of one name have different code.
    functions: HashMap<String, Option<Digest>>,
}

impl Places {
    pub(crate) fn of(api: &ApiDefinition, files: Arc<CodeFiles>) -> Self {
        let module = |code: &Code| match code {
            Code::Js(text) => Some(Digest::of(text)),
            Code::Vtl { .. } | Code::Direct => None,
        };
        let mut places = Self {
            files,
            resolvers: HashMap::new(),
            functions: HashMap::new(),
        };
        for (field, resolver) in &api.resolvers {
            if let Some(code) = module(&resolver.code) {
                let field = format!("{}.{}", field.type_name, field.field_name);
                places.resolvers.insert(field, code);
            }
        }
        for function in api.functions.values() {
            let code = module(&function.code);
            let known = places.functions.entry(function.name.clone());
            let known = known.or_insert(code);
            if *known != code {
                *known = None;
            }
        }
        places
    }

    /// A line that was logged, with the place in the files.
    pub(crate) fn in_files(&self, log: &ResolverLog) -> String {
        let code = match &log.function {
            None => self.resolvers.get(&log.field).copied(),
            Some(function) => self.functions.get(function).copied().flatten(),
        };
        match code.and_then(|code| self.files.origin(code)) {
            None => log.line.clone(),
            Some(Origin::File(path)) => log_in_file(&log.line, path),
            Some(Origin::Map(map)) => map.log_in_files(&log.line),
        }
    }
}
