//! Which function of which file a name stands for.

use std::collections::{BTreeSet, HashMap, HashSet};

use appsynth_bundle::import_paths;
use appsynth_js::lint::{Callee, Exported, Facts};

/// A function: its file and its place among the functions of that file.
pub(crate) type FunctionId = (usize, usize);

/// Files by their names.
pub(crate) struct Links<'f> {
    files: Vec<(&'f str, &'f Facts)>,
    by_name: HashMap<&'f str, usize>,
}

impl<'f> Links<'f> {
    pub(crate) fn new(files: Vec<(&'f str, &'f Facts)>) -> Self {
        let names = files.iter().enumerate();
        Self {
            by_name: names.map(|(index, (name, _))| (*name, index)).collect(),
            files,
        }
    }

    pub(crate) fn facts(&self, file: usize) -> &'f Facts {
        self.files[file].1
    }

    /// The function that a call in a file names, if it is known.
    pub(crate) fn function(&self, file: usize, callee: &Callee) -> Option<FunctionId> {
        match callee {
            Callee::Here(index) => Some((file, *index)),
            Callee::Imported(index) => {
                let import = &self.facts(file).links.imports[*index];
                let other = self.imported(file, &import.source)?;
                self.named(other, &import.name)
            }
        }
    }

    /// The function that a file exports under a name.
    fn named(&self, file: usize, name: &str) -> Option<FunctionId> {
        self.exported(file, name, &mut HashSet::new())
    }

    /// A file and all that it needs, directly or not; none if one of them is not known.
    pub(crate) fn with_needs(&self, file: usize) -> Option<BTreeSet<usize>> {
        let mut all = BTreeSet::from([file]);
        let mut left = vec![file];
        while let Some(file) = left.pop() {
            for source in &self.facts(file).links.needs {
                let other = self.imported(file, source)?;
                if all.insert(other) {
                    left.push(other);
                }
            }
        }
        Some(all)
    }

    /// How often all files name each function, calls included.
    pub(crate) fn mentions(&self) -> HashMap<FunctionId, usize> {
        let mut mentions: HashMap<FunctionId, usize> = HashMap::new();
        for (file, (_, facts)) in self.files.iter().enumerate() {
            for (index, function) in facts.links.functions.iter().enumerate() {
                *mentions.entry((file, index)).or_default() += function.mentions;
            }
            for (index, import) in facts.links.imports.iter().enumerate() {
                if let Some(function) = self.function(file, &Callee::Imported(index)) {
                    *mentions.entry(function).or_default() += import.mentions;
                }
            }
            // What an object's members are given is not followed.
            let objects = facts.links.objects.iter();
            for other in objects.filter_map(|source| self.imported(file, source)) {
                let functions = self.facts(other).links.exports.iter();
                for function in functions.filter_map(|(name, _)| self.named(other, name)) {
                    *mentions.entry(function).or_default() += 1;
                }
            }
        }
        mentions
    }

    fn imported(&self, importer: usize, source: &str) -> Option<usize> {
        let paths = import_paths(self.files[importer].0, source);
        let mut known = paths.iter().map(|path| self.by_name.get(path.as_str()));
        known.find_map(|file| file.copied())
    }

    fn exported(
        &self,
        file: usize,
        name: &str,
        seen: &mut HashSet<(usize, String)>,
    ) -> Option<FunctionId> {
        if !seen.insert((file, name.to_owned())) {
            return None;
        }
        let links = &self.facts(file).links;
        if let Some((_, exported)) = links.exports.iter().find(|(known, _)| known == name) {
            return match exported {
                Exported::Callee(Callee::Here(index)) => Some((file, *index)),
                Exported::Callee(Callee::Imported(index)) => {
                    let import = &links.imports[*index];
                    let other = self.imported(file, &import.source)?;
                    self.exported(other, &import.name, seen)
                }
                Exported::Other { source, name } => {
                    self.exported(self.imported(file, source)?, name, seen)
                }
            };
        }
        links.all_of.iter().find_map(|source| {
            let other = self.imported(file, source)?;
            self.exported(other, name, seen)
        })
    }
}
