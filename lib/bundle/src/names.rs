//! What each file's names are called in the one scope that all files share.

use std::collections::{HashMap, HashSet};

use oxc::semantic::SymbolId;

use crate::module::{Exported, Module, is_relative};
use crate::problem::{Problem, ProblemKind};

/// A name of a file that others can be imported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Declared {
    pub(crate) module: usize,
    pub(crate) symbol: SymbolId,
}

/// What an import stands for.
enum Target {
    Declared(Declared),
    /// A name of one of AppSync's modules.
    Foreign(String, Option<String>),
}

/// What the bundle imports and exports.
pub(crate) struct Border {
    pub(crate) imports: Vec<ForeignImport>,
    /// Exported and local names.
    pub(crate) exports: Vec<(String, String)>,
}

/// An import from a module that is not part of the bundle.
pub(crate) struct ForeignImport {
    pub(crate) source: String,
    /// The exported name; none for `* as name`.
    pub(crate) name: Option<String>,
    pub(crate) local: String,
}

/// Renames what has to be renamed and tells what the bundle imports and exports.
pub(crate) fn unite(
    modules: &mut [Module<'_>],
    find: &HashMap<(usize, String), usize>,
) -> Result<Border, Vec<Problem>> {
    let mut problems = Vec::new();
    let imports = resolve(modules, find, &mut problems);
    let entry = modules.len() - 1;
    let exports = entry_exports(modules, find, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }

    let imported: HashSet<Declared> = imports.iter().map(|(import, _)| *import).collect();
    let mut used: HashMap<String, usize> = HashMap::new();
    for (index, module) in modules.iter().enumerate() {
        let own = module
            .scoping
            .symbol_ids()
            .filter(|symbol| {
                let declared = Declared {
                    module: index,
                    symbol: *symbol,
                };
                !imported.contains(&declared)
            })
            .map(|symbol| module.scoping.symbol_name(symbol));
        let global = module
            .scoping
            .root_unresolved_references()
            .keys()
            .map(|name| name.as_str());
        for name in own.chain(global) {
            *used.entry(name.to_owned()).or_default() += 1;
        }
    }

    // The entry's names come first, so that they stay what they are.
    let mut names: HashMap<Declared, String> = HashMap::new();
    for index in (0..modules.len()).rev() {
        let root = modules[index].scoping.root_scope_id();
        let symbols: Vec<SymbolId> = modules[index]
            .scoping
            .get_bindings(root)
            .iter()
            .map(|(_, symbol)| *symbol)
            .collect();
        for symbol in symbols {
            let declared = Declared {
                module: index,
                symbol,
            };
            if imported.contains(&declared) {
                continue;
            }
            let name = modules[index].scoping.symbol_name(symbol).to_owned();
            let name = if index == entry || used.get(&name) == Some(&1) {
                name
            } else {
                unused(&name, &mut used)
            };
            modules[index]
                .scoping
                .set_symbol_name(symbol, name.as_str().into());
            names.insert(declared, name);
        }
    }

    let mut foreign: Vec<ForeignImport> = Vec::new();
    for (import, target) in imports {
        let name = match target {
            Target::Declared(declared) => names.get(&declared).cloned().unwrap_or_default(),
            Target::Foreign(source, exported) => {
                let known = foreign
                    .iter()
                    .find(|known| known.source == source && known.name == exported);
                match known {
                    Some(known) => known.local.clone(),
                    None => {
                        let scoping = &modules[import.module].scoping;
                        let wanted = scoping.symbol_name(import.symbol).to_owned();
                        let local = if used.contains_key(&wanted) {
                            unused(&wanted, &mut used)
                        } else {
                            used.insert(wanted.clone(), 1);
                            wanted
                        };
                        foreign.push(ForeignImport {
                            source,
                            name: exported,
                            local: local.clone(),
                        });
                        local
                    }
                }
            }
        };
        modules[import.module]
            .scoping
            .set_symbol_name(import.symbol, name.as_str().into());
    }
    let exports = exports
        .into_iter()
        .map(|(name, declared)| {
            let scoping = &modules[declared.module].scoping;
            (name, scoping.symbol_name(declared.symbol).to_owned())
        })
        .collect();
    Ok(Border {
        imports: foreign,
        exports,
    })
}

fn unused(name: &str, used: &mut HashMap<String, usize>) -> String {
    let mut number = 1;
    loop {
        let candidate = format!("{name}${number}");
        if !used.contains_key(&candidate) {
            used.insert(candidate.clone(), 1);
            return candidate;
        }
        number += 1;
    }
}

/// What every import stands for.
fn resolve(
    modules: &[Module<'_>],
    find: &HashMap<(usize, String), usize>,
    problems: &mut Vec<Problem>,
) -> Vec<(Declared, Target)> {
    let mut resolved = Vec::new();
    for (index, module) in modules.iter().enumerate() {
        for import in &module.imports {
            let here = Declared {
                module: index,
                symbol: import.symbol,
            };
            let target = match (&import.name, find.get(&(index, import.source.clone()))) {
                (Some(name), Some(other)) => {
                    match exported(modules, find, *other, name, &mut HashSet::new()) {
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
    find: &HashMap<(usize, String), usize>,
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
                    let other = *find.get(&(module, source.to_owned()))?;
                    exported(modules, find, other, original, seen)
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
            Exported::Other { source, name } => match find.get(&(module, source.clone())) {
                Some(other) => exported(modules, find, *other, name, seen),
                None => Some(Target::Foreign(source.clone(), Some(name.clone()))),
            },
        };
    }
    file.all_of.iter().find_map(|(source, _)| {
        let other = *find.get(&(module, source.clone()))?;
        exported(modules, find, other, name, seen)
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
    find: &HashMap<(usize, String), usize>,
    problems: &mut Vec<Problem>,
) -> Vec<(String, Declared)> {
    let entry = modules.len() - 1;
    let mut exports = Vec::new();
    for export in &modules[entry].exports {
        match exported(modules, find, entry, &export.name, &mut HashSet::new()) {
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
