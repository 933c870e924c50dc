//! Pipeline functions and resolvers with their code.

use std::collections::{BTreeMap, BTreeSet};

use appsynth::prelude::*;
use appsynth::{FileName, SlotFunctions, Text, slot_functions};
use appsynth_config as config;
use appsynth_config::resolver_files::{CodeFiles, ResolverFiles};
use appsynth_config::{ResolverKind, ResolverRuntime, Settings};

use super::sources::Owned;
use super::{Places, seconds};

/// What a pipeline without code of its own does: nothing before, its last function's result after.
const PASS_THROUGH_JS: &str = "\
export function request(ctx) {
  return {};
}

export function response(ctx) {
  return ctx.prev.result;
}
";
const PASS_THROUGH_REQUEST: &str = "{}";
const PASS_THROUGH_RESPONSE: &str = "$util.toJson($ctx.result)";

/// The files that are not the code of a declared resolver or pipeline function.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// Paths of those in the slots of declared resolvers, by the resolver's field.
    of_declared: BTreeMap<String, Vec<String>>,
    /// Paths of the others.
    pub(super) others: Vec<String>,
    /// The names of the others in the folder.
    pub(super) other_names: Vec<String>,
}

impl Slots {
    pub(super) fn of(settings: &Settings, files: &ResolverFiles) -> Self {
        let folder = &settings.api.resolvers.value;
        let declared: BTreeSet<String> =
            settings.resolvers.keys().map(ToString::to_string).collect();
        let mut slots = Self::default();
        for name in &files.others {
            let field = FileName::parse(name)
                .filter(|name| name.slot.is_some() && declared.contains(&name.field))
                .map(|name| name.field);
            match field {
                Some(field) => {
                    let paths = slots.of_declared.entry(field).or_default();
                    paths.push(path(folder, name));
                }
                None => {
                    slots.others.push(path(folder, name));
                    slots.other_names.push(name.clone());
                }
            }
        }
        slots
    }
}

impl Slots {
    /// The paths of all of them.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        self.others
            .iter()
            .chain(self.of_declared.values().flatten())
    }

    /// Adds the functions, by the resolver's field.
    fn add(
        &self,
        api: ApiRef,
        owned: &Owned,
        stack: &mut Scope<'_>,
    ) -> BTreeMap<String, SlotFunctions> {
        const NONE: &str = "NONE_DS";
        if self.of_declared.is_empty() {
            return BTreeMap::new();
        }
        let none = owned.source(NONE).unwrap_or_else(|| {
            let mut group = stack.scope("DataSources");
            group.add(NONE, DataSource::none(api))
        });
        let mut group = stack.scope("Slots");
        let fields = self.of_declared.iter();
        fields
            .map(|(field, files)| {
                let functions = slot_functions(&mut group, none, field, files.clone());
                (field.clone(), functions)
            })
            .collect()
    }
}

