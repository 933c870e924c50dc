//! From files to one module.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use appsynth_parallel as parallel;
use oxc::{
    allocator::Allocator,
    codegen::{Codegen, CodegenOptions, CodegenReturn},
};

use crate::messages;
use crate::module::{Module, is_relative, is_typescript, read, syntax_problems};
use crate::names::{Border, ForeignImport, unite};
use crate::problem::{BundleError, Problem, ProblemKind};
use crate::source_map::{Mapping, Place, SourceMap};

/// One module made of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// The module.
    pub code: String,
    /// The files that it is made of, the entry last.
    pub files: Vec<String>,
    /// None if the code is a file as it is.
    map: Option<SourceMap>,
}

impl Bundle {
    /// Where the code's parts come from; none if it is a file as it is.
    pub fn source_map(&self) -> Option<&SourceMap> {
        self.map.as_ref()
    }

    /// The place in the user's files that a place in the code came from: a line and a column in characters,
    /// both from 1.
    pub fn original(&self, line: usize, column: usize) -> Option<Place<'_>> {
        match &self.map {
            Some(map) => map.original(line, column),
            None => Some(Place {
                path: self.files.last()?,
                line,
                column,
            }),
        }
    }

    /// An error's message, whose beginning is a place in the code that the engine put there
    /// (`code.js:5:3: `), with the place in the files.
    pub fn error_in_files(&self, message: &str) -> String {
        messages::error(message, |line, column| self.original(line, column))
    }

    /// A line that code logged, such as `INFO - code.js:5:3: "text"`, with the place in the files.
    pub fn log_in_files(&self, line: &str) -> String {
        messages::log(line, |line, column| self.original(line, column))
    }
}

/// Makes one module of a file and the files that it imports by relative paths. `file` gives the text of a
/// file by its path, which has `/` between folders.
///
/// # Errors
/// Every file that cannot be read as its language, and every import that leads nowhere.
pub fn bundle(
    entry: &str,
    mut file: impl FnMut(&str) -> Option<String>,
) -> Result<Bundle, BundleError> {
    let Some(text) = file(entry) else {
        return Err(BundleError {
            problems: vec![Problem {
                kind: ProblemKind::NoFile,
                path: entry.to_owned(),
                range: 0..0,
                message: format!("there is no file `{entry}`"),
            }],
        });
    };
    if !is_typescript(entry)
        && !text.contains("'./")
        && !text.contains("\"./")
        && !text.contains("../")
    {
        let characters = text.chars().count();
        let problems = parallel::on_a_deep_stack(characters, || syntax_problems(entry, &text));
        if !problems.is_empty() {
            return Err(BundleError { problems });
        }
        return Ok(Bundle {
            code: text,
            files: vec![entry.to_owned()],
            map: None,
        });
    }
    let mut texts = vec![(entry.to_owned(), text)];
    // Files are read one after the other, because what one imports is known only when it is parsed.
    loop {
        let characters = texts.iter().map(|(_, text)| text.chars().count()).sum();
        let attempt = parallel::on_a_deep_stack(characters, || attempt(&texts));
        let missing = match attempt.map_err(|problems| BundleError { problems })? {
            Attempt::Done(bundle) => return Ok(bundle),
            Attempt::Needs(missing) => missing,
        };
        let known = texts.len();
        for missing in missing {
            missing.add(&mut texts, &mut file)?;
        }
        debug_assert!(texts.len() > known, "every round reads another file");
    }
}

enum Attempt {
    Done(Bundle),
    /// Files to be read.
    Needs(Vec<Missing>),
}

/// A file that is imported and not read yet.
struct Missing {
    /// What it may be called, the first that exists.
    paths: Vec<String>,
    /// What to say if there is none.
    problem: Problem,
}

impl Missing {
    /// Reads it, unless that was done for another import.
    fn add(
        self,
        texts: &mut Vec<(String, String)>,
        mut file: impl FnMut(&str) -> Option<String>,
    ) -> Result<(), BundleError> {
        let is_read = |path: &String| texts.iter().any(|(read, _)| read == path);
        if self.paths.iter().any(is_read) {
            return Ok(());
        }
        let found = (self.paths.into_iter()).find_map(|path| file(&path).map(|text| (path, text)));
        texts.push(found.ok_or(BundleError {
            problems: vec![self.problem],
        })?);
        Ok(())
    }
}

