//! Places in resolver code as places in files.
//!
//! An assembly lists resolver code in files, with a source map `NAME.js.map` beside each module `NAME.js` that was
//! made of several files, or of TypeScript; what is a file of the project as it is has that file's name. Answers
//! name places as AppSync does, where all code is called `code.js` and templates have no name; what is logged names
//! the files.

use std::collections::HashMap;
use std::fs::{self, DirEntry};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use appsynth_bundle::{SourceMap, log_in_file};
use appsynth_runtime::{ApiDefinition, Code, ResolverLog};
use appsynth_util::Half;

/// The files of an assembly that resolver code is in. They are looked at when the first place is asked for.
pub(crate) struct CodeFiles {
    assembly: PathBuf,
    found: OnceLock<Found>,
}

#[derive(Default)]
struct Found {
    modules: HashMap<Digest, Origin>,
    /// The paths of the files with a template: generated ones are listed for each field that has them.
    templates: HashMap<Digest, Vec<String>>,
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

    fn found(&self) -> &Found {
        self.found.get_or_init(|| {
            let mut found = Found::default();
            self.read_folder(&self.assembly, &mut found);
            found
        })
    }

    /// The file that is listed with a half's template, rather one of this field.
    fn template(&self, text: Digest, half: Half, field: &str) -> Option<&str> {
        let ending = match half {
            Half::Request => ".req.vtl",
            Half::Response => ".res.vtl",
        };
        let paths = self.found().templates.get(&text)?.iter();
        let mut paths = paths
            .map(String::as_str)
            .filter(|path| path.ends_with(ending));
        let first = paths.clone().next();
        let is_of_field = |path: &&str| {
            let name = path
                .rsplit('/')
                .next()
                .and_then(|name| name.strip_prefix(field));
            name.is_some_and(|rest| rest.starts_with('.'))
        };
        paths.find(is_of_field).or(first)
    }

    /// What cannot be read is no more than a place that stays unknown.
    fn read_folder(&self, folder: &Path, found: &mut Found) {
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
            } else if (name.ends_with(".js") || name.ends_with(".vtl"))
                && let Err(error) = self.read_file(&path, found)
            {
                tracing::debug!("{}: {error}", path.display());
            }
        }
    }

    fn read_file(&self, path: &Path, found: &mut Found) -> Result<(), Box<dyn std::error::Error>> {
        let code = fs::read_to_string(path)?;
        let digest = Digest::of(&code);
        let below = path.strip_prefix(&self.assembly).unwrap_or(path);
        let below = below.to_string_lossy().replace('\\', "/");
        if below.ends_with(".vtl") {
            found.templates.entry(digest).or_default().push(below);
            return Ok(());
        }
        let map = path.with_extension("js.map");
        let origin = match map.exists() {
            true => Origin::Map(SourceMap::read(&fs::read_to_string(map)?, &code)?),
            false => Origin::File(below),
        };
        found.modules.entry(digest).or_insert(origin);
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
    resolvers: HashMap<String, Placed>,
    /// By name; nothing where functions of one name have different code.
    functions: HashMap<String, Placed>,
}

/// The code of a resolver or function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placed {
    Module(Digest),
    Templates {
        request: Option<Digest>,
        response: Option<Digest>,
    },
    Nothing,
}

impl Placed {
    fn of(code: &Code) -> Self {
        let half = |text: &Option<String>| text.as_deref().map(Digest::of);
        match code {
            Code::Js(text) => Self::Module(Digest::of(text)),
            Code::Vtl { request, response } => Self::Templates {
                request: half(request),
                response: half(response),
            },
            Code::Direct => Self::Nothing,
        }
    }

    fn template(self, wanted: Half) -> Option<Digest> {
        match (self, wanted) {
            (Self::Templates { request, .. }, Half::Request) => request,
            (Self::Templates { response, .. }, Half::Response) => response,
            _ => None,
        }
    }
}

impl Places {
    pub(crate) fn of(api: &ApiDefinition, files: Arc<CodeFiles>) -> Self {
        let mut places = Self {
            files,
            resolvers: HashMap::new(),
            functions: HashMap::new(),
        };
        for (field, resolver) in &api.resolvers {
            let field = format!("{}.{}", field.type_name, field.field_name);
            places.resolvers.insert(field, Placed::of(&resolver.code));
        }
        for function in api.functions.values() {
            let code = Placed::of(&function.code);
            let known = places.functions.entry(function.name.clone());
            let known = known.or_insert(code);
            if *known != code {
                *known = Placed::Nothing;
            }
        }
        places
    }

    /// A line that was logged, with the place in the files.
    pub(crate) fn in_files(&self, log: &ResolverLog) -> String {
        let code = match &log.function {
            None => self.resolvers.get(&log.field),
            Some(function) => self.functions.get(function),
        };
        let code = code.copied().unwrap_or(Placed::Nothing);
        if let Some(half) = log.template {
            return self.in_template(log, code, half);
        }
        let origin = match code {
            Placed::Module(code) => self.files.found().modules.get(&code),
            _ => None,
        };
        match origin {
            None => log.line.clone(),
            Some(Origin::File(path)) => log_in_file(&log.line, path),
            Some(Origin::Map(map)) => map.log_in_files(&log.line),
        }
    }

    /// The failure of a template, with its file or, where it is listed nowhere, its half.
    fn in_template(&self, log: &ResolverLog, code: Placed, half: Half) -> String {
        let text = code.template(half);
        let file = text.and_then(|text| self.files.template(text, half, &log.field));
        let name = file.unwrap_or(match half {
            Half::Request => "the request template",
            Half::Response => "the response template",
        });
        match log.line.split_once(" - ") {
            Some((level, message)) => format!("{level} - {name}: {message}"),
            None => log.line.clone(),
        }
    }
}