pub(super) fn build(
    settings: &Settings,
    files: &ResolverFiles,
    around_own: &Around,
    api: ApiRef,
    owned: &Owned,
    stack: &mut Scope<'_>,
    places: &mut Places,
) {
    let folder = &settings.api.resolvers.value;
    let mut functions = BTreeMap::new();
    let mut group = stack.scope("PipelineFunctions");
    for (name, function) in &settings.pipeline_functions {
        places.note(&group, name, function.span);
        let Some(source) = owned.source(&function.data_source.value) else {
            continue;
        };
        let code = code(folder, files.pipeline_functions.get(name));
        let mut construct = FunctionConfiguration::new(source, code).name(name);
        if let Some(description) = &function.description {
            construct = construct.description(description);
        }
        if let Some(size) = function.max_batch_size {
            construct = construct.max_batch_size(size);
        }
        functions.insert(name.as_str(), group.add(name, construct));
    }

    let in_slots = around_own.functions(settings, api, owned, stack);
    let mut group = stack.scope("Resolvers");
    for (coordinate, resolver) in &settings.resolvers {
        let id = coordinate.to_string();
        places.note(&group, &id, resolver.span);
        let field = api.field(&id);
        let files = files.resolvers.get(coordinate);
        let caching = resolver.caching.as_ref().map(caching_construct);
        let (own, around) = match &resolver.kind {
            ResolverKind::Unit {
                data_source,
                max_batch_size,
            } => {
                let Some(source) = owned.source(&data_source.value) else {
                    continue;
                };
                let code = code(folder, files);
                if !in_slots.contains_key(&id) {
                    let mut construct = Resolver::unit(field, source, code);
                    construct.max_batch_size = *max_batch_size;
                    construct.caching = caching;
                    group.add(&id, construct);
                    continue;
                }
                let mut function = FunctionConfiguration::new(source, code).name(own_name(&id));
                function.max_batch_size = *max_batch_size;
                let around = around(folder, None, settings.api.resolver_runtime);
                let own = group.scope("Data").add(&id, function);
                (vec![own], around)
            }
            ResolverKind::Pipeline(steps) => {
                let steps = steps.iter().map(|step| step.value.as_str());
                let own = steps.filter_map(|step| functions.get(step).copied());
                let around = around(folder, files, settings.api.resolver_runtime);
                (own.collect(), around)
            }
        };
        let slots = in_slots.get(&id).cloned().unwrap_or_default();
        let mut construct = Resolver::pipeline(field, slots.with(own)).around(around);
        construct.caching = caching;
        group.add(&id, construct);
    }
}

/// Where the functions around those of declared resolvers come from.
#[derive(Debug)]
pub(super) enum Around {
    /// From the directives, with the files in slots among them.
    Generated(DataRef),
    /// From the files in slots.
    Slots(Slots),
}

impl Around {
    /// The functions around those of declared resolvers, by the resolver's field.
    fn functions(
        &self,
        settings: &Settings,
        api: ApiRef,
        owned: &Owned,
        stack: &mut Scope<'_>,
    ) -> BTreeMap<String, SlotFunctions> {
        match self {
            Self::Generated(data) => {
                let fields = settings.resolvers.keys().map(ToString::to_string);
                let around = fields.map(|field| (data.around(stack, &field), field));
                around
                    .filter(|(around, _)| !around.is_empty())
                    .map(|(around, field)| (field, around))
                    .collect()
            }
            Self::Slots(slots) => slots.add(api, owned, stack),
        }
    }
}

/// The name of the function that does what a resolver without slots would do itself.
fn own_name(field: &str) -> String {
    format!("{}DataResolverFn", field.replacen('.', "", 1))
}

/// Code that is whole, or none at all.
fn code(folder: &str, files: Option<&CodeFiles>) -> Code {
    match files {
        Some(CodeFiles::Js(file)) => Code::js(path(folder, file)),
        Some(CodeFiles::Vtl { request, response }) => Code::Vtl {
            request: half(folder, request.as_deref(), PASS_THROUGH_REQUEST),
            response: half(folder, response.as_deref(), PASS_THROUGH_RESPONSE),
        },
        Some(CodeFiles::None) | None => Code::direct(),
    }
}

/// Code around a pipeline; what the project does not say passes through.
fn around(folder: &str, files: Option<&CodeFiles>, runtime: ResolverRuntime) -> Code {
    match (files, runtime) {
        (Some(CodeFiles::Js(_) | CodeFiles::Vtl { .. }), _) => code(folder, files),
        (_, ResolverRuntime::Js) => Code::js_inline(PASS_THROUGH_JS),
        (_, ResolverRuntime::Vtl) => Code::vtl_inline(PASS_THROUGH_REQUEST, PASS_THROUGH_RESPONSE),
    }
}

fn half(folder: &str, file: Option<&str>, otherwise: &str) -> Text {
    match file {
        Some(file) => Text::File(path(folder, file)),
        None => Text::Inline(otherwise.to_owned()),
    }
}

fn path(folder: &str, file: &str) -> String {
    format!("{}/{file}", folder.trim_end_matches('/'))
}

fn caching_construct(caching: &config::Caching) -> Caching {
    let construct = Caching::new(seconds(caching.ttl));
    caching.keys.iter().fold(construct, Caching::key)
}