fn attempt(texts: &[(String, String)]) -> Result<Attempt, Vec<Problem>> {
    let allocator = Allocator::default();
    let mut read_modules: Vec<Option<Module<'_>>> = Vec::new();
    for (path, text) in texts {
        read_modules.push(Some(read(path, text, &allocator)?));
    }
    let mut missing = Vec::new();
    let mut found: Vec<Vec<(String, usize)>> = Vec::new();
    for module in read_modules.iter().flatten() {
        let mut links = Vec::new();
        for (source, range) in dependencies(module) {
            let paths = import_paths(&module.path, &source);
            let known = paths
                .iter()
                .find_map(|path| texts.iter().position(|(read, _)| read == path));
            match known {
                Some(index) => links.push((source, index)),
                None => missing.push(Missing {
                    paths,
                    problem: Problem {
                        kind: ProblemKind::NoFile,
                        path: module.path.clone(),
                        range,
                        message: format!("there is no file `{source}` to import"),
                    },
                }),
            }
        }
        found.push(links);
    }
    if !missing.is_empty() {
        return Ok(Attempt::Needs(missing));
    }

    let order = in_order(&found);
    let place: HashMap<usize, usize> = order
        .iter()
        .enumerate()
        .map(|(place, index)| (*index, place))
        .collect();
    let links = order
        .iter()
        .enumerate()
        .flat_map(|(from, index)| {
            let place = &place;
            found[*index]
                .iter()
                .map(move |(source, to)| ((from, source.clone()), place[to]))
        })
        .collect();
    let mut modules: Vec<Module<'_>> = order
        .iter()
        .filter_map(|index| read_modules[*index].take())
        .collect();
    let border = unite(&mut modules, &links)?;
    Ok(Attempt::Done(print(modules, &border)))
}

fn dependencies(module: &Module<'_>) -> Vec<(String, std::ops::Range<usize>)> {
    let imported = module
        .imports
        .iter()
        .map(|import| (import.source.clone(), import.range.clone()));
    let exported = module.exports.iter().filter_map(|export| match &export.of {
        crate::module::Exported::Other { source, .. } => {
            Some((source.clone(), export.range.clone()))
        }
        crate::module::Exported::Symbol(_) => None,
    });
    imported
        .chain(exported)
        .chain(module.all_of.iter().cloned())
        .filter(|(source, _)| is_relative(source))
        .collect()
}

/// The paths that a relative import in a file may mean, the first that exists; all have `/` between folders.
pub fn import_paths(importer: &str, source: &str) -> Vec<String> {
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in source.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.last().is_none_or(|last| *last == "..") => parts.push(".."),
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let base = parts.join("/");
    let stem = base.strip_suffix(".js").map(|stem| format!("{stem}.ts"));
    [
        Some(base.clone()).filter(|base| base.ends_with(".js") || is_typescript(base)),
        stem,
        Some(format!("{base}.ts")),
        Some(format!("{base}.js")),
        Some(format!("{base}/index.ts")),
        Some(format!("{base}/index.js")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Files in such an order that each comes after those it imports, the first one last.
fn in_order(links: &[Vec<(String, usize)>]) -> Vec<usize> {
    fn visit(at: usize, links: &[Vec<(String, usize)>], seen: &mut [bool], order: &mut Vec<usize>) {
        if std::mem::replace(&mut seen[at], true) {
            return;
        }
        for (_, next) in &links[at] {
            visit(*next, links, seen, order);
        }
        order.push(at);
    }
    let mut order = Vec::new();
    visit(0, links, &mut vec![false; links.len()], &mut order);
    order
}

fn print(modules: Vec<Module<'_>>, border: &Border) -> Bundle {
    let mut code = String::new();
    for ForeignImport {
        source,
        name,
        local,
    } in &border.imports
    {
        let what = match name {
            None => format!("* as {local}"),
            Some(name) => named(name, local),
        };
        writeln!(code, "import {what} from \"{source}\";")
            .expect("invariant: a string takes everything written to it");
    }
    let mut mappings = Vec::new();
    let mut files = Vec::new();
    let mut texts = Vec::new();
    for (index, module) in modules.into_iter().enumerate() {
        let first_line = code.matches('\n').count();
        let options = CodegenOptions {
            source_map_path: Some(PathBuf::from(&module.path)),
            ..CodegenOptions::default()
        };
        let CodegenReturn {
            code: text, map, ..
        } = Codegen::new()
            .with_options(options)
            .with_scoping(Some(module.scoping))
            .build(&module.program);
        for token in map.iter().flat_map(|map| map.get_tokens()) {
            mappings.push(Mapping {
                line: first_line + token.get_dst_line() as usize,
                column: token.get_dst_col() as usize,
                file: index,
                original_line: token.get_src_line() as usize,
                original_column: token.get_src_col() as usize,
            });
        }
        code.push_str(&text);
        texts.push((module.path.clone(), module.program.source_text));
        files.push(module.path);
    }
    let exports: Vec<String> = border
        .exports
        .iter()
        .map(|(name, local)| {
            if name == local {
                name.clone()
            } else {
                format!("{local} as {name}")
            }
        })
        .collect();
    if !exports.is_empty() {
        code.push_str(&format!("export {{ {} }};\n", exports.join(", ")));
    }
    let map = SourceMap::new(&code, texts, mappings);
    Bundle {
        code,
        map: Some(map),
        files,
    }
}

fn named(name: &str, local: &str) -> String {
    if name == local {
        format!("{{ {name} }}")
    } else {
        format!("{{ {name} as {local} }}")
    }
}
