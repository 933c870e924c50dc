//! What becomes of the context that handlers hand to other functions, also to those of other files.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use appsynth_js::lint::{Flow, Given, Read};

use crate::links::{FunctionId, Links};

/// A parameter of a function, and what it is given.
type Target = (FunctionId, usize, Given);

/// Where something is handed on: the file and the byte.
type Site = (usize, usize);

/// A member of the context that is read, and the files with the handlers that it is read for.
pub(crate) struct Reached<'f> {
    pub(crate) file: usize,
    pub(crate) read: &'f Read,
    pub(crate) entries: BTreeSet<usize>,
}

/// Everything that is certainly read of the arguments and the source of these files' handlers. Of a
/// parameter that may get something else as well, nothing is certain.
pub(crate) fn reads<'f>(links: &Links<'f>, entries: &[usize]) -> Vec<Reached<'f>> {
    let mut targets: BTreeMap<Target, (HashSet<Site>, BTreeSet<usize>)> = BTreeMap::new();
    let mut reads = Vec::new();
    for entry in entries {
        let handlers = &links.facts(*entry).handlers;
        reads.extend(handlers.reads.iter().map(|read| Reached {
            file: *entry,
            read,
            entries: BTreeSet::from([*entry]),
        }));
        let mut seen = HashSet::new();
        let mut left = passed(links, *entry, handlers);
        while let Some((target, site)) = left.pop() {
            let (sites, of) = targets.entry(target).or_default();
            sites.insert(site);
            of.insert(*entry);
            if seen.insert(target) {
                left.extend(passed(links, target.0.0, flow(links, target)));
            }
        }
    }
    keep_certain(links, &mut targets, entries);
    for (target, (_, entries)) in targets {
        reads.extend(flow(links, target).reads.iter().map(|read| Reached {
            file: target.0.0,
            read,
            entries: entries.clone(),
        }));
    }
    reads
}

/// Drops parameters that get something else as well.
fn keep_certain(
    links: &Links<'_>,
    targets: &mut BTreeMap<Target, (HashSet<Site>, BTreeSet<usize>)>,
    entries: &[usize],
) {
    let mentions = links.mentions();
    loop {
        let mut certain: HashMap<Target, HashSet<Site>> = HashMap::new();
        let of_handlers = entries
            .iter()
            .map(|entry| passed(links, *entry, &links.facts(*entry).handlers));
        let of_functions = targets
            .keys()
            .map(|target| passed(links, target.0.0, flow(links, *target)));
        for (target, site) in of_handlers.chain(of_functions).flatten() {
            certain.entry(target).or_default().insert(site);
        }
        let before = targets.len();
        targets.retain(|target, _| {
            let sites = certain.get(target).map_or(0, HashSet::len);
            mentions.get(&target.0) == Some(&sites)
        });
        if targets.len() == before {
            return;
        }
    }
}

fn passed(links: &Links<'_>, file: usize, flow: &Flow) -> Vec<(Target, Site)> {
    let passed = flow.passed.iter().filter_map(|passed| {
        let function = links.function(file, &passed.to)?;
        let target = (function, passed.parameter, passed.given);
        Some((target, (file, passed.range.start)))
    });
    passed.collect()
}

fn flow<'f>(links: &Links<'f>, ((file, function), parameter, given): Target) -> &'f Flow {
    static NOTHING: Flow = Flow {
        reads: Vec::new(),
        stash_writes: Vec::new(),
        stash_is_hidden: false,
        passed: Vec::new(),
    };
    let function = &links.facts(file).links.functions[function];
    function
        .parameters
        .get(parameter)
        .map_or(&NOTHING, |parameter| parameter.flow(given))
}

/// What functions do with the stash that these files hand to them, file by file; none if that cannot be
/// known.
pub(crate) fn stash<'f>(links: &Links<'f>, files: usize) -> Option<Vec<(usize, &'f Flow)>> {
    let mut flows = Vec::new();
    let mut seen = HashSet::new();
    let mut left: Vec<(usize, &Flow)> = (0..files)
        .map(|file| (file, &links.facts(file).stash))
        .collect();
    while let Some((file, of)) = left.pop() {
        for one in &of.passed {
            let function = links.function(file, &one.to)?;
            let target = (function, one.parameter, one.given);
            if seen.insert(target) {
                let next = (function.0, flow(links, target));
                flows.push(next);
                left.push(next);
            }
        }
    }
    Some(flows)
}
