//! Pipeline functions and resolvers with their code.

use std::collections::BTreeMap;

use appsynth::Text;
use appsynth::prelude::*;
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

pub(super) fn build(
    settings: &Settings,
    files: &ResolverFiles,
    api: ApiRef,
    owned: &Owned,
    stack: &mut Scope<'_>,
    places: &mut Places,
) {
    let folder = &settings.api.resolvers;
    let mut functions = BTreeMap::new();
    let mut group = stack.scope("PipelineFunctions");
    for (name, function) in &settings.pipeline_functions {
        places.note(&group, name, function.span);
        let code = code(folder, files.pipeline_functions.get(name));
        let source = owned.source(&function.data_source.value);
        let mut construct = FunctionConfiguration::new(source, code).name(name);
        if let Some(description) = &function.description {
            construct = construct.description(description);
        }
        if let Some(size) = function.max_batch_size {
            construct = construct.max_batch_size(size);
        }
        functions.insert(name.as_str(), group.add(name, construct));
    }

    let mut group = stack.scope("Resolvers");
    for (coordinate, resolver) in &settings.resolvers {
        let id = coordinate.to_string();
        places.note(&group, &id, resolver.span);
        let field = api.field(&id);
        let files = files.resolvers.get(coordinate);
        match &resolver.kind {
            ResolverKind::Unit {
                data_source,
                max_batch_size,
            } => {
                let source = owned.source(&data_source.value);
                let mut construct = Resolver::unit(field, source, code(folder, files));
                if let Some(size) = max_batch_size {
                    construct = construct.max_batch_size(*size);
                }
                if let Some(caching) = &resolver.caching {
                    construct = construct.caching(caching_construct(caching));
                }
                group.add(&id, construct);
            }
            ResolverKind::Pipeline(steps) => {
                let steps = steps.iter().map(|step| functions[step.value.as_str()]);
                let around = around(folder, files, settings.api.resolver_runtime);
                let mut construct = Resolver::pipeline(field, steps).around(around);
                if let Some(caching) = &resolver.caching {
                    construct = construct.caching(caching_construct(caching));
                }
                group.add(&id, construct);
            }
        }
    }
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
