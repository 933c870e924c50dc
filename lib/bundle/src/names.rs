//! What each file's names are called in the one scope that all files share.

use std::collections::{HashMap, HashSet};

use oxc::semantic::SymbolId;

use crate::module::Module;
use crate::problem::Problem;
use crate::resolve::{Declared, Links, Resolved, Target, resolve};

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
///
/// # Errors
/// Every name that its file does not export.
pub(crate) fn unite(modules: &mut [Module<'_>], links: &Links) -> Result<Border, Vec<Problem>> {
    let Resolved { imports, exports } = resolve(modules, links)?;
    let imported = imports.iter().map(|(import, _)| *import).collect();
    let mut uses = Uses::count(modules, &imported);
    let names = name_declarations(modules, &imported, &mut uses);
    let imports = name_imports(modules, imports, &names, &mut uses);
    let exports = exports
        .into_iter()
        .map(|(exported, declared)| (exported, name(modules, declared).to_owned()))
        .collect();
    Ok(Border { imports, exports })
}

/// How many things each name means, in all files together.
struct Uses(HashMap<String, usize>);

impl Uses {
    /// Counts the names of files and those of the environment that files use. Imports are called what they stand for,
    /// so they do not count.
    fn count(modules: &[Module<'_>], imported: &HashSet<Declared>) -> Self {
        let mut uses = HashMap::new();
        for (module, file) in modules.iter().enumerate() {
            let own = file
                .scoping
                .symbol_ids()
                .filter(|symbol| {
                    !imported.contains(&Declared {
                        module,
                        symbol: *symbol,
                    })
                })
                .map(|symbol| file.scoping.symbol_name(symbol));
            let global = file
                .scoping
                .root_unresolved_references()
                .keys()
                .map(|name| name.as_str());
            for name in own.chain(global) {
                *uses.entry(name.to_owned()).or_default() += 1;
            }
        }
        Self(uses)
    }

    fn means_one_thing(&self, name: &str) -> bool {
        self.0.get(name) == Some(&1)
    }

    /// Gives something new the name if nothing else has it, or else one with a number.
    fn take(&mut self, name: &str) -> String {
        let numbered = (1..).map(|number: usize| format!("{name}${number}"));
        let unused = std::iter::once(name.to_owned())
            .chain(numbered)
            .find(|name| !self.0.contains_key(name))
            .expect("invariant: there are more numbers than names");
        self.0.insert(unused.clone(), 1);
        unused
    }
}

/// Gives every name of a file's outermost scope one of its own and tells which. The entry's come first, so that they
/// stay what they are.
fn name_declarations(
    modules: &mut [Module<'_>],
    imported: &HashSet<Declared>,
    uses: &mut Uses,
) -> HashMap<Declared, String> {
    let entry = modules.len() - 1;
    let mut names = HashMap::new();
    for (module, file) in modules.iter_mut().enumerate().rev() {
        let root = file.scoping.root_scope_id();
        let bindings = file.scoping.get_bindings(root).iter();
        let symbols: Vec<SymbolId> = bindings.map(|(_, symbol)| *symbol).collect();
        for symbol in symbols {
            let declared = Declared { module, symbol };
            if imported.contains(&declared) {
                continue;
            }
            let own = file.scoping.symbol_name(symbol);
            let name = if module == entry || uses.means_one_thing(own) {
                own.to_owned()
            } else {
                uses.take(own)
            };
            file.scoping.set_symbol_name(symbol, name.as_str().into());
            names.insert(declared, name);
        }
    }
    names
}

/// Calls every import what it stands for, and tells what the bundle imports.
fn name_imports(
    modules: &mut [Module<'_>],
    imports: Vec<(Declared, Target)>,
    names: &HashMap<Declared, String>,
    uses: &mut Uses,
) -> Vec<ForeignImport> {
    let mut foreign: Vec<ForeignImport> = Vec::new();
    for (import, target) in imports {
        let local = match target {
            Target::Declared(declared) => names
                .get(&declared)
                .expect("invariant: whatever a file declares and exports is in its outermost scope")
                .clone(),
            Target::Foreign(source, exported) => {
                let known = foreign
                    .iter()
                    .find(|known| known.source == source && known.name == exported);
                match known {
                    Some(known) => known.local.clone(),
                    None => {
                        let local = uses.take(name(modules, import));
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
            .set_symbol_name(import.symbol, local.as_str().into());
    }
    foreign
}

fn name<'m>(modules: &'m [Module<'_>], declared: Declared) -> &'m str {
    modules[declared.module]
        .scoping
        .symbol_name(declared.symbol)
}
