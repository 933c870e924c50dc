//! What each import and each export of the entry stands for.

use std::collections::{HashMap, HashSet};

use oxc::semantic::SymbolId;

use crate::module::{Exported, Module, is_relative};
use crate::problem::{Problem, ProblemKind};

/// The module that a relative import in a module leads to, by the importer and what it says.
pub(crate) type Links = HashMap<(usize, String), usize>;

/// A name of a file that others can be imported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Declared {
    pub(crate) module: usize,
    pub(crate) symbol: SymbolId,
}

/// What an import stands for.
pub(crate) enum Target {
    Declared(Declared),
    /// A name of one of AppSync's modules.
    Foreign(String, Option<String>),
}

/// What the names stand for that modules take from others and give to them.
pub(crate) struct Resolved {
    pub(crate) imports: Vec<(Declared, Target)>,
    /// What the entry, which is the last module, exports, by name.
    pub(crate) exports: Vec<(String, Declared)>,
}

/// Follows all imports and exports to what is declared or of AppSync.
///
/// # Errors
/// Every name that its file does not export.
pub(crate) fn resolve(modules: &[Module<'_>], links: &Links) -> Result<Resolved, Vec<Problem>> {
    let mut problems = Vec::new();
    let imports = imports(modules, links, &mut problems);
    let exports = entry_exports(modules, links, &mut problems);
    match problems.is_empty() {
        true => Ok(Resolved { imports, exports }),
        false => Err(problems),
    }
}

/// What every import stands for.
fn imports(
    modules: &[Module<'_>],
    links: &Links,
    problems: &mut Vec<Problem>,
) -> Vec<(Declared, Target)> {
    let mut resolved = Vec::new();
    for (index, module) in modules.iter().enumerate() {
        for import in &module.imports {
            let here = Declared {
                module: index,
                symbol: import.symbol,
            };
            let target = match (&import.name, links.get(&(index, import.source.clone()))) {
                (Some(name), Some(other)) => {
                    match exported(modules, links, *other, name, &mut HashSet::new()) {
                        Some(target) => target,
                        None => {
                            problems.push(Problem {
                                kind: ProblemKind::NoExport,
                                path: module.path.clone(),
                                range: import.range.clone(),
                                message: format!(
                                    "`{}` has no export `{name}`",
                                    modules[*other].path
                                ),
                            });
                            continue;
                        }
                    }
                }
                (name, _) => Target::Foreign(import.source.clone(), name.clone()),
            };
            resolved.push((here, target));
        }
    }
    resolved
}

/// What a file exports under a name.
fn exported(
    modules: &[Module<'_>],
    links: &Links,
    module: usize,
    name: &str,
    seen: &mut HashSet<(usize, String)>,
) -> Option<Target> {
    if !seen.insert((module, name.to_owned())) {
        return None;
    }
    let file = &modules[module];
    if let Some(export) = file.exports.iter().find(|export| export.name == name) {
        return match &export.of {
            Exported::Symbol(symbol) => match import_of(file, *symbol) {
                Some((source, Some(original))) if is_relative(source) => {
                    let other = *links.get(&(module, source.to_owned()))?;
                    exported(modules, links, other, original, seen)
                }
                Some((source, original)) => Some(Target::Foreign(
                    source.to_owned(),
                    original.map(str::to_owned),
                )),
                None => Some(Target::Declared(Declared {
                    module,
                    symbol: *symbol,
                })),
            },
            Exported::Other { source, name } => match links.get(&(module, source.clone())) {
                Some(other) => exported(modules, links, *other, name, seen),
                None => Some(Target::Foreign(source.clone(), Some(name.clone()))),
            },
        };
    }
    file.all_of.iter().find_map(|(source, _)| {
        let other = *links.get(&(module, source.clone()))?;
        exported(modules, links, other, name, seen)
    })
}

fn import_of<'m>(module: &'m Module<'_>, symbol: SymbolId) -> Option<(&'m str, Option<&'m str>)> {
    let import = module
        .imports
        .iter()
        .find(|import| import.symbol == symbol)?;
    Some((&import.source, import.name.as_deref()))
}

/// What the entry exports, by name.
fn entry_exports(
    modules: &[Module<'_>],
    links: &Links,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Declared)> {
    let entry = modules.len() - 1;
    let mut exports = Vec::new();
    for export in &modules[entry].exports {
        match exported(modules, links, entry, &export.name, &mut HashSet::new()) {
            Some(Target::Declared(declared)) => exports.push((export.name.clone(), declared)),
            Some(Target::Foreign(..)) | None => problems.push(Problem {
                kind: ProblemKind::NoExport,
                path: modules[entry].path.clone(),
                range: export.range.clone(),
                message: format!("there is nothing to export as `{}`", export.name),
            }),
        }
    }
    exports
}
