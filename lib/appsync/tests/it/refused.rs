//! What AWS would refuse is refused with its reason: `tests/fixtures/diagnostics`.

use std::path::Path;

use appsynth_appsync::*;
use appsynth_construct::{App, Environment, MemoryFiles, Scope};
use appsynth_diagnostics::{Diagnostic, Diagnostics, SourceId, Sources, fixtures};

use crate::stack::{blog, code, schema};

#[test]
fn what_aws_would_refuse_is_refused() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagnostics");
    fixtures::check(dir, "rs", refusal);
}

/// What is said about the stack that a fixture adds to.
fn refusal(sources: &mut Sources, fixture: SourceId) -> Diagnostics {
    let name = sources.get(fixture).map_or("", |source| source.name());
    let name = name.trim_end_matches(".rs").to_owned();
    let (_, add) = FIXTURES
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap_or_else(|| panic!("{name} is not in the list of fixtures"));
    let files = MemoryFiles::new()
        .file(
            "functions/echo/index.mjs",
            "export const handler = (event) => event;",
        )
        .file(
            "functions/ignored/index.mjs",
            "export const handler = (event) => event;",
        )
        .file("functions/ignored/.lambdaignore", "*.mjs\n")
        .file(
            "functions/typed/src/index.ts",
            "export const handler = (event: unknown) => event;",
        );
    let mut app = App::new(Environment::local(), files);
    add(&mut app.stack("blog"));
    let said;
    (said, *sources) = match app.synth() {
        Ok(synthesis) => (synthesis.warnings, synthesis.sources),
        Err(failure) => (failure.diagnostics, failure.sources),
    };
    said.into_iter().map(at_its_file_name).collect()
}

/// The same with the file's name in place of its path, which depends on where the fixtures are included.
fn at_its_file_name(mut diagnostic: Diagnostic) -> Diagnostic {
    if let Some(call_site) = diagnostic
        .origin
        .as_mut()
        .and_then(|origin| origin.call_site.as_mut())
    {
        call_site.file = call_site.file.rsplit('/').next().unwrap_or(call_site.file);
    }
    diagnostic
}

macro_rules! fixtures {
    ($($name:ident),* $(,)?) => {
        $(
            #[expect(non_snake_case, reason = "named as the file is")]
            mod $name {
                use super::*;
                include!(concat!("../fixtures/diagnostics/", stringify!($name), ".rs"));
            }
        )*

        const FIXTURES: &[(&str, fn(&mut Scope<'_>))] = &[$((stringify!($name), $name::stacks)),*];
    };
}

fixtures![
    AS3004_grant_to_a_role_of_another_app,
    AS3101_two_resolvers_on_one_field,
    AS3102_field_misspelt,
    AS3102_field_without_type,
    AS3102_input_type,
    AS3102_type_misspelt,
    AS3103_pipeline_of_eleven,
    AS3104_code_too_long,
    AS3104_template_empty,
    AS3105_data_source_name,
    AS3105_function_name,
    AS3106_data_source_of_another_api,
    AS3106_function_of_another_api,
    AS3107_api_key_of_two_years,
    AS3108_api_key_twice,
    AS3109_folder_without_schema,
    AS3110_data_sources_of_one_name,
    AS3111_limits,
    AS3112_direct_without_lambda,
    AS3112_pipeline_without_code,
    AS3113_conflicts_without_versions,
    AS3114_environment_variables,
    AS3115_no_http_address,
    AS3116_caching_key,
    AS3117_large_schema,
    AS3118_lacks_required,
    AS3201_key_of_two_types,
    AS3202_key_of_one_attribute,
    AS3203_indexes_of_one_name,
    AS3204_too_many_indexes,
    AS3205_local_index_without_sort_key,
    AS3206_table_name,
    AS3207_time_to_live_in_a_text,
    AS3208_capacity_and_billing,
    AS3209_projections,
    AS3210_no_stream,
    AS3301_table_name_for_an_arn,
    AS3302_handlers,
    AS3303_function_code,
    AS3304_retention_of_two_weeks_and_a_day,
];
